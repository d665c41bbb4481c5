// Bodies of detail/accepted_json.hpp.
#pragma once

#include <jot/detail/accepted_json.hpp>
#include <jot/impl/json/reader.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

// The next quotation mark or backslash of a string; the closing quotation mark is there.
inline const char* next_quote_or_escape(const char* at, const char* end) noexcept {
  for (;; ++at) {
    at += plain_prefix({at, static_cast<std::size_t>(end - at)});
    if (*at == '"' || *at == '\\') return at;
  }
}

JOT_INLINE void accepted_json::skip_string() noexcept {
  at_ = next_quote_or_escape(at_ + 1, end_);
  while (*at_ == '\\') at_ = next_quote_or_escape(at_ + 2, end_);
  ++at_;
}

JOT_INLINE bool accepted_json::take_plain_string(std::string_view& text) noexcept {
  const char* const start = at_ + 1;
  const char* const end = next_quote_or_escape(start, end_);
  if (*end == '\\') return false;
  text = {start, static_cast<std::size_t>(end - start)};
  at_ = end + 1;
  skip_space();
  return true;
}

JOT_INLINE std::string_view accepted_json::take_value() noexcept {
  const char* const start = at_;
  if (*at_ == '"') {
    skip_string();
  } else if (*at_ == '{' || *at_ == '[') {
    std::size_t depth = 0;
    do {
      if (*at_ == '"') {
        skip_string();
        continue;
      }
      if (*at_ == '{' || *at_ == '[') ++depth;
      if (*at_ == '}' || *at_ == ']') --depth;
      ++at_;
    } while (depth != 0);
  } else {
    // Only the next character shows where a number ends; most have nothing but digits.
    while (at_ != end_ && static_cast<unsigned char>(*at_ - '0') <= 9) ++at_;
    while (at_ != end_ && *at_ > ' ' && *at_ != ',' && *at_ != '}' && *at_ != ']') ++at_;
  }
  const std::string_view value(start, static_cast<std::size_t>(at_ - start));
  skip_space();
  return value;
}

JOT_INLINE std::size_t accepted_json::count_elements() const noexcept {
  accepted_json in = *this;
  std::size_t count = 0;
  for (in.step(); in.peek() != ']' && !in.at_end(); ++count) {
    in.take_value();
    if (in.peek() == ',') in.step();
  }
  return count;
}

JOT_INLINE std::string unescaped(std::string_view quoted) {
  struct text_reader final : json_visitor {
    void on_member(std::string_view /*name*/, const json_value& value) override { found = value.text; }
    void on_element(const json_value& /*value*/) override {}
    std::string found;
  } reader;
  std::string object("{\"\":");
  object.append(quoted).append("}");
  const auto read = read_json_object(object, {}, errc::invalid_payload, reader);
  return read ? reader.found : std::string();
}

}}}  // namespace jot::JOT_ABI::detail

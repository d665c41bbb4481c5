// Bodies of detail/accepted_json.hpp.
#pragma once

#include <jot/detail/accepted_json.hpp>
#include <jot/impl/json/reader.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

// A number has no end of its own.
JOT_INLINE bool accepted_json::ends_value() const noexcept {
  const char c = peek();
  return c <= ' ' || c == ',' || c == ':' || c == '}' || c == ']';
}

JOT_INLINE void accepted_json::skip_string() noexcept {
  for (++at_; !at_end() && peek() != '"'; ++at_) {
    at_ += plain_prefix(text_.substr(at_));
    if (peek() == '"') break;
    if (peek() == '\\') ++at_;
  }
  ++at_;
}

JOT_INLINE std::string_view accepted_json::take_value() noexcept {
  const std::size_t start = at_;
  std::size_t depth = 0;
  do {
    const char c = peek();
    if (c == '"') {
      skip_string();
    } else {
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    }
  } while (!at_end() && (depth != 0 || !ends_value()));
  const std::string_view value = text_.substr(start, at_ - start);
  skip_space();
  return value;
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

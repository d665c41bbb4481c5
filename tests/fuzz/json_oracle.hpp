// A second opinion on JSON text that shares nothing with the library's reader: nlohmann says whether it is JSON, and a
// walk over the characters finds what nlohmann does not mind.
#pragma once

#include <jot/limits.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

namespace jot_fuzz {

/// What a text contains that is known to be JSON.
class json_facts {
 public:
  explicit json_facts(std::string_view json) : text_(json) {
    skip_space();
    object_ = peek() == '{';
    value(0);
  }

  [[nodiscard]] bool is_object() const noexcept { return object_; }
  [[nodiscard]] bool has_duplicates() const noexcept { return duplicates_; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }
  [[nodiscard]] std::size_t members() const noexcept { return members_; }
  [[nodiscard]] std::size_t longest_name() const noexcept { return longest_name_; }
  [[nodiscard]] std::size_t longest_number() const noexcept { return longest_number_; }

 private:
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() noexcept {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  // The walk recurses, and is therefore given nothing that is nested deeper than recursion can stand.
  void value(std::size_t level) {
    skip_space();
    if (peek() == '{') {
      container(level + 1, '}');
    } else if (peek() == '[') {
      container(level + 1, ']');
    } else if (peek() == '"') {
      string();
    } else {
      const std::size_t start = at_;
      while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
      number(text_.substr(start, at_ - start));
    }
    skip_space();
  }

  void container(std::size_t level, char end) {
    depth_ = (std::max)(depth_, level);
    std::set<std::string> names;
    std::size_t count = 0;
    ++at_;
    skip_space();
    while (peek() != end && at_ < text_.size()) {
      if (end == '}') {
        skip_space();
        const std::string name = string();
        longest_name_ = (std::max)(longest_name_, name.size());
        duplicates_ = duplicates_ || !names.insert(name).second;
        members_ = (std::max)(members_, ++count);
        skip_space();
        ++at_;  // the colon
      }
      value(level);
      if (peek() == ',') ++at_;
      skip_space();
    }
    ++at_;
  }

  std::string string() {
    std::string out;
    for (++at_; peek() != '"' && at_ < text_.size(); ++at_) {
      if (peek() != '\\') {
        out += peek();
        continue;
      }
      ++at_;
      switch (peek()) {
        case 'b':
          out += '\b';
          break;
        case 'f':
          out += '\f';
          break;
        case 'n':
          out += '\n';
          break;
        case 'r':
          out += '\r';
          break;
        case 't':
          out += '\t';
          break;
        case 'u':
          out += escaped();
          break;
        default:
          out += peek();
          break;
      }
    }
    ++at_;
    return out;
  }

  unsigned hex() {
    const unsigned long unit = std::strtoul(std::string(text_.substr(at_ + 1, 4)).c_str(), nullptr, 16);
    at_ += 4;
    return static_cast<unsigned>(unit);
  }

  std::string escaped() {
    unsigned code = hex();
    if (code >= 0xD800 && code < 0xDC00) {
      at_ += 2;
      code = 0x10000 + ((code - 0xD800) << 10) + (hex() - 0xDC00);
    }
    const auto byte = [](unsigned bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
    if (code < 0x80) return {byte(code)};
    if (code < 0x800) return {byte(0xC0 | code >> 6), byte(0x80 | (code & 63))};
    if (code < 0x10000) return {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63))};
    return {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 63)), byte(0x80 | (code >> 6 & 63)),
            byte(0x80 | (code & 63))};
  }

  void number(std::string_view token) {
    if (token.empty() || token.find_first_not_of("-+.eE0123456789") != std::string_view::npos) return;
    longest_number_ = (std::max)(longest_number_, token.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t members_ = 0;
  std::size_t longest_name_ = 0;
  std::size_t longest_number_ = 0;
  bool object_ = false;
  bool duplicates_ = false;
};

/// No deeper than a recursive walk can go; brackets in strings count too, which only makes it stricter.
inline bool may_be_walked(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return c == '{' || c == '['; }) < 2000;
}

/// What the strict reader must say of a text that may be walked.
inline bool is_strict_json(std::string_view text, const jot::json_limits& limits) {
  if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) return false;
  if (!nlohmann::json::accept(text)) return false;
  const json_facts facts(text);
  return facts.is_object() && !facts.has_duplicates() && facts.depth() <= limits.depth &&
         facts.members() <= limits.members && facts.longest_name() <= limits.name_bytes &&
         facts.longest_number() <= limits.number_chars;
}

}  // namespace jot_fuzz

// Writes JSON text.
#pragma once

#include <jot/detail/text_buffer.hpp>
#include <jot/impl/text/utf8.hpp>

#include <cstddef>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Appends the text as a JSON string, quotes and escapes included. False, with nothing appended, when it is not UTF-8.
[[nodiscard]] inline bool append_json_string(text_buffer& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::size_t before = out.size();
  out.add('"');
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text);
    out.add(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t n = utf8_sequence(text);
    if (n == 0) {
      out.cut(before);
      return false;
    }
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out.add('\\');
      out.add(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.add("\\u00");
      out.add(digits[static_cast<unsigned char>(c) >> 4]);
      out.add(digits[static_cast<unsigned char>(c) & 15]);
    } else {
      out.add(text.substr(0, n));
    }
    text.remove_prefix(n);
  }
  out.add('"');
  return true;
}

}}}  // namespace jot::JOT_ABI::detail

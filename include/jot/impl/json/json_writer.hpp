// Bodies of detail/json_writer.hpp.
#pragma once

#include <jot/base64url.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/impl/text/utf8.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE bool append_json_string(text_buffer& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::size_t before = out.size();
  for (bool is_first = true;; is_first = false) {
    // The one call of this function: with more of them, the compiler no longer inlines it where JSON is read.
    std::size_t n = plain_prefix(text);
    if (is_first && n == text.size()) {
      char* const quoted = out.add_room(n + 2);
      quoted[0] = '"';
      std::copy(text.begin(), text.end(), quoted + 1);
      quoted[n + 1] = '"';
      return true;
    }
    if (is_first) out.add('"');
    if (n != text.size() && static_cast<unsigned char>(text[n]) >= 0x80) n += unescaped_prefix(text.substr(n));
    out.add(text.substr(0, n));
    text.remove_prefix(n);
    if (text.empty()) break;
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out.add('\\');
      out.add(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.add("\\u00");
      out.add(digits[static_cast<unsigned char>(c) >> 4]);
      out.add(digits[static_cast<unsigned char>(c) & 15]);
    } else {
      out.cut(before);
      return false;
    }
    text.remove_prefix(1);
  }
  out.add('"');
  return true;
}

JOT_INLINE void json_writer::integer(std::int64_t value) {
  std::array<char, std::numeric_limits<std::int64_t>::digits10 + 3> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  raw({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
}

JOT_INLINE void json_writer::octets(bytes_view value) {
  separate();
  out_.add('"');
  base64url_encode_to(value, out_.add_room(base64url_encoded_size(value.size())));
  out_.add('"');
}

}}}  // namespace jot::JOT_ABI::detail

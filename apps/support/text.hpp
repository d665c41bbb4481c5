// Small questions about text that both the form reader and the servers ask.
#pragma once

#include <string_view>

namespace example {

/// True for well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing beyond U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

/// True for a control character that ends lines, moves cursors or ends C strings: 0x00 to 0x1F and 0x7F.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  const auto code = static_cast<unsigned char>(c);
  return code < 0x20 || code == 0x7f;
}

/// The same letters in another case count as the same; ASCII only, whatever the locale.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace example

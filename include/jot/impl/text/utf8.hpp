// UTF-8 (RFC 3629), and the characters that JSON text may hold unescaped.
#pragma once

#include <jot/detail/config.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline std::uint64_t load_word(std::string_view text, std::size_t at) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, sizeof word);
  return word;
}

inline constexpr bool little_endian = std::endian::native == std::endian::little;

// How many of a word's first bytes need no escape in a JSON string: ASCII without control characters, quote and
// backslash. SWAR: each subtraction sets the high bit of a matching byte; borrows may corrupt later bytes, so only the
// first match is trusted.
inline std::size_t plain_bytes(std::uint64_t word) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  const std::uint64_t not_plain =
      (word | (word - ' ' * ones) | ((word ^ '"' * ones) - ones) | ((word ^ '\\' * ones) - ones)) & 0x80 * ones;
  return static_cast<std::size_t>(std::countr_zero(not_plain)) / 8;
}

inline bool is_plain(char c) noexcept {
  return c >= 0x20 && c != '"' && c != '\\' && static_cast<unsigned char>(c) < 0x80;
}

// The length of the longest prefix of such characters.
inline std::size_t plain_prefix(std::string_view text) noexcept {
  std::size_t i = 0;
  if constexpr (little_endian) {
    for (; text.size() - i >= 8; i += 8) {
      if (const std::size_t plain = plain_bytes(load_word(text, i)); plain != 8) return i + plain;
    }
  }
  while (i < text.size() && is_plain(text[i])) ++i;
  return i;
}

// The length of the well-formed UTF-8 sequence at the start of the text (RFC 3629 §4), 0 where there is none.
inline std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return at(i) >= low && at(i) <= high;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) return text.empty() ? 0 : 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return tail(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return tail(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

// How many bytes at the start of the word are well-formed sequences of two to four bytes, all of the same length; 0
// where there is none. Little-endian: the first byte is the lowest.
inline std::size_t utf8_sequences(std::uint64_t word) noexcept {
  if ((word & 0xC0E0) == 0x80C0) {
    // Branches instead of counting trailing zeros: the next position must not depend on the count.
    constexpr std::uint64_t fours = 0x0001000100010001;
    const std::uint64_t not_overlong = ((word & 0x1E * fours) + 0x7F * fours) & 0x80 * fours;  // C0 and C1 are
    const std::uint64_t wrong = ((word & 0xC0E0 * fours) ^ 0x80C0 * fours) | (not_overlong ^ 0x80 * fours);
    if (wrong == 0) return 8;
    if ((wrong & 0xFFFFFFFF) == 0) return 4;
    return (wrong & 0xFFFF) == 0 ? 2 : 0;
  }
  if ((word & 0xC0C0F0) == 0x8080E0) {
    const auto is_good = [](std::uint64_t bits) { return bits != 0 && bits != 0x200D; };  // overlong; a surrogate
    if (!is_good(word & 0x200F)) return 0;
    const bool both = (word & 0xC0C0F0000000) == 0x8080E0000000 && is_good(word >> 24 & 0x200F);
    return both ? 6 : 3;
  }
  if ((word & 0xC0C0C0F8) == 0x808080F0) {
    const bool is_good = (word & 0x3007) != 0 && ((word & 0x04) == 0 || (word & 0x3007) == 0x04);  // up to U+10FFFF
    return is_good ? 4 : 0;
  }
  return 0;
}

// The length of the longest prefix that needs no escape in a JSON string: plain characters and all beyond ASCII.
inline std::size_t unescaped_prefix(std::string_view text) noexcept {
  std::size_t i = 0;
  if constexpr (little_endian) {
    while (text.size() - i >= 8) {
      const std::uint64_t word = load_word(text, i);
      const std::size_t n = (word & 0x80) == 0 ? plain_bytes(word) : utf8_sequences(word);
      if (n == 0) return i;
      i += n;
    }
  }
  while (i < text.size()) {
    const std::size_t n =
        static_cast<unsigned char>(text[i]) < 0x80 ? (is_plain(text[i]) ? 1 : 0) : utf8_sequence(text.substr(i));
    if (n == 0) break;
    i += n;
  }
  return i;
}

// The text, with U+FFFD for each byte that is not part of a well-formed sequence.
inline std::string well_formed_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t n = utf8_sequence(text);
    out += n != 0 ? text.substr(0, n) : "\xEF\xBF\xBD";
    text.remove_prefix(n != 0 ? n : 1);
  }
  return out;
}

// Appends the code point, which must not be a surrogate, and at most U+10FFFF.
inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}}}  // namespace jot::JOT_ABI::detail

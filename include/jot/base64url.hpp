// base64url without padding (RFC 7515 §2, RFC 4648 §5): one strict codec for tokens and key members, usable at
// compile time.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/base64url_blocks.hpp>

#include <array>
#include <type_traits>

namespace jot { inline namespace JOT_ABI {

/// How base64url_decode_to() went.
struct base64url_decoded {
  std::size_t size = 0;          ///< bytes written
  bool ok = false;               ///< whether the text was base64url
  std::size_t error_offset = 0;  ///< where it is not ok: the place of the first wrong character
};

/// How many characters `size` bytes take, without padding.
[[nodiscard]] constexpr std::size_t base64url_encoded_size(std::size_t size) noexcept {
  return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

/// How many bytes `size` characters decode to, if they decode at all.
[[nodiscard]] constexpr std::size_t base64url_decoded_size(std::size_t size) noexcept {
  return size / 4 * 3 + (size % 4 == 0 ? 0 : size % 4 - 1);
}

namespace detail {

inline constexpr char base64url_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

inline constexpr std::uint32_t base64url_invalid = 0x0100'0000;

// One table for each of the four places in a group, with the six bits already shifted, so that a group takes three ORs
// and one test.
struct base64url_tables {
  std::array<std::array<std::uint32_t, 256>, 4> place{};
  constexpr base64url_tables() {
    for (std::size_t p = 0; p < 4; ++p) {
      place[p].fill(base64url_invalid);
      for (std::uint32_t v = 0; v < 64; ++v) {
        place[p][static_cast<unsigned char>(base64url_alphabet[v])] = v << (18 - 6 * p);
      }
    }
  }
};
inline constexpr base64url_tables base64url_decode_tables{};

}  // namespace detail

/// Writes the characters of `source` to `out`, which holds base64url_encoded_size(source.size()) of them and must not
/// overlap it.
constexpr void base64url_encode_to(bytes_view source, char* out) noexcept {
  const auto& digits = detail::base64url_alphabet;
  std::size_t i = 0;
  if (!std::is_constant_evaluated()) {
    i = detail::base64url_encode_blocks(source, out);
    out += base64url_encoded_size(i);
  }
  for (; i + 3 <= source.size(); i += 3) {
    const std::uint32_t group = std::uint32_t{source[i]} << 16 | std::uint32_t{source[i + 1]} << 8 | source[i + 2];
    *out++ = digits[group >> 18];
    *out++ = digits[group >> 12 & 63];
    *out++ = digits[group >> 6 & 63];
    *out++ = digits[group & 63];
  }
  if (source.size() - i == 1) {
    *out++ = digits[source[i] >> 2];
    *out++ = digits[(source[i] & 3) << 4];
  } else if (source.size() - i == 2) {
    *out++ = digits[source[i] >> 2];
    *out++ = digits[(source[i] & 3) << 4 | source[i + 1] >> 4];
    *out++ = digits[(source[i + 1] & 15) << 2];
  }
}

/// Decodes `text` into `out`, which has room for base64url_decoded_size(text.size()) bytes and must not overlap it.
/// Rejects padding, every
/// character outside the alphabet, a length of 1 modulo 4 and trailing bits that are not zero (RFC 4648 §3.5), so that
/// each byte string has exactly one accepted text.
[[nodiscard]] constexpr base64url_decoded base64url_decode_to(std::string_view text, unsigned char* out) noexcept {
  const auto& place = detail::base64url_decode_tables.place;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto fail = [&](std::size_t i) {
    while (i < text.size() && place[0][at(i)] != detail::base64url_invalid) ++i;
    return base64url_decoded{.size = 0, .ok = false, .error_offset = i < text.size() ? i : text.size() - 1};
  };
  std::size_t i = 0;
  if (!std::is_constant_evaluated()) i = detail::base64url_decode_blocks(text, out);
  std::size_t n = base64url_decoded_size(i);
  std::uint32_t all = 0;  // looked at once, for nearly every text is good
  for (; i + 4 <= text.size(); i += 4) {
    const std::uint32_t group = place[0][at(i)] | place[1][at(i + 1)] | place[2][at(i + 2)] | place[3][at(i + 3)];
    all |= group;
    out[n++] = static_cast<unsigned char>(group >> 16 & 0xFF);
    out[n++] = static_cast<unsigned char>(group >> 8 & 0xFF);
    out[n++] = static_cast<unsigned char>(group & 0xFF);
  }
  if (all >= detail::base64url_invalid) return fail(0);
  const std::size_t rest = text.size() - i;
  if (rest == 1) return fail(i);
  if (rest == 2) {
    const std::uint32_t group = place[0][at(i)] | place[1][at(i + 1)];
    if (group >= detail::base64url_invalid || (group & 0xFFFF) != 0) return fail(i);
    out[n++] = static_cast<unsigned char>(group >> 16);
  } else if (rest == 3) {
    const std::uint32_t group = place[0][at(i)] | place[1][at(i + 1)] | place[2][at(i + 2)];
    if (group >= detail::base64url_invalid || (group & 0xFF) != 0) return fail(i);
    out[n++] = static_cast<unsigned char>(group >> 16);
    out[n++] = static_cast<unsigned char>(group >> 8 & 0xFF);
  }
  return {.size = n, .ok = true};
}

namespace detail {
/// The error about the text that stopped being base64url at the offset: says what is there instead. `name` is the
/// segment, member or setting; it may be empty.
[[nodiscard]] error base64url_error(errc code, std::string_view name, std::string_view text, std::size_t offset);
}  // namespace detail

/// The base64url text of the bytes.
[[nodiscard]] inline std::string base64url_encode(bytes_view source) {
  std::string out(base64url_encoded_size(source.size()), '\0');
  base64url_encode_to(source, out.data());
  return out;
}

/// The bytes of a base64url text, or invalid_base64url with the offset of the first character that is wrong.
inline result<bytes> base64url_decode(std::string_view text) {
  bytes out(base64url_decoded_size(text.size()));
  const base64url_decoded decoded = base64url_decode_to(text, out.data());
  if (!decoded.ok) {
    return detail::base64url_error(errc::invalid_base64url, {}, text, decoded.error_offset);
  }
  return out;
}

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/text/base64url.hpp>
#endif

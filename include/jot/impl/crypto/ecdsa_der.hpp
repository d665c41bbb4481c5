// ECDSA in JOSE is r‖s of fixed width (RFC 7518 §3.4); OpenSSL and most devices have SEQUENCE { INTEGER r, INTEGER s }
// (RFC 3279 §2.2.3).
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_numbers.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

class ecdsa_der {
 public:
  static constexpr std::size_t max_bytes = 3 + 2 * (2 + 1 + 66);  // of P-521

  /// The DER of r and s, at most 66 octets each.
  constexpr explicit ecdsa_der(bytes_view r_s) noexcept {
    const std::size_t half = r_s.size() / 2;
    const bytes_view r = without_leading_zeros(r_s.first(half));
    const bytes_view s = without_leading_zeros(r_s.last(half));
    const std::size_t content = 4 + content_size(r) + content_size(s);
    put(0x30);
    if (content >= 0x80) put(0x81);
    put(static_cast<unsigned char>(content));
    put_integer(r);
    put_integer(s);
  }
  [[nodiscard]] constexpr bytes_view view() const noexcept { return {out_.data(), size_}; }

  /// Writes r and s of a signature in DER to `r_s`; false where it is not the strict DER of two numbers that fit.
  [[nodiscard]] static constexpr bool to_fixed(bytes_view der, std::span<unsigned char> r_s) noexcept {
    const bool is_long = der.size() > 2 && der[1] == 0x81;
    const std::size_t header = is_long ? 3 : 2;
    if (der.size() < header || der[0] != 0x30 || der[header - 1] != der.size() - header) return false;
    if (is_long != (der.size() - header >= 0x80)) return false;
    const std::size_t half = r_s.size() / 2;
    bytes_view rest = der.subspan(header);
    for (const std::span<unsigned char> out : {r_s.first(half), r_s.last(half)}) {
      if (rest.size() < 3 || rest[0] != 0x02 || rest[1] == 0 || rest[1] > rest.size() - 2) return false;
      const bytes_view integer = rest.subspan(2, rest[1]);
      rest = rest.subspan(2 + integer.size());
      // Neither negative nor longer than necessary (X.690 §8.3.2).
      if (integer[0] >= 0x80 || (integer[0] == 0 && integer.size() > 1 && integer[1] < 0x80)) return false;
      const bytes_view number = without_leading_zeros(integer);
      if (number.size() > half) return false;
      const auto zeros = out.begin() + static_cast<std::ptrdiff_t>(half - number.size());
      std::fill(out.begin(), zeros, static_cast<unsigned char>(0));
      std::copy(number.begin(), number.end(), zeros);
    }
    return rest.empty();
  }

 private:
  // Zero needs one octet, and the top bit is the sign, so that a number with that bit set gets a zero before it.
  static constexpr bool needs_zero(bytes_view number) noexcept { return number.empty() || number.front() >= 0x80; }
  static constexpr std::size_t content_size(bytes_view number) noexcept {
    return number.size() + (needs_zero(number) ? 1 : 0);
  }
  constexpr void put(unsigned char byte) noexcept { out_[size_++] = byte; }
  constexpr void put_integer(bytes_view number) noexcept {
    put(0x02);
    put(static_cast<unsigned char>(content_size(number)));
    if (needs_zero(number)) put(0);
    for (const unsigned char byte : number) put(byte);
  }

  std::array<unsigned char, max_bytes> out_{};
  std::size_t size_ = 0;
};

// r and s of one octet each, to DER and back: the zero for the sign is added and removed.
static_assert([] {
  constexpr std::array<unsigned char, 2> r_s{0x00, 0x80};
  constexpr std::array<unsigned char, 9> expected{0x30, 0x07, 0x02, 0x01, 0x00, 0x02, 0x02, 0x00, 0x80};
  const ecdsa_der der(r_s);
  std::array<unsigned char, 2> back{0xFF, 0xFF};
  return std::equal(der.view().begin(), der.view().end(), expected.begin(), expected.end()) &&
         ecdsa_der::to_fixed(der.view(), back) && back == r_s;
}());

}}}  // namespace jot::JOT_ABI::detail

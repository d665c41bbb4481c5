// Points of small order on Ed25519 and Ed448 (RFC 8032 §5.1, §5.2), by their y coordinates.
#pragma once

#include <jot/bytes.hpp>
#include <jot/jwa.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Hexadecimal digits as little-endian octets, as RFC 8032 encodes y.
template <std::size_t Size>
consteval std::array<unsigned char, Size> octets_of_hex(const char (&digits)[2 * Size + 1]) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::array<unsigned char, Size> out{};
  for (std::size_t i = 0; i < Size; ++i) {
    out[i] = static_cast<unsigned char>(value(digits[2 * i]) * 16 + value(digits[2 * i + 1]));
  }
  return out;
}

// p = 2^255 − 19, and the y of order 1, 2, 4 (zero) and 8.
struct ed25519_points {
  using coordinate = std::array<unsigned char, 32>;
  static constexpr coordinate prime =
      octets_of_hex<32>("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
  static constexpr std::array<coordinate, 5> low_order{
      octets_of_hex<32>("0100000000000000000000000000000000000000000000000000000000000000"),
      octets_of_hex<32>("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      octets_of_hex<32>("0000000000000000000000000000000000000000000000000000000000000000"),
      octets_of_hex<32>("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
      octets_of_hex<32>("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")};
};

// p = 2^448 − 2^224 − 1, and the y of order 1, 2 and 4 (zero). The last octet holds nothing but the sign of x.
struct ed448_points {
  using coordinate = std::array<unsigned char, 57>;
  static constexpr coordinate prime = [] {
    coordinate out{};
    std::fill(out.begin(), out.end() - 1, static_cast<unsigned char>(0xFF));
    out[28] = 0xFE;
    return out;
  }();
  static constexpr std::array<coordinate, 3> low_order = [] {
    std::array<coordinate, 3> out{};
    out[0][0] = 1;
    out[1] = prime;
    out[1][0] = 0xFE;
    return out;
  }();
};

// An encoding of y that is not reduced is refused as well: it can only be another encoding of one of these points.
template <class Points>
constexpr bool is_small_order(bytes_view encoded) noexcept {
  typename Points::coordinate y;
  if (encoded.size() != y.size()) return true;
  std::copy(encoded.begin(), encoded.end(), y.begin());
  y.back() = static_cast<unsigned char>(y.back() & 0x7F);  // the sign of x
  const auto& prime = Points::prime;
  if (!std::lexicographical_compare(y.rbegin(), y.rend(), prime.rbegin(), prime.rend())) return true;
  return std::find(Points::low_order.begin(), Points::low_order.end(), y) != Points::low_order.end();
}

/// With a point whose order divides the cofactor one signature verifies every message, and OpenSSL does not refuse it.
constexpr bool is_small_order(jot::curve crv, bytes_view encoded) noexcept {
  return crv == curve::ed448 ? is_small_order<ed448_points>(encoded) : is_small_order<ed25519_points>(encoded);
}

static_assert(is_small_order<ed25519_points>(ed25519_points::low_order[4]) &&
              is_small_order<ed448_points>(ed448_points::low_order[1]));

}}}  // namespace jot::JOT_ABI::detail

// The numbers of a key. Each function gives nothing where OpenSSL does not give the number out.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/openssl.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The number without the zeros before it; nothing for zero.
[[nodiscard]] constexpr bytes_view without_leading_zeros(bytes_view big_endian) noexcept {
  while (!big_endian.empty() && big_endian.front() == 0) big_endian = big_endian.subspan(1);
  return big_endian;
}

[[nodiscard]] inline openssl_ptr<BIGNUM> number_of(const EVP_PKEY* key, const char* parameter) {
  BIGNUM* out = nullptr;
  if (EVP_PKEY_get_bn_param(key, parameter, &out) != 1) return nullptr;
  return openssl_ptr<BIGNUM>(out);
}

/// A number by OpenSSL's parameter name, big-endian, with leading zeros up to this many octets.
[[nodiscard]] inline secret_bytes padded_number(const EVP_PKEY* key, const char* parameter, std::size_t octets) {
  const openssl_ptr<BIGNUM> number = number_of(key, parameter);
  if (number == nullptr || octets == 0 || octets > INT_MAX) return {};
  const auto size = static_cast<int>(octets);
  secret_bytes out(octets);
  if (BN_bn2binpad(number.get(), out.data(), size) != size) return {};
  return out;
}

/// The number in as few octets as possible.
[[nodiscard]] inline secret_bytes shortest_number(const EVP_PKEY* key, const char* parameter) {
  const openssl_ptr<BIGNUM> number = number_of(key, parameter);
  const int size = number == nullptr ? 0 : BN_num_bytes(number.get());
  if (size <= 0) return {};
  secret_bytes out(static_cast<std::size_t>(size));
  if (BN_bn2binpad(number.get(), out.data(), size) != size) return {};
  return out;
}

/// The encoded point of an OKP key.
[[nodiscard]] inline secret_bytes public_octets(const EVP_PKEY* key) {
  std::size_t size = 0;
  if (EVP_PKEY_get_raw_public_key(key, nullptr, &size) != 1) return {};
  secret_bytes out(size);
  if (EVP_PKEY_get_raw_public_key(key, out.data(), &size) != 1) return {};
  return out;
}

/// The private half of an OKP key.
[[nodiscard]] inline secret_bytes private_octets(const EVP_PKEY* key) {
  std::size_t size = 0;
  if (EVP_PKEY_get_raw_private_key(key, nullptr, &size) != 1) return {};
  secret_bytes out(size);
  if (EVP_PKEY_get_raw_private_key(key, out.data(), &size) != 1) return {};
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

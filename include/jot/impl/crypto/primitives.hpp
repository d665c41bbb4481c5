// Bodies of primitives.hpp.
#pragma once

#include <jot/impl/crypto/ecdsa_der.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/primitives.hpp>

#include <openssl/evp.h>
#include <openssl/rand.h>

namespace jot { inline namespace JOT_ABI {

JOT_INLINE result<std::array<unsigned char, 32>> sha256(bytes_view data) noexcept {
  const detail::openssl_error_guard guard;
  std::array<unsigned char, 32> out;
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, data.data(), data.size(), out.data(), &size) != 1) {
    return error(errc::crypto_failure, "OpenSSL could not compute SHA-256");
  }
  return out;
}

JOT_INLINE result<bytes> random_bytes(std::size_t size) {
  const detail::openssl_error_guard guard;
  constexpr std::size_t max_bytes = std::size_t{1} << 20;
  if (size > max_bytes) {
    return error(errc::limit_exceeded, "{} random bytes were asked for; at most {} are allowed",
                 static_cast<std::int64_t>(size), static_cast<std::int64_t>(max_bytes));
  }
  bytes out(size);
  if (RAND_priv_bytes(out.data(), static_cast<int>(size)) != 1) {
    return error(errc::crypto_failure, "OpenSSL's random generator failed");
  }
  return out;
}

JOT_INLINE result<bytes> ecdsa_der_to_raw(algorithm alg, bytes_view der) {
  const algorithm_facts& f = facts(alg);
  if (f.scheme != scheme::ecdsa) {
    return error(errc::key_mismatch, "{} is not an ECDSA algorithm; its signatures need no conversion", word(alg));
  }
  bytes out(f.signature_bytes);
  if (!detail::ecdsa_der::to_fixed(der, out)) {
    return error(errc::invalid_key, "not the DER of two numbers of at most {} octets", f.signature_bytes / 2);
  }
  return out;
}

}}  // namespace jot::JOT_ABI

// Small things that programs around tokens need from OpenSSL as well: a hash, random bytes, and the form of ECDSA
// signatures that JOSE has.
#pragma once

#include <jot/bytes.hpp>
#include <jot/jwa.hpp>

#include <array>
#include <cstddef>

namespace jot { inline namespace JOT_ABI {

/// SHA-256. Error: crypto_failure.
[[nodiscard]] result<std::array<unsigned char, 32>> sha256(bytes_view data) noexcept;

/// Bytes that nothing can guess, from OpenSSL's generator for secrets. Errors: crypto_failure; limit_exceeded for more
/// than 1 MiB.
[[nodiscard]] result<bytes> random_bytes(std::size_t size);

/// r‖s of the algorithm's width (RFC 7518 §3.4) of a signature in DER, which a KMS or an HSM gives: what a signer's
/// `sign` must return. Errors: invalid_key where it is not the strict DER of two numbers of this width; key_mismatch
/// where the algorithm is not ECDSA.
[[nodiscard]] result<bytes> ecdsa_der_to_raw(algorithm alg, bytes_view der);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/primitives.hpp>
#endif

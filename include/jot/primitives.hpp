// What programs that handle tokens need from OpenSSL besides: a hash, random bytes, and ECDSA signatures in the form
// that JOSE has.
#pragma once

#include <jot/bytes.hpp>
#include <jot/jwa.hpp>

#include <array>
#include <cstddef>

namespace jot { inline namespace JOT_ABI {

/// The SHA-256 hash of the bytes (FIPS 180-4). Error: crypto_failure.
[[nodiscard]] result<std::array<unsigned char, 32>> sha256(bytes_view data) noexcept;

/// Bytes that no one can guess, from OpenSSL's generator for secrets. Errors: crypto_failure; limit_exceeded for more
/// than 1 MiB.
[[nodiscard]] result<bytes> random_bytes(std::size_t size);

/// Turns the DER of an ECDSA signature, which a KMS or an HSM gives, into r‖s of the algorithm's width (RFC 7518 §3.4),
/// which a signer's `sign` must return. Errors: invalid_key where it is not the strict DER of two numbers of this
/// width; key_mismatch where the algorithm is not ECDSA.
[[nodiscard]] result<bytes> ecdsa_der_to_raw(algorithm alg, bytes_view der);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/primitives.hpp>
#endif

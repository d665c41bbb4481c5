// Checks of a signature that need no key: a signer that reaches a device or a service may return anything.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/ecdsa_der.hpp>
#include <jot/jwa.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Octets of the RSA keys that OpenSSL works with, weak ones included, because the signer's own limits are not known
// here.
inline constexpr std::size_t min_rsa_signature = 1024 / 8;
inline constexpr std::size_t max_rsa_signature = 16384 / 8;

[[nodiscard]] constexpr bool has_length_of(const algorithm_facts& f, std::size_t size) noexcept {
  if (f.signature_bytes != 0) return size == f.signature_bytes;
  if (f.key_type == key_type::rsa) return size >= min_rsa_signature && size <= max_rsa_signature;
  return std::any_of(curve_table.begin(), curve_table.end(), [&](const curve_facts& row) {
    return fits(f.id, row.key_type, row.id) && size == row.signature_bytes;
  });
}

/// Error: crypto_failure for a length that no signature of the algorithm has, and for ECDSA in DER.
inline result<void> check_signature_form(algorithm alg, bytes_view signature) {
  const algorithm_facts& f = facts(alg);
  if (has_length_of(f, signature.size())) return {};
  const auto size = static_cast<std::int64_t>(signature.size());
  if (f.scheme == scheme::ecdsa) {
    std::array<unsigned char, ecdsa_der::max_bytes> raw;
    if (ecdsa_der::to_fixed(signature, std::span(raw).first(f.signature_bytes))) {
      return error(errc::crypto_failure,
                   "the signer returned DER; in JOSE an {} signature is r and s side by side: convert it with "
                   "jot::ecdsa_der_to_raw",
                   word(alg));
    }
  }
  if (f.signature_bytes != 0) {
    return error(errc::crypto_failure, "the signer returned {} octets; a signature has {}: is it encoded as text?",
                 size, f.signature_bytes);
  }
  return error(errc::crypto_failure,
               "the signer returned {} octets, a length that no {} signature has: is it encoded as text?", size,
               word(alg));
}

}}}  // namespace jot::JOT_ABI::detail

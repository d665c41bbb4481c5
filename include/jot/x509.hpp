// X.509 certificates (RFC 5280) as carriers of keys, and chains of them checked against roots that the caller names.
#pragma once

#include <jot/key.hpp>

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

namespace detail {
struct certificate_access;
}

/// A certificate. It proves nothing by itself: trust comes from where it was found, or from verify_chain().
class certificate {
 public:
  /// The first certificate of a PEM text. Error: invalid_key.
  static result<certificate> from_pem(std::string_view pem);
  /// A certificate in DER. Error: invalid_key, also where bytes are left over.
  static result<certificate> from_der(bytes_view der);
  /// A certificate that is an entry of x5c: base64, not base64url, of the DER (RFC 7515 §4.1.6). Error: invalid_key.
  static result<certificate> from_x5c(std::string_view base64);
  /// All certificates of a PEM text, in order. Errors: invalid_key, also where there is none; limit_exceeded for more
  /// than 100.
  static result<std::vector<certificate>> all_from_pem(std::string_view pem);

  /// The thumbprint x5t#S256: base64url of the SHA-256 of the DER (RFC 7515 §4.1.8). Empty when OpenSSL fails.
  [[nodiscard]] std::string thumbprint() const;
  /// The subject as one line (RFC 2253): "CN=signer,O=Example".
  [[nodiscard]] std::string subject() const;

  /// The public key, bound to an algorithm; nothing else of the certificate is checked. Errors: key_mismatch, weak_key.
  result<any_verification_key> verification_key(algorithm alg, const key_limits& limits = {}) const;

 private:
  friend struct detail::certificate_access;
  explicit certificate(std::shared_ptr<X509> x509) noexcept : x509_(std::move(x509)) {}
  std::shared_ptr<X509> x509_;

 public:
  certificate(const certificate&) noexcept = default;
  certificate& operator=(const certificate&) noexcept = default;
  ~certificate() = default;
};

/// What a chain must satisfy.
struct chain_rules {
  /// The certificates that are trusted as they are, whether they are roots or not. Empty: nothing is trusted.
  std::vector<certificate> roots;
  /// A dNSName that the first certificate must have (RFC 6125); empty for none.
  std::string host = {};
  /// The caller's own check of the first certificate; required where there is no host, because a root signs for many.
  std::function<bool(const certificate&)> accept = nullptr;
  key_limits keys = {};  ///< for the key of the first certificate
};

/// Verifies a chain of certificates at this time and gives the key of the first one. Checked are signatures, validity,
/// constraints, key usage (digitalSignature where the certificate limits it), host and predicate. Errors: invalid_key
/// (with what OpenSSL found), invalid_configuration (no roots; neither host nor predicate), key_mismatch, weak_key.
result<any_verification_key> verify_chain(algorithm alg, std::span<const certificate> chain, const chain_rules& rules,
                                          std::chrono::sys_seconds now);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/x509.hpp>
#endif

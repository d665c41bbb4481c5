// JSON Web Key (RFC 7517): one key as JSON, its thumbprint (RFC 7638), and the typed keys that can be made from it.
#pragma once

#include <jot/key.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

class jwk_set;

namespace detail {
class key_material;
struct jwk_core;
}  // namespace detail

/// A JWK, read strictly and checked like every key. It is immutable; a copy shares the key.
class jwk {
 public:
  /// Reads an oct, RSA, EC or OKP key, public or private. Members that this library does not know are ignored; known
  /// ones of a wrong type or size are errors. An optional one that is null or an empty array counts as absent. Errors:
  /// invalid_key (with the member), weak_key, limit_exceeded (128 KiB, 64 key_ops, and those of key_limits).
  static result<jwk> parse(std::string_view json, const key_limits& limits = {});

  /// A key from PEM text as any_verification_key::from_pem and any_signing_key::from_pem read it: a private key where
  /// there is one, else a public one. Errors: invalid_key, weak_key.
  static result<jwk> from_pem(std::string_view pem, std::string_view password = {}, const key_limits& limits = {});
  /// A key from DER, private or public. Errors: invalid_key, weak_key.
  static result<jwk> from_der(bytes_view der, const key_limits& limits = {});

  /// An HMAC secret. Errors: weak_key (empty), limit_exceeded.
  static result<jwk> from_secret(bytes_view secret, const key_limits& limits = {});

  /// The public half of a key, its alg and kid. Error: key_mismatch for an HMAC secret, which must not be published.
  static result<jwk> from_public(const any_verification_key& key);

  /// The whole key, private or secret members included.
  [[nodiscard]] static jwk from_private(const any_signing_key& key);

  [[nodiscard]] jot::key_type key_type() const noexcept;                 ///< the key's family, `kty`
  [[nodiscard]] jot::curve curve() const noexcept;                       ///< `crv`; none for RSA and secrets
  [[nodiscard]] int bits() const noexcept;                               ///< of the secret, the modulus or the curve
  [[nodiscard]] bool is_private() const noexcept;                        ///< whether it has `d`, or is a secret
  [[nodiscard]] const std::optional<std::string>& kid() const noexcept;  ///< the key's id (RFC 7517 §4.5)
  [[nodiscard]] const std::optional<std::string>& alg() const noexcept;  ///< as written, known or not (RFC 7517 §4.4)
  [[nodiscard]] const std::optional<std::string>& use() const noexcept;  ///< as written (RFC 7517 §4.2)

  /// The algorithms that this key may verify: those its kty and crv can serve, only `alg` where it has one, none where
  /// use is not "sig" or key_ops does not contain "verify" (RFC 7517 §4.2–4.4).
  [[nodiscard]] algorithm_set verifies() const noexcept;

  /// @{
  /// The key to verify with, bound to one algorithm, with this kid. Errors: key_mismatch, which says whether kty, crv,
  /// alg, use or key_ops is against it; weak_key.
  result<any_verification_key> verification_key(algorithm alg) const;
  template <signature_algorithm A>
  result<jot::verification_key<A>> verification_key() const {
    return verification_key(A::id).and_then(&jot::verification_key<A>::from);
  }
  /// @}

  /// @{
  /// The key to sign with, bound to one algorithm, with this kid. Errors: as verification_key(), and invalid_key when
  /// there is no private half.
  result<any_signing_key> signing_key(algorithm alg) const;
  template <signature_algorithm A>
  result<jot::signing_key<A>> signing_key() const {
    return signing_key(A::id).and_then(&jot::signing_key<A>::from);
  }
  /// @}

  /// The SHA-256 thumbprint in base64url (RFC 7638 §3): 43 characters, the same however the key was loaded. Empty when
  /// OpenSSL fails.
  [[nodiscard]] std::string thumbprint() const;

  /// The public members as JSON text. Errors: key_mismatch for an HMAC secret, crypto_failure.
  result<std::string> to_public_json() const;

  /// Every member, private and secret ones included: the text is the secret itself. Empty when OpenSSL fails.
  [[nodiscard]] std::string to_private_json() const;

  [[nodiscard]] jwk with_kid(std::string kid) const;               ///< a copy with this kid
  [[nodiscard]] jwk with_alg(std::optional<algorithm> alg) const;  ///< a copy with this alg; nothing: any that fits
  [[nodiscard]] jwk with_use(std::string use) const;               ///< a copy with this use

 private:
  friend class jwk_set;
  static result<jwk> of(result<std::shared_ptr<const detail::key_material>> material, const key_limits& limits);
  explicit jwk(std::shared_ptr<const detail::jwk_core> core) noexcept : core_(std::move(core)) {}
  std::shared_ptr<const detail::jwk_core> core_;

 public:
  jwk(const jwk&) noexcept = default;
  jwk& operator=(const jwk&) noexcept = default;
  ~jwk() = default;
};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/jwk.hpp>
#endif

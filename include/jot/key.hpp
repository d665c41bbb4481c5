// Keys (RFC 7518 §3 and §6, RFC 8037): each has one algorithm for life. The typed forms are what programs write; the
// erased forms are what key sets and configuration hold.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>
#include <jot/jwa.hpp>
#include <jot/limits.hpp>

#include <openssl/types.h>

#include <memory>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

namespace detail {
class bound_key;
class key_core;
struct key_access;

template <class A>
concept secret_algorithm = signature_algorithm<A> && (facts(A::id).key_type == key_type::oct);
template <class A>
concept key_pair_algorithm = signature_algorithm<A> && (facts(A::id).key_type != key_type::oct);
}  // namespace detail

/// A key that verifies, whose algorithm is known at run time only. It is immutable and may be shared between threads; a
/// copy shares the key. Every way to make one checks key size, curve by name, exponent, that an EC point is on the
/// curve and that an OKP point is not of small order.
class any_verification_key {
 public:
  /// A key from PEM text: SPKI (`PUBLIC KEY`), PKCS#1 (`RSA PUBLIC KEY`) or a certificate, of which nothing but the
  /// public key is used. Indentation, CRLF, a BOM, literal `\n` and missing line breaks are forgiven. Errors:
  /// invalid_key, weak_key, key_mismatch (the key cannot serve the algorithm).
  static result<any_verification_key> from_pem(algorithm alg, std::string_view pem, const key_limits& limits = {});
  /// A key from DER: SPKI, PKCS#1 or a certificate. Errors: as from_pem().
  static result<any_verification_key> from_der(algorithm alg, bytes_view der, const key_limits& limits = {});
  /// The public half of a key of OpenSSL, which the caller still owns and must not change any more. Errors: invalid_key
  /// (also for null), weak_key, key_mismatch.
  static result<any_verification_key> from_evp_pkey(algorithm alg, EVP_PKEY* pkey, const key_limits& limits = {});
  /// An HMAC secret. Errors: weak_key (shorter than the hash, RFC 7518 §3.2), invalid_key (the text of an asymmetric
  /// key, which others may have), key_mismatch (alg is not HMAC).
  static result<any_verification_key> from_secret(algorithm alg, bytes_view secret, const key_limits& limits = {});

  /// The one algorithm that the key serves.
  [[nodiscard]] algorithm alg() const noexcept;
  /// The key's family.
  [[nodiscard]] jot::key_type key_type() const noexcept;
  /// The key's curve; none for RSA and secrets.
  [[nodiscard]] jot::curve curve() const noexcept;
  /// Bits of the secret, the modulus or the curve.
  [[nodiscard]] int bits() const noexcept;
  /// The key's id, empty when it has none.
  [[nodiscard]] std::string_view kid() const noexcept;
  /// A copy with this id.
  [[nodiscard]] any_verification_key with_kid(std::string kid) const;

  /// Checks a signature over these bytes. Errors: signature_invalid, crypto_failure (OpenSSL could not do its work).
  result<void> verify(bytes_view signing_input, bytes_view signature) const;

  /// The public key as PEM (SPKI). Error: key_mismatch for an HMAC secret, which has no public half.
  result<std::string> to_public_pem() const;

 private:
  friend struct detail::key_access;
  explicit any_verification_key(std::shared_ptr<const detail::key_core> core) noexcept;
  std::shared_ptr<const detail::key_core> core_;

 public:
  // There is no move, so that no object is ever without a key.
  any_verification_key(const any_verification_key&) noexcept = default;
  any_verification_key& operator=(const any_verification_key&) noexcept = default;
  ~any_verification_key() = default;
};

/// A key that signs, whose algorithm is known at run time only. It is immutable and may be shared between threads; a
/// copy shares the key, and the last one wipes it. Every way to make one has the checks of any_verification_key, and
/// makes and verifies one signature, which proves that the two halves belong together.
class any_signing_key {
 public:
  /// A private key from PEM text: PKCS#8 (`PRIVATE KEY`, `ENCRYPTED PRIVATE KEY` with the password), PKCS#1
  /// (`RSA PRIVATE KEY`) or SEC1 (`EC PRIVATE KEY`). Errors: invalid_key, weak_key, key_mismatch.
  static result<any_signing_key> from_pem(algorithm alg, std::string_view pem, std::string_view password = {},
                                          const key_limits& limits = {});
  /// A private key from DER: PKCS#8, PKCS#1 or SEC1, not encrypted. Errors: as from_pem().
  static result<any_signing_key> from_der(algorithm alg, bytes_view der, const key_limits& limits = {});
  /// A private key of OpenSSL, also one that a provider keeps in a device; the caller still owns it and must not change
  /// it any more. The private half of Ed25519 and Ed448 must be readable, since OpenSSL before 3.0.8 signs through a
  /// null pointer without one. Errors: invalid_key (also for null, and without a private half), weak_key, key_mismatch.
  static result<any_signing_key> from_evp_pkey(algorithm alg, EVP_PKEY* pkey, const key_limits& limits = {});
  /// An HMAC secret. Errors: weak_key (shorter than the hash, RFC 7518 §3.2), invalid_key (the text of an asymmetric
  /// key, which others may have), key_mismatch (alg is not HMAC).
  static result<any_signing_key> from_secret(algorithm alg, bytes_view secret, const key_limits& limits = {});
  /// A new key from OpenSSL's random generator: a secret as long as the hash, RSA of `rsa_bits`, or a key on the
  /// algorithm's curve (EdDSA: Ed25519). Errors: weak_key, crypto_failure.
  static result<any_signing_key> generate(algorithm alg, int rsa_bits = 2048);

  /// The one algorithm that the key serves.
  [[nodiscard]] algorithm alg() const noexcept;
  /// The key's family.
  [[nodiscard]] jot::key_type key_type() const noexcept;
  /// The key's curve; none for RSA and secrets.
  [[nodiscard]] jot::curve curve() const noexcept;
  /// Bits of the secret, the modulus or the curve.
  [[nodiscard]] int bits() const noexcept;
  /// The key's id, empty when it has none.
  [[nodiscard]] std::string_view kid() const noexcept;
  /// A copy with this id.
  [[nodiscard]] any_signing_key with_kid(std::string kid) const;

  /// Signs the bytes; ECDSA as r‖s (RFC 7518 §3.4). Error: crypto_failure.
  result<bytes> sign(bytes_view signing_input) const;

  /// The key that verifies what this one signs: the public half, or the same secret.
  [[nodiscard]] jot::any_verification_key verification_key() const;

  /// The private key as PEM (PKCS#8), encrypted with AES-256-CBC (PBES2) when a password is given. The text is the
  /// secret itself. Errors: key_mismatch for an HMAC secret, crypto_failure.
  result<std::string> to_private_pem(std::string_view password = {}) const;

 private:
  friend struct detail::key_access;
  explicit any_signing_key(std::shared_ptr<const detail::key_core> core) noexcept;
  std::shared_ptr<const detail::key_core> core_;

 public:
  any_signing_key(const any_signing_key&) noexcept = default;
  any_signing_key& operator=(const any_signing_key&) noexcept = default;
  ~any_signing_key() = default;
};

/// A key that verifies signatures of the algorithm A and of no other. It is an any_verification_key of a fixed
/// algorithm.
template <class A>
class verification_key {
  static_assert(signature_algorithm<A>, "jot::verification_key: name an algorithm, such as jot::es256");

 public:
  using algorithm_type = A;  ///< the algorithm

  /// See any_verification_key::from_pem.
  static result<verification_key> from_pem(std::string_view pem, const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_verification_key::from_pem(A::id, pem, limits));
  }
  /// See any_verification_key::from_der.
  static result<verification_key> from_der(bytes_view der, const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_verification_key::from_der(A::id, der, limits));
  }
  /// See any_verification_key::from_evp_pkey.
  static result<verification_key> from_evp_pkey(EVP_PKEY* pkey, const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_verification_key::from_evp_pkey(A::id, pkey, limits));
  }

  /// The typed form of an erased key. Error: key_mismatch when it is bound to another algorithm.
  static result<verification_key> from(const any_verification_key& key) {
    if (key.alg() != A::id) return error(errc::key_mismatch, "the key is bound to another algorithm");
    return verification_key(key);
  }

  /// @{
  /// The erased form, which lives as long as this.
  [[nodiscard]] const any_verification_key& any() const noexcept { return key_; }
  operator const any_verification_key&() const noexcept { return key_; }  // NOLINT(google-explicit-constructor)
  /// @}

  /// The key's id, empty when it has none.
  [[nodiscard]] std::string_view kid() const noexcept { return key_.kid(); }
  /// A copy with this id.
  [[nodiscard]] verification_key with_kid(std::string kid) const {
    return verification_key(key_.with_kid(std::move(kid)));
  }
  /// See any_verification_key::verify.
  result<void> verify(bytes_view signing_input, bytes_view signature) const {
    return key_.verify(signing_input, signature);
  }
  /// See any_verification_key::to_public_pem.
  result<std::string> to_public_pem() const
    requires detail::key_pair_algorithm<A>
  {
    return key_.to_public_pem();
  }

  /// Deleted: a key has one algorithm for life.
  template <signature_algorithm Other>
    requires(!std::is_same_v<A, Other>)
  verification_key(const verification_key<Other>& key_of_another_algorithm) = delete;

 private:
  template <class>
  friend class signing_key;

  explicit verification_key(const any_verification_key& key) noexcept : key_(key) {}
  static result<verification_key> wrap(result<any_verification_key> key) {
    if (!key) return key.error();
    return verification_key(*key);
  }
  any_verification_key key_;
};

/// A key that signs with the algorithm A and with no other. It is an any_signing_key of a fixed algorithm.
template <class A>
class signing_key {
  static_assert(signature_algorithm<A>, "jot::signing_key: name an algorithm, such as jot::es256");

 public:
  using algorithm_type = A;  ///< the algorithm

  /// An HMAC secret given as bytes, at least as long as the hash (RFC 7518 §3.2). To verify with it:
  /// `key.verification_key()`. Errors: weak_key, invalid_key (the text of an asymmetric key in PEM, SSH or JWK, which
  /// others may have).
  static result<signing_key> from_secret(bytes_view secret, const key_limits& limits = {})
    requires detail::secret_algorithm<A>
  {
    return wrap(any_signing_key::from_secret(A::id, secret, limits));
  }
  /// An HMAC secret that is the bytes of the text: "correct horse…" means these letters. Errors: as from_secret().
  static result<signing_key> from_secret_text(std::string_view secret, const key_limits& limits = {})
    requires detail::secret_algorithm<A>
  {
    return from_secret(as_bytes(secret), limits);
  }
  /// An HMAC secret written in base64url without padding, as `k` of a JWK is. Errors: as from_secret(), and invalid_key
  /// for other text.
  static result<signing_key> from_secret_base64url(std::string_view secret, const key_limits& limits = {})
    requires detail::secret_algorithm<A>
  {
    secret_bytes decoded(base64url_decoded_size(secret.size()));
    if (const base64url_decoded read = base64url_decode_to(secret, decoded.data()); !read.ok) {
      return detail::base64url_error(errc::invalid_key, "secret", secret, read.error_offset);
    }
    return from_secret(decoded.view(), limits);
  }
  /// An HMAC secret written in hexadecimal: "8f3a…". Errors: as from_secret(), and invalid_key for other text.
  static result<signing_key> from_secret_hex(std::string_view secret, const key_limits& limits = {})
    requires detail::secret_algorithm<A>
  {
    result<bytes> decoded = decode_hex(secret);
    if (!decoded) return decoded.error();
    result<signing_key> key = from_secret(*decoded, limits);
    wipe(*decoded);
    return key;
  }

  /// See any_signing_key::from_pem.
  static result<signing_key> from_pem(std::string_view pem, std::string_view password = {},
                                      const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_signing_key::from_pem(A::id, pem, password, limits));
  }
  /// See any_signing_key::from_der.
  static result<signing_key> from_der(bytes_view der, const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_signing_key::from_der(A::id, der, limits));
  }
  /// See any_signing_key::from_evp_pkey.
  static result<signing_key> from_evp_pkey(EVP_PKEY* pkey, const key_limits& limits = {})
    requires detail::key_pair_algorithm<A>
  {
    return wrap(any_signing_key::from_evp_pkey(A::id, pkey, limits));
  }
  /// See any_signing_key::generate.
  static result<signing_key> generate(int rsa_bits = 2048) { return wrap(any_signing_key::generate(A::id, rsa_bits)); }

  /// The typed form of an erased key. Error: key_mismatch when it is bound to another algorithm.
  static result<signing_key> from(const any_signing_key& key) {
    if (key.alg() != A::id) return error(errc::key_mismatch, "the key is bound to another algorithm");
    return signing_key(key);
  }

  /// @{
  /// The erased form, which lives as long as this.
  [[nodiscard]] const any_signing_key& any() const noexcept { return key_; }
  operator const any_signing_key&() const noexcept { return key_; }  // NOLINT(google-explicit-constructor)
  /// @}

  /// The algorithm A.
  [[nodiscard]] algorithm alg() const noexcept { return A::id; }
  /// The key's id, empty when it has none.
  [[nodiscard]] std::string_view kid() const noexcept { return key_.kid(); }
  /// A copy with this id.
  [[nodiscard]] signing_key with_kid(std::string kid) const { return signing_key(key_.with_kid(std::move(kid))); }
  /// See any_signing_key::sign.
  result<bytes> sign(bytes_view signing_input) const { return key_.sign(signing_input); }
  /// The key that verifies what this one signs: the public half, or the same secret.
  [[nodiscard]] jot::verification_key<A> verification_key() const {
    return jot::verification_key<A>(key_.verification_key());
  }
  /// See any_signing_key::to_private_pem.
  result<std::string> to_private_pem(std::string_view password = {}) const
    requires detail::key_pair_algorithm<A>
  {
    return key_.to_private_pem(password);
  }

  /// Deleted: a key has one algorithm for life.
  template <signature_algorithm Other>
    requires(!std::is_same_v<A, Other>)
  signing_key(const signing_key<Other>& key_of_another_algorithm) = delete;

 private:
  explicit signing_key(const any_signing_key& key) noexcept : key_(key) {}
  static result<signing_key> wrap(result<any_signing_key> key) {
    if (!key) return key.error();
    return signing_key(*key);
  }
  any_signing_key key_;
};

namespace detail {

// A text that is still there when the expression is over: a view or a reference, but not a string by value.
template <class T>
concept lasting_text =
    std::convertible_to<T, std::string_view> && (std::is_lvalue_reference_v<T> || std::is_trivially_copyable_v<T>);

}  // namespace detail

/// A signer of tokens: a signing key, or a type of yours that reaches an HSM or a KMS. `sign` gives the raw signature
/// (ECDSA as r‖s: ecdsa_der_to_raw() makes it from DER); `kid`, empty for none, is a view of or a reference to a text
/// that the signer keeps.
template <class S>
concept signer = requires(const S& s, bytes_view signing_input) {
  { s.alg() } -> std::same_as<algorithm>;
  { s.kid() } -> detail::lasting_text;
  { s.sign(signing_input) } -> std::same_as<result<bytes>>;
};

static_assert(signer<any_signing_key> && signer<signing_key<es256>>);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/key.hpp>
#endif

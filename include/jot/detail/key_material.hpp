// Key material as OpenSSL holds it, checked once when it is loaded, before any algorithm is bound to it.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/openssl.hpp>
#include <jot/jwa.hpp>
#include <jot/limits.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The members of an RSA key in a JWK (RFC 7518 §6.3), big-endian; all after e are empty for a public key.
struct rsa_components {
  bytes_view n, e, d, p, q, dp, dq, qi;
};

/// A secret or an OpenSSL key that passed the checks: size, exponent, curve by name, EC point on the curve, OKP point
/// not of small order, private half fitting the public one. Immutable.
class key_material {
 public:
  using ptr = std::shared_ptr<const key_material>;

  static result<ptr> from_public_pem(std::string_view pem, const key_limits& limits);
  static result<ptr> from_public_der(bytes_view der, const key_limits& limits);
  static result<ptr> from_private_pem(std::string_view pem, std::string_view password, const key_limits& limits);
  static result<ptr> from_private_der(bytes_view der, const key_limits& limits);
  /// Whichever of the two it is.
  static result<ptr> from_any_der(bytes_view der, const key_limits& limits);
  static result<ptr> from_secret(bytes_view secret, const key_limits& limits);
  static result<ptr> from_rsa(const rsa_components& key, const key_limits& limits);
  /// x and y of exactly the curve's size; d empty for a public key.
  static result<ptr> from_ec(jot::curve crv, bytes_view x, bytes_view y, bytes_view d);
  static result<ptr> from_okp(jot::curve crv, bytes_view x, bytes_view d);
  static result<ptr> generate(algorithm alg, int rsa_bits);

  [[nodiscard]] jot::key_type key_type() const noexcept { return key_type_; }
  [[nodiscard]] jot::curve curve() const noexcept { return curve_; }
  [[nodiscard]] int bits() const noexcept { return bits_; }
  [[nodiscard]] bool is_private() const noexcept { return is_private_; }
  /// An RSA key whose own parameters say that it is for PSS only (RFC 4055 §1.2).
  [[nodiscard]] bool is_pss_only() const noexcept { return pss_only_; }
  [[nodiscard]] EVP_PKEY* pkey() const noexcept { return pkey_.get(); }  ///< null for a secret
  [[nodiscard]] bytes_view secret() const noexcept { return secret_.view(); }

  /// A number of the key by OpenSSL's parameter name, big-endian, filled up to `size` octets (0: as few as it takes).
  [[nodiscard]] secret_bytes number(const char* parameter, std::size_t size = 0) const;
  /// The 32 or 57 octets of an OKP key.
  [[nodiscard]] secret_bytes raw(bool private_half) const;

  /// True when both have the same public half.
  [[nodiscard]] bool same_public(const key_material& other) const noexcept;
  /// A copy without the private half. There is none of a secret.
  result<ptr> public_half() const;
  result<std::string> to_public_pem() const;
  result<std::string> to_private_pem(std::string_view password) const;

 private:
  key_material() = default;
  static result<ptr> adopt(openssl_ptr<EVP_PKEY> pkey, bool is_private, const key_limits& limits);
  result<void> check_rsa(const key_limits& limits);
  result<void> check_ec();
  result<void> check_okp();
  result<void> check_pair() const;

  openssl_ptr<EVP_PKEY> pkey_;
  secret_bytes secret_;
  jot::key_type key_type_ = jot::key_type::oct;
  jot::curve curve_ = jot::curve::none;
  int bits_ = 0;
  bool is_private_ = false;
  bool pss_only_ = false;
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/key_material.hpp>
#endif

// Bodies of key.hpp: erased keys, each a bound_key and a kid.
#pragma once

#include <jot/impl/crypto/bound_key.hpp>
#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/key.hpp>

namespace jot { inline namespace JOT_ABI {
namespace detail {

/// What an erased key holds: a bound key, which copies with another kid share, and the kid.
class key_core {
 public:
  bound_key::ptr bound;
  std::string kid;
};

// Lets jwk.hpp make keys from material that it has read, and read the material of keys; and lets jws.hpp compare keys.
struct key_access {
  template <class Key>
  static result<Key> make(algorithm alg, result<key_material::ptr> material, const key_limits& limits,
                          std::string kid = {}) {
    if (!material) return material.error();
    result<bound_key::ptr> bound = bound_key::bind(alg, std::move(*material), limits);
    if (!bound) return bound.error();
    return Key(std::make_shared<const key_core>(key_core{std::move(*bound), std::move(kid)}));
  }
  template <class To, class From>
  [[nodiscard]] static To with_kid(const From& key, std::string kid) {
    return To(std::make_shared<const key_core>(key_core{key.core_->bound, std::move(kid)}));
  }
  template <class To, class From>
  [[nodiscard]] static To share(const From& key) {
    return To(key.core_);
  }
  template <class Key>
  [[nodiscard]] static const key_material::ptr& material(const Key& key) noexcept {
    return key.core_->bound->material();
  }
  template <class Key>
  [[nodiscard]] static const bound_key::ptr& bound(const Key& key) noexcept {
    return key.core_->bound;
  }
};

JOT_INLINE result<key_material::ptr> secret_for(algorithm alg, bytes_view secret, const key_limits& limits) {
  if (facts(alg).key_type != key_type::oct) return error(errc::key_mismatch, "found a secret, expected a key pair");
  return checked_key::of_secret(secret, limits);
}

// A public key used as an HMAC secret is the oldest attack on JWT: nothing is loaded for HMAC from PEM or DER.
template <class Load>
result<key_material::ptr> key_pair_for(algorithm alg, const Load& load) {
  if (facts(alg).key_type == key_type::oct) return error(errc::key_mismatch, "found a key pair, expected a secret");
  return load();
}

}  // namespace detail

// ---- any_verification_key ----

JOT_INLINE any_verification_key::any_verification_key(std::shared_ptr<const detail::key_core> core) noexcept
    : core_(std::move(core)) {}

JOT_INLINE result<any_verification_key> any_verification_key::from_pem(algorithm alg, std::string_view pem,
                                                                       const key_limits& limits) {
  return detail::key_access::make<any_verification_key>(
      alg, detail::key_pair_for(alg, [&] { return detail::load_public_pem(pem, limits); }), limits);
}

JOT_INLINE result<any_verification_key> any_verification_key::from_der(algorithm alg, bytes_view der,
                                                                       const key_limits& limits) {
  return detail::key_access::make<any_verification_key>(
      alg, detail::key_pair_for(alg, [&] { return detail::load_public_der(der, limits); }), limits);
}

JOT_INLINE result<any_verification_key> any_verification_key::from_evp_pkey(algorithm alg, EVP_PKEY* pkey,
                                                                            const key_limits& limits) {
  const auto load = [&] { return detail::key_of_evp_pkey(pkey, detail::key_half::public_half, limits); };
  return detail::key_access::make<any_verification_key>(alg, detail::key_pair_for(alg, load), limits);
}

JOT_INLINE result<any_verification_key> any_verification_key::from_secret(algorithm alg, bytes_view secret,
                                                                          const key_limits& limits) {
  return detail::key_access::make<any_verification_key>(alg, detail::secret_for(alg, secret, limits), limits);
}

JOT_INLINE algorithm any_verification_key::alg() const noexcept { return core_->bound->alg(); }
JOT_INLINE key_type any_verification_key::key_type() const noexcept { return core_->bound->material()->key_type(); }
JOT_INLINE curve any_verification_key::curve() const noexcept { return core_->bound->material()->curve(); }
JOT_INLINE int any_verification_key::bits() const noexcept { return core_->bound->material()->bits(); }
JOT_INLINE std::string_view any_verification_key::kid() const noexcept { return core_->kid; }

JOT_INLINE any_verification_key any_verification_key::with_kid(std::string kid) const {
  return detail::key_access::with_kid<any_verification_key>(*this, std::move(kid));
}

JOT_INLINE result<void> any_verification_key::verify(bytes_view signing_input, bytes_view signature) const {
  return core_->bound->verify(signing_input, signature);
}

JOT_INLINE result<std::string> any_verification_key::to_public_pem() const {
  return detail::write_public_pem(*core_->bound->material());
}

// ---- any_signing_key ----

JOT_INLINE any_signing_key::any_signing_key(std::shared_ptr<const detail::key_core> core) noexcept
    : core_(std::move(core)) {}

JOT_INLINE result<any_signing_key> any_signing_key::from_pem(algorithm alg, std::string_view pem,
                                                             std::string_view password, const key_limits& limits) {
  return detail::key_access::make<any_signing_key>(
      alg, detail::key_pair_for(alg, [&] { return detail::load_private_pem(pem, password, limits); }), limits);
}

JOT_INLINE result<any_signing_key> any_signing_key::from_der(algorithm alg, bytes_view der, const key_limits& limits) {
  return detail::key_access::make<any_signing_key>(
      alg, detail::key_pair_for(alg, [&] { return detail::load_private_der(der, limits); }), limits);
}

JOT_INLINE result<any_signing_key> any_signing_key::from_evp_pkey(algorithm alg, EVP_PKEY* pkey,
                                                                  const key_limits& limits) {
  const auto load = [&] { return detail::key_of_evp_pkey(pkey, detail::key_half::private_half, limits); };
  return detail::key_access::make<any_signing_key>(alg, detail::key_pair_for(alg, load), limits);
}

JOT_INLINE result<any_signing_key> any_signing_key::from_secret(algorithm alg, bytes_view secret,
                                                                const key_limits& limits) {
  return detail::key_access::make<any_signing_key>(alg, detail::secret_for(alg, secret, limits), limits);
}

JOT_INLINE result<any_signing_key> any_signing_key::generate(algorithm alg, int rsa_bits) {
  return detail::key_access::make<any_signing_key>(alg, detail::generate_key(alg, rsa_bits), {});
}

JOT_INLINE algorithm any_signing_key::alg() const noexcept { return core_->bound->alg(); }
JOT_INLINE key_type any_signing_key::key_type() const noexcept { return core_->bound->material()->key_type(); }
JOT_INLINE curve any_signing_key::curve() const noexcept { return core_->bound->material()->curve(); }
JOT_INLINE int any_signing_key::bits() const noexcept { return core_->bound->material()->bits(); }
JOT_INLINE std::string_view any_signing_key::kid() const noexcept { return core_->kid; }

JOT_INLINE any_signing_key any_signing_key::with_kid(std::string kid) const {
  return detail::key_access::with_kid<any_signing_key>(*this, std::move(kid));
}

JOT_INLINE result<bytes> any_signing_key::sign(bytes_view signing_input) const {
  return core_->bound->sign(signing_input);
}

JOT_INLINE any_verification_key any_signing_key::verification_key() const {
  return detail::key_access::share<any_verification_key>(*this);
}

JOT_INLINE result<std::string> any_signing_key::to_private_pem(std::string_view password) const {
  return detail::write_private_pem(*core_->bound->material(), password);
}

}}  // namespace jot::JOT_ABI

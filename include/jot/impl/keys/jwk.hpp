// Bodies of jwk.hpp: keys from JWKs, and JWKs from keys.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/json/json_members.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/impl/keys/jwk_read.hpp>
#include <jot/impl/keys/jwk_write.hpp>
#include <jot/jwk.hpp>
#include <jot/primitives.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {
namespace detail {

inline constexpr std::size_t max_jwk_bytes = 128 * 1024;

// Why the key may not do this; success when it may.
JOT_INLINE result<void> jwk_permits(const jwk_core& core, algorithm alg, std::string_view operation) {
  if (core.use && *core.use != "sig")
    return error(errc::key_mismatch, "use", "the key's use is not \"sig\", signatures");
  if (!core.permits(operation)) {
    return error(errc::key_mismatch, "key_ops", "the key's operations do not include this one");
  }
  if (core.alg && *core.alg != name(alg)) {
    return error(errc::key_mismatch, "alg", "the key is for another algorithm than {}", word(alg));
  }
  if (!fits(alg, core.material->key_type(), core.material->curve())) {
    return error(errc::key_mismatch, "kty", "a key of this type and curve cannot be used for {}", word(alg));
  }
  return {};
}

}  // namespace detail

JOT_INLINE result<jwk> jwk::parse(std::string_view json, const key_limits& limits) {
  if (json.size() > detail::max_jwk_bytes) {
    return error(errc::limit_exceeded, "a JWK of {} bytes; at most {} are allowed",
                 static_cast<std::int64_t>(json.size()), static_cast<std::int64_t>(detail::max_jwk_bytes));
  }
  detail::json_members members;
  if (const result<void> read = members.read(json, json_limits{}, errc::invalid_key); !read) return read.error();
  const auto core = detail::jwk_reader(members, limits).read();
  if (!core) return core.error();
  return jwk(*core);
}

JOT_INLINE result<jwk> jwk::of(result<detail::key_material::ptr> material, const key_limits& limits) {
  if (!material) return material.error();
  return jwk(std::make_shared<const detail::jwk_core>(detail::jwk_core{std::move(*material), limits, {}, {}, {}, {}}));
}

JOT_INLINE result<jwk> jwk::from_pem(std::string_view pem, std::string_view password, const key_limits& limits) {
  const bool has_private = pem.find("PRIVATE KEY-----") != std::string_view::npos;
  return of(has_private ? detail::load_private_pem(pem, password, limits) : detail::load_public_pem(pem, limits),
            limits);
}

JOT_INLINE result<jwk> jwk::from_der(bytes_view der, const key_limits& limits) {
  return of(detail::load_any_der(der, limits), limits);
}

JOT_INLINE result<jwk> jwk::from_secret(bytes_view secret, const key_limits& limits) {
  return of(detail::checked_key::of_secret(secret, limits), limits);
}

JOT_INLINE result<jwk> jwk::from_public(const any_verification_key& key) {
  const detail::key_material::ptr& material = detail::key_access::material(key);
  if (material->key_type() == jot::key_type::oct) {
    return error(errc::key_mismatch, "an HMAC secret has no public half, and must not be published");
  }
  result<detail::key_material::ptr> half = detail::public_half(*material);
  if (!half) return half.error();
  detail::jwk_core core{std::move(*half), {}, {}, std::string(name(key.alg())), {}, {}};
  if (!key.kid().empty()) core.kid = key.kid();
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::from_private(const any_signing_key& key) {
  detail::jwk_core core{detail::key_access::material(key), {}, {}, std::string(name(key.alg())), {}, {}};
  if (!key.kid().empty()) core.kid = key.kid();
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE key_type jwk::key_type() const noexcept { return core_->material->key_type(); }
JOT_INLINE curve jwk::curve() const noexcept { return core_->material->curve(); }
JOT_INLINE int jwk::bits() const noexcept { return core_->material->bits(); }
JOT_INLINE bool jwk::is_private() const noexcept { return core_->material->is_private(); }
JOT_INLINE const std::optional<std::string>& jwk::kid() const noexcept { return core_->kid; }
JOT_INLINE const std::optional<std::string>& jwk::alg() const noexcept { return core_->alg; }
JOT_INLINE const std::optional<std::string>& jwk::use() const noexcept { return core_->use; }

JOT_INLINE algorithm_set jwk::verifies() const noexcept {
  algorithm_set out;
  for (const algorithm_facts& row : algorithm_table) {
    if (detail::jwk_permits(*core_, row.id, "verify")) out.insert(row.id);
  }
  return out;
}

JOT_INLINE result<any_verification_key> jwk::verification_key(algorithm alg) const {
  if (const result<void> may = detail::jwk_permits(*core_, alg, "verify"); !may) return may.error();
  return detail::key_access::make<any_verification_key>(alg, core_->material, core_->limits, core_->kid.value_or(""));
}

JOT_INLINE result<any_signing_key> jwk::signing_key(algorithm alg) const {
  if (const result<void> may = detail::jwk_permits(*core_, alg, "sign"); !may) return may.error();
  if (!is_private()) return error(errc::invalid_key, "d", "found a public key, expected a private key");
  return detail::key_access::make<any_signing_key>(alg, core_->material, core_->limits, core_->kid.value_or(""));
}

JOT_INLINE std::string jwk::thumbprint() const {
  std::string text = detail::jwk_text(
      *core_, key_type() == jot::key_type::oct ? detail::key_half::private_half : detail::key_half::public_half,
      detail::jwk_members::required);
  if (text.empty()) return {};
  const auto digest = sha256(as_bytes(text));
  wipe(text);
  return digest ? base64url_encode(*digest) : std::string();
}

JOT_INLINE result<std::string> jwk::to_public_json() const {
  if (key_type() == jot::key_type::oct) {
    return error(errc::key_mismatch, "an HMAC secret has no public half, and must not be published");
  }
  std::string text = detail::jwk_text(*core_, detail::key_half::public_half);
  if (text.empty()) return error(errc::crypto_failure, "OpenSSL could not write the public key");
  return text;
}

JOT_INLINE std::string jwk::to_private_json() const { return detail::jwk_text(*core_, detail::key_half::private_half); }

JOT_INLINE jwk jwk::with_kid(std::string kid) const {
  detail::jwk_core core = *core_;
  core.kid = std::move(kid);
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::with_alg(std::optional<algorithm> alg) const {
  detail::jwk_core core = *core_;
  core.alg = alg ? std::optional(std::string(name(*alg))) : std::nullopt;
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::with_use(std::string use) const {
  detail::jwk_core core = *core_;
  core.use = std::move(use);
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

}}  // namespace jot::JOT_ABI

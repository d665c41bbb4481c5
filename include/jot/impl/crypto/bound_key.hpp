// Key material bound to one algorithm; everything that OpenSSL can prepare is done once, in bind().
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/digest_sign.hpp>
#include <jot/impl/crypto/eddsa.hpp>
#include <jot/impl/crypto/hmac.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/jwa.hpp>
#include <jot/limits.hpp>

#include <array>
#include <memory>
#include <variant>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline error wrong_family(const algorithm_facts& f, key_type found) {
  static constexpr std::array family{"a secret", "an RSA key", "an EC key", "an OKP key"};
  const auto found_word = error_value::from_table(family[static_cast<std::size_t>(found)]);
  const auto alg_word = error_value::from_table(f.name.data());
  switch (f.key_type) {
    case key_type::oct:
      return {errc::key_mismatch, "found {}; {} needs a secret", found_word, alg_word};
    case key_type::rsa:
      return {errc::key_mismatch, "found {}; {} needs an RSA key", found_word, alg_word};
    case key_type::ec:
      return {errc::key_mismatch, "found {}; {} needs an EC key", found_word, alg_word};
    case key_type::okp:
      break;
  }
  return {errc::key_mismatch, "found {}; {} needs an OKP key (Ed25519 or Ed448)", found_word, alg_word};
}

inline result<void> check_fits(const algorithm_facts& f, const key_material& material, const key_limits& limits) {
  if (material.key_type() != f.key_type) return wrong_family(f, material.key_type());
  if (!fits(f.id, material.key_type(), material.curve())) {
    return error(errc::key_mismatch, "found a key on the curve {}, the algorithm needs {}",
                 error_value::from_table(facts(material.curve()).name.data()),
                 error_value::from_table(facts(f.curve).name.data()));
  }
  if (material.is_pss_only() && f.scheme != scheme::rsa_pss) {
    return error(errc::key_mismatch, "the RSA key is for PSS only (PS256, PS384, PS512)");
  }
  if (f.scheme == scheme::hmac && material.secret().size() < f.hash_bytes && !limits.allow_short_secret) {
    return error(errc::weak_key,
                 "a secret of {} bytes; the algorithm needs at least {} (RFC 7518 section 3.2); "
                 "signing_key::generate() makes a new one",
                 static_cast<std::int64_t>(material.secret().size()), f.hash_bytes);
  }
  return {};
}

/// Makes and checks signatures of one algorithm with one key. It is immutable after bind(), so that threads may share
/// it: each call works on a copy of a prepared context, or on one that another call has given back.
class bound_key {
  struct hidden {  // so that only bind() can construct
    explicit hidden() = default;
  };

 public:
  using ptr = std::shared_ptr<const bound_key>;
  bound_key(hidden, const algorithm_facts& f, key_material::ptr material)
      : facts_(&f), material_(std::move(material)) {}

  /// Errors: key_mismatch (another family or curve), weak_key (a secret shorter than the hash), crypto_failure.
  static result<ptr> bind(algorithm alg, key_material::ptr material, const key_limits& limits) {
    const openssl_error_guard guard;
    const algorithm_facts& f = facts(alg);
    if (const result<void> fit = check_fits(f, *material, limits); !fit) return fit.error();
    const auto out = std::make_shared<bound_key>(hidden(), f, std::move(material));
    if (const result<void> prepared = out->prepare(); !prepared) return prepared.error();
    return ptr(out);
  }

  [[nodiscard]] algorithm alg() const noexcept { return facts_->id; }
  [[nodiscard]] const key_material::ptr& material() const noexcept { return material_; }
  /// The length of every signature.
  [[nodiscard]] std::size_t signature_bytes() const noexcept { return signature_bytes_; }

  result<void> verify(bytes_view signing_input, bytes_view signature) const {
    if (signature.size() != signature_bytes_) {
      return signature.size() < signature_bytes_
                 ? error(errc::signature_invalid, "the signature is {} octets long, {} are expected: was it cut off?",
                         signature.size(), signature_bytes_)
                 : error(errc::signature_invalid, "the signature is {} octets long, {} are expected", signature.size(),
                         signature_bytes_);
    }
    switch (std::visit([&](const auto& key) { return key.verify(signing_input, signature); }, key_)) {
      case verification::good:
        return {};
      case verification::bad:
        return error(errc::signature_invalid,
                     "signature verification failed: the token was altered, or signed with a different key");
      case verification::failed:
        break;
    }
    return error(errc::crypto_failure, "OpenSSL could not verify the signature");
  }

  result<bytes> sign(bytes_view signing_input) const {
    const openssl_error_guard guard;
    bytes signature(signature_bytes_);
    const bool done = std::visit([&](const auto& key) { return key.sign(signing_input, signature); }, key_);
    if (!done) return error(errc::crypto_failure, "OpenSSL could not sign");
    return signature;
  }

 private:
  result<void> prepare() {
    signature_bytes_ = facts_->signature_bytes != 0      ? facts_->signature_bytes
                       : facts_->scheme == scheme::eddsa ? facts(material_->curve()).signature_bytes
                                                         : static_cast<std::size_t>(material_->bits() + 7) / 8;
    switch (facts_->scheme) {
      case scheme::hmac:
        return key_.emplace<hmac_key>().prepare(*facts_, *material_);
      case scheme::eddsa:
        return key_.emplace<eddsa_key>().prepare(*facts_, *material_);
      case scheme::rsa_pkcs1:
      case scheme::rsa_pss:
      case scheme::ecdsa:
        break;
    }
    return key_.emplace<digest_key>().prepare(*facts_, *material_);
  }

  const algorithm_facts* facts_;
  key_material::ptr material_;
  std::size_t signature_bytes_ = 0;
  std::variant<hmac_key, digest_key, eddsa_key> key_;
};

}}}  // namespace jot::JOT_ABI::detail

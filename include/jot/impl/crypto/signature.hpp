// Bodies of detail/signature.hpp: the only place where OpenSSL signs and verifies.
#pragma once

#include <jot/detail/signature.hpp>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

// ---- binding ----

JOT_INLINE result<void> check_fits(const algorithm_facts& f, const key_material& material) {
  static constexpr std::array family{"a secret", "an RSA key", "an EC key", "an OKP key"};
  const auto family_word = [](key_type type) {
    return error_value::from_table(family[static_cast<std::size_t>(type)]);
  };
  if (material.key_type() != f.key_type) {
    return error(errc::key_mismatch, "found {}, wanted {}", family_word(material.key_type()), family_word(f.key_type));
  }
  if (!fits(f.id, material.key_type(), material.curve())) {
    return error(errc::key_mismatch, "found a key on the curve {}, the algorithm wants {}",
                 error_value::from_table(facts(material.curve()).name.data()),
                 error_value::from_table(facts(f.curve).name.data()));
  }
  if (material.is_pss_only() && f.scheme != scheme::rsa_pss) {
    return error(errc::key_mismatch, "the RSA key is for PSS only (PS256, PS384, PS512)");
  }
  return {};
}

JOT_INLINE result<signature_engine::ptr> signature_engine::bind(algorithm alg, key_material::ptr material,
                                                                const key_limits& limits) {
  const openssl_error_guard guard;
  const algorithm_facts& f = facts(alg);
  if (const result<void> fit = check_fits(f, *material); !fit) return fit.error();
  if (f.scheme == scheme::hmac && material->secret().size() < f.hash_bytes && !limits.allow_short_secret) {
    return error(
        errc::weak_key,
        "a secret of {} bytes; the algorithm wants at least {} (RFC 7518 section 3.2), as generate() makes them",
        static_cast<std::int64_t>(material->secret().size()), f.hash_bytes);
  }
  const auto engine = std::make_shared<signature_engine>(hidden());
  signature_engine& out = *engine;
  out.facts_ = &f;
  out.material_ = std::move(material);
  if (f.hash != nullptr) {
    out.hash_.reset(EVP_MD_fetch(nullptr, f.hash, nullptr));
    if (out.hash_ == nullptr) {
      return error(errc::crypto_failure, "OpenSSL has no {}: is its default provider switched off?",
                   error_value::from_table(f.hash));
    }
  }
  const result<void> prepared = f.scheme == scheme::hmac    ? out.prepare_hmac()
                                : f.scheme == scheme::eddsa ? out.prepare_eddsa()
                                                            : out.prepare_digest_first();
  if (!prepared) return prepared.error();
  return ptr(engine);
}

// HMAC (RFC 2104 §4): the two padded keys are hashed once, and each MAC continues from copies of these states.
JOT_INLINE result<void> signature_engine::prepare_hmac() {
  constexpr std::size_t max_block = 128;
  const auto block = static_cast<std::size_t>(EVP_MD_get_block_size(hash_.get()));
  const error failure(errc::crypto_failure, "OpenSSL could not prepare the HMAC");
  if (block == 0 || block > max_block) return failure;
  secret_bytes key(block);
  const bytes_view secret = material_->secret();
  if (secret.size() > block) {
    if (EVP_Digest(secret.data(), secret.size(), key.data(), nullptr, hash_.get(), nullptr) != 1) return failure;
  } else {
    std::copy(secret.begin(), secret.end(), key.data());
  }
  const auto padded = [&](unsigned char pad) -> openssl_ptr<EVP_MD_CTX> {
    secret_bytes text(block);
    for (std::size_t i = 0; i < block; ++i) text.data()[i] = static_cast<unsigned char>(key.data()[i] ^ pad);
    openssl_ptr<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
    if (ctx == nullptr || EVP_DigestInit_ex2(ctx.get(), hash_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(ctx.get(), text.data(), block) != 1) {
      return nullptr;
    }
    return ctx;
  };
  start_ = padded(0x36);
  outer_ = padded(0x5C);
  if (start_ == nullptr || outer_ == nullptr) return failure;
  signature_bytes_ = facts_->hash_bytes;
  return {};
}

JOT_INLINE result<void> signature_engine::prepare_digest_first() {
  const error failure(errc::key_mismatch, "OpenSSL does not take this key for this algorithm");
  start_.reset(EVP_MD_CTX_new());
  if (start_ == nullptr || EVP_DigestInit_ex2(start_.get(), hash_.get(), nullptr) != 1) return failure;
  const auto configure = [&](EVP_PKEY_CTX* ctx) {
    if (EVP_PKEY_CTX_set_signature_md(ctx, hash_.get()) != 1) return false;
    if (facts_->scheme == scheme::ecdsa) return true;
    if (facts_->scheme == scheme::rsa_pkcs1) return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    // RFC 7518 §3.5: MGF1 with the same hash, a salt as long as it. OpenSSL's own default takes any salt.
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, hash_.get()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
  };
  verifying_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, material_->pkey(), nullptr));
  if (verifying_ == nullptr || EVP_PKEY_verify_init(verifying_.get()) != 1 || !configure(verifying_.get())) {
    return failure;
  }
  if (material_->is_private()) {
    signing_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, material_->pkey(), nullptr));
    if (signing_ == nullptr || EVP_PKEY_sign_init(signing_.get()) != 1 || !configure(signing_.get())) return failure;
  }
  signature_bytes_ =
      facts_->signature_bytes != 0 ? facts_->signature_bytes : static_cast<std::size_t>(material_->bits() + 7) / 8;
  return {};
}

JOT_INLINE result<void> signature_engine::prepare_eddsa() {
  const error failure(errc::crypto_failure, "OpenSSL could not prepare the EdDSA key");
  start_.reset(EVP_MD_CTX_new());
  if (start_ == nullptr ||
      EVP_DigestVerifyInit_ex(start_.get(), nullptr, nullptr, nullptr, nullptr, material_->pkey(), nullptr) != 1) {
    return failure;
  }
  if (material_->is_private()) {
    outer_.reset(EVP_MD_CTX_new());
    if (outer_ == nullptr ||
        EVP_DigestSignInit_ex(outer_.get(), nullptr, nullptr, nullptr, nullptr, material_->pkey(), nullptr) != 1) {
      return failure;
    }
  }
  signature_bytes_ = facts(material_->curve()).signature_bytes;
  return {};
}

// ---- verifying ----

JOT_INLINE result<void> signature_engine::verify(bytes_view signing_input, bytes_view signature) const {
  if (signature.size() != signature_bytes_) {
    return error(errc::signature_invalid, "the signature is {} octets long; {} are wanted",
                 static_cast<std::int64_t>(signature.size()), static_cast<std::int64_t>(signature_bytes_));
  }
  const error mismatch(errc::signature_invalid,
                       "the signature does not fit: the token was changed, or signed with another key");
  if (facts_->scheme == scheme::hmac) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> expected;
    if (!hmac(signing_input, expected.data())) {
      const openssl_error_guard guard;
      return error(errc::crypto_failure, "OpenSSL could not compute the MAC");
    }
    const bool good = equal_in_constant_time({expected.data(), signature_bytes_}, signature);
    OPENSSL_cleanse(expected.data(), signature_bytes_);
    return good ? result<void>() : mismatch;
  }
  std::optional<bool> good = facts_->scheme == scheme::eddsa ? eddsa_verify(signing_input, signature)
                                                             : public_key_verify(signing_input, signature);
  if (good == true) return {};
  // That OpenSSL had no memory is no verdict on the token.
  while (const unsigned long code = ERR_get_error()) {
    if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) good.reset();
  }
  return good ? mismatch : error(errc::crypto_failure, "OpenSSL could not verify the signature");
}

JOT_INLINE std::unique_ptr<signature_engine::context> signature_engine::borrow(
    const pool& from, const openssl_ptr<EVP_MD_CTX>& digest, const openssl_ptr<EVP_PKEY_CTX>& key) const {
  if (std::unique_ptr<context> waiting = from.take()) return waiting;
  auto made = std::make_unique<context>();
  made->digest.reset(EVP_MD_CTX_new());
  if (made->digest == nullptr || EVP_MD_CTX_copy_ex(made->digest.get(), digest.get()) != 1) return nullptr;
  if (key == nullptr) return made;
  made->key.reset(EVP_PKEY_CTX_dup(key.get()));
  return made->key != nullptr ? std::move(made) : nullptr;
}

// It waits as it is to be used, so that no MAC is left in it. What cannot be made ready again is not given back.
JOT_INLINE void signature_engine::give_back(std::unique_ptr<context> used, const pool& to) const {
  EVP_MD_CTX* const ctx = used->digest.get();
  // EdDSA: without a key the context keeps the one that it has, and only begins anew.
  const bool ready = facts_->scheme == scheme::hmac ? EVP_MD_CTX_copy_ex(ctx, start_.get()) == 1
                     : facts_->scheme == scheme::eddsa
                         ? EVP_DigestSignInit_ex(ctx, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) == 1
                         : EVP_DigestInit_ex2(ctx, nullptr, nullptr) == 1;
  if (ready) return to.give(std::move(used));
  const openssl_error_guard guard;
}

JOT_INLINE bool signature_engine::hmac(bytes_view message, unsigned char* out) const {
  std::unique_ptr<context> with = borrow(to_verify_, start_, nullptr);
  if (with == nullptr) return false;
  std::array<unsigned char, EVP_MAX_MD_SIZE> inner;
  EVP_MD_CTX* const ctx = with->digest.get();
  const bool ok = EVP_DigestUpdate(ctx, message.data(), message.size()) == 1 &&
                  EVP_DigestFinal_ex(ctx, inner.data(), nullptr) == 1 && EVP_MD_CTX_copy_ex(ctx, outer_.get()) == 1 &&
                  EVP_DigestUpdate(ctx, inner.data(), facts_->hash_bytes) == 1 &&
                  EVP_DigestFinal_ex(ctx, out, nullptr) == 1;
  OPENSSL_cleanse(inner.data(), facts_->hash_bytes);
  if (ok) give_back(std::move(with), to_verify_);
  return ok;
}

inline bool finish_digest(EVP_MD_CTX* ctx, bytes_view message, unsigned char* out) {
  return EVP_DigestUpdate(ctx, message.data(), message.size()) == 1 && EVP_DigestFinal_ex(ctx, out, nullptr) == 1;
}

JOT_INLINE std::optional<bool> signature_engine::eddsa_verify(bytes_view message, bytes_view signature) const {
  // Beginning anew on a used context, as for signing, leaves a mark in OpenSSL's queue of errors when one is in it.
  const openssl_ptr<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
  if (ctx == nullptr || EVP_MD_CTX_copy_ex(ctx.get(), start_.get()) != 1) return std::nullopt;
  return EVP_DigestVerify(ctx.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

// ECDSA in JOSE is r‖s of fixed width (RFC 7518 §3.4); OpenSSL wants SEQUENCE { INTEGER r, INTEGER s } (RFC 3279
// §2.2.3).
class ecdsa_der {
 public:
  static constexpr std::size_t max_bytes = 3 + 2 * (2 + 1 + 66);  // of P-521

  explicit ecdsa_der(bytes_view r_s) noexcept {
    const std::size_t half = r_s.size() / 2;
    const bytes_view r = significant(r_s.first(half));
    const bytes_view s = significant(r_s.last(half));
    const std::size_t content = 4 + content_size(r) + content_size(s);
    put(0x30);
    if (content >= 0x80) put(0x81);
    put(static_cast<unsigned char>(content));
    put_integer(r);
    put_integer(s);
  }
  [[nodiscard]] bytes_view view() const noexcept { return {out_.data(), size_}; }

  /// The way back, of what OpenSSL has written; false where it is not r and s of at most half of `r_s`.
  [[nodiscard]] static bool to_fixed(bytes_view der, std::span<unsigned char> r_s) noexcept {
    const std::size_t header = der.size() > 2 && der[1] == 0x81 ? 3 : 2;
    if (der.size() < header || der[0] != 0x30 || der[header - 1] != der.size() - header) return false;
    const std::size_t half = r_s.size() / 2;
    bytes_view rest = der.subspan(header);
    for (const std::span<unsigned char> out : {r_s.first(half), r_s.last(half)}) {
      if (rest.size() < 2 || rest[0] != 0x02 || rest[1] > rest.size() - 2) return false;
      const bytes_view number = significant(rest.subspan(2, rest[1]));
      rest = rest.subspan(2 + std::size_t{rest[1]});
      if (number.size() > half) return false;
      const auto zeros = out.begin() + static_cast<std::ptrdiff_t>(half - number.size());
      std::fill(out.begin(), zeros, static_cast<unsigned char>(0));
      std::copy(number.begin(), number.end(), zeros);
    }
    return rest.empty();
  }

 private:
  static bytes_view significant(bytes_view number) noexcept {
    while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
    return number;
  }
  static std::size_t content_size(bytes_view number) noexcept {
    return number.size() + (number.front() >= 0x80 ? 1 : 0);
  }
  void put(unsigned char byte) noexcept { out_[size_++] = byte; }
  void put_integer(bytes_view number) noexcept {
    put(0x02);
    put(static_cast<unsigned char>(content_size(number)));
    if (number.front() >= 0x80) put(0);
    for (const unsigned char byte : number) put(byte);
  }

  std::array<unsigned char, max_bytes> out_{};
  std::size_t size_ = 0;
};

JOT_INLINE std::optional<bool> signature_engine::public_key_verify(bytes_view message, bytes_view signature) const {
  std::unique_ptr<context> with = borrow(to_verify_, start_, verifying_);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  if (with == nullptr || !finish_digest(with->digest.get(), message, hash.data())) return std::nullopt;
  const auto fits = [&](bytes_view octets) {
    return EVP_PKEY_verify(with->key.get(), octets.data(), octets.size(), hash.data(), facts_->hash_bytes) == 1;
  };
  const bool good = facts_->scheme == scheme::ecdsa ? fits(ecdsa_der(signature).view()) : fits(signature);
  give_back(std::move(with), to_verify_);
  return good;
}

// ---- signing ----

JOT_INLINE result<bytes> signature_engine::sign(bytes_view signing_input) const {
  const openssl_error_guard guard;
  switch (facts_->scheme) {
    case scheme::hmac: {
      bytes mac(signature_bytes_);
      if (!hmac(signing_input, mac.data())) return error(errc::crypto_failure, "OpenSSL could not compute the MAC");
      return mac;
    }
    case scheme::eddsa:
      return eddsa_sign(signing_input);
    default:
      return private_key_sign(signing_input);
  }
}

JOT_INLINE result<bytes> signature_engine::eddsa_sign(bytes_view message) const {
  std::unique_ptr<context> with = borrow(to_sign_, outer_, nullptr);
  bytes signature(signature_bytes_);
  std::size_t size = signature.size();
  if (with == nullptr ||
      EVP_DigestSign(with->digest.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
      size != signature.size()) {
    return error(errc::crypto_failure, "OpenSSL could not sign");
  }
  give_back(std::move(with), to_sign_);
  return signature;
}

JOT_INLINE result<bytes> signature_engine::private_key_sign(bytes_view message) const {
  const error failure(errc::crypto_failure, "OpenSSL could not sign");
  std::unique_ptr<context> with = borrow(to_sign_, start_, signing_);
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
  if (with == nullptr || !finish_digest(with->digest.get(), message, hash.data())) return failure;
  bytes signature(signature_bytes_);
  const auto sign_into = [&](unsigned char* out, std::size_t& size) {
    return EVP_PKEY_sign(with->key.get(), out, &size, hash.data(), facts_->hash_bytes) == 1;
  };
  if (facts_->scheme == scheme::ecdsa) {
    std::array<unsigned char, ecdsa_der::max_bytes> der;
    std::size_t size = der.size();
    if (!sign_into(der.data(), size) || !ecdsa_der::to_fixed({der.data(), size}, signature)) return failure;
  } else {
    std::size_t size = signature.size();
    if (!sign_into(signature.data(), size) || size != signature.size()) return failure;
  }
  give_back(std::move(with), to_sign_);
  return signature;
}

}}}  // namespace jot::JOT_ABI::detail

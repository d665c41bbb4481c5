// Signatures over a digest: RSA (RFC 7518 §3.3, §3.5) and ECDSA (§3.4).
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/context_pool.hpp>
#include <jot/impl/crypto/ecdsa_der.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/jwa.hpp>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

class digest_key {
 public:
  /// Errors: key_mismatch, crypto_failure.
  result<void> prepare(const algorithm_facts& f, const key_material& material) {
    result<openssl_ptr<EVP_MD>> hash = fetch_hash(f.hash);
    if (!hash) return hash.error();
    hash_ = std::move(*hash);
    facts_ = &f;
    const error failure(errc::key_mismatch, "OpenSSL does not accept this key for this algorithm");
    begun_.reset(EVP_MD_CTX_new());
    if (begun_ == nullptr || EVP_DigestInit_ex2(begun_.get(), hash_.get(), nullptr) != 1) return failure;
    verifying_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, material.pkey(), nullptr));
    if (verifying_ == nullptr || EVP_PKEY_verify_init(verifying_.get()) != 1 || !configure(verifying_.get())) {
      return failure;
    }
    if (!material.is_private()) return {};
    signing_.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, material.pkey(), nullptr));
    if (signing_ == nullptr || EVP_PKEY_sign_init(signing_.get()) != 1 || !configure(signing_.get())) return failure;
    return {};
  }

  [[nodiscard]] verification verify(bytes_view message, bytes_view signature) const {
    std::unique_ptr<context> with = borrow(to_verify_, verifying_);
    digest hash;
    bool good = false;
    if (with == nullptr || !finish(*with, message, hash)) {
      ran_out_of_memory();
      return verification::failed;
    }
    if (facts_->scheme == scheme::ecdsa) {
      const ecdsa_der der(signature);
      good = fits(*with, hash, der.view());
    } else {
      good = fits(*with, hash, signature);
    }
    give_back(std::move(with), to_verify_);
    return verdict_of(good);
  }

  /// Fills the signature; false where OpenSSL fails.
  [[nodiscard]] bool sign(bytes_view message, std::span<unsigned char> signature) const {
    std::unique_ptr<context> with = borrow(to_sign_, signing_);
    digest hash;
    if (with == nullptr || !finish(*with, message, hash)) return false;
    if (facts_->scheme == scheme::ecdsa) {
      std::array<unsigned char, ecdsa_der::max_bytes> der;
      std::size_t size = der.size();
      if (!sign_into(*with, hash, der.data(), size) || !ecdsa_der::to_fixed({der.data(), size}, signature))
        return false;
    } else {
      std::size_t size = signature.size();
      if (!sign_into(*with, hash, signature.data(), size) || size != signature.size()) return false;
    }
    give_back(std::move(with), to_sign_);
    return true;
  }

 private:
  using digest = std::array<unsigned char, EVP_MAX_MD_SIZE>;

  /// What one call works with.
  struct context {
    openssl_ptr<EVP_MD_CTX> digest;  // as begun_ is
    openssl_ptr<EVP_PKEY_CTX> key;   // as verifying_ or signing_ is
  };
  using pool = context_pool<context>;

  [[nodiscard]] bool configure(EVP_PKEY_CTX* ctx) const {
    if (EVP_PKEY_CTX_set_signature_md(ctx, hash_.get()) != 1) return false;
    if (facts_->scheme == scheme::ecdsa) return true;
    if (facts_->scheme == scheme::rsa_pkcs1) return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1;
    // RFC 7518 §3.5: MGF1 with the same hash, a salt as long as it. OpenSSL's default accepts any salt.
    return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, hash_.get()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1;
  }

  // A context of the pool, else a new one. Null where OpenSSL fails.
  [[nodiscard]] std::unique_ptr<context> borrow(const pool& from, const openssl_ptr<EVP_PKEY_CTX>& key) const {
    if (std::unique_ptr<context> waiting = from.take()) return waiting;
    auto made = std::make_unique<context>();
    made->digest = copy_of(begun_.get());
    if (made->digest == nullptr) return nullptr;
    made->key.reset(EVP_PKEY_CTX_dup(key.get()));
    return made->key != nullptr ? std::move(made) : nullptr;
  }

  // Reset before pooling; a context that cannot be reset is dropped.
  static void give_back(std::unique_ptr<context> used, const pool& to) {
    if (EVP_DigestInit_ex2(used->digest.get(), nullptr, nullptr) == 1) return to.give(std::move(used));
    const openssl_error_guard guard;
  }

  static bool finish(const context& with, bytes_view message, digest& out) {
    return EVP_DigestUpdate(with.digest.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(with.digest.get(), out.data(), nullptr) == 1;
  }
  [[nodiscard]] bool fits(const context& with, const digest& hash, bytes_view signature) const {
    return EVP_PKEY_verify(with.key.get(), signature.data(), signature.size(), hash.data(), facts_->hash_bytes) == 1;
  }
  [[nodiscard]] bool sign_into(const context& with, const digest& hash, unsigned char* out, std::size_t& size) const {
    return EVP_PKEY_sign(with.key.get(), out, &size, hash.data(), facts_->hash_bytes) == 1;
  }

  const algorithm_facts* facts_ = nullptr;
  openssl_ptr<EVP_MD> hash_;
  openssl_ptr<EVP_MD_CTX> begun_;  // a digest of nothing yet
  openssl_ptr<EVP_PKEY_CTX> verifying_;
  openssl_ptr<EVP_PKEY_CTX> signing_;  // null for a public key
  pool to_verify_;
  pool to_sign_;
};

}}}  // namespace jot::JOT_ABI::detail

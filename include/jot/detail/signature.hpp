// One key material bound to one algorithm, with everything that OpenSSL can prepare done beforehand.
#pragma once

#include <jot/detail/context_pool.hpp>
#include <jot/detail/key_material.hpp>
#include <jot/detail/openssl.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Makes and checks signatures of one algorithm with one key. Immutable after bind(): each call works on a copy of a
/// prepared context, or on one that another call has given back, so that threads may share it.
class signature_engine {
  struct hidden {  // bind() alone constructs
    explicit hidden() = default;
  };

 public:
  using ptr = std::shared_ptr<const signature_engine>;
  explicit signature_engine(hidden) noexcept {}

  /// Errors: key_mismatch (another family or curve), weak_key (a secret shorter than the hash), crypto_failure.
  static result<ptr> bind(algorithm alg, key_material::ptr material, const key_limits& limits);

  [[nodiscard]] algorithm alg() const noexcept { return facts_->id; }
  [[nodiscard]] const key_material::ptr& material() const noexcept { return material_; }

  result<void> verify(bytes_view signing_input, bytes_view signature) const;
  result<bytes> sign(bytes_view signing_input) const;

 private:
  /// What one call works with.
  struct context {
    openssl_ptr<EVP_MD_CTX> digest;  // as start_ is, or outer_ when EdDSA signs
    openssl_ptr<EVP_PKEY_CTX> key;   // as verifying_ or signing_ is
  };
  using pool = context_pool<context>;

  result<void> prepare_hmac();
  result<void> prepare_digest_first();
  result<void> prepare_eddsa();

  /// One that waits in the pool, or else a new one with copies of `digest` and of `key`, which may be null. Null when
  /// OpenSSL fails.
  [[nodiscard]] std::unique_ptr<context> borrow(const pool& from, const openssl_ptr<EVP_MD_CTX>& digest,
                                                const openssl_ptr<EVP_PKEY_CTX>& key) const;
  void give_back(std::unique_ptr<context> used, const pool& to) const;

  [[nodiscard]] bool hmac(bytes_view message, unsigned char* out) const;
  /// Nothing where OpenSSL could not even try.
  [[nodiscard]] std::optional<bool> eddsa_verify(bytes_view message, bytes_view signature) const;
  [[nodiscard]] std::optional<bool> public_key_verify(bytes_view message, bytes_view signature) const;
  result<bytes> eddsa_sign(bytes_view message) const;
  result<bytes> private_key_sign(bytes_view message) const;

  const algorithm_facts* facts_ = nullptr;
  key_material::ptr material_;
  std::size_t signature_bytes_ = 0;
  openssl_ptr<EVP_MD> hash_;
  openssl_ptr<EVP_MD_CTX> start_;        // HMAC: after the inner pad; otherwise: a digest just begun; EdDSA: verifying
  openssl_ptr<EVP_MD_CTX> outer_;        // HMAC: after the outer pad; EdDSA: signing
  openssl_ptr<EVP_PKEY_CTX> verifying_;  // RSA and ECDSA
  openssl_ptr<EVP_PKEY_CTX> signing_;
  pool to_verify_;  // HMAC, RSA and ECDSA
  pool to_sign_;    // RSA, ECDSA and EdDSA
};

/// What an erased key holds: an engine, which copies with another kid share, and the kid.
class key_core {
 public:
  signature_engine::ptr engine;
  std::string kid;
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/signature.hpp>
#endif

// HMAC (RFC 2104 §4, RFC 7518 §3.2): the two padded keys are hashed once, and each MAC continues from copies of these
// states.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/context_pool.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/jwa.hpp>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

class hmac_key {
 public:
  /// Error: crypto_failure.
  result<void> prepare(const algorithm_facts& f, const key_material& material) {
    constexpr std::size_t max_block = 128;
    result<openssl_ptr<EVP_MD>> hash = fetch_hash(f.hash);
    if (!hash) return hash.error();
    hash_ = std::move(*hash);
    mac_bytes_ = f.hash_bytes;
    const auto block = static_cast<std::size_t>(EVP_MD_get_block_size(hash_.get()));
    const error failure(errc::crypto_failure, "OpenSSL could not prepare the HMAC");
    if (block == 0 || block > max_block) return failure;
    secret_bytes key(block);
    const bytes_view secret = material.secret();
    if (secret.size() > block) {
      if (EVP_Digest(secret.data(), secret.size(), key.data(), nullptr, hash_.get(), nullptr) != 1) return failure;
    } else {
      std::copy(secret.begin(), secret.end(), key.data());
    }
    inner_ = after_pad(key.view(), 0x36);
    outer_ = after_pad(key.view(), 0x5C);
    if (inner_ == nullptr || outer_ == nullptr) return failure;
    return {};
  }

  [[nodiscard]] verification verify(bytes_view message, bytes_view signature) const {
    std::array<unsigned char, EVP_MAX_MD_SIZE> expected;
    if (!mac(message, expected.data())) {
      const openssl_error_guard guard;
      return verification::failed;
    }
    const bool good = equal_in_constant_time({expected.data(), mac_bytes_}, signature);
    OPENSSL_cleanse(expected.data(), mac_bytes_);
    return good ? verification::good : verification::bad;
  }

  /// Fills the signature; false where OpenSSL fails.
  [[nodiscard]] bool sign(bytes_view message, std::span<unsigned char> signature) const {
    return mac(message, signature.data());
  }

 private:
  using pool = context_pool<EVP_MD_CTX, openssl_free>;

  [[nodiscard]] openssl_ptr<EVP_MD_CTX> after_pad(bytes_view key, unsigned char pad) const {
    secret_bytes text(key.size());
    for (std::size_t i = 0; i < key.size(); ++i) text.data()[i] = static_cast<unsigned char>(key[i] ^ pad);
    openssl_ptr<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
    if (ctx == nullptr || EVP_DigestInit_ex2(ctx.get(), hash_.get(), nullptr) != 1 ||
        EVP_DigestUpdate(ctx.get(), text.data(), text.size()) != 1) {
      return nullptr;
    }
    return ctx;
  }

  [[nodiscard]] bool mac(bytes_view message, unsigned char* out) const {
    openssl_ptr<EVP_MD_CTX> with = waiting_.take();
    if (with == nullptr) with = copy_of(inner_.get());
    if (with == nullptr) return false;
    EVP_MD_CTX* const ctx = with.get();
    std::array<unsigned char, EVP_MAX_MD_SIZE> inner;
    const bool ok = EVP_DigestUpdate(ctx, message.data(), message.size()) == 1 &&
                    EVP_DigestFinal_ex(ctx, inner.data(), nullptr) == 1 && EVP_MD_CTX_copy_ex(ctx, outer_.get()) == 1 &&
                    EVP_DigestUpdate(ctx, inner.data(), mac_bytes_) == 1 && EVP_DigestFinal_ex(ctx, out, nullptr) == 1;
    OPENSSL_cleanse(inner.data(), mac_bytes_);
    if (!ok) return false;
    give_back(std::move(with));
    return true;
  }

  // Reset before pooling, so that no MAC stays in memory; a context that cannot be reset is dropped.
  void give_back(openssl_ptr<EVP_MD_CTX> used) const {
    if (EVP_MD_CTX_copy_ex(used.get(), inner_.get()) == 1) return waiting_.give(std::move(used));
    const openssl_error_guard guard;
  }

  openssl_ptr<EVP_MD> hash_;
  std::size_t mac_bytes_ = 0;
  openssl_ptr<EVP_MD_CTX> inner_;  // after the inner pad
  openssl_ptr<EVP_MD_CTX> outer_;
  pool waiting_;  // each as inner_ is
};

}}}  // namespace jot::JOT_ABI::detail

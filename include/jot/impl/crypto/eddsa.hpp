// EdDSA (RFC 8037 §3.1): the whole message is signed, without a digest before it.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/context_pool.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/jwa.hpp>

#include <openssl/evp.h>

#include <span>

namespace jot { inline namespace JOT_ABI { namespace detail {

class eddsa_key {
 public:
  /// Error: crypto_failure.
  result<void> prepare(const algorithm_facts&, const key_material& material) {
    const error failure(errc::crypto_failure, "OpenSSL could not prepare the EdDSA key");
    verifying_.reset(EVP_MD_CTX_new());
    if (verifying_ == nullptr ||
        EVP_DigestVerifyInit_ex(verifying_.get(), nullptr, nullptr, nullptr, nullptr, material.pkey(), nullptr) != 1) {
      return failure;
    }
    if (!material.is_private()) return {};
    signing_.reset(EVP_MD_CTX_new());
    if (signing_ == nullptr ||
        EVP_DigestSignInit_ex(signing_.get(), nullptr, nullptr, nullptr, nullptr, material.pkey(), nullptr) != 1) {
      return failure;
    }
    return {};
  }

  [[nodiscard]] verification verify(bytes_view message, bytes_view signature) const {
    // A copy for each call: restarting a used context, as sign() does, sets a mark on an error in OpenSSL's queue.
    const openssl_ptr<EVP_MD_CTX> ctx = copy_of(verifying_.get());
    if (ctx == nullptr) {
      ran_out_of_memory();
      return verification::failed;
    }
    const bool good =
        EVP_DigestVerify(ctx.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
    return verdict_of(good);
  }

  /// Fills the signature; false where OpenSSL fails.
  [[nodiscard]] bool sign(bytes_view message, std::span<unsigned char> signature) const {
    openssl_ptr<EVP_MD_CTX> with = waiting_.take();
    if (with == nullptr) with = copy_of(signing_.get());
    std::size_t size = signature.size();
    if (with == nullptr || EVP_DigestSign(with.get(), signature.data(), &size, message.data(), message.size()) != 1 ||
        size != signature.size()) {
      return false;
    }
    give_back(std::move(with));
    return true;
  }

 private:
  // Without a key, the call restarts the context with the key that it has; one that cannot be restarted is dropped.
  void give_back(openssl_ptr<EVP_MD_CTX> used) const {
    if (EVP_DigestSignInit_ex(used.get(), nullptr, nullptr, nullptr, nullptr, nullptr, nullptr) == 1) {
      return waiting_.give(std::move(used));
    }
    const openssl_error_guard guard;
  }

  openssl_ptr<EVP_MD_CTX> verifying_;
  openssl_ptr<EVP_MD_CTX> signing_;                 // null for a public key
  context_pool<EVP_MD_CTX, openssl_free> waiting_;  // each as signing_ is
};

}}}  // namespace jot::JOT_ABI::detail

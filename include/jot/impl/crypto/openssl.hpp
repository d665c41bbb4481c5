// Bodies of detail/openssl.hpp.
#pragma once

#include <jot/detail/openssl.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/x509.h>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE void openssl_free::operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
JOT_INLINE void openssl_free::operator()(EVP_PKEY_CTX* p) const noexcept { EVP_PKEY_CTX_free(p); }
JOT_INLINE void openssl_free::operator()(EVP_MD* p) const noexcept { EVP_MD_free(p); }
JOT_INLINE void openssl_free::operator()(EVP_CIPHER* p) const noexcept { EVP_CIPHER_free(p); }
JOT_INLINE void openssl_free::operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
JOT_INLINE void openssl_free::operator()(BIGNUM* p) const noexcept { BN_clear_free(p); }
JOT_INLINE void openssl_free::operator()(BIO* p) const noexcept { BIO_free_all(p); }
JOT_INLINE void openssl_free::operator()(X509* p) const noexcept { X509_free(p); }
JOT_INLINE void openssl_free::operator()(OSSL_PARAM* p) const noexcept { OSSL_PARAM_free(p); }
JOT_INLINE void openssl_free::operator()(OSSL_PARAM_BLD* p) const noexcept { OSSL_PARAM_BLD_free(p); }
JOT_INLINE void openssl_free::operator()(unsigned char* p) const noexcept { OPENSSL_free(p); }

JOT_INLINE std::optional<std::array<unsigned char, 32>> sha256(std::string_view text) noexcept {
  std::array<unsigned char, 32> out;
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA256", nullptr, text.data(), text.size(), out.data(), &size) != 1) return std::nullopt;
  return out;
}

// To look is cheap, to clear is not.
JOT_INLINE openssl_error_guard::~openssl_error_guard() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

}}}  // namespace jot::JOT_ABI::detail

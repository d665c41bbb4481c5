// Owners of OpenSSL's objects. Only the types are named here, so that no public header pulls OpenSSL's API in.
#pragma once

#include <jot/detail/config.hpp>

#include <openssl/types.h>

#include <array>
#include <memory>
#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

struct openssl_free {
  void operator()(EVP_PKEY* p) const noexcept;
  void operator()(EVP_PKEY_CTX* p) const noexcept;
  void operator()(EVP_MD* p) const noexcept;
  void operator()(EVP_CIPHER* p) const noexcept;
  void operator()(EVP_MD_CTX* p) const noexcept;
  void operator()(BIGNUM* p) const noexcept;
  void operator()(BIO* p) const noexcept;
  void operator()(X509* p) const noexcept;
  void operator()(OSSL_PARAM* p) const noexcept;
  void operator()(OSSL_PARAM_BLD* p) const noexcept;
  void operator()(unsigned char* p) const noexcept;  ///< what i2d functions write
};

template <class T>
using openssl_ptr = std::unique_ptr<T, openssl_free>;

/// The SHA-256 of a text, or nothing where OpenSSL fails.
[[nodiscard]] std::optional<std::array<unsigned char, 32>> sha256(std::string_view text) noexcept;

/// Empties this thread's queue of OpenSSL errors on leaving a scope: what a refused token left there must not be read
/// as the failure of the program's next call.
class openssl_error_guard {
 public:
  openssl_error_guard() noexcept = default;
  openssl_error_guard(const openssl_error_guard&) = delete;
  openssl_error_guard& operator=(const openssl_error_guard&) = delete;
  ~openssl_error_guard();
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/openssl.hpp>
#endif

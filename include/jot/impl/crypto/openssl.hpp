// Owners of OpenSSL's objects, its error queue, and the one function that reads DER.
#pragma once

#include <jot/bytes.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/x509.h>

#include <climits>
#include <memory>

namespace jot { inline namespace JOT_ABI { namespace detail {

struct openssl_free {
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const noexcept { EVP_PKEY_CTX_free(p); }
  void operator()(EVP_MD* p) const noexcept { EVP_MD_free(p); }
  void operator()(EVP_CIPHER* p) const noexcept { EVP_CIPHER_free(p); }
  void operator()(EVP_MD_CTX* p) const noexcept { EVP_MD_CTX_free(p); }
  void operator()(BIGNUM* p) const noexcept { BN_clear_free(p); }
  void operator()(BIO* p) const noexcept { BIO_free_all(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
  void operator()(X509_SIG* p) const noexcept { X509_SIG_free(p); }
  void operator()(OSSL_PARAM* p) const noexcept { OSSL_PARAM_free(p); }
  void operator()(OSSL_PARAM_BLD* p) const noexcept { OSSL_PARAM_BLD_free(p); }
  void operator()(unsigned char* p) const noexcept { OPENSSL_free(p); }  ///< what i2d functions write
};

template <class T>
using openssl_ptr = std::unique_ptr<T, openssl_free>;

/// Empties this thread's OpenSSL error queue at the end of a scope: an error of a refused token must not look like the
/// failure of the program's next call.
class openssl_error_guard {
 public:
  openssl_error_guard() noexcept = default;
  openssl_error_guard(const openssl_error_guard&) = delete;
  openssl_error_guard& operator=(const openssl_error_guard&) = delete;
  // Peeking is cheap, clearing is not.
  ~openssl_error_guard() {
    if (ERR_peek_error() != 0) ERR_clear_error();
  }
};

/// Empties the queue; true when one of its errors is that OpenSSL had no memory.
inline bool ran_out_of_memory() noexcept {
  bool out = false;
  while (const unsigned long code = ERR_get_error()) out = out || ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
  return out;
}

/// OpenSSL's verdict on a signature, or that it could not come to one.
enum class verification : std::uint8_t { good, bad, failed };

/// The verdict of one of OpenSSL's functions, which left the reason in the queue. A lack of memory is not a verdict on
/// the token.
[[nodiscard]] inline verification verdict_of(bool good) noexcept {
  if (good) return verification::good;
  return ran_out_of_memory() ? verification::failed : verification::bad;
}

/// A digest by OpenSSL's name. Error: crypto_failure.
inline result<openssl_ptr<EVP_MD>> fetch_hash(const char* name) {
  openssl_ptr<EVP_MD> out(EVP_MD_fetch(nullptr, name, nullptr));
  if (out == nullptr) {
    return error(errc::crypto_failure, "OpenSSL has no {}: is its default provider switched off?",
                 error_value::from_table(name));
  }
  return out;
}

/// Null where OpenSSL fails.
[[nodiscard]] inline openssl_ptr<EVP_MD_CTX> copy_of(const EVP_MD_CTX* context) {
  openssl_ptr<EVP_MD_CTX> out(EVP_MD_CTX_new());
  if (out != nullptr && EVP_MD_CTX_copy_ex(out.get(), context) != 1) out.reset();
  return out;
}

/// Runs one of OpenSSL's d2i functions over the whole input; null also where bytes are left over.
template <class T, class D2i>
[[nodiscard]] openssl_ptr<T> read_der(bytes_view der, const D2i& d2i) {
  if (der.size() > LONG_MAX) return nullptr;
  const unsigned char* p = der.data();
  openssl_ptr<T> out(d2i(&p, static_cast<long>(der.size())));
  return out != nullptr && p == der.data() + der.size() ? std::move(out) : nullptr;
}

[[nodiscard]] inline openssl_ptr<X509> read_certificate(bytes_view der) {
  return read_der<X509>(der, [](auto** p, long n) { return d2i_X509(nullptr, p, n); });
}

}}}  // namespace jot::JOT_ABI::detail

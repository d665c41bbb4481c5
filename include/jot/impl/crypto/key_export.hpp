// The parts of a key that are exported: its public half, and both halves as PEM.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_check.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// True when both have the same public half.
inline bool same_public(const key_material& a, const key_material& b) noexcept {
  const openssl_error_guard guard;
  return a.pkey() != nullptr && b.pkey() != nullptr && EVP_PKEY_eq(a.pkey(), b.pkey()) == 1;
}

/// A copy without the private half; null for a secret.
inline result<key_material::ptr> public_half(const key_material& key) {
  const openssl_error_guard guard;
  unsigned char* text = nullptr;
  const int size = i2d_PUBKEY(key.pkey(), &text);
  if (size <= 0) return error(errc::crypto_failure, "OpenSSL could not write the public key");
  const openssl_ptr<unsigned char> der(text);
  // The limits were checked when this key was loaded, and may have been others than the default ones.
  return checked_key::of(read_spki({der.get(), static_cast<std::size_t>(size)}), key_half::public_half,
                         {.rsa_min_bits = key.bits(), .rsa_max_bits = key.bits()});
}

// Wipes what the BIO holds.
inline result<std::string> take_text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  if (size <= 0) return error(errc::crypto_failure, "OpenSSL could not return the key's text");
  std::string out(data, static_cast<std::size_t>(size));
  OPENSSL_cleanse(data, out.size());
  return out;
}

inline result<std::string> write_public_pem(const key_material& key) {
  const openssl_error_guard guard;
  if (key.pkey() == nullptr) return error(errc::key_mismatch, "an HMAC secret has no public half");
  const openssl_ptr<BIO> bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || PEM_write_bio_PUBKEY(bio.get(), key.pkey()) != 1) {
    return error(errc::crypto_failure, "OpenSSL could not write the public key");
  }
  return take_text(bio.get());
}

inline result<std::string> write_private_pem(const key_material& key, std::string_view password) {
  const openssl_error_guard guard;
  if (key.pkey() == nullptr) return error(errc::key_mismatch, "an HMAC secret has no PEM form; write it as a JWK");
  if (password.size() > 1024)
    return error(errc::invalid_configuration, "a password of more than 1024 bytes is not supported");
  const openssl_ptr<BIO> bio(BIO_new(BIO_s_mem()));
  const openssl_ptr<EVP_CIPHER> cipher(password.empty() ? nullptr : EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  if (bio == nullptr || (cipher == nullptr) != password.empty() ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key.pkey(), cipher.get(), password.data(),
                                    static_cast<int>(password.size()), nullptr, nullptr) != 1) {
    return error(errc::crypto_failure, "OpenSSL could not write the private key");
  }
  return take_text(bio.get());
}

}}}  // namespace jot::JOT_ABI::detail

// Keys from PEM and DER: SPKI, PKCS#1, PKCS#8, SEC1 and certificates.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_check.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/impl/crypto/pem.hpp>
#include <jot/limits.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <climits>
#include <cstring>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

// ---- one format each; null for anything else ----

inline openssl_ptr<EVP_PKEY> read_spki(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_PUBKEY(nullptr, p, n); });
}

inline openssl_ptr<EVP_PKEY> read_pkcs1_public(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, p, n); });
}

inline openssl_ptr<EVP_PKEY> read_key_of_certificate(bytes_view der) {
  const openssl_ptr<X509> x509 = read_certificate(der);
  return openssl_ptr<EVP_PKEY>(x509 != nullptr ? X509_get_pubkey(x509.get()) : nullptr);
}

inline openssl_ptr<EVP_PKEY> read_public(bytes_view der) {
  openssl_ptr<EVP_PKEY> pkey = read_spki(der);
  if (pkey == nullptr) pkey = read_pkcs1_public(der);
  if (pkey == nullptr) pkey = read_key_of_certificate(der);
  return pkey;
}

inline openssl_ptr<EVP_PKEY> read_private(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_AutoPrivateKey(nullptr, p, n); });
}

inline bool is_encrypted_private(bytes_view der) {
  return read_der<X509_SIG>(der, [](auto** p, long n) { return d2i_X509_SIG(nullptr, p, n); }) != nullptr;
}

inline result<openssl_ptr<EVP_PKEY>> read_encrypted_private(bytes_view der, std::string_view password) {
  if (password.empty()) return error(errc::invalid_key, "the private key is encrypted; pass its password");
  if (password.size() > INT_MAX || der.size() > INT_MAX) {
    return error(errc::invalid_key, "the private key is too large");
  }
  const openssl_ptr<BIO> bio(BIO_new_mem_buf(der.data(), static_cast<int>(der.size())));
  std::string copy(password);
  const auto give_password = [](char* buffer, int size, int, void* user) -> int {
    const auto& text = *static_cast<const std::string*>(user);
    const auto n = static_cast<int>(text.size());
    if (n > size) return -1;
    std::memcpy(buffer, text.data(), text.size());
    return n;
  };
  openssl_ptr<EVP_PKEY> pkey(bio != nullptr ? d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, give_password, &copy)
                                            : nullptr);
  wipe(copy);
  if (pkey == nullptr) {
    return error(errc::invalid_key,
                 "the encrypted private key could not be decrypted: the password is wrong, or the key is damaged");
  }
  return pkey;
}

inline error encrypted_der() {
  return {errc::invalid_key, "the private key is encrypted; pass it as PEM, with its password"};
}

// ---- loading ----

inline result<key_material::ptr> load_public_pem(std::string_view pem, const key_limits& limits) {
  const openssl_error_guard guard;
  const result<pem_block> block =
      read_pem(pem, one_of<pem_label::public_key, pem_label::rsa_public_key, pem_label::certificate>);
  if (!block) return block.error();
  const bytes_view der = block->der.view();
  return checked_key::of(block->label == pem_label::rsa_public_key ? read_pkcs1_public(der)
                         : block->label == pem_label::certificate  ? read_key_of_certificate(der)
                                                                   : read_spki(der),
                         key_half::public_half, limits);
}

inline result<key_material::ptr> load_public_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_public(der)) {
    return checked_key::of(std::move(pkey), key_half::public_half, limits);
  }
  if (read_private(der) != nullptr) {
    return error(errc::invalid_key, "found a private key, expected a public key or a certificate");
  }
  return checked_key::of(nullptr, key_half::public_half, limits);
}

/// The key of a certificate that was read before.
inline result<key_material::ptr> load_certificate(X509* certificate, const key_limits& limits) {
  const openssl_error_guard guard;
  return checked_key::of(openssl_ptr<EVP_PKEY>(X509_get_pubkey(certificate)), key_half::public_half, limits);
}

inline result<key_material::ptr> load_private_pem(std::string_view pem, std::string_view password,
                                                  const key_limits& limits) {
  const openssl_error_guard guard;
  const result<pem_block> block = read_pem(pem, one_of<pem_label::private_key, pem_label::encrypted_private_key,
                                                       pem_label::rsa_private_key, pem_label::ec_private_key>);
  if (!block) return block.error();
  if (block->label != pem_label::encrypted_private_key) {
    return checked_key::of(read_private(block->der.view()), key_half::private_half, limits);
  }
  result<openssl_ptr<EVP_PKEY>> pkey = read_encrypted_private(block->der.view(), password);
  if (!pkey) return pkey.error();
  return checked_key::of(std::move(*pkey), key_half::private_half, limits);
}

inline result<key_material::ptr> load_private_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_private(der)) {
    return checked_key::of(std::move(pkey), key_half::private_half, limits);
  }
  if (read_spki(der) != nullptr || read_key_of_certificate(der) != nullptr) {
    return error(errc::invalid_key, "found a public key, expected a private key");
  }
  if (is_encrypted_private(der)) return encrypted_der();
  return checked_key::of(nullptr, key_half::private_half, limits);
}

/// Whichever of the two it is.
inline result<key_material::ptr> load_any_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_public(der)) {
    return checked_key::of(std::move(pkey), key_half::public_half, limits);
  }
  if (openssl_ptr<EVP_PKEY> pkey = read_private(der)) {
    return checked_key::of(std::move(pkey), key_half::private_half, limits);
  }
  if (is_encrypted_private(der)) return encrypted_der();
  return error(errc::invalid_key,
               "neither a key nor a certificate that OpenSSL can read: is it damaged, or of another kind?");
}

}}}  // namespace jot::JOT_ABI::detail

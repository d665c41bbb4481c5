// Key files in every form that is met, made with OpenSSL itself when a test asks for them.
#pragma once

#include <jot/base64url.hpp>
#include <jot/jwa.hpp>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstddef>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jot::testing_support {

struct free_with_openssl {
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
  void operator()(EVP_PKEY_CTX* p) const noexcept { EVP_PKEY_CTX_free(p); }
  void operator()(BIO* p) const noexcept { BIO_free_all(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
  void operator()(X509_REQ* p) const noexcept { X509_REQ_free(p); }
  void operator()(OSSL_ENCODER_CTX* p) const noexcept { OSSL_ENCODER_CTX_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, free_with_openssl>;

inline void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL could not: ") + what);
}

inline std::string take(const owned<BIO>& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}
inline owned<BIO> memory() { return owned<BIO>(BIO_new(BIO_s_mem())); }

/// A key pair by OpenSSL's names, the same at every call: "RSA", "RSA-PSS", "ED25519", "X25519"…, or "EC" and a group.
inline EVP_PKEY* key_pair(const std::string& type, const std::string& group = {}) {
  static std::map<std::string, owned<EVP_PKEY>> made;
  owned<EVP_PKEY>& key = made[type + "/" + group];
  if (key != nullptr) return key.get();
  const owned<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_name(nullptr, type.c_str(), nullptr));
  EVP_PKEY* out = nullptr;
  must(ctx != nullptr && EVP_PKEY_keygen_init(ctx.get()) == 1, "begin a key");
  if (!group.empty()) must(EVP_PKEY_CTX_set_group_name(ctx.get(), group.c_str()) == 1, "set the group");
  must(EVP_PKEY_generate(ctx.get(), &out) == 1, "make a key");
  key.reset(out);
  return out;
}

/// An RSA-PSS key whose own parameters allow one hash alone.
inline EVP_PKEY* pss_key_for_hash(const char* hash) {
  static std::map<std::string, owned<EVP_PKEY>> made;
  owned<EVP_PKEY>& key = made[hash];
  if (key != nullptr) return key.get();
  const owned<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
  EVP_PKEY* out = nullptr;
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_DIGEST, const_cast<char*>(hash), 0),
                         OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_RSA_MGF1_DIGEST, const_cast<char*>(hash), 0),
                         OSSL_PARAM_construct_end()};
  must(ctx != nullptr && EVP_PKEY_keygen_init(ctx.get()) == 1 && EVP_PKEY_CTX_set_params(ctx.get(), params) == 1 &&
           EVP_PKEY_generate(ctx.get(), &out) == 1,
       "make a PSS key");
  key.reset(out);
  return out;
}

inline std::string spki_pem(EVP_PKEY* key) {
  const auto bio = memory();
  must(PEM_write_bio_PUBKEY(bio.get(), key) == 1, "write SPKI");
  return take(bio);
}
inline std::string pkcs8_pem(EVP_PKEY* key, std::string_view password = {}) {
  const auto bio = memory();
  must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, password.empty() ? nullptr : EVP_aes_256_cbc(), password.data(),
                                     static_cast<int>(password.size()), nullptr, nullptr) == 1,
       "write PKCS#8");
  return take(bio);
}
/// PKCS#1 or SEC1; with a password in OpenSSL's old encrypted form.
inline std::string traditional_pem(EVP_PKEY* key, std::string_view password = {}) {
  const auto bio = memory();
  must(PEM_write_bio_PrivateKey_traditional(bio.get(), key, password.empty() ? nullptr : EVP_aes_128_cbc(),
                                            reinterpret_cast<const unsigned char*>(password.data()),
                                            static_cast<int>(password.size()), nullptr, nullptr) == 1,
       "write a traditional key");
  return take(bio);
}
inline std::string encoded_key(EVP_PKEY* key, int selection, const char* form, const char* structure) {
  const owned<OSSL_ENCODER_CTX> ctx(OSSL_ENCODER_CTX_new_for_pkey(key, selection, form, structure, nullptr));
  const auto bio = memory();
  must(ctx != nullptr && OSSL_ENCODER_to_bio(ctx.get(), bio.get()) == 1, "encode a key");
  return take(bio);
}
inline std::string pkcs1_public_pem(EVP_PKEY* key) { return encoded_key(key, EVP_PKEY_PUBLIC_KEY, "PEM", "pkcs1"); }

inline owned<X509> certificate(EVP_PKEY* key) {
  owned<X509> x509(X509_new());
  X509_NAME* name = X509_get_subject_name(x509.get());
  must(X509_set_version(x509.get(), 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1) == 1 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                                      0) == 1 &&
           X509_set_issuer_name(x509.get(), name) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0) != nullptr &&
           X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600) != nullptr && X509_set_pubkey(x509.get(), key) == 1,
       "fill a certificate");
  const bool without_hash = EVP_PKEY_is_a(key, "ED25519") == 1 || EVP_PKEY_is_a(key, "ED448") == 1;
  must(X509_sign(x509.get(), key, without_hash ? nullptr : EVP_sha256()) > 0, "sign a certificate");
  return x509;
}
inline std::string certificate_pem(EVP_PKEY* key) {
  const auto bio = memory();
  must(PEM_write_bio_X509(bio.get(), certificate(key).get()) == 1, "write a certificate");
  return take(bio);
}
inline std::string request_pem(EVP_PKEY* key) {
  const owned<X509_REQ> request(X509_REQ_new());
  const auto bio = memory();
  must(X509_REQ_set_pubkey(request.get(), key) == 1 && X509_REQ_sign(request.get(), key, EVP_sha256()) > 0 &&
           PEM_write_bio_X509_REQ(bio.get(), request.get()) == 1,
       "write a certificate request");
  return take(bio);
}
inline std::string ec_parameters_pem(EVP_PKEY* key) {
  return encoded_key(key, EVP_PKEY_KEY_PARAMETERS, "PEM", "type-specific");
}

/// The DER inside the first block of a PEM text.
inline std::string der_of(const std::string& pem) {
  const auto bio = owned<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  must(PEM_read_bio(bio.get(), &name, &header, &data, &size) == 1, "read PEM");
  std::string out(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  return out;
}

/// A PEM block of any label around any bytes.
inline std::string pem_around(const std::string& label, std::string_view der) {
  std::string text(4 * ((der.size() + 2) / 3) + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), reinterpret_cast<const unsigned char*>(der.data()),
                  static_cast<int>(der.size()));
  text.pop_back();
  std::string out = "-----BEGIN " + label + "-----\n";
  for (std::size_t i = 0; i < text.size(); i += 64) out += text.substr(i, 64) + "\n";
  return out + "-----END " + label + "-----\n";
}

/// An RSA public key as JWK whose modulus has exactly so many bits. It is the product of nothing in particular: no one
/// looks at the factors of a public modulus, and a real one of 8192 bits takes seconds.
inline std::string rsa_jwk_of_bits(int bits, std::string_view exponent = "AQAB") {
  bytes n(static_cast<std::size_t>(bits + 7) / 8, 0x5B);
  n.front() = static_cast<unsigned char>(bits % 8 == 0 ? 0x80 : 1 << (bits % 8 - 1));
  return R"({"kty":"RSA","n":")" + base64url_encode(n) + R"(","e":")" + std::string(exponent) + R"("})";
}

}  // namespace jot::testing_support

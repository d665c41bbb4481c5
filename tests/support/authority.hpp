// A certification authority for tests: roots, certificates below them, and their texts.
#pragma once

#include "support/key_files.hpp"

#include <jot/x509.hpp>

#include <openssl/x509v3.h>

#include <chrono>
#include <ctime>
#include <string>
#include <vector>

namespace jot::testing_support::pki {

/// The time around which all certificates here are valid.
inline constexpr std::chrono::sys_seconds certificates_now{std::chrono::seconds(1'700'000'000)};

struct issued {
  EVP_PKEY* key;
  X509* x509;
  [[nodiscard]] jot::certificate cert() const {
    unsigned char* der = nullptr;
    const int size = i2d_X509(x509, &der);
    auto out = jot::certificate::from_der({der, static_cast<std::size_t>(size)}).value();
    OPENSSL_free(der);
    return out;
  }
};

/// A small certification authority that lives as long as one test.
class authority {
 public:
  authority() = default;
  authority(const authority&) = delete;
  authority& operator=(const authority&) = delete;
  ~authority() {
    for (const issued& i : all_) {
      X509_free(i.x509);
      EVP_PKEY_free(i.key);
    }
  }

  struct options {
    bool ca = false;
    const char* key_usage = nullptr;
    const char* host = nullptr;
    int days_from = -1;
    int days_to = 1;
  };

  issued issue(const char* name, const options& o, const issued* issuer = nullptr) {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    X509* x509 = X509_new();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), static_cast<long>(all_.size()) + 1);
    std::time_t base = certificates_now.time_since_epoch().count();
    X509_time_adj_ex(X509_getm_notBefore(x509), o.days_from, 0, &base);
    X509_time_adj_ex(X509_getm_notAfter(x509), o.days_to, 0, &base);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(issuer != nullptr ? issuer->x509 : x509));
    X509_set_pubkey(x509, key);
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer != nullptr ? issuer->x509 : x509, x509, nullptr, nullptr, 0);
    add(x509, &ctx, NID_subject_key_identifier, "hash");
    add(x509, &ctx, NID_authority_key_identifier, "keyid:always");
    add(x509, &ctx, NID_basic_constraints, o.ca ? "critical,CA:TRUE" : "CA:FALSE");
    if (o.key_usage != nullptr) add(x509, &ctx, NID_key_usage, o.key_usage);
    if (o.host != nullptr) add(x509, &ctx, NID_subject_alt_name, (std::string("DNS:") + o.host).c_str());
    X509_sign(x509, issuer != nullptr ? issuer->key : key, EVP_sha256());
    all_.push_back({key, x509});
    return all_.back();
  }
  issued root() {
    return issue("root", {.ca = true, .key_usage = "critical,keyCertSign", .days_from = -100, .days_to = 100});
  }

 private:
  static void add(X509* x509, X509V3_CTX* ctx, int nid, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, ctx, nid, value);
    must(extension != nullptr, "make an extension");
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  }
  std::vector<issued> all_;
};

inline std::string pem_of(const issued& i) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, i.x509);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

inline std::string base64_of(const issued& i) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(i.x509, &der);
  std::string out(static_cast<std::size_t>(size) * 2, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), der, size)));
  OPENSSL_free(der);
  return out;
}

}  // namespace jot::testing_support::pki

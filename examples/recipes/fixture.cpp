// Bodies of fixture.hpp: keys, and the certificates around them.
#include "fixture.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace fixture {
namespace {

struct free_with_openssl {
  void operator()(BIO* p) const noexcept { BIO_free_all(p); }
  void operator()(EVP_PKEY* p) const noexcept { EVP_PKEY_free(p); }
  void operator()(X509* p) const noexcept { X509_free(p); }
};
template <class T>
using owned = std::unique_ptr<T, free_with_openssl>;

void must(bool ok) {
  if (!ok) throw std::runtime_error("OpenSSL could not make a certificate");
}

std::string self_signed_pem(const std::string& private_pem) {
  const owned<BIO> in(BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())));
  const owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  const owned<X509> x509(X509_new());
  must(key != nullptr && x509 != nullptr);
  X509_NAME* const name = X509_get_subject_name(x509.get());
  must(X509_set_version(x509.get(), 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1) == 1 &&
       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("provider"), -1, -1,
                                  0) == 1 &&
       X509_set_issuer_name(x509.get(), name) == 1 && X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0) != nullptr &&
       X509_gmtime_adj(X509_getm_notAfter(x509.get()), 86400) != nullptr &&
       X509_set_pubkey(x509.get(), key.get()) == 1 && X509_sign(x509.get(), key.get(), EVP_sha256()) > 0);
  const owned<BIO> out(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_X509(out.get(), x509.get()) == 1);
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

provider_key::provider_key(std::string kid)
    : kid_(std::move(kid)),
      key_(jot::any_signing_key::generate(jot::algorithm::rs256).value()),
      certificate_pem_(self_signed_pem(key_.to_private_pem().value())) {}

json provider_key::jwk(const json& more) const {
  json out = json::parse(jot::jwk::from_public(key_.verification_key()).value().to_public_json().value());
  out.erase("alg");
  out["kid"] = kid_;
  out.update(more);
  return out;
}

json provider_key::certified() const {
  const owned<BIO> in(BIO_new_mem_buf(certificate_pem_.data(), static_cast<int>(certificate_pem_.size())));
  const owned<X509> x509(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  must(x509 != nullptr && X509_digest(x509.get(), EVP_sha1(), digest.data(), &size) == 1);
  const auto first = certificate_pem_.find('\n') + 1;
  std::string base64 = certificate_pem_.substr(first, certificate_pem_.find("-----END") - first);
  std::erase(base64, '\n');
  return {{"x5c", {base64}}, {"x5t", jot::base64url_encode({digest.data(), size})}};
}

std::string provider_key::sign(const json& more, const json& claims) const {
  json header{{"alg", "RS256"}, {"kid", kid_}};
  header.update(more);
  const std::string input =
      jot::base64url_encode(jot::as_bytes(header.dump())) + '.' + jot::base64url_encode(jot::as_bytes(claims.dump()));
  return input + '.' + jot::base64url_encode(key_.sign(jot::as_bytes(input)).value());
}

void provider::publish(const std::string& issuer, const std::string& jwks_uri, const std::vector<json>& keys) const {
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  http.respond(base + "/.well-known/openid-configuration", json{{"issuer", issuer},
                                                                {"jwks_uri", jwks_uri},
                                                                {"response_types_supported", {"code"}},
                                                                {"subject_types_supported", {"public"}},
                                                                {"id_token_signing_alg_values_supported", {"RS256"}}}
                                                               .dump());
  http.respond(jwks_uri, json{{"keys", keys}}.dump());
}

}  // namespace fixture

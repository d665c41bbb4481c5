// Certificates: keys out of them, and chains that end at a pinned root or are refused.
#include <jot/jwk.hpp>
#include <jot/x509.hpp>

#include "support/catch.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

using jot::algorithm;
using jot::certificate;
using jot::errc;

namespace {

constexpr std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};

struct issued {
  EVP_PKEY* key;
  X509* x509;
  [[nodiscard]] certificate cert() const {
    unsigned char* der = nullptr;
    const int size = i2d_X509(x509, &der);
    auto out = certificate::from_der({der, static_cast<std::size_t>(size)}).value();
    OPENSSL_free(der);
    return out;
  }
};

// A small certification authority that lives as long as one test.
class authority {
 public:
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
    std::time_t base = now.time_since_epoch().count();
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
    REQUIRE(extension != nullptr);
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  }
  std::vector<issued> all_;
};

bool anybody(const certificate&) { return true; }

std::string pem_of(const issued& i) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, i.x509);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

std::string base64_of(const issued& i) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(i.x509, &der);
  std::string out(static_cast<std::size_t>(size) * 2, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), der, size)));
  OPENSSL_free(der);
  return out;
}

}  // namespace

TEST_CASE("a certificate gives the same key by PEM, DER and x5c", "[x509]") {
  authority ca;
  const issued leaf = ca.issue("leaf", {});
  const auto thumbprint = [](const certificate& c) {
    return jot::jwk::from_public(c.verification_key(algorithm::es256).value()).value().thumbprint();
  };
  const std::string wanted = thumbprint(leaf.cert());
  CHECK(thumbprint(certificate::from_pem(pem_of(leaf)).value()) == wanted);
  CHECK(thumbprint(certificate::from_x5c(base64_of(leaf)).value()) == wanted);
  CHECK(leaf.cert().thumbprint().size() == 43);
  CHECK(leaf.cert().subject() == "CN=leaf");
  CHECK(leaf.cert().verification_key(algorithm::rs256).error().code() == errc::key_mismatch);
  CHECK(certificate::from_x5c("AAAA").error().code() == errc::invalid_key);
  CHECK(certificate::from_x5c("!").error().code() == errc::invalid_key);
  CHECK(certificate::from_pem("nothing").error().code() == errc::invalid_key);
}

TEST_CASE("all certificates of a PEM text are read in order", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued leaf = ca.issue("leaf", {}, &root);
  const auto all = certificate::all_from_pem(pem_of(leaf) + "text between\n" + pem_of(root)).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].subject() == "CN=leaf");
  CHECK(all[1].subject() == "CN=root");
  CHECK(certificate::all_from_pem("").error().code() == errc::invalid_key);
  CHECK(certificate::all_from_pem(pem_of(leaf) + pem_of(root).substr(0, 200)).error().code() == errc::invalid_key);
}

TEST_CASE("a chain to a pinned root gives the key, and no other does", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued middle = ca.issue("middle", {.ca = true, .key_usage = "critical,keyCertSign"}, &root);
  const issued leaf = ca.issue("leaf", {.key_usage = "digitalSignature", .host = "id.example"}, &middle);
  const issued stranger = ca.root();
  const std::vector chain{leaf.cert(), middle.cert()};
  const auto check = [&](const std::vector<certificate>& c, const jot::chain_rules& rules,
                         std::chrono::seconds later = {}) {
    return jot::verify_chain(algorithm::es256, c, rules, now + later);
  };
  CHECK(check(chain, {.roots = {root.cert()}, .host = "id.example"}));
  CHECK(check(chain, {.roots = {root.cert()}, .accept = anybody}));
  CHECK(check({leaf.cert()}, {.roots = {leaf.cert()}, .accept = anybody}));  // pinned itself
  CHECK(check(chain, {.roots = {stranger.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  CHECK(check({leaf.cert()}, {.roots = {root.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  CHECK(check(chain, {.roots = {root.cert()}, .host = "evil.example"}).error().code() == errc::invalid_key);
  CHECK(check(chain, {.roots = {root.cert()}, .accept = [](const certificate&) { return false; }}).error().code() ==
        errc::invalid_key);
  CHECK(check(chain, {.roots = {}, .accept = anybody}).error().code() == errc::invalid_configuration);
  CHECK(check(chain, {.roots = {root.cert()}}).error().code() == errc::invalid_configuration);
  CHECK(check({}, {.roots = {root.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  const auto expired = check(chain, {.roots = {root.cert()}, .accept = anybody}, std::chrono::hours(25));
  REQUIRE_FALSE(expired);
  CHECK(expired.error().message().find("expired") != std::string::npos);
  CHECK_FALSE(check(chain, {.roots = {root.cert()}, .accept = anybody}, -std::chrono::hours(25)));
}

TEST_CASE("a certificate that is not for signatures, or a leaf that plays authority, is refused", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued agreement = ca.issue("agreement", {.key_usage = "keyAgreement"}, &root);
  CHECK(jot::verify_chain(algorithm::es256, std::vector{agreement.cert()}, {.roots = {root.cert()}, .accept = anybody},
                          now)
            .error()
            .code() == errc::key_mismatch);
  const issued leaf = ca.issue("leaf", {.key_usage = "digitalSignature"}, &root);
  const issued forged = ca.issue("forged", {.key_usage = "digitalSignature"}, &leaf);
  CHECK(jot::verify_chain(algorithm::es256, std::vector{forged.cert(), leaf.cert()},
                          {.roots = {root.cert()}, .accept = anybody}, now)
            .error()
            .code() == errc::invalid_key);
}

TEST_CASE("a JWK whose x5c carries another key is refused", "[x509][jwk]") {
  authority ca;
  const issued mine = ca.issue("mine", {});
  const issued other = ca.issue("other", {});
  const std::string jwk =
      jot::jwk::from_public(mine.cert().verification_key(algorithm::es256).value()).value().to_public_json().value();
  const auto with = [&](const std::string& x5c) {
    return jot::jwk::parse(jwk.substr(0, jwk.size() - 1) + R"(,"x5c":)" + x5c + "}");
  };
  CHECK(with("[\"" + base64_of(mine) + "\"]"));
  CHECK(with("[\"" + base64_of(other) + "\"]").error().claim() == "x5c");
  CHECK(with("[]").error().claim() == "x5c");
  CHECK(with("\"x\"").error().claim() == "x5c");
}

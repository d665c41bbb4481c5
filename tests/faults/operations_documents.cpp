// Operations on key sets, exports, certificates, and what providers and clients send.
#include "attacks/forge.hpp"
#include "faults/operations.hpp"
#include "support/authority.hpp"

#include <jot/discovery.hpp>
#include <jot/header_fields.hpp>
#include <jot/jwk_set.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/x509.hpp>

#include <nlohmann/json.hpp>

namespace {

using attack::key_for;
using fault::operation;
using fault::verdict;
using jot::algorithm;
using jot::certificate;
using namespace jot::testing_support::pki;

const auto anything = [](const auto&) { return true; };

std::string named(std::string jwk, const std::string& kid) { return jwk.insert(1, R"("kid":")" + kid + "\","); }

void add_sets(std::vector<operation>& out) {
  const jot::algorithm_set accepted{algorithm::rs256, algorithm::es256, algorithm::ed25519};
  std::string small_order(32, '\0');
  small_order.front() = '\1';
  const std::string low = R"({"kty":"OKP","crv":"Ed25519","kid":"low","x":")" + attack::b64(small_order) + "\"}";
  const std::string ec = named(attack::public_jwk(key_for(algorithm::es256)), "ec");
  const std::string good = ec + ',' + named(attack::public_jwk(key_for(algorithm::rs256)), "rsa");
  // A member that cannot be read is left out, for whatever reason; one that must not be used never gets in.
  out.push_back(fault::make_operation(
      "jwk_set::parse", verdict::accepted,
      [=, text = "{\"keys\":[" + good + ',' + low + "]}"] { return jot::jwk_set::parse(text, accepted); },
      [](const jot::jwk_set& set) {
        for (const jot::any_verification_key& key : set.keys()) {
          if (fault::verifies(key, key_for(key.alg())) == verdict::broken) return false;
        }
        return set.size() + set.skipped().size() == 3 && !set.skipped().empty();
      }));
  out.push_back(fault::make_operation(
      "jwk_set::parse, one kid of two keys", verdict::accepted,
      [=, text = "{\"keys\":[" + ec + ',' +
                 named(attack::public_jwk(jot::any_signing_key::generate(algorithm::es256).value()), "ec") +
                 "]}"] { return jot::jwk_set::parse(text, accepted); },
      [](const jot::jwk_set& set) { return set.size() == 0 && set.skipped().size() == 2; }));
  out.push_back(fault::make_operation(
      "jwk_set::parse, one key twice", verdict::accepted,
      [=, text = "{\"keys\":[" + ec + ',' + ec + "]}"] { return jot::jwk_set::parse(text, accepted); },
      // Two that could not be compared are two, and then either both serve or none does.
      [](const jot::jwk_set& set) { return set.size() != 0 || set.skipped().size() == 2; }));
  out.push_back(fault::make_operation(
      "jwk_set::parse, a secret among public keys", verdict::refused,
      [=, text = "{\"keys\":[" + good + ',' + attack::oct_jwk(attack::noise(32)) + "]}"] {
        return jot::jwk_set::parse(text, accepted);
      },
      anything));
  const std::string pem_text = attack::pem(
      "CERTIFICATE",
      attack::certificate_of(attack::der_of(key_for(algorithm::es256).verification_key().to_public_pem().value())));
  std::string escaped;
  for (const char c : pem_text) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
  out.push_back(fault::make_operation(
      "jwk_set::parse_certificates", verdict::accepted,
      [=, text = "{\"a\":\"" + escaped + "\"}"] { return jot::jwk_set::parse_certificates(text, accepted); },
      [](const jot::jwk_set& set) { return set.size() + set.skipped().size() == 1; }));
}

// Empty says failure where there is no error.
jot::result<std::string> unless_empty(std::string text) {
  if (text.empty()) return jot::error(jot::errc::crypto_failure, "nothing came out");
  return text;
}

void add_exports(std::vector<operation>& out) {
  for (const algorithm alg : {algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    const std::string name = " of " + std::string(jot::name(alg));
    const jot::any_signing_key& key = key_for(alg);
    const auto same = [](const std::string& wanted) { return [=](const std::string& made) { return made == wanted; }; };
    const std::string pem_text = key.verification_key().to_public_pem().value();
    out.push_back(fault::make_operation(
        "public PEM" + name, verdict::accepted, [=] { return key.verification_key().to_public_pem(); },
        same(pem_text)));
    out.push_back(fault::make_operation(
        "private PEM" + name, verdict::accepted, [=] { return key.to_private_pem(); },
        same(key.to_private_pem().value())));
    const std::string json = attack::public_jwk(key);
    out.push_back(fault::make_operation(
        "public JWK" + name, verdict::accepted,
        [=] {
          return jot::jwk::from_public(key.verification_key()).and_then([](const jot::jwk& k) {
            return k.to_public_json();
          });
        },
        same(jot::jwk::from_public(key.verification_key()).value().to_public_json().value())));
    const std::vector published{key.verification_key()};
    out.push_back(fault::make_operation(
        "jwk_set::publish" + name, verdict::accepted, [=] { return jot::jwk_set::publish(published); },
        same(jot::jwk_set::publish(published).value())));
  }
  const jot::jwk okp = jot::jwk::from_private(key_for(algorithm::ed25519));
  out.push_back(fault::make_operation(
      "private JWK", verdict::accepted, [=] { return unless_empty(okp.to_private_json()); },
      [wanted = okp.to_private_json()](const std::string& made) { return made == wanted; }));
  const jot::any_signing_key& key = key_for(algorithm::es256);
  out.push_back(fault::make_operation(
      "encrypted PEM", verdict::accepted, [=] { return key.to_private_pem("correct horse"); },
      [=](const std::string& pem_text) {
        return jot::any_signing_key::from_pem(algorithm::es256, pem_text, "correct horse").has_value();
      }));
}

struct chains {
  chains()
      : root(ca.root()),
        middle(ca.issue("middle", {.ca = true, .key_usage = "critical,keyCertSign"}, &root)),
        leaf(ca.issue("leaf", {.key_usage = "digitalSignature", .host = "id.example"}, &middle)),
        agreement(ca.issue("agreement", {.key_usage = "keyAgreement", .host = "id.example"}, &middle)),
        stranger(ca.root()) {}
  authority ca;
  issued root, middle, leaf, agreement, stranger;
};

void add_certificates(std::vector<operation>& out) {
  const auto c = std::make_shared<const chains>();
  const std::string der_text = attack::der_of(pem_of(c->leaf));
  const std::string pem_text = pem_of(c->leaf);
  const certificate leaf = c->leaf.cert();
  out.push_back(fault::make_operation(
      "certificate from PEM", verdict::accepted, [=] { return certificate::from_pem(pem_text); },
      [](const certificate& read) { return read.subject() == "CN=leaf"; }));
  out.push_back(fault::make_operation(
      "certificate's key", verdict::accepted, [=] { return leaf.verification_key(algorithm::es256); },
      [](const jot::any_verification_key& key) { return key.bits() == 256; }));
  out.push_back(fault::make_operation(
      "certificate's thumbprint", verdict::accepted, [=] { return unless_empty(leaf.thumbprint()); },
      [wanted = leaf.thumbprint()](const std::string& made) { return made == wanted; }));
  out.push_back(fault::make_operation(
      "certificate's subject", verdict::accepted, [=] { return unless_empty(leaf.subject()); },
      [](const std::string& made) { return made == "CN=leaf"; }));
  out.push_back(fault::make_operation(
      "certificates for a header", verdict::accepted,
      [=] { return jot::header_fields{}.with_x5c(std::vector{leaf, leaf}); },
      [=](const jot::header_fields& fields) {
        const jot::any_signing_key& key = key_for(algorithm::hs256);
        const auto read =
            jot::verify_jws(jot::sign_jws(key, jot::as_bytes("x"), fields).value(), key.verification_key());
        return read->header().json()["x5c"].size() == 2;
      }));
  out.push_back(fault::make_operation(
      "all certificates of a PEM text", verdict::accepted,
      [=] { return certificate::all_from_pem(pem_text + pem_text); },
      [](const std::vector<certificate>& all) { return all.size() == 2; }));

  const auto add = [&](const char* name, verdict expected, const issued& first, const issued& root,
                       const std::string& host, std::chrono::hours later) {
    const std::vector chain{first.cert(), c->middle.cert()};
    const jot::chain_rules rules{.roots = {root.cert()}, .host = host};
    out.push_back(fault::make_operation(
        name, expected, [=] { return jot::verify_chain(algorithm::es256, chain, rules, certificates_now + later); },
        anything));
  };
  using std::chrono::hours;
  add("chain", verdict::accepted, c->leaf, c->root, "id.example", hours(0));
  add("chain to another root", verdict::refused, c->leaf, c->stranger, "id.example", hours(0));
  add("chain for another host", verdict::refused, c->leaf, c->root, "evil.example", hours(0));
  add("chain that has expired", verdict::refused, c->leaf, c->root, "id.example", hours(25));
  add("chain to a key that does not sign", verdict::refused, c->agreement, c->root, "id.example", hours(0));

  const auto with_x5c = [](const issued& of, const issued& carried) {
    std::string text =
        jot::jwk::from_public(of.cert().verification_key(algorithm::es256).value()).value().to_public_json().value();
    text.back() = ',';
    return text + R"("x5c":[")" + base64_of(carried) + "\"]}";
  };
  const auto parse = [](std::string text) { return [=] { return jot::jwk::parse(text); }; };
  out.push_back(fault::make_operation("JWK with its certificate", verdict::accepted, parse(with_x5c(c->leaf, c->leaf)),
                                      anything));
  out.push_back(fault::make_operation("JWK with another's certificate", verdict::refused,
                                      parse(with_x5c(c->leaf, c->root)), anything));
}

}  // namespace

std::vector<operation> fault::document_operations() {
  std::vector<operation> out;
  add_sets(out);
  add_exports(out);
  add_certificates(out);
  const std::string issuer = "https://issuer.example";
  const std::string metadata = R"({"issuer":")" + issuer + R"(","jwks_uri":"https://issuer.example/jwks.json"})";
  out.push_back(make_operation(
      "discovery document", verdict::accepted, [=] { return jot::parse_metadata(metadata, issuer); },
      [](const jot::provider_metadata& read) { return read.jwks_uri == "https://issuer.example/jwks.json"; }));
  out.push_back(make_operation(
      "discovery document of another", verdict::refused,
      [=] { return jot::parse_metadata(metadata, "https://other.example"); }, anything));
  out.push_back(make_operation(
      "discovery address", verdict::accepted,
      [=] { return jot::discovery_url(issuer, jot::discovery_document::openid_configuration); },
      [](const std::string& url) { return url == "https://issuer.example/.well-known/openid-configuration"; }));
  const std::string header = "Bearer " + attack::forge("{}", "{}", "signature");
  out.push_back(make_operation(
      "Authorization header", verdict::accepted, [=] { return jot::oauth2::bearer_token(header); },
      [=](std::string_view token) { return token == std::string_view(header).substr(7); }));
  out.push_back(make_operation(
      "challenge", verdict::accepted,
      [=] {
        return unless_empty(jot::oauth2::challenge(jot::error(jot::errc::signature_invalid, "no"), "realm", "read"));
      },
      [](const std::string& text) { return text.find("invalid_token") != std::string::npos; }));
  return out;
}

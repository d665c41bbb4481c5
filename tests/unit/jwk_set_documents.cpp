// Tests of the documents of jwk_set.hpp: the set that is published, and the object of certificates that is read.
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::any_verification_key;
using jot::errc;
using jot::jwk_set;
using nlohmann::json;

namespace {

constexpr algorithm families[] = {algorithm::rs256,  algorithm::es256,   algorithm::es384, algorithm::es512,
                                  algorithm::es256k, algorithm::ed25519, algorithm::ed448};

constexpr jot::algorithm_set every_family{algorithm::rs256,  algorithm::es256,   algorithm::es384, algorithm::es512,
                                          algorithm::es256k, algorithm::ed25519, algorithm::ed448};

std::vector<any_verification_key> halves_of_signing_keys() {
  std::vector<any_verification_key> out;
  for (const algorithm family : families) out.push_back(key_for(family).verification_key());
  return out;
}

std::string token_with_kid(const jot::any_signing_key& key, std::string_view kid) {
  return jot::sign_jws(key.with_kid(std::string(kid)), jot::as_bytes("{}")).value();
}

// A certificate and the key that signs for it.
struct certified {
  std::string pem;
  jot::any_signing_key key;
};
certified certified_rsa() {
  return {certificate_pem(key_pair("RSA")),
          jot::any_signing_key::from_pem(algorithm::rs256, pkcs8_pem(key_pair("RSA"))).value()};
}
certified certified_ec() {
  return {certificate_pem(key_pair("EC", "P-256")),
          jot::any_signing_key::from_pem(algorithm::es256, pkcs8_pem(key_pair("EC", "P-256"))).value()};
}

constexpr auto rsa_and_ec = jot::accept<jot::rs256, jot::es256>;

}  // namespace

TEST_CASE("one key under two algorithms is not published twice under one kid", "[jwk_set]") {
  const auto key = jot::jwk::from_private(jot::any_signing_key::generate(jot::algorithm::rs256).value()).with_alg({});
  const jot::any_verification_key both[] = {key.verification_key(jot::algorithm::rs256).value(),
                                            key.verification_key(jot::algorithm::ps256).value()};
  CHECK(jot::jwk_set::publish(both).error().code() == jot::errc::invalid_key);
  CHECK(jot::jwk_set::publish(std::span(both).first(1)));
}

TEST_CASE("a published set has public members only, though its keys were taken from signing keys",
          "[jwk_set][documents]") {
  const json published = json::parse(jwk_set::publish(halves_of_signing_keys()).value());
  REQUIRE(published.size() == 1);
  REQUIRE(published["keys"].size() == std::size(families));
  for (const json& member : published["keys"]) {
    for (const auto& [name, value] : member.items()) {
      CAPTURE(member["alg"], name);
      CHECK((name == "kty" || name == "alg" || name == "kid" || name == "use" || name == "crv" || name == "x" ||
             name == "y" || name == "n" || name == "e"));
      CHECK(value.is_string());
    }
  }
}

TEST_CASE("nothing of a private key's text is anywhere in the published one", "[jwk_set][documents]") {
  const std::string published = jwk_set::publish(halves_of_signing_keys()).value();
  for (const algorithm family : families) {
    const json whole = json::parse(jot::jwk::from_private(key_for(family)).to_private_json());
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi"}) {
      CAPTURE(jot::name(family), name);
      if (whole.contains(name)) CHECK(published.find(whole[name].get<std::string>()) == std::string::npos);
    }
  }
}

TEST_CASE("a published key has its own kid, or its thumbprint, and is for signatures", "[jwk_set][documents]") {
  const std::vector keys{key_for(algorithm::es256).verification_key().with_kid("2026-11"),
                         key_for(algorithm::rs256).verification_key()};
  const json published = json::parse(jwk_set::publish(keys).value())["keys"];
  CHECK(published[0]["kid"] == "2026-11");
  CHECK(published[1]["kid"] == jot::jwk::from_public(keys[1]).value().thumbprint());
  CHECK(published[0]["use"] == "sig");
  CHECK(published[0]["alg"] == "ES256");
  CHECK(published[1]["alg"] == "RS256");
}

TEST_CASE("a published set is read again and verifies", "[jwk_set][documents]") {
  const std::string published = jwk_set::publish(halves_of_signing_keys()).value();
  const jwk_set set = jwk_set::parse(published, every_family).value();
  CHECK(set.size() == std::size(families));
  CHECK(set.skipped().empty());
  for (const algorithm family : families) {
    CAPTURE(jot::name(family));
    const std::string kid = jot::jwk::from_public(key_for(family).verification_key()).value().thumbprint();
    CHECK(jot::verify_jws(token_with_kid(key_for(family), kid), set));
  }
}

TEST_CASE("an HMAC secret is never published", "[jwk_set][documents]") {
  const std::vector<any_verification_key> keys{key_for(algorithm::es256).verification_key(),
                                               hs256_key().verification_key().with_kid("shared")};
  CHECK(verdict(jwk_set::publish(keys)) == "key_mismatch");
}

TEST_CASE("two keys that cannot be told apart are not published", "[jwk_set][documents]") {
  const auto mine = key_for(algorithm::es256).verification_key();
  const auto other = jot::signing_key<jot::es256>::generate().value().verification_key().any();
  CHECK(verdict(jwk_set::publish(std::vector{mine.with_kid("a"), other.with_kid("a")})) == "invalid_key a");
  CHECK(verdict(jwk_set::publish(std::vector{mine, mine}))
            .starts_with("invalid_key"));  // the same key has the same thumbprint
  CHECK(jwk_set::publish(std::vector{mine.with_kid("a"), other.with_kid("b")}));
}

TEST_CASE("no keys are published as an empty set", "[jwk_set][documents]") {
  CHECK(jwk_set::publish({}).value() == R"({"keys":[]})");
}

TEST_CASE("a set is read from an object of certificates and chooses by its names", "[jwk_set][documents]") {
  const certified rsa = certified_rsa();
  const certified ec = certified_ec();
  const auto set = jwk_set::parse_certificates(json{{"r", rsa.pem}, {"e", ec.pem}}.dump(), rsa_and_ec).value();
  CHECK(set.size() == 2);
  CHECK(jot::verify_jws(token_with_kid(rsa.key, "r"), set));
  CHECK(jot::verify_jws(token_with_kid(ec.key, "e"), set));
  CHECK(verdict(jot::verify_jws(token_with_kid(ec.key, "r"), set)) == "key_mismatch alg");
  CHECK(verdict(jot::verify_jws(token_with_kid(ec.key, "x"), set)) == "key_not_found kid");
}

TEST_CASE("broken members of an object of certificates are left out, each with its reason", "[jwk_set][documents]") {
  const certified ec = certified_ec();
  std::string truncated = ec.pem;
  truncated.erase(truncated.size() / 2, 40);
  const json document{{"a number", 7},
                      {"an object", json::object()},
                      {"no PEM", "hello"},
                      {"truncated", truncated},
                      {"a private key", pkcs8_pem(key_pair("EC", "P-256"))},
                      {"a curve that is not accepted", certificate_pem(key_pair("EC", "P-384"))},
                      {"good", ec.pem}};
  const auto set = jwk_set::parse_certificates(document.dump(), rsa_and_ec).value();
  CHECK(set.size() == 1);
  CHECK(jot::verify_jws(token_with_kid(ec.key, "good"), set));
  REQUIRE(set.skipped().size() == document.size() - 1);
  std::vector<std::string> names;  // as they stand in the text, which has them in order
  for (const auto& member : document.items()) names.push_back(member.key());
  for (const jot::skipped_key& left_out : set.skipped()) {
    CAPTURE(left_out.kid, left_out.reason.message());
    CHECK(names.at(left_out.index) == left_out.kid);
    CHECK(left_out.reason.code() ==
          (left_out.kid == "a curve that is not accepted" ? errc::key_mismatch : errc::invalid_key));
  }
}

TEST_CASE("a certificate that was left out is named by its place in the text", "[jwk_set][documents]") {
  const auto set = jwk_set::parse_certificates(R"({"z":1,"a":2})", rsa_and_ec).value();
  REQUIRE(set.skipped().size() == 2);
  CHECK((set.skipped()[0].index == 0 && set.skipped()[0].kid == "z"));
  CHECK((set.skipped()[1].index == 1 && set.skipped()[1].kid == "a"));
}

TEST_CASE("the limits on keys hold for certificates", "[jwk_set][documents]") {
  const std::string document = json{{"r", certified_rsa().pem}}.dump();
  const auto set = jwk_set::parse_certificates(document, rsa_and_ec, {.rsa_min_bits = 4096}).value();
  CHECK(set.size() == 0);
  REQUIRE(set.skipped().size() == 1);
  CHECK(set.skipped()[0].reason.code() == errc::weak_key);
}

TEST_CASE("text that is no object of certificates is refused", "[jwk_set][documents]") {
  const auto read = [](std::string_view text, jot::algorithm_set accepted = rsa_and_ec) {
    return verdict(jwk_set::parse_certificates(text, accepted));
  };
  CHECK(read("") == "invalid_key");
  CHECK(read("[]") == "invalid_key");
  CHECK(read("<html>") == "invalid_key");
  CHECK(read(R"({"a":"1","a":"2"})").starts_with("invalid_key"));
  CHECK(read("{}", {}) == "invalid_configuration");
  CHECK(read(std::string(jwk_set::max_bytes + 1, ' ')) == "limit_exceeded");
}

TEST_CASE("an object of certificates has at most 256 of them", "[jwk_set][documents]") {
  json many;
  for (std::size_t i = 0; i < jwk_set::max_keys; ++i) many[std::to_string(i)] = "no PEM";
  CHECK(jwk_set::parse_certificates(many.dump(), rsa_and_ec));
  many["one more"] = "no PEM";
  CHECK(verdict(jwk_set::parse_certificates(many.dump(), rsa_and_ec)) == "limit_exceeded");
}

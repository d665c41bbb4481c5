// Tests of header_fields.hpp: what may be written into a header, and what is refused.
#include <jot/header_fields.hpp>
#include <jot/jwk.hpp>
#include <jot/jwt.hpp>
#include <jot/x509.hpp>

#include "support/authority.hpp"
#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::header_fields;
using nlohmann::json;

namespace {

json header_of(const header_fields& fields) {
  const std::string token = jot::sign_jws(hs256_key(), jot::as_bytes("x"), fields).value();
  const auto verified = jot::verify_jws(token, hs256_key().verification_key());
  return json::parse(verified->header().text);
}
jot::result<std::string> sign(const header_fields& fields) {
  return jot::sign_jws(hs256_key(), jot::as_bytes("x"), fields);
}
std::string refused(const jot::header_members& extra) { return verdict(sign({.extra = extra})); }

struct acme {
  std::string nonce;
  std::string url;
};
void to_json(json& out, const acme& header) { out = {{"nonce", header.nonce}, {"url", header.url}}; }

}  // namespace

TEST_CASE("further members stand in the header, and a verifier reads them from its document", "[header_fields]") {
  CHECK(header_of({.extra = json{{"nonce", "n"}, {"list", {1, 2.5, nullptr, true, {{"a", json::object()}}}}}}) ==
        json::parse(R"({"alg":"HS256","nonce":"n","list":[1,2.5,null,true,{"a":{}}]})"));
  CHECK(header_of({.typ = "t", .extra = acme{"n", "https://ca.example/new"}}) ==
        json{{"alg", "HS256"}, {"typ", "t"}, {"nonce", "n"}, {"url", "https://ca.example/new"}});
  CHECK(header_of({.extra = R"( { "url" : "\u00e9}" , "n":1 } )"}) == json{{"alg", "HS256"}, {"url", "é}"}, {"n", 1}});
  for (const jot::header_members& nothing : {jot::header_members(), jot::header_members(json::object()),
                                             jot::header_members("{ }"), jot::header_members(std::string())}) {
    CHECK(header_of({.extra = nothing}) == json{{"alg", "HS256"}});
  }
  const std::string token =
      jot::sign(hs256_key(), {.iss = "i", .exp = jot::never}, json{{"own", 1}}, {.extra = json{{"x", "y"}}}).value();
  const auto read = jot::verify(token, hs256_key().verification_key(), no_rules(), now_clock());
  CHECK(json::parse(read.value().header().text) == json{{"alg", "HS256"}, {"typ", "JWT"}, {"x", "y"}});
}

TEST_CASE("names that the RFCs define are not further members", "[header_fields]") {
  for (const std::string name : {"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
                                 "enc", "zip", "epk", "apu", "apv", "iv",  "tag", "p2s",      "p2c", "b64"}) {
    CAPTURE(name);
    CHECK(refused(json{{"a", 1}, {name, "x"}}) == "invalid_claims_to_sign " + name);
    CHECK(refused("{\"a\":1,\"" + name + "\":[]}") == "invalid_claims_to_sign " + name);
  }
  CHECK(refused(R"({"\u0061lg":"none"})") == "invalid_claims_to_sign alg");
  CHECK(refused(R"({"ALG":"none","x":{"alg":"none"}})") == "accepted");
  CHECK(message(sign({.extra = json{{"kid", "x"}}})) == "kid: is a field of header_fields, not a member of extra");
}

TEST_CASE("further members are read as strictly as a verifier will read them", "[header_fields]") {
  for (const char* text : {"x", "[]", "1", "null", "{", "{}}", "{}{}", R"({"a":1,"a":2})", R"({"a":1,"\u0061":2})",
                           R"({"a":{"b":1,"b":2}})", "{\"a\":\"\xFF\"}", R"({"a":"\ud800"})", R"({"a":NaN})",
                           "\xEF\xBB\xBF{}", R"({"a":1},"alg":"none",{"b":1})", R"({"a":01})"}) {
    CAPTURE(text);
    CHECK(refused(text).starts_with("invalid_claims_to_sign"));
  }
  for (const json& value : {json("text"), json::array(), json(1), json()}) {
    CHECK(refused(value) == "invalid_claims_to_sign extra");
  }
  CHECK(refused(json{{"a", std::nan("")}}) == "invalid_claims_to_sign extra");
  CHECK(refused(json{{"a", "\xFF"}}) == "invalid_claims_to_sign extra");
  CHECK(refused(json{{"\xFF", 1}}) == "invalid_claims_to_sign extra");
  CHECK(refused(json{{"a", json::binary({1})}}) == "invalid_claims_to_sign extra");

  const auto nested = [](std::size_t levels) {
    json value = 1;
    for (std::size_t i = 0; i < levels; ++i) value = json{{"a", value}};
    return value;
  };
  CHECK(refused(nested(32)) == "accepted");
  CHECK(refused(nested(33)) == "invalid_claims_to_sign extra");
  CHECK(refused(nested(33).dump()) == "limit_exceeded");
  json many = json::object();
  for (int i = 0; i < 994; ++i) many[std::to_string(i)] = i;
  CHECK(refused(many) == "accepted");
  many["one more"] = 1;
  CHECK(refused(many) == "limit_exceeded");
}

TEST_CASE("the header has the public key that it is given, and never a private one or a secret", "[header_fields]") {
  const auto key = jot::any_signing_key::generate(jot::algorithm::es256).value().with_kid("k");
  const jot::jwk half = jot::jwk::from_public(key.verification_key()).value();
  const header_fields fields = header_fields{.typ = "dpop+jwt"}.with_jwk(half).value();
  const json header = header_of(fields);
  CHECK(header["jwk"] == json::parse(half.to_public_json().value()));
  CHECK(header["typ"] == "dpop+jwt");
  CHECK_FALSE(header["jwk"].contains("d"));

  const auto whole = header_fields{}.with_jwk(jot::jwk::from_private(key));
  CHECK(verdict(whole) == "key_mismatch jwk");
  CHECK(verdict(header_fields{}.with_jwk(jot::jwk::from_secret(jot::as_bytes(std::string(32, 's'))).value())) ==
        "key_mismatch jwk");
}

TEST_CASE("the header has the certificates that it is given, as base64", "[header_fields]") {
  pki::authority ca;
  const pki::issued root = ca.root();
  const pki::issued leaf = ca.issue("leaf", {}, &root);
  const std::vector chain{leaf.cert(), root.cert()};
  const header_fields fields = header_fields{}.with_x5c(chain).value();
  CHECK(header_of(fields)["x5c"] == json{pki::base64_of(leaf), pki::base64_of(root)});
  CHECK(jot::certificate::from_x5c(header_of(fields)["x5c"][0].get<std::string>()).value().thumbprint() ==
        leaf.cert().thumbprint());
  CHECK(verdict(header_fields{}.with_x5c({})) == "invalid_key x5c");
  CHECK(verdict(header_fields{}.with_x5c(std::vector(100, leaf.cert()))) == "accepted");
  CHECK(verdict(header_fields{}.with_x5c(std::vector(101, leaf.cert()))) == "limit_exceeded x5c");
}

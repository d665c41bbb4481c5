// What a token's header shows once it was read.
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

TEST_CASE("the header shows alg, kid, typ, cty and the whole text", "[jws_header]") {
  const auto key = jot::signing_key<jot::es256>::generate().value().with_kid("k\"1");
  const auto token = jot::sign_jws(key, jot::as_bytes("x"), {.typ = "a", .cty = "b"}).value();
  const auto verified = jot::verify_jws(token, key.verification_key()).value();
  const jot::jws_header& header = verified.header();
  CHECK(header.alg == jot::algorithm::es256);
  CHECK(header.kid == "k\"1");
  CHECK(header.typ == "a");
  CHECK(header.cty == "b");
  const auto document = header.json();
  CHECK(document.at("kid") == "k\"1");
  CHECK(document.size() == 4);
  CHECK(nlohmann::json::parse(header.text) == document);
}

TEST_CASE("absent parameters are absent, not empty", "[jws_header]") {
  const auto key = jot::signing_key<jot::hs256>::generate().value();
  const auto verified = jot::verify_jws(jot::sign_jws(key, {}).value(), key.verification_key()).value();
  CHECK_FALSE(verified.header().kid);
  CHECK_FALSE(verified.header().typ);
  CHECK_FALSE(verified.header().cty);
}

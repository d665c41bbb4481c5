// Rows 69, 71 and 72 of the security table: hostile bytes, NULs, and the side that signs.
#include "support/catch.hpp"
#include "support/vectors.hpp"
#include "vector_runner.hpp"

#include <jot/oauth2/bearer.hpp>

#include <limits>
#include <random>
#include <set>

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"alice","aud":["api"],"exp":1700000600})";

// Everything that takes text or bytes from outside; what matters is that each call returns.
void feed_everything(std::string_view text) {
  const jot::bytes_view bytes = jot::as_bytes(text);
  static_cast<void>(jot::jwk::parse(text));
  static_cast<void>(jot::jwk_set::parse(text, {algorithm::rs256, algorithm::es256, algorithm::hs256}));
  static_cast<void>(jot::unsafe::decode(text));
  static_cast<void>(jot::signing_input_thumbprint(text));
  static_cast<void>(jot::algorithm_set::parse(text));
  static_cast<void>(jot::base64url_decode(text));
  static_cast<void>(jot::decode_hex(text));
  static_cast<void>(jot::numeric_date::from_json_number(text));
  static_cast<void>(jot::oauth2::bearer_token(text));
  static_cast<void>(jot::oauth2::scope_set::parse(text));
  for (const algorithm alg : {algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    static_cast<void>(jot::any_verification_key::from_pem(alg, text));
    static_cast<void>(jot::any_verification_key::from_der(alg, bytes));
    static_cast<void>(jot::any_signing_key::from_pem(alg, text, "password"));
    static_cast<void>(jot::any_signing_key::from_der(alg, bytes));
  }
  static_cast<void>(jot::any_verification_key::from_secret(algorithm::hs256, bytes));
  CHECK(verdict(text, key_for(algorithm::hs256).verification_key()) != "accepted");
  CHECK(verdict(text, key_for(algorithm::es256).verification_key()) != "accepted");
}

}  // namespace

TEST_CASE("row 69: nothing at all is a valid input that ends in an error") {
  feed_everything(std::string_view());
  feed_everything("");
  for (const algorithm alg :
       {algorithm::hs256, algorithm::rs256, algorithm::es256, algorithm::ed25519, algorithm::ed448}) {
    const auto key = key_for(alg);
    CHECK(outcome(key.verification_key().verify({}, {})) == "signature_invalid");
    const auto signature = key.sign({});
    REQUIRE(signature);
    CHECK(outcome(key.verification_key().verify({}, *signature)) == "ok");
  }
}

TEST_CASE("row 69: arbitrary bytes end in an error and not in the end of the program") {
  std::mt19937 random(69);
  const std::string alphabet = R"({}[]":,.\-_0123456789eEtruefalsnukxyabcdABCD =)";
  const std::string seeds[] = {forge(header(algorithm::hs256), claims, key_for(algorithm::es256)),
                               public_jwk(key_for(algorithm::rs256)),
                               key_for(algorithm::es256).verification_key().to_public_pem().value(),
                               der_of(key_for(algorithm::es256).verification_key().to_public_pem().value()),
                               "{\"keys\":[" + public_jwk(key_for(algorithm::es256)) + "]}"};
  for (int i = 0; i < 1500; ++i) {
    std::string text;
    if (i % 3 == 0) {
      text = noise(random() % 200, random());
    } else if (i % 3 == 1) {
      for (std::size_t n = random() % 200; n != 0; --n) text += alphabet[random() % alphabet.size()];
    } else {
      text = seeds[random() % std::size(seeds)];
      for (std::size_t n = 1 + random() % 4; n != 0; --n)
        text[random() % text.size()] = static_cast<char>(random() & 0xFF);
      if (random() % 2 == 0) text.resize(random() % text.size());
    }
    feed_everything(text);
  }
}

TEST_CASE("row 69: a token with one byte changed or missing or added is refused") {
  for (const algorithm alg : {algorithm::hs256, algorithm::es256, algorithm::ed25519, algorithm::rs256}) {
    const std::string token = forge(header(alg), claims, key_for(alg));
    const auto key = key_for(alg).verification_key();
    REQUIRE(verdict(token, key) == "accepted");
    const std::size_t step = alg == algorithm::hs256 ? 1 : 7;
    for (std::size_t i = 0; i < token.size(); i += step) {
      REQUIRE(verdict(token.substr(0, i), key) != "accepted");
      REQUIRE(verdict(token.substr(i + 1), key) != "accepted");
      std::string changed = token;
      for (const int flip : {1, 2, 4, 8, 16, 32, 64, 128}) {
        changed[i] = static_cast<char>(token[i] ^ flip);
        REQUIRE(verdict(changed, key) != "accepted");
      }
      changed = token;
      REQUIRE(verdict(changed.erase(i, 1), key) != "accepted");
      for (const char added : {'A', '.', '=', '\0', ' '}) {
        changed = token;
        REQUIRE(verdict(changed.insert(i, 1, added), key) != "accepted");
      }
    }
  }
}

TEST_CASE("row 71: a NUL ends nothing") {
  const std::string start = noise(16, 71);
  const auto secret = [&](const std::string& rest) { return start + '\0' + rest; };
  const auto key =
      jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(secret(noise(32, 1)))).value();
  CHECK(verdict(forge_hmac(header(algorithm::hs256), claims, secret(noise(32, 1))), key) == "accepted");
  CHECK(verdict(forge_hmac(header(algorithm::hs256), claims, secret(noise(32, 2))), key) == "signature_invalid");
  CHECK(verdict(forge_hmac(header(algorithm::hs256), claims, start), key) == "signature_invalid");
  CHECK(outcome(jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(std::string(31, '\0')))) ==
        "weak_key");

  const auto& good = key_for(algorithm::hs256);
  const auto says = [&](const std::string& body, const jot::validation& rules) {
    return verdict(forge(header(algorithm::hs256), body, good), good.verification_key(), rules);
  };
  jot::validation rules = lax();
  rules.issuer = std::string("a\0b", 3);
  CHECK(says(R"({"iss":"a\u0000b"})", rules) == "accepted");
  CHECK(says(R"({"iss":"a"})", rules) == "issuer_mismatch");
  CHECK(says(R"({"iss":"a\u0000c"})", rules) == "issuer_mismatch");
  rules = lax();
  rules.audience = std::string("a\0b", 3);
  CHECK(says(R"({"aud":["a\u0000b"]})", rules) == "accepted");
  CHECK(says(R"({"aud":["a","a\u0000"]})", rules) == "audience_mismatch");
  rules = lax();
  rules.subject = std::string("a\0b", 3);
  CHECK(says(R"({"sub":"a\u0000b"})", rules) == "accepted");
  CHECK(says(R"({"sub":"a\u0000x"})", rules) == "subject_mismatch");
  rules = lax();
  rules.required = {std::string("a\0b", 3)};
  CHECK(says(R"({"a\u0000b":1})", rules) == "accepted");
  CHECK(says(R"({"a":1,"a\u0000":1})", rules) == "missing_claim");
  rules = lax();
  rules.typ = std::string("a\0b", 3);
  CHECK(verdict(forge(R"({"alg":"HS256","typ":"a\u0000b"})", "{}", good), good.verification_key(), rules) ==
        "accepted");
  CHECK(verdict(forge(R"({"alg":"HS256","typ":"a\u0000c"})", "{}", good), good.verification_key(), rules) ==
        "type_mismatch");
  const auto who = jot::verify(forge(header(algorithm::hs256), R"({"sub":"a\u0000b"})", good), good.verification_key(),
                               lax(), at(now));
  REQUIRE(who);
  CHECK(who->registered().sub->size() == 3);
  for (const char* text : {"HS256\0,none", "HS256\0"})
    CHECK(outcome(jot::algorithm_set::parse(std::string_view(text, 7))) != "ok");
  std::string pem_text = key_for(algorithm::es256).verification_key().to_public_pem().value();
  pem_text.insert(60, 1, '\0');
  CHECK(outcome(jot::any_verification_key::from_pem(algorithm::es256, pem_text)) == "invalid_key");
}

TEST_CASE("row 72: what is signed verifies and each ECDSA signature has its own nonce") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    const auto& key = key_for(row.id);
    CAPTURE(row.name);
    std::set<std::string> firsts;
    std::set<std::string> wholes;
    const int rounds = row.scheme == jot::scheme::rsa_pkcs1 || row.scheme == jot::scheme::rsa_pss ? 4 : 20;
    for (int i = 0; i < rounds; ++i) {
      const auto token =
          jot::sign(key, {.iss = "i", .sub = "s", .aud = "a", .exp = jot::numeric_date(at(now + 60).time)});
      REQUIRE(token);
      CHECK(verdict(*token, key.verification_key()) == "accepted");
      const std::string signature(jot::as_text(jot::base64url_decode(split(*token)[2]).value()));
      firsts.insert(signature.substr(0, signature.size() / 2));
      wholes.insert(signature);
    }
    const bool random = row.scheme == jot::scheme::ecdsa || row.scheme == jot::scheme::rsa_pss;
    CHECK(wholes.size() == (random ? static_cast<std::size_t>(rounds) : 1));
    if (row.scheme == jot::scheme::ecdsa) CHECK(firsts.size() == static_cast<std::size_t>(rounds));
  }
}

TEST_CASE("row 72: weak keys do not sign and dates are written as integers") {
  CHECK(outcome(jot::any_signing_key::from_pem(algorithm::rs256, rsa_private_pem(1024, 65537))) == "weak_key");
  CHECK(outcome(jot::any_signing_key::from_secret(algorithm::hs512, jot::as_bytes(noise(63)))) == "weak_key");
  CHECK(outcome(jot::any_signing_key::from_pem(algorithm::ps256, key_for(algorithm::es256).to_private_pem().value())) ==
        "key_mismatch");
  CHECK(outcome(jot::any_signing_key::from_pem(algorithm::es256, key_for(algorithm::es384).to_private_pem().value())) ==
        "key_mismatch");
  CHECK(outcome(jot::any_signing_key::from_pem(
            algorithm::es256, key_for(algorithm::es256).verification_key().to_public_pem().value())) == "invalid_key");

  const auto& key = key_for(algorithm::hs256);
  const jot::numeric_date date(at(now).time);
  const std::string token = jot::sign(key, {.exp = date, .nbf = date, .iat = date}).value();
  const std::string body(jot::as_text(jot::base64url_decode(split(token)[1]).value()));
  CHECK(body == R"({"exp":1700000000,"nbf":1700000000,"iat":1700000000})");
  using json = nlohmann::json;
  for (const char* date_claim : {"exp", "nbf", "iat"}) {
    CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, json{{date_claim, 1}})) ==
          "invalid_claims_to_sign");
  }
  const jot::registered_claims all{.iss = "x", .sub = "x", .aud = "x", .exp = jot::never, .jti = "x"};
  for (const char* text_claim : {"iss", "sub", "aud", "jti"}) {
    CHECK(outcome(jot::sign(key, all, json{{text_claim, "x"}})) == "invalid_claims_to_sign");
    CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, json{{text_claim, 7}})) ==
          "invalid_claims_to_sign");
    CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, json{{text_claim, "x"}})) == "ok");
  }
  CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never},
                          json{{"x", std::numeric_limits<double>::quiet_NaN()}})) == "invalid_claims_to_sign");
  CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never},
                          json{{"x", std::numeric_limits<double>::infinity()}})) == "invalid_claims_to_sign");
  CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, json{{"x", "\xFF"}})) ==
        "invalid_claims_to_sign");
  CHECK(outcome(jot::sign(key, {.sub = "\xC0\x80", .exp = jot::never})) == "invalid_claims_to_sign");
  CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, json::array())) == "invalid_claims_to_sign");
  json deep = 1;
  for (int i = 0; i < 40; ++i) deep = json{{"x", std::move(deep)}};
  CHECK(outcome(jot::sign(key, jot::registered_claims{.exp = jot::never}, deep)) == "invalid_claims_to_sign");
  // What we refuse to write we also refuse to read, so that nobody can be made to sign for more than they see.
  CHECK(verdict(jot::sign(key, jot::registered_claims{.exp = jot::never}, json{{"a\"b", "\\"}, {"é", "\n"}}).value(),
                key.verification_key()) == "accepted");
}

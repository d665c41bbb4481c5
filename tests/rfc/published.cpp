// RFC 7520 sections 3 and 4 (compact), RFC 8037 A and RFC 7797: the examples as published in files.
#include "support/catch.hpp"
#include "support/vectors.hpp"

#include <jot/jwt.hpp>

#include <cstdio>

using jot::algorithm;
using json = nlohmann::json;
using jot::testing_support::skip_without_vectors;
using jot::testing_support::vectors_json;

namespace {

algorithm algorithm_of(const json& example) {
  return jot::find_algorithm(example.at("input").at("alg").get<std::string>()).value();
}

// Members of the JSON text, but for some.
json without(json members, std::initializer_list<const char*> names) {
  for (const char* name : names) members.erase(name);
  return members;
}

}  // namespace

TEST_CASE("RFC 7520 section 3: the example keys are read and written back unchanged") {
  const struct {
    const char* file;
    bool is_private;
    algorithm alg;
  } keys[] = {{"3_1.ec_public_key", false, algorithm::es512},
              {"3_2.ec_private_key", true, algorithm::es512},
              {"3_3.rsa_public_key", false, algorithm::rs256},
              {"3_4.rsa_private_key", true, algorithm::ps384},
              {"3_5.symmetric_key_mac_computation", true, algorithm::hs256}};
  for (const auto& row : keys) {
    const std::string name = "rfc/jwk/" + std::string(row.file) + ".json";
    const auto members = vectors_json(name);
    if (!members) return skip_without_vectors(name);
    CAPTURE(row.file);
    const auto key = jot::jwk::parse(members->dump());
    REQUIRE(key);
    CHECK(key->is_private() == row.is_private);
    CHECK(key->kid() == members->at("kid").get<std::string>());
    CHECK(json::parse(key->to_private_json()) == *members);
    CHECK(key->verification_key(row.alg));
    CHECK(key->signing_key(row.alg).has_value() == row.is_private);
    if (members->at("kty") == "oct") {
      CHECK_FALSE(key->to_public_json());
    } else {
      CHECK(json::parse(key->to_public_json().value()) == without(*members, {"d", "p", "q", "dp", "dq", "qi"}));
    }
  }
  const auto encryption = vectors_json("rfc/jwk/3_6.symmetric_key_encryption.json");
  REQUIRE(encryption);
  CHECK(jot::jwk::parse(encryption->dump()).value().verifies().empty());
  std::printf("RFC 7520 section 3: 6 keys, 5 for signatures, 1 for encryption and refused for signatures (3.6)\n");
}

TEST_CASE("RFC 7520 section 4: the compact examples verify and the deterministic ones come out again") {
  const char* files[] = {"4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature",
                         "4_4.hmac-sha2_integrity_protection"};
  for (const char* file : files) {
    const std::string name = "rfc/jws/" + std::string(file) + ".json";
    const auto example = vectors_json(name);
    if (!example) return skip_without_vectors(name);
    CAPTURE(file);
    const algorithm alg = algorithm_of(*example);
    const jot::jwk jwk = jot::jwk::parse(example->at("input").at("key").dump()).value();
    const std::string token = example->at("output").at("compact");
    const std::string payload = example->at("input").at("payload");
    const auto key = jwk.signing_key(alg).value();
    const auto jws = jot::verify_jws(token, key.verification_key());
    REQUIRE(jws);
    CHECK(jot::as_text(jws->payload()) == payload);
    CHECK(jws->header().json() == example->at("signing").at("protected"));
    const std::string input = example->at("signing").at("sig-input");
    const std::string again = input + '.' + jot::base64url_encode(key.sign(jot::as_bytes(input)).value());
    CHECK(jot::verify_jws(again, key.verification_key()));
    const bool deterministic =
        jot::facts(alg).scheme == jot::scheme::hmac || jot::facts(alg).scheme == jot::scheme::rsa_pkcs1;
    CHECK((again == token) == deterministic);
    // With our own header, which happens to be theirs: alg, then kid.
    if (deterministic) CHECK(jot::sign_jws(key, jot::as_bytes(payload)).value() == token);
  }
  std::printf(
      "RFC 7520 section 4: 4 compact examples verified; 4.5 is detached and 4.6 to 4.8 are JSON serializations, which "
      "are not offered\n");
}

TEST_CASE("RFC 7520 section 4: detached and JSON serializations are refused") {
  for (const char* file : {"4_5.signature_with_detached_content", "4_6.protecting_specific_header_fields",
                           "4_7.protecting_content_only", "4_8.multiple_signatures"}) {
    const std::string name = "rfc/jws/" + std::string(file) + ".json";
    const auto example = vectors_json(name);
    if (!example) return skip_without_vectors(name);
    CAPTURE(file);
    const json& keys = example->at("input").at("key");
    const jot::jwk jwk = jot::jwk::parse((keys.is_array() ? keys.at(0) : keys).dump()).value();
    const algorithm alg = jot::facts(jwk.key_type() == jot::key_type::oct ? algorithm::hs256 : algorithm::rs256).id;
    const auto key = jwk.verification_key(alg).value();
    for (const auto& [form, text] : example->at("output").items()) {
      const std::string token = text.is_string() ? text.get<std::string>() : text.dump();
      CHECK_FALSE(jot::verify_jws(token, key));
    }
  }
}

TEST_CASE("RFC 8037 A: the Ed25519 key signs and verifies the example and has its thumbprint") {
  const auto example = vectors_json("rfc/curve25519/jws.json");
  if (!example) return skip_without_vectors("rfc/curve25519/jws.json");
  const jot::jwk jwk = jot::jwk::parse(example->at("input").at("key").dump()).value();
  const auto key = jwk.signing_key(algorithm::eddsa).value();
  const std::string token = example->at("output").at("compact");
  const auto jws = jot::verify_jws(token, key.verification_key());
  REQUIRE(jws);
  CHECK(jot::as_text(jws->payload()) == example->at("input").at("payload").get<std::string>());
  CHECK(jot::sign_jws(key, jws->payload()).value() == token);                                          // A.4 and A.5
  CHECK(jwk.thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");                            // A.3
  CHECK(json::parse(jwk.to_public_json().value()) == without(example->at("input").at("key"), {"d"}));  // A.2
  // An authentic JWS, and no JWT: its payload is not JSON.
  const jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore, .exp = jot::expiry::optional};
  CHECK(jot::verify(token, key.verification_key(), rules).error().code() == jot::errc::invalid_payload);
}

TEST_CASE("RFC 7797: unencoded payloads are refused in every form") {
  for (const char* file : {"rfc/rfc7797/4.2.hmac-sha2_b64_false.json", "rfc/rfc7797/hmac-sha2_b64_false.json"}) {
    const auto example = vectors_json(file);
    if (!example) return skip_without_vectors(file);
    CAPTURE(file);
    const auto key =
        jot::jwk::parse(example->at("input").at("key").dump()).value().signing_key(algorithm::hs256).value();
    const auto verification_key = key.verification_key();
    for (const auto& [form, text] : example->at("output").items()) {
      CHECK_FALSE(jot::verify_jws(text.is_string() ? text.get<std::string>() : text.dump(), verification_key));
    }
    // The section's signature over the section's own input, put into the compact form.
    const std::string header = jot::base64url_encode(jot::as_bytes(example->at("signing").at("protected").dump()));
    const std::string input = header + '.' + example->at("input").at("payload").get<std::string>();
    const std::string signature = jot::base64url_encode(key.sign(jot::as_bytes(input)).value());
    CHECK_FALSE(jot::verify_jws(input + '.' + signature, verification_key, {.understood_critical = {"b64"}}));
    CHECK_FALSE(jot::verify_jws(header + ".." + signature, verification_key, {.understood_critical = {"b64"}}));
    CHECK(jot::verify_jws(header + ".." + signature, verification_key).error().code() ==
          jot::errc::unsupported_critical);
  }
}

// Rows 1 to 8 of the security table: which algorithm, and which key for it.
#include "forge.hpp"
#include "support/catch.hpp"

#include <type_traits>

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"alice","exp":1700000600})";

constexpr algorithm all_algorithms[] = {algorithm::hs256,  algorithm::hs384, algorithm::hs512,   algorithm::rs256,
                                        algorithm::rs384,  algorithm::rs512, algorithm::ps256,   algorithm::ps384,
                                        algorithm::ps512,  algorithm::es256, algorithm::es384,   algorithm::es512,
                                        algorithm::es256k, algorithm::eddsa, algorithm::ed25519, algorithm::ed448};

struct none {
  static constexpr std::string_view id = "none";
};

}  // namespace

TEST_CASE("row 01: no key and no set takes an unsigned token") {
  const std::string names[] = {"none",
                               "None",
                               "NONE",
                               "nOnE",
                               "nonE",
                               " none",
                               "none ",
                               "none\\u0000",
                               "n\\u006fne",
                               "\\u006e\\u006f\\u006e\\u0065",
                               "non\\u0065",
                               "\\tnone",
                               "none\\n",
                               "nоne",
                               "null",
                               "",
                               "HS256\\u0000none",
                               "none,HS256",
                               "noone"};
  const jot::any_verification_key two[] = {key_for(algorithm::hs256).verification_key(),
                                           key_for(algorithm::rs256).verification_key()};
  const jot::jwk_set set = jot::jwk_set::of(two).value();
  for (const std::string& name : names) {
    const std::string head = R"({"alg":")" + name + R"(","typ":"JWT"})";
    CAPTURE(name);
    for (const std::string& signature : {std::string(), std::string(32, '\0'), noise(32), noise(256)}) {
      const std::string token = forge(head, claims, signature);
      CHECK(verdict(token, set) == "algorithm_not_allowed");
      for (const algorithm alg : {algorithm::hs256, algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
        CHECK(verdict(token, key_for(alg).verification_key()) == "algorithm_not_allowed");
        CHECK(jws_verdict(token, key_for(alg).verification_key()) == "algorithm_not_allowed");
      }
    }
    // Even a signature that is good for what stands there does not help a name that is none of ours.
    CHECK(verdict(forge(head, claims, key_for(algorithm::hs256)), key_for(algorithm::hs256).verification_key()) ==
          "algorithm_not_allowed");
    CHECK(verdict(forge_hmac(head, claims, ""), set) == "algorithm_not_allowed");
  }
}

TEST_CASE("row 01: none cannot be named in an allow-list nor made a type") {
  for (const char* names : {"none", "NONE", "None", "HS256,none", "none,HS256", "HS256,,RS256", "HS256, RS256"}) {
    CAPTURE(names);
    CHECK(outcome(jot::algorithm_set::parse(names)) == "invalid_configuration");
  }
  static_assert(!jot::find_algorithm("none"));
  static_assert(!jot::signature_algorithm<none>);
  static_assert(jot::algorithm_table.size() == std::size(all_algorithms));
  for (const jot::algorithm_facts& row : jot::algorithm_table) CHECK(row.name != "none");
}

TEST_CASE("row 02: alg is a required string compared byte by byte") {
  const auto& key = key_for(algorithm::hs256);
  const auto with = [&](const std::string& head) { return verdict(forge(head, claims, key), key.verification_key()); };
  CHECK(with(R"({"alg":"HS256"})") == "accepted");
  CHECK(with(R"({"\u0061l\u0067":"\u0048S256"})") == "accepted");  // JSON's own escapes do not change a string
  for (const char* name :
       {"hs256", "Hs256", "HS256 ", " HS256", "HS-256", "HS256\\u0000", "HS256\\n", "HS2560", "HS25", "HMAC-SHA256",
        "HS256/1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "", "A256KW", "dir"}) {
    CAPTURE(name);
    CHECK(with(R"({"alg":")" + std::string(name) + R"("})") == "algorithm_not_allowed");
  }
  for (const char* value : {"null", "true", "256", "[\"HS256\"]", "{\"HS256\":1}", "{}", "[]"}) {
    CAPTURE(value);
    CHECK(with(R"({"alg":)" + std::string(value) + "}") == "invalid_header");
  }
  CHECK(with("{}") == "invalid_header");
  CHECK(with(R"({"typ":"JWT"})") == "invalid_header");
  CHECK(with(R"({"Alg":"HS256","ALG":"HS256","alg ":"HS256"})") == "invalid_header");
}

TEST_CASE("row 03: an empty allow-list allows nothing and is an error where keys are made") {
  const std::string rsa = public_jwk(key_for(algorithm::rs256));
  CHECK(outcome(jot::jwk_set::parse(R"({"keys":[)" + rsa + "]}", {})) == "invalid_configuration");
  CHECK(outcome(jot::jwk_set::of(jot::jwk::parse(rsa).value(), {})) == "invalid_configuration");
  CHECK(outcome(jot::algorithm_set::parse("")) == "invalid_configuration");
  for (const algorithm alg : all_algorithms) CHECK_FALSE(jot::algorithm_set().contains(alg));
  const jot::jwk_set nothing = jot::jwk_set::of(std::span<const jot::any_verification_key>()).value();
  for (const algorithm alg : {algorithm::hs256, algorithm::rs256, algorithm::es256}) {
    CHECK(verdict(forge(header(alg), claims, key_for(alg)), nothing) == "algorithm_not_allowed");
  }
}

TEST_CASE("row 04: a public key is never an HMAC secret") {
  for (const algorithm alg :
       {algorithm::rs256, algorithm::ps256, algorithm::es256, algorithm::es512, algorithm::ed25519, algorithm::ed448}) {
    const jot::any_verification_key key = key_for(alg).verification_key();
    const std::string text = public_jwk(key_for(alg));
    const std::string pem_text = key.to_public_pem().value();
    const std::string der = der_of(pem_text);
    const std::size_t start =
        text.find(alg == algorithm::rs256 || alg == algorithm::ps256 ? R"("n":")" : R"("x":")") + 5;
    const std::string member = text.substr(start, text.find('"', start) - start);
    const std::string number(jot::as_text(jot::base64url_decode(member).value()));
    std::vector<std::string> secrets{pem_text, pem_text.substr(0, pem_text.size() - 1),
                                     der,      b64(der),
                                     text,     member,
                                     number,   der.substr(der.size() - 65 % der.size()),
                                     "",       std::string(32, '\0')};
    std::string crlf;
    for (const char c : pem_text) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    secrets.push_back(crlf);
    const jot::algorithm_set both{alg, algorithm::hs256, algorithm::hs384, algorithm::hs512};
    const jot::jwk jwk = jot::jwk::parse(text).value();
    const jot::jwk_set one = jot::jwk_set::of(jwk, both).value();
    const jot::jwk_set many = jot::jwk_set::parse(R"({"keys":[)" + text + "]}", both).value();
    for (const std::string& secret : secrets) {
      const struct {
        const char* name;
        const char* hash;
      } macs[] = {{"HS256", "SHA256"}, {"HS384", "SHA384"}, {"HS512", "SHA512"}};
      for (const auto& mac : macs) {
        const std::string token = forge_hmac(R"({"alg":")" + std::string(mac.name) + R"("})", claims, secret, mac.hash);
        CHECK(verdict(token, key) == "algorithm_not_allowed");
        CHECK(verdict(token, one) == "key_mismatch");
        CHECK(verdict(token, many) == "key_mismatch");
      }
    }
    for (const algorithm hs : {algorithm::hs256, algorithm::hs384, algorithm::hs512}) {
      CHECK(outcome(jot::any_verification_key::from_pem(hs, pem_text)) == "key_mismatch");
      CHECK(outcome(jot::any_verification_key::from_der(hs, jot::as_bytes(der))) == "key_mismatch");
      CHECK(outcome(jot::any_signing_key::from_pem(hs, pem_text)) == "key_mismatch");
      CHECK(outcome(jwk.verification_key(hs)) == "key_mismatch");
    }
    CHECK(outcome(jot::any_verification_key::from_secret(alg, jot::as_bytes(pem_text))) == "key_mismatch");
  }
}

TEST_CASE("row 04: the text of a key is no secret, wherever it is given for one") {
  const std::string pem_text = key_for(algorithm::es256).verification_key().to_public_pem().value();
  const std::string jwk_text = public_jwk(key_for(algorithm::es256));
  const std::vector<std::string> texts{
      pem_text,
      "\xEF\xBB\xBF" + pem_text,
      " \n" + pem_text,
      "-----BEGIN CERTIFICATE-----" + std::string(40, 'A') + "-----END CERTIFICATE-----",
      jwk_text,
      "\r\n\t " + jwk_text,
      public_jwk(key_for(algorithm::rs256)),
      public_jwk(key_for(algorithm::ed25519)),
      "ssh-ed25519 " + std::string(68, 'A'),
      "ecdsa-sha2-nistp256 " + std::string(140, 'A'),
  };
  for (const std::string& text : texts) {
    INFO(text);
    CHECK(outcome(jot::signing_key<jot::hs256>::from_secret_text(text)) == "invalid_key");
    CHECK(outcome(jot::signing_key<jot::hs256>::from_secret_base64url(b64(text))) == "invalid_key");
    CHECK(outcome(jot::any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(text))) == "invalid_key");
    CHECK(outcome(jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(text))) == "invalid_key");
    CHECK(outcome(jot::jwk::parse(R"({"kty":"oct","alg":"HS256","k":")" + b64(text) + "\"}")) == "invalid_key");
  }
  // What only looks a little like it is a secret like any other.
  for (const char* text : {"{a secret in braces, 32 bytes at least}", R"({"kty":"oct","k":"AAAA"}             )",
                           "-----BEGIN PUBLIC KEY-----  not a PEM", R"({"EC":"no JWK, and long enough for a secret"})",
                           "my ssh-rsa secret of at least 32 bytes", "-----begin with a few dashes, and go on",
                           "                                        "}) {
    INFO(text);
    CHECK(jot::signing_key<jot::hs256>::from_secret_text(text));
  }
}

TEST_CASE("row 04: a key set does not hold secrets beside public keys") {
  // Who publishes a secret among public keys has lost it; who takes such a set lets the sender choose the family.
  const std::string rsa = public_jwk(key_for(algorithm::rs256).with_kid("r"));
  const jot::algorithm_set allowed[] = {{algorithm::hs256, algorithm::rs256}, {algorithm::hs256}, {algorithm::rs256}};
  for (const char* kid : {"", R"(,"kid":"h")", R"(,"kid":"r")"}) {
    const std::string secret = oct_jwk(noise(32, 4), kid);
    for (const jot::algorithm_set& accepted : allowed) {
      CHECK(outcome(jot::jwk_set::parse(R"({"keys":[)" + secret + ',' + rsa + "]}", accepted)) == "invalid_key");
      CHECK(outcome(jot::jwk_set::parse(R"({"keys":[)" + rsa + ',' + secret + "]}", accepted)) == "invalid_key");
    }
  }
}

TEST_CASE("row 04: families that a program puts together stay apart") {
  const auto& rsa = key_for(algorithm::rs256);
  const std::string secret = noise(32, 4);
  const jot::any_verification_key two[] = {
      jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(secret)).value().with_kid("h"),
      rsa.verification_key().with_kid("r")};
  const jot::jwk_set set = jot::jwk_set::of(two).value();
  CHECK(verdict(forge_hmac(R"({"alg":"HS256","kid":"h"})", claims, secret), set) == "accepted");
  CHECK(verdict(forge_hmac(R"({"alg":"HS256","kid":"r"})", claims, secret), set) == "key_mismatch");
  CHECK(verdict(forge(R"({"alg":"RS256","kid":"h"})", claims, rsa), set) == "key_mismatch");
  CHECK(verdict(forge(R"({"alg":"RS256","kid":"r"})", claims, rsa), set) == "accepted");
  const std::string public_pem = rsa.verification_key().to_public_pem().value();
  CHECK(verdict(forge_hmac(R"({"alg":"HS256","kid":"r"})", claims, public_pem), set) == "key_mismatch");
  CHECK(verdict(forge_hmac(R"({"alg":"HS256"})", claims, public_pem), set) == "signature_invalid");
}

TEST_CASE("row 05: the family comes from kty and never from the token") {
  for (const algorithm alg : {algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    std::string text = public_jwk(key_for(alg));
    const std::size_t start = text.find(R"("alg")");
    text.erase(start, text.find(',', start) - start + 1);
    REQUIRE(text.find("alg") == std::string::npos);
    jot::algorithm_set every;
    for (const algorithm a : all_algorithms) every.insert(a);
    const jot::jwk_set set = jot::jwk_set::parse(R"({"keys":[)" + text + "]}", every).value();
    CHECK(verdict(forge(header(alg), claims, key_for(alg)), set) == "accepted");
    for (const algorithm other : all_algorithms) {
      if (jot::facts(other).key_type == jot::facts(alg).key_type) continue;
      CAPTURE(jot::name(alg), jot::name(other));
      CHECK(verdict(forge(header(other), claims, key_for(other)), set) == "key_mismatch");
    }
    CHECK(verdict(forge_hmac(R"({"alg":"HS256"})", claims, ""), set) == "key_mismatch");
  }
}

TEST_CASE("row 06: one key verifies one algorithm") {
  for (const algorithm made_for : all_algorithms) {
    const jot::any_verification_key key = key_for(made_for).verification_key();
    for (const algorithm claimed : all_algorithms) {
      CAPTURE(jot::name(made_for), jot::name(claimed));
      const std::string token = forge(header(claimed), claims, key_for(made_for));
      CHECK(verdict(token, key) == (claimed == made_for ? "accepted" : "algorithm_not_allowed"));
    }
  }
  static_assert(!std::is_convertible_v<jot::verification_key<jot::rs256>, jot::verification_key<jot::ps256>>);
  static_assert(!std::is_constructible_v<jot::verification_key<jot::hs256>, jot::verification_key<jot::rs256>>);
  static_assert(!std::is_constructible_v<jot::signing_key<jot::hs256>, jot::signing_key<jot::hs512>>);
}

TEST_CASE("row 06: the alg of a JWK binds it") {
  const auto& rsa = key_for(algorithm::rs256);
  const std::string plain = public_jwk(rsa);
  const auto as = [&](const std::string& alg) {
    std::string text = plain;
    return text.replace(text.find("RS256"), 5, alg);
  };
  const jot::algorithm_set all_rsa{algorithm::rs256, algorithm::rs384, algorithm::rs512, algorithm::ps256};
  const std::string token = forge(header(algorithm::rs256), claims, rsa);
  CHECK(verdict(token, jot::jwk_set::parse(R"({"keys":[)" + plain + "]}", all_rsa).value()) == "accepted");
  for (const char* other : {"PS256", "RS384", "RS512"}) {
    CHECK(verdict(token, jot::jwk_set::parse(R"({"keys":[)" + as(other) + "]}", all_rsa).value()) == "key_mismatch");
  }
  for (const char* other : {"RSA-OAEP", "rs256", "none", "", "HS256", "ES256"}) {
    CAPTURE(other);
    CHECK(verdict(token, jot::jwk_set::parse(R"({"keys":[)" + as(other) + "]}", all_rsa).value()) == "key_not_found");
    CHECK(outcome(jot::jwk_set::of(jot::jwk::parse(as(other)).value(), all_rsa)) == "key_mismatch");
  }
  // What is executed is what the header says: a signature of the sister scheme over the same text is not enough.
  const std::string pem_text = rsa.to_private_pem().value();
  const std::string input = signing_input(header(algorithm::rs256), claims);
  CHECK(verdict(input + '.' + b64(sign_pkcs1(pem_text, input, "SHA256")), rsa.verification_key()) == "accepted");
  CHECK(verdict(input + '.' + b64(sign_pss(pem_text, input, "SHA256", "SHA256", 32)), rsa.verification_key()) ==
        "signature_invalid");
  CHECK(verdict(input + '.' + b64(sign_pkcs1(pem_text, input, "SHA512")), rsa.verification_key()) ==
        "signature_invalid");
}

TEST_CASE("row 07: a key that is not for verifying signatures verifies none") {
  for (const algorithm alg : {algorithm::hs256, algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    const bool secret = alg == algorithm::hs256;
    const std::string bare = secret ? oct_jwk(noise(32, 7)) : public_jwk(key_for(alg));
    const auto token = [&](const std::string& head) {
      return secret ? forge_hmac(head, claims, noise(32, 7)) : forge(head, claims, key_for(alg));
    };
    const auto with = [&](const std::string& more) { return bare.substr(0, bare.size() - 1) + ',' + more + '}'; };
    for (const char* good : {R"("use":"sig")", R"("key_ops":["verify"])", R"("key_ops":["sign","verify"])",
                             R"("use":null)", R"("key_ops":null)", R"("key_ops":[])"}) {
      CAPTURE(good);
      CHECK(verdict(token(header(alg)), jot::jwk_set::of(jot::jwk::parse(with(good)).value(), {alg}).value()) ==
            "accepted");
    }
    for (const char* bad :
         {R"("use":"enc")", R"("use":"SIG")", R"("use":"")", R"("key_ops":["encrypt"])", R"("key_ops":["Verify"])",
          R"("key_ops":["sign"])", R"("use":"sig","key_ops":["wrapKey"])", R"("use":"enc","key_ops":["verify"])"}) {
      CAPTURE(bad);
      const jot::jwk key = jot::jwk::parse(with(bad)).value();
      CHECK(key.verifies().empty());
      CHECK(outcome(key.verification_key(alg)) == "key_mismatch");
      CHECK(outcome(jot::jwk_set::of(key, {alg})) == "key_mismatch");
      const jot::jwk_set set =
          jot::jwk_set::parse(R"({"keys":[)" + with(std::string(bad) + R"(,"kid":"k")") + "]}", {alg}).value();
      CHECK(verdict(token(header(alg)), set) == "key_not_found");
      CHECK(verdict(token(R"({"kid":"k","alg":")" + std::string(jot::name(alg)) + R"("})"), set) == "key_not_found");
    }
    for (const char* broken : {R"("use":1)", R"("use":["sig"])", R"("key_ops":"verify")", R"("key_ops":[null])",
                               R"("key_ops":[1])", R"("key_ops":["verify","verify"])", R"("key_ops":{"verify":1})"}) {
      CAPTURE(broken);
      CHECK(outcome(jot::jwk::parse(with(broken))) == "invalid_key");
    }
  }
}

TEST_CASE("row 08: curve and algorithm go together by name") {
  const struct {
    algorithm alg;
    const char* crv;
  } pairs[] = {{algorithm::es256, "P-256"},      {algorithm::es384, "P-384"},     {algorithm::es512, "P-521"},
               {algorithm::es256k, "secp256k1"}, {algorithm::ed25519, "Ed25519"}, {algorithm::ed448, "Ed448"}};
  for (const auto& key : pairs) {
    const std::string pem_text = key_for(key.alg).verification_key().to_public_pem().value();
    std::string text = public_jwk(key_for(key.alg));
    for (const auto& wanted : pairs) {
      CAPTURE(key.crv, wanted.crv);
      const bool same = key.alg == wanted.alg;
      CHECK(outcome(jot::any_verification_key::from_pem(wanted.alg, pem_text)) == (same ? "ok" : "key_mismatch"));
      std::string relabelled = text;
      const std::string member = R"("crv":")" + std::string(key.crv);
      relabelled.replace(relabelled.find(member), member.size(), R"("crv":")" + std::string(wanted.crv));
      CHECK(outcome(jot::jwk::parse(relabelled)) == (same ? "ok" : "invalid_key"));
    }
  }
  // EdDSA means both Edwards curves, and no other curve by whatever key type.
  CHECK(outcome(jot::any_verification_key::from_pem(
            algorithm::eddsa, key_for(algorithm::ed448).verification_key().to_public_pem().value())) == "ok");
  CHECK(outcome(jot::any_verification_key::from_pem(
            algorithm::eddsa, key_for(algorithm::es256).verification_key().to_public_pem().value())) == "key_mismatch");
  for (const char* crv : {"P-256", "X25519", "X448", "ed25519", "Ed25519 ", ""}) {
    CAPTURE(crv);
    CHECK(outcome(jot::jwk::parse(R"({"kty":"OKP","crv":")" + std::string(crv) + R"(","x":")" + b64(noise(32)) +
                                  R"("})")) == "invalid_key");
  }
  // brainpoolP256r1 is as long as P-256 and is another curve; so is X25519 beside Ed25519.
  for (const char* oid : {"2b2403030208010107", "2b8104000a"}) {
    const std::string der = ec_spki(oid, "\4" + noise(64));
    CHECK(outcome(jot::any_verification_key::from_der(algorithm::es256, jot::as_bytes(der))) != "ok");
  }
  const std::string x25519 = unhex("302a300506032b656e032100") + noise(32);
  CHECK(outcome(jot::any_verification_key::from_der(algorithm::eddsa, jot::as_bytes(x25519))) == "invalid_key");
  // A curve spelt out in numbers is refused, be they those of P-256 or with another generator (CVE-2020-0601).
  for (const bool other_generator : {false, true}) {
    const std::string der = ec_spki_explicit_parameters(other_generator);
    CHECK(outcome(jot::any_verification_key::from_der(algorithm::es256, jot::as_bytes(der))) == "invalid_key");
  }
}

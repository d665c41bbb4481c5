// Rows 16 to 19 of the security table: where the key comes from, and where it must not come from.
#include "forge.hpp"
#include "support/catch.hpp"

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"admin"})";

std::string keys(std::initializer_list<std::string> members) {
  std::string out = R"({"keys":[)";
  for (const std::string& member : members) out += (out.back() == '[' ? "" : ",") + member;
  return out + "]}";
}

std::string public_jwk_of(algorithm alg, const std::string& kid) { return public_jwk(key_for(alg).with_kid(kid)); }

std::string with_kid(algorithm alg, const std::string& kid_json) {
  return R"({"alg":")" + std::string(jot::name(alg)) + R"(","kid":)" + kid_json + '}';
}

}  // namespace

TEST_CASE("row 16: a key that comes with the token is never used") {
  for (const algorithm alg : {algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    const auto attacker = jot::any_signing_key::generate(alg).value();
    const std::string jwk = public_jwk(attacker);
    const std::string der = der_of(attacker.verification_key().to_public_pem().value());
    const std::string certificate = certificate_of(der);
    std::string x5c = pem("X", certificate);
    std::erase(x5c, '\n');
    x5c = x5c.substr(17, x5c.size() - 17 - 15);
    const auto trusted = key_for(alg).verification_key();
    const jot::jwk_set set = jot::jwk_set::parse(keys({public_jwk_of(alg, "k1")}), {alg}).value();
    const std::string name(jot::name(alg));
    for (const std::string& extra :
         {R"("jwk":)" + jwk, R"("x5c":[")" + x5c + R"("])", R"("x5t":")" + b64(digest("SHA1", certificate)) + '"',
          R"("x5t#S256":")" + b64(digest("SHA256", certificate)) + '"', R"("jwk":)" + jwk + R"(,"kid":"k1")",
          R"("jwk":)" + jwk + R"(,"kid":"k2")", std::string(R"("jwk":"x")"), std::string(R"("jwk":null,"x5c":null)"),
          R"("pub":)" + jwk, R"("keys":[)" + jwk + "]"}) {
      const std::string head = R"({"alg":")" + name + R"(",)" + extra + '}';
      CAPTURE(extra);
      CHECK(verdict(forge(head, claims, attacker), trusted) == "signature_invalid");
      CHECK(verdict(forge(head, claims, attacker), set) ==
            (extra.find("\"k2\"") == std::string::npos ? "signature_invalid" : "key_not_found"));
      // The parameter is passed over, not obeyed: with the trusted key's signature the token is good.
      CHECK(verdict(forge(head, claims, key_for(alg)), trusted) == "accepted");
    }
  }
  // A secret sent along, or the empty one, is no key either.
  const std::string secret = noise(32, 16);
  const std::string head = R"({"alg":"HS256","jwk":)" + oct_jwk(secret) + '}';
  CHECK(verdict(forge_hmac(head, claims, secret), key_for(algorithm::hs256).verification_key()) == "signature_invalid");
}

TEST_CASE("row 17: no address in a header is ever followed") {
  // 192.0.2.0/24 and .invalid lead nowhere (RFC 5737, RFC 2606); whoever followed one would fail or wait.
  const auto attacker = jot::any_signing_key::generate(algorithm::es256).value();
  const auto trusted = key_for(algorithm::es256).verification_key();
  for (const char* address :
       {"https://192.0.2.1/jwks.json", "http://127.0.0.1:1/", "https://keys.invalid/jwks", "file:///etc/passwd",
        "//192.0.2.1", "ldap://192.0.2.1", "data:application/json,{}", "\\u0000", "", "../../jwks.json"}) {
    for (const char* parameter : {"jku", "x5u"}) {
      const std::string head = R"({"alg":"ES256",")" + std::string(parameter) + R"(":")" + address + R"("})";
      CAPTURE(head);
      CHECK(verdict(forge(head, claims, attacker), trusted) == "signature_invalid");
      CHECK(verdict(forge(head, claims, key_for(algorithm::es256)), trusted) == "accepted");
    }
  }
}

TEST_CASE("row 18: kid is a string that is compared exactly") {
  const auto& key = key_for(algorithm::es256);
  const jot::jwk_set set =
      jot::jwk_set::parse(
          keys({public_jwk_of(algorithm::es256, "key-1"),
                public_jwk(jot::any_signing_key::generate(algorithm::es256).value().with_kid("key-2"))}),
          {algorithm::es256})
          .value();
  const auto say = [&](const std::string& kid_json) {
    return verdict(forge(with_kid(algorithm::es256, kid_json), claims, key), set);
  };
  CHECK(say(R"("key-1")") == "accepted");
  CHECK(say(R"("\u006bey-1")") == "accepted");
  CHECK(say(R"("key-2")") == "signature_invalid");
  for (const char* kid :
       {R"("")", R"("key")", R"("key-1 ")", R"(" key-1")", R"("KEY-1")", R"("key-1\u0000")", R"("key-1\u0000key-2")",
        R"("\u0000key-1")", R"("key-11")", R"("key-1/")", R"("../key-1")", R"("/dev/null")", R"("' OR '1'='1")",
        R"("key-1;key-2")", R"("key-1,key-2")", R"("*")", R"(".*")", R"("key-%31")", R"("kéy-1")"}) {
    CAPTURE(kid);
    CHECK(say(kid) == "key_not_found");
  }
  for (const char* kid : {"null", "1", "true", R"(["key-1"])", R"({"key-1":1})", "[]", "1e3"}) {
    CAPTURE(kid);
    CHECK(say(kid) == "invalid_header");
    CHECK(verdict(forge(with_kid(algorithm::es256, kid), claims, key), key.verification_key()) == "invalid_header");
  }
}

TEST_CASE("row 18: a NUL in a kid is a character like any other") {
  const auto& key = key_for(algorithm::es256);
  const std::string nul("a\0b", 3);
  const auto other = jot::any_signing_key::generate(algorithm::es256).value();
  const jot::any_verification_key both[] = {key.verification_key().with_kid(nul),
                                            other.verification_key().with_kid("a")};
  const jot::jwk_set set = jot::jwk_set::of(both).value();
  CHECK(verdict(forge(with_kid(algorithm::es256, R"("a\u0000b")"), claims, key), set) == "accepted");
  CHECK(verdict(forge(with_kid(algorithm::es256, R"("a")"), claims, key), set) == "signature_invalid");
  CHECK(verdict(forge(with_kid(algorithm::es256, R"("a")"), claims, other), set) == "accepted");
  CHECK(verdict(forge(with_kid(algorithm::es256, R"("a\u0000c")"), claims, key), set) == "key_not_found");
  CHECK(verdict(forge(with_kid(algorithm::es256, R"("a\u0000")"), claims, other), set) == "key_not_found");
}

TEST_CASE("row 18: an unknown kid falls back to no key and no kid to at most eight") {
  std::string members;
  std::vector<jot::any_signing_key> made;
  for (int i = 0; i < 10; ++i) {
    made.push_back(jot::any_signing_key::generate(algorithm::ed25519).value());
    members += (i == 0 ? "" : ",") + public_jwk(made.back().with_kid("k" + std::to_string(i)));
  }
  const jot::jwk_set set = jot::jwk_set::parse(R"({"keys":[)" + members + "]}", {algorithm::ed25519}).value();
  for (std::size_t i = 0; i < made.size(); ++i) {
    CAPTURE(i);
    CHECK(verdict(forge(header(algorithm::ed25519), claims, made[i]), set) ==
          (i < 8 ? "accepted" : "signature_invalid"));
    CHECK(verdict(forge(with_kid(algorithm::ed25519, R"("k)" + std::to_string(i) + '"'), claims, made[i]), set) ==
          "accepted");
    CHECK(verdict(forge(with_kid(algorithm::ed25519, R"("k10")"), claims, made[i]), set) == "key_not_found");
  }
  CHECK(set.find({algorithm::ed25519, std::nullopt}).value().size() == jot::key_candidates::max_size);
}

TEST_CASE("row 19: a key set survives a bad member and leaves out an ambiguous kid") {
  const auto& rsa = key_for(algorithm::rs256);
  const std::string good = public_jwk_of(algorithm::rs256, "good");
  const jot::algorithm_set accepted{algorithm::rs256, algorithm::es256};
  const std::string token = forge(with_kid(algorithm::rs256, R"("good")"), claims, rsa);
  for (const char* neighbour :
       {R"({"kty":"PQC","kid":"x"})", R"({})", "null", "1", "[]", R"("text")", R"({"kty":"RSA","kid":"other"})",
        R"({"kty":"RSA"})", R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"good"})", R"({"kty":1})",
        R"({"kty":"rsa"})"}) {
    CAPTURE(neighbour);
    for (const std::string& text : {keys({good, neighbour}), keys({neighbour, good})}) {
      const auto set = jot::jwk_set::parse(text, accepted);
      REQUIRE(set);
      CHECK(set->size() == 1);
      CHECK(set->skipped().size() == 1);
      CHECK(verdict(token, *set) == "accepted");
    }
  }
  // Two keys of one family under one name: which is meant could depend on their order.
  const std::string twin = public_jwk(jot::any_signing_key::generate(algorithm::rs256).value().with_kid("good"));
  const std::string bystander = public_jwk_of(algorithm::es256, "other");
  const std::string other = forge(with_kid(algorithm::es256, R"("other")"), claims, key_for(algorithm::es256));
  const auto left_out = [&](const std::string& one, const std::string& two) {
    for (const std::string& text : {keys({one, two, bystander}), keys({two, bystander, one})}) {
      const auto set = jot::jwk_set::parse(text, accepted);
      REQUIRE(set);
      CHECK(set->size() == 1);
      CHECK(set->skipped().size() == 2);
      CHECK(verdict(token, *set) == "key_not_found");
      CHECK(verdict(forge(header(algorithm::rs256), claims, rsa), *set) == "key_mismatch");
      CHECK(verdict(other, *set) == "accepted");
    }
  };
  left_out(good, twin);
  CHECK(verdict(token, jot::jwk_set::parse(keys({good, good}), accepted).value()) == "accepted");
  // So is it when one of them cannot be read: it may be the one that was meant.
  for (const std::string& broken : {std::string(R"({"kty":"RSA","kid":"good","alg":"RS256"})"),
                                    rsa_jwk(noise(128) + '\1', "\3", R"(,"kid":"good","alg":"RS256")")}) {
    left_out(good, broken);
  }
  // A namesake for encryption is another matter: it is never asked to verify.
  const std::string encryption =
      good.substr(0, good.find(R"("alg")")) + R"("use":"enc",)" + good.substr(good.find(R"("e")"));
  CHECK(jot::jwk_set::parse(keys({good, encryption}), accepted).value().size() == 1);
  // Another family may share the name (RFC 7517 section 4.5).
  CHECK(jot::jwk_set::parse(keys({good, public_jwk_of(algorithm::es256, "good")}), accepted).value().size() == 2);

  for (const char* text : {"", "[]", "null", "{}", R"({"keys":{}})", R"({"keys":null})", R"({"keys":"x"})",
                           R"({"KEYS":[]})", R"({"keys":[]}x)", R"({"keys":[],"keys":[]})", R"({"keys":[}])",
                           "\xEF\xBB\xBF{\"keys\":[]}", "{\"keys\":[]}\n\n{}"}) {
    CAPTURE(text);
    CHECK(outcome(jot::jwk_set::parse(text, accepted)) == "invalid_key");
  }
  CHECK(outcome(jot::jwk_set::parse(R"({"keys":[{"kty":"oct","kty":"oct"}]})", accepted)) == "invalid_key");
  const auto empty = jot::jwk_set::parse(R"({"keys":[]})", accepted);
  REQUIRE(empty);
  CHECK(verdict(token, *empty) == "key_not_found");
}

TEST_CASE("row 19: the rules of strength hold within a set") {
  const struct {
    const char* kid;
    algorithm alg;
    std::string jwk;
    std::string token;
  } rows[] = {{"short", algorithm::hs256, oct_jwk(noise(31), R"(,"kid":"short")"),
               forge_hmac(with_kid(algorithm::hs256, R"("short")"), claims, noise(31))},
              {"empty", algorithm::hs256, oct_jwk("", R"(,"kid":"empty")"),
               forge_hmac(with_kid(algorithm::hs256, R"("empty")"), claims, "")},
              {"small", algorithm::rs256, rsa_jwk(noise(128) + '\1', "\3", R"(,"kid":"small")"),
               forge(with_kid(algorithm::rs256, R"("small")"), claims, std::string(129, '\1'))},
              {"id", algorithm::ed25519,
               R"({"kty":"OKP","crv":"Ed25519","kid":"id","x":")" + b64('\1' + std::string(31, '\0')) + R"("})",
               forge(with_kid(algorithm::ed25519, R"("id")"), claims, '\1' + std::string(63, '\0'))}};
  for (const auto& row : rows) {
    CAPTURE(row.kid);
    const jot::jwk_set set = jot::jwk_set::parse(keys({row.jwk}), {row.alg}).value();
    CHECK(set.size() == 0);
    REQUIRE(set.skipped().size() == 1);
    CHECK(set.skipped()[0].kid == row.kid);
    CHECK(set.skipped()[0].index == 0);
    CHECK(verdict(row.token, set) == "key_not_found");
  }
}

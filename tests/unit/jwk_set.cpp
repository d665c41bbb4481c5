// Tests of jwk_set.hpp: which key a token gets, which members of a set are left out and why, limits.
#include <jot/jwk_set.hpp>

#include <jot/jws.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::algorithm_set;
using jot::as_bytes;
using jot::jwk_set;
using nlohmann::json;

namespace {

constexpr algorithm_set asymmetric = jot::accept<jot::rs256, jot::ps256, jot::es256, jot::ed25519>;

json public_key(algorithm alg, const char* kid = nullptr, bool with_alg = false) {
  json out = json::parse(jot::jwk::from_public(key_for(alg).verification_key()).value().to_public_json().value());
  if (!with_alg) out.erase("alg");
  if (kid != nullptr) out["kid"] = kid;
  return out;
}
json secret_key(const std::string& secret, const char* kid = nullptr) {
  json out = {{"kty", "oct"}, {"k", base64url_of(secret)}};
  if (kid != nullptr) out["kid"] = kid;
  return out;
}
jot::any_signing_key secret_signer(const std::string& secret) {
  return jot::any_signing_key::from_secret(algorithm::hs256, as_bytes(secret)).value();
}
std::string numbered_secret(int n) { return "a secret of more than thirty-two bytes, number " + std::to_string(n); }

json with(json key, const char* name, json value) {
  key[name] = std::move(value);
  return key;
}
std::string set_of(std::vector<json> keys) { return json{{"keys", std::move(keys)}}.dump(); }

std::string verify(const jwk_set& set, const jot::any_signing_key& key, std::optional<std::string> kid) {
  const std::string token = jot::sign_jws(kid ? key.with_kid(*kid) : key, as_bytes("payload")).value();
  return verdict(jot::verify_jws(token, set));
}
std::string find(const jwk_set& set, algorithm alg, std::optional<std::string_view> kid) {
  const auto found = set.find({alg, kid});
  return found ? std::to_string(found->size()) : verdict(found);
}

}  // namespace

TEST_CASE("a token's kid chooses the key", "[jwk_set]") {
  const jwk_set set =
      jwk_set::parse(set_of({secret_key(numbered_secret(1), "one"), secret_key(numbered_secret(2), "two")}),
                     jot::accept<jot::hs256>)
          .value();
  CHECK(set.size() == 2);
  CHECK(set.skipped().empty());
  CHECK(verify(set, secret_signer(numbered_secret(1)), "one") == "accepted");
  CHECK(verify(set, secret_signer(numbered_secret(2)), "two") == "accepted");
  CHECK(verify(set, secret_signer(numbered_secret(1)), "two") == "signature_invalid");
  CHECK(find(set, algorithm::hs256, "one") == "1");
}

TEST_CASE("an unknown kid never falls back to other keys", "[jwk_set]") {
  const jwk_set set = jwk_set::parse(set_of({secret_key(numbered_secret(1), "one"), secret_key(numbered_secret(2))}),
                                     jot::accept<jot::hs256>)
                          .value();
  using namespace std::string_view_literals;
  for (const std::string_view kid : {"One"sv, "one "sv, " one"sv, "on"sv, "one\0"sv, ""sv, "two"sv, "../one"sv}) {
    CAPTURE(kid);
    CHECK(find(set, algorithm::hs256, kid) == "key_not_found kid");
  }
  CHECK(message(set.find({algorithm::hs256, "two"})) == "kid: no key of this kid among the set's keys, 2 in all");
  CHECK(message(set.find({algorithm::hs256, ""})) == "kid: no key of this kid among the set's keys, 2 in all");
  for (const std::string& kid : {std::string("two"), std::string()}) {
    const std::string header = R"({"alg":"HS256","kid":")" + kid + "\"}";
    CHECK(verdict(jot::verify_jws(token_of(header, "payload", secret_signer(numbered_secret(2))), set)) ==
          "key_not_found kid");
  }
}

TEST_CASE("a kid is compared with its NUL bytes", "[jwk_set]") {
  const jwk_set set =
      jwk_set::parse(R"({"keys":[{"kty":"oct","kid":"a\u0000b","k":")" + base64url_of(numbered_secret(1)) + "\"}]}",
                     jot::accept<jot::hs256>)
          .value();
  CHECK(find(set, algorithm::hs256, std::string_view("a\0b", 3)) == "1");
  CHECK(find(set, algorithm::hs256, "a") == "key_not_found kid");
}

TEST_CASE("a token without kid is tried against the first eight keys of its algorithm", "[jwk_set]") {
  std::vector<json> keys;
  for (int i = 0; i < 9; ++i)
    keys.push_back(secret_key(numbered_secret(i), i % 2 == 0 ? nullptr : std::to_string(i).c_str()));
  const jwk_set set = jwk_set::parse(set_of(keys), jot::accept<jot::hs256, jot::es256>).value();
  CHECK(find(set, algorithm::hs256, std::nullopt) == "8");
  for (int i = 0; i < 8; ++i) CHECK(verify(set, secret_signer(numbered_secret(i)), std::nullopt) == "accepted");
  CHECK(verify(set, secret_signer(numbered_secret(8)), std::nullopt) == "signature_invalid");
  CHECK(find(set, algorithm::es256, std::nullopt) == "key_mismatch alg");
}

TEST_CASE("a set of secrets and public keys is refused", "[jwk_set]") {
  const auto parse = [](std::vector<json> keys) {
    return verdict(jwk_set::parse(set_of(std::move(keys)), jot::accept<jot::hs256, jot::es256>));
  };
  CHECK(parse({secret_key(numbered_secret(1), "a"), public_key(algorithm::es256, "b")}) == "invalid_key keys");
  CHECK(parse({public_key(algorithm::es256), secret_key(numbered_secret(1))}) == "invalid_key keys");
}

TEST_CASE("a key without alg serves every accepted algorithm that fits it", "[jwk_set]") {
  const jwk_set set = jwk_set::parse(set_of({public_key(algorithm::rs256, "r")}), asymmetric).value();
  CHECK(verify(set, key_for(algorithm::rs256), "r") == "accepted");
  CHECK(verify(set, key_for(algorithm::ps256), "r") == "accepted");
  CHECK(verify(set, key_for(algorithm::rs512), "r") == "algorithm_not_allowed alg");
  CHECK(verify(set, key_for(algorithm::es256), "r") == "key_mismatch alg");
}

TEST_CASE("a key with alg serves that one alone", "[jwk_set]") {
  const jwk_set set =
      jwk_set::parse(set_of({with(public_key(algorithm::rs256, "r"), "alg", "PS256")}), asymmetric).value();
  CHECK(verify(set, key_for(algorithm::ps256), "r") == "accepted");
  CHECK(verify(set, key_for(algorithm::rs256), "r") == "key_mismatch alg");
  CHECK(verify(set, key_for(algorithm::rs256), std::nullopt) == "key_mismatch alg");
  CHECK(message(set.find({algorithm::rs256, "r"})) ==
        "alg: the token's alg is RS256, but the selected key does not support it");
}

TEST_CASE("a public key of a set is never an HMAC secret", "[jwk_set]") {
  const jwk_set set =
      jwk_set::parse(set_of({public_key(algorithm::rs256, "r")}), jot::accept<jot::rs256, jot::hs256>).value();
  const std::string pem = key_for(algorithm::rs256).verification_key().to_public_pem().value();
  for (const std::string& secret : {pem, der_of(pem)}) {
    // jot takes no PEM for a secret; HMAC replaces one longer than a block by its hash (RFC 2104 §2).
    unsigned char hash[32];
    must(EVP_Q_digest(nullptr, "SHA256", nullptr, secret.data(), secret.size(), hash, nullptr) == 1, "hash");
    const auto signer = jot::any_signing_key::from_secret(algorithm::hs256, hash).value();
    CHECK(verify(set, signer, "r") == "key_mismatch alg");
    CHECK(verify(set, signer, std::nullopt) == "key_mismatch alg");
  }
}

TEST_CASE("an algorithm that is not accepted is refused before any key is looked for", "[jwk_set]") {
  const jwk_set set = jwk_set::parse(set_of({public_key(algorithm::es256, "e")}), asymmetric).value();
  CHECK(find(set, algorithm::hs256, "unknown") == "algorithm_not_allowed alg");
  CHECK(message(set.find({algorithm::hs256, "e"})) == "alg: the token's alg is HS256, which is not accepted here");
}

TEST_CASE("members that cannot be used are left out, each with its reason", "[jwk_set]") {
  const json ec = public_key(algorithm::es256);
  struct {
    json key;
    const char* kid;
    const char* reason;
  } const table[] = {
      {ec, nullptr, nullptr},
      {7, "", "invalid_key"},
      {nullptr, "", "invalid_key"},
      {json::object(), "", "invalid_key kty"},
      {{{"kty", "AKP"}, {"kid", "future"}}, "future", "invalid_key kty"},
      {with(with(ec, "x", "AAAA"), "kid", "broken"), "broken", "invalid_key x"},
      {with(with(ec, "use", "enc"), "kid", "encrypts"), "encrypts", "key_mismatch use"},
      {with(with(ec, "key_ops", {"encrypt"}), "kid", "ops"), "ops", "key_mismatch key_ops"},
      {with(with(ec, "alg", "ES384"), "kid", "alg"), "alg", "key_mismatch alg"},
      {with(public_key(algorithm::es384), "kid", "p384"), "p384", "key_mismatch kty"},
      {json::parse(rsa_jwk_of_bits(1024)), "", "weak_key n"},
      {with(json::parse(rsa_jwk_of_bits(2048, "AQ")), "kid", "e1"), "e1", "invalid_key e"},
      {with(ec, "kid", 7), "", "invalid_key kid"},
      {with(ec, "kid", "good"), nullptr, nullptr},
  };
  std::vector<json> keys;
  for (const auto& row : table) keys.push_back(row.key);
  const jwk_set set = jwk_set::parse(set_of(keys), asymmetric).value();
  CHECK(set.size() == 2);
  std::size_t next = 0;
  for (std::size_t i = 0; i < std::size(table); ++i) {
    if (table[i].reason == nullptr) continue;
    REQUIRE(next < set.skipped().size());
    const jot::skipped_key& skipped = set.skipped()[next++];
    CAPTURE(i);
    CHECK(skipped.index == i);
    CHECK(skipped.kid == table[i].kid);
    CHECK(verdict(jot::result<int>(skipped.reason)) == table[i].reason);
  }
  CHECK(next == set.skipped().size());
  CHECK(verify(set, key_for(algorithm::es256), "good") == "accepted");
  CHECK(verify(set, key_for(algorithm::es256), std::nullopt) == "accepted");
  CHECK(message(set.find({algorithm::es256, "encrypts"})) ==
        "kid: the key of this kid was left out of the set; skipped() says why");
}

TEST_CASE("an empty kid is not taken for that of a member left out without one", "[jwk_set]") {
  const jwk_set set = jwk_set::parse(set_of({public_key(algorithm::es256, "good"), json(7)}), asymmetric).value();
  CHECK(message(set.find({algorithm::es256, ""})) == "kid: no key of this kid among the set's keys, 1 in all");
}

TEST_CASE("two keys of one kid, kty, crv and alg take that kid out of use, and nothing else", "[jwk_set]") {
  const json twin = json::parse(rsa_jwk_of_bits(2048));
  const auto refused = [](const json& one, const json& two) {
    const json bystander = public_key(algorithm::ed25519, "other");
    for (const auto& members : {std::vector{one, two, bystander}, std::vector{two, bystander, one}}) {
      const jwk_set set = jwk_set::parse(set_of(members), asymmetric).value();
      CHECK(set.size() == 1);
      CHECK(set.skipped().size() == 2);
      for (const jot::skipped_key& skipped : set.skipped()) CHECK(skipped.kid == "k");
      CHECK(verify(set, key_for(algorithm::rs256), "k") == "key_not_found kid");
      // Not by a token without kid either.
      CHECK(verify(set, key_for(algorithm::rs256), std::nullopt) == "key_mismatch alg");
      CHECK(verify(set, key_for(algorithm::ed25519), "other") == "accepted");
    }
  };
  const json mine = public_key(algorithm::rs256, "k");
  refused(mine, with(twin, "kid", "k"));
  refused(with(mine, "alg", "RS256"), with(with(twin, "kid", "k"), "alg", "RS256"));
  // Which of two is meant must not depend on whether the other one can be read.
  refused(mine, with(json::parse(rsa_jwk_of_bits(1024)), "kid", "k"));
  refused(mine, {{"kty", "RSA"}, {"kid", "k"}});
  // A member that RSA keys do not have makes no other place.
  refused(mine, with(with(twin, "kid", "k"), "crv", "P-256"));
  CHECK(message(jot::result<int>(
            jwk_set::parse(set_of({mine, with(twin, "kid", "k")}), asymmetric).value().skipped()[0].reason)) ==
        "k: two keys of one type and alg share this kid; the token does not say which one signed it");
  // The kid is out of use for keys of other types as well.
  const jwk_set three =
      jwk_set::parse(set_of({mine, with(twin, "kid", "k"), public_key(algorithm::es256, "k")}), asymmetric).value();
  CHECK(three.size() == 0);
  CHECK(three.skipped().size() == 3);
  CHECK(verify(three, key_for(algorithm::es256), "k") == "key_not_found kid");
}

TEST_CASE("the same key twice under one kid is one key", "[jwk_set]") {
  for (const algorithm alg : {algorithm::rs256, algorithm::es256, algorithm::ed25519}) {
    const json key = public_key(alg, "k");
    const std::string name(jot::name(alg));
    CAPTURE(name);
    const jwk_set once = jwk_set::parse(set_of({key}), asymmetric).value();
    for (const auto& members :
         {std::vector{key, key}, std::vector{key, with(key, "use", "sig")}, std::vector{key, with(key, "alg", name)},
          std::vector{with(key, "alg", name), key}, std::vector{key, key, key}}) {
      const jwk_set set = jwk_set::parse(set_of(members), asymmetric).value();
      CHECK(set.size() == once.size());
      CHECK(set.skipped().empty());
      CHECK(find(set, alg, "k") == "1");
      CHECK(verify(set, key_for(alg), "k") == "accepted");
    }
  }
  const json secret = secret_key(numbered_secret(1), "k");
  const jwk_set secrets = jwk_set::parse(set_of({secret, secret}), jot::accept<jot::hs256>).value();
  CHECK(secrets.size() == 1);
  CHECK(verify(secrets, secret_signer(numbered_secret(1)), "k") == "accepted");
  const jwk_set others =
      jwk_set::parse(set_of({secret, secret_key(numbered_secret(2), "k")}), jot::accept<jot::hs256>).value();
  CHECK(others.size() == 0);
  CHECK(verify(others, secret_signer(numbered_secret(1)), "k") == "key_not_found kid");
}

TEST_CASE("keys of one kid that differ in kty, crv or alg live side by side", "[jwk_set]") {
  const auto parse = [](std::vector<json> keys) {
    const jwk_set set = jwk_set::parse(set_of(std::move(keys)), asymmetric).value();
    CHECK(set.skipped().empty());
    return set;
  };
  const jwk_set types = parse({public_key(algorithm::es256, "k"), public_key(algorithm::rs256, "k")});
  CHECK(verify(types, key_for(algorithm::es256), "k") == "accepted");
  CHECK(verify(types, key_for(algorithm::rs256), "k") == "accepted");
  const jwk_set algorithms = parse({with(public_key(algorithm::rs256, "k"), "alg", "RS256"),
                                    with(with(json::parse(rsa_jwk_of_bits(2048)), "kid", "k"), "alg", "PS256")});
  CHECK(verify(algorithms, key_for(algorithm::rs256), "k") == "accepted");
  CHECK(verify(algorithms, key_for(algorithm::ps256), "k") == "signature_invalid");
  const jwk_set curves =
      jwk_set::parse(set_of({public_key(algorithm::ed25519, "k"), public_key(algorithm::ed448, "k")}),
                     jot::accept<jot::eddsa>)
          .value();
  CHECK(curves.size() == 2);
  CHECK(find(curves, algorithm::eddsa, "k") == "2");
  CHECK(parse({public_key(algorithm::es256, ""), public_key(algorithm::es256, "")}).size() == 2);
  CHECK(parse({public_key(algorithm::es256), public_key(algorithm::es256)}).size() == 2);
  // The one for encryption is no candidate, so there is nothing to mistake.
  const jwk_set one =
      jwk_set::parse(set_of({public_key(algorithm::rs256, "k"), with(public_key(algorithm::rs256, "k"), "use", "enc")}),
                     asymmetric)
          .value();
  CHECK(verify(one, key_for(algorithm::rs256), "k") == "accepted");
  CHECK(one.skipped().size() == 1);
}

TEST_CASE("a set has at most 256 keys and one mebibyte", "[jwk_set]") {
  const auto of_size = [](std::size_t n) { return jwk_set::parse(set_of(std::vector<json>(n, json(7))), asymmetric); };
  CHECK(of_size(256).value().skipped().size() == 256);
  CHECK(verdict(of_size(257)) == "limit_exceeded keys");
  CHECK(message(of_size(257)) == "keys: a set of 257 keys; at most 256 are allowed");
  std::string text = set_of({public_key(algorithm::es256)});
  text += std::string(jwk_set::max_bytes - text.size(), ' ');
  CHECK(verdict(jwk_set::parse(text, asymmetric)) == "accepted");
  CHECK(verdict(jwk_set::parse(text + " ", asymmetric)) == "limit_exceeded");
}

TEST_CASE("text that is no set is refused", "[jwk_set]") {
  for (const char* text : {"", "[]", "null", "{", R"({"keys":[]}x)", R"({"keys":[],"keys":[]})",
                           R"({"keys":[{"kty":"EC","kty":"EC"}]})", "<html>503</html>", "-----BEGIN PUBLIC KEY-----"}) {
    CAPTURE(text);
    const auto set = jwk_set::parse(text, asymmetric);
    REQUIRE_FALSE(set.has_value());
    CHECK((set.error().code() == jot::errc::invalid_key));
  }
  for (const char* text :
       {"{}", R"({"keys":null})", R"({"keys":{}})", R"({"keys":"x"})", R"({"Keys":[]})", R"({"kty":"EC"})"}) {
    CHECK(verdict(jwk_set::parse(text, asymmetric)) == "invalid_key keys");
  }
}

TEST_CASE("a set without usable keys accepts nothing and says so", "[jwk_set]") {
  const jwk_set set = jwk_set::parse(R"({"keys":[]})", asymmetric).value();
  CHECK(set.size() == 0);
  CHECK(verify(set, key_for(algorithm::es256), std::nullopt) == "key_not_found");
  CHECK(message(set.find({algorithm::es256, std::nullopt})) == "the key set has no usable key");
}

TEST_CASE("nothing accepted is a configuration error", "[jwk_set]") {
  CHECK(verdict(jwk_set::parse(set_of({public_key(algorithm::es256)}), algorithm_set())) == "invalid_configuration");
  const jot::jwk key = jot::jwk::parse(public_key(algorithm::es256).dump()).value();
  CHECK(verdict(jwk_set::of(key, algorithm_set())) == "invalid_configuration");
}

TEST_CASE("a set of one key ignores the kid", "[jwk_set]") {
  const jot::jwk key = jot::jwk::parse(public_key(algorithm::rs256, "mine").dump()).value();
  const jwk_set set = jwk_set::of(key, asymmetric).value();
  CHECK(verify(set, key_for(algorithm::rs256), "other") == "accepted");
  CHECK(verify(set, key_for(algorithm::rs256), std::nullopt) == "accepted");
  CHECK(verify(set, key_for(algorithm::ps256), "mine") == "accepted");
  CHECK(verify(set, key_for(algorithm::rs384), "mine") == "algorithm_not_allowed alg");
  CHECK(verify(set, key_for(algorithm::es256), "mine") == "key_mismatch alg");
  CHECK(verdict(jwk_set::of(key, jot::accept<jot::es256>)) == "key_mismatch kty");
  CHECK(verdict(jwk_set::of(jot::jwk::parse(with(public_key(algorithm::rs256), "use", "enc").dump()).value(),
                            asymmetric)) == "key_mismatch use");
}

TEST_CASE("a set of keys at hand chooses by kid, and refuses two that cannot be told apart", "[jwk_set]") {
  const auto a = key_for(algorithm::es256).verification_key().with_kid("a");
  const auto b = jot::any_signing_key::generate(algorithm::es256).value().verification_key();
  const auto rs = key_for(algorithm::rs256).verification_key();
  const auto set_of_keys = [](std::vector<jot::any_verification_key> keys) { return jwk_set::of(keys); };
  const jwk_set set = set_of_keys({a, b.with_kid("b"), rs.with_kid("a")}).value();
  CHECK(set.size() == 3);
  CHECK(verify(set, key_for(algorithm::es256), "a") == "accepted");
  CHECK(verify(set, key_for(algorithm::es256), "b") == "signature_invalid");
  CHECK(verify(set, key_for(algorithm::es256), std::nullopt) == "accepted");
  CHECK(verify(set, key_for(algorithm::rs256), "a") == "accepted");
  CHECK(verify(set, key_for(algorithm::rs256), "c") == "key_not_found kid");
  CHECK(verify(set, key_for(algorithm::ps256), "a") == "algorithm_not_allowed alg");
  CHECK(verdict(set_of_keys({a, b.with_kid("a")})) == "invalid_key a");
  CHECK(set_of_keys({a, a}).value().size() == 1);
  CHECK(verify(set_of_keys({a, a}).value(), key_for(algorithm::es256), "a") == "accepted");
  CHECK(verdict(set_of_keys({a.with_kid(""), b.with_kid("")})) == "accepted");
  CHECK(set_of_keys({}).value().size() == 0);
}

TEST_CASE("candidates outlive the set that gave them", "[jwk_set]") {
  std::optional<jwk_set> set = jwk_set::parse(set_of({public_key(algorithm::ed25519, "k")}), asymmetric).value();
  const jot::key_candidates found = set->find({algorithm::ed25519, "k"}).value();
  const jwk_set copy = *set;
  set.reset();
  CHECK(find(copy, algorithm::ed25519, "k") == "1");
  CHECK(verdict(found[0].verify(as_bytes("x"), key_for(algorithm::ed25519).sign(as_bytes("x")).value())) == "accepted");
}

// Tests of jwk.hpp: members read strictly, errors that name them, thumbprints, and nothing private in public output.
#include <jot/jwk.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::as_bytes;
using jot::jwk;
using nlohmann::json;

namespace {

constexpr algorithm families[] = {algorithm::hs256, algorithm::rs256,  algorithm::es256,   algorithm::es384,
                                  algorithm::es512, algorithm::es256k, algorithm::ed25519, algorithm::ed448};

// The members of a private key as a document to damage.
json members_of(algorithm family) {
  json out = json::parse(jwk::from_private(key_for(family)).to_private_json());
  out.erase("alg");
  return out;
}
std::string parse(const json& members) { return verdict(jwk::parse(members.dump())); }

json changed(json members, const char* name, json value) {
  members[name] = std::move(value);
  return members;
}
json without(json members, const char* name) {
  members.erase(name);
  return members;
}

// RFC 7638 §3.1.
constexpr std::string_view rfc7638 =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"})";

}  // namespace

TEST_CASE("the thumbprint of RFC 7638 section 3.1 comes out", "[jwk]") {
  const jwk key = jwk::parse(rfc7638).value();
  CHECK(key.thumbprint() == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  CHECK(key.with_kid("another").with_use("sig").thumbprint() == key.thumbprint());
  // RFC 8037 §A.3.
  CHECK(jwk::parse(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})")
            .value()
            .thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST_CASE("the thumbprint of a private key is that of its public half", "[jwk]") {
  for (const algorithm family : families) {
    if (jot::facts(family).key_type == jot::key_type::oct) continue;
    CAPTURE(jot::name(family));
    const jwk both = jwk::from_private(key_for(family));
    const jwk half = jwk::from_public(key_for(family).verification_key()).value();
    CHECK(both.is_private());
    CHECK_FALSE(half.is_private());
    CHECK(both.thumbprint() == half.thumbprint());
    CHECK(half.thumbprint().size() == 43);
  }
  const jwk secret = jwk::from_private(key_for(algorithm::hs256));
  CHECK(secret.thumbprint() == jwk::parse(members_of(algorithm::hs256).dump()).value().thumbprint());
  CHECK(secret.thumbprint() != jwk::from_private(key_for(algorithm::hs384)).thumbprint());
}

TEST_CASE("public output has exactly the public members", "[jwk]") {
  const std::vector<std::string> rsa = {"alg", "e", "kid", "kty", "n"};
  const std::vector<std::string> ec = {"alg", "crv", "kid", "kty", "x", "y"};
  const std::vector<std::string> okp = {"alg", "crv", "kid", "kty", "x"};
  for (const algorithm family : families) {
    CAPTURE(jot::name(family));
    const jot::any_signing_key key = key_for(family).with_kid("k1");
    if (key.key_type() == jot::key_type::oct) {
      CHECK(verdict(jwk::from_public(key.verification_key())) == "key_mismatch");
      CHECK(verdict(jwk::from_private(key).to_public_json()) == "key_mismatch");
      continue;
    }
    const std::vector<std::string>& wanted = key.key_type() == jot::key_type::rsa  ? rsa
                                             : key.key_type() == jot::key_type::ec ? ec
                                                                                   : okp;
    for (const jwk& from : {jwk::from_private(key), jwk::from_public(key.verification_key()).value()}) {
      const json document = json::parse(from.to_public_json().value());
      std::vector<std::string> names;
      for (const auto& member : document.items()) names.push_back(member.key());
      CHECK(names == wanted);
    }
    // Not even the call that may write them finds private members in a public half.
    const std::string half = jwk::from_public(key.verification_key()).value().to_private_json();
    for (const char* member : {"\"d\"", "\"k\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"", "\"oth\""}) {
      CHECK(half.find(member) == std::string::npos);
    }
    CHECK(jwk::from_private(key).to_private_json().find("\"d\"") != std::string::npos);
    const json secret = json::parse(jwk::from_private(key).to_private_json())["d"];
    CHECK(half.find(secret.get<std::string>()) == std::string::npos);
  }
}

TEST_CASE("a private key makes the round trip with every member", "[jwk]") {
  for (const algorithm family : families) {
    CAPTURE(jot::name(family));
    const jot::any_signing_key key = key_for(family).with_kid("k1");
    const std::string text = jwk::from_private(key).to_private_json();
    const jwk again = jwk::parse(text).value();
    CHECK(again.to_private_json() == text);
    CHECK(again.kid() == "k1");
    CHECK(again.alg() == std::string(jot::name(family)));
    CHECK((again.key_type() == key.key_type() && again.curve() == key.curve() && again.bits() == key.bits()));
    const auto signing = again.signing_key(family).value();
    CHECK(signing.kid() == "k1");
    CHECK(verdict(key.verification_key().verify(as_bytes("x"), signing.sign(as_bytes("x")).value())) == "accepted");
  }
}

TEST_CASE("an RSA key without its primes signs", "[jwk]") {
  json members = members_of(algorithm::rs256);
  for (const char* name : {"p", "q", "dp", "dq", "qi"}) members.erase(name);
  const auto key = jwk::parse(members.dump()).value().signing_key(algorithm::rs256).value();
  CHECK(verdict(key_for(algorithm::rs256).verification_key().verify(as_bytes("x"), key.sign(as_bytes("x")).value())) ==
        "accepted");
  CHECK(jwk::parse(members.dump()).value().to_private_json().find("\"p\"") == std::string::npos);
}

TEST_CASE("a member of a wrong type, missing or not base64url is named", "[jwk]") {
  for (const algorithm family : families) {
    const json good = members_of(family);
    REQUIRE(parse(good) == "accepted");
    for (const auto& item : good.items()) {
      const std::string& name = item.key();
      CAPTURE(jot::name(family), name);
      const bool optional = name == "d" && family != algorithm::rs256;
      CHECK(parse(without(good, name.c_str())) == (optional ? "accepted" : "invalid_key " + name));
      for (const json& wrong : {json(nullptr), json(1), json(true), json::array(), json::object()}) {
        CAPTURE(wrong.dump());
        const bool absent = optional && (wrong.is_null() || wrong.is_array());
        CHECK(parse(changed(good, name.c_str(), wrong)) == (absent ? "accepted" : "invalid_key " + name));
      }
      if (name == "kty" || name == "crv") continue;
      const std::string text = item.value();
      CHECK(parse(changed(good, name.c_str(), text + "=")) == "invalid_key " + name);
      CHECK(parse(changed(good, name.c_str(), text + " ")) == "invalid_key " + name);
      CHECK(parse(changed(good, name.c_str(), "+" + text.substr(1))) == "invalid_key " + name);
      const std::string emptied = parse(changed(good, name.c_str(), ""));
      CHECK(emptied == (name == "k" ? "weak_key" : "invalid_key " + name));
    }
  }
}

TEST_CASE("messages about members say what was found and what is expected", "[jwk]") {
  const json ec = members_of(algorithm::es256);
  const auto why = [](const json& members) { return message(jwk::parse(members.dump())); };
  CHECK(why(without(ec, "kty")) == "kty: the member is missing; oct, RSA, EC or OKP is expected");
  CHECK(why(changed(ec, "kty", "ec")) == "kty: unknown key type; oct, RSA, EC or OKP is expected");
  CHECK(why(changed(ec, "kty", "AKP")) == "kty: unknown key type; oct, RSA, EC or OKP is expected");
  CHECK(why(changed(ec, "crv", "P-257")) ==
        "crv: missing or not a curve of this key type; P-256, P-384, P-521 or secp256k1 is expected");
  CHECK(why(changed(ec, "crv", "Ed25519")) ==
        "crv: missing or not a curve of this key type; P-256, P-384, P-521 or secp256k1 is expected");
  CHECK(why(changed(members_of(algorithm::ed25519), "crv", "P-256")) ==
        "crv: missing or not a curve of this key type; Ed25519 or Ed448 is expected");
  CHECK(why(changed(members_of(algorithm::ed25519), "crv", "X25519")) ==
        "an X25519 key is for key agreement and cannot sign; expected Ed25519 or Ed448");
  CHECK(why(changed(ec, "x", "AAAA")) == "x: 3 octets; the curve needs 32, leading zeros included");
  CHECK(why(changed(ec, "y", "A AA")) == "y: not base64url at offset 1: white space; remove it");
  CHECK(why(changed(ec, "x", 7)) == "x: the member must be a string of base64url");
  CHECK(why(changed(members_of(algorithm::rs256), "oth", {json::object()})) ==
        "oth: RSA keys of more than two primes are not supported");
  CHECK(message(jwk::parse(R"({"kty":"oct","k":""})")) ==
        "the secret is empty: was it read from a setting that is missing?");
}

TEST_CASE("coordinates have the curve's size, leading zeros included", "[jwk]") {
  for (const algorithm family : {algorithm::es256, algorithm::es384, algorithm::es512, algorithm::es256k,
                                 algorithm::ed25519, algorithm::ed448}) {
    const json good = members_of(family);
    for (const char* name : {"x", "y", "d"}) {
      if (!good.contains(name)) continue;
      CAPTURE(jot::name(family), name);
      jot::bytes octets = jot::base64url_decode(good[name].get<std::string>()).value();
      CHECK(octets.size() == jot::facts(key_for(family).curve()).coordinate_bytes);
      jot::bytes longer = octets;
      longer.insert(longer.begin(), 0);
      CHECK(parse(changed(good, name, jot::base64url_encode(longer))) == std::string("invalid_key ") + name);
      octets.erase(octets.begin());
      CHECK(parse(changed(good, name, jot::base64url_encode(octets))) == std::string("invalid_key ") + name);
    }
  }
}

TEST_CASE("a point that is not on the curve is refused", "[jwk]") {
  for (const algorithm family : {algorithm::es256, algorithm::es384, algorithm::es512, algorithm::es256k}) {
    json members = without(members_of(family), "d");
    CHECK(parse(members) == "accepted");
    jot::bytes y = jot::base64url_decode(members["y"].get<std::string>()).value();
    y.back() = static_cast<unsigned char>(y.back() ^ 1);
    CHECK(parse(changed(members, "y", jot::base64url_encode(y))) == "invalid_key x");
    const std::string zeros = jot::base64url_encode(jot::bytes(y.size(), 0));
    CHECK(parse(changed(changed(members, "x", zeros), "y", zeros)) == "invalid_key x");
    const std::string ones = jot::base64url_encode(jot::bytes(y.size(), 0xFF));
    CHECK(parse(changed(members, "x", ones)) == "invalid_key x");
  }
}

TEST_CASE("a private half that does not belong to the public one is refused", "[jwk]") {
  for (const algorithm family :
       {algorithm::rs256, algorithm::es256, algorithm::es512, algorithm::ed25519, algorithm::ed448}) {
    CAPTURE(jot::name(family));
    json members = members_of(family);
    jot::bytes d = jot::base64url_decode(members["d"].get<std::string>()).value();
    d[5] = static_cast<unsigned char>(d[5] ^ 4);
    for (const char* name : {"p", "q", "dp", "dq", "qi"}) members.erase(name);
    const auto key = jwk::parse(changed(members, "d", jot::base64url_encode(d)).dump());
    REQUIRE_FALSE(key.has_value());
    CHECK((key.error().code() == jot::errc::invalid_key));
  }
}

TEST_CASE("a point of small order is refused in every encoding", "[jwk]") {
  // The orders 1, 2, 4 and 8 of Ed25519, with and without the sign bit, canonical and not (2^255 − 19 and above).
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0000000000000000000000000000000000000000000000000000000000000080",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000080",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"}) {
    CAPTURE(hex);
    const std::string x = jot::base64url_encode(jot::decode_hex(hex).value());
    CHECK(verdict(jwk::parse(R"({"kty":"OKP","crv":"Ed25519","x":")" + x + "\"}")) == "invalid_key x");
  }
  for (const int first : {0, 1}) {
    jot::bytes y(57, 0);
    y[0] = static_cast<unsigned char>(first);
    CHECK(verdict(jwk::parse(R"({"kty":"OKP","crv":"Ed448","x":")" + jot::base64url_encode(y) + "\"}")) ==
          "invalid_key x");
  }
}

TEST_CASE("a JWK is read strictly", "[jwk]") {
  const std::string good = without(members_of(algorithm::ed25519), "d").dump();
  CHECK(verdict(jwk::parse(good)) == "accepted");
  CHECK(verdict(jwk::parse("  " + good + "\n")) == "accepted");
  for (const std::string& text :
       {std::string(), std::string("null"), "[" + good + "]", good + "x", "\xEF\xBB\xBF" + good, good + '\0',
        good.substr(0, good.size() - 1) + R"(,"kty":"OKP"})", std::string("-----BEGIN PUBLIC KEY-----"),
        R"({"keys":[)" + good + "]}"}) {
    CAPTURE(text);
    const auto key = jwk::parse(text);
    REQUIRE_FALSE(key.has_value());
    CHECK((key.error().code() == jot::errc::invalid_key));
  }
  CHECK(verdict(jwk::parse("{\"a\":\"" + std::string(128 * 1024, 'x') + "\"}")) == "limit_exceeded");
}

TEST_CASE("unknown members are ignored", "[jwk]") {
  json members = without(members_of(algorithm::es256), "d");
  members["x5t"] = 7;
  members["ext"] = true;
  members["vendor"] = {{"deep", {1, 2, 3}}};
  CHECK(parse(members) == "accepted");
}

TEST_CASE("kid, alg and use are strings, and key_ops an array of different strings", "[jwk]") {
  const json good = members_of(algorithm::es256);
  for (const char* name : {"kid", "alg", "use"}) {
    CHECK(parse(changed(good, name, 1)) == std::string("invalid_key ") + name);
    CHECK(parse(changed(good, name, {"x"})) == std::string("invalid_key ") + name);
    CHECK(parse(changed(good, name, json::object())) == std::string("invalid_key ") + name);
    CHECK(parse(changed(good, name, "anything")) == "accepted");
  }
  for (const json& wrong : {json("verify"), json({1}), json({"verify", 1}), json({"verify", "verify"}),
                            json::array({nullptr}), json::object()}) {
    CHECK(parse(changed(good, "key_ops", wrong)) == "invalid_key key_ops");
  }
  CHECK(parse(changed(good, "key_ops", {"verify", "sign"})) == "accepted");
}

TEST_CASE("an optional member that is null or an empty array counts as absent", "[jwk]") {
  for (const json& nothing : {json(nullptr), json::array()}) {
    CAPTURE(nothing.dump());
    json ec = members_of(algorithm::es256);
    for (const char* name : {"kid", "alg", "use", "key_ops", "x5c", "d"}) ec[name] = nothing;
    const jwk key = jwk::parse(ec.dump()).value();
    CHECK_FALSE((key.kid() || key.alg() || key.use() || key.is_private()));
    CHECK((key.verifies() == jot::accept<jot::es256>));
    CHECK(json::parse(key.to_public_json().value()) == without(members_of(algorithm::es256), "d"));
    json rsa = members_of(algorithm::rs256);
    for (const char* name : {"p", "q", "dp", "dq", "qi", "oth"}) rsa[name] = nothing;
    CHECK(jwk::parse(rsa.dump()).value().is_private());
    rsa["d"] = nothing;
    CHECK_FALSE(jwk::parse(rsa.dump()).value().is_private());
    // Half of the primes is no key, whichever way the other half is missing.
    CHECK(parse(changed(members_of(algorithm::rs256), "q", nothing)) == "invalid_key q");
    // What a key cannot be without is not made optional by that.
    for (const auto& [family, name] : {std::pair(algorithm::rs256, "n"),
                                       {algorithm::rs256, "e"},
                                       {algorithm::rs256, "kty"},
                                       {algorithm::es256, "x"},
                                       {algorithm::es256, "y"},
                                       {algorithm::es256, "crv"},
                                       {algorithm::hs256, "k"},
                                       {algorithm::ed25519, "x"}}) {
      CHECK(parse(changed(members_of(family), name, nothing)) == std::string("invalid_key ") + name);
    }
  }
}

TEST_CASE("kid, alg and use are kept as they are", "[jwk]") {
  json members = members_of(algorithm::es256);
  members["kid"] = std::string("a\0b\xC3\xA9", 5);
  members["alg"] = "ES521";
  members["use"] = "enc";
  const jwk key = jwk::parse(members.dump()).value();
  CHECK(key.kid() == std::string("a\0b\xC3\xA9", 5));
  CHECK(key.alg() == "ES521");
  CHECK(key.use() == "enc");
  CHECK(json::parse(key.to_private_json()) == members);
  CHECK_FALSE(jwk::parse(members_of(algorithm::es256).dump()).value().kid().has_value());
}

TEST_CASE("a kid that is not UTF-8 is written as text that can be read", "[jwk]") {
  const jwk key = jwk::parse(members_of(algorithm::es256).dump()).value().with_kid("a\xFF");
  CHECK(json::parse(key.to_public_json().value()).at("kid") == "a\xEF\xBF\xBD");
}

TEST_CASE("a key verifies what its kty, crv, alg, use and key_ops allow", "[jwk]") {
  const json ec = members_of(algorithm::es256);
  const auto verifies = [](const json& members) { return jwk::parse(members.dump()).value().verifies(); };
  CHECK((verifies(ec) == jot::accept<jot::es256>));
  CHECK((verifies(members_of(algorithm::rs256)) ==
         jot::accept<jot::rs256, jot::rs384, jot::rs512, jot::ps256, jot::ps384, jot::ps512>));
  CHECK((verifies(members_of(algorithm::hs256)) == jot::accept<jot::hs256, jot::hs384, jot::hs512>));
  CHECK((verifies(members_of(algorithm::ed25519)) == jot::accept<jot::eddsa, jot::ed25519>));
  CHECK((verifies(members_of(algorithm::ed448)) == jot::accept<jot::eddsa, jot::ed448>));
  CHECK((verifies(changed(members_of(algorithm::rs256), "alg", "PS384")) == jot::accept<jot::ps384>));
  CHECK((verifies(changed(ec, "use", "sig")) == jot::accept<jot::es256>));
  CHECK((verifies(changed(ec, "key_ops", {"verify"})) == jot::accept<jot::es256>));
  for (const json& none : {changed(ec, "alg", "ES384"), changed(ec, "alg", "ECDH-ES"), changed(ec, "alg", "es256"),
                           changed(ec, "use", "enc"), changed(ec, "use", "SIG"), changed(ec, "use", ""),
                           changed(ec, "key_ops", {"sign"}), changed(ec, "key_ops", {"Verify"})}) {
    CAPTURE(none.dump());
    CHECK(verifies(none).empty());
  }
}

TEST_CASE("what stands against an algorithm is named", "[jwk]") {
  const json ec = members_of(algorithm::es256);
  const auto bind = [](const json& members, algorithm alg) {
    return jwk::parse(members.dump()).value().verification_key(alg);
  };
  CHECK(message(bind(ec, algorithm::es384)) == "kty: a key of this type and curve cannot be used for ES384");
  CHECK(message(bind(changed(ec, "alg", "ES384"), algorithm::es256)) ==
        "alg: the key is for another algorithm than ES256");
  CHECK(message(bind(changed(ec, "use", "enc"), algorithm::es256)) == "use: the key's use is not \"sig\", signatures");
  CHECK(message(bind(changed(ec, "key_ops", {"sign"}), algorithm::es256)) ==
        "key_ops: the key's operations do not include this one");
  CHECK(verdict(bind(changed(ec, "key_ops", {"sign"}), algorithm::es256)) == "key_mismatch key_ops");
}

TEST_CASE("signing needs the private half and the operation sign", "[jwk]") {
  const json ec = members_of(algorithm::es256);
  const auto bind = [](const json& members) {
    return verdict(jwk::parse(members.dump()).value().signing_key<jot::es256>());
  };
  CHECK(bind(ec) == "accepted");
  CHECK(bind(without(ec, "d")) == "invalid_key d");
  CHECK(bind(changed(ec, "key_ops", {"sign"})) == "accepted");
  CHECK(bind(changed(ec, "key_ops", {"verify"})) == "key_mismatch key_ops");
  CHECK(bind(changed(ec, "use", "enc")) == "key_mismatch use");
}

TEST_CASE("a secret too short for one algorithm may serve another", "[jwk]") {
  const jwk key = jwk::parse(R"({"kty":"oct","k":")" + base64url_of(std::string(48, 's')) + "\"}").value();
  CHECK(verdict(key.verification_key<jot::hs256>()) == "accepted");
  CHECK(verdict(key.verification_key<jot::hs384>()) == "accepted");
  CHECK(verdict(key.verification_key<jot::hs512>()) == "weak_key");
}

TEST_CASE("the published half of a signing key can be used to verify", "[jwk]") {
  // A private JWK may say key_ops sign; its public half must not, or nobody could verify with it (RFC 7517 §4.3).
  const jwk signing = jwk::parse(changed(members_of(algorithm::es256), "key_ops", {"sign"}).dump()).value();
  const jwk published = jwk::parse(signing.to_public_json().value()).value();
  CHECK(verdict(published.verification_key<jot::es256>()) == "accepted");
}

// Tests of jwa.hpp: the table against the RFCs, names compared exactly, sets of algorithms.
#include <jot/jwa.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <string>
#include <string_view>

using namespace jot::testing_support;
using jot::algorithm;
using jot::algorithm_set;
using jot::curve;
using jot::key_type;

namespace {

struct row {
  std::string_view name;
  algorithm id;
  jot::scheme scheme;
  key_type kty;
  curve crv;
  std::string_view hash;
  int hash_bytes;
  int signature_bytes;
};

// RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2.
constexpr row rows[] = {
    {"HS256", algorithm::hs256, jot::scheme::hmac, key_type::oct, curve::none, "SHA256", 32, 32},
    {"HS384", algorithm::hs384, jot::scheme::hmac, key_type::oct, curve::none, "SHA384", 48, 48},
    {"HS512", algorithm::hs512, jot::scheme::hmac, key_type::oct, curve::none, "SHA512", 64, 64},
    {"RS256", algorithm::rs256, jot::scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA256", 32, 0},
    {"RS384", algorithm::rs384, jot::scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA384", 48, 0},
    {"RS512", algorithm::rs512, jot::scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA512", 64, 0},
    {"PS256", algorithm::ps256, jot::scheme::rsa_pss, key_type::rsa, curve::none, "SHA256", 32, 0},
    {"PS384", algorithm::ps384, jot::scheme::rsa_pss, key_type::rsa, curve::none, "SHA384", 48, 0},
    {"PS512", algorithm::ps512, jot::scheme::rsa_pss, key_type::rsa, curve::none, "SHA512", 64, 0},
    {"ES256", algorithm::es256, jot::scheme::ecdsa, key_type::ec, curve::p256, "SHA256", 32, 64},
    {"ES384", algorithm::es384, jot::scheme::ecdsa, key_type::ec, curve::p384, "SHA384", 48, 96},
    {"ES512", algorithm::es512, jot::scheme::ecdsa, key_type::ec, curve::p521, "SHA512", 64, 132},
    {"ES256K", algorithm::es256k, jot::scheme::ecdsa, key_type::ec, curve::secp256k1, "SHA256", 32, 64},
    {"EdDSA", algorithm::eddsa, jot::scheme::eddsa, key_type::okp, curve::none, "", 0, 0},
    {"Ed25519", algorithm::ed25519, jot::scheme::eddsa, key_type::okp, curve::ed25519, "", 0, 64},
    {"Ed448", algorithm::ed448, jot::scheme::eddsa, key_type::okp, curve::ed448, "", 0, 114},
};

static_assert(std::size(rows) == jot::algorithm_table.size());
static_assert(jot::find_algorithm("ES256") == algorithm::es256 && !jot::find_algorithm("none"));
static_assert(jot::accept<jot::es256, jot::rs256>.contains(algorithm::rs256));
static_assert(!jot::accept<jot::es256, jot::rs256>.contains(algorithm::hs256));
static_assert(jot::signature_algorithm<jot::eddsa> && !jot::signature_algorithm<int>);

}  // namespace

TEST_CASE("the table of algorithms is that of the RFCs", "[jwa]") {
  for (const row& r : rows) {
    const jot::algorithm_facts& f = jot::facts(r.id);
    CAPTURE(r.name);
    CHECK(f.name == r.name);
    CHECK(jot::name(r.id) == r.name);
    CHECK((jot::find_algorithm(r.name) == r.id));
    CHECK((f.id == r.id));
    CHECK((f.scheme == r.scheme));
    CHECK((f.key_type == r.kty));
    CHECK((f.curve == r.crv));
    CHECK((f.hash == nullptr ? std::string_view() : f.hash) == r.hash);
    CHECK(f.hash_bytes == r.hash_bytes);
    CHECK(f.signature_bytes == r.signature_bytes);
  }
}

TEST_CASE("each algorithm's type has its id", "[jwa]") {
  CHECK(
      (jot::hs256::id == algorithm::hs256 && jot::hs384::id == algorithm::hs384 && jot::hs512::id == algorithm::hs512));
  CHECK(
      (jot::rs256::id == algorithm::rs256 && jot::rs384::id == algorithm::rs384 && jot::rs512::id == algorithm::rs512));
  CHECK(
      (jot::ps256::id == algorithm::ps256 && jot::ps384::id == algorithm::ps384 && jot::ps512::id == algorithm::ps512));
  CHECK(
      (jot::es256::id == algorithm::es256 && jot::es384::id == algorithm::es384 && jot::es512::id == algorithm::es512));
  CHECK((jot::es256k::id == algorithm::es256k && jot::eddsa::id == algorithm::eddsa));
  CHECK((jot::ed25519::id == algorithm::ed25519 && jot::ed448::id == algorithm::ed448));
}

TEST_CASE("the table of curves is that of the RFCs", "[jwa]") {
  struct {
    std::string_view name;
    curve id;
    key_type kty;
    int coordinate;
    int signature;
  } const curves[] = {
      {"P-256", curve::p256, key_type::ec, 32, 64},       {"P-384", curve::p384, key_type::ec, 48, 96},
      {"P-521", curve::p521, key_type::ec, 66, 132},      {"secp256k1", curve::secp256k1, key_type::ec, 32, 64},
      {"Ed25519", curve::ed25519, key_type::okp, 32, 64}, {"Ed448", curve::ed448, key_type::okp, 57, 114},
      {"X25519", curve::x25519, key_type::okp, 32, 0},    {"X448", curve::x448, key_type::okp, 56, 0}};
  CHECK(std::size(curves) == jot::curve_table.size());
  for (const auto& c : curves) {
    CAPTURE(c.name);
    CHECK((jot::find_curve(c.name) == c.id));
    CHECK(jot::facts(c.id).name == c.name);
    CHECK((jot::facts(c.id).key_type == c.kty));
    CHECK(jot::facts(c.id).coordinate_bytes == c.coordinate);
    CHECK(jot::facts(c.id).signature_bytes == c.signature);
  }
  for (const char* name : {"", "P256", "p-256", "P-256 ", "secp256r1", "x25519", "ed25519"}) {
    CHECK_FALSE(jot::find_curve(name).has_value());
  }
}

TEST_CASE("names of algorithms are compared byte by byte", "[jwa]") {
  using namespace std::string_view_literals;
  for (const std::string_view name :
       {""sv,       "none"sv,    "None"sv,    "NONE"sv,     "nOnE"sv,   "hs256"sv,  "Hs256"sv,
        "HS256 "sv, " HS256"sv,  "HS256\0"sv, "HS25"sv,     "HS2567"sv, "HS1"sv,    "RS1"sv,
        "EDDSA"sv,  "ed25519"sv, "ES521"sv,   "RSA-OAEP"sv, "dir"sv,    "A128KW"sv, "HS256,RS256"sv}) {
    CAPTURE(name);
    CHECK_FALSE(jot::find_algorithm(name).has_value());
  }
}

TEST_CASE("a key fits exactly the algorithms of its family and curve", "[jwa]") {
  std::size_t pairs = 0;
  for (const row& r : rows) {
    for (const curve crv : {curve::none, curve::p256, curve::p384, curve::p521, curve::secp256k1, curve::ed25519,
                            curve::ed448, curve::x25519, curve::x448}) {
      for (const key_type kty : {key_type::oct, key_type::rsa}) {
        if (crv != curve::none) continue;
        const bool wanted = r.kty == kty;
        CHECK(jot::fits(r.id, kty, crv) == wanted);
        pairs += wanted;
      }
      if (crv == curve::none) continue;
      const key_type kty = jot::facts(crv).key_type;
      const bool wanted = r.crv == crv || (r.name == "EdDSA" && (crv == curve::ed25519 || crv == curve::ed448));
      CAPTURE(r.name, jot::facts(crv).name);
      CHECK(jot::fits(r.id, kty, crv) == wanted);
      pairs += wanted;
    }
  }
  CHECK(pairs == 3 + 6 + 4 + 4);
}

TEST_CASE("a set of algorithms holds what was put in and nothing else", "[jwa]") {
  algorithm_set set;
  CHECK(set.empty());
  for (const row& r : rows) CHECK_FALSE(set.contains(r.id));
  set.insert(algorithm::ed448);
  CHECK_FALSE(set.empty());
  for (const row& r : rows) CHECK(set.contains(r.id) == (r.id == algorithm::ed448));
  CHECK((set == algorithm_set{algorithm::ed448, algorithm::ed448}));
  CHECK(((algorithm_set{algorithm::hs256, algorithm::es256} & algorithm_set{algorithm::es256, algorithm::rs256}) ==
         jot::accept<jot::es256>));
  CHECK((jot::accept<jot::hs256> & jot::accept<jot::es256>).empty());
}

TEST_CASE("a configured list of names becomes a set", "[jwa]") {
  CHECK((algorithm_set::parse("ES256").value() == jot::accept<jot::es256>));
  CHECK((algorithm_set::parse("ES256,RS256,ES256").value() == jot::accept<jot::rs256, jot::es256>));
  std::string all;
  for (const row& r : rows) all += (all.empty() ? "" : ",") + std::string(r.name);
  const algorithm_set everything = algorithm_set::parse(all).value();
  for (const row& r : rows) CHECK(everything.contains(r.id));
}

TEST_CASE("a list with none, an unknown name or no name is a configuration error", "[jwa]") {
  for (const char* names : {"none", "NONE", "ES256,none", "es256", "ES256, RS256", "ES256,", ",ES256", "ES256,,RS256",
                            "ES256 RS256", "*", "any"}) {
    CAPTURE(names);
    const auto set = algorithm_set::parse(names);
    REQUIRE_FALSE(set.has_value());
    CHECK((set.error().code() == jot::errc::invalid_configuration));
  }
  CHECK(
      message(algorithm_set::parse("ES256,none")) ==
      "none: is not a signature algorithm; known: HS256/384/512, RS256/384/512, PS256/384/512, ES256/384/512, ES256K, "
      "EdDSA, Ed25519, Ed448 (and never none)");
}

TEST_CASE("an empty list of names is told apart from a wrong name", "[jwa]") {
  for (const auto& set : {algorithm_set::parse(""), algorithm_set::parse({})}) {
    CHECK(verdict(set) == "invalid_configuration");
    CHECK(message(set).find("empty") != std::string::npos);
  }
}

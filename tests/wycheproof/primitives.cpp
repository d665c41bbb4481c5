// Wycheproof's P1363 ECDSA and EdDSA files: a JWS signature without the JWS around it.
#include "runner.hpp"

#include <jot/jwk.hpp>

using namespace wycheproof;
using jot::algorithm;

namespace {

jot::bytes bytes_of(const json& hex) { return jot::decode_hex(hex.get<std::string>()).value(); }

// The keys of a group by each way in; a group whose hash or curve is no algorithm of ours has none.
std::vector<jot::any_verification_key> load(const json& group, algorithm alg) {
  std::vector<jot::any_verification_key> out;
  out.push_back(jot::any_verification_key::from_der(alg, bytes_of(group.at("publicKeyDer"))).value());
  out.push_back(jot::any_verification_key::from_pem(alg, group.at("publicKeyPem").get<std::string>()).value());
  if (group.contains("publicKeyJwk")) {
    json jwk = group["publicKeyJwk"];
    out.push_back(jot::jwk::parse(jwk.dump()).value().verification_key(alg).value());
  }
  return out;
}

bool loads(const json& group, algorithm alg) {
  return jot::any_verification_key::from_der(alg, bytes_of(group.at("publicKeyDer"))).has_value();
}

void run(account& books, const json& file, algorithm alg) {
  for (const json& group : file.at("testGroups")) {
    const bool usable = loads(group, alg);
    const auto keys = usable ? load(group, alg) : std::vector<jot::any_verification_key>();
    for (const json& test : group.at("tests")) {
      const bool expected = test.at("result") == "valid";
      const jot::bytes message = bytes_of(test.at("msg"));
      const jot::bytes signature = bytes_of(test.at("sig"));
      bool all = usable;
      bool any = false;
      for (const auto& key : keys) {
        const bool good = key.verify(message, signature).has_value();
        all = all && good;
        any = any || good;
      }
      CHECK(all == any);
      books.executed(test, any, expected);
    }
  }
  books.print();
}

}  // namespace

TEST_CASE("wycheproof: P1363 ECDSA") {
  const struct {
    const char* file;
    algorithm alg;
    std::size_t accepted;
    std::size_t refused;
  } rows[] = {{"ecdsa_secp256r1_sha256_p1363_test", algorithm::es256, 173, 89},
              {"ecdsa_secp384r1_sha384_p1363_test", algorithm::es384, 193, 87},
              {"ecdsa_secp521r1_sha512_p1363_test", algorithm::es512, 231, 87},
              {"ecdsa_secp256k1_sha256_p1363_test", algorithm::es256k, 167, 85}};
  for (const auto& row : rows) {
    const std::string name = "wycheproof/" + std::string(row.file) + ".json";
    const auto file = jot::testing_support::vectors_json(name);
    if (!file) return jot::testing_support::skip_without_vectors(name);
    account books(row.file);
    run(books, *file, row.alg);
    CHECK(books.accepted() == row.accepted);
    CHECK(books.refused() == row.refused);
    CHECK(books.skipped() == 0);
  }
}

TEST_CASE("wycheproof: EdDSA") {
  const struct {
    const char* file;
    algorithm alg;
    std::size_t accepted;
    std::size_t refused;
  } rows[] = {{"ed25519_test", algorithm::ed25519, 88, 63}, {"ed448_test", algorithm::ed448, 17, 70}};
  for (const auto& row : rows) {
    const std::string name = "wycheproof/" + std::string(row.file) + ".json";
    const auto file = jot::testing_support::vectors_json(name);
    if (!file) return jot::testing_support::skip_without_vectors(name);
    for (const algorithm alg : {row.alg, algorithm::eddsa}) {
      account books(row.file);
      run(books, *file, alg);
      CHECK(books.accepted() == row.accepted);
      CHECK(books.refused() == row.refused);
      CHECK(books.skipped() == 0);
    }
  }
}

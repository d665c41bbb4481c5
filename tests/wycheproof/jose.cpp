// Wycheproof json_web_signature, json_web_key and the JWS half of json_web_crypto, through the bare-JWS entry point.
#include "runner.hpp"

#include <jot/jwk_set.hpp>
#include <jot/jws.hpp>

using namespace wycheproof;

namespace {

// What a caller of this group would allow: the algorithms that its keys name, or that its family can serve.
jot::algorithm_set algorithms_of(const json& key) {
  jot::algorithm_set out;
  if (key.contains("keys")) {
    for (const json& one : key["keys"]) {
      for (const jot::algorithm_facts& row : jot::algorithm_table) {
        if (algorithms_of(one).contains(row.id)) out.insert(row.id);
      }
    }
    return out;
  }
  const std::string kty = key.at("kty");
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    const bool family = kty == "oct"   ? row.key_type == jot::key_type::oct
                        : kty == "RSA" ? row.key_type == jot::key_type::rsa
                        : kty == "EC"  ? row.key_type == jot::key_type::ec
                                       : row.key_type == jot::key_type::okp;
    // An alg that the key names is left to the key: the allow-list is the family, so that the key's own alg must
    // decide.
    if (family) out.insert(row.id);
  }
  return out;
}

bool accepts(const json& key, const json& jws) {
  const jot::algorithm_set allowed = algorithms_of(key);
  const auto set =
      key.contains("keys")
          ? jot::jwk_set::parse(key.dump(), allowed)
          : jot::jwk::parse(key.dump()).and_then([&](const jot::jwk& k) { return jot::jwk_set::of(k, allowed); });
  if (!set) return false;
  return jot::verify_jws(jws.is_string() ? jws.get<std::string>() : jws.dump(), *set).has_value();
}

void run(account& books, const json& file, const std::map<int, override_row>& overrides,
         const std::set<int>& dropped = {}, const char* why_dropped = "") {
  for (const json& group : file.at("testGroups")) {
    const json& key = group.contains("public") ? group["public"] : group.at("private");
    for (const json& test : group.at("tests")) {
      if (!test.contains("jws")) {
        books.skipped("a JWE, which this library does not offer");
        continue;
      }
      const int id = test.at("tcId");
      if (dropped.contains(id)) {
        books.skipped(why_dropped);
        continue;
      }
      bool expected = test.at("result") == "valid";
      if (const auto row = overrides.find(id); row != overrides.end()) {
        CHECK(expected != row->second.accept);
        expected = row->second.accept;
        books.overridden(row->second.reason);
      }
      books.executed(test, accepts(key, test.at("jws")), expected);
    }
  }
  books.print();
}

constexpr const char* roca = "the ROCA fingerprint is not looked for; accepted";

}  // namespace

TEST_CASE("wycheproof: json_web_signature") {
  const auto file = jot::testing_support::vectors_json("wycheproof/json_web_signature_test.json");
  if (!file) return jot::testing_support::skip_without_vectors("wycheproof/json_web_signature_test.json");
  const char* other_alg = "the key's alg is another than the token's, or none at all (ES521); refused";
  const char* question_mark = "a question mark within the token, labelled valid; refused";
  account books("json_web_signature");
  run(books, *file,
      {{346, {false, other_alg}},
       {347, {false, other_alg}},
       {350, {false, other_alg}},
       {351, {false, other_alg}},
       {372, {false, question_mark}},
       {373, {false, question_mark}}},
      {367, 370}, "byte for byte the valid test 357, labelled invalid");
  CHECK(books.executed() == 399);
  CHECK(books.accepted() == 40);
  CHECK(books.refused() == 359);
  CHECK(books.skipped() == 2);
  CHECK(books.overridden() == 6);
}

TEST_CASE("wycheproof: json_web_key") {
  const auto file = jot::testing_support::vectors_json("wycheproof/json_web_key_test.json");
  if (!file) return jot::testing_support::skip_without_vectors("wycheproof/json_web_key_test.json");
  account books("json_web_key");
  run(books, *file, {{7, {true, roca}}});
  CHECK(books.executed() == 26);
  CHECK(books.accepted() == 6);
  CHECK(books.skipped() == 0);
  CHECK(books.overridden() == 1);
}

TEST_CASE("wycheproof: json_web_crypto") {
  const auto file = jot::testing_support::vectors_json("wycheproof/json_web_crypto_test.json");
  if (!file) return jot::testing_support::skip_without_vectors("wycheproof/json_web_crypto_test.json");
  account books("json_web_crypto");
  run(books, *file, {{46, {true, roca}}});
  CHECK(books.executed() == 49);
  CHECK(books.accepted() == 5);
  CHECK(books.skipped() == 34);
  CHECK(books.overridden() == 1);
}

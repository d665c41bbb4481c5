// The published acceptance set for compact JWTs: every verdict, and the reason given for each refusal.
#include "support/vectors.hpp"
#include "support/catch.hpp"
#include "vector_runner.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

using namespace attack;

namespace {

// Where our reason is another than the set proposes, and why it is as good.
const std::map<std::string, std::string> explained_codes = {
    {"none-empty-key", "weak_key"},               // the empty secret is refused before the token is looked at
    {"alg-hs256-not-allowed-rs", "key_mismatch"}  // the one key serves no allowed algorithm: said when it is configured
};

std::string code_of(const jot::result<void>& verdict) {
  return verdict ? "accepted" : std::string(jot::name(verdict.error().code()));
}

// Checks that only the JWT layer makes: a JWS with any payload is still a JWS.
bool is_about_claims(const jot::error& e) {
  return e.category() == jot::category::unacceptable || e.code() == jot::errc::invalid_payload;
}

}  // namespace

TEST_CASE("vectors: every verdict of attacks.json") {
  const auto tests = load_vectors();
  if (!tests) return jot::testing_support::skip_without_vectors("attacks.json");
  std::size_t accepted = 0;
  std::size_t refused = 0;
  std::size_t other_code = 0;
  for (const vector_case& test : *tests) {
    CAPTURE(test.id);
    const auto verdict = judge(test);
    CHECK(verdict.has_value() == test.accept);
    ++(verdict ? accepted : refused);
    if (verdict || test.accept || test.errors.empty()) continue;
    const std::string code = code_of(verdict);
    if (std::find(test.errors.begin(), test.errors.end(), code) != test.errors.end()) continue;
    ++other_code;
    const auto explained = explained_codes.find(test.id);
    REQUIRE(explained != explained_codes.end());
    CHECK(code == explained->second);
  }
  CHECK(accepted == 46);
  CHECK(refused == 339);
  CHECK(other_code == explained_codes.size());
  std::printf("attacks.json: %zu tests, %zu accepted, %zu refused, %zu for another reason than proposed, 0 skipped\n",
              tests->size(), accepted, refused, other_code);
}

TEST_CASE("row 57: a verifier that remembers tokens gives every verdict of attacks.json, and gives it again") {
  const auto tests = load_vectors();
  if (!tests) return jot::testing_support::skip_without_vectors("attacks.json");
  std::size_t remembered = 0;
  for (const vector_case& test : *tests) {
    const auto keys = keys_of(test);
    if (!keys) continue;
    CAPTURE(test.id);
    const jot::verifier verifier{*keys, test.rules, jot::cache_limits{}, at(test.time)};
    const auto plain = judge(test, *keys);
    for (int round = 0; round < 2; ++round) {
      const auto who = verifier.verify(test.token);
      CHECK(who.has_value() == plain.has_value());
      if (!who && !plain) CHECK(who.error() == plain.error());
    }
    CHECK(verifier.cache_status().hits == (plain ? 1 : 0));
    CHECK(verifier.cache_status().entries == (plain ? 1 : 0));
    remembered += verifier.cache_status().entries;
  }
  CHECK(remembered == 46);
}

TEST_CASE("vectors: the bare JWS entry point refuses all that does not concern the claims") {
  const auto tests = load_vectors();
  if (!tests) return jot::testing_support::skip_without_vectors("attacks.json");
  std::size_t only_claims = 0;
  for (const vector_case& test : *tests) {
    CAPTURE(test.id);
    const auto jwt = judge(test);
    const auto jws = judge_jws(test);
    if (jwt || is_about_claims(jwt.error())) {
      if (!jwt) ++only_claims;
      CHECK(code_of(jws) == "accepted");
    } else {
      CHECK(code_of(jws) == code_of(jwt));
    }
  }
  std::printf("attacks.json as bare JWS: %zu tests, %zu of them refused for their claims alone\n", tests->size(),
              only_claims);
  CHECK(only_claims > 80);
}

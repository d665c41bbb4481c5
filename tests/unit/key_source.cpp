// Tests of key_source.hpp: what may stand for keys, candidates, and how a single key answers.
#include <jot/key_source.hpp>

#include <jot/jws.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::as_bytes;

namespace {

// A key source of a program's own, which remembers what it was asked.
struct asked_source {
  jot::any_verification_key key;
  mutable std::vector<std::string> asked = {};

  jot::result<jot::key_candidates> find(const jot::key_query& query) const {
    asked.push_back(std::string(jot::name(query.alg)) + " " + std::string(query.kid.value_or("-")));
    jot::key_candidates out;
    out.add(key);
    return out;
  }
};

struct unavailable_source {
  jot::result<jot::key_candidates> find(const jot::key_query&) const {
    return jot::error(jot::errc::keys_unavailable, "the issuer does not answer");
  }
};

struct empty_source {
  jot::result<jot::key_candidates> find(const jot::key_query&) const { return jot::key_candidates(); }
};

// Makes its key on the way and hands it over to the candidates.
struct making_source {
  jot::result<jot::key_candidates> find(const jot::key_query&) const {
    const auto key = std::make_shared<const jot::any_verification_key>(hs256_key().verification_key().any());
    jot::key_candidates out(key);
    out.add(*key);
    return out;
  }
};

std::string jws(std::string_view header, const jot::any_signing_key& key = hs256_key()) {
  return token_of(header, "payload", key);
}

}  // namespace

static_assert(jot::key_source<asked_source> && jot::key_set<asked_source> &&
              jot::key_source<jot::verification_key<jot::rs256>>);
static_assert(!jot::key_source<jot::signing_key<jot::hs256>>, "a signing key verifies by its verification_key()");
struct gives_reference {
  jot::any_verification_key key;
  operator const jot::any_verification_key&() const { return key; }  // NOLINT(google-explicit-constructor)
};
struct gives_temporary {
  jot::any_verification_key key;
  operator jot::any_verification_key() const { return key; }  // NOLINT(google-explicit-constructor)
};
static_assert(jot::key_source<gives_reference>);
static_assert(!jot::key_source<gives_temporary>, "its key would be gone before it verifies");
static_assert(!jot::key_source<std::string> && !jot::key_source<int>);

TEST_CASE("candidates are at most eight", "[key_source]") {
  const jot::any_verification_key key = hs256_key().verification_key();
  jot::key_candidates candidates;
  for (std::size_t i = 0; i < jot::key_candidates::max_size; ++i) {
    CHECK(candidates.size() == i);
    CHECK(candidates.add(key));
  }
  CHECK_FALSE(candidates.add(key));
  CHECK(candidates.size() == 8);
  CHECK(&candidates[7] == &key);
}

TEST_CASE("a single key answers for its own algorithm, whatever the kid", "[key_source]") {
  const jot::any_verification_key key = hs256_key().verification_key().with_kid("mine");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256"})"), key)) == "accepted");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256","kid":"mine"})"), key)) == "accepted");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256","kid":"other"})"), key)) == "accepted");
  const auto refused = jot::verify_jws(jws(R"({"alg":"HS384"})"), key);
  CHECK(verdict(refused) == "algorithm_not_allowed alg");
  CHECK(message(refused) == "alg: the token's alg is HS384, but the key is for HS256 only");
}

TEST_CASE("a fully-specified name is not its older one", "[key_source]") {
  const jot::any_signing_key key = key_for(algorithm::eddsa);
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"EdDSA"})", key), key.verification_key())) == "accepted");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"Ed25519"})", key), key.verification_key())) ==
        "algorithm_not_allowed alg");
}

TEST_CASE("a key source of a program's own is asked for algorithm and kid", "[key_source]") {
  const asked_source source{hs256_key().verification_key()};
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256"})"), source)) == "accepted");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256","kid":"a"})"), source)) == "accepted");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256","kid":""})"), source)) == "accepted");
  CHECK(source.asked == std::vector<std::string>{"HS256 -", "HS256 a", "HS256 "});
}

TEST_CASE("a source that names a key of another algorithm does not make it verify that one", "[key_source]") {
  // The token says RS256, the source answers with its HMAC key; the secret signed the token.
  const asked_source source{hs256_key().verification_key()};
  const auto outcome = jot::verify_jws(jws(R"({"alg":"RS256"})"), source);
  CHECK_FALSE(outcome.has_value());
}

TEST_CASE("a source that has no answer gives its own error", "[key_source]") {
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256"})"), unavailable_source())) == "keys_unavailable");
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256"})"), empty_source())) == "key_not_found");
}

TEST_CASE("candidates keep alive what they point to", "[key_source]") {
  CHECK(verdict(jot::verify_jws(jws(R"({"alg":"HS256"})"), making_source())) == "accepted");
}

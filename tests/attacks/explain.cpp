// What attackers send, explained: the verdict is verify's on all of the published set, and nothing secret comes out.
#include <jot/explain.hpp>

#include "support/catch.hpp"
#include "vector_runner.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

using namespace attack;

namespace {

std::string said(const jot::result<void>& verdict) {
  return verdict ? "accepted" : std::string(jot::name(verdict.error().code())) + ": " + verdict.error().message();
}

}  // namespace

TEST_CASE("explain: the verdict is that of verify on the whole published set", "[vectors]") {
  const auto tests = load_vectors();
  if (!tests) {
    std::printf("\nskipped: the vectors are not on this machine\n");
    return;
  }
  for (const vector_case& test : *tests) {
    INFO(test.id);
    const auto keys = keys_of(test);
    if (!keys) continue;
    const jot::explanation out = jot::explain(test.token, *keys, test.rules, at(test.time), {.values = true});
    CHECK(said(out.verdict) == said(judge(test, *keys)));
    // The verdict's error is that of a check, and where there is none no check has failed.
    const auto is_failed = [](const jot::explained_check& each) { return each.outcome == jot::check_outcome::failed; };
    CHECK(std::ranges::any_of(out.checks, is_failed) == !out.verdict);
    CHECK((out.verdict || std::ranges::any_of(out.checks, [&](const jot::explained_check& each) {
             return each.error && said(jot::result<void>(*each.error)) == said(out.verdict);
           })));
    const std::string text = out.to_text() + out.to_json();
    for (const std::string& secret : test.secrets) CHECK((secret.size() < 8 || text.find(secret) == std::string::npos));
  }
}

TEST_CASE("row 67: a signature and the MAC that is expected are in no explanation", "[explain]") {
  const std::string secret = noise(32, 7);
  const auto key = jot::any_verification_key::from_secret(jot::algorithm::hs256, jot::as_bytes(secret)).value();
  const std::string good = forge_hmac(R"({"alg":"HS256"})", R"({"sub":"alice"})", secret);
  const std::string mac = good.substr(good.rfind('.') + 1);
  const std::string other = forge(R"({"alg":"HS256"})", R"({"sub":"alice"})", noise(32, 8));
  const std::string wrong = other.substr(other.rfind('.') + 1);
  for (const std::string& token : {good, other, good + "A", good + "." + mac, wrong + "." + mac, mac + "." + good}) {
    const jot::explanation out = jot::explain(token, key, lax(), at(now), {.values = true});
    const std::string text = out.to_text() + out.to_json();
    for (const std::string& hidden : {mac, wrong, b64(secret), secret}) {
      for (std::size_t i = 0; i + 8 <= hidden.size(); ++i) CHECK(text.find(hidden.substr(i, 8)) == std::string::npos);
    }
  }
}

TEST_CASE("explain: hostile bytes end in an explanation", "[explain]") {
  const auto& key = key_for(jot::algorithm::es256);
  const std::string good = forge(header(jot::algorithm::es256), R"({"aud":["a","b"],"exp":1800000000})", key);
  const auto look = [&](const std::string& token) {
    const jot::explanation out = jot::explain(token, key.verification_key(), lax(), at(now), {.values = true});
    CHECK(out.verdict.has_value() == (token == good));
    for (const char c : out.to_text()) CHECK((c == '\n' || (c >= 0x20 && c < 0x7F)));
  };
  look(good);
  for (std::size_t i = 0; i < good.size(); ++i) {
    look(good.substr(0, i));
    look(good.substr(i == 0 ? 1 : i));
  }
  for (const std::size_t size : {1U, 100U, 70'000U}) {
    look(std::string(size, '.'));
    look(std::string(size, '\0'));
    look(std::string(size, '{'));
    look(noise(size));
    look(noise(size) + "." + noise(size) + "." + noise(size));
  }
}

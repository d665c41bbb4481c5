// What an explanation says of one token for each error code, word for word, as messages.cpp does for messages.
#include <jot/explain.hpp>
#include <jot/jwk_set.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;

namespace {

// The failed checks and the verdict, as people read them.
std::string failures(const std::string& text) {
  std::string out;
  bool is_shown = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const bool is_remark = line.starts_with("      ");
    if (!is_remark)
      is_shown = line.find("FAILED") != std::string::npos || line.find(": rejected: ") != std::string::npos;
    if (is_shown) out += "  " + line + '\n';
  }
  return out;
}

struct situation {
  jot::errc code;
  std::string token;
  jot::validation rules = no_rules();
};

std::vector<situation> one_for_each_code() {
  using jot::errc;
  const auto rules = [](const auto& change) {
    jot::validation out = no_rules();
    change(out);
    return out;
  };
  const auto date = [](const char* claim, std::int64_t from_now) {
    return payload_token("{\"" + std::string(claim) + "\":" + std::to_string(now_seconds + from_now) + "}");
  };
  const std::string good = payload_token(R"({"sub":"alice"})");
  return {
      {errc::malformed_token, good.substr(0, good.rfind('.'))},
      {errc::invalid_base64url, "Bearer " + good},
      {errc::invalid_header, token_of(R"({"typ":"JWT"})", "{}")},
      {errc::invalid_payload, payload_token("sub=alice")},
      {errc::limit_exceeded, std::string(70'000, 'a')},
      {errc::algorithm_not_allowed, token_of(R"({"alg":"RS256"})", "{}")},
      {errc::unsupported_critical, token_of(R"({"alg":"HS256","crit":["x"],"x":1})", "{}")},
      {errc::signature_invalid, good.substr(0, good.size() - 4) + "AAAA"},
      {errc::type_mismatch, token_of(R"({"alg":"HS256","typ":"JWT"})", "{}"), rules([](auto& r) { r.typ = "at+jwt"; })},
      {errc::missing_claim, payload_token("{}"), rules([](auto& r) { r.exp = jot::expiry::required; })},
      {errc::invalid_claim, payload_token(R"({"exp":1700000000000})")},
      {errc::token_expired, date("exp", -12)},
      {errc::token_not_yet_valid, date("nbf", 3600)},
      {errc::token_too_old, date("iat", -90), rules([](auto& r) { r.max_age = 60s; })},
      {errc::issuer_mismatch, payload_token(R"({"iss":"http://id.example"})"),
       rules([](auto& r) { r.issuer = "https://id.example"; })},
      {errc::audience_mismatch, payload_token(R"({"aud":["web","app"]})"), rules([](auto& r) { r.audience = "api"; })},
      {errc::subject_mismatch, payload_token(R"({"sub":"bob"})"), rules([](auto& r) { r.subject = "alice"; })},
      {errc::claim_rejected, payload_token(R"({"tenant":"acme"})"),
       rules([](auto& r) { r.equal = {{"tenant", "umbrella"}}; })},
      {errc::binding_mismatch, payload_token(R"({"cnf":{"jkt":"x"}})")},
      {errc::invalid_configuration, good, rules([](auto& r) { r.issuer = ""; })},
  };
}

std::string file_text(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("what an explanation says of a token for each error code is what explain.txt has", "[explain]") {
  const char* root = std::getenv("JOT_SOURCE_DIR");
  if (root == nullptr || *root == '\0') {
    std::printf("\nskipped: JOT_SOURCE_DIR is not set\n");
    return;
  }
  std::string text;
  std::set<jot::errc> seen;
  for (const situation& each : one_for_each_code()) {
    const jot::explanation out =
        jot::explain(each.token, hs256_key().verification_key(), each.rules, now_clock(), {.values = true});
    REQUIRE(!out.verdict);
    CHECK(jot::name(out.verdict.error().code()) == jot::name(each.code));
    seen.insert(each.code);
    text += (text.empty() ? "" : "\n") + std::string(jot::name(each.code)) + '\n' + failures(out.to_text());
  }
  const auto es256 =
      jot::jwk_set::of(std::vector{key_for(jot::algorithm::es256).verification_key().with_kid("1")}).value();
  const auto es256_token = token_of(R"({"alg":"ES256","kid":"2"})", "{}", key_for(jot::algorithm::es256));
  const jot::explanation unknown = jot::explain(es256_token, es256, no_rules(), now_clock(), {.values = true});
  CHECK(unknown.verdict.error().code() == jot::errc::key_not_found);
  text += "\nkey_not_found\n" + failures(unknown.to_text());
  seen.insert(jot::errc::key_not_found);

  // Every code of a token: what comes from requests, keys and stores is not in it.
  using jot::errc;
  const std::set<errc> of_others = {errc::malformed_credentials,
                                    errc::missing_credentials,
                                    errc::key_mismatch,
                                    errc::decryption_failed,
                                    errc::replayed,
                                    errc::nonce_required};
  for (int i = 0; i <= static_cast<int>(errc::binding_mismatch); ++i) {
    const auto code = static_cast<errc>(i);
    INFO(jot::name(code));
    CHECK(seen.contains(code) != of_others.contains(code));
  }
  const std::string expected = file_text(std::string(root) + "/tests/unit/explain.txt");
  if (text != expected) std::ofstream("explain.txt", std::ios::binary) << text;
  CHECK(text == expected);
}

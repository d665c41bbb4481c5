// How an explanation is written: a table for people that no terminal obeys, and JSON.
#include <jot/explanation.hpp>
#include <jot/limits.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace {

using namespace std::chrono_literals;
using jot::check_outcome;

jot::explanation sample() {
  const jot::error expired(jot::errc::token_expired, "exp", "token expired {} s ago", 12);
  return {.verdict = expired,
          .checks = {{.name = "signature", .outcome = check_outcome::passed, .found = "64 octets"},
                     {.name = "exp",
                      .outcome = check_outcome::failed,
                      .found = "12 s ago",
                      .expected = "in the future",
                      .error = expired},
                     {.name = "nbf", .outcome = check_outcome::skipped, .found = "absent"},
                     {.name = "required", .claim = "tenant", .expected = "present"}},
          .time = std::chrono::sys_seconds(1'700'000'000s),
          .header = {},
          .payload = {}};
}

}  // namespace

TEST_CASE("an explanation for people is a table with the error under the check", "[explain]") {
  CHECK(sample().to_text() ==
        "CHECK            OUTCOME      FOUND      EXPECTED\n"
        "signature        passed       64 octets\n"
        "exp              FAILED       12 s ago   in the future\n"
        "                 token_expired: exp: token expired 12 s ago\n"
        "nbf              skipped      absent\n"
        "required tenant  not reached             present\n"
        "\n"
        "2023-11-14 22:13:20 UTC: rejected: token_expired: exp: token expired 12 s ago\n");
}

TEST_CASE("an explanation has colors where they are asked for, and the same words", "[explain]") {
  std::string colored = sample().to_text({.colors = true});
  CHECK(colored.find("\x1b[1;31mFAILED     \x1b[0m") != std::string::npos);
  CHECK(colored.find("\x1b[32mpassed     \x1b[0m") != std::string::npos);
  for (std::size_t at = colored.find('\x1b'); at != std::string::npos; at = colored.find('\x1b')) {
    colored.erase(at, colored.find('m', at) - at + 1);
  }
  CHECK(colored == sample().to_text());
}

TEST_CASE("an explanation whose signature did not pass says that anyone may have written the token", "[explain]") {
  jot::explanation one = sample();
  CHECK(one.to_text().find("anyone may have written") == std::string::npos);
  for (const auto outcome : {check_outcome::failed, check_outcome::not_reached, check_outcome::skipped}) {
    one.checks[0].outcome = outcome;
    CHECK(one.to_text().find("The signature is not verified: anyone may have written") != std::string::npos);
  }
}

TEST_CASE("an explanation shows a hint, and the documents where it has them", "[explain]") {
  jot::explanation one = sample();
  one.checks[0].hint = "look at the key";
  one.header = R"({"alg":"ES256"})";
  one.payload = "{\"sub\":\n\"\xC2\x9B\"}";
  CHECK(one.to_text().starts_with("header   {\"alg\":\"ES256\"}\npayload  {\"sub\":\\n\"\\u{009b}\"}\n\nCHECK"));
  CHECK(one.to_text().find("hint: look at the key\n") != std::string::npos);
}

TEST_CASE("an accepted token is said to be accepted, with the time", "[explain]") {
  jot::explanation one{.verdict = {}, .checks = {}, .time = {}, .header = {}, .payload = {}};
  one.checks.push_back({.name = "signature", .outcome = check_outcome::passed});
  CHECK(one.to_text().ends_with("\n1970-01-01 00:00:00 UTC: accepted\n"));
  one.time = std::chrono::sys_seconds(std::chrono::seconds(jot::end_of_year_9999));
  CHECK(one.to_text().ends_with("\n9999-12-31 23:59:59 UTC: accepted\n"));
  one.time += 1s;
  CHECK(one.to_text().ends_with("\n253402300800 s since 1970: accepted\n"));
  one.time = std::chrono::sys_seconds(std::chrono::seconds(-1));
  CHECK(one.to_text().ends_with("\n1969-12-31 23:59:59 UTC: accepted\n"));
}

TEST_CASE("an explanation as JSON is one line with every check", "[explain]") {
  jot::explanation one = sample();
  one.header = "{\"alg\":\r\n\"ES256\"}";
  const std::string text = one.to_json();
  CHECK(text.find('\n') == std::string::npos);
  const nlohmann::json read = nlohmann::json::parse(text);
  CHECK(read == nlohmann::json::parse(R"({
    "accepted": false, "code": "token_expired", "about": "exp", "message": "exp: token expired 12 s ago",
    "time": "2023-11-14T22:13:20Z", "header": {"alg": "ES256"},
    "checks": [
      {"check": "signature", "outcome": "passed", "found": "64 octets"},
      {"check": "exp", "outcome": "failed", "found": "12 s ago", "expected": "in the future",
       "code": "token_expired", "about": "exp", "message": "exp: token expired 12 s ago"},
      {"check": "nbf", "outcome": "skipped", "found": "absent"},
      {"check": "required", "claim": "tenant", "outcome": "not_reached", "expected": "present"}]})"));
  one.verdict = {};
  CHECK(nlohmann::json::parse(one.to_json()).at("accepted") == true);
  CHECK(!nlohmann::json::parse(one.to_json()).contains("code"));
}

TEST_CASE("a claim in an explanation that is not UTF-8 leaves the JSON whole", "[explain]") {
  jot::explanation one = sample();
  one.checks[3].claim = "a\xFF";
  one.checks[3].error = jot::error(jot::errc::missing_claim, "a\xFF", "the claim is missing");
  const nlohmann::json read = nlohmann::json::parse(one.to_json());
  CHECK(read["checks"][3]["claim"] == "a\xEF\xBF\xBD");
  CHECK(one.to_text().find("a\\xff") != std::string::npos);
}

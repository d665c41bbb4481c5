// Properties of the rules: to ask for less never turns acceptance into refusal.
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <functional>
#include <random>
#include <string>
#include <vector>

using namespace jot::testing_support;
using jot::validation;

namespace {

using generator = std::mt19937_64;

std::size_t below(generator& engine, std::size_t n) { return static_cast<std::size_t>(engine() % n); }
bool sometimes(generator& engine) { return below(engine, 3) == 0; }

// Names and times from small sets, so that rules and tokens meet.
std::string any_name(generator& engine) { return std::string(1, static_cast<char>('a' + below(engine, 3))); }

std::string any_time(generator& engine) {
  static constexpr std::int64_t offsets[] = {-1'000'000, -61, -60, -5, -1, 0, 1, 5, 60, 61, 1'000'000};
  const std::int64_t time = now_seconds + offsets[below(engine, std::size(offsets))];
  return std::to_string(time) + (sometimes(engine) ? ".0000000001" : "");
}

std::string any_payload(generator& engine) {
  std::string out = "{\"x\":1";
  for (const char* name : {"exp", "nbf", "iat"}) {
    if (!sometimes(engine)) out += ",\"" + std::string(name) + "\":" + any_time(engine);
  }
  for (const char* name : {"iss", "sub", "jti", "a", "b"}) {
    if (!sometimes(engine)) out += ",\"" + std::string(name) + "\":\"" + any_name(engine) + "\"";
  }
  if (!sometimes(engine)) {
    out += ",\"aud\":[";
    for (std::size_t n = below(engine, 3), i = 0; i < n; ++i) out += (i == 0 ? "\"" : ",\"") + any_name(engine) + "\"";
    out += "]";
  }
  return out + "}";
}

struct choice {
  std::vector<std::string> issuers, audiences, required;
  bool any_issuer = false, all_audiences = false, any_audience = false, exp_required = true;
  std::int64_t leeway = 0;
  std::optional<std::int64_t> max_age;
  std::optional<std::string> subject, jti;

  [[nodiscard]] validation rules() const {
    validation out{.issuer = jot::ignore, .audience = jot::ignore};
    if (!any_issuer) out.issuer = jot::any_of(issuers);
    if (!any_audience && all_audiences) out.audience = jot::all_of(audiences);
    if (!any_audience && !all_audiences) out.audience = jot::any_of(audiences);
    out.exp = exp_required ? jot::expiry::required : jot::expiry::optional;
    out.leeway = std::chrono::seconds(leeway);
    if (max_age) out.max_age = std::chrono::seconds(*max_age);
    out.subject = subject;
    out.jti = jti;
    out.required = required;
    return out;
  }
};

choice any_choice(generator& engine) {
  choice out;
  out.issuers = {any_name(engine)};
  if (sometimes(engine)) out.issuers.push_back(any_name(engine));
  out.audiences = {any_name(engine)};
  if (sometimes(engine)) out.audiences.push_back(any_name(engine));
  out.any_issuer = !sometimes(engine);
  out.any_audience = !sometimes(engine);
  out.all_audiences = sometimes(engine);
  out.exp_required = !sometimes(engine);
  out.leeway = static_cast<std::int64_t>(below(engine, 3)) * 30;
  if (sometimes(engine)) out.max_age = static_cast<std::int64_t>(below(engine, 120));
  if (sometimes(engine)) out.subject = any_name(engine);
  if (sometimes(engine)) out.jti = any_name(engine);
  if (sometimes(engine)) out.required = {any_name(engine)};
  return out;
}

}  // namespace

TEST_CASE("more leeway, longer lists and fewer rules never turn acceptance into refusal", "[validation]") {
  const std::vector<std::function<void(choice&)>> loosenings = {
      [](choice& c) { c.leeway += 1; },
      [](choice& c) { c.leeway = validation::max_leeway.count(); },
      [](choice& c) { c.issuers.push_back("z"); },
      [](choice& c) { c.issuers.insert(c.issuers.begin(), "z"); },
      [](choice& c) { c.any_issuer = true; },
      [](choice& c) {
        if (!c.all_audiences) c.audiences.push_back("z");
      },
      [](choice& c) { c.all_audiences = false; },
      [](choice& c) { c.any_audience = true; },
      [](choice& c) { c.exp_required = false; },
      [](choice& c) {
        if (c.max_age) *c.max_age += 60;
      },
      [](choice& c) { c.max_age.reset(); },
      [](choice& c) { c.subject.reset(); },
      [](choice& c) { c.jti.reset(); },
      [](choice& c) { c.required.clear(); },
  };
  generator engine(21);
  std::size_t accepted = 0;
  std::vector<std::size_t> made_a_difference(loosenings.size(), 0);
  for (int i = 0; i < 6'000; ++i) {
    const std::string payload = any_payload(engine);
    const choice strict = any_choice(engine);
    const bool before = judge(payload, strict.rules()) == "accepted";
    accepted += before;
    for (std::size_t k = 0; k < loosenings.size(); ++k) {
      choice loose = strict;
      loosenings[k](loose);
      const bool after = judge(payload, loose.rules()) == "accepted";
      if (before && !after) FAIL_CHECK("loosening " << k << " refused " << payload);
      made_a_difference[k] += !before && after;
    }
  }
  CHECK(accepted > 300);
  // Each loosening does something (adding "z" to a list cannot, for no token has it).
  for (const std::size_t k : {0U, 1U, 4U, 6U, 7U, 8U, 9U, 10U, 11U, 12U, 13U}) {
    CAPTURE(k);
    CHECK(made_a_difference[k] > 0);
  }
}

TEST_CASE("a verdict on times agrees with arithmetic on whole seconds", "[validation]") {
  generator engine(22);
  std::vector<std::size_t> met(3, 0);
  for (int i = 0; i < 8'000; ++i) {
    const auto near = [&] { return static_cast<std::int64_t>(below(engine, 41)) - 20; };
    const std::int64_t exp = near();
    const std::int64_t nbf = near();
    const std::int64_t leeway = static_cast<std::int64_t>(below(engine, 12));
    validation rules = no_rules();
    rules.leeway = std::chrono::seconds(leeway);
    const std::string payload =
        "{\"exp\":" + std::to_string(now_seconds + exp) + ",\"nbf\":" + std::to_string(now_seconds + nbf) + "}";
    const std::string wanted = exp + leeway <= 0  ? "token_expired exp"
                               : nbf - leeway > 0 ? "token_not_yet_valid nbf"
                                                  : "accepted";
    ++met[exp + leeway <= 0 ? 0 : nbf - leeway > 0 ? 1 : 2];
    if (judge(payload, rules) != wanted) FAIL_CHECK(payload << " with leeway " << leeway);
  }
  for (const std::size_t n : met) CHECK(n > 500);
}

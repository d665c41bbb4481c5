// Tests of validation.hpp: each rule at, below and above its boundary, and the order in which they fail.
#include <jot/validation.hpp>

#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::validation;

namespace {

constexpr std::int64_t farthest = jot::numeric_date::max_seconds;

std::string at(std::int64_t offset) { return std::to_string(now_seconds + offset); }
std::string claim(const char* name, const std::string& value) {
  return "{\"" + std::string(name) + "\":" + value + "}";
}
std::string why(std::string_view payload, const validation& rules) {
  return message(jot::verify(payload_token(payload), hs256_key().verification_key(), rules, now_clock()));
}

template <class Change>
validation rules_with(Change change) {
  validation rules = no_rules();
  change(rules);
  return rules;
}
validation with_leeway(std::chrono::seconds leeway) {
  return rules_with([&](validation& r) { r.leeway = leeway; });
}
validation with_issuer(jot::issuer_rule rule) {
  return rules_with([&](validation& r) { r.issuer = std::move(rule); });
}
validation with_audience(jot::audience_rule rule) {
  return rules_with([&](validation& r) { r.audience = std::move(rule); });
}
validation with_max_age(std::chrono::seconds max_age, std::chrono::seconds leeway = 0s) {
  return rules_with([&](validation& r) {
    r.max_age = max_age;
    r.leeway = leeway;
  });
}

}  // namespace

TEST_CASE("a token is expired from exp on", "[validation]") {
  CHECK(judge(claim("exp", at(1)), no_rules()) == "accepted");
  CHECK(judge(claim("exp", at(0)), no_rules()) == "token_expired exp");
  CHECK(judge(claim("exp", at(-1)), no_rules()) == "token_expired exp");
  CHECK(judge(claim("exp", at(0) + ".0000000001"), no_rules()) == "accepted");
  CHECK(judge(claim("exp", at(-1) + ".9999999999"), no_rules()) == "token_expired exp");
  CHECK(judge(claim("exp", "-1"), no_rules(), clock_at(-2)) == "accepted");
  CHECK(judge(claim("exp", "-1"), no_rules(), clock_at(-1)) == "token_expired exp");
  CHECK(why(claim("exp", at(-12)), no_rules()) == "exp: token expired 12 s ago: clock skew? set leeway");
  CHECK(why(claim("exp", "0"), no_rules()) == "exp: token expired 1700000000 s ago");
}

TEST_CASE("leeway moves exp by exactly its seconds", "[validation]") {
  for (const std::int64_t leeway : {1, 60, 86'400}) {
    const validation rules = with_leeway(std::chrono::seconds(leeway));
    CHECK(judge(claim("exp", at(1 - leeway)), rules) == "accepted");
    CHECK(judge(claim("exp", at(-leeway)), rules) == "token_expired exp");
    CHECK(judge(claim("nbf", at(leeway)), rules) == "accepted");
    CHECK(judge(claim("nbf", at(leeway + 1)), rules) == "token_not_yet_valid nbf");
    CHECK(judge(claim("nbf", at(leeway) + ".0000000001"), rules) == "token_not_yet_valid nbf");
  }
}

TEST_CASE("times at the ends of the range neither wrap nor pass", "[validation]") {
  for (auto rules : {no_rules(), with_leeway(validation::max_leeway)}) {
    rules.limits.date_seconds = farthest;
    CHECK(judge(claim("exp", std::to_string(farthest)), rules) == "accepted");
    CHECK(judge(claim("exp", std::to_string(-farthest)), rules) == "token_expired exp");
    CHECK(judge(claim("nbf", std::to_string(farthest)), rules) == "token_not_yet_valid nbf");
    CHECK(judge(claim("nbf", std::to_string(-farthest)), rules) == "accepted");
    CHECK(judge(claim("exp", std::to_string(-farthest)), rules, clock_at(farthest)) == "token_expired exp");
    CHECK(judge(claim("nbf", std::to_string(farthest)), rules, clock_at(farthest)) == "accepted");
    CHECK(judge(claim("exp", std::to_string(farthest)), rules, clock_at(-farthest)) == "accepted");
    for (const std::int64_t now :
         {(std::numeric_limits<std::int64_t>::max)(), (std::numeric_limits<std::int64_t>::min)()}) {
      CHECK(judge(claim("exp", "0"), rules, clock_at(now)) == (now > 0 ? "token_expired exp" : "accepted"));
      CHECK(judge(claim("nbf", "0"), rules, clock_at(now)) == (now > 0 ? "accepted" : "token_not_yet_valid nbf"));
    }
  }
}

TEST_CASE("exp is required unless said otherwise", "[validation]") {
  const validation rules{.issuer = jot::ignore, .audience = jot::ignore};
  CHECK(judge("{}", rules) == "missing_claim exp");
  CHECK(judge(R"({"x":{"exp":9999999999}})", rules) == "missing_claim exp");
  CHECK(judge(claim("exp", at(1)), rules) == "accepted");
  CHECK(judge("{}", no_rules()) == "accepted");
  CHECK(judge(claim("exp", at(0)), no_rules()) == "token_expired exp");
  CHECK(why("{}", rules) == "exp: the token never expires; to accept such tokens, set exp = expiry::optional");
}

TEST_CASE("a token is not valid before nbf", "[validation]") {
  CHECK(judge(claim("nbf", at(-1)), no_rules()) == "accepted");
  CHECK(judge(claim("nbf", at(0)), no_rules()) == "accepted");
  CHECK(judge(claim("nbf", at(0) + ".0000000001"), no_rules()) == "token_not_yet_valid nbf");
  CHECK(judge(claim("nbf", at(1)), no_rules()) == "token_not_yet_valid nbf");
  CHECK(why(claim("nbf", at(3)), no_rules()) == "nbf: 3 s in the future: clock skew? set leeway");
}

TEST_CASE("iat alone never refuses a token", "[validation]") {
  for (const std::int64_t offset : {-1'000'000, 0, 1, 1'000'000})
    CHECK(judge(claim("iat", at(offset)), no_rules()) == "accepted");
}

TEST_CASE("max_age counts from iat, which must be there and not lie in the future", "[validation]") {
  CHECK(judge("{}", with_max_age(60s)) == "missing_claim iat");
  CHECK(judge(claim("iat", at(-60)), with_max_age(60s)) == "accepted");
  CHECK(judge(claim("iat", at(-61)), with_max_age(60s)) == "token_too_old iat");
  CHECK(judge(claim("iat", at(-61) + ".9999999999"), with_max_age(60s)) == "token_too_old iat");
  CHECK(judge(claim("iat", at(0)), with_max_age(60s)) == "accepted");
  CHECK(judge(claim("iat", at(1)), with_max_age(60s)) == "token_not_yet_valid iat");
  CHECK(judge(claim("iat", at(0)), with_max_age(0s)) == "accepted");
  CHECK(judge(claim("iat", at(-1)), with_max_age(0s)) == "token_too_old iat");
  CHECK(judge(claim("iat", at(-65)), with_max_age(60s, 5s)) == "accepted");
  CHECK(judge(claim("iat", at(-66)), with_max_age(60s, 5s)) == "token_too_old iat");
  CHECK(judge(claim("iat", at(5)), with_max_age(60s, 5s)) == "accepted");
  CHECK(judge(claim("iat", at(6)), with_max_age(60s, 5s)) == "token_not_yet_valid iat");
  validation endless = with_max_age(std::chrono::seconds(farthest));
  endless.limits.date_seconds = farthest;
  CHECK(judge(claim("iat", std::to_string(-farthest)), endless) == "token_too_old iat");
  CHECK(judge(claim("iat", "0"), with_max_age(std::chrono::seconds(farthest))) == "accepted");
  CHECK(why(claim("iat", at(-90)), with_max_age(60s)) == "iat: issued 90 s ago; max_age is 60 s");
  CHECK(why(claim("iat", at(9)), with_max_age(60s)) == "iat: issued 9 s in the future: clock skew? set leeway");
}

TEST_CASE("the issuer is compared byte by byte", "[validation]") {
  const validation one = with_issuer("https://id.example");
  CHECK(judge(R"({"iss":"https://id.example"})", one) == "accepted");
  CHECK(judge("{}", one) == "missing_claim iss");
  for (const char* iss : {"", "https://id.example/", "https://id.exampl", "https://id.example.evil",
                          "HTTPS://id.example", "https://ID.example", "http://id.example", " https://id.example",
                          "https://id.example\\u0000", "https://id.example:443", "*", ".*"}) {
    CAPTURE(iss);
    CHECK(judge(claim("iss", "\"" + std::string(iss) + "\""), one) == "issuer_mismatch iss");
  }
  CHECK(judge(R"({"iss":"https:\/\/id\u002eexample"})", one) == "accepted");
  CHECK(why(R"({"iss":"https://id.example/"})", one) ==
        "iss: differs from the configured issuer only by a trailing '/'; write it as the issuer does");
  CHECK(why(R"({"iss":"https://other.example"})", one) == "iss: the token's issuer is not trusted here");
}

TEST_CASE("one of several issuers is enough", "[validation]") {
  const validation several = with_issuer(jot::any_of({"a", "b"}));
  CHECK(judge(R"({"iss":"a"})", several) == "accepted");
  CHECK(judge(R"({"iss":"b"})", several) == "accepted");
  CHECK(judge(R"({"iss":"ab"})", several) == "issuer_mismatch iss");
  CHECK(judge(R"({"iss":"a"})", with_issuer(jot::any_of(std::vector<std::string>{"a"}))) == "accepted");
  CHECK(judge(R"({"iss":"anything"})", with_issuer(jot::ignore)) == "accepted");
}

TEST_CASE("the audience must contain the one that is named", "[validation]") {
  const validation api = with_audience("api");
  CHECK(judge(R"({"aud":"api"})", api) == "accepted");
  CHECK(judge(R"({"aud":["api"]})", api) == "accepted");
  CHECK(judge(R"({"aud":["x","api","y"]})", api) == "accepted");
  CHECK(judge("{}", api) == "missing_claim aud");
  for (const char* aud : {"[]", "\"\"", "\"API\"", "\"api \"", "\"ap\"", "\"apix\"", "\"api\\u0000\"", "[\"x\"]",
                          "\"x,api\"", "\"x api\"", "[\"\"]"}) {
    CAPTURE(aud);
    CHECK(judge(claim("aud", aud), api) == "audience_mismatch aud");
  }
  CHECK(judge(R"({"aud":["api",1]})", api) == "invalid_claim aud");
  CHECK(judge(R"({"aud":{"api":1}})", api) == "invalid_claim aud");
}

TEST_CASE("any or all of several audiences are wanted", "[validation]") {
  const validation any = with_audience(jot::any_of({"a", "b"}));
  const validation all = with_audience(jot::all_of({"a", "b"}));
  CHECK(judge(R"({"aud":"a"})", any) == "accepted");
  CHECK(judge(R"({"aud":["x","b"]})", any) == "accepted");
  CHECK(judge(R"({"aud":["x"]})", any) == "audience_mismatch aud");
  CHECK(judge(R"({"aud":"a"})", all) == "audience_mismatch aud");
  CHECK(judge(R"({"aud":["b","x","a"]})", all) == "accepted");
  CHECK(judge(R"({"aud":["a","a"]})", all) == "audience_mismatch aud");
  CHECK(judge("{}", all) == "missing_claim aud");
}

TEST_CASE("an audience that nobody configured is refused, unless ignored", "[validation]") {
  CHECK(judge("{}", with_audience(jot::absent)) == "accepted");
  CHECK(judge(R"({"aud":"a"})", with_audience(jot::absent)) == "audience_mismatch aud");
  CHECK(judge(R"({"aud":[]})", with_audience(jot::absent)) == "audience_mismatch aud");
  CHECK(judge(R"({"aud":"a"})", with_audience(jot::ignore)) == "accepted");
  CHECK(judge("{}", with_audience(jot::ignore)) == "accepted");
}

TEST_CASE("sub and jti are compared exactly where they are wanted", "[validation]") {
  const validation sub = rules_with([](validation& r) { r.subject = "alice"; });
  CHECK(judge(R"({"sub":"alice"})", sub) == "accepted");
  CHECK(judge(R"({"sub":"Alice"})", sub) == "subject_mismatch sub");
  CHECK(judge(R"({"sub":"alice\u0000"})", sub) == "subject_mismatch sub");
  CHECK(judge("{}", sub) == "missing_claim sub");
  const validation jti = rules_with([](validation& r) { r.jti = "1"; });
  CHECK(judge(R"({"jti":"1"})", jti) == "accepted");
  CHECK(judge(R"({"jti":"2"})", jti) == "claim_rejected jti");
  CHECK(judge("{}", jti) == "missing_claim jti");
  CHECK(judge(R"({"jti":1})", jti) == "invalid_claim jti");
}

TEST_CASE("typ is compared without case and without application/", "[validation]") {
  const auto judged = [](const char* header, const char* typ) {
    const validation rules = rules_with([&](validation& r) { r.typ = typ; });
    return verdict(jot::verify(token_of(header, "{}"), hs256_key().verification_key(), rules, now_clock()));
  };
  for (const char* typ : {"at+jwt", "AT+JWT", "application/at+jwt", "APPLICATION/At+Jwt"}) {
    CHECK(judged(R"({"alg":"HS256","typ":"at+jwt"})", typ) == "accepted");
    CHECK(judged(R"({"alg":"HS256","typ":"AT+jwt"})", typ) == "accepted");
    CHECK(judged(R"({"alg":"HS256","typ":"application/at+jwt"})", typ) == "accepted");
    CHECK(judged(R"({"alg":"HS256","typ":"Application/AT+JWT"})", typ) == "accepted");
    CHECK(judged(R"({"alg":"HS256"})", typ) == "type_mismatch typ");
    for (const char* other :
         {"JWT", "", "jwt+at", "at+jwt ", "application/", "application/application/at+jwt", "text/at+jwt", "at+jw"}) {
      CHECK(judged((R"({"alg":"HS256","typ":")" + std::string(other) + "\"}").c_str(), typ) == "type_mismatch typ");
    }
  }
}

TEST_CASE("required claims are there and not null", "[validation]") {
  const validation rules = rules_with([](validation& r) { r.required = {"scope", "sub", "a b"}; });
  CHECK(judge(R"({"scope":"","sub":"x","a b":0})", rules) == "accepted");
  CHECK(judge(R"({"scope":false,"sub":"x","a b":[]})", rules) == "accepted");
  CHECK(judge(R"({"sub":"x","a b":0})", rules) == "missing_claim scope");
  CHECK(judge(R"({"scope":null,"sub":"x","a b":0})", rules) == "missing_claim scope");
  CHECK(judge(R"({"scope":1,"a b":0})", rules) == "missing_claim sub");
  CHECK(judge(R"({"Scope":1,"sub":"x","a b":0})", rules) == "missing_claim scope");
  CHECK(judge(R"({"x":{"scope":1},"sub":"x","a b":0})", rules) == "missing_claim scope");
  CHECK(judge(R"({"x":["scope"],"sub":"x","a b":0})", rules) == "missing_claim scope");
}

TEST_CASE("each of 64 required names counts", "[validation]") {
  validation rules = no_rules();
  std::string payload = "{";
  for (int i = 0; i < 64; ++i) {
    rules.required.push_back("claim" + std::to_string(i));
    payload += (i == 0 ? "" : ",") + ("\"claim" + std::to_string(i)) + "\":1";
  }
  payload += "}";
  CHECK(judge(payload, rules) == "accepted");
  for (const std::string& name : rules.required) {
    CHECK(judge(replaced(payload, "\"" + name + "\"", "\"other\""), rules) == "missing_claim " + name);
  }
}

TEST_CASE("the caller's check comes last and its error is passed on", "[validation]") {
  int called = 0;
  validation rules = rules_with([&](validation& r) {
    r.check = [&called](const jot::claims_view& claims, const jot::jws_header&) -> jot::result<void> {
      ++called;
      if (claims.sub == "mallory") return jot::error(jot::errc::claim_rejected, "sub", "is locked out");
      return {};
    };
  });
  CHECK(judge(R"({"sub":"alice"})", rules) == "accepted");
  CHECK(called == 1);
  CHECK(why(R"({"sub":"mallory"})", rules) == "sub: is locked out");
  CHECK(called == 2);
  rules.required = {"scope"};
  CHECK(judge(R"({"sub":"mallory"})", rules) == "missing_claim scope");
  CHECK(called == 2);
}

TEST_CASE("the claims are checked in one order", "[validation]") {
  validation rules{.issuer = "i",
                   .audience = "a",
                   .subject = "s",
                   .max_age = 60s,
                   .jti = "j",
                   .required = {"r"},
                   .check = [](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> {
                     return jot::error(jot::errc::claim_rejected, "c", "no");
                   }};
  // Everything is wrong at first; each step mends what was told.
  std::string payload = R"({"exp":1,"nbf":9999999999,"iat":9999999999,"iss":"x","aud":"x","sub":"x","jti":"x"})";
  const auto mend = [&](const char* from, const char* to) { payload = replaced(payload, from, to); };
  CHECK(judge(payload, rules) == "token_expired exp");
  mend("\"exp\":1", "\"exp\":1700000001");
  CHECK(judge(payload, rules) == "token_not_yet_valid nbf");
  mend("\"nbf\":9999999999", "\"nbf\":1");
  CHECK(judge(payload, rules) == "token_not_yet_valid iat");
  mend("\"iat\":9999999999", "\"iat\":1");
  CHECK(judge(payload, rules) == "token_too_old iat");
  mend("\"iat\":1,", "\"iat\":1700000000,");
  CHECK(judge(payload, rules) == "issuer_mismatch iss");
  mend("\"iss\":\"x\"", "\"iss\":\"i\"");
  CHECK(judge(payload, rules) == "audience_mismatch aud");
  mend("\"aud\":\"x\"", "\"aud\":\"a\"");
  CHECK(judge(payload, rules) == "subject_mismatch sub");
  mend("\"sub\":\"x\"", "\"sub\":\"s\"");
  CHECK(judge(payload, rules) == "claim_rejected jti");
  mend("\"jti\":\"x\"", "\"jti\":\"j\"");
  CHECK(judge(payload, rules) == "missing_claim r");
  mend("{", "{\"r\":1,");
  CHECK(judge(payload, rules) == "claim_rejected c");
  rules.check = nullptr;
  CHECK(judge(payload, rules) == "accepted");
  rules.typ = "at+jwt";
  CHECK(judge(replaced(payload, "1700000001", "1"), rules) == "type_mismatch typ");
}

TEST_CASE("rules that contradict themselves are a configuration error for every token", "[validation]") {
  const auto refused = [](const validation& rules) {
    CHECK(verdict(jot::verify("not even a token", hs256_key().verification_key(), rules)) == judge("{}", rules));
    return judge("{}", rules);
  };
  CHECK(refused(with_issuer(jot::any_of(std::vector<std::string>()))) == "invalid_configuration issuer");
  CHECK(refused(with_audience(jot::any_of(std::vector<std::string>()))) == "invalid_configuration audience");
  CHECK(refused(with_audience(jot::all_of(std::vector<std::string>()))) == "invalid_configuration audience");
  CHECK(refused(with_issuer("")) == "invalid_configuration issuer");
  CHECK(refused(with_issuer(jot::any_of({"a", ""}))) == "invalid_configuration issuer");
  CHECK(refused(with_audience("")) == "invalid_configuration audience");
  CHECK(refused(with_audience(jot::any_of({"", "a"}))) == "invalid_configuration audience");
  CHECK(refused(with_audience(jot::all_of({"a", ""}))) == "invalid_configuration audience");
  CHECK(refused(rules_with([](validation& r) { r.max_lifetime = 0s; })) == "invalid_configuration max_lifetime");
  CHECK(refused(rules_with([](validation& r) { r.max_lifetime = std::chrono::seconds(farthest + 1); })) ==
        "invalid_configuration max_lifetime");
  const auto with_equal = [](std::vector<jot::claim_rule> equal) {
    return rules_with([&](validation& r) { r.equal = std::move(equal); });
  };
  CHECK(refused(with_equal({{"", "x"}})) == "invalid_configuration equal");
  CHECK(refused(with_equal({{"/a~2", "x"}})) == "invalid_configuration equal");
  CHECK(refused(with_equal({{"/a~", "x"}})) == "invalid_configuration equal");
  CHECK(refused(with_equal({{"x", std::nan("")}})) == "invalid_configuration equal");
  CHECK(refused(with_equal({{"x", jot::contains(HUGE_VAL)}})) == "invalid_configuration equal");
  CHECK(refused(with_equal(std::vector<jot::claim_rule>(65, {"x", "y"}))) == "invalid_configuration equal");
  CHECK(refused(with_leeway(-1s)) == "invalid_configuration leeway");
  CHECK(refused(with_leeway(validation::max_leeway + 1s)) == "invalid_configuration leeway");
  CHECK(refused(with_leeway(std::chrono::seconds::max())) == "invalid_configuration leeway");
  CHECK(refused(with_leeway(std::chrono::seconds::min())) == "invalid_configuration leeway");
  CHECK(refused(with_max_age(-1s)) == "invalid_configuration max_age");
  CHECK(refused(with_max_age(std::chrono::seconds(farthest + 1))) == "invalid_configuration max_age");
  CHECK(refused(rules_with([](validation& r) { r.required.assign(65, "x"); })) == "invalid_configuration required");
  CHECK(judge("{}", with_leeway(validation::max_leeway)) == "accepted");
}

TEST_CASE("no message repeats what the token or the configuration says", "[validation]") {
  const std::string secret = "s3cr3t-value";
  const std::string payload =
      R"({"iss":")" + secret + R"(","sub":")" + secret + R"(","aud":")" + secret + R"(","jti":")" + secret + "\"}";
  for (const validation& rules : {with_issuer("trusted-9"), with_audience("trusted-9"),
                                  rules_with([](validation& r) { r.subject = "trusted-9"; }),
                                  rules_with([](validation& r) { r.jti = "trusted-9"; })}) {
    const std::string text = why(payload, rules);
    CHECK_FALSE(text.empty());
    CHECK(text.find(secret) == std::string::npos);
    CHECK(text.find("trusted-9") == std::string::npos);
  }
}

TEST_CASE("an exp that is ignored is neither required nor checked, and is still a date", "[validation]") {
  const validation rules = rules_with([](validation& r) { r.exp = jot::expiry::ignored; });
  CHECK(judge(claim("exp", at(-86'400)), rules) == "accepted");
  CHECK(judge(claim("exp", at(1)), rules) == "accepted");
  CHECK(judge("{}", rules) == "accepted");
  CHECK(judge(claim("exp", "\"x\""), rules) == "invalid_claim exp");
  CHECK(judge(claim("nbf", at(1)), rules) == "token_not_yet_valid nbf");
}

TEST_CASE("max_lifetime counts from iat to exp, and from now where no iat has passed", "[validation]") {
  const auto rules = [](std::chrono::seconds leeway = 0s) {
    return rules_with([&](validation& r) {
      r.max_lifetime = 600s;
      r.leeway = leeway;
    });
  };
  const auto from_to = [](std::int64_t iat, std::int64_t exp) {
    return "{\"iat\":" + at(iat) + ",\"exp\":" + at(exp) + "}";
  };
  CHECK(judge(from_to(-10, 590), rules()) == "accepted");
  CHECK(judge(from_to(-10, 591), rules()) == "claim_rejected exp");
  CHECK(judge(from_to(-10, 591), rules(60s)) == "claim_rejected exp");
  CHECK(judge(claim("exp", at(600)), rules()) == "accepted");
  CHECK(judge(claim("exp", at(601)), rules()) == "claim_rejected exp");
  CHECK(judge(claim("exp", at(605)), rules(5s)) == "accepted");
  CHECK(judge(claim("exp", at(606)), rules(5s)) == "claim_rejected exp");
  // An iat in the future must not stretch the end.
  CHECK(judge(from_to(100, 600), rules()) == "accepted");
  CHECK(judge(from_to(100, 601), rules()) == "claim_rejected exp");
  CHECK(judge(from_to(5, 605), rules(5s)) == "accepted");
  CHECK(judge("{}", rules()) == "missing_claim exp");
  CHECK(judge(claim("iat", at(-1)), rules()) == "missing_claim exp");
  CHECK(why(from_to(-10, 591), rules()) == "exp: the token is good for 601 s; max_lifetime is 600 s");
}

TEST_CASE("what the caller's check throws refuses the token, and its text is not kept", "[validation]") {
  const auto throwing = [](auto thrown) {
    return rules_with([&](validation& r) {
      r.check = [thrown](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> { throw thrown; };
    });
  };
  CHECK(judge("{}", throwing(std::runtime_error("s3cr3t"))) == "claim_rejected");
  CHECK(why("{}", throwing(std::runtime_error("s3cr3t"))) == "validation::check threw an exception");
  CHECK(judge("{}", throwing(42)) == "claim_rejected");
  CHECK(judge("{}", throwing(jot::exception(jot::error(jot::errc::missing_claim, "tenant", "no")))) ==
        "missing_claim tenant");
  CHECK_THROWS_AS(judge("{}", throwing(std::bad_alloc())), std::bad_alloc);
}

TEST_CASE("B8: a check that reads a claim of another type refuses the token", "[validation]") {
  const validation rules = rules_with([](validation& r) {
    r.check = [](const jot::claims_view& c, const jot::jws_header&) -> jot::result<void> {
      if (c.json().at("sid").get<std::string>() == "s" && c.sub->size() > 1) return {};
      return jot::error(jot::errc::claim_rejected, "sid", "another session");
    };
  });
  CHECK(judge(R"({"sid":"s","sub":"alice"})", rules) == "accepted");
  CHECK(judge(R"({"sid":7,"sub":"alice"})", rules) == "claim_rejected");
  CHECK(judge(R"({"sub":"alice"})", rules) == "claim_rejected");
  CHECK(judge(R"({"sid":"s"})", rules) == "missing_claim sub");
}

TEST_CASE("the caller's check sees the header", "[validation]") {
  validation rules = rules_with([](validation& r) {
    r.check = [](const jot::claims_view&, const jot::jws_header& header) -> jot::result<void> {
      if (header.kid == "k1" && header.json().at("alg") == "HS256") return {};
      return jot::error(jot::errc::claim_rejected, "kid", "retired");
    };
  });
  const auto judged = [&](const char* header) {
    return verdict(jot::verify(token_of(header, "{}"), hs256_key().verification_key(), rules, now_clock()));
  };
  CHECK(judged(R"({"alg":"HS256","kid":"k1"})") == "accepted");
  CHECK(judged(R"({"alg":"HS256","kid":"k2"})") == "claim_rejected kid");
}

namespace {
std::string judge_equal(std::string_view payload, std::vector<jot::claim_rule> equal) {
  return judge(payload, rules_with([&](validation& r) { r.equal = std::move(equal); }));
}
}  // namespace

TEST_CASE("a claim must say what equal says", "[validation]") {
  const std::string_view payload = R"({"tenant":"acme","level":3,"beta":true,"ratio":0.5,"none":null,"sub":"alice"})";
  CHECK(judge_equal(payload, {{"tenant", "acme"}, {"level", 3}, {"beta", true}, {"ratio", 0.5}, {"sub", "alice"}}) ==
        "accepted");
  CHECK(judge_equal(payload, {{"tenant", "acm"}}) == "claim_rejected tenant");
  CHECK(judge_equal(payload, {{"tenant", "Acme"}}) == "claim_rejected tenant");
  CHECK(judge_equal(payload, {{"tenant", 3}}) == "claim_rejected tenant");
  CHECK(judge_equal(payload, {{"level", 4}}) == "claim_rejected level");
  CHECK(judge_equal(payload, {{"level", "3"}}) == "claim_rejected level");
  CHECK(judge_equal(payload, {{"level", true}}) == "claim_rejected level");
  CHECK(judge_equal(payload, {{"beta", false}}) == "claim_rejected beta");
  CHECK(judge_equal(payload, {{"beta", 1}}) == "claim_rejected beta");
  CHECK(judge_equal(payload, {{"none", "x"}}) == "missing_claim none");
  CHECK(judge_equal(payload, {{"tenants", "acme"}}) == "missing_claim tenants");
  CHECK(judge_equal(payload, {{"tenant", "acme"}, {"Tenant", "acme"}}) == "missing_claim Tenant");
  CHECK(judge_equal(R"({"ten\u0061nt":"\u0061cme"})", {{"tenant", "acme"}}) == "accepted");
  CHECK(judge_equal(R"( { "a" : 1 , "tenant" : "acme" } )", {{"tenant", "acme"}}) == "accepted");
  CHECK(judge_equal("{}", {{"tenant", "acme"}}) == "missing_claim tenant");
  CHECK(judge_equal(R"({"tenant":{"a":"acme"}})", {{"tenant", "acme"}}) == "claim_rejected tenant");
  CHECK(judge_equal(R"({"tenant":["acme"]})", {{"tenant", "acme"}}) == "claim_rejected tenant");
  const std::string tenant = "acme";
  CHECK(judge_equal(payload, {{"tenant", tenant}, {"sub", std::string_view("alice")}}) == "accepted");
  CHECK(why(payload, rules_with([](validation& r) { r.equal = {{"tenant", "other"}}; })) ==
        "tenant: the value is not the expected one");
}

TEST_CASE("numbers are compared by their value", "[validation]") {
  for (const char* one : {"1", "1.0", "1e0", "10e-1", "0.1e1", "1.000000000000000000000000000"}) {
    CAPTURE(one);
    CHECK(judge_equal(claim("n", one), {{"n", 1}, {"n", 1.0}, {"n", 1U}}) == "accepted");
    CHECK(judge_equal(claim("n", one), {{"n", 2}}) == "claim_rejected n");
    CHECK(judge_equal(claim("n", one), {{"n", -1}}) == "claim_rejected n");
    CHECK(judge_equal(claim("n", one), {{"n", 10}}) == "claim_rejected n");
  }
  CHECK(judge_equal(claim("n", "-0"), {{"n", 0}, {"n", 0.0}}) == "accepted");
  CHECK(judge_equal(claim("n", "0.1"), {{"n", 0.1}}) == "accepted");
  CHECK(judge_equal(claim("n", "1.00000000000000000001"), {{"n", 1}}) == "claim_rejected n");
  CHECK(judge_equal(claim("n", "9007199254740993"), {{"n", 9007199254740992}}) == "claim_rejected n");
  CHECK(judge_equal(claim("n", "18446744073709551615"), {{"n", 18446744073709551615U}}) == "accepted");
  CHECK(judge_equal(claim("n", "1e300"), {{"n", 1e300}}) == "accepted");
  CHECK(judge_equal(claim("n", "\"1\""), {{"n", 1}}) == "claim_rejected n");
}

TEST_CASE("an array must contain what contains() says", "[validation]") {
  const std::string_view payload = R"({"roles":["user","admin",7,true,["x"]],"text":"admin","empty":[]})";
  CHECK(judge_equal(payload,
                    {{"roles", jot::contains("admin")}, {"roles", jot::contains(7)}, {"roles", jot::contains(true)}}) ==
        "accepted");
  CHECK(judge_equal(payload, {{"roles", jot::contains("adm")}}) == "claim_rejected roles");
  CHECK(judge_equal(payload, {{"roles", jot::contains("x")}}) == "claim_rejected roles");
  CHECK(judge_equal(payload, {{"text", jot::contains("admin")}}) == "claim_rejected text");
  CHECK(judge_equal(payload, {{"empty", jot::contains("admin")}}) == "claim_rejected empty");
  CHECK(judge_equal(payload, {{"none", jot::contains("admin")}}) == "missing_claim none");
  CHECK(judge_equal(payload, {{"roles", "admin"}}) == "claim_rejected roles");
}

TEST_CASE("a name that begins with / is a JSON pointer, and no other", "[validation]") {
  const std::string_view payload =
      R"({"realm_access":{"roles":["user","admin"],"a/b":{"m~n":"x"},"\u0065":{"":"empty"}},)"
      R"("https://example.com/role":"boss","list":[{"k":1},[true,"second"]],"text":"/realm_access"})";
  CHECK(judge_equal(payload, {{"/realm_access/roles", jot::contains("admin")},
                              {"/realm_access/roles/1", "admin"},
                              {"/realm_access/a~1b/m~0n", "x"},
                              {"/realm_access/e/", "empty"},
                              {"https://example.com/role", "boss"},
                              {"/list/0/k", 1},
                              {"/list/1/1", "second"},
                              {"/text", "/realm_access"}}) == "accepted");
  for (const char* absent :
       {"/realm_access/role", "/realm_access/roles/2", "/realm_access/roles/01", "/realm_access/roles/-",
        "/realm_access/roles/x", "/realm_access/roles/", "/realm_access/a/b", "/text/0", "/list/0/k/0", "/", "//",
        "realm_access/roles/1", "/list/99999999999999999999", "/realm_access/roles/1/"}) {
    CAPTURE(absent);
    CHECK(judge_equal(payload, {{absent, "admin"}}) == "missing_claim " + std::string(absent));
  }
  CHECK(judge_equal(payload, {{"/realm_access/roles", jot::contains("boss")}}) == "claim_rejected /realm_access/roles");
  CHECK(judge_equal(R"({"a":{"s":"}]\"\\","t":[1,{"u":"x"}]},"b":"y"})", {{"/a/t/1/u", "x"}, {"/b", "y"}}) ==
        "accepted");
}

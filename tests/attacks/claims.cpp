// Rows 45 to 57 of the security table: what the claims must say.
#include "forge.hpp"
#include "support/catch.hpp"

#include <jot/oauth2/bearer.hpp>

#include <limits>

using namespace attack;
using jot::algorithm;
using namespace std::chrono_literals;

namespace {

const jot::any_signing_key& key() { return key_for(algorithm::hs256); }
std::string token_of(const std::string& claims) { return forge(header(algorithm::hs256), claims, key()); }
std::string says(const std::string& claims, const jot::validation& rules = lax(), std::int64_t time = now) {
  return verdict(token_of(claims), key().verification_key(), rules, time);
}
jot::validation with_leeway(std::chrono::seconds leeway) {
  jot::validation rules = lax();
  rules.leeway = leeway;
  return rules;
}

template <class T>
std::string message(const jot::result<T>& result) {
  return result ? "accepted" : result.error().message();
}

constexpr std::int64_t max_int64 = (std::numeric_limits<std::int64_t>::max)();
constexpr std::int64_t min_int64 = (std::numeric_limits<std::int64_t>::min)();

// A number as JSON text, and what it is as exp and as nbf at `now`.
struct date_row {
  const char* text;
  const char* exp;
  const char* nbf;
};
constexpr date_row dates[] = {
    {"1700000000", "token_expired", "accepted"},
    {"1700000001", "accepted", "token_not_yet_valid"},
    {"1699999999", "token_expired", "accepted"},
    {"1700000000.0", "token_expired", "accepted"},
    {"1700000000.5", "accepted", "token_not_yet_valid"},
    {"1699999999.5", "token_expired", "accepted"},
    {"1700000000.000000001", "accepted", "token_not_yet_valid"},
    {"1700000000.0000000000000000000000001", "accepted", "token_not_yet_valid"},
    {"1699999999.999999999999999999999999", "token_expired", "accepted"},
    {"1.7e9", "token_expired", "accepted"},
    {"17E+8", "token_expired", "accepted"},
    {"170000000000000000000000000000e-20", "token_expired", "accepted"},
    {"1.7000000001e9", "accepted", "token_not_yet_valid"},
    {"1.70000000000000000000000001e9", "accepted", "token_not_yet_valid"},
    {"1700000001e0", "accepted", "token_not_yet_valid"},
    {"0", "token_expired", "accepted"},
    {"-0", "token_expired", "accepted"},
    {"-0.0", "token_expired", "accepted"},
    {"0e1", "token_expired", "accepted"},
    {"0e99999999999999999999", "token_expired", "accepted"},
    {"1e-400", "token_expired", "accepted"},
    {"1e-99999999999999999999", "token_expired", "accepted"},
    {"-1", "token_expired", "accepted"},
    {"-0.5", "token_expired", "accepted"},
    {"-1700000001", "token_expired", "accepted"},
    {"2147483647", "accepted", "token_not_yet_valid"},
    {"2147483648", "accepted", "token_not_yet_valid"},
    {"-2147483648", "token_expired", "accepted"},
    {"-2147483649", "token_expired", "accepted"},
    {"4294967295", "accepted", "token_not_yet_valid"},
    {"4294967296", "accepted", "token_not_yet_valid"},
    {"253402300799", "accepted", "token_not_yet_valid"},
    {"253402300799.0", "accepted", "token_not_yet_valid"},
    {"253402300798.999999999999", "accepted", "token_not_yet_valid"},
    {"253402300799.000000000001", "invalid_claim", "invalid_claim"},
    {"253402300800", "invalid_claim", "invalid_claim"},
    {"-253402300799", "token_expired", "accepted"},
    {"-253402300798.5", "token_expired", "accepted"},
    {"-253402300799.000000000001", "invalid_claim", "invalid_claim"},
    {"-253402300800", "invalid_claim", "invalid_claim"},
    {"1700000000000", "invalid_claim", "invalid_claim"},
    {"9007199254740991", "invalid_claim", "invalid_claim"},
    {"9007199254740991.0", "invalid_claim", "invalid_claim"},
    {"9007199254740990.999", "invalid_claim", "invalid_claim"},
    {"9007199254740991.000000001", "invalid_claim", "invalid_claim"},
    {"9007199254740992", "invalid_claim", "invalid_claim"},
    {"9007199254740993", "invalid_claim", "invalid_claim"},
    {"-9007199254740991", "invalid_claim", "invalid_claim"},
    {"-9007199254740992", "invalid_claim", "invalid_claim"},
    {"1700000000000000000", "invalid_claim", "invalid_claim"},
    {"9223372036854775807", "invalid_claim", "invalid_claim"},
    {"9223372036854775808", "invalid_claim", "invalid_claim"},
    {"-9223372036854775808", "invalid_claim", "invalid_claim"},
    {"-9223372036854775809", "invalid_claim", "invalid_claim"},
    {"18446744073709551615", "invalid_claim", "invalid_claim"},
    {"18446744073709551616", "invalid_claim", "invalid_claim"},
    {"18446744075409551616", "invalid_claim", "invalid_claim"},  // 2^64 + now: as unsigned it wraps to now
    {"1e16", "invalid_claim", "invalid_claim"},
    {"1e19", "invalid_claim", "invalid_claim"},
    {"-1e19", "invalid_claim", "invalid_claim"},
    {"1.7e300", "invalid_claim", "invalid_claim"},
    {"1e308", "invalid_claim", "invalid_claim"},
    {"1e309", "invalid_payload", "invalid_payload"},
    {"1e400", "invalid_payload", "invalid_payload"},
    {"-1e400", "invalid_payload", "invalid_payload"},
    {"1e99999999999999999999", "invalid_payload", "invalid_payload"},
};

}  // namespace

TEST_CASE("row 45: a token is expired at its exp and after it") {
  for (const date_row& row : dates) {
    CAPTURE(row.text);
    CHECK(says(R"({"exp":)" + std::string(row.text) + '}') == row.exp);
  }
  jot::validation strict = lax();
  strict.exp = jot::expiry::required;
  CHECK(says("{}", strict) == "missing_claim");
  CHECK(says("{}") == "accepted");
  CHECK(says(R"({"exp":1700000000})") == "token_expired");
  CHECK(says(R"({"EXP":1,"Exp":1,"exp ":1,"exp\u0000":1})", strict) == "missing_claim");
  CHECK(jot::validation{.issuer = jot::ignore, .audience = jot::ignore}.exp == jot::expiry::required);
}

TEST_CASE("row 46: a token is not valid before its nbf") {
  for (const date_row& row : dates) {
    CAPTURE(row.text);
    CHECK(says(R"({"nbf":)" + std::string(row.text) + '}') == row.nbf);
  }
}

TEST_CASE("row 47: a registered claim of a wrong type refuses the token though nobody asked for it") {
  for (const char* name : {"iss", "sub", "jti"}) {
    for (const char* value :
         {"null", "true", "false", "0", "1", "-1", "1.5", "1e3", "{}", "[]", R"(["x"])", R"({"x":"y"})"}) {
      CAPTURE(name, value);
      CHECK(says(R"({")" + std::string(name) + "\":" + value + '}') == "invalid_claim");
    }
    CHECK(says(R"({")" + std::string(name) + R"(":""})") == "accepted");
    CHECK(says(R"({")" + std::string(name) + R"(":"NaN"})") == "accepted");
    CHECK(says(R"({")" + std::string(name) + R"(":NaN})") == "invalid_payload");
  }
  for (const char* name : {"exp", "nbf", "iat"}) {
    for (const char* value : {"null", "true", "false", R"("")", R"("1700000600")", R"("2023-11-14T22:13:20Z")",
                              R"("NaN")", R"("Infinity")", "{}", "[]", "[1700000600]", R"({"$date":1700000600})"}) {
      CAPTURE(name, value);
      CHECK(says(R"({")" + std::string(name) + "\":" + value + '}') == "invalid_claim");
    }
    for (const char* value : {"NaN", "Infinity", "-Infinity", "nan", "01", "+1", "1.", ".1", "0x1", "1_0"}) {
      CHECK(says(R"({")" + std::string(name) + "\":" + value + '}') == "invalid_payload");
    }
  }
  for (const char* value :
       {"null", "true", "0", "-1", "1.5", "{}", R"({"api":1})", "[null]", "[1]", "[true]", R"([["api"]])", R"([{}])",
        R"(["api",1])", R"([1,"api"])", R"(["api",null])", R"(["api",["api"]])"}) {
    CAPTURE(value);
    CHECK(says(R"({"aud":)" + std::string(value) + '}') == "invalid_claim");
  }
  // Names that only look like registered ones have no type.
  CHECK(says(R"({"Exp":"x","EXP":null,"expx":[],"ex":{},"nonce":1,"scope":{},"azp":1})") == "accepted");
  CHECK(says(R"({"a":{"exp":1,"iss":1,"aud":{}}})") == "accepted");
}

TEST_CASE("row 48: dates are exact up to 2 to the 53 and refused beyond") {
  // The clock stands at the very ends, where unsigned, nanosecond or floating arithmetic would go round.
  const std::int64_t limit = jot::numeric_date::max_seconds;
  jot::validation rules = lax();
  rules.limits.date_seconds = limit;
  CHECK(says(R"({"exp":9007199254740991})", rules, limit - 1) == "accepted");
  CHECK(says(R"({"exp":9007199254740991.0})", rules, limit - 1) == "accepted");
  CHECK(says(R"({"exp":9007199254740990.999})", rules, limit - 1) == "accepted");
  CHECK(says(R"({"exp":9007199254740990})", rules, limit - 1) == "token_expired");
  CHECK(says(R"({"nbf":9007199254740991})", rules, limit - 1) == "token_not_yet_valid");
  CHECK(says(R"({"nbf":9007199254740991})", rules, limit) == "accepted");
  CHECK(says(R"({"exp":9007199254740991})", rules, max_int64) == "token_expired");
  CHECK(says(R"({"nbf":9007199254740991})", rules, max_int64) == "accepted");
  CHECK(says(R"({"nbf":-9007199254740990})", rules, min_int64) == "token_not_yet_valid");
  CHECK(says(R"({"exp":-9007199254740990})", rules, min_int64) == "accepted");
  // A limit that a program sets beyond all dates makes none of them.
  rules.limits.date_seconds = max_int64;
  CHECK(says(R"({"exp":9007199254740991})", rules, limit - 1) == "accepted");
  CHECK(says(R"({"exp":9007199254740992})", rules, limit - 1) == "invalid_claim");
  CHECK(says(R"({"nbf":-9007199254740992})", rules, limit - 1) == "invalid_claim");
  rules.limits.date_seconds = min_int64;
  CHECK(says(R"({"exp":0})", rules, min_int64) == "invalid_claim");
  for (const std::int64_t seconds : {std::int64_t{9'223'372'036}, std::int64_t{9'223'372'037},
                                     std::int64_t{-9'223'372'037}, std::int64_t{1} << 31, std::int64_t{1} << 32}) {
    const std::string exp = R"({"exp":)" + std::to_string(seconds) + '}';
    CAPTURE(seconds);
    CHECK(says(exp, lax(), seconds - 1) == "accepted");
    CHECK(says(exp, lax(), seconds) == "token_expired");
  }
}

TEST_CASE("row 48: a date in milliseconds or nanoseconds is refused with the unit it is in") {
  const auto text = [](const std::string& claims) {
    return message(jot::verify(token_of(claims), key().verification_key(), lax(), at(now)));
  };
  CHECK(text(R"({"exp":1700000300000})") ==
        "exp: more than 253402300799 s from 1970: milliseconds? a NumericDate is in seconds");
  CHECK(text(R"({"nbf":1699999000000})") ==
        "nbf: more than 253402300799 s from 1970: milliseconds? a NumericDate is in seconds");
  CHECK(text(R"({"iat":1.7e12})") ==
        "iat: more than 253402300799 s from 1970: milliseconds? a NumericDate is in seconds");
  CHECK(text(R"({"exp":1700000300000000000})") ==
        "exp: more than 253402300799 s from 1970: nanoseconds? a NumericDate is in seconds");
  CHECK(text(R"({"exp":1.7e18})") ==
        "exp: more than 253402300799 s from 1970: nanoseconds? a NumericDate is in seconds");
}

TEST_CASE("row 48: a date beyond the year 9999 is not signed") {
  const auto date = [](std::int64_t seconds) {
    return jot::numeric_date(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  };
  CHECK(jot::sign(key(), {.exp = date(253'402'300'799)}));
  CHECK(jot::sign(key(), {.exp = jot::never, .nbf = date(-253'402'300'799)}));
  CHECK(outcome(jot::sign(key(), {.exp = date(253'402'300'800)})) == "invalid_claims_to_sign");
  CHECK(outcome(jot::sign(key(), {.exp = jot::never, .nbf = date(-253'402'300'800)})) == "invalid_claims_to_sign");
  CHECK(message(jot::sign(key(), {.exp = date(1'700'000'300'000)})) ==
        "exp: more than 253402300799 s from 1970: milliseconds? a NumericDate is in seconds");
  CHECK(message(jot::sign(key(), {.exp = jot::never, .nbf = date(1'700'000'000'000'000'000)})) ==
        "nbf: more than 253402300799 s from 1970: nanoseconds? a NumericDate is in seconds");
  CHECK(message(jot::sign(key(), {.exp = jot::never, .iat = jot::in(std::chrono::seconds::max())})) ==
        "iat: more than 253402300799 s from 1970: nanoseconds? a NumericDate is in seconds");
  // The limit is a field.
  CHECK(jot::sign(key(), {.exp = date(1'700'000'300'000), .date_seconds = 1'700'000'300'000}));
  CHECK(outcome(jot::sign(key(), {.exp = date(now + 1), .date_seconds = now})) == "invalid_claims_to_sign");
}

TEST_CASE("row 48: a time point of any duration is clamped and does not go round") {
  const jot::numeric_date latest = *jot::numeric_date::from_seconds(jot::numeric_date::max_seconds);
  const jot::numeric_date earliest = *jot::numeric_date::from_seconds(-jot::numeric_date::max_seconds);
  const auto clamped = [&](auto duration) {
    using time = std::chrono::sys_time<decltype(duration)>;
    CHECK(jot::numeric_date(time((decltype(duration)::max)())) == latest);
    CHECK(jot::numeric_date(time((decltype(duration)::min)())) == earliest);
  };
  clamped(0s);
  clamped(0min);
  clamped(0h);
  clamped(std::chrono::weeks(0));
  clamped(std::chrono::years(0));
  clamped(std::chrono::duration<double>(0));
  clamped(std::chrono::duration<double, std::ratio<3600>>(0));
  CHECK(jot::numeric_date(std::chrono::sys_time<std::chrono::nanoseconds>::max()).seconds().time_since_epoch() ==
        9'223'372'036s);
  CHECK(jot::numeric_date(std::chrono::sys_time<std::chrono::nanoseconds>::min()).seconds().time_since_epoch() ==
        -9'223'372'037s);
  CHECK(jot::numeric_date(std::chrono::sys_time<std::chrono::duration<double>>(std::chrono::duration<double>(-1.25)))
            .seconds()
            .time_since_epoch() == -2s);
  CHECK(jot::numeric_date(std::chrono::sys_time<std::chrono::duration<double>>(std::chrono::duration<double>(-1.25)))
            .fraction() == 750ms);
}

TEST_CASE("row 49: fractions are compared and not rounded") {
  const auto exp = [](const char* text, std::int64_t time) {
    jot::validation rules = lax();
    rules.limits.date_seconds = jot::numeric_date::max_seconds;
    return says(R"({"exp":)" + std::string(text) + '}', rules, time);
  };
  CHECK(exp("100.000000000000000000000001", 100) == "accepted");
  CHECK(exp("100.999999999999999999999999", 100) == "accepted");
  CHECK(exp("100.999999999999999999999999", 101) == "token_expired");
  CHECK(exp("-100.5", -101) == "accepted");
  CHECK(exp("-100.5", -100) == "token_expired");
  CHECK(exp("-0.000000000000000000000000000001", -1) == "accepted");
  CHECK(exp("-0.000000000000000000000000000001", 0) == "token_expired");
  CHECK(exp("9007199254740990.5", 9'007'199'254'740'990) == "accepted");  // no double can hold this
  jot::validation aged = lax();
  aged.max_age = 10s;
  CHECK(says(R"({"iat":90})", aged, 100) == "accepted");
  CHECK(says(R"({"iat":89.999999999})", aged, 100) == "token_too_old");
  CHECK(says(R"({"iat":100.000000001})", aged, 100) == "token_not_yet_valid");
}

TEST_CASE("row 50: leeway shifts each boundary by whole seconds") {
  const auto exp = [](std::int64_t seconds, std::chrono::seconds leeway) {
    return says(R"({"exp":)" + std::to_string(seconds) + '}', with_leeway(leeway));
  };
  const auto nbf = [](std::int64_t seconds, std::chrono::seconds leeway) {
    return says(R"({"nbf":)" + std::to_string(seconds) + '}', with_leeway(leeway));
  };
  CHECK(exp(now - 9, 10s) == "accepted");
  CHECK(exp(now - 10, 10s) == "token_expired");
  CHECK(nbf(now + 10, 10s) == "accepted");
  CHECK(nbf(now + 11, 10s) == "token_not_yet_valid");
  CHECK(says(R"({"exp":1699999990.000000001})", with_leeway(10s)) == "accepted");
  CHECK(says(R"({"nbf":1700000010.000000001})", with_leeway(10s)) == "token_not_yet_valid");
  CHECK(exp(now - 86'399, 24h) == "accepted");
  CHECK(exp(now - 86'400, 24h) == "token_expired");
  for (const std::chrono::seconds bad :
       {-1s, std::chrono::seconds(24h) + 1s, (std::chrono::seconds::max)(), (std::chrono::seconds::min)()}) {
    CHECK(exp(now + 1, bad) == "invalid_configuration");
    CHECK(nbf(now - 1, bad) == "invalid_configuration");
  }
  for (const std::int64_t time :
       {max_int64, max_int64 - 1, min_int64, min_int64 + 1, std::int64_t{0}, std::int64_t{-1}}) {
    CAPTURE(time);
    CHECK(says(R"({"exp":0})", with_leeway(24h), time) == (time < 86'400 ? "accepted" : "token_expired"));
    CHECK(says(R"({"nbf":0})", with_leeway(24h), time) == (time < -86'400 ? "token_not_yet_valid" : "accepted"));
  }
}

TEST_CASE("row 51: max_age needs an iat that is neither old nor in the future") {
  jot::validation rules = lax();
  rules.max_age = 60s;
  const auto iat = [&](std::int64_t seconds) { return says(R"({"iat":)" + std::to_string(seconds) + '}', rules); };
  CHECK(iat(now) == "accepted");
  CHECK(iat(now - 60) == "accepted");
  CHECK(iat(now - 61) == "token_too_old");
  CHECK(iat(now + 1) == "token_not_yet_valid");
  CHECK(says("{}", rules) == "missing_claim");
  CHECK(says(R"({"iat":null})", rules) == "invalid_claim");
  rules.leeway = 10s;
  CHECK(iat(now - 70) == "accepted");
  CHECK(iat(now - 71) == "token_too_old");
  CHECK(iat(now + 10) == "accepted");
  CHECK(iat(now + 11) == "token_not_yet_valid");
  rules.leeway = 0s;
  rules.max_age = 0s;
  CHECK(iat(now) == "accepted");
  CHECK(iat(now - 1) == "token_too_old");
  for (const std::chrono::seconds bad : {-1s, (std::chrono::seconds::min)(), (std::chrono::seconds::max)()}) {
    rules.max_age = bad;
    CHECK(iat(now) == "invalid_configuration");
  }
  CHECK(says(R"({"iat":1700009999})") == "accepted");
}

TEST_CASE("row 52: the issuer is compared byte by byte") {
  jot::validation rules = lax();
  rules.issuer = "https://id.example";
  const auto iss = [&](const std::string& json) { return says(R"({"iss":)" + json + '}', rules); };
  CHECK(iss(R"("https://id.example")") == "accepted");
  CHECK(iss(R"("https:\/\/id.example")") == "accepted");
  CHECK(says("{}", rules) == "missing_claim");
  for (const char* other : {R"("")",
                            R"("https://id.example/")",
                            R"("https://id.example ")",
                            R"(" https://id.example")",
                            R"("https://ID.example")",
                            R"("HTTPS://id.example")",
                            R"("http://id.example")",
                            R"("https://id.example.evil.org")",
                            R"("https://id.exampl")",
                            R"("https://evil.org/https://id.example")",
                            R"("https://id.example:443")",
                            R"("https://id.example\u0000")",
                            R"("https://id.example\u0000.evil.org")",
                            R"("https://id%2Eexample")",
                            R"("https://idxexample")",
                            R"("https://ıd.example")",
                            R"("https://id.example#")",
                            R"("https://id.example?")",
                            R"("https://user@id.example")",
                            R"(".*")"}) {
    CAPTURE(other);
    CHECK(iss(other) == "issuer_mismatch");
  }
  CHECK(iss(R"(["https://id.example"])") == "invalid_claim");
  rules.issuer = jot::any_of({"https://a.example", "https://b.example"});
  CHECK(iss(R"("https://b.example")") == "accepted");
  CHECK(iss(R"("https://a.example,https://b.example")") == "issuer_mismatch");
  CHECK(iss(R"("https://a.example https://b.example")") == "issuer_mismatch");
  rules.issuer = jot::any_of(std::vector<std::string>());
  CHECK(iss(R"("https://b.example")") == "invalid_configuration");
  rules.issuer = "é";
  CHECK(iss(R"("\u00e9")") == "accepted");
  CHECK(iss(R"("e\u0301")") == "issuer_mismatch");
  rules.issuer = "";
  CHECK(iss(R"("")") == "invalid_configuration");
  CHECK(says("{}", rules) == "invalid_configuration");
}

TEST_CASE("row 53: one of the audiences is ours and none means refusal") {
  jot::validation rules = lax();
  rules.audience = "api";
  const auto aud = [&](const std::string& json) { return says(R"({"aud":)" + json + '}', rules); };
  for (const char* good : {R"("api")", R"(["api"])", R"(["x","api"])", R"(["api","api"])", R"(["x","y","z","api"])"})
    CHECK(aud(good) == "accepted");
  CHECK(says("{}", rules) == "missing_claim");
  for (const char* other : {R"("")", "[]", R"([""])", R"("API")", R"("ap")", R"("api ")", R"("api2")", R"("my-api")",
                            R"("api,x")", R"("api x")", R"("x api")", R"("[\"api\"]")", R"(["api x"])",
                            R"("api\u0000")", R"(["api\u0000x"])", R"(["x","y"])", R"("*")"}) {
    CAPTURE(other);
    CHECK(aud(other) == "audience_mismatch");
  }
  rules.audience = jot::any_of({"api", "billing"});
  CHECK(aud(R"("billing")") == "accepted");
  CHECK(aud(R"("other")") == "audience_mismatch");
  rules.audience = jot::all_of({"api", "billing"});
  CHECK(aud(R"("billing")") == "audience_mismatch");
  CHECK(aud(R"(["billing","x","api"])") == "accepted");
  rules.audience = jot::absent;
  CHECK(says("{}", rules) == "accepted");
  for (const char* any : {R"("api")", R"(["api"])", R"("")", "[]"}) CHECK(aud(any) == "audience_mismatch");
  rules.audience = jot::ignore;
  CHECK(aud(R"("api")") == "accepted");
  rules.audience = jot::any_of(std::vector<std::string>());
  CHECK(aud(R"("api")") == "invalid_configuration");
  rules.audience = jot::all_of(std::vector<std::string>());
  CHECK(aud(R"("api")") == "invalid_configuration");
}

TEST_CASE("row 54: sub and jti are strings compared exactly") {
  jot::validation rules = lax();
  rules.subject = "alice";
  CHECK(says(R"({"sub":"alice"})", rules) == "accepted");
  CHECK(says("{}", rules) == "missing_claim");
  for (const char* other : {R"("")", R"("Alice")", R"("alice ")", R"("alice\u0000")", R"("alicea")", R"("alic")"}) {
    CHECK(says(R"({"sub":)" + std::string(other) + '}', rules) == "subject_mismatch");
  }
  CHECK(says(R"({"sub":["alice"]})", rules) == "invalid_claim");
  rules = lax();
  rules.jti = "7";
  CHECK(says(R"({"jti":"7"})", rules) == "accepted");
  CHECK(says(R"({"jti":"07"})", rules) == "claim_rejected");
  CHECK(says(R"({"jti":7})", rules) == "invalid_claim");
  CHECK(says("{}", rules) == "missing_claim");
}

TEST_CASE("row 55: a required claim has exactly this name and is not null") {
  jot::validation rules = lax();
  rules.confirmation = jot::ignore;
  for (const char* name : {"scope", "nonce", "cnf", "exp", "iat", "https://x.example/claim", ""}) {
    rules.required = {name};
    const std::string quoted = '"' + std::string(name) + '"';
    const bool date = std::string_view(name) == "exp" || std::string_view(name) == "iat";
    CAPTURE(name);
    CHECK(says("{" + quoted + ":1700000001}", rules) == "accepted");
    if (!date) CHECK(says("{" + quoted + ":null}", rules) == "missing_claim");
    if (date) CHECK(says("{" + quoted + ":null}", rules) == "invalid_claim");
    CHECK(says("{}", rules) == "missing_claim");
    CHECK(says(R"({"a":{)" + quoted + R"(:1}})", rules) == "missing_claim");
    CHECK(says(R"({"a":[{)" + quoted + R"(:1}]})", rules) == "missing_claim");
    CHECK(says(R"({"a":)" + quoted + "}", rules) == "missing_claim");
    CHECK(says("{\"" + std::string(name) + " \":1,\"" + std::string(name) + R"(\u0000":1,"SCOPE":1,"Exp":1}))",
               rules) != "accepted");
  }
  for (const char* value : {"false", "0", R"("")", "[]", "{}"}) {
    rules.required = {"scope"};
    CHECK(says(R"({"scope":)" + std::string(value) + '}', rules) == "accepted");
  }
  rules.required.clear();
  std::string all = "{";
  for (int i = 0; i < 64; ++i) {
    rules.required.push_back("c" + std::to_string(i));
    all += (i == 0 ? "\"c" : ",\"c") + std::to_string(i) + "\":1";
  }
  CHECK(says(all + '}', rules) == "accepted");
  for (int i = 0; i < 64; ++i) {
    std::string one_less = all + '}';
    one_less.replace(one_less.find("\"c" + std::to_string(i) + '"') + 1, 1, "d");
    REQUIRE(says(one_less, rules) == "missing_claim");
  }
  rules.required.emplace_back("one too many");
  CHECK(says(all + '}', rules) == "invalid_configuration");
}

TEST_CASE("cnf: a token that is bound to a key does not pass as a bearer token") {
  jot::validation ignoring = lax();
  ignoring.confirmation = jot::ignore;
  for (const char* cnf :
       {R"({"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})",
        R"({"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})", R"({"jwk":{"kty":"EC"}})", R"({"kid":"k"})",
        R"({"unknown":1})", "{}", "7", "0", "true", "false", R"("")", R"("x")", "[]", R"(["x"])", "1.5", "null"}) {
    for (const std::string& name : {std::string("cnf"), std::string("c\\u006ef")}) {
      const std::string claims = R"({"sub":"alice",")" + name + R"(":)" + cnf + R"(,"x":1})";
      CAPTURE(claims);
      CHECK(says(claims) == "binding_mismatch");
      CHECK(says(claims, ignoring) == "accepted");
      // Where tokens are remembered, and where the issuer is chosen by the token.
      const jot::verifier strict{key().verification_key(), lax(), jot::cache_limits{}, at(now)};
      CHECK(outcome(strict.verify(token_of(claims))) == "binding_mismatch");
      CHECK(strict.cache_status().entries == 0);
      CHECK(jot::unsafe::decode(token_of(claims)));
    }
  }
  // Only the claim of this very name binds, and only at the top.
  CHECK(says(R"({"Cnf":{},"CNF":{},"cnf ":{},"cn":{},"cnff":{},"x":{"cnf":{}},"y":["cnf",{"cnf":{}}]})") == "accepted");
  // The rules that speak of other things come first, the caller's own check last.
  CHECK(says(R"({"cnf":{},"exp":1})") == "token_expired");
  jot::validation rules = lax();
  rules.required = {"scope"};
  rules.check = [](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> {
    return jot::error(jot::errc::claim_rejected, "x");
  };
  CHECK(says(R"({"cnf":{}})", rules) == "binding_mismatch");
  const auto refused = jot::verify(token_of(R"({"cnf":{}})"), key().verification_key(), lax(), at(now));
  CHECK(message(refused) ==
        "cnf: the token is bound to a key, and nothing proves that the sender has that key; to accept such tokens, set "
        "confirmation = jot::ignore");
  CHECK(jot::oauth2::status(refused.error()) == 401);
  CHECK(jot::oauth2::challenge(refused.error(), "api").find(R"(error="invalid_token")") != std::string::npos);
}

TEST_CASE("row 56: patterns are the caller's own predicate and it is asked last") {
  jot::validation rules = lax();
  int asked = 0;
  rules.check = [&](const jot::claims_view& claims, const jot::jws_header&) -> jot::result<void> {
    ++asked;
    if (claims.sub && claims.sub->starts_with("svc-")) return {};
    return jot::error(jot::errc::claim_rejected, "sub", "services only");
  };
  CHECK(says(R"({"sub":"svc-1"})", rules) == "accepted");
  CHECK(says(R"({"sub":"alice"})", rules) == "claim_rejected");
  CHECK(asked == 2);
  CHECK(says(R"({"sub":"svc-1","exp":1})", rules) == "token_expired");
  CHECK(verdict(forge(header(algorithm::hs256), R"({"sub":"svc-1"})", std::string(32, 'x')), key().verification_key(),
                rules) == "signature_invalid");
  CHECK(asked == 2);
}

TEST_CASE("row 57: a verdict is not remembered") {
  struct moving_clock {
    const std::int64_t* seconds;
    [[nodiscard]] std::chrono::sys_seconds now() const {
      return std::chrono::sys_seconds(std::chrono::seconds(*seconds));
    }
  };
  std::int64_t seconds = now;
  const jot::verifier v(key().verification_key(), lax(), moving_clock{&seconds});
  const std::string token = token_of(R"({"exp":1700000010,"nbf":1700000000})");
  CHECK(v.verify(token));
  seconds = now + 10;
  CHECK_FALSE(v.verify(token));
  seconds = now - 1;
  CHECK_FALSE(v.verify(token));
  seconds = now;
  CHECK(v.verify(token));
  // Nor is a header that was good once: the same bytes with another signature are judged anew.
  CHECK_FALSE(v.verify(token.substr(0, token.size() - 4) + "AAAA"));
}

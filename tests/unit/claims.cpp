// Tests of claims.hpp: the registered claims as written and as read, and custom claims that cannot be written.
#include <jot/claims.hpp>

#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace jot::testing_support;
using jot::registered_claims;
using nlohmann::json;

namespace {

jot::result<std::string> write_claims(const registered_claims& claims, const json* custom) {
  jot::detail::text_buffer out;
  const auto own = custom != nullptr ? jot::detail::claims_of_document(*custom) : jot::detail::custom_claims();
  if (const jot::result<void> written = jot::detail::write_claims(claims, own, out); !written) return written.error();
  return std::string(out.view());
}
std::string written(const registered_claims& claims) { return write_claims(claims, nullptr).value(); }
std::string written(const registered_claims& claims, const json& custom) {
  return write_claims(claims, &custom).value();
}
std::string refused(const json& custom) { return verdict(write_claims({.exp = jot::never}, &custom)); }

// What a verifier without rules reads.
jot::result<jot::verified<>> read(std::string_view payload) {
  return jot::verify(payload_token(payload), hs256_key().verification_key(), no_rules(), now_clock());
}

json nested(std::size_t levels, json innermost) {
  for (std::size_t i = 0; i < levels; ++i) innermost = json::array({std::move(innermost)});
  return innermost;
}

}  // namespace

TEST_CASE("an empty claims set is written as an empty object", "[claims]") {
  CHECK(written({.exp = jot::never}) == "{}");
}

TEST_CASE("each registered claim is written under its name", "[claims]") {
  CHECK(written({.iss = "i", .exp = jot::never}) == R"({"iss":"i"})");
  CHECK(written({.sub = "s", .exp = jot::never}) == R"({"sub":"s"})");
  CHECK(written({.aud = "a", .exp = jot::never}) == R"({"aud":"a"})");
  CHECK(written({.exp = date(1)}) == R"({"exp":1})");
  CHECK(written({.exp = jot::never, .nbf = date(-2)}) == R"({"nbf":-2})");
  CHECK(written({.exp = jot::never, .iat = numeric_date_of("3.25")}) == R"({"iat":3})");
  CHECK(written({.exp = jot::never, .jti = "j"}) == R"({"jti":"j"})");
  CHECK(written({.iss = "", .sub = "", .exp = jot::never, .jti = ""}) == R"({"iss":"","sub":"","jti":""})");
  CHECK(written(
            {.iss = "i", .sub = "s", .aud = {"a", "b"}, .exp = date(1), .nbf = date(2), .iat = date(3), .jti = "j"}) ==
        R"({"iss":"i","sub":"s","aud":["a","b"],"exp":1,"nbf":2,"iat":3,"jti":"j"})");
}

TEST_CASE("one audience is written as a string, several as an array, none not at all", "[claims]") {
  CHECK(written({.aud = {"one"}, .exp = jot::never}) == R"({"aud":"one"})");
  CHECK(written({.aud = {"one", "two"}, .exp = jot::never}) == R"({"aud":["one","two"]})");
  CHECK(written({.aud = std::string("one"), .exp = jot::never}) == R"({"aud":"one"})");
  CHECK(written({.aud = std::string_view("one"), .exp = jot::never}) == R"({"aud":"one"})");
  CHECK(written({.aud = jot::audience(std::vector<std::string>{"one", "two", "three"}), .exp = jot::never}) ==
        R"({"aud":["one","two","three"]})");
  CHECK(written({.aud = jot::audience(std::vector<std::string>()), .exp = jot::never}) == "{}");
  CHECK(jot::audience().empty());
}

TEST_CASE("text is escaped, so that it cannot add claims", "[claims]") {
  CHECK(written({.sub = "a\",\"admin\":true,\"x\":\"\\\n", .exp = jot::never}) ==
        R"({"sub":"a\",\"admin\":true,\"x\":\"\\\u000a"})");
  CHECK(written({.aud = {"\"", "\\"}, .exp = jot::never}) == R"({"aud":["\"","\\"]})");
  const json custom = {{"a\",\"exp\":9,\"b", "\"}"}};
  CHECK(json::parse(written({.exp = date(1)}, custom)) == json({{"exp", 1}, {"a\",\"exp\":9,\"b", "\"}"}}));
}

TEST_CASE("text that is not UTF-8 is not written, and the claim is named", "[claims]") {
  const std::string bad = "\xC3(";
  CHECK(verdict(write_claims({.iss = bad, .exp = jot::never}, nullptr)) == "invalid_claims_to_sign iss");
  CHECK(verdict(write_claims({.sub = bad, .exp = jot::never}, nullptr)) == "invalid_claims_to_sign sub");
  CHECK(verdict(write_claims({.aud = bad, .exp = jot::never}, nullptr)) == "invalid_claims_to_sign aud");
  CHECK(verdict(write_claims({.aud = {"good", "\xFF"}, .exp = jot::never}, nullptr)) == "invalid_claims_to_sign aud");
  CHECK(verdict(write_claims({.exp = jot::never, .jti = bad}, nullptr)) == "invalid_claims_to_sign jti");
  CHECK(refused({{"name", bad}}) == "invalid_claims_to_sign name");
  CHECK(refused({{"list", {1, {{"x", bad}}}}}) == "invalid_claims_to_sign list");
  CHECK(refused({{"map", {{bad, 1}}}}) == "invalid_claims_to_sign map");
  CHECK(refused({{bad, 1}}) == "invalid_claims_to_sign");
}

TEST_CASE("custom claims are written behind the registered ones", "[claims]") {
  CHECK(written({.sub = "s", .exp = jot::never},
                {{"scope", "read"}, {"n", 1}, {"deep", {{"a", {1, 2.5, nullptr, true}}}}}) ==
        R"({"sub":"s","deep":{"a":[1,2.5,null,true]},"n":1,"scope":"read"})");
  CHECK(written({.exp = jot::never}, json::object()) == "{}");
  CHECK(written({.exp = jot::never},
                {{"big", 18446744073709551615U}, {"small", (std::numeric_limits<std::int64_t>::min)()}}) ==
        R"({"big":18446744073709551615,"small":-9223372036854775808})");
  CHECK(json::parse(written({.exp = jot::never}, {{"n\xC3\xA9\n", "\xF0\x9F\x94\x91"}})) ==
        json({{"n\xC3\xA9\n", "\xF0\x9F\x94\x91"}}));
}

TEST_CASE("a custom claim with a registered name is refused where no verifier would take it", "[claims]") {
  for (const std::string_view name : jot::registered_claim_names) {
    CAPTURE(name);
    for (const json& value : {json(1), json(), json::object(), json::array({1}), json::array({"x", nullptr})}) {
      CHECK(refused({{std::string(name), value}}) == "invalid_claims_to_sign " + std::string(name));
    }
  }
  CHECK(refused({{"sub", json::array({"x"})}}) == "invalid_claims_to_sign sub");
  for (const char* date : {"exp", "nbf", "iat"}) {
    CHECK(refused({{date, 1'700'000'000}}) == "invalid_claims_to_sign " + std::string(date));
  }
  CHECK(written({.exp = jot::never}, {{"EXP", 1}, {"inner", {{"exp", 1}}}}) == R"({"EXP":1,"inner":{"exp":1}})");
}

TEST_CASE("what JSON cannot say is refused, and the claim is named", "[claims]") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(refused({{"x", std::nan("")}}) == "invalid_claims_to_sign x");
  CHECK(refused({{"x", inf}}) == "invalid_claims_to_sign x");
  CHECK(refused({{"x", {1, {{"y", -inf}}}}}) == "invalid_claims_to_sign x");
  CHECK(refused({{"x", json::binary({1, 2})}}) == "invalid_claims_to_sign x");
  CHECK(refused({{"x", json(json::value_t::discarded)}}) == "invalid_claims_to_sign x");
}

TEST_CASE("custom claims that are no object are refused", "[claims]") {
  for (const json& custom : {json(), json(1), json("x"), json::array(), json::array({{"a", 1}})}) {
    CHECK(refused(custom) == "invalid_claims_to_sign");
  }
}

TEST_CASE("what is signed is nested no deeper than a verifier takes, and as deep as it takes", "[claims]") {
  // The root object is the first level, so 31 arrays fit in it.
  for (const json& innermost : {json::array(), json(1), json("x")}) {
    const std::size_t arrays = innermost.is_array() ? 30 : 31;
    const json deepest = {{"x", nested(arrays, innermost)}};
    const auto token = jot::sign(hs256_key(), {.exp = jot::never}, deepest);
    CHECK(verdict(token) == "accepted");
    if (token)
      CHECK(verdict(jot::verify(*token, hs256_key().verification_key(), no_rules(), now_clock())) == "accepted");
    CHECK(judge(deepest.dump(), no_rules()) == "accepted");

    const json deeper = {{"x", nested(arrays + 1, innermost)}};
    CHECK(verdict(jot::sign(hs256_key(), {.exp = jot::never}, deeper)) == "invalid_claims_to_sign x");
    CHECK(judge(deeper.dump(), no_rules()) == "limit_exceeded payload");
  }
  json bottomless = json::object();
  bottomless["x"] = nested(100'000, 1);
  CHECK(refused(bottomless) == "invalid_claims_to_sign x");
  CHECK(verdict(jot::sign(hs256_key(), {.exp = jot::never}, bottomless)) == "invalid_claims_to_sign x");
}

TEST_CASE("claims are read as they were written", "[claims]") {
  const auto token =
      read(
          R"({"iss":"i\u0000","sub":"\u00e9","aud":["a","b"],"exp":1800000000,"nbf":-1,"iat":1.5,"jti":"","x":{"y":1}})")
          .value();
  const jot::claims_view& claims = token.registered();
  CHECK(claims.iss == std::string_view("i\0", 2));
  CHECK(claims.sub == "\xC3\xA9");
  REQUIRE(claims.aud.has_value());
  CHECK(claims.aud->size() == 2);
  CHECK((*claims.aud)[1] == "b");
  CHECK(claims.aud->contains("a"));
  CHECK_FALSE(claims.aud->contains("A"));
  CHECK((claims.exp == date(1'800'000'000)));
  CHECK((claims.nbf == date(-1)));
  CHECK((claims.iat == numeric_date_of("1.5")));
  CHECK(claims.jti == "");
  CHECK(&claims.json() == &token.json());
  const json document = claims.json();
  CHECK(document["x"]["y"] == 1);
}

TEST_CASE("claims that are not there are told apart from empty ones", "[claims]") {
  const jot::verified<> token = read("{}").value();
  const jot::claims_view& claims = token.registered();
  CHECK_FALSE((claims.iss || claims.sub || claims.aud || claims.exp || claims.nbf || claims.iat || claims.jti));
  const jot::verified<> with_empty = read(R"({"aud":[],"iss":""})").value();
  REQUIRE(with_empty.registered().aud.has_value());
  CHECK(with_empty.registered().aud->empty());
  CHECK(with_empty.registered().iss.has_value());
}

TEST_CASE("claims inside other claims are not registered claims", "[claims]") {
  const jot::verified<> token = read(R"({"x":{"iss":"no","aud":["no"],"exp":1},"y":["iss",{"sub":"no"}]})").value();
  CHECK_FALSE((token.registered().iss || token.registered().sub || token.registered().aud || token.registered().exp));
}

TEST_CASE("a registered claim of a wrong type is refused even where no rule asks for it", "[claims]") {
  struct {
    const char* value;
    bool text, time, audience;
  } const table[] = {
      {"null", false, false, false},
      {"\"x\"", true, false, true},
      {"\"\"", true, false, true},
      {"\"1700000000\"", true, false, true},
      {"true", false, false, false},
      {"false", false, false, false},
      {"0", false, true, false},
      {"-1", false, true, false},
      {"1600000000", false, true, false},
      {"1600000000.5", false, true, false},
      {"1.6e9", false, true, false},
      {"-1e-400", false, true, false},
      {"253402300799", false, true, false},
      {"-253402300799", false, true, false},
      {"253402300800", false, false, false},
      {"-253402300800", false, false, false},
      {"1600000000000", false, false, false},
      {"9007199254740991", false, false, false},
      {"9007199254740992", false, false, false},
      {"-9007199254740992", false, false, false},
      {"9223372036854775808", false, false, false},
      {"1e19", false, false, false},
      {"1600000000000000000", false, false, false},
      {"{}", false, false, false},
      {"{\"a\":1}", false, false, false},
      {"[]", false, false, true},
      {"[\"x\"]", false, false, true},
      {"[\"x\",\"y\"]", false, false, true},
      {"[1]", false, false, false},
      {"[\"x\",null]", false, false, false},
      {"[null]", false, false, false},
      {"[[\"x\"]]", false, false, false},
      {"[{}]", false, false, false},
      {"[1600000000]", false, false, false},
  };
  for (const auto& row : table) {
    for (const std::string_view name : jot::registered_claim_names) {
      const bool is_time = name == "exp" || name == "nbf" || name == "iat";
      const bool wanted = is_time ? row.time : name == "aud" ? row.audience : row.text;
      CAPTURE(name, row.value);
      const std::string payload = "{\"" + std::string(name) + "\":" + row.value + "}";
      // The last moment and the first, so that no good time is refused for what it says.
      const std::string late = judge(payload, no_rules(), clock_at(jot::numeric_date::max_seconds));
      const std::string early = judge(payload, no_rules(), clock_at(-jot::numeric_date::max_seconds));
      CHECK((late == "accepted" || early == "accepted") == wanted);
      if (!wanted) CHECK(late == "invalid_claim " + std::string(name));
    }
  }
}

TEST_CASE("aud has at most 256 entries", "[claims]") {
  const auto payload = [](int n) {
    json aud = json::array();
    for (int i = 0; i < n; ++i) aud.push_back(std::to_string(i));
    return json{{"aud", aud}}.dump();
  };
  CHECK(judge(payload(256), no_rules()) == "accepted");
  CHECK(judge(payload(257), no_rules()) == "limit_exceeded aud");
}

TEST_CASE("iss, sub, aud and jti may be the caller's own claims, in one place", "[claims]") {
  CHECK(written({.exp = jot::never}, {{"sub", "alice"}}) == R"({"sub":"alice"})");
  CHECK(written({.iss = "i", .exp = jot::never}, {{"sub", "alice"}, {"aud", {"a", "b"}}, {"jti", "7"}}) ==
        R"({"iss":"i","aud":["a","b"],"jti":"7","sub":"alice"})");
  CHECK(written({.exp = jot::never}, {{"iss", "i"}, {"aud", "a"}}) == R"({"aud":"a","iss":"i"})");
  const registered_claims all{.iss = "i", .sub = "s", .aud = "a", .exp = jot::never, .jti = "j"};
  for (const char* name : {"iss", "sub", "aud", "jti"}) {
    const json custom = {{name, "x"}};
    CHECK(verdict(write_claims(all, &custom)) == "invalid_claims_to_sign " + std::string(name));
  }
  const json sub = {{"sub", "x"}};
  CHECK(message(write_claims(all, &sub)) ==
        "sub: is set in registered_claims and in the custom claims; set it in one of them");
}

TEST_CASE("a token that never expires has no exp", "[claims]") {
  const std::chrono::sys_seconds end(std::chrono::seconds(1'800'000'000));
  CHECK(written({.exp = end}) == R"({"exp":1800000000})");
  CHECK(written({.exp = std::chrono::sys_time<std::chrono::minutes>(std::chrono::minutes(1))}) == R"({"exp":60})");
  CHECK(written({.exp = date(5)}) == R"({"exp":5})");
  CHECK(written({.exp = jot::never}) == "{}");
  registered_claims changed{.exp = jot::never};
  changed.exp = date(6);
  CHECK(written(changed) == R"({"exp":6})");
  changed.exp = jot::never;
  CHECK(written(changed) == "{}");
}

TEST_CASE("a claim has the words of std::optional", "[claims]") {
  const auto token = read(R"({"sub":"alice","aud":["a","b"]})").value();
  const jot::claims_view& claims = token.registered();
  CHECK(claims.sub.has_value());
  CHECK(*claims.sub == "alice");
  CHECK(claims.sub->size() == 5);
  CHECK(claims.sub.value() == "alice");
  CHECK(claims.sub.value_or("nobody") == "alice");
  CHECK(claims.iss.value_or("nobody") == "nobody");
  CHECK((claims.iss == std::nullopt && claims.sub != std::nullopt && claims.sub != claims.iss));
  CHECK(std::optional<std::string>(claims.sub) == "alice");
  CHECK(static_cast<std::optional<std::string>>(claims.jti) == std::nullopt);
  static_assert(!std::is_convertible_v<jot::claim<std::string_view>, std::optional<std::string>> &&
                !std::is_convertible_v<jot::claim<std::string_view>, std::optional<std::string_view>> &&
                !std::is_convertible_v<jot::claim<std::string_view>, std::string_view> &&
                !std::is_convertible_v<jot::claim<std::string_view>, bool>);
  static_assert(!std::is_constructible_v<std::optional<std::string>, jot::claim<jot::numeric_date>>);
}

TEST_CASE("reading a claim that is absent throws, and names it", "[claims]") {
  const auto token = read("{}").value();
  const jot::claims_view& claims = token.registered();
  const auto thrown = [](const auto& read_it) {
    try {
      read_it();
    } catch (const jot::exception& e) {
      return std::string(name(e.error().code())) + " " + std::string(e.error().claim());
    }
    return std::string("nothing");
  };
  CHECK(thrown([&] { static_cast<void>(*claims.iss); }) == "missing_claim iss");
  CHECK(thrown([&] { static_cast<void>(claims.sub->size()); }) == "missing_claim sub");
  CHECK(thrown([&] { static_cast<void>(claims.aud->size()); }) == "missing_claim aud");
  CHECK(thrown([&] { static_cast<void>(claims.exp.value()); }) == "missing_claim exp");
  CHECK(thrown([&] { static_cast<void>(*claims.nbf); }) == "missing_claim nbf");
  CHECK(thrown([&] { static_cast<void>(claims.iat->seconds()); }) == "missing_claim iat");
  CHECK(thrown([&] { static_cast<void>(*claims.jti); }) == "missing_claim jti");
  CHECK(thrown([&] { static_cast<void>(*jot::claim<jot::numeric_date>()); }) == "missing_claim ");
  jot::claims_view changed;
  changed.sub = "alice";
  changed.sub = std::nullopt;
  CHECK(thrown([&] { static_cast<void>(*changed.sub); }) == "missing_claim ");
}

TEST_CASE("claims that were put together by hand have no document", "[claims]") {
  jot::claims_view claims;
  claims.text = "{}";
  CHECK_THROWS_AS(claims.json(), jot::exception);
  CHECK_THROWS_AS(jot::jws_header().json(), jot::exception);
}

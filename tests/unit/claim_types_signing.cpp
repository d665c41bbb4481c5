// Tests of claim_types.hpp, signing: plain structs as custom claims, what comes back, and what is refused.
#include <jot/claim_types.hpp>

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include "support/catch.hpp"
#include "support/claim_structs.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using namespace jot::testing_support;
using nlohmann::json;

namespace claim_types_signing_test {

enum class level { low, high, unnamed };
constexpr auto jot_value_names(level) { return jot::value_names<level>({{level::low, "low"}, {level::high, "high"}}); }

struct throwing {
  int how;
  bool operator==(const throwing&) const = default;
};
void to_json(nlohmann::json&, const throwing& out) {
  if (out.how == 1) throw 1;
  throw std::runtime_error("no");
}

struct renamed {
  std::string org;
};
constexpr auto jot_claim_names(const renamed*) { return jot::claim_names({{"org", "https://acme.example/\"org\""}}); }

}  // namespace claim_types_signing_test

namespace {

using namespace claim_types_signing_test;

template <class T>
struct only {
  T x;
  bool operator==(const only&) const = default;
};
template <class T>
only(T) -> only<T>;

template <class T>
jot::result<std::string> sign(const T& custom, const jot::registered_claims& registered = {.exp = jot::never}) {
  return jot::sign(hs256_key(), registered, custom);
}

// The payload as it was signed.
template <class T>
std::string written(const T& custom, const jot::registered_claims& registered = {.exp = jot::never}) {
  const std::string token = sign(custom, registered).value();
  const auto decoded = jot::unsafe::decode(token).value();
  return std::string(decoded.registered().text);
}

template <class T>
std::string refused(const T& custom, const jot::registered_claims& registered = {.exp = jot::never}) {
  const auto outcome = sign(custom, registered);
  if (outcome) return "accepted";
  return std::string(name(outcome.error().code())) + ": " + outcome.error().message();
}
std::string refusal(std::string_view what) { return "invalid_claims_to_sign: " + std::string(what); }

template <class T>
T again(const T& custom) {
  return jot::verify<T>(sign(custom).value(), hs256_key().verification_key(), no_rules(), now_clock()).value().claims();
}

template <class T>
void comes_back(const T& value, std::string_view text) {
  CHECK(written(only<T>{value}) == R"({"x":)" + std::string(text) + "}");
  CHECK((again(only<T>{value}).x == value));
}

const std::string not_utf8 = "\xC3(";

}  // namespace

TEST_CASE("signed structs: each type of member comes back as it was", "[claim_types]") {
  comes_back(true, "true");
  comes_back(false, "false");
  comes_back<std::int8_t>(-128, "-128");
  comes_back<std::uint8_t>(255, "255");
  comes_back<std::int16_t>(-32768, "-32768");
  comes_back<std::uint16_t>(65535, "65535");
  comes_back<std::int32_t>((std::numeric_limits<std::int32_t>::min)(), "-2147483648");
  comes_back<std::uint32_t>((std::numeric_limits<std::uint32_t>::max)(), "4294967295");
  comes_back<std::int64_t>((std::numeric_limits<std::int64_t>::min)(), "-9223372036854775808");
  comes_back<std::int64_t>((std::numeric_limits<std::int64_t>::max)(), "9223372036854775807");
  comes_back<std::uint64_t>((std::numeric_limits<std::uint64_t>::max)(), "18446744073709551615");
  comes_back(0.1, "0.1");
  comes_back(-1.5e-300, "-1.5e-300");
  comes_back((std::numeric_limits<double>::max)(), "1.7976931348623157e+308");
  comes_back(std::numeric_limits<double>::denorm_min(), "5e-324");
  comes_back(std::string("a\"\\\n\xC3\xA9"), "\"a\\\"\\\\\\u000a\xC3\xA9\"");
  comes_back(level::high, R"("high")");
  comes_back(std::vector<std::string>{"a", "b"}, R"(["a","b"])");
  comes_back(std::vector<int>(), "[]");
  comes_back(std::vector<bool>{true, false}, "[true,false]");
  comes_back(std::vector<std::optional<int>>{1, std::nullopt}, "[1,null]");
  comes_back(std::array<int, 2>{1, 2}, "[1,2]");
  comes_back(std::set<std::string>{"b", "a"}, R"(["a","b"])");
  comes_back(std::map<std::string, int>{{"a\"", 1}, {"b", 2}}, R"({"a\"":1,"b":2})");
  comes_back(std::map<std::string, std::vector<int>>{{"a", {}}}, R"({"a":[]})");
  comes_back(std::optional<int>(1), "1");
  comes_back(jot::defaulted<int>(1), "1");
  comes_back(jot::one_or_many<std::string>{"a"}, R"("a")");
  comes_back(jot::one_or_many<std::string>{"a", "b"}, R"(["a","b"])");
  comes_back(jot::one_or_many<std::string>{}, "[]");
  using texts = std::variant<std::string, std::vector<std::string>>;
  comes_back(texts("a"), R"("a")");
  comes_back(texts(std::vector<std::string>{"a"}), R"(["a"])");
  comes_back(numeric_date_of("1.25"), "1.25");
  comes_back(std::chrono::sys_seconds(std::chrono::seconds(-7)), "-7");
  const only<jot::oauth2::scope_set> scopes{jot::oauth2::scope_set::parse("a b").value()};
  CHECK(written(scopes) == R"({"x":"a b"})");
  CHECK(again(scopes).x.to_string() == "a b");
  comes_back(json({{"a", {1, nullptr, 2.5}}}), R"({"a":[1,null,2.5]})");
  comes_back(json(), "null");
  comes_back(only<only<int>>{{1}}, R"({"x":{"x":1}})");
  comes_back(with_adl{4}, R"({"doubled":2})");
  comes_back(with_serializer{6}, R"({"tripled":2})");
  comes_back(std::vector<with_adl>{{4}, {8}}, R"([{"doubled":2},{"doubled":4}])");
}

TEST_CASE("signed structs: an optional member that is empty is not written", "[claim_types]") {
  CHECK(written(only<std::optional<int>>{}) == "{}");
  struct several {
    std::optional<int> a;
    int b = 1;
    std::optional<only<std::optional<int>>> c = only<std::optional<int>>{};
    std::optional<int> d;
  };
  CHECK(written(several()) == R"({"b":1,"c":{}})");
}

TEST_CASE("signed structs: members come after the registered claims, in their order", "[claim_types]") {
  struct grant {
    std::string scope;
    std::vector<std::string> roles;
    long level = 0;
  };
  CHECK(written(grant{"read", {"r"}, 7}, {.iss = "i", .sub = "s", .exp = date(now_seconds + 1)}) ==
        R"({"iss":"i","sub":"s","exp":1700000001,"scope":"read","roles":["r"],"level":7})");
  struct empty {};
  CHECK(written(empty()) == "{}");
}

TEST_CASE("signed structs: renamed claims are written under their names", "[claim_types]") {
  CHECK(written(renamed{"o"}) == R"({"https://acme.example/\"org\"":"o"})");
  CHECK(again(renamed{"o"}).org == "o");
}

TEST_CASE("signed structs: iss, sub, aud and jti are members where registered_claims has them not", "[claim_types]") {
  struct who {
    std::string iss, sub;
    std::vector<std::string> aud;
    std::optional<std::string> jti;
  };
  CHECK(written(who{"i", "s", {"a"}, std::nullopt}, {.exp = jot::never, .jti = "j"}) ==
        R"({"jti":"j","iss":"i","sub":"s","aud":["a"]})");
  struct {
    jot::registered_claims registered;
    const char* claim;
  } const twice[] = {{{.iss = "i", .exp = jot::never}, "iss"},
                     {{.sub = "i", .exp = jot::never}, "sub"},
                     {{.aud = "i", .exp = jot::never}, "aud"},
                     {{.exp = jot::never, .jti = "i"}, "jti"}};
  for (const auto& row : twice) {
    CHECK(refused(who{"i", "s", {"a"}, "j"}, row.registered) ==
          refusal(std::string(row.claim) +
                  ": is set in registered_claims and in the custom claims; set it in one of them"));
  }
  struct inner_who {
    only<who> x;
  };
  CHECK(refused(inner_who{}, {.iss = "i", .sub = "s", .exp = jot::never}) == "accepted");
}

TEST_CASE("signed structs: aud is text or a list of texts, whatever its type, and the others are text",
          "[claim_types]") {
  struct {
    std::variant<std::string, std::vector<std::string>> aud = "a";
  } const either;
  CHECK(written(either) == R"({"aud":"a"})");
  struct {
    jot::one_or_many<std::string> aud{"a"};
    std::optional<std::string> sub = "s";
    level jti = level::low;
  } const one;
  CHECK(written(one) == R"({"aud":"a","sub":"s","jti":"low"})");
  struct {
    std::optional<std::vector<std::string>> aud = std::vector<std::string>{"a", "b"};
    jot::defaulted<std::string> sub = std::string("s");
  } const optional_list;
  CHECK(written(optional_list) == R"({"aud":["a","b"],"sub":"s"})");
  struct {
    jot::defaulted<std::vector<std::string>> aud = std::vector<std::string>{"a"};
  } const defaulted_list;
  CHECK(written(defaulted_list) == R"({"aud":["a"]})");
  struct {
    int sub = 1;
  } const number;
  CHECK(refused(number) == refusal("sub: a registered claim whose type no verifier accepts"));
  struct {
    std::vector<std::string> iss{"a"};
  } const list;
  CHECK(refused(list) == refusal("iss: a registered claim whose type no verifier accepts"));
  struct {
    std::vector<int> aud{1};
  } const numbers;
  CHECK(refused(numbers) == refusal("aud: a registered claim whose type no verifier accepts"));
}

TEST_CASE("signed structs: a map or other claims whose name is exp are refused", "[claim_types]") {
  for (const char* claim : {"exp", "nbf", "iat"}) {
    CHECK(refused(std::map<std::string, int>{{claim, 1}}) ==
          refusal(std::string(claim) + ": is a registered claim; set it in registered_claims"));
    only<jot::other_claims> rest;
    rest.x.set(claim, 1).value();
    CHECK(refused(rest) == refusal(std::string(claim) + ": is a registered claim; set it in registered_claims"));
  }
  CHECK(written(std::map<std::string, std::string>{{"sub", "s"}}) == R"({"sub":"s"})");
  CHECK(refused(std::map<std::string, int>{{"sub", 1}}) ==
        refusal("sub: a registered claim whose type no verifier accepts"));
  CHECK(refused(std::map<std::string, std::string>{{"sub", "s"}}, {.sub = "t", .exp = jot::never}) ==
        refusal("sub: is set in registered_claims and in the custom claims; set it in one of them"));
  // Inside of another claim a name is only a name.
  CHECK(written(only<std::map<std::string, int>>{{{"exp", 1}}}) == R"({"x":{"exp":1}})");
}

TEST_CASE("signed structs: other claims are written as they are", "[claim_types]") {
  only<jot::other_claims> rest;
  rest.x.set("a", std::vector<int>{1, 2}).value();
  rest.x.set("b\"", "not this").value();
  rest.x.set("b\"", std::string("t")).value();
  rest.x.set("gone", true).value();
  rest.x.erase("gone");
  rest.x.erase("never there");
  CHECK(rest.x.size() == 2);
  CHECK(written(rest) == R"({"a":[1,2],"b\"":"t"})");
  const only<jot::other_claims> read = again(rest);
  CHECK(read.x.sources() == rest.x.sources());
  CHECK(rest.x.get<std::string>("b\"").value() == "t");
  CHECK(message(rest.x.set("c", std::nan(""))) == "c: NaN and infinity cannot be written as JSON");
  CHECK_FALSE(rest.x.contains("c"));
  rest.x.set("aud", std::vector<std::string>{"a", "b"}).value();
  CHECK(written(rest) == R"({"a":[1,2],"aud":["a","b"],"b\"":"t"})");
  rest.x.set("aud", std::vector<int>{1}).value();
  CHECK(refused(rest) == refusal("aud: a registered claim whose type no verifier accepts"));
}

TEST_CASE("signed structs: a claim that is a member and among the other claims is refused, not written twice",
          "[claim_types]") {
  struct both {
    std::optional<int> level;
    std::string sub;
    jot::other_claims rest;
  };
  both claims{7, "s", {}};
  claims.rest.set("level", 8).value();
  CHECK(refused(claims) ==
        refusal("level: is a member of the struct and among its other claims; set it in one of them"));
  claims.rest = {};
  claims.rest.set("sub", std::string("t")).value();
  CHECK(refused(claims).starts_with("invalid_claims_to_sign: sub: "));
  only<both> nested{{7, "s", {}}};
  nested.x.rest.set("level", 8).value();
  CHECK(refused(nested) ==
        refusal("x.level: is a member of the struct and among its other claims; set it in one of them"));
}

TEST_CASE("signed structs: other claims in a nested struct are nested no deeper than a verifier accepts",
          "[claim_types]") {
  json deep = 1;
  for (int i = 0; i < 30; ++i) deep = json::array({deep});
  only<jot::other_claims> rest;
  rest.x.set("a", deep).value();
  CHECK(again(rest).x.size() == 1);
  CHECK(again(only<only<jot::other_claims>>{rest}).x.x.size() == 1);
  CHECK(refused(only<only<only<jot::other_claims>>>{{rest}}) ==
        refusal("x.x.a: nested more deeply than a verifier accepts"));
}

TEST_CASE("signed structs: NaN and infinity are refused where they are", "[claim_types]") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  CHECK(refused(only<double>{std::nan("")}) == refusal("x: NaN and infinity cannot be written as JSON"));
  CHECK(refused(only<double>{-inf}) == refusal("x: NaN and infinity cannot be written as JSON"));
  CHECK(refused(only<std::vector<double>>{{0, inf}}) == refusal("x[1]: NaN and infinity cannot be written as JSON"));
  CHECK(refused(only<only<std::optional<double>>>{{inf}}) ==
        refusal("x.x: NaN and infinity cannot be written as JSON"));
  CHECK(refused(only<json>{json({1, inf})}).starts_with("invalid_claims_to_sign: x: "));
}

TEST_CASE("signed structs: text that is not UTF-8 is refused where it is", "[claim_types]") {
  CHECK(refused(only<std::string>{not_utf8}) == refusal("x: the text is not valid UTF-8"));
  CHECK(refused(only<std::vector<std::string>>{{"a", not_utf8}}) == refusal("x[1]: the text is not valid UTF-8"));
  CHECK(refused(only<std::set<std::string>>{{not_utf8}}) == refusal("x[0]: the text is not valid UTF-8"));
  CHECK(refused(only<std::map<std::string, std::string>>{{{"k", not_utf8}}}) ==
        refusal("x.k: the text is not valid UTF-8"));
  CHECK(refused(only<std::map<std::string, int>>{{{not_utf8, 1}}}) == refusal("x: a claim's name is not valid UTF-8"));
  CHECK(refused(std::map<std::string, int>{{not_utf8, 1}}) == refusal("a claim's name is not valid UTF-8"));
  CHECK(refused(only<only<std::optional<std::string>>>{{not_utf8}}) == refusal("x.x: the text is not valid UTF-8"));
  CHECK(refused(only<jot::one_or_many<std::string>>{{not_utf8}}) == refusal("x: the text is not valid UTF-8"));
  only<jot::other_claims> rest;
  rest.x.set(not_utf8, 1).value();
  CHECK(refused(rest) == refusal("a claim's name is not valid UTF-8"));
  CHECK(refused(only<json>{json(not_utf8)}).starts_with("invalid_claims_to_sign: x: "));
}

TEST_CASE("signed structs: a value of an enumeration without a name is refused", "[claim_types]") {
  CHECK(refused(only<level>{level::unnamed}) == refusal("x: the value has no name in jot_value_names"));
  CHECK(refused(only<std::vector<level>>{{level::low, static_cast<level>(77)}}) ==
        refusal("x[1]: the value has no name in jot_value_names"));
}

TEST_CASE("signed structs: dates beyond the limit are refused", "[claim_types]") {
  CHECK(refused(only<jot::numeric_date>{date(253'402'300'800)}).starts_with("invalid_claims_to_sign: x: "));
  CHECK(refused(only<std::chrono::sys_seconds>{std::chrono::sys_seconds(std::chrono::seconds(-253'402'300'800))})
            .starts_with("invalid_claims_to_sign: x: "));
}

TEST_CASE("signed structs: a struct of itself is written as deep as a verifier accepts, and no deeper",
          "[claim_types]") {
  const auto nested = [](int levels) {
    node out{};
    for (int i = 1; i < levels; ++i) {
      node parent{i, {}};
      parent.children.push_back(std::move(out));
      out = std::move(parent);
    }
    return out;
  };
  CHECK(again(nested(16)).id == 15);
  CHECK(refused(nested(17)).ends_with("nested more deeply than a verifier accepts"));
  CHECK(refused(nested(17)).starts_with("invalid_claims_to_sign: children[0].children[0]"));
  CHECK(refused(nested(2'000)).ends_with("nested more deeply than a verifier accepts"));
}

TEST_CASE("signed structs: what to_json throws is an error, whatever it is", "[claim_types]") {
  for (const int how : {1, 2}) {
    CHECK(refused(throwing{how}) == refusal("to_json of a claims type threw an exception"));
    CHECK(refused(only<throwing>{{how}}) == refusal("x: to_json of a claims type threw an exception"));
  }
}

TEST_CASE("signed structs: types of nlohmann's conversions are custom claims as before", "[claim_types]") {
  CHECK(written(with_adl{4}) == R"({"doubled":2})");
  CHECK(again(with_adl{4}).doubled == 4);
  CHECK(written(with_serializer{6}) == R"({"tripled":2})");
  CHECK(again(with_serializer{6}).tripled == 6);
  CHECK(written(json({{"a", 1}})) == R"({"a":1})");
  CHECK(refused(json::array()).starts_with("invalid_claims_to_sign: "));
}

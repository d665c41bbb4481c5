// Tests of claim_types.hpp, reading: plain structs are claims types, and each type of member is read strictly.
#include <jot/claim_types.hpp>

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include "support/catch.hpp"
#include "support/claim_structs.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace jot::testing_support;
using nlohmann::json;

namespace claim_types_test {

enum class level { low, high };
constexpr auto jot_value_names(level) { return jot::value_names<level>({{level::low, "low"}, {level::high, "high"}}); }

struct granted {
  std::vector<std::string> roles;
  std::optional<std::int32_t> quota;
  bool operator==(const granted&) const = default;
};

struct account {
  std::string sub;
  granted realm_access;
  std::map<std::string, granted> resource_access;
};

struct renamed {
  std::string org;
  int amount = 0;
};
constexpr auto jot_claim_names(const renamed*) {
  return jot::claim_names({{"org", "https://acme.example/org"}, {"amount", "ma\u00F1ana \"x\""}});
}

enum class by_macro { one, two };
NLOHMANN_JSON_SERIALIZE_ENUM(by_macro, {{by_macro::one, "one"}, {by_macro::two, "two"}})

struct throwing {};
void from_json(const nlohmann::json& in, throwing&) {
  if (in.at("how") == 1) throw 1;
  throw std::runtime_error("no");
}

struct many {
  int m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24,
      m25, m26, m27, m28, m29, m30;
  std::string m31;
};

}  // namespace claim_types_test

namespace {

using namespace claim_types_test;

template <class T>
struct only {
  T x;
};

template <class T>
jot::result<T> read(std::string_view payload) {
  const auto token = jot::verify<T>(payload_token(payload), hs256_key().verification_key(), no_rules(), now_clock());
  if (!token) return token.error();
  return token->claims();
}

template <class T>
std::string said(std::string_view payload) {
  const jot::result<T> outcome = read<T>(payload);
  if (outcome) return "accepted";
  return std::string(name(outcome.error().code())) + ": " + outcome.error().message();
}

std::string member_x(std::string_view value) { return R"({"x":)" + std::string(value) + "}"; }

// A member x of this type, read from this JSON text.
template <class T>
T value_of(std::string_view text) {
  return read<only<T>>(member_x(text)).value().x;
}
template <class T>
std::string refused(std::string_view text) {
  return said<only<T>>(member_x(text));
}
std::string invalid(std::string_view what) { return "invalid_claim: x" + std::string(what); }
std::string kind_of(std::string_view found, std::string_view expected) {
  return invalid(": " + std::string(found) + ", " + std::string(expected) + " is expected");
}

// Each kind of JSON value that the type is not read from is refused and named, and so is a member that is not there.
template <class T>
void refuses_all_kinds_but(std::string_view fits, std::string_view expected) {
  constexpr std::array<std::array<std::string_view, 2>, 6> kinds{{{"null", "null"},
                                                                  {"true", "a boolean"},
                                                                  {"7", "a number"},
                                                                  {R"("7")", "a string"},
                                                                  {"[7]", "an array"},
                                                                  {R"({"7":7})", "an object"}}};
  for (const auto& [text, kind] : kinds) {
    const std::size_t space = kind.find(' ');
    const std::string_view word = space == std::string_view::npos ? kind : kind.substr(space + 1);
    if (fits.find(word) != std::string_view::npos) continue;
    CAPTURE(text, expected);
    CHECK(refused<T>(text) == kind_of(kind, expected));
  }
}
constexpr const char* missing_x = "missing_claim: x: the claim is missing, and the claims type reads it";

template <class T>
void refuses_wrong_kinds(std::string_view fits, std::string_view expected) {
  refuses_all_kinds_but<T>(fits, expected);
  CHECK(said<only<T>>("{}") == missing_x);
  CHECK(said<only<T>>(R"({"X":1,"y":{"x":1}})") == missing_x);
}

template <class T>
void reads_integers_of_its_range() {
  refuses_wrong_kinds<T>("number", "a number");
  const std::string least = std::to_string((std::numeric_limits<T>::min)());
  const std::string most = std::to_string((std::numeric_limits<T>::max)());
  const std::string outside = invalid(": a number outside of " + least + " to " + most);
  CAPTURE(least, most);
  CHECK(value_of<T>(least) == (std::numeric_limits<T>::min)());
  CHECK(value_of<T>(most) == (std::numeric_limits<T>::max)());
  CHECK(value_of<T>(most + ".0") == (std::numeric_limits<T>::max)());
  CHECK(value_of<T>(least + ".000e0") == (std::numeric_limits<T>::min)());
  CHECK(value_of<T>("3.0") == 3);
  CHECK(value_of<T>("1.2e1") == 12);
  CHECK(value_of<T>("1.20e1") == 12);
  CHECK(value_of<T>("120e-1") == 12);
  CHECK(value_of<T>("-0") == 0);
  CHECK(value_of<T>("-0.0e7") == 0);
  CHECK(value_of<T>("0e400") == 0);
  CHECK(refused<T>("3.7") == invalid(": a number with a fraction, an integer is expected"));
  CHECK(refused<T>("0.5") == invalid(": a number with a fraction, an integer is expected"));
  CHECK(refused<T>("-1e-400") == invalid(": a number with a fraction, an integer is expected"));
  CHECK(refused<T>("125e-1") == invalid(": a number with a fraction, an integer is expected"));
  CHECK(refused<T>("1e300") == outside);
  CHECK(refused<T>("-1e300") == outside);
  CHECK(refused<T>("100000000000000000000000000000000000000000000000000") == outside);
  CHECK(refused<T>("18446744073709551616") == outside);
  CHECK(refused<T>("184467440737095516150") == outside);
  CHECK(refused<T>("1844674407370955161e2") == outside);
  // The neighbours beyond the limits; no digit of the limits is a 9.
  std::string above = most;
  ++above.back();
  CHECK(refused<T>(above) == outside);
  CHECK(refused<T>(above + ".0") == outside);
  std::string below = std::is_signed_v<T> ? least : "-1";
  if (std::is_signed_v<T>) ++below.back();
  CHECK(refused<T>(below) == outside);
}

}  // namespace

TEST_CASE("claims structs: a boolean is read from true and false alone", "[claim_types]") {
  CHECK(value_of<bool>("true"));
  CHECK_FALSE(value_of<bool>("false"));
  refuses_wrong_kinds<bool>("boolean", "a boolean");
  CHECK(refused<bool>("1") == kind_of("a number", "a boolean"));
  CHECK(refused<bool>(R"("true")") == kind_of("a string", "a boolean"));
}

TEST_CASE("claims structs: each integer type takes its range and no more", "[claim_types]") {
  reads_integers_of_its_range<std::int8_t>();
  reads_integers_of_its_range<std::uint8_t>();
  reads_integers_of_its_range<std::int16_t>();
  reads_integers_of_its_range<std::uint16_t>();
  reads_integers_of_its_range<std::int32_t>();
  reads_integers_of_its_range<std::uint32_t>();
  reads_integers_of_its_range<std::int64_t>();
  reads_integers_of_its_range<std::uint64_t>();
  CHECK(value_of<long long>("-5") == -5);
  CHECK(value_of<unsigned long long>("5") == 5);
  CHECK(value_of<int>("3e2") == 300);
  CHECK(refused<std::uint8_t>("300") == invalid(": a number outside of 0 to 255"));
  CHECK(refused<std::uint8_t>("3e2") == invalid(": a number outside of 0 to 255"));
  CHECK(said<only<int>>(R"({"x":1e400})").starts_with("invalid_payload"));
}

TEST_CASE("claims structs: a double is read from any number", "[claim_types]") {
  refuses_wrong_kinds<double>("number", "a number");
  CHECK(value_of<double>("3.7") == 3.7);
  CHECK(value_of<double>("3") == 3.0);
  CHECK(value_of<double>("-1.5e-3") == -1.5e-3);
  CHECK(value_of<double>("18446744073709551616") == 18446744073709551616.0);
  CHECK(value_of<double>("1.7976931348623157e308") == (std::numeric_limits<double>::max)());
  CHECK(value_of<double>("5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(said<only<double>>(R"({"x":1e400})").starts_with("invalid_payload"));
}

TEST_CASE("claims structs: a number too small for a double is zero, as it is to every other reader", "[claim_types]") {
  CHECK(value_of<double>("1e-400") == 0.0);
  CHECK(value_of<double>("-1e-400") == 0.0);
}

TEST_CASE("claims structs: a string is read from a string, without its escapes", "[claim_types]") {
  refuses_wrong_kinds<std::string>("string", "a string");
  CHECK(value_of<std::string>(R"("alice")") == "alice");
  CHECK(value_of<std::string>(R"("")").empty());
  CHECK(value_of<std::string>(R"("\u0061l\"\\\/\u0000\ud83d\udd11é")") ==
        std::string("al\"\\/\0\xF0\x9F\x94\x91\xC3\xA9", 12));
}

TEST_CASE("claims structs: an enumeration is read from the names of its values", "[claim_types]") {
  refuses_all_kinds_but<level>("string", "a string");
  CHECK(said<only<level>>("{}") == missing_x);
  CHECK(value_of<level>(R"("low")") == level::low);
  CHECK(value_of<level>(R"("hi\u0067h")") == level::high);
  for (const char* other : {R"("")", R"("High")", R"("highest")", R"("1")", R"("lo")"}) {
    CHECK(refused<level>(other) == invalid(": a string that names no value of the claims type"));
  }
}

TEST_CASE("claims structs: an optional member may be absent or null", "[claim_types]") {
  using text = std::optional<std::string>;
  CHECK(value_of<text>(R"("a")") == "a");
  CHECK(value_of<text>("null") == std::nullopt);
  CHECK(read<only<text>>("{}").value().x == std::nullopt);
  CHECK(refused<text>("1") == kind_of("a number", "a string"));
  CHECK(refused<std::optional<std::vector<int>>>("[1,true]") == "invalid_claim: x[1]: a boolean, a number is expected");
  struct preset {
    std::optional<int> x = 7;
  };
  CHECK(read<preset>("{}").value().x == 7);
  CHECK(read<preset>(R"({"x":null})").value().x == std::nullopt);
  CHECK(read<preset>(R"({"x":8})").value().x == 8);
}

TEST_CASE("claims structs: a defaulted member may be absent and is never null", "[claim_types]") {
  struct preset {
    jot::defaulted<int> x = 7;
    jot::defaulted<std::vector<std::string>> list = std::vector<std::string>{"a"};
  };
  CHECK(read<preset>("{}").value().x == 7);
  CHECK(read<preset>("{}").value().list->size() == 1);
  CHECK(*read<preset>(R"({"x":8,"list":[]})").value().x == 8);
  CHECK(read<preset>(R"({"x":8,"list":[]})").value().list->empty());
  CHECK(said<preset>(R"({"x":null})") == kind_of("null", "a number"));
  CHECK(said<preset>(R"({"x":"8"})") == kind_of("a string", "a number"));
  CHECK(said<preset>(R"({"list":[1]})") == "invalid_claim: list[0]: a number, a string is expected");
}

TEST_CASE("claims structs: a member with an initialiser is required all the same", "[claim_types]") {
  struct preset {
    int x = 7;
    std::vector<int> list{1, 2};
    std::set<int> set{1, 2};
    std::map<std::string, int> map{{"admin", 1}};
  };
  constexpr const char* full = R"({"x":1,"list":[3],"set":[3],"map":{"a":2}})";
  CHECK(said<preset>(R"({"list":[],"set":[],"map":{}})") == missing_x);
  const preset found = read<preset>(full).value();
  CHECK(found.x == 1);
  CHECK(found.list == std::vector{3});
  CHECK(found.set == std::set{3});
}

TEST_CASE("claims structs: what a map was initialised with is not in the way of what the token says", "[claim_types]") {
  struct preset {
    std::map<std::string, int> x{{"admin", 1}, {"b", 2}};
  };
  CHECK(read<preset>(R"({"x":{"admin":0}})").value().x == std::map<std::string, int>{{"admin", 0}});
  CHECK(read<preset>(R"({"x":{}})").value().x.empty());
}

TEST_CASE("claims structs: lists and sets are read from arrays", "[claim_types]") {
  refuses_wrong_kinds<std::vector<int>>("array", "an array");
  refuses_wrong_kinds<std::set<std::string>>("array", "an array");
  CHECK(value_of<std::vector<int>>("[]").empty());
  CHECK(value_of<std::vector<int>>(" [ 1 , 2.0 ] ") == std::vector{1, 2});
  CHECK(value_of<std::vector<bool>>("[true,false]") == std::vector{true, false});
  CHECK(value_of<std::vector<std::vector<int>>>("[[],[1]]") == std::vector<std::vector<int>>{{}, {1}});
  CHECK(value_of<std::deque<int>>("[1,2]") == std::deque{1, 2});
  CHECK(value_of<std::list<std::string>>(R"(["a"])") == std::list<std::string>{"a"});
  CHECK(value_of<std::set<std::string>>(R"(["b","a","b"])") == std::set<std::string>{"a", "b"});
  CHECK(value_of<std::vector<std::optional<int>>>("[1,null]") == std::vector<std::optional<int>>{1, std::nullopt});
  CHECK(refused<std::vector<int>>("[1,2,null]") == "invalid_claim: x[2]: null, a number is expected");
  CHECK(refused<std::vector<int>>("[1,[2]]") == "invalid_claim: x[1]: an array, a number is expected");
  CHECK(refused<std::vector<std::vector<int>>>("[[],[1,1.5]]") ==
        "invalid_claim: x[1][1]: a number with a fraction, an integer is expected");
  CHECK(refused<std::set<std::int8_t>>("[1,128]") == "invalid_claim: x[1]: a number outside of -128 to 127");
}

TEST_CASE("claims structs: an array is as long as the type says", "[claim_types]") {
  using pair = std::array<int, 2>;
  refuses_all_kinds_but<pair>("array", "an array");
  CHECK(said<only<pair>>("{}") == missing_x);
  CHECK(value_of<pair>("[1,2]") == pair{1, 2});
  CHECK(refused<pair>("[]") == invalid(": an array of 0 elements, 2 are expected"));
  CHECK(refused<pair>("[1]") == invalid(": an array of 1 elements, 2 are expected"));
  CHECK(refused<pair>(R"([1,2,"x",[3]])") == invalid(": an array of 4 elements, 2 are expected"));
  CHECK(refused<pair>("[1,true]") == "invalid_claim: x[1]: a boolean, a number is expected");
}

TEST_CASE("claims structs: a map is read from an object", "[claim_types]") {
  using map = std::map<std::string, int>;
  refuses_all_kinds_but<map>("object", "an object");
  CHECK(said<only<map>>("{}") == missing_x);
  CHECK(value_of<map>("{}").empty());
  CHECK(value_of<map>(R"({"a":1,"\u0062":2})") == map{{"a", 1}, {"b", 2}});
  CHECK(refused<map>(R"({"a":1,"b":1.5})") == "invalid_claim: x.b: a number with a fraction, an integer is expected");
  CHECK(value_of<map>(R"({"sub":1})") == map{{"sub", 1}});
}

TEST_CASE("claims structs: a map of all claims has those that are not registered, so that what is signed can be read",
          "[claim_types]") {
  using map = std::map<std::string, int>;
  CHECK(read<map>(R"({"iss":"i","aud":["a"],"a":1,"exp":1800000000})").value() == map{{"a", 1}});
  const map custom{{"a", 1}, {"b", 2}};
  const auto token = jot::sign(hs256_key(), {.iss = "i", .sub = "s", .aud = "a", .exp = jot::never}, custom).value();
  CHECK(jot::verify<map>(token, hs256_key().verification_key(), no_rules()).value().claims() == custom);
}

TEST_CASE("claims structs: a struct is read from an object, and an error says where in it", "[claim_types]") {
  refuses_wrong_kinds<granted>("object", "an object");
  const account found =
      read<account>(
          R"({"more":[{"deep":"]}"}],"sub":"a","realm_access":{"roles":["r"],"quota":7,"x":"\""},"resource_access":
              {"web":{"roles":[]}}})")
          .value();
  CHECK(found.sub == "a");
  CHECK(found.realm_access.roles == std::vector<std::string>{"r"});
  CHECK(found.realm_access.quota == 7);
  CHECK(found.resource_access.at("web").quota == std::nullopt);
  const auto with = [](std::string_view realm, std::string_view resources) {
    return R"({"sub":"a","realm_access":)" + std::string(realm) + R"(,"resource_access":)" + std::string(resources) +
           "}";
  };
  CHECK(said<account>(with(R"({"roles":["a","b",3]})", "{}")) ==
        "invalid_claim: realm_access.roles[2]: a number, a string is expected");
  CHECK(said<account>(with("{}", "{}")) ==
        "missing_claim: realm_access.roles: the claim is missing, and the claims type reads it");
  CHECK(said<account>(with(R"({"roles":[],"quota":2147483648})", "{}")) ==
        "invalid_claim: realm_access.quota: a number outside of -2147483648 to 2147483647");
  CHECK(said<account>(with(R"({"roles":[]})", R"({"web":{"roles":[null]}})")) ==
        "invalid_claim: resource_access.web.roles[0]: null, a string is expected");
  CHECK(said<account>(with(R"({"roles":[]})", R"({"web":{}})")) ==
        "missing_claim: resource_access.web.roles: the claim is missing, and the claims type reads it");
}

TEST_CASE("claims structs: a path that is too long for an error is cut and ends in dots", "[claim_types]") {
  struct outer {
    std::map<std::string, std::map<std::string, int>> a_name_of_twenty_char;
  };
  const jot::error cut = read<outer>(R"({"a_name_of_twenty_char":{"0123456789":{"0123456789":true}}})").error();
  CHECK(cut.claim() == "a_name_of_twenty_char.0123456789.01...");
  CHECK(cut.claim().size() == jot::error::max_claim);
  const jot::error whole = read<outer>(R"({"a_name_of_twenty_char":{"01234567":{"0123456":true}}})").error();
  CHECK(whole.claim() == "a_name_of_twenty_char.01234567.0123456");
  CHECK(whole.claim().size() == jot::error::max_claim);
  const std::string very_long(200, 'k');
  CHECK(read<outer>(R"({"a_name_of_twenty_char":{")" + very_long + R"(":{"x":true}}})").error().claim() ==
        "a_name_of_twenty_char.kkkkkkkkkkkkk...");
}

TEST_CASE("claims structs: a variant is read by the kind of the value", "[claim_types]") {
  using texts = std::variant<std::string, std::vector<std::string>>;
  CHECK(value_of<texts>(R"("a")") == texts("a"));
  CHECK(value_of<texts>(R"(["a"])") == texts(std::vector<std::string>{"a"}));
  CHECK(refused<texts>("1") == kind_of("a number", "a string or an array"));
  CHECK(refused<texts>("null") == kind_of("null", "a string or an array"));
  CHECK(refused<texts>("[1]") == "invalid_claim: x[0]: a number, a string is expected");
  CHECK(said<only<texts>>("{}") == missing_x);
  using mixed = std::variant<bool, double, granted>;
  CHECK(value_of<mixed>("1.5") == mixed(1.5));
  CHECK(std::get<granted>(value_of<mixed>(R"({"roles":["r"]})")).roles.size() == 1);
  CHECK(refused<mixed>(R"("a")") == kind_of("a string", "another kind"));
}

TEST_CASE("claims structs: one or many values are read from a value or an array", "[claim_types]") {
  using texts = jot::one_or_many<std::string>;
  CHECK(value_of<texts>(R"("a")") == texts{"a"});
  CHECK(value_of<texts>(R"(["a","b"])") == texts{"a", "b"});
  CHECK(value_of<texts>("[]").empty());
  CHECK(refused<texts>("1") == kind_of("a number", "a string or an array"));
  CHECK(refused<texts>("null") == kind_of("null", "a string or an array"));
  CHECK(refused<texts>(R"(["a",true])") == "invalid_claim: x[1]: a boolean, a string is expected");
  CHECK(said<only<texts>>("{}") == missing_x);
  CHECK(value_of<jot::one_or_many<int>>("3.0") == jot::one_or_many<int>{3});
  CHECK(refused<jot::one_or_many<int>>("3.5") == invalid(": a number with a fraction, an integer is expected"));
  CHECK(refused<jot::one_or_many<int>>(R"("a")") == kind_of("a string", "a number or an array"));
  CHECK(value_of<jot::one_or_many<granted>>(R"({"roles":[]})").size() == 1);
}

TEST_CASE("claims structs: dates are read from numbers within the years of a date", "[claim_types]") {
  using std::chrono::sys_seconds;
  refuses_all_kinds_but<jot::numeric_date>("number", "a number");
  refuses_all_kinds_but<sys_seconds>("number", "a number");
  CHECK(said<only<jot::numeric_date>>("{}") == missing_x);
  CHECK(said<only<sys_seconds>>("{}") == missing_x);
  CHECK((value_of<jot::numeric_date>("1.5e9") == date(1'500'000'000)));
  CHECK((value_of<jot::numeric_date>("1.25") == numeric_date_of("1.25")));
  CHECK(value_of<sys_seconds>("1700000000.9") == sys_seconds(std::chrono::seconds(1'700'000'000)));
  CHECK(value_of<sys_seconds>("-1.5") == sys_seconds(std::chrono::seconds(-2)));
  CHECK((value_of<jot::numeric_date>("253402300799") == date(253'402'300'799)));
  for (const char* far : {"253402300800", "-253402300800", "1700000000000", "1e19", "1e300"}) {
    CAPTURE(far);
    CHECK(refused<jot::numeric_date>(far).starts_with("invalid_claim: x: "));
    CHECK(refused<sys_seconds>(far).starts_with("invalid_claim: x: "));
  }
}

TEST_CASE("claims structs: exp, nbf and iat are members that are read", "[claim_types]") {
  struct dates {
    jot::numeric_date exp;
    std::optional<std::chrono::sys_seconds> nbf;
    std::int64_t iat = 0;
  };
  const dates found = read<dates>(R"({"exp":1800000000.5,"nbf":1,"iat":2})").value();
  CHECK((found.exp == numeric_date_of("1800000000.5")));
  CHECK(found.nbf->time_since_epoch().count() == 1);
  CHECK(found.iat == 2);
  CHECK(said<dates>(R"({"iat":2})") == "missing_claim: exp: the claim is missing, and the claims type reads it");
}

TEST_CASE("claims structs: scopes are read from both of their forms", "[claim_types]") {
  using jot::oauth2::scope_set;
  CHECK(value_of<scope_set>(R"("b a")").to_string() == scope_set::parse("b a").value().to_string());
  CHECK(value_of<scope_set>(R"(["a","b"])").to_string() == scope_set::parse("a b").value().to_string());
  refuses_all_kinds_but<scope_set>("string array", "a string or an array");
  CHECK(said<only<scope_set>>("{}") == missing_x);
  CHECK(refused<scope_set>(R"(["a",7])") == "invalid_claim: x[1]: a number, a string is expected");
  CHECK(refused<scope_set>(R"("a\"b")").starts_with("invalid_claim: x: "));
}

TEST_CASE("claims structs: a document takes what is dynamic", "[claim_types]") {
  for (const char* text : {"null", "true", "1.5", R"("a")", R"([1,{"a":null}])", R"({"a":{"b":[]}})"}) {
    CHECK(value_of<json>(text) == json::parse(text));
  }
  CHECK(said<only<json>>("{}") == missing_x);
  CHECK(value_of<std::vector<json>>("[1,null]") == std::vector<json>{1, nullptr});
  CHECK(read<json>(R"({"a":1})").value() == json({{"a", 1}}));
}

TEST_CASE("claims structs: the other claims are those that no member reads", "[claim_types]") {
  struct some {
    std::string sub;
    int level = 0;
    jot::other_claims rest;
  };
  const some found =
      read<some>(R"({"iss":"i","sub":"s","exp":1800000000,"level":1,"a":[ 1, 2 ],"\u0062":{"c":1.0},"n":null})")
          .value();
  CHECK(found.rest.size() == 3);
  CHECK(found.rest.contains("a"));
  CHECK(found.rest.sources().at("a") == "[ 1, 2 ]");
  CHECK(found.rest.sources().at("b") == R"({"c":1.0})");
  CHECK(found.rest.get<std::vector<int>>("a").value() == std::vector{1, 2});
  CHECK((found.rest.get<std::map<std::string, int>>("b").value() == std::map<std::string, int>{{"c", 1}}));
  CHECK(found.rest.get<json>("a").value() == json({1, 2}));
  CHECK(verdict(found.rest.get<int>("c")) == "missing_claim c");
  CHECK(verdict(found.rest.get<int>("n")) == "invalid_claim n");
  CHECK(message(found.rest.get<std::vector<std::string>>("a")) == "a[0]: a number, a string is expected");
  CHECK(read<some>(R"({"sub":"s","level":1})").value().rest.empty());
}

TEST_CASE("claims structs: the other claims of a nested struct have no registered ones among them", "[claim_types]") {
  struct inner {
    jot::other_claims rest;
  };
  struct outer {
    inner x;
  };
  CHECK(read<outer>(R"({"x":{"exp":1,"a":2}})").value().x.rest.size() == 2);
}

TEST_CASE("claims structs: iss, sub, aud and jti are members as well", "[claim_types]") {
  struct who {
    std::string iss;
    std::optional<std::string> sub;
    jot::one_or_many<std::string> aud;
    std::string jti;
  };
  const who found = read<who>(R"({"iss":"i","aud":"a","jti":"j"})").value();
  CHECK(found.iss == "i");
  CHECK(found.sub == std::nullopt);
  CHECK(found.aud == jot::one_or_many<std::string>{"a"});
  CHECK(found.jti == "j");
  CHECK(said<who>(R"({"iss":"i","aud":"a"})") ==
        "missing_claim: jti: the claim is missing, and the claims type reads it");
}

TEST_CASE("claims structs: names are compared without their escapes", "[claim_types]") {
  CHECK(read<only<std::string>>(R"({"\u0078":"\u0061"})").value().x == "a");
  CHECK(read<account>(R"({"s\u0075b":"a","realm\u005faccess":{"\u0072oles":[]},"resource_access":{}})").value().sub ==
        "a");
  // A name that is written twice is refused, whichever way it is escaped.
  CHECK(said<only<int>>(R"({"x":1,"\u0078":2})").starts_with("invalid_payload"));
}

TEST_CASE("claims structs: claims are renamed beside the struct", "[claim_types]") {
  const renamed found = read<renamed>("{\"https://acme.example/org\":\"o\",\"ma\u00F1ana \\\"x\\\"\":1}").value();
  CHECK(found.org == "o");
  CHECK(found.amount == 1);
  CHECK(said<renamed>(R"({"org":"o","amount":1})") ==
        "missing_claim: https://acme.example/org: the claim is missing, and the claims type reads it");
}

TEST_CASE("claims structs: local structs, templates and structs without a name for the linker", "[claim_types]") {
  struct local {
    int first_of_all = 0;
    struct inner {
      std::string text_;
    } nested;
  };
  const local found = read<local>(R"({"first_of_all":1,"nested":{"text_":"t"}})").value();
  CHECK(found.first_of_all == 1);
  CHECK(found.nested.text_ == "t");
  CHECK(read<only<only<local>>>(R"({"x":{"x":{"first_of_all":2,"nested":{"text_":""}}}})").value().x.x.first_of_all ==
        2);
  struct empty {};
  CHECK(said<empty>(R"({"a":1})") == "accepted");
}

TEST_CASE("claims structs: there may be 32 members", "[claim_types]") {
  std::string payload = "{\"m31\":\"last\"";
  for (int i = 0; i < 31; ++i) payload += ",\"m" + std::to_string(i) + "\":" + std::to_string(i * i);
  const many found = read<many>(payload + "}").value();
  CHECK(found.m0 == 0);
  CHECK(found.m12 == 144);
  CHECK(found.m30 == 900);
  CHECK(found.m31 == "last");
  CHECK(said<many>(replaced(payload + "}", "\"m30\"", "\"m_30\"")) ==
        "missing_claim: m30: the claim is missing, and the claims type reads it");
  CHECK(said<many>(replaced(payload + "}", "\"last\"", "7")) == "invalid_claim: m31: a number, a string is expected");
}

TEST_CASE("claims structs: a struct of itself is read as deep as a token may be", "[claim_types]") {
  const auto nested = [](int levels) {
    std::string out = R"({"id":0,"children":[]})";
    for (int i = 1; i < levels; ++i) out = R"({"id":)" + std::to_string(i) + R"(,"children":[)" + out + "]}";
    return out;
  };
  node found = read<node>(nested(16)).value();
  for (int id = 15; id > 0; --id) {
    REQUIRE(found.id == id);
    REQUIRE(found.children.size() == 1);
    node child = found.children[0];
    found = std::move(child);
  }
  CHECK(said<node>(nested(17)).starts_with("limit_exceeded"));
}

TEST_CASE("claims structs: conversions of nlohmann's go before the members", "[claim_types]") {
  CHECK(read<with_adl>(R"({"doubled":4})").value().doubled == 8);
  CHECK(read<with_serializer>(R"({"tripled":2})").value().tripled == 6);
  CHECK(value_of<with_adl>(R"({"doubled":4})").doubled == 8);
  CHECK(value_of<std::vector<with_serializer>>(R"([{"tripled":2}])").at(0).tripled == 6);
  CHECK(value_of<std::optional<with_adl>>("null").has_value() == false);
  CHECK(value_of<by_macro>(R"("two")") == by_macro::two);
  CHECK(verdict(read<with_adl>("{}")) == "missing_claim doubled");
  CHECK(verdict(read<only<with_adl>>(R"({"x":{}})")) == "missing_claim x.doubled");
  CHECK(verdict(read<only<with_adl>>(R"({"x":{"doubled":"4"}})")) == "invalid_claim x");
  CHECK(verdict(read<only<std::vector<with_serializer>>>(R"({"x":[{"tripled":1},{}]})")) ==
        "missing_claim x[1].tripled");
}

TEST_CASE("claims structs: what from_json throws refuses the token, whatever it is", "[claim_types]") {
  CHECK(verdict(read<throwing>(R"({"how":1})")) == "invalid_claim");
  CHECK(verdict(read<throwing>(R"({"how":2})")) == "invalid_claim");
  CHECK(verdict(read<only<throwing>>(R"({"x":{"how":1}})")) == "invalid_claim x");
}

TEST_CASE("claims structs: claims that are read without being verified are read alike", "[claim_types]") {
  const auto decoded = jot::unsafe::decode<only<int>>(payload_token(member_x("3")));
  CHECK(decoded.value().claims().x == 3);
  CHECK(verdict(jot::unsafe::decode<only<int>>(payload_token(member_x("true")))) == "invalid_claim x");
}

TEST_CASE("claims structs: values between white space are read", "[claim_types]") {
  const std::string payload = " { \"x\" :\t[ \r\n1 , 2 ] , \"y\" : { \"a\" : [ ] , \"b\" : \"}\\\"]\" } , \"z\" : 1 } ";
  struct spaced {
    std::vector<int> x;
    int z = 0;
  };
  const spaced found = read<spaced>(payload).value();
  CHECK(found.x == std::vector{1, 2});
  CHECK(found.z == 1);
}

// Tests of oauth2/scope.hpp: scopes are whole tokens, however a claims set writes them.
#include <jot/oauth2/scope.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::oauth2::scope_set;
using nlohmann::json;

namespace {

std::string parsed(std::string_view text) {
  const auto scopes = scope_set::parse(text);
  return scopes ? "[" + scopes->to_string() + "]" : verdict(scopes);
}
std::string from(const json& payload) {
  const auto scopes = scope_set::from_claims(payload);
  return scopes ? "[" + scopes->to_string() + "]" : verdict(scopes);
}

}  // namespace

TEST_CASE("scope text is tokens with single spaces between", "[scope]") {
  CHECK(parsed("") == "[]");
  CHECK(parsed("me") == "[me]");
  CHECK(parsed("me items:read https://x/y") == "[me items:read https://x/y]");
  CHECK(parsed("a a b a") == "[a b]");
  CHECK(parsed("!#[]~") == "[!#[]~]");
  using namespace std::string_view_literals;
  for (const std::string_view text : {" "sv, " a"sv, "a "sv, "a  b"sv, "a\tb"sv, "a\nb"sv, "a\"b"sv, "a\\b"sv,
                                      "caf\xC3\xA9"sv, "a\x7F"sv, "a\0b"sv, "a\r\nb"sv}) {
    CAPTURE(text);
    CHECK(parsed(text) == "invalid_claim scope");
  }
}

TEST_CASE("every byte that RFC 6749 gives a scope token is taken and no other", "[scope]") {
  for (int c = 0; c < 256; ++c) {
    const bool wanted = c > 0x20 && c < 0x7F && c != '"' && c != '\\';
    const std::string token(1, static_cast<char>(c));
    CAPTURE(c);
    CHECK(scope_set::parse("x" + token).has_value() == (wanted));
  }
}

TEST_CASE("scopes are compared as whole tokens", "[scope]") {
  const scope_set scopes = scope_set::parse("items:read me").value();
  CHECK(scopes.contains("me"));
  CHECK(scopes.contains("items:read"));
  for (const char* other :
       {"", "m", "items", "read", "items:rea", "items:reads", "ME", "me items:read", "items:read me", "*"}) {
    CAPTURE(other);
    CHECK_FALSE(scopes.contains(other));
  }
  CHECK(scopes.contains_all({}));
  CHECK(scopes.contains_all({"me"}));
  CHECK(scopes.contains_all({"me", "items:read"}));
  CHECK_FALSE(scopes.contains_all({"me", "items:write"}));
  CHECK_FALSE(scope_set().contains_all({"me"}));
}

TEST_CASE("a set keeps the order and no repetition", "[scope]") {
  scope_set scopes{"b", "a", "b"};
  scopes.insert("a");
  scopes.insert("c");
  CHECK(scopes.tokens() == std::vector<std::string>{"b", "a", "c"});
  CHECK(scopes.to_string() == "b a c");
  CHECK_FALSE(scopes.empty());
  CHECK(scope_set().empty());
}

TEST_CASE("the scopes of a claims set are found in scope, else in scp, as a string or an array", "[scope]") {
  CHECK(from({{"scope", "a b"}}) == "[a b]");
  CHECK(from({{"scope", {"a", "b"}}}) == "[a b]");
  CHECK(from({{"scp", "a b"}}) == "[a b]");
  CHECK(from({{"scp", {"a", "b", "a"}}}) == "[a b]");
  CHECK(from({{"scope", "a"}, {"scp", "b"}}) == "[a]");
  CHECK(from({{"scope", ""}, {"scp", "b"}}) == "[]");
  CHECK(from({{"scope", json::array()}}) == "[]");
  CHECK(from({{"sub", "a"}}) == "[]");
  CHECK(from(json::object()) == "[]");
  CHECK(from(json::array({"scope"})) == "[]");
}

TEST_CASE("scopes of a wrong type are an error, not an empty set", "[scope]") {
  for (const json& value : {json(nullptr), json(1), json(true), json::object(), json({{"a", 1}}), json({1}),
                            json({"a", nullptr}), json({"a b"}), json({""}), json({{"a"}}), json("a  b")}) {
    CAPTURE(value.dump());
    CHECK(from({{"scope", value}}) == "invalid_claim scope");
  }
  CHECK_FALSE(scope_set::from_claims({{"scp", 1}}).has_value());
}

TEST_CASE("a scope has at most 256 tokens, repetitions included", "[scope]") {
  std::string text = "a";
  for (int i = 1; i < 256; ++i) text += i % 2 == 0 ? " a" : " b";
  CHECK(parsed(text) == "[a b]");
  CHECK(parsed(text + " c") == "limit_exceeded scope");
  CHECK(message(scope_set::parse(text + " c")) == "scope: more than 256 scope tokens are not accepted");
  CHECK(from({{"scope", std::vector<std::string>(256, "a")}}) == "[a]");
  CHECK(from({{"scope", std::vector<std::string>(257, "a")}}) == "limit_exceeded scope");
  CHECK_THROWS_AS(json(std::vector<std::string>(257, "a")).get<scope_set>(), jot::exception);
  // A program's own set is its own affair.
  scope_set made;
  for (int i = 0; i < 300; ++i) made.insert("t" + std::to_string(i));
  CHECK(made.tokens().size() == 300);
}

TEST_CASE("a scope that is wanted and not there is named", "[scope]") {
  const scope_set scopes{"a", "b"};
  CHECK(verdict(scopes.require({"a"})) == "accepted");
  CHECK(verdict(scopes.require({})) == "accepted");
  CHECK(verdict(scopes.require({"a", "c", "d"})) == "insufficient_scope c");
  CHECK(message(scopes.require({"c"})) == "c: the token does not have this scope");
}

TEST_CASE("a claims type can have scopes as a member", "[scope]") {
  CHECK(json(scope_set{"a", "b"}) == "a b");
  CHECK(json("a b").get<scope_set>().tokens() == std::vector<std::string>{"a", "b"});
  CHECK(json({"a", "b"}).get<scope_set>().contains("b"));
  CHECK_THROWS_AS(json(7).get<scope_set>(), jot::exception);
}

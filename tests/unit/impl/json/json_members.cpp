// Tests of impl/json/json_members.hpp.
#include <jot/impl/json/json_members.hpp>

#include "support/catch.hpp"

#include <string>
#include <string_view>

using jot::errc;
using jot::detail::json_kind;
using jot::detail::json_members;

TEST_CASE("an object is known by its members", "[json]") {
  const std::string text = R"({"a":"x","\u0062":"\u0079","n":12,"list":["p",{"q":1},[2]],"o":{"a":"z"},"none":[]})";
  json_members read;
  REQUIRE(read.read(text, {}, errc::invalid_key).has_value());
  CHECK(read.all().size() == 6);
  CHECK(read.text("a") == "x");
  CHECK(read.text("b") == "y");
  CHECK(read.text("n").empty());
  CHECK(read.text("absent").empty());
  CHECK(read.find("absent") == nullptr);
  CHECK(read.find("n")->kind == json_kind::integer);
  CHECK(read.find("o")->text == R"({"a":"z"})");
  const json_members::member& list = *read.find("list");
  CHECK((list.kind == json_kind::array && list.elements == 3 && list.text == R"(["p",{"q":1},[2]])"));
  REQUIRE(read.elements(list).size() == 3);
  CHECK(read.elements(list)[0].text == "p");
  CHECK(read.elements(list)[1].text == R"({"q":1})");
  CHECK(read.elements(list)[2].text == "[2]");
  CHECK(read.elements(*read.find("none")).empty());
}

TEST_CASE("what is not strict JSON has no members that count", "[json]") {
  json_members read;
  const auto refused = read.read(R"({"a":1,"a":2})", {}, errc::invalid_key);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == errc::invalid_key);
}

TEST_CASE("texts that were escaped stay where they are while others are read", "[json]") {
  std::string text = "{";
  for (int i = 0; i < 200; ++i) text += (i != 0 ? ",\"\\u0061" : "\"\\u0061") + std::to_string(i) + "\":\"\\u0062\"";
  text += "}";
  json_members read;
  REQUIRE(read.read(text, {}, errc::invalid_key).has_value());
  for (int i = 0; i < 200; ++i) CHECK(read.text("a" + std::to_string(i)) == "b");
}

TEST_CASE("of a long array the first elements are kept and all are counted", "[json]") {
  std::string text = R"({"long":[{"i":0})";
  for (int i = 1; i < 1000; ++i) text += R"(,{"i":)" + std::to_string(i) + "}";
  text += R"(],"after":["x"]})";
  json_members read;
  REQUIRE(read.read(text, {}, errc::invalid_key).has_value());
  const json_members::member& list = *read.find("long");
  CHECK(list.elements == 1000);
  REQUIRE(read.elements(list).size() == json_members::kept_elements);
  CHECK(read.elements(list).front().text == R"({"i":0})");
  CHECK(read.elements(list).back().text == R"({"i":255})");
  CHECK(read.elements(*read.find("after"))[0].text == "x");
}

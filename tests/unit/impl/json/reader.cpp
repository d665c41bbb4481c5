// Tests of impl/json/reader.hpp: what the strict reader takes, what it refuses, and what its visitor hears.
#include <jot/impl/json/reader.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace jot::testing_support;
using namespace std::string_view_literals;
using jot::errc;
using jot::json_limits;
using jot::detail::json_kind;
using jot::detail::json_value;

namespace {

// Writes down everything it hears.
class recorder final : public jot::detail::json_visitor {
 public:
  void on_member(std::string_view name, const json_value& value) override {
    log += std::string(name) + "=" + text_of(value) + ";";
  }
  void on_element(const json_value& value) override { log += "," + text_of(value) + ";"; }
  std::string log;

 private:
  static std::string text_of(const json_value& value) {
    switch (value.kind) {
      case json_kind::null:
        return "null";
      case json_kind::boolean:
        return value.truth ? "true" : "false";
      case json_kind::integer:
        return "i" + std::to_string(value.integer);
      case json_kind::decimal:
        return "d" + std::string(value.text);
      case json_kind::string:
        return "'" + std::string(value.text) + "'";
      case json_kind::array:
        return "array";
      case json_kind::object:
        return "object";
    }
    return "?";
  }
};

std::string heard(std::string_view text) {
  recorder visitor;
  const auto read = jot::detail::read_json_object(text, json_limits{}, errc::invalid_payload, visitor);
  return read ? visitor.log : "refused: " + verdict(read);
}

std::string read(std::string_view text, const json_limits& limits = {}) {
  recorder visitor;
  return verdict(jot::detail::read_json_object(text, limits, errc::invalid_payload, visitor));
}

std::string nested(std::size_t levels) {  // the root object included
  return R"({"a":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
}

std::string with_members(std::size_t count) {
  std::string text = "{";
  for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":1";
  return text + "}";
}

}  // namespace

TEST_CASE(
    "the visitor hears the root's members and their elements in order, and of nested values only that they are there",
    "[json]") {
  CHECK(heard("{}").empty());
  CHECK(heard(R"({"b":1,"a":"x","c":true,"d":false,"e":null})") == "b=i1;a='x';c=true;d=false;e=null;");
  CHECK(heard(R"({"aud":["x",1,null,{"q":1,"r":["z"]},[2,[3]],"y"],"z":1})") ==
        "aud=array;,'x';,i1;,null;,object;,array;,'y';z=i1;");
  CHECK(heard(R"({"o":{"aud":["no"],"p":{"exp":1}},"exp":2})") == "o=object;exp=i2;");
  CHECK(heard(R"({"a":[[["x"]]],"b":{}})") == "a=array;,array;b=object;");
}

TEST_CASE("an object or array of the root, and one in its arrays, is handed over at its end as it is written",
          "[json]") {
  struct sources final : jot::detail::json_visitor {
    void on_member(std::string_view member, const json_value&) override { name = member; }
    void on_element(const json_value&) override {}
    void on_member_end(std::string_view source) override { log += name + "=" + std::string(source) + ";"; }
    void on_element_end(std::string_view source) override { log += name + "," + std::string(source) + ";"; }
    std::string name;
    std::string log;
  };
  const auto ends = [](std::string_view text) {
    sources visitor;
    CHECK(jot::detail::read_json_object(text, {}, errc::invalid_payload, visitor));
    return visitor.log;
  };
  CHECK(ends(R"({"a":1,"b":"{}","c":null})").empty());
  CHECK(ends(R"({"cnf": { "jkt" : "x", "o":{"p":[{}]} } ,"a":[]})") == R"(cnf={ "jkt" : "x", "o":{"p":[{}]} };a=[];)");
  CHECK(ends(R"({"k":[{"x":[1]}, 2 ,[ ],"]",[[{}]] ]})") ==
        R"(k,{"x":[1]};k,[ ];k,[[{}]];k=[{"x":[1]}, 2 ,[ ],"]",[[{}]] ];)");
  CHECK(ends("{\"jwk\":{\"\\u006bty\":\"\xC3\xA9\"}}") == "jwk={\"\\u006bty\":\"\xC3\xA9\"};");
}

TEST_CASE("strings are unescaped, and NUL characters stay", "[json]") {
  CHECK(heard(R"({"\u0061\/\"":"\b\f\n\r\t\\ \u00e9\ud83d\udd11"})") ==
        "a/\"='\b\f\n\r\t\\ \xC3\xA9\xF0\x9F\x94\x91';");
  CHECK(heard(R"({"k\u0000id":"a\u0000b"})") == "k\0id='a\0b';"sv);
}

TEST_CASE("integers are exact and everything else arrives as the number's text", "[json]") {
  CHECK(heard(R"({"a":0,"b":-0,"c":-1,"d":9223372036854775807,"e":-9223372036854775808})") ==
        "a=i0;b=i0;c=i-1;d=i9223372036854775807;e=i-9223372036854775808;");
  CHECK(heard(R"({"a":9223372036854775808,"b":18446744073709551615})") ==
        "a=d9223372036854775808;b=d18446744073709551615;");
  CHECK(heard(R"({"a":18446744073709551616,"b":-9223372036854775809})") ==
        "a=d18446744073709551616;b=d-9223372036854775809;");
  CHECK(heard(R"({"a":1.50,"b":1e2,"c":-1E-2,"d":0.0000000001,"e":1e-400})") ==
        "a=d1.50;b=d1e2;c=d-1E-2;d=d0.0000000001;e=d1e-400;");
}

TEST_CASE("a decimal point is a point in every locale", "[json]") {
#if defined(JOT_TEST_LOCALES)
  ::setenv("LOCPATH", JOT_TEST_LOCALES, 1);  // where the build has made one
#endif
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  bool comma = false;
  for (const char* name : {"jot_comma", "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "de_DE", "German"}) {
    comma = std::setlocale(LC_NUMERIC, name) != nullptr && std::string(std::localeconv()->decimal_point) == ",";
    if (comma) break;
  }
  const std::string found = heard(R"({"exp":1.5})");
  std::setlocale(LC_NUMERIC, before.c_str());
  CHECK(found == "exp=d1.5;");
  if (!comma) {
    std::printf("\nskipped: there is no locale with a decimal comma, and no localedef to make one\n");
    std::fflush(stdout);
  }
}

TEST_CASE("white space may stand between tokens", "[json]") {
  CHECK(heard(" \t\r\n{ \"a\" : 1 ,\n\"b\" : [ ] } \n") == "a=i1;b=array;");
}

TEST_CASE("text that is not one JSON object is refused", "[json]") {
  const std::string_view table[] = {
      ""sv,
      " "sv,
      "null"sv,
      "1"sv,
      "\"a\""sv,
      "[]"sv,
      "[{}]"sv,
      "{"sv,
      "}"sv,
      "{}}"sv,
      "{}{}"sv,
      "{} x"sv,
      "{},"sv,
      "{}\0"sv,
      "\0{}"sv,
      "{\"a\":1}\0{\"a\":2}"sv,
      "{\"a\0\":1}"sv,
      "{\"a\":\"x\0\"}"sv,
      "\xEF\xBB\xBF{}"sv,
      "\xFE\xFF\0{\0}"sv,
      "{\"a\"}"sv,
      "{\"a\":}"sv,
      "{\"a\":1,}"sv,
      "{,}"sv,
      "{\"a\":1 \"b\":2}"sv,
      "{\"a\":[1,]}"sv,
      "{\"a\":[1}"sv,
      "{a:1}"sv,
      "{'a':1}"sv,
      "{\"a\":'x'}"sv,
      "{1:1}"sv,
      "{\"a\":NaN}"sv,
      "{\"a\":Infinity}"sv,
      "{\"a\":-Infinity}"sv,
      "{\"a\":undefined}"sv,
      "{\"a\":True}"sv,
      "{\"a\":nul}"sv,
      "{\"a\":01}"sv,
      "{\"a\":-01}"sv,
      "{\"a\":00}"sv,
      "{\"a\":+1}"sv,
      "{\"a\":.5}"sv,
      "{\"a\":1.}"sv,
      "{\"a\":1e}"sv,
      "{\"a\":1e+}"sv,
      "{\"a\":0x10}"sv,
      "{\"a\":1_0}"sv,
      "{\"a\":-}"sv,
      "{}//x"sv,
      "/*x*/{}"sv,
      "{\"a\":1/*x*/}"sv,
      "{\"a\":1//x\n}"sv,
      "#x\n{}"sv,
      "{\"a\":\"\n\"}"sv,
      "{\"a\":\"\t\"}"sv,
      "{\"a\":\"\x01\"}"sv,
      "{\"a\":\"\x1F\"}"sv,
      "{\"a\tb\":1}"sv,
      "{\"a\":\"\\x41\"}"sv,
      "{\"a\":\"\\u12\"}"sv,
      "{\"a\":\"\\u12G4\"}"sv,
      "{\"a\":\"\\'\"}"sv,
      "{\"a\":\"\\\"}"sv,
      "{\"a\":\"x}"sv,
      "{\"a\":\"\\ud800\"}"sv,
      "{\"a\":\"\\udc00\"}"sv,
      "{\"a\":\"\\ud800\\u0041\"}"sv,
      "{\"a\":\"\\ud800\\ud800\"}"sv,
      "{\"a\":\"\\udc00\\ud800\"}"sv,
      "{\"\\ud800\":1}"sv,
      "{\"a\":\"\x80\"}"sv,
      "{\"a\":\"\xC3\"}"sv,
      "{\"a\":\"\xC0\xAF\"}"sv,
      "{\"a\":\"\xE0\x80\xAF\"}"sv,
      "{\"a\":\"\xED\xA0\x80\"}"sv,
      "{\"a\":\"\xED\xBF\xBF\"}"sv,
      "{\"a\":\"\xF0\x80\x80\xAF\"}"sv,
      "{\"a\":\"\xF4\x90\x80\x80\"}"sv,
      "{\"a\":\"\xF5\x80\x80\x80\"}"sv,
      "{\"a\":\"\xFF\"}"sv,
      "{\"a\":\"\xE2\x82\"}"sv,
      "{\"\xC3\":1}"sv,
      "{}\xC2\xA0"sv,
      "{\v}"sv,
      "{\f}"sv,
  };
  for (const std::string_view text : table) {
    CAPTURE(text);
    CHECK(read(text) == "invalid_payload");
    recorder visitor;
    CHECK(verdict(jot::detail::read_json_object(text, {}, errc::invalid_header, visitor)) == "invalid_header");
  }
}

TEST_CASE("a refusal says where the text stops being JSON", "[json]") {
  const auto why = [](std::string_view text) {
    recorder visitor;
    return message(jot::detail::read_json_object(text, {}, errc::invalid_payload, visitor));
  };
  CHECK(why("{\"a\":x}") == "not JSON at byte 5");
  CHECK(why("[]") == "JSON, but not an object");
  CHECK(why("\xEF\xBB\xBF{}") == "starts with a byte-order mark; plain UTF-8 is expected");
  CHECK(why("{}\0"sv) == "JSON text with a NUL byte, at byte 2");
  CHECK(why(R"({"sub":"a","sub":"b"})") == "sub: the member appears twice; each name may appear once (RFC 7519 §4)");
}

TEST_CASE("a number too large for any type of number is told apart from text that is not JSON", "[json]") {
  const std::string many_digits = "1" + std::string(49, '0');
  for (const std::string& number :
       {std::string("1e400"), std::string("1e309"), std::string("-10.0E308"), std::string("1.797693134862315808e308"),
        std::string("2e308"), many_digits + "e260", "0." + many_digits + "e310", std::string("1e99999999999999999999"),
        std::string("0.0001e313")}) {
    CAPTURE(number);
    CHECK_FALSE(nlohmann::json::accept(number));
    recorder visitor;
    const auto refused = jot::detail::read_json_object("{\"exp\":" + number + "}", {}, errc::invalid_payload, visitor);
    CHECK(message(refused) == "a number too large for any type, at byte 7");
  }
  for (const std::string& number :
       {std::string("1e308"), std::string("1.7976931348623157e308"), std::string("1.7976931348623158e308"),
        many_digits + "e259", std::string("0.0001e312"), std::string("0e400"),
        std::string("-0.000E+99999999999999999999"), std::string("1e-99999999999999999999")}) {
    CAPTURE(number);
    CHECK(nlohmann::json::accept(number));
    CHECK(heard("{\"exp\":" + number + "}") == "exp=d" + number + ";");
  }
}

TEST_CASE("a member that appears twice is refused at every level, however it is written", "[json]") {
  for (const std::string_view text :
       {R"({"a":1,"a":1})"sv, R"({"a":1,"b":2,"a":null})"sv, R"({"a":1,"\u0061":1})"sv, R"({"\u0061":1,"\u0061":1})"sv,
        R"({"x":{"a":1,"a":2}})"sv, R"({"x":[{"a":1,"a":2}]})"sv, R"({"x":[[[{"y":{"a":1,"b":2,"a":3}}]]]})"sv,
        R"({"a\u0000":1,"a\u0000":2})"sv, R"({"":1,"":2})"sv, R"({"\/":1,"/":2})"sv, R"({"\ud83d\udd11":1,"🔑":2})"sv,
        R"({"a":1,"x":{"b":1},"a":2})"sv, R"({"a":1,"x":[{"a":{"b":1}}],"a":2})"sv}) {
    CAPTURE(text);
    CHECK(read(text).starts_with("invalid_payload"));
  }
  for (const std::string_view text :
       {R"({"a":1,"A":1})"sv, R"({"a":{"a":{"a":1}}})"sv, R"({"x":[{"a":1},{"a":2}]})"sv, R"({"a\u0000":1,"a":2})"sv,
        R"({"x":{"a":1},"a":2,"y":{"a":3}})"sv, "{\"\xC3\xA9\":1,\"e\xCC\x81\":2}"sv}) {
    CAPTURE(text);
    CHECK(read(text) == "accepted");
  }
}

TEST_CASE("names that share a hash or a prefix are still told apart", "[json]") {
  CHECK(read(with_members(1000)) == "accepted");
  CHECK(read(R"({"ab":{"cd":1},"a":{"bcd":1},"abc":{"d":1},"d":1})") == "accepted");
  // Of one size, and alike at both ends and in the middle.
  CHECK(read(R"({"role-a-1":1,"role-b-1":2,"rule-a-1":3,"r-----11":4})") == "accepted");
  CHECK(read(R"({"role-a-1":1,"rxxe-xx1":2,"rxxe-yy1":3,"role-a-1":4})").starts_with("invalid_payload"));
}

TEST_CASE("each limit holds at its boundary", "[json]") {
  SECTION("depth") {
    CHECK(read(nested(32)) == "accepted");
    CHECK(read(nested(33)) == "limit_exceeded");
    CHECK(read(nested(60000)) == "limit_exceeded");
    std::string objects = "{}";
    for (int i = 1; i < 32; ++i) objects = R"({"a":)" + objects + "}";
    CHECK(read(objects) == "accepted");
    CHECK(read(R"({"a":)" + objects + "}") == "limit_exceeded");
    CHECK(read(nested(3), {.depth = 3}) == "accepted");
    CHECK(read(nested(4), {.depth = 3}) == "limit_exceeded");
  }
  SECTION("members of one object") {
    CHECK(read(with_members(1000)) == "accepted");
    CHECK(read(with_members(1001)) == "limit_exceeded");
    CHECK(read(R"({"a":)" + with_members(1000) + R"(,"b":)" + with_members(1000) + "}") == "accepted");
    CHECK(read(R"({"a":)" + with_members(1001) + "}") == "limit_exceeded");
  }
  SECTION("bytes of a name, after unescaping") {
    CHECK(read("{\"" + std::string(256, 'a') + "\":1}") == "accepted");
    CHECK(read("{\"" + std::string(257, 'a') + "\":1}") == "limit_exceeded");
    std::string escaped;
    for (int i = 0; i < 256; ++i) escaped += "\\u0061";
    CHECK(read("{\"" + escaped + "\":1}") == "accepted");
    CHECK(read("{\"" + escaped + "a\":1}") == "limit_exceeded");
    CHECK(read(R"({"x":{")" + std::string(257, 'a') + "\":1}}") == "limit_exceeded");
  }
  SECTION("characters of a number") {
    CHECK(read(R"({"a":)" + std::string(64, '1') + "}") == "accepted");
    CHECK(read(R"({"a":)" + std::string(65, '1') + "}") == "limit_exceeded");
    CHECK(read(R"({"a":0.)" + std::string(62, '1') + "}") == "accepted");
    CHECK(read(R"({"a":0.)" + std::string(63, '1') + "}") == "limit_exceeded");
    CHECK(read(R"({"x":[)" + std::string(65, '1') + "]}") == "limit_exceeded");
    CHECK(read(R"({"a":123456})", {.number_chars = 6}) == "accepted");
    CHECK(read(R"({"a":-12345})", {.number_chars = 6}) == "accepted");
    CHECK(read(R"({"a":1234567})", {.number_chars = 6}) == "limit_exceeded");
    CHECK(read(R"({"a":-123456})", {.number_chars = 6}) == "limit_exceeded");
  }
}

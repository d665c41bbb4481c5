// Tests of detail/json_writer.hpp: what is written reads back, and what cannot be written leaves no trace.
#include <jot/detail/json_writer.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

using namespace std::string_view_literals;

TEST_CASE("a string is written with everything escaped that must be", "[json]") {
  jot::detail::text_buffer out;
  std::string every;
  for (int c = 0; c < 0x80; ++c) every += static_cast<char>(c);
  every += "\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF";
  CHECK(jot::detail::append_json_string(out, every));
  CHECK(out.view().starts_with("\"\\u0000"));
  CHECK(nlohmann::json::parse(out.view()).get<std::string>() == every);
  out.cut(0);
  CHECK(jot::detail::append_json_string(out, ""));
  CHECK(out.view() == "\"\"");
}

TEST_CASE("a string that is not UTF-8 is not written at all", "[json]") {
  for (const std::string_view text :
       {"\x80"sv, "a\xC3"sv, "\xC0\xAF"sv, "\xC1\xBF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xE2\x82"sv,
        "\xE2\x28\xA1"sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF0\x9F\x94"sv, "\xF5\x80\x80\x80"sv, "\xFF"sv,
        "good \xC3\xA9 then \xFE"sv}) {
    jot::detail::text_buffer out;
    out.add("before");
    CAPTURE(text);
    CHECK_FALSE(jot::detail::append_json_string(out, text));
    CHECK(out.view() == "before");
  }
}

TEST_CASE("objects and arrays are written with their commas, however they are nested", "[json]") {
  jot::detail::text_buffer text;
  jot::detail::json_writer out(text);
  out.begin_object();
  out.name("none");
  out.begin_array();
  out.end_array();
  out.name("list");
  out.begin_array();
  out.integer(-9223372036854775807 - 1);
  CHECK(out.text("a\"b"));
  out.begin_object();
  out.end_object();
  out.begin_array();
  out.raw("1.5");
  out.octets(jot::as_bytes("\xFF\xFE"));
  out.end_array();
  out.end_array();
  CHECK(out.any_name("\xC3\xA9\n"));
  out.begin_object();
  CHECK(out.any_name(""));
  out.raw("null");
  out.name("x");
  out.raw("true");
  out.end_object();
  out.end_object();
  CHECK(text.view() ==
        "{\"none\":[],\"list\":[-9223372036854775808,\"a\\\"b\",{},[1.5,\"__4\"]],"
        "\"\xC3\xA9\\u000a\":{\"\":null,\"x\":true}}");
}

TEST_CASE("a name or a text that is not UTF-8 is reported", "[json]") {
  jot::detail::text_buffer text;
  jot::detail::json_writer out(text);
  out.begin_object();
  CHECK_FALSE(out.any_name("\xFF"));
  CHECK_FALSE(out.text("\xFF"));
}

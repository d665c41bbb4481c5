// Tests of impl/json/document.hpp.
#include <jot/impl/json/document.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

using jot::errc;

TEST_CASE("a document is built from accepted text alone", "[json]") {
  nlohmann::json out = "before";
  CHECK_FALSE(jot::detail::read_json_document(R"({"a":1,"a":2})", {}, errc::invalid_key, out).has_value());
  CHECK(out == "before");
  CHECK(jot::detail::read_json_document(R"({"a":[1,{"b":"c"}]})", {}, errc::invalid_key, out).has_value());
  CHECK(out == nlohmann::json::parse(R"({"a":[1,{"b":"c"}]})"));
}

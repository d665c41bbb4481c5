// Tests of impl/jose/header.hpp: what an entry point decides, and where parameters are; tests/unit/jws.cpp has the
// rest.
#include <jot/impl/jose/header.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;

namespace {

struct reading {
  explicit reading(std::string_view text, bool unencoded_payload = false, std::vector<std::string> understood = {})
      : names(std::move(understood)),
        rules{.limits = limits, .understood = names, .unencoded_payload = unencoded_payload} {
    arena.reserve(2 * text.size());
    header = arena.keep(text);
    jot::detail::header_reader reader(header, arena, rules, facts);
    REQUIRE(jot::detail::read_json_object(header, {}, jot::errc::invalid_header, reader));
    if (reader.failure()) verdict = jot::result<void>(*reader.failure());
    if (verdict && reader.has_crit()) verdict = jot::detail::check_critical(reader.critical(), header, rules);
  }

  std::vector<std::string> names;
  jot::token_limits limits;
  jot::detail::header_rules rules;
  jot::detail::text_arena arena;
  std::string_view header;
  jot::detail::header_facts facts;
  jot::result<void> verdict;
};

}  // namespace

TEST_CASE("b64 is for the function that takes unencoded payloads, and there it may be critical", "[header]") {
  constexpr std::string_view unencoded = R"({"alg":"HS256","b64":false,"crit":["b64"]})";
  CHECK(verdict(reading(unencoded).verdict) == "unsupported_critical b64");
  CHECK(verdict(reading(unencoded, false, {"b64"}).verdict) == "unsupported_critical b64");
  CHECK(verdict(reading(unencoded, true, {"b64"}).verdict) == "accepted");
  CHECK(verdict(reading(unencoded, true).verdict) == "unsupported_critical b64");
  CHECK(verdict(reading(R"({"alg":"HS256","crit":["kid"],"kid":"1"})", true, {"kid"}).verdict) ==
        "unsupported_critical kid");
}

TEST_CASE("a parameter is in the header's own text, and one that had escapes after it", "[header]") {
  const reading plain(R"({"kid":"a","typ":"","alg":"ES256"})");
  CHECK(plain.facts.alg() == jot::algorithm::es256);
  CHECK(plain.arena.used() == plain.header);
  CHECK(plain.facts.kid.at == 8);
  CHECK(plain.facts.kid.size == 1);
  CHECK(plain.facts.typ.size == 0);
  CHECK(plain.facts.cty.size == jot::detail::text_place::missing);
  CHECK((plain.facts.kid.is_within(9) && !plain.facts.kid.is_within(8) && plain.facts.cty.is_within(0)));

  const reading escaped(R"({"kid":"\u0061b","cty":"x"})");
  CHECK_FALSE(escaped.facts.alg());
  CHECK_FALSE(escaped.facts.kid.is_within(escaped.header.size()));
  const std::string moved(escaped.arena.used());
  jot::jws_header header;
  jot::detail::view_header(escaped.facts, moved, escaped.header.size(), header);
  CHECK(header.kid == "ab");
  CHECK(header.cty == "x");
  CHECK(header.text == R"({"kid":"\u0061b","cty":"x"})");
  CHECK_FALSE(header.typ);
}

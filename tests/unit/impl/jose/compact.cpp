// Tests of impl/jose/compact.hpp: the split that comes before everything, and the room for what is decoded.
#include <jot/impl/jose/compact.hpp>
#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <string>
#include <string_view>

using namespace jot::testing_support;
using jot::detail::split_compact;

TEST_CASE("a token is split at its two dots", "[compact]") {
  jot::detail::compact_segments parts;
  REQUIRE(split_compact("he.pay.sig", {}, parts));
  CHECK(parts.header == "he");
  CHECK(parts.payload == "pay");
  CHECK(parts.signature == "sig");
  CHECK(parts.signing_input == "he.pay");
  REQUIRE(split_compact("..", {}, parts));
  CHECK((parts.header.empty() && parts.payload.empty() && parts.signature.empty()));
  CHECK(parts.signing_input == ".");
}

TEST_CASE("the split looks at sizes first, then at dots", "[compact]") {
  const auto split = [](const std::string& token) {
    jot::detail::compact_segments parts;
    return split_compact(token, {}, parts);
  };
  CHECK(verdict(split(std::string(65'536, '.'))) == "malformed_token");
  CHECK(verdict(split(std::string(65'537, '.'))) == "limit_exceeded");
  CHECK(verdict(split(std::string(16'384, 'x') + "..")) == "accepted");
  CHECK(verdict(split(std::string(16'385, 'x') + "..")) == "limit_exceeded");
  CHECK(message(split(std::string(16'385, 'x') + "..")) == "a header of 16385 characters; at most 16384 are allowed");
}

TEST_CASE("strings of a header that fill it to the last byte fit into the arena", "[compact]") {
  // Every text that is kept comes from the header or the payload, so twice their size is enough.
  const std::string header =
      R"({"alg":"HS256","kid":")" + std::string(5'000, 'k') + R"(","typ":")" + std::string(5'000, 't') + "\"}";
  std::string aud = "[";
  for (int i = 0; i < 256; ++i) aud += (i == 0 ? "\"" : ",\"") + std::string(60, 'a') + "\"";
  const std::string payload =
      R"({"iss":")" + std::string(9'000, 'i') + R"(","sub":")" + std::string(9'000, 's') + R"(","aud":)" + aud + "]}";
  const auto read = jot::verify(token_of(header, payload), hs256_key().verification_key(), no_rules(), now_clock());
  REQUIRE(verdict(read) == "accepted");
  CHECK(read->header().kid == std::string(5'000, 'k'));
  CHECK(read->header().typ == std::string(5'000, 't'));
  CHECK(read->registered().iss == std::string(9'000, 'i'));
  CHECK(read->registered().sub == std::string(9'000, 's'));
  CHECK((*read->registered().aud)[255] == std::string(60, 'a'));
}

// Tests of error.hpp: codes, categories, and what a message shows and hides.
#include <jot/error.hpp>

#include <jot/detail/json_writer.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <set>
#include <sstream>
#include <string>
#include <type_traits>

using jot::category;
using jot::errc;

static_assert(std::is_trivially_copyable_v<jot::error>);
static_assert(sizeof(jot::error) <= 80);

namespace {

struct known_code {
  errc code;
  std::string_view name;
  category kind;
};

// Written out: a name or a category that changes breaks the logs and the HTTP answers of those who upgrade.
constexpr known_code known_codes[] = {
    {errc::malformed_token, "malformed_token", category::malformed},
    {errc::invalid_base64url, "invalid_base64url", category::malformed},
    {errc::invalid_header, "invalid_header", category::malformed},
    {errc::invalid_payload, "invalid_payload", category::malformed},
    {errc::limit_exceeded, "limit_exceeded", category::malformed},
    {errc::malformed_credentials, "malformed_credentials", category::malformed},
    {errc::missing_credentials, "missing_credentials", category::unauthentic},
    {errc::algorithm_not_allowed, "algorithm_not_allowed", category::unauthentic},
    {errc::unsupported_critical, "unsupported_critical", category::unauthentic},
    {errc::key_not_found, "key_not_found", category::unauthentic},
    {errc::key_mismatch, "key_mismatch", category::unauthentic},
    {errc::signature_invalid, "signature_invalid", category::unauthentic},
    {errc::decryption_failed, "decryption_failed", category::unauthentic},
    {errc::type_mismatch, "type_mismatch", category::unacceptable},
    {errc::missing_claim, "missing_claim", category::unacceptable},
    {errc::invalid_claim, "invalid_claim", category::unacceptable},
    {errc::token_expired, "token_expired", category::unacceptable},
    {errc::token_not_yet_valid, "token_not_yet_valid", category::unacceptable},
    {errc::token_too_old, "token_too_old", category::unacceptable},
    {errc::issuer_mismatch, "issuer_mismatch", category::unacceptable},
    {errc::audience_mismatch, "audience_mismatch", category::unacceptable},
    {errc::subject_mismatch, "subject_mismatch", category::unacceptable},
    {errc::claim_rejected, "claim_rejected", category::unacceptable},
    {errc::replayed, "replayed", category::unacceptable},
    {errc::nonce_required, "nonce_required", category::unacceptable},
    {errc::binding_mismatch, "binding_mismatch", category::unacceptable},
    {errc::insufficient_scope, "insufficient_scope", category::insufficient},
    {errc::keys_unavailable, "keys_unavailable", category::unavailable},
    {errc::keys_pending, "keys_pending", category::unavailable},
    {errc::state_unavailable, "state_unavailable", category::unavailable},
    {errc::invalid_key, "invalid_key", category::misuse},
    {errc::weak_key, "weak_key", category::misuse},
    {errc::invalid_claims_to_sign, "invalid_claims_to_sign", category::misuse},
    {errc::invalid_configuration, "invalid_configuration", category::misuse},
    {errc::crypto_failure, "crypto_failure", category::misuse},
};

bool is_utf8(std::string_view text) {
  jot::detail::text_buffer scratch;
  return jot::detail::append_json_string(scratch, text);
}

}  // namespace

TEST_CASE("every code has its own stable name and its category", "[error]") {
  CHECK(std::size(known_codes) == static_cast<std::size_t>(errc::crypto_failure) + 1);
  std::set<std::string_view> names;
  for (const known_code& known : known_codes) {
    CAPTURE(known.name);
    CHECK(jot::name(known.code) == known.name);
    CHECK((jot::category_of(known.code) == known.kind));
    CHECK((jot::error(known.code, "detail").category() == known.kind));
    CHECK(jot::error(known.code, "detail").message() == "detail");
    names.insert(jot::name(known.code));
  }
  CHECK(names.size() == std::size(known_codes));
}

TEST_CASE("a message says the claim first and has the figures in their places", "[error]") {
  CHECK(jot::error(errc::token_expired, "exp", "token expired {} s ago", 12).message() ==
        "exp: token expired 12 s ago");
  CHECK(jot::error(errc::limit_exceeded, "a token of {} bytes; at most {} are allowed", 70000, 65536).message() ==
        "a token of 70000 bytes; at most 65536 are allowed");
  CHECK(jot::error(errc::key_mismatch, "found {}, wanted {}", jot::error_value("a secret"), jot::error_value("a key"))
            .message() == "found a secret, wanted a key");
  CHECK(jot::error(errc::limit_exceeded, "{} to {}", (std::numeric_limits<std::int64_t>::min)(),
                   (std::numeric_limits<std::int64_t>::max)())
            .message() == "-9223372036854775808 to 9223372036854775807");
  CHECK(jot::error(errc::limit_exceeded, "{} {} {}", 1, 2).message() == "1 2 {}");
  CHECK(jot::error(errc::limit_exceeded, "{", 1).message() == "{");
}

TEST_CASE("a claim's name is never read as a pattern", "[error]") {
  CHECK(jot::error(errc::invalid_claim, "{}", "must be {}", 7).message() == "{}: must be 7");
}

TEST_CASE("a claim's name is kept up to the limit and cut beyond it", "[error]") {
  const std::string longest(jot::error::max_claim, 'a');
  CHECK(jot::error(errc::invalid_claim, longest, "x").claim() == longest);
  CHECK(jot::error(errc::invalid_claim, longest + "a", "x").claim() ==
        std::string(jot::error::max_claim - 3, 'a') + "...");
  CHECK(jot::error(errc::invalid_claim, std::string(70000, 'a'), "x").claim().size() == jot::error::max_claim);
  CHECK(jot::error(errc::invalid_claim, std::string_view(), "x").message() == "x");
}

TEST_CASE("a claim's name that is cut stays well-formed UTF-8", "[error]") {
  // The message goes into JSON logs and answers, whose writers refuse half a character.
  for (std::size_t ascii = 0; ascii < 4; ++ascii) {
    for (const std::string_view letter : {"\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x94\x91"}) {
      std::string claim(ascii, 'a');
      while (claim.size() <= jot::error::max_claim) claim += letter;
      CAPTURE(claim);
      const jot::error e(errc::invalid_claim, claim, "x");
      CHECK(is_utf8(e.message()));
      CHECK(e.claim().ends_with("..."));
      CHECK(e.claim().size() > jot::error::max_claim - 4);
    }
  }
}

TEST_CASE("control characters in a claim's name do not reach the message", "[error]") {
  for (int c = 0; c < 0x20; ++c) {
    CAPTURE(c);
    const std::string claim{'a', static_cast<char>(c), 'b'};
    CHECK(jot::error(errc::invalid_claim, claim, "x").message() == "a?b: x");
    CHECK(jot::error(errc::invalid_claim, claim, "x").claim() == "a?b");
  }
  CHECK(jot::error(errc::invalid_claim,
                   "a\x7F"
                   "b",
                   "x")
            .message() == "a?b: x");
}

TEST_CASE("the control characters U+0080 to U+009F do not reach the message either", "[error]") {
  // U+009B begins an escape sequence on a terminal as ESC [ does.
  int shown = 0;
  for (int c = 0x80; c <= 0x9F; ++c) {
    const std::string control{'\xC2', static_cast<char>(c)};
    shown += jot::error(errc::invalid_claim, "a" + control + "b", "x").message().find(control) != std::string::npos;
  }
  CHECK(shown == 0);
  CHECK(jot::error(errc::invalid_claim, "na\xC3\xAFve", "x").message() == "na\xC3\xAFve: x");
}

TEST_CASE("two errors are equal when code and claim are", "[error]") {
  const jot::error expired(errc::token_expired, "exp", "token expired {} s ago", 12);
  CHECK((expired == jot::error(errc::token_expired, "exp", "token expired {} s ago", 13)));
  CHECK_FALSE((expired == jot::error(errc::token_expired, "nbf", "token expired {} s ago", 12)));
  CHECK_FALSE((expired == jot::error(errc::token_too_old, "exp", "token expired {} s ago", 12)));
}

TEST_CASE("an error is written to a stream with its name and its message", "[error]") {
  std::ostringstream out;
  out << jot::error(errc::token_expired, "exp", "token expired {} s ago", 12) << '\n';
  CHECK(out.str() == "token_expired: exp: token expired 12 s ago\n");
}

TEST_CASE("a figure is any integer", "[error]") {
  const auto shown = [](jot::error_value value) { return jot::error(errc::limit_exceeded, "{}", value).message(); };
  CHECK(shown(std::size_t{7}) == "7");
  CHECK(shown(static_cast<unsigned char>(200)) == "200");
  CHECK(shown(-3L) == "-3");
  CHECK(shown((std::numeric_limits<std::uint64_t>::max)()) == "9223372036854775807");
}

// The fakes for users' tests do what their names say.
#include <jot/testing.hpp>

#include "support/catch.hpp"

using jot::errc;

TEST_CASE("each bad token of the fake issuer is refused for its own reason", "[testing]") {
  const jot::testing::fake_issuer issuer;
  const jot::verifier v{jot::jwk_set::parse(issuer.jwks(), jot::accept<jot::es256>).value(), issuer.rules(),
                        issuer.clock()};
  CHECK(v.verify(issuer.good()));
  const auto code = [&](const std::string& token) { return v.verify(token).error().code(); };
  CHECK(code(issuer.expired()) == errc::token_expired);
  CHECK(code(issuer.not_yet_valid()) == errc::token_not_yet_valid);
  CHECK(code(issuer.without_exp()) == errc::missing_claim);
  CHECK(code(issuer.wrong_audience()) == errc::audience_mismatch);
  CHECK(code(issuer.wrong_issuer()) == errc::issuer_mismatch);
  CHECK(code(issuer.wrong_key()) == errc::signature_invalid);
  CHECK(code(issuer.unknown_kid()) == errc::key_not_found);
  CHECK(code(issuer.alg_confused()) == errc::algorithm_not_allowed);
  CHECK(code(issuer.alg_none()) == errc::algorithm_not_allowed);
  CHECK(code(issuer.with_crit()) == errc::unsupported_critical);
  CHECK(code(issuer.forged()) == errc::signature_invalid);
}

TEST_CASE("the critical extension of with_crit is its only fault", "[testing]") {
  const jot::testing::fake_issuer issuer;
  auto rules = issuer.rules();
  rules.understood_critical = {"x"};
  CHECK(jot::verify(issuer.with_crit(), issuer.key().verification_key(), rules, issuer.clock()));
}

TEST_CASE("the fake clock moves when told, in all its copies", "[testing]") {
  const jot::testing::fake_clock clock;
  const auto copy = clock;
  const auto before = copy.now();
  clock.advance(std::chrono::seconds(5));
  CHECK(copy.now() - before == std::chrono::seconds(5));
}

TEST_CASE("the fake fetcher answers 404 by default, 304 to a known entity tag, and counts", "[testing]") {
  const jot::testing::fake_fetcher fetcher;
  CHECK(fetcher.get({.url = "https://a.example"}).value().status == 404);
  fetcher.respond("https://a.example", jot::http_response{.status = 200, .body = "x", .etag = "\"1\""});
  CHECK(fetcher.get({.url = "https://a.example"}).value().body == "x");
  CHECK(fetcher.get({.url = "https://a.example", .if_none_match = "\"1\""}).value().status == 304);
  fetcher.fail("https://a.example");
  CHECK(fetcher.get({.url = "https://a.example"}).error().code() == errc::keys_unavailable);
  CHECK(fetcher.requests().size() == 4);
}

// The fakes for users' tests do what their names say.
#include <jot/testing.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <utility>

using jot::errc;

TEMPLATE_TEST_CASE("each bad token of the fake issuer is refused for its own reason", "[testing]", jot::es256,
                   jot::rs256, jot::ed25519) {
  const jot::testing::basic_fake_issuer<TestType> issuer;
  const jot::verifier v{jot::jwk_set::parse(issuer.jwks(), jot::accept<TestType>).value(), issuer.rules(),
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

TEMPLATE_TEST_CASE("the critical extension of with_crit is its only fault", "[testing]", jot::es256, jot::rs256) {
  const jot::testing::basic_fake_issuer<TestType> issuer;
  auto rules = issuer.rules();
  rules.understood_critical = {"x"};
  CHECK(jot::verify(issuer.with_crit(), issuer.key().verification_key(), rules, issuer.clock()));
}

TEST_CASE("the fake issuer signs claims of any type", "[testing]") {
  const jot::testing::fake_issuer issuer;
  const auto tenant_of = [&](const std::string& token) {
    const auto who =
        jot::verify<nlohmann::json>(token, issuer.key().verification_key(), issuer.rules(), issuer.clock());
    return who ? who->claims().at("tenant").get<std::string>() : who.error().message();
  };
  const nlohmann::json custom{{"tenant", "acme"}};
  CHECK(tenant_of(issuer.good(custom)) == "acme");
  auto claims = issuer.claims();
  claims.aud = "somebody else";
  CHECK(tenant_of(issuer.sign(claims, custom)).starts_with("aud: "));
  const auto with_typ = jot::unsafe::decode(issuer.sign(issuer.claims(), custom, {.typ = "at+jwt"})).value();
  CHECK(with_typ.header().typ == "at+jwt");
}

TEST_CASE("a class of one type takes the fakes and the real things", "[testing]") {
  class service {
   public:
    service(const std::string& issuer, jot::any_fetcher fetcher, jot::any_clock clock = {})
        : verifier_(jot::remote_jwk_set<jot::any_fetcher, jot::any_clock>::of_issuer(issuer, jot::accept<jot::rs256>,
                                                                                     std::move(fetcher), {}, clock)
                        .value(),
                    {.issuer = issuer, .audience = "api"}, clock) {}
    [[nodiscard]] bool admits(const std::string& token) const { return verifier_.verify(token).has_value(); }

   private:
    jot::verifier<jot::any_key_source, jot::any_clock> verifier_;
  };
  const jot::testing::basic_fake_issuer<jot::rs256> issuer;
  const jot::testing::fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const service under_test(issuer.issuer(), fetcher, issuer.clock());
  const std::string token = issuer.good();
  CHECK(under_test.admits(token));
  CHECK_FALSE(under_test.admits(issuer.wrong_audience()));
  issuer.clock().advance(std::chrono::minutes(5));
  CHECK_FALSE(under_test.admits(token));
  CHECK_FALSE(service(issuer.issuer(), fetcher).admits(issuer.good()));  // by the machine's clock, years later
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

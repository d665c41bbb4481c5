// The tests of a handler, as docs/testing.md shows them: the class that programs use, an issuer and a network in
// memory.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace {

// [service]
struct customer {
  std::string sub;
  jot::defaulted<jot::oauth2::scope_set> scope;
};

// One type in production and in tests: any_key_source, any_fetcher and any_clock hide what the keys, the HTTP client
// and the clock are. In production: shop("https://id.example", jot::http::curl()).
class shop {
 public:
  shop(const std::string& issuer, jot::any_fetcher client, const jot::any_clock& clock = {})
      : verifier_(keys::of_issuer(issuer, jot::accept<jot::rs256>, std::move(client), {}, clock).value(),
                  {.issuer = issuer, .audience = "shop"}, clock) {}

  [[nodiscard]] int items(std::string_view authorization) const {
    const auto token = jot::oauth2::bearer_token(authorization);
    if (!token) return jot::oauth2::status(token.error());
    const auto who = verifier_.verify<customer>(*token);
    if (!who) return jot::oauth2::status(who.error());
    const auto allowed = who->claims().scope->require({"items"});
    return allowed ? 200 : jot::oauth2::status(allowed.error());
  }

 private:
  using keys = jot::remote_jwk_set<jot::any_fetcher, jot::any_clock>;
  jot::verifier<jot::any_key_source, jot::any_clock> verifier_;
};
// [/service]

int failures = 0;

void check_equal(int found, int expected) {
  failures += found == expected ? 0 : 1;
  std::cout << found << (found == expected ? " as expected\n" : ", and that is wrong\n");
}

// [test]
struct grant {
  jot::oauth2::scope_set scope;  // what the token has besides the issuer's own iss, sub, aud, exp and iat
};

void the_shop_is_open_to_good_tokens_alone() {
  const jot::testing::basic_fake_issuer<jot::rs256> issuer("https://id.example", "shop");
  const jot::testing::fake_fetcher network;
  issuer.serve_on(network);
  const shop under_test(issuer.issuer(), network, issuer.clock());
  const std::string good = "Bearer " + issuer.good(grant{.scope = {"items"}});
  check_equal(under_test.items(good), 200);
  check_equal(under_test.items("Bearer " + issuer.good()), 403);
  check_equal(under_test.items("Bearer " + issuer.wrong_audience()), 401);
  check_equal(under_test.items("Bearer " + issuer.forged()), 401);
  issuer.clock().advance(std::chrono::minutes(5));
  check_equal(under_test.items(good), 401);
}
// [/test]

// [outage]
void the_shop_is_open_while_its_issuer_is_away() {
  jot::testing::basic_fake_issuer<jot::rs256> issuer("https://id.example", "shop");
  const jot::testing::fake_fetcher network;
  const shop under_test(issuer.issuer(), network, issuer.clock());
  network.fail("https://id.example/.well-known/openid-configuration");
  check_equal(under_test.items("Bearer " + issuer.good(grant{.scope = {"items"}})), 503);  // no key was ever seen
  issuer.serve_on(network);
  issuer.clock().advance(std::chrono::seconds(30));  // the cooldown after a failure
  check_equal(under_test.items("Bearer " + issuer.good(grant{.scope = {"items"}})), 200);
  network.fail(issuer.jwks_uri());
  issuer.clock().advance(std::chrono::hours(1));
  check_equal(under_test.items("Bearer " + issuer.good(grant{.scope = {"items"}})), 200);
}
// [/outage]

}  // namespace

int main() {
  the_shop_is_open_to_good_tokens_alone();
  the_shop_is_open_while_its_issuer_is_away();
  return failures;
}

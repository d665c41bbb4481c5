// The test of a handler, as docs/recipes.md shows it: the class that programs use, an issuer and a network in memory.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace {

// [service]
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
    const auto who = verifier_.verify(*token);
    return who ? 200 : jot::oauth2::status(who.error());
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
void the_shop_is_open_to_good_tokens_alone() {
  const jot::testing::basic_fake_issuer<jot::rs256> issuer("https://id.example", "shop");
  const jot::testing::fake_fetcher network;
  issuer.serve_on(network);
  const shop under_test(issuer.issuer(), network, issuer.clock());
  const std::string good = "Bearer " + issuer.good();  // issuer.good(grant{…}) has claims of yours
  check_equal(under_test.items(good), 200);
  check_equal(under_test.items("Bearer " + issuer.wrong_audience()), 401);
  check_equal(under_test.items("Bearer " + issuer.forged()), 401);
  issuer.clock().advance(std::chrono::minutes(5));
  check_equal(under_test.items(good), 401);
}
// [/test]

}  // namespace

int main() {
  the_shop_is_open_to_good_tokens_alone();
  return failures;
}

// What a remote key set does while its provider fails, and how a health check sees it.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <nlohmann/json.hpp>

#include <iostream>
#include <string_view>

using namespace std::chrono_literals;

// [health]
struct health {
  int status;
  nlohmann::json body;
};

health health_of(const jot::remote_status& keys) {
  using freshness = jot::remote_status::freshness;
  const bool serving = keys.state == freshness::fresh || keys.state == freshness::stale;
  return {
      serving ? 200 : 503,
      {{"keys", jot::name(keys.state)}, {"count", keys.keys}, {"left_out", keys.skipped}, {"error", keys.last_error}}};
}
// [/health]

int main() {
  const jot::testing::fake_issuer issuer;
  const jot::testing::fake_fetcher http;
  const auto& clock = issuer.clock();
  issuer.serve_on(http);
  const auto keys = jot::remote_jwk_set<jot::testing::fake_fetcher, jot::testing::fake_clock>::at(
                        issuer.jwks_uri(), jot::accept<jot::es256>, http, {}, clock)
                        .value();
  const jot::verifier verifier{keys, issuer.rules(), clock};
  const auto show = [&](std::string_view when) {
    const auto outcome = verifier.verify(issuer.good());
    keys.settle();
    const health now = health_of(keys.status());
    std::cout << when << "\n  a token: " << (outcome ? "accepted" : outcome.error().message())
              << "\n  health:  " << now.status << ' ' << now.body << '\n';
  };

  http.fail(issuer.jwks_uri());
  show("the provider is away at the start");
  issuer.serve_on(http);
  show("it is back, within the cooldown");
  clock.advance(30s);
  show("the cooldown is over");
  http.fail(issuer.jwks_uri());
  clock.advance(9min);
  show("away again, the refresh ahead of expiry fails");
  clock.advance(23h);
  show("a day later");
  clock.advance(51min);
  show("beyond max_stale");
  issuer.serve_on(http);
  clock.advance(30s);
  show("back");
}

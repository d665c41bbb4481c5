// The README's example of an issuer elsewhere, run against a provider that exists in memory only.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <iostream>
#include <string>

namespace {

// [issuer]
// Keys by discovery: fetched once, refreshed ahead of expiry, kept while the provider is away.
template <jot::http_fetcher Fetcher, jot::clock Clock = jot::system_clock>
auto tokens_of(const std::string& issuer, const std::string& audience, Fetcher fetcher, Clock clock = {}) {
  auto keys = jot::remote_jwk_set<Fetcher, Clock>::of_issuer(issuer, jot::accept<jot::es256, jot::rs256>,
                                                             std::move(fetcher), {}, clock);
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = audience}, clock};
}
// [/issuer]

}  // namespace

int main() {
  jot::testing::fake_issuer provider("https://id.example", "orders");
  const jot::testing::fake_fetcher network;
  provider.serve_on(network);
  const auto verifier = tokens_of("https://id.example", "orders", network, provider.clock());

  std::cout << "good token:        " << verifier.verify(provider.good()).has_value() << '\n';
  std::cout << "meant for another: " << verifier.verify(provider.wrong_audience()).error().message() << '\n';

  provider.rotate();
  provider.serve_on(network);
  provider.clock().advance(std::chrono::seconds(30));
  std::cout << "after rotation:    " << verifier.verify(provider.good()).has_value() << '\n';

  network.fail(provider.jwks_uri());
  provider.clock().advance(std::chrono::hours(1));
  std::cout << "provider is away:  " << verifier.verify(provider.good()).has_value() << ", "
            << jot::name(verifier.keys().status().state) << '\n';
}

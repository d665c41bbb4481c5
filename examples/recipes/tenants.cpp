// Several issuers at one API, each with keys and an audience of its own.
#include "fixture.hpp"

#include <functional>
#include <map>

// [tenants]
template <class Http, class Clock = jot::system_clock>
auto tenants(const std::map<std::string, std::string>& audience_of, std::function<Http()> http, Clock clock = {}) {
  jot::issuers table{clock};
  for (const auto& [issuer, audience] : audience_of) {
    auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, http(), {}, clock);
    table.add(issuer, keys.value(), {.issuer = issuer, .audience = audience}).value();
  }
  return table;
}
// [/tenants]

int main() {
  const fixture::provider at;
  const std::string first = "https://first.eu.auth0.com/";
  const std::string second = "https://sso.second.example/realms/shop";
  const fixture::provider_key key("rxkPBoJ0v2Sq");
  const fixture::provider_key key_of_second("x9kVq6T3dCPn");
  const fixture::json as_published{{"use", "sig"}, {"alg", "RS256"}};
  at.publish(first, first + ".well-known/jwks.json", {key.jwk(as_published)});
  at.publish(second, second + "/protocol/openid-connect/certs", {key_of_second.jwk(as_published)});
  const fixture::json claims{
      {"iss", first}, {"sub", "alice"}, {"aud", "shop"}, {"iat", at.now()}, {"exp", at.now() + 3600}};

  const auto table =
      tenants<fixture::fake_fetcher>({{first, "shop"}, {second, "orders"}}, [&] { return at.http; }, at.clock);
  fixture::judge(table, at, key, {{"typ", "JWT"}}, claims,
                 {{"for the other's audience", {{"aud", "orders"}}},
                  {"in the other's name", {{"iss", second}, {"aud", "orders"}}},
                  {"of an unknown issuer", {{"iss", "https://third.example"}}},
                  {"of no issuer", {{"iss", nullptr}}}});
  fixture::json claims_of_second = claims;
  claims_of_second.update({{"iss", second}, {"aud", "orders"}});
  const auto who = table.verify(key_of_second.sign({{"typ", "JWT"}}, claims_of_second));
  fixture::show("the other's own token", who ? "accepted" : who.error().message());
}

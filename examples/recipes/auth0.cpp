// Auth0: access tokens for an API.
#include "fixture.hpp"

// [auth0]
struct auth0_grant {
  jot::defaulted<jot::oauth2::scope_set> scope;
};
template <class Http, class Clock = jot::system_clock>
auto auth0(std::string domain, std::string api, Http http, Clock clock = {}) {
  const std::string issuer = "https://" + domain + "/";  // the '/' is part of the name
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = api, .required = {"sub"}}, clock};
}
// [/auth0]

int main() {
  const fixture::provider at;
  const fixture::provider_key key("NjVBRjY5MDlCMUIwNzU4RTA2QzZFMDQ4QzQ2MDAyQjVDNjk1RTM2Qg");
  const fixture::provider_key next("uYjJfQWZqWvFyKDuAxKQm");
  const auto as_published = [](const fixture::provider_key& k) {
    fixture::json out = k.jwk(k.certified());
    out.update({{"use", "sig"}, {"alg", "RS256"}});
    return out;
  };
  at.publish("https://shop.eu.auth0.com/", "https://shop.eu.auth0.com/.well-known/jwks.json",
             {as_published(key), as_published(next)});

  const auto verifier = auth0("shop.eu.auth0.com", "https://api.shop.example", at.http, at.clock);
  fixture::judge<auth0_grant>(verifier, at, key, {{"typ", "JWT"}},
                              {{"iss", "https://shop.eu.auth0.com/"},
                               {"sub", "auth0|5f7c8ec7c33c6c004bbafe82"},
                               {"aud", {"https://api.shop.example", "https://shop.eu.auth0.com/userinfo"}},
                               {"iat", at.now()},
                               {"exp", at.now() + 86400},
                               {"azp", "my_client_id"},
                               {"scope", "openid profile read:orders"},
                               {"permissions", {"read:orders"}}},
                              {{"for another API", {{"aud", {"https://api.other.example"}}}},
                               {"of another tenant", {{"iss", "https://other.eu.auth0.com/"}}},
                               {"an issuer without the '/'", {{"iss", "https://shop.eu.auth0.com"}}}});
  fixture::show_keys(verifier.keys().status());
}

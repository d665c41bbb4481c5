// Okta: access tokens of a custom authorization server.
#include "fixture.hpp"

// [okta]
struct okta_grant {
  jot::defaulted<std::vector<std::string>> scp;
};
template <class Http, class Clock = jot::system_clock>
auto okta(std::string server, std::string api, Http http, Clock clock = {}) {
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(server, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = server, .audience = api, .required = {"cid"}}, clock};
}
// [/okta]

int main() {
  const fixture::provider at;
  const std::string server = "https://shop.okta.com/oauth2/default";
  const fixture::provider_key key("ZkvelLN_seik7w4pc_prCcfUf-h2hFfiwkDeCrs0iUc");
  at.publish(server, server + "/v1/keys", {key.jwk({{"use", "sig"}, {"alg", "RS256"}})});

  const auto verifier = okta(server, "api://default", at.http, at.clock);
  fixture::judge<okta_grant>(verifier, at, key, fixture::json::object(),
                             {{"ver", 1},
                              {"jti", "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE"},
                              {"iss", server},
                              {"aud", "api://default"},
                              {"iat", at.now()},
                              {"exp", at.now() + 3600},
                              {"cid", "0oa2yrbf35Vcbom491t7"},
                              {"uid", "00uid4BxXw6I6TV4m0g3"},
                              {"scp", {"openid", "orders.read"}},
                              {"auth_time", at.now() - 30},
                              {"sub", "jsmith@example.com"}},
                             {{"for another API", {{"aud", "api://other"}}},
                              {"of the org's own server", {{"iss", "https://shop.okta.com"}}},
                              {"an ID token's claims", {{"cid", nullptr}, {"scp", nullptr}}}});
  fixture::show_keys(verifier.keys().status());
}

// Microsoft Entra ID, v2.0: access tokens for an API of one tenant.
#include "fixture.hpp"

// [entra]
struct entra_grant {
  jot::defaulted<jot::oauth2::scope_set> scp;
};
template <class Http, class Clock = jot::system_clock>
auto entra(std::string tenant, std::string client_id, Http http, Clock clock = {}) {
  const std::string issuer = "https://login.microsoftonline.com/" + tenant + "/v2.0";
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = client_id, .required = {"sub"}}, clock};
}
// [/entra]

int main() {
  const fixture::provider at;
  const std::string tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  const std::string other_tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
  const std::string client = "6e74172b-be56-4843-9ff4-e66a39bb12e3";
  const auto issuer_of = [](const std::string& t) { return "https://login.microsoftonline.com/" + t + "/v2.0"; };
  // No alg; the kid is the certificate's x5t; the issuer of a key that serves all tenants is a template.
  const auto as_published = [](const fixture::provider_key& key, const std::string& issuer) {
    fixture::json out = key.jwk(key.certified());
    out.update({{"use", "sig"}, {"cloud_instance_name", "microsoftonline.com"}, {"issuer", issuer}});
    return out;
  };
  const fixture::provider_key key("nOo3ZDrODXEK1jKWhXslHR_KXEg");
  const fixture::provider_key of_other_tenant("l3sQ-50cCH4xBVZLHTGwnSR7680");
  at.publish(issuer_of(tenant), "https://login.microsoftonline.com/" + tenant + "/discovery/v2.0/keys",
             {as_published(key, issuer_of("{tenantid}")), as_published(of_other_tenant, issuer_of(other_tenant))});

  const auto verifier = entra(tenant, client, at.http, at.clock);
  fixture::judge<entra_grant>(
      verifier, at, key, {{"typ", "JWT"}},
      {{"aud", client},
       {"iss", issuer_of(tenant)},
       {"iat", at.now()},
       {"nbf", at.now()},
       {"exp", at.now() + 3900},
       {"aio", "AXQAi/8IAAAAFm+E/QTG+gFnVxLjWdw8K+61AGrSOuMMF6ebaMj7XO3IbmD3fGmrOyD+NvZyGn2VaT"},
       {"azp", "04b07795-8ddb-461a-bbee-02f9e1bf7b46"},
       {"azpacr", "0"},
       {"name", "J. Smith"},
       {"oid", "690222be-ff1a-4d56-abd1-7e4f7d38e474"},
       {"preferred_username", "jsmith@example.com"},
       {"rh", "I"},
       {"scp", "orders.read orders.write"},
       {"sub", "HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ"},
       {"tid", tenant},
       {"uti", "fqiBqXLPj0eQa82S-IYFAA"},
       {"ver", "2.0"}},
      {{"for another application", {{"aud", "00000003-0000-0000-c000-000000000000"}}},
       {"of another tenant", {{"iss", issuer_of(other_tenant)}, {"tid", other_tenant}}},
       {"of the v1.0 endpoint", {{"iss", "https://sts.windows.net/" + tenant + "/"}, {"ver", "1.0"}}}});
  fixture::show_keys(verifier.keys().status());
}

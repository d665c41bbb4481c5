// Keycloak: access tokens of a realm, with the user's roles.
#include "fixture.hpp"

// [keycloak]
struct realm_roles {
  std::vector<std::string> roles;
};
struct realm_user {
  realm_roles realm_access;
};
template <class Http, class Clock = jot::system_clock>
auto keycloak(std::string realm, std::string api, Http http, Clock clock = {}) {
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(realm, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = realm, .audience = api}, clock};
}
// [/keycloak]

int main() {
  const fixture::provider at;
  const std::string realm = "https://sso.example/realms/shop";
  const fixture::provider_key key("FJ86GcF3jTbNLOco4NvZkUCIUmfYCqoqtOQeMfbhNlE");
  const fixture::provider_key for_encryption("2dFOhd8JHk0zjGPx0dYYGJYTxkMxqRyMOPw6Oo2bZ9k");
  const auto as_published = [](const fixture::provider_key& k, const char* alg, const char* use) {
    fixture::json out = k.jwk(k.certified());
    out.update({{"alg", alg}, {"use", use}});
    out["x5t#S256"] = jot::certificate::from_pem(k.certificate_pem()).value().thumbprint();
    return out;
  };
  at.publish(realm, realm + "/protocol/openid-connect/certs",
             {as_published(for_encryption, "RSA-OAEP", "enc"), as_published(key, "RS256", "sig")});
  const fixture::json claims{{"exp", at.now() + 300},
                             {"iat", at.now()},
                             {"jti", "onrtac:9c3f6b1e-6c39-4ce0-a2a4-0f9f2c9d7c55"},
                             {"iss", realm},
                             {"aud", {"orders", "account"}},
                             {"sub", "f3a7b6f0-6c2a-4f0d-8c1a-0f7d1c2b3a44"},
                             {"typ", "Bearer"},
                             {"azp", "shop-web"},
                             {"sid", "a5f4a1c2-8f3d-4c7c-9d58-0a4e3d4c5b66"},
                             {"acr", "1"},
                             {"allowed-origins", {"https://shop.example"}},
                             {"realm_access", {{"roles", {"offline_access", "buyer"}}}},
                             {"resource_access", {{"account", {{"roles", {"manage-account", "view-profile"}}}}}},
                             {"scope", "openid email profile"},
                             {"email_verified", true},
                             {"preferred_username", "jsmith"}};

  const auto verifier = keycloak(realm, "orders", at.http, at.clock);
  fixture::judge<realm_user>(verifier, at, key, {{"typ", "JWT"}}, claims,
                             {{"without an audience mapper", {{"aud", "account"}}},
                              {"of another realm", {{"iss", "https://sso.example/realms/staff"}}},
                              {"without roles", {{"realm_access", nullptr}}},
                              {"roles of another type", {{"realm_access", {{"roles", "buyer"}}}}}});
  fixture::show("signed with the enc key",
                verifier.verify(for_encryption.sign({{"typ", "JWT"}}, claims)).error().message());
  fixture::show(
      "roles",
      verifier.verify<realm_user>(key.sign({{"typ", "JWT"}}, claims)).value().claims().realm_access.roles.back());
  fixture::show_keys(verifier.keys().status());
}

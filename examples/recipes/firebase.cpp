// Firebase Authentication: ID tokens, whose keys are published as certificates.
#include "fixture.hpp"

// [firebase]
template <class Http, class Clock = jot::system_clock>
auto firebase(std::string project, Http http, Clock clock = {}) {
  const std::string url = "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com";
  jot::remote_options certificates{.document = jot::key_document::certificates};
  auto keys = jot::remote_jwk_set<Http, Clock>::at(url, jot::accept<jot::rs256>, std::move(http), certificates, clock);
  const std::string issuer = "https://securetoken.google.com/" + project;
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = project, .required = {"sub", "auth_time"}}, clock};
}
// [/firebase]

int main() {
  const fixture::provider at;
  const fixture::provider_key key("8e8fc8e556f7a76d08d35829d6f90ae2e12cfd0d");
  const fixture::provider_key next("e8731db066c7b89cb3a3d7ec4ddf35a59ea8a3e1");
  at.http.respond(
      "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com",
      {.status = 200,
       .body = fixture::json{{key.kid(), key.certificate_pem()}, {next.kid(), next.certificate_pem()}}.dump(),
       .cache_control = "public, max-age=20461, must-revalidate, no-transform"});

  const auto verifier = firebase("shop-4711", at.http, at.clock);
  fixture::judge(
      verifier, at, key, {{"typ", "JWT"}},
      {{"name", "J. Smith"},
       {"iss", "https://securetoken.google.com/shop-4711"},
       {"aud", "shop-4711"},
       {"auth_time", at.now() - 5},
       {"user_id", "K4nTN2b4qzXq"},
       {"sub", "K4nTN2b4qzXq"},
       {"iat", at.now()},
       {"exp", at.now() + 3600},
       {"email", "jsmith@example.com"},
       {"email_verified", false},
       {"firebase", {{"identities", {{"email", {"jsmith@example.com"}}}}, {"sign_in_provider", "password"}}}},
      {{"of another project", {{"aud", "other-1"}, {"iss", "https://securetoken.google.com/other-1"}}},
       {"for another project", {{"aud", "other-1"}}},
       {"without a subject", {{"sub", nullptr}}}});
  fixture::show_keys(verifier.keys().status());
}

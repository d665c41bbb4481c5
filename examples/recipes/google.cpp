// Google: ID tokens of "Sign in with Google".
#include "fixture.hpp"

// [google]
struct google_user {
  std::string email;
};
template <class Http, class Clock = jot::system_clock>
auto google(std::string client_id, Http http, Clock clock = {}) {
  const std::string issuer = "https://accounts.google.com";
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = client_id, .required = {"sub"}}, clock};
}
// [/google]

int main() {
  const fixture::provider at;
  const fixture::provider_key key("a3b762f871cdb3bae0044c649622fc1396eda3e3");
  const fixture::provider_key next("fcbd7f481a825d113e0d03dd94e60b69ff1665a2");
  const fixture::json as_published{{"use", "sig"}, {"alg", "RS256"}};
  at.publish("https://accounts.google.com", "https://www.googleapis.com/oauth2/v3/certs",
             {next.jwk(as_published), key.jwk(as_published)});
  const std::string client = "1234987819200.apps.googleusercontent.com";

  const auto verifier = google(client, at.http, at.clock);
  fixture::judge<google_user>(verifier, at, key, {{"typ", "JWT"}},
                              {{"iss", "https://accounts.google.com"},
                               {"azp", client},
                               {"aud", client},
                               {"sub", "10769150350006150715113082367"},
                               {"hd", "example.com"},
                               {"email", "jsmith@example.com"},
                               {"email_verified", true},
                               {"at_hash", "HK6E_P6Dh8Y93mRNtsDB1Q"},
                               {"nonce", "0394852-3190485-2490358"},
                               {"name", "J. Smith"},
                               {"iat", at.now()},
                               {"exp", at.now() + 3600}},
                              {{"for another client", {{"aud", "other.apps.googleusercontent.com"}}},
                               {"of another issuer", {{"iss", "https://accounts.example.com"}}},
                               {"without an email", {{"email", nullptr}}}});
  fixture::show_keys(verifier.keys().status());
}

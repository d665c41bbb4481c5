// Amazon Cognito user pools: access tokens, which have no audience, and ID tokens.
#include "fixture.hpp"

// [cognito-access]
template <class Http, class Clock = jot::system_clock>
auto cognito_access(std::string pool, std::string client_id, Http http, Clock clock = {}) {
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(pool, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{
      keys.value(),
      {.issuer = pool, .audience = jot::absent, .equal = {{"token_use", "access"}, {"client_id", client_id}}},
      clock};
}
// [/cognito-access]

// [cognito-id]
template <class Http, class Clock = jot::system_clock>
auto cognito_id(std::string pool, std::string client_id, Http http, Clock clock = {}) {
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(pool, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = pool, .audience = client_id, .equal = {{"token_use", "id"}}}, clock};
}
// [/cognito-id]

int main() {
  const fixture::provider at;
  const std::string pool = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123";
  const std::string other_pool = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_OtherPool";
  // A pool has two keys, one for each kind of token; their kids are padded base64.
  const fixture::provider_key id_key("1fjdUnFaUCbXyYxZFCX7o2pQRkzJ0z9OT5rGVbzSxuE=");
  const fixture::provider_key access_key("KJ6C5OwVdHRBPTWXUSXoTjpMSlMdrC6Ia8KOTwoq7Mw=");
  const fixture::json as_published{{"use", "sig"}, {"alg", "RS256"}};
  at.publish(pool, pool + "/.well-known/jwks.json", {id_key.jwk(as_published), access_key.jwk(as_published)});

  const fixture::json shared{{"sub", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"},
                             {"iss", pool},
                             {"cognito:groups", {"staff"}},
                             {"origin_jti", "bd25ed01-4a4e-4d2f-9f0a-3d6c2c4b3a11"},
                             {"event_id", "64f513be-32db-42b0-b78e-b02127b4f463"},
                             {"auth_time", at.now()},
                             {"iat", at.now()},
                             {"exp", at.now() + 3600},
                             {"jti", "eyh2ldfb-cc54-4edc-b9b4-f9ef0b0d0f3d"}};
  fixture::json access = shared;
  access.update({{"version", 2},
                 {"client_id", "1example23456789"},
                 {"token_use", "access"},
                 {"scope", "aws.cognito.signin.user.admin"},
                 {"username", "jsmith"}});
  fixture::json id = shared;
  id.update({{"aud", "1example23456789"},
             {"token_use", "id"},
             {"cognito:username", "jsmith"},
             {"email", "jsmith@example.com"},
             {"email_verified", true}});

  std::cout << "-- access tokens\n";
  const auto for_access = cognito_access(pool, "1example23456789", at.http, at.clock);
  fixture::judge(for_access, at, access_key, fixture::json::object(), access,
                 {{"of another app client", {{"client_id", "other"}}},
                  {"for an audience", {{"aud", "1example23456789"}}},
                  {"of another pool", {{"iss", other_pool}}},
                  {"of another use", {{"token_use", "id"}}},
                  {"a client_id of another type", {{"client_id", 1}}}});
  fixture::show("an ID token", for_access.verify(id_key.sign(fixture::json::object(), id)).error().message());
  std::cout << "-- ID tokens\n";
  const auto for_id = cognito_id(pool, "1example23456789", at.http, at.clock);
  fixture::judge(for_id, at, id_key, fixture::json::object(), id,
                 {{"for another app client", {{"aud", "other"}}},
                  {"of another pool", {{"iss", other_pool}}},
                  {"of another use", {{"token_use", "access"}}}});
  fixture::show("an access token", for_id.verify(access_key.sign(fixture::json::object(), access)).error().message());
  fixture::show_keys(for_id.keys().status());
}

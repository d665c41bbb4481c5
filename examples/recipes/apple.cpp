// Sign in with Apple: identity tokens.
#include "fixture.hpp"

#include <string>
#include <variant>

// [apple]
struct apple_user {
  std::string email;
  std::variant<bool, std::string> email_verified;  // true, or the text "true"
};
template <class Http, class Clock = jot::system_clock>
auto apple(std::string client_id, Http http, Clock clock = {}) {
  const std::string issuer = "https://appleid.apple.com";
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{keys.value(), {.issuer = issuer, .audience = client_id, .required = {"sub"}}, clock};
}
// [/apple]

int main() {
  const fixture::provider at;
  const fixture::provider_key key("fh6Bs8C");
  const fixture::provider_key second("lVHdOx8ltR");
  const fixture::provider_key third("W6WcOKB");
  const fixture::json as_published{{"use", "sig"}, {"alg", "RS256"}};
  at.publish("https://appleid.apple.com", "https://appleid.apple.com/auth/keys",
             {key.jwk(as_published), second.jwk(as_published), third.jwk(as_published)});
  const fixture::json claims{{"iss", "https://appleid.apple.com"},
                             {"aud", "example.shop.app"},
                             {"exp", at.now() + 86400},
                             {"iat", at.now()},
                             {"sub", "001473.fe6f83bf4b8e4590aacbabdcb8598bd0.2039"},
                             {"nonce", "7a1b"},
                             {"c_hash", "VgwPqrgqFhYhIBYNdTRSmg"},
                             {"email", "dpdcnf87nu@privaterelay.appleid.com"},
                             {"email_verified", "true"},
                             {"is_private_email", "true"},
                             {"auth_time", at.now()},
                             {"nonce_supported", true}};

  const auto verifier = apple("example.shop.app", at.http, at.clock);
  fixture::judge<apple_user>(verifier, at, key, fixture::json::object(), claims,
                             {{"email_verified as boolean", {{"email_verified", true}}},
                              {"for another app", {{"aud", "example.other.app"}}},
                              {"of another issuer", {{"iss", "https://appleid.example"}}}});
  const auto who = verifier.verify<apple_user>(key.sign(fixture::json::object(), claims)).value();
  fixture::show("email_verified", std::get<std::string>(who.claims().email_verified));
  fixture::show_keys(verifier.keys().status());
}

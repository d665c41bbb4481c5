// See tokens.hpp.
#include "tokens.hpp"

#include <jot/base64url.hpp>
#include <jot/clock.hpp>

#include <sodium.h>

#include <array>
#include <utility>

namespace auth {
namespace {

// RFC 9068 §2.1: the type keeps an ID token or any other JWT of the same issuer from passing for an access token.
constexpr const char* access_token_type = "at+jwt";

std::string random_id() {
  std::array<unsigned char, 16> random{};
  randombytes_buf(random.data(), random.size());
  return jot::base64url_encode(random);
}

}  // namespace

token_service::token_service(key_ring& keys, std::string issuer, std::string audience, std::chrono::seconds lifetime)
    : keys_(keys),
      issuer_(std::move(issuer)),
      audience_(std::move(audience)),
      lifetime_(lifetime),
      rules_{.issuer = issuer_, .audience = audience_, .typ = access_token_type, .required = {"sub", "iat", "jti"}} {}

jot::result<std::string> token_service::issue(std::string_view subject, const jot::oauth2::scope_set& scopes) const {
  const auto now = jot::system_clock::now();
  return jot::sign(keys_.at(now).signing,
                   {.iss = issuer_,
                    .sub = std::string(subject),
                    .aud = audience_,
                    .exp = now + lifetime_,
                    .iat = now,
                    .jti = random_id()},
                   access_claims{.scope = scopes}, {.typ = access_token_type});
}

jot::result<access_token> token_service::verify(std::string_view token) const {
  return jot::verify<access_claims>(token, keys_.at(jot::system_clock::now()).verifying, rules_);
}

}  // namespace auth

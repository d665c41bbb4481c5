// The README's example of a protected route: an Authorization header in, a status and a challenge out.
#include <jot/jot.hpp>

#include <iostream>
#include <string>
#include <string_view>

using namespace std::chrono_literals;

// [protect]
// A token without sub is a bad token: 401. One without scope has none: 403 where a scope is needed.
struct visitor {
  std::string sub;
  jot::defaulted<jot::oauth2::scope_set> scope;
};

jot::validation rules() { return {.issuer = "https://id.example", .audience = "shop"}; }

// Framework-free: hand it the header's value, send what it says.
struct answer {
  int status;
  std::string www_authenticate;
  std::string body;
};

answer items(const jot::verifier<jot::jwk_set>& verifier, std::string_view authorization) {
  const auto refuse = [](const jot::error& e) {
    return answer{jot::oauth2::status(e), jot::oauth2::challenge(e, "shop", "items"), e.message()};
  };
  const auto token = jot::oauth2::bearer_token(authorization);
  if (!token) return refuse(token.error());
  const auto who = verifier.verify<visitor>(*token);
  if (!who) return refuse(who.error());
  if (const auto ok = who->claims().scope->require({"items"}); !ok) return refuse(ok.error());
  return {200, "", "items of " + who->claims().sub};
}
// [/protect]

int main() {
  const auto key = jot::signing_key<jot::es256>::generate().value();
  const jot::any_verification_key published[] = {key.verification_key().any()};
  const jot::verifier verifier{jot::jwk_set::of(published).value(), rules()};
  const auto token = [&](jot::oauth2::scope_set scope, std::chrono::seconds life) {
    return jot::sign(key, {.iss = "https://id.example", .aud = "shop", .exp = jot::in(life)},
                     visitor{"alice", std::move(scope)})
        .value();
  };
  const auto show = [](const answer& a) {
    std::cout << a.status << (a.www_authenticate.empty() ? "" : " ") << a.www_authenticate << "\n  " << a.body << '\n';
  };
  show(items(verifier, "Bearer " + token({"items"}, 15min)));
  show(items(verifier, "Bearer " + token({"me"}, 15min)));
  show(items(verifier, "Bearer: " + token({"items"}, 15min)));
  show(items(verifier, ""));
  const jot::registered_claims nobody{.iss = "https://id.example", .aud = "shop", .exp = jot::in(15min)};
  show(items(verifier, "Bearer " + jot::sign(key, nobody).value()));
  jot::registered_claims somebody = nobody;
  somebody.sub = "alice";
  show(items(verifier, "Bearer " + jot::sign(key, somebody).value()));
}

// The README's first example: a secret becomes a token, the token becomes a proof.
// clang-format off
// [quickstart]
#include <jot/jot.hpp>
#include <iostream>

using namespace std::chrono_literals;

struct account {
  std::string sub, scope;  // what a token must say to be one of these
};

int main() {
  auto key = jot::signing_key<jot::hs256>::generate().value();
  auto token = jot::sign(key, {.iss = "https://id.example", .aud = "api", .exp = jot::in(15min)},
                         account{.sub = "alice", .scope = "read"}).value();

  const jot::validation rules{.issuer = "https://id.example", .audience = "api"};  // leave one out: does not compile
  auto who = jot::verify<account>(token, key.verification_key(), rules);           // result<verified<account>>
  if (!who) return std::cerr << who.error() << '\n', 1;                            // "token_expired: exp: …"

  std::cout << who->claims().sub << " may " << who->claims().scope << '\n';        // alice may read
}
// [/quickstart]
// clang-format on

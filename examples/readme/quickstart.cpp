// The README's first example: a secret becomes a token, the token becomes a proof.
// clang-format off
// [quickstart]
#include <jot/jot.hpp>
#include <nlohmann/json.hpp>
#include <iostream>

using namespace std::chrono_literals;

struct account {
  std::string scope;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(account, scope)
};

int main() {
  auto key = jot::signing_key<jot::hs256>::generate().value();
  auto token = jot::sign(key, {.iss = "https://id.example", .sub = "alice", .aud = "api", .exp = jot::in(15min)},
                         account{.scope = "read"}).value();

  const jot::validation rules{.issuer = "https://id.example", .audience = "api",  // leave one out: does not compile
                              .required = {"sub"}};                               // so that sub is there, below
  auto who = jot::verify<account>(token, key.verification_key(), rules);          // result<verified<account>>
  if (!who) return std::cerr << who.error().message() << '\n', 1;                 // "exp: token expired 12 s ago"

  std::cout << *who->registered().sub << " may " << who->claims().scope << '\n';  // alice may read
}
// [/quickstart]
// clang-format on

// docs/explain.md: a good token and a broken one explained, at a time that does not move.
#include <jot/jot.hpp>

#include <iostream>
#include <string>

namespace {

using namespace std::chrono_literals;

// [explain]
// For a log or a support ticket: which checks a token fails, with what was found and expected. With values it says
// what the token says; without, kinds, lengths and distances.
template <jot::key_source Keys, jot::clock Clock>
std::string why(const std::string& token, const Keys& keys, const jot::validation& rules, const Clock& clock) {
  const jot::explanation found = jot::explain(token, keys, rules, clock, {.values = true});
  return found.to_text();  // or to_json(), or each of found.checks
}
// [/explain]

jot::signing_key<jot::hs256> key_of(const std::string& secret) {
  return jot::signing_key<jot::hs256>::from_secret_text(secret).value();
}

}  // namespace

int main() {
  const jot::fixed_clock clock{std::chrono::sys_seconds(1'700'000'000s)};
  const jot::validation rules{.issuer = "https://id.example", .audience = "api", .required = {"sub"}};
  const std::string secret = "a secret of 32 bytes or of more.";

  const std::string good = jot::sign(key_of(secret), {.iss = "https://id.example",
                                                      .sub = "alice",
                                                      .aud = {"api", "billing"},
                                                      .exp = clock.now() + 15min,
                                                      .iat = clock.now()})
                               .value();
  // Expired, of an issuer with a slash, and verified with a secret that was read with the newline of its file.
  const std::string broken =
      jot::sign(key_of(secret), {.iss = "https://id.example/", .sub = "alice", .aud = "api", .exp = clock.now() - 12s})
          .value();

  std::cout << why(good, key_of(secret).verification_key(), rules, clock) << '\n';
  std::cout << why(broken, key_of(secret + "\n").verification_key(), rules, clock);
}

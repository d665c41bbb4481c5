// What a user's first program does: sign a token and verify it.
#include <jot/jot.hpp>

#include <chrono>
#include <cstdio>

int main() {
  using namespace std::chrono_literals;
  const auto key = jot::signing_key<jot::hs256>::from_secret_text("thirty-two bytes of a secret, and more").value();
  const auto token =
      jot::sign(key, {.iss = "https://id.example", .sub = "alice", .aud = {"api"}, .exp = jot::in(5min)}).value();

  const jot::validation rules{.issuer = "https://id.example", .audience = "api"};
  const auto who = jot::verify(token, key.verification_key(), rules);
  if (!who) {
    std::puts(who.error().message().c_str());
    return 1;
  }
  return who->registered().sub == "alice" ? 0 : 1;
}

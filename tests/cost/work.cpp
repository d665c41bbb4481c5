// The work whose instructions tests/cost/instructions.py counts: one kind of it, so many times.
#include <jot/jot.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>

namespace {

// A token of seven claims, three of them checked; the time stands still, and so does the signature.
const jot::fixed_clock now{std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000))};
const jot::validation rules{.issuer = "https://id.example.com/", .audience = "api"};
const jot::registered_claims claims{.iss = "https://id.example.com/",
                                    .sub = "alice@example.com",
                                    .aud = "api",
                                    .exp = now.now() + std::chrono::minutes(15),
                                    .nbf = now.now(),
                                    .iat = now.now(),
                                    .jti = "7f6c1f0c"};

void require(bool ok) {
  if (ok) return;
  std::fputs("error: the work was not done\n", stderr);
  std::exit(1);
}

}  // namespace

int main(int argc, char** argv) {
  const auto key = jot::signing_key<jot::hs256>::from_secret_text("0123456789abcdef0123456789abcdef").value();
  const jot::verifier verifier{key.verification_key(), rules, now};
  const jot::verifier remembering{key.verification_key(), rules, jot::cache_limits{}, now};
  const std::string token = jot::sign(key, claims).value();
  std::string forged = token;
  forged[token.rfind('.') + 2] = token[token.rfind('.') + 2] == 'A' ? 'B' : 'A';

  const std::map<std::string, std::function<bool()>> work{
      {"verify", [&] { return verifier.verify(token).has_value(); }},
      {"forged", [&] { return !verifier.verify(forged); }},
      {"cached", [&] { return remembering.verify(token).has_value(); }},
      {"sign", [&] { return jot::sign(key, claims).has_value(); }},
  };
  const auto chosen = work.find(argc > 2 ? argv[1] : "");
  if (chosen == work.end()) {
    std::fputs("usage: jot_cost verify|forged|cached|sign TIMES\n", stderr);
    return 2;
  }
  // Headers and tokens are known before the counting starts, whatever it is that is counted.
  require(verifier.verify(token).has_value() && remembering.verify(token).has_value());
  for (long i = std::atol(argv[2]); i > 0; --i) require(chosen->second());
}

// expect: key_of_another_algorithm
//
// A public RSA key taken for an HMAC secret is the oldest forgery of all: everybody knows the "secret".
#include <jot/jwt.hpp>

#include <string_view>

using hs256_verifier = jot::verifier<jot::verification_key<jot::hs256>>;

bool accept(std::string_view token, const jot::signing_key<jot::hs256>& secret,
            const jot::verification_key<jot::rs256>& public_key, const jot::validation& rules) {
#ifdef CONTROL
  const hs256_verifier verifier(secret.verification_key(), rules);
  static_cast<void>(public_key);
#else
  const hs256_verifier verifier(public_key, rules);
  static_cast<void>(secret);
#endif
  return verifier.verify(token).has_value();
}

// The README's examples of keys: where they come from, and how a set of them verifies.
#include <jot/jot.hpp>

#include <iostream>
#include <string>

namespace {

// [keys]
// A key has one algorithm for life. What is wrong with a file or a secret is said in a sentence.
jot::result<jot::verification_key<jot::rs256>> from_text(const std::string& pem) {
  return jot::verification_key<jot::rs256>::from_pem(pem);  // SPKI, PKCS#1 or a certificate, however it was pasted
}

jot::result<jot::verification_key<jot::es256>> from_jwk(const std::string& json) {
  return jot::jwk::parse(json).and_then([](const jot::jwk& key) { return key.verification_key<jot::es256>(); });
}

jot::result<jot::signing_key<jot::hs256>> from_environment(const std::string& hex) {
  return jot::signing_key<jot::hs256>::from_secret_hex(
      hex);  // or _text, _base64url; verify with its verification_key()
}

// What an issuer publishes: chosen by kid, then algorithm; keys of no use here are skipped and reported.
jot::result<jot::jwk_set> from_issuer(const std::string& jwks) {
  return jot::jwk_set::parse(jwks, jot::accept<jot::es256, jot::rs256>);
}
// [/keys]

}  // namespace

int main() {
  const auto ec = jot::signing_key<jot::es256>::generate().value().with_kid("2026-11");
  const auto rsa = jot::signing_key<jot::rs256>::generate().value();
  const std::string ec_jwk = jot::jwk::from_public(ec.verification_key()).value().to_public_json().value();

  std::cout << "PEM:    " << from_text(rsa.verification_key().to_public_pem().value()).has_value() << '\n'
            << "JWK:    " << from_jwk(ec_jwk).has_value() << '\n'
            << "JWKS:   " << from_issuer("{\"keys\":[" + ec_jwk + "]}").value().size() << '\n'
            << "secret: " << from_environment("c0ffee").error().message() << '\n'
            << "wrong:  " << from_text(rsa.to_private_pem().value()).error().message() << '\n';
}

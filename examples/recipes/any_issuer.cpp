// The plainest form of every recipe, over libcurl: an issuer with a discovery document.
// clang-format off
// [any-issuer]
#include <jot/jot.hpp>
#include <jot/http/curl.hpp>  // which jot.hpp leaves out

using remote_keys = jot::remote_jwk_set<jot::http::curl>;

jot::verifier<remote_keys> any_issuer(const std::string& issuer, const std::string& audience) {
  const auto keys = remote_keys::of_issuer(issuer, jot::accept<jot::rs256, jot::es256>, jot::http::curl());
  return {keys.value(), {.issuer = issuer, .audience = audience}};
}
// [/any-issuer]
// clang-format on

#include <iostream>
#include <string>

int main() {
  // Nothing is fetched before a token asks for a key, so this needs no network.
  const auto verifier = any_issuer("https://id.example", "api");
  std::cout << verifier.verify("not a token").error().message() << '\n'
            << jot::name(verifier.keys().status().state) << '\n';
}

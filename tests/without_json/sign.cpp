// Signs with the key of a JWK: the token goes to the first file, the set that verifies it to the second.
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include <chrono>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace {

// RFC 7515 appendix A.3.1.
constexpr const char* key_text = R"({"kty":"EC","crv":"P-256","kid":"one","alg":"ES256",
  "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
  "d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})";

struct grant {
  std::vector<std::string> roles;
  std::optional<std::string> org;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const jot::any_signing_key key = jot::jwk::parse(key_text).value().signing_key(jot::algorithm::es256).value();
  const jot::registered_claims claims{.iss = "https://id.example",
                                      .sub = "alice",
                                      .aud = {"api", "billing"},
                                      .exp = jot::in(std::chrono::minutes(5)),
                                      .jti = "7"};
  const jot::header_fields header{.typ = "at+jwt", .extra = R"({"nonce":"n"})"};
  const jot::any_verification_key keys[] = {key.verification_key()};
  std::ofstream(argv[1]) << jot::sign(key, claims, grant{.roles = {"reader"}, .org = {}}, header).value();
  std::ofstream(argv[2]) << jot::jwk_set::publish(keys).value();
}

// jot-cli verify: the verdict on a token as an exit status, its claims on stdout, the reason on stderr.
#include "verification.hpp"

#include <nlohmann/json.hpp>

namespace cli {
namespace {

void verify(const verification_options& options) {
  const verification asked = read_verification(options);
  const auto verified = or_verdict(jot::verify(asked.token, asked.keys, asked.rules, asked.clock));
  // The order of the claims is the token's.
  print(nlohmann::ordered_json::parse(verified.registered().text).dump());
}

}  // namespace

void add_verify(CLI::App& app) {
  CLI::App& command =
      *app.add_subcommand("verify", "Verify a token: exit status 0 and its claims, or 1 and the reason");
  const verification_options options = add_verification_options(command);
  command.footer(
      std::string(verification_help) +
      "Exit status: 0 valid, the claims as one line of JSON on stdout; 1 rejected, `CODE: message` on stderr, where\n"
      "keys_unavailable says that keys could not be fetched and there is no verdict on the token;\n"
      "2 wrong usage or unusable key, one line on stderr.\n"
      "\n"
      "Examples:\n"
      "  jot-cli verify --key public.jwk --iss https://id.example --aud api --require exp eyJhbGciOi...\n"
      "  jot-cli verify --issuer https://id.example --aud api --require exp - < token.txt\n"
      "  jot-cli verify --jwks https://id.example/jwks --alg RS256 --any-audience - < token.txt\n"
      "  jot-cli verify --key jwks.json --alg RS256,ES256 --any-audience - < token.txt\n"
      "  jot-cli verify --secret-file secret.bin --alg HS256 --now 1700000000 - < token.txt");
  command.callback([options] { verify(options); });
}

}  // namespace cli

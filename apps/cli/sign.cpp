// jot-cli sign: a token of a claims set that is given as JSON, signed as it is written, byte for byte.
#include "key_file.hpp"

#include <jot/jws.hpp>
#include <jot/jwt.hpp>

namespace cli {
namespace {

struct sign_options {
  key_options keys;
  const CLI::Option* alg;
  const CLI::Option* typ;
  const CLI::Option* kid;
  const CLI::Option* iat;
  const CLI::Option* exp_in;
  const CLI::Option* now;
  const CLI::Option* claims;
};

std::optional<jot::algorithm> algorithm_of(const CLI::Option* option) {
  const std::optional<std::string> name = text_of(option);
  if (!name) return std::nullopt;
  // One name only; what the library says of an unknown one, "none" among them, is what is said here.
  static_cast<void>(or_unusable(jot::algorithm_set::parse(*name)));
  const std::optional<jot::algorithm> alg = jot::find_algorithm(*name);
  if (!alg) wrong_usage("--alg of sign takes one algorithm");
  return alg;
}

// jot::sign() would write the claims anew, in its own order; here the text of the caller is the payload. Reading the
// token back is what jot::sign() would have checked: a strict verifier can read these claims.
std::string sign_text(const jot::any_signing_key& key, std::string_view claims, const jot::header_fields& header) {
  return or_unusable(jot::sign_jws(key, jot::as_bytes(claims), header));
}

// Adds a date at the end of an object that has been read before and has no member of this name.
void append_date(std::string& claims, std::string_view name, jot::numeric_date date) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t brace = claims.find_last_of('}');
  const bool empty = claims[claims.find_last_not_of(space, brace - 1)] == '{';
  const std::string member = (empty ? "\"" : ",\"") + std::string(name) + "\":" + date.to_json_number();
  claims.insert(brace, member);
}

std::string read_claims(const CLI::Option* option) {
  const std::optional<std::string> path = text_of(option);
  if (!path || *path == "-") return argument_or_stdin(option, jot::token_limits{}.token_bytes);
  return std::string(read_file(*path).line());
}

void sign(const sign_options& options) {
  const std::optional<jot::algorithm> alg = algorithm_of(options.alg);
  const jot::numeric_date now = clock_of(options.now).now();
  const std::optional<std::chrono::seconds> exp_in = seconds_of(options.exp_in);
  const jot::any_signing_key key = signing_key_of(key_file::from(options.keys), alg);
  const jot::header_fields header{.typ = text_of(options.typ).value_or("JWT"), .kid = text_of(options.kid)};

  std::string claims = read_claims(options.claims);
  std::string token = sign_text(key, claims, header);
  const jot::unsafe::decoded<> written = or_unusable(jot::unsafe::decode(token));
  const bool add_iat = is_on(options.iat);
  if (add_iat && written.registered().iat) wrong_usage("--iat, but the claims already have an iat");
  if (exp_in && written.registered().exp) wrong_usage("--exp-in, but the claims already have an exp");
  if (add_iat) append_date(claims, "iat", now);
  if (exp_in) append_date(claims, "exp", now + *exp_in);
  if (add_iat || exp_in) {
    token = sign_text(key, claims, header);
    static_cast<void>(or_unusable(jot::unsafe::decode(token)));
  }
  print(token);
}

}  // namespace

void add_sign(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("sign", "Sign claims: prints the token");
  sign_options o{};
  o.keys = add_key_options(command);
  o.alg = add_text(command, "--alg", "A", "the algorithm; needed unless the key allows only one");
  o.typ = add_text(command, "--typ", "TYPE", "the header's typ (default JWT)");
  o.kid = add_text(command, "--kid", "ID", "the header's kid; default: the key's, if it has one");
  o.iat = add_switch(command, "--iat", "add iat, the present time");
  o.exp_in = add_text(command, "--exp-in", "SECONDS", "add exp, so many seconds from now");
  o.now = add_text(command, "--now", "EPOCH", "the present time, in seconds since 1970; default: the clock");
  o.claims =
      add_text(command, "CLAIMS", "", "a file of claims as a JSON object, or - for standard input (the default)");
  command.footer(
      "The claims are signed byte for byte as they are, but for one newline at the end, once they have been read as\n"
      "strictly as a verifier would: an object, no name twice, iss/sub/aud/exp/nbf/iat/jti of the right types.\n"
      "\n"
      "Examples:\n"
      "  echo '{\"sub\":\"alice\",\"aud\":\"api\"}' | jot-cli sign --key private.jwk --iat --exp-in 900\n"
      "  jot-cli sign --key private.pem --alg PS256 --kid 2024-1 claims.json\n"
      "  jot-cli sign --secret-file secret.bin --alg HS256 claims.json");
  command.callback([o] { sign(o); });
}

}  // namespace cli

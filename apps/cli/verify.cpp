// jot-cli verify: the verdict on a token as an exit status, its claims on stdout, the reason on stderr.
#include "key_file.hpp"
#include "set_document.hpp"

#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

struct verify_options {
  key_options keys;
  const CLI::Option* jwks;
  const CLI::Option* issuer;
  const CLI::Option* alg;
  const CLI::Option* iss;
  const CLI::Option* aud;
  const CLI::Option* any_audience;
  const CLI::Option* any_confirmation;
  const CLI::Option* sub;
  const CLI::Option* typ;
  const CLI::Option* require;
  const CLI::Option* max_age;
  const CLI::Option* leeway;
  const CLI::Option* now;
  const CLI::Option* understand_crit;
  const CLI::Option* token;
};

jot::issuer_rule issuer_of(const verify_options& options) {
  if (const std::optional<std::string> issuer = text_of(options.issuer)) return *issuer;
  if (options.iss->results().empty()) return jot::ignore;
  return jot::any_of(options.iss->results());
}

jot::audience_rule audience_of(const verify_options& options) {
  if (is_on(options.any_audience)) return jot::ignore;
  if (options.aud->results().empty()) return jot::absent;
  return jot::any_of(options.aud->results());
}

// A key that anyone can fetch is not a secret, and an HMAC token that it verified would prove nothing.
void must_not_be_hmac(std::optional<jot::algorithm_set> allowed) {
  if (allowed && (*allowed & key_pair_algorithms()) != *allowed) {
    wrong_usage("keys that are fetched are public: HS256, HS384 and HS512 cannot be allowed with them");
  }
}

jot::jwk_set keys_of(const verify_options& options) {
  const std::optional<jot::algorithm_set> allowed = algorithms_of(options.alg);
  const std::optional<std::string> issuer = text_of(options.issuer);
  const std::optional<std::string> jwks = text_of(options.jwks);
  if (!issuer && !jwks) return verification_keys_of(key_file::from(options.keys), allowed);
  if (issuer || is_url(*jwks)) must_not_be_hmac(allowed);
  const set_document document = issuer ? set_document::of_issuer(*issuer) : set_document::at(*jwks);
  return document.keys(allowed, key_pair_algorithms());
}

void verify(const verify_options& options) {
  const jot::validation rules{
      .issuer = issuer_of(options),
      .audience = audience_of(options),
      .confirmation = is_on(options.any_confirmation) ? jot::confirmation_rule(jot::ignore) : jot::confirmation_rule(),
      .subject = text_of(options.sub),
      .exp = jot::expiry::optional,
      .leeway = seconds_of(options.leeway).value_or(std::chrono::seconds(0)),
      .max_age = seconds_of(options.max_age),
      .typ = text_of(options.typ),
      .required = options.require->results(),
      .understood_critical = options.understand_crit->results(),
  };
  const jot::fixed_clock clock = clock_of(options.now);
  const jot::jwk_set keys = keys_of(options);
  const std::string token = argument_or_stdin(options.token, rules.limits.token_bytes);
  const auto verified = or_verdict(jot::verify(token, keys, rules, clock));
  // The order of the claims is the token's.
  print(nlohmann::ordered_json::parse(verified.registered().text).dump());
}

}  // namespace

void add_verify(CLI::App& app) {
  CLI::App& command =
      *app.add_subcommand("verify", "Verify a token: exit status 0 and its claims, or 1 and the reason");
  verify_options o{};
  o.keys = add_key_options(command);
  CLI::Option* jwks = add_text(command, "--jwks", "FILE|URL", "a JWK Set instead; https, or http to this machine");
  CLI::Option* issuer = add_text(command, "--issuer", "URL",
                                 "the keys of this issuer instead, found by discovery; iss must be this issuer");
  for (CLI::Option* other : {command.get_option("--key"), command.get_option("--secret-file")}) {
    jwks->excludes(other);
    issuer->excludes(other);
  }
  jwks->excludes(issuer)->excludes("--password-file");
  issuer->excludes("--password-file");
  o.jwks = jwks;
  o.issuer = issuer;
  o.alg = add_text(command, "--alg", "A[,B...]",
                   "the algorithms allowed; needed unless the keys name theirs (alg of a JWK, an EC key in PEM)");
  CLI::Option* iss =
      add_texts(command, "--iss", "ISSUER", "iss must be this, or one of several; without it iss is not checked");
  iss->excludes(issuer);
  o.iss = iss;
  o.aud = add_texts(command, "--aud", "AUDIENCE",
                    "aud must contain this, or one of several; without it a token that has an aud is rejected");
  o.any_audience = add_switch(command, "--any-audience", "do not check aud at all")->excludes("--aud");
  o.any_confirmation =
      add_switch(command, "--any-confirmation",
                 "accept a token that is bound to a key by cnf as a bearer token; else it is rejected");
  o.sub = add_text(command, "--sub", "SUBJECT", "sub must be this");
  o.typ = add_text(command, "--typ", "TYPE", "the header's typ must be this, such as JWT or at+jwt");
  o.require = add_texts(command, "--require", "CLAIM", "this claim must be there and not null");
  o.max_age = add_text(command, "--max-age", "SECONDS", "iat must be there and not longer ago than this");
  o.leeway = add_text(command, "--leeway", "SECONDS", "clock skew allowed at exp, nbf and iat (default 0)");
  o.now =
      add_text(command, "--now", "EPOCH", "the time to check dates against, in seconds since 1970; default: the clock");
  o.understand_crit =
      add_texts(command, "--understand-crit", "NAME", "a header extension that crit may name: you process it");
  o.token = add_text(command, "TOKEN", "", "the token, or - for standard input, which is also the default");
  command.footer(
      "With --jwks or --issuer and without --alg, the algorithms are those that the keys name, never HS256, HS384 or\n"
      "HS512; where a key names none, say which with --alg. What is fetched is fetched once, without redirects.\n"
      "\n"
      "exp is checked when it is there; --require exp makes it necessary. (The library differs: it requires exp\n"
      "unless its rules say otherwise.)\n"
      "\n"
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
  command.callback([o] { verify(o); });
}

}  // namespace cli

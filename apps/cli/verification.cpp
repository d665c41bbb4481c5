// Bodies of verification.hpp.
#include "verification.hpp"

#include "set_document.hpp"

#include <utility>

namespace cli {
namespace {

jot::issuer_rule issuer_of(const verification_options& options) {
  if (const std::optional<std::string> issuer = text_of(options.issuer)) return *issuer;
  if (options.iss->results().empty()) return jot::ignore;
  return jot::any_of(options.iss->results());
}

jot::audience_rule audience_of(const verification_options& options) {
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

jot::jwk_set keys_of(const verification_options& options) {
  const std::optional<jot::algorithm_set> allowed = algorithms_of(options.alg);
  const std::optional<std::string> issuer = text_of(options.issuer);
  const std::optional<std::string> jwks = text_of(options.jwks);
  if (!issuer && !jwks) return verification_keys_of(key_file::from(options.keys), allowed);
  if (issuer || is_url(*jwks)) must_not_be_hmac(allowed);
  const set_document document = issuer ? set_document::of_issuer(*issuer) : set_document::at(*jwks);
  return document.keys(allowed, key_pair_algorithms());
}

}  // namespace

verification_options add_verification_options(CLI::App& command) {
  verification_options o{};
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
  return o;
}

verification read_verification(const verification_options& options) {
  jot::validation rules{
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
  jot::jwk_set keys = keys_of(options);
  std::string token = argument_or_stdin(options.token, rules.limits.token_bytes);
  return {std::move(rules), clock, std::move(keys), std::move(token)};
}

}  // namespace cli

// jot-cli convert: a key from one form into another. What is private leaves only when that was asked for.
#include "key_file.hpp"
#include "set_document.hpp"

#include <jot/jwk.hpp>

namespace cli {
namespace {

struct convert_options {
  const CLI::Option* in;
  const CLI::Option* to;
  const CLI::Option* alg;
  const CLI::Option* as_public;
  const CLI::Option* as_private;
  const CLI::Option* password_file;
  const CLI::Option* out;
};

enum class form { pem, der, jwk, jwks };

form form_of(const CLI::Option* option) {
  const std::string name = text_of(option).value_or("");
  if (name == "pem") return form::pem;
  if (name == "der") return form::der;
  if (name == "jwk") return form::jwk;
  if (name == "jwks") return form::jwks;
  wrong_usage("--to takes pem, der, jwk or jwks");
}

// PEM and DER have no place for what a JWK says of itself, so any algorithm that the key can serve will do.
jot::algorithm any_algorithm(const jot::jwk& key) {
  const std::vector<jot::algorithm> usable = list_of(or_unusable(usable_algorithms(key)));
  if (!usable.empty()) return usable.front();
  fail_unusable(jot::error(jot::errc::key_mismatch, "key_ops", "the key is not for signatures"));
}

std::string pem_of(const jot::jwk& key, bool is_private) {
  if (key.key_type() == jot::key_type::oct)
    wrong_usage("an HMAC secret has no PEM or DER form; use --to jwk --private");
  const jot::jwk bare = key.with_alg(std::nullopt).with_use("sig");
  const jot::algorithm alg = any_algorithm(bare);
  std::string pem = is_private ? or_unusable(or_unusable(bare.signing_key(alg)).to_private_pem())
                               : or_unusable(or_unusable(public_half(bare, alg)).to_public_pem());
  if (pem.ends_with('\n')) pem.pop_back();
  return pem;
}

jot::jwk bound_to(const jot::jwk& key, jot::algorithm_set allowed) {
  const jot::algorithm alg = sole_algorithm(key, allowed);
  if (!allowed.contains(alg)) {
    fail_unusable(jot::error(jot::errc::key_mismatch, "alg", "the key is for a different algorithm than --alg"));
  }
  return key.with_alg(alg);
}

bool wants_private(const jot::jwk& key, const convert_options& options) {
  const bool as_public = is_on(options.as_public);
  const bool as_private = is_on(options.as_private);
  if (key.is_private() && !as_public && !as_private) {
    wrong_usage("the key is private: say --public for its public half, or --private to write out the secret itself");
  }
  if (as_private && !key.is_private()) {
    fail_unusable(jot::error(jot::errc::invalid_key, "the file holds a public key alone; there is nothing private"));
  }
  return as_private;
}

void convert(const convert_options& options) {
  const form to = form_of(options.to);
  if (!text_of(options.in)) wrong_usage("a key file is needed");
  const std::optional<jot::algorithm_set> allowed = algorithms_of(options.alg);
  if (allowed && to != form::jwk && to != form::jwks) wrong_usage("--alg is for JWK; PEM and DER have no place for it");
  const std::vector<jot::jwk> keys = key_file::read(*text_of(options.in), text_of(options.password_file)).keys();
  if (keys.size() != 1) {
    wrong_usage("the set has " + std::to_string(keys.size()) + " keys; convert takes one");
  }
  const bool as_private = wants_private(keys[0], options);
  const jot::jwk key = allowed ? bound_to(keys[0], *allowed) : keys[0];
  const std::optional<std::string> path = text_of(options.out);
  const readers who = as_private ? readers::owner : readers::everybody;
  switch (to) {
    case form::pem: {
      std::string pem = pem_of(key, as_private);
      write(path, pem, who);
      jot::wipe(pem);
      break;
    }
    case form::der: {
      std::string pem = pem_of(key, as_private);
      const jot::secret_bytes der = der_of_pem(pem, as_private ? "PRIVATE KEY" : "PUBLIC KEY");
      jot::wipe(pem);
      write(path, jot::as_text(der.view()), who, "");
      break;
    }
    case form::jwk: {
      std::string json = as_private ? key.to_private_json() : or_unusable(key.to_public_json());
      write(path, json, who);
      jot::wipe(json);
      break;
    }
    case form::jwks:
      if (as_private) wrong_usage("a JWK Set is for publishing; --private goes with --to pem, der or jwk");
      write(path, published_set({key}, std::nullopt), who);
      break;
  }
}

}  // namespace

void add_convert(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("convert", "Write a key in another form: PEM, DER, JWK or JWK Set");
  convert_options o{};
  o.in = add_text(command, "KEYFILE", "", "a JWK, a JWK Set of one key, PEM, DER or a certificate");
  o.to = add_text(command, "--to", "FORM", "pem (SPKI or PKCS#8), der (the same), jwk or jwks");
  o.alg = add_text(command, "--alg", "A", "the algorithm to write into the JWK; a set needs it unless only one fits");
  CLI::Option* as_public = add_switch(command, "--public", "write the public half of a private key");
  CLI::Option* as_private = add_switch(command, "--private", "write the private key itself, not encrypted");
  as_public->excludes(as_private);
  o.as_public = as_public;
  o.as_private = as_private;
  o.password_file = add_password_option(command);
  o.out = add_text(command, "--out", "FILE", "write here, a private key with mode 0600; default: standard output");
  command.footer(
      "A private key is written only with --private; with neither --public nor --private it is refused. From a\n"
      "certificate comes its public key, unchecked. An existing file is never overwritten.\n"
      "Exit status: 0 written; 2 it cannot be, and one line on stderr says why.\n"
      "\n"
      "Examples:\n"
      "  jot-cli convert public.pem --to jwk --alg RS256 --out public.jwk\n"
      "  jot-cli convert private.jwk --to pem --private --out private.pem\n"
      "  jot-cli convert certificate.pem --to pem");
  command.callback([o] { convert(o); });
}

}  // namespace cli

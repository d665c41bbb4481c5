// jot-cli keygen: a new key, private into one file and public into another.
#include "key_file.hpp"

#include <jot/jwk.hpp>

namespace cli {
namespace {

struct keygen_options {
  const CLI::Option* alg;
  const CLI::Option* curve;
  const CLI::Option* rsa_bits;
  const CLI::Option* kid;
  const CLI::Option* format;
  const CLI::Option* password_file;
  const CLI::Option* out;
  const CLI::Option* public_out;
};

jot::any_signing_key generate(jot::algorithm alg, const keygen_options& options) {
  const std::optional<std::string> curve = text_of(options.curve);
  if (curve && (alg != jot::algorithm::eddsa || (*curve != "Ed25519" && *curve != "Ed448"))) {
    wrong_usage("--curve is for EdDSA and takes Ed25519 or Ed448; every other algorithm has its own");
  }
  const std::optional<std::int64_t> bits = number_of(options.rsa_bits);
  if (bits && jot::facts(alg).key_type != jot::key_type::rsa) wrong_usage("--rsa-bits is for RSA keys");
  if (bits && (*bits < 0 || *bits > 65536)) wrong_usage("--rsa-bits takes a size such as 2048, 3072 or 4096");
  if (curve == "Ed448") {
    // A generated EdDSA key is on Ed25519; one on Ed448 is made under its own name and bound anew.
    std::string pem = or_unusable(or_unusable(jot::any_signing_key::generate(jot::algorithm::ed448)).to_private_pem());
    const jot::result<jot::any_signing_key> key = jot::any_signing_key::from_pem(alg, pem);
    jot::wipe(pem);
    return or_unusable(key);
  }
  return or_unusable(jot::any_signing_key::generate(alg, static_cast<int>(bits.value_or(2048))));
}

// PEM ends in a newline of its own; files and standard output get one anyway.
void drop_newline(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
}

// The form of the files; what the algorithm or the form has no place for is wrong usage.
bool wants_pem(jot::algorithm alg, const keygen_options& options) {
  const std::string format = text_of(options.format).value_or("jwk");
  if (format != "jwk" && format != "pem") wrong_usage("--format takes jwk or pem");
  const bool pem = format == "pem";
  if (jot::facts(alg).key_type == jot::key_type::oct) {
    if (pem) wrong_usage("an HMAC secret has no PEM form; use --format jwk");
    if (!options.public_out->empty()) {
      wrong_usage("an HMAC secret has no public half: anyone who can verify with it can sign with it");
    }
  }
  if (!pem && !options.password_file->empty()) wrong_usage("--password-file is for --format pem");
  if (pem && !options.kid->empty()) wrong_usage("--kid is for --format jwk; PEM has no place for it");
  return pem;
}

std::string private_pem(const jot::any_signing_key& key, const keygen_options& options) {
  const std::optional<std::string> path = text_of(options.password_file);
  if (!path) return or_unusable(key.to_private_pem());
  const file_contents password = read_file(*path);
  if (password.line().empty()) wrong_usage("the password is empty");
  return or_unusable(key.to_private_pem(password.line()));
}

void keygen(const keygen_options& options) {
  const std::optional<std::string> name = text_of(options.alg);
  if (!name) wrong_usage("--alg is needed");
  const std::optional<jot::algorithm> alg = jot::find_algorithm(*name);
  if (!alg) wrong_usage("--alg takes one of " + names_of(all_algorithms()));
  const bool pem = wants_pem(*alg, options);
  // Both names before either file: half a pair would be in the way of the next attempt.
  const std::optional<std::string> out = text_of(options.out);
  const std::optional<std::string> public_out = text_of(options.public_out);
  if (out) must_be_new(*out);
  if (public_out) must_be_new(*public_out);

  jot::any_signing_key key = generate(*alg, options);
  key = key.with_kid(text_of(options.kid).value_or(jot::jwk::from_private(key).thumbprint()));

  std::string text = pem ? private_pem(key, options) : jot::jwk::from_private(key).to_private_json();
  drop_newline(text);
  write(out, text, readers::owner);
  jot::wipe(text);

  if (!public_out) return;
  const jot::any_verification_key half = key.verification_key();
  std::string public_text =
      or_unusable(pem ? half.to_public_pem() : or_unusable(jot::jwk::from_public(half)).to_public_json());
  drop_newline(public_text);
  write(public_out, public_text, readers::everybody);
}

}  // namespace

void add_keygen(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("keygen", "Make a key");
  keygen_options o{};
  o.alg = add_text(command, "--alg", "A", "the algorithm the key is for: " + names_of(all_algorithms()));
  o.curve = add_text(command, "--curve", "CURVE", "for EdDSA: Ed25519 (default) or Ed448");
  o.rsa_bits = add_text(command, "--rsa-bits", "N", "size of an RSA modulus (default 2048)");
  o.kid = add_text(command, "--kid", "ID", "the JWK's kid; default: its thumbprint (RFC 7638)");
  o.format = add_text(command, "--format", "jwk|pem", "form of the files (default jwk)");
  o.password_file =
      add_text(command, "--password-file", "FILE", "encrypt the private PEM with the password in the file");
  o.out =
      add_text(command, "--out", "FILE", "write the private key or secret here, mode 0600; default: standard output");
  o.public_out = add_text(command, "--public-out", "FILE", "write the public key here");
  command.footer(
      "An existing file is never overwritten.\n"
      "\n"
      "Examples:\n"
      "  jot-cli keygen --alg ES256 --out private.jwk --public-out public.jwk\n"
      "  jot-cli keygen --alg RS256 --rsa-bits 3072 --format pem --out private.pem --public-out public.pem\n"
      "  jot-cli keygen --alg HS256 --out secret.jwk");
  command.callback([o] { keygen(o); });
}

}  // namespace cli

// jot-cli jwks: publishing key sets, looking at them, fetching them.
#include "key_file.hpp"
#include "report.hpp"
#include "set_document.hpp"

#include <jot/jwk_set.hpp>

#include <algorithm>

namespace cli {
namespace {

struct publish_options {
  const CLI::Option* files;
  const CLI::Option* alg;
  const CLI::Option* password_file;
  const CLI::Option* out;
};

void publish(const publish_options& options) {
  if (options.files->results().empty()) wrong_usage("a key file is needed");
  std::vector<jot::jwk> keys;
  for (const std::string& path : options.files->results()) {
    for (const jot::jwk& key : key_file::read(path, text_of(options.password_file)).keys()) keys.push_back(key);
  }
  write(text_of(options.out), published_set(keys, algorithms_of(options.alg)), readers::everybody);
}

// The text itself if it is one word, else quoted, so that it cannot be read as something else.
std::string cell(const std::optional<std::string>& text) {
  if (!text) return "-";
  const bool one_word = !text->empty() && *text != "-" && text->front() != '"' &&
                        std::ranges::all_of(*text, [](char c) { return c > ' ' && c <= '~'; });
  return one_word ? *text : quote(*text);
}

std::string size_of(const jot::jwk& key) {
  return key.curve() == jot::curve::none ? std::to_string(key.bits()) : std::string(jot::facts(key.curve()).name);
}

// "member 3, kid a: ".
std::string member_name(std::size_t index, const std::optional<std::string>& kid) {
  return "member " + std::to_string(index) + (kid && !kid->empty() ? ", kid " + cell(kid) : "") + ": ";
}

void show(const CLI::Option* where) {
  const std::optional<std::string> place = text_of(where);
  if (!place) wrong_usage("a file or URL is needed");
  const set_document document = set_document::at(*place);
  const jot::jwk_set set = document.read(all_algorithms());
  const std::vector<jot::result<jot::jwk>> members = members_of_set(document.text());
  table keys;
  keys.row({"kid", "kty", "crv/bits", "alg", "use", "thumbprint"});
  std::string notes;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const jot::result<jot::jwk>& key = members[i];
    const auto skipped = std::ranges::find(set.skipped(), i, &jot::skipped_key::index);
    if (key && skipped == set.skipped().end()) {
      keys.row({cell(key->kid()), std::string(type_name(key->key_type())), size_of(*key), cell(key->alg()),
                cell(key->use()), key->thumbprint()});
    } else {
      const bool noted = skipped != set.skipped().end();
      const jot::error reason = noted ? skipped->reason : key.error();
      notes += "\nskipped " + member_name(i, noted ? skipped->kid : "") + std::string(name(reason.code())) + ": " +
               reason.message();
    }
    if (key && key->is_private()) notes += "\nprivate " + member_name(i, key->kid()) + "not to be published";
  }
  print(keys.text() + (notes.empty() ? "" : "\n" + notes));
}

void fetch(const CLI::Option* url, const CLI::Option* out) {
  const std::optional<std::string> place = text_of(url);
  if (!place) wrong_usage("a URL is needed");
  if (!is_url(*place)) wrong_usage("fetch takes a URL");
  const std::optional<std::string> path = text_of(out);
  if (path) must_be_new(*path);
  const set_document document = set_document::at_url(*place);
  static_cast<void>(document.read(all_algorithms()));
  const std::string_view text = document.text();
  write(path, text, readers::everybody, text.ends_with('\n') ? "" : "\n");
}

void add_publish(CLI::App& jwks) {
  CLI::App& command = *jwks.add_subcommand("publish", "Make the set to publish of private or public keys");
  publish_options o{};
  o.files =
      add_texts(command, "KEYFILE", "", "JWK, JWK Set, PEM, DER or certificate; several are one set")->expected(-1);
  o.alg =
      add_text(command, "--alg", "A[,B...]", "the algorithms of keys that do not name theirs and fit more than one");
  o.password_file = add_password_option(command);
  o.out = add_text(command, "--out", "FILE", "write the set here; default: standard output");
  command.footer(
      "Of a private key only the public half is written; an HMAC secret is refused, since it can sign.\n"
      "kid is the thumbprint (RFC 7638) where a key has none. An existing file is never overwritten.\n"
      "\n"
      "Examples:\n"
      "  jot-cli jwks publish private.jwk next.pub.jwk --out jwks.json\n"
      "  jot-cli jwks publish --alg RS256 private.pem");
  command.callback([o] { publish(o); });
}

void add_show(CLI::App& jwks) {
  CLI::App& command = *jwks.add_subcommand("show", "Show the keys of a set, and those that are left out");
  const CLI::Option* where = add_text(command, "FILE|URL", "", "a JWK Set; https, or http to this machine");
  command.footer(
      "A table of the keys that can verify, then a line for each member that cannot, with the reason, and one for\n"
      "each that holds what is private. A dash is a member that is not there.\n"
      "Exit status: 0 shown; 1 the URL gives no set; 2 the file holds none.\n"
      "\n"
      "Example:\n"
      "  jot-cli jwks show https://www.googleapis.com/oauth2/v3/certs");
  command.callback([where] { show(where); });
}

void add_fetch(CLI::App& jwks) {
  CLI::App& command = *jwks.add_subcommand("fetch", "Fetch a set as it is");
  const CLI::Option* url = add_text(command, "URL", "", "https, or http to this machine; redirects are not followed");
  const CLI::Option* out = add_text(command, "--out", "FILE", "write the set here; default: standard output");
  command.footer(
      "The answer is written as it came, once it has been read as a JWK Set of at most 1 MiB.\n"
      "Exit status: 0 fetched; 1 there is no set, `keys_unavailable: message` on stderr; 2 wrong usage.\n"
      "\n"
      "Example:\n"
      "  jot-cli jwks fetch https://id.example/jwks --out jwks.json");
  command.callback([url, out] { fetch(url, out); });
}

}  // namespace

void add_jwks(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("jwks", "Key sets: publish, show, fetch");
  command.require_subcommand(1);
  command.footer(
      "Example:\n"
      "  jot-cli jwks publish private.jwk --out jwks.json");
  add_publish(command);
  add_show(command);
  add_fetch(command);
}

}  // namespace cli

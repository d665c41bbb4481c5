// Fetching, reading and making JWK Sets. What goes wrong at a server is exit 1: trying again may help.
#include "set_document.hpp"

#include "key_file.hpp"
#include "web.hpp"

#include <jot/discovery.hpp>
#include <jot/remote_jwk_set.hpp>

#include <nlohmann/json.hpp>

namespace cli {
namespace {

[[noreturn]] void fail_fetch(const std::string& source, const std::string& message) {
  throw failure{rejected, "keys_unavailable: " + source + ": " + message};
}

file_contents contents_of(std::string_view text) { return {jot::secret_bytes(jot::as_bytes(text)), text.size()}; }

// The algorithms of those considered that the members name themselves.
jot::algorithm_set algorithms_named_in_set(std::string_view text, jot::algorithm_set considered) {
  jot::algorithm_set named;
  for (const jot::result<jot::jwk>& key : members_of_set(text)) {
    if (!key || (key->verifies() & considered).empty()) continue;
    if (!key->alg()) fail_without_algorithm("a key of the set");
    named.insert(algorithm_named_in(*key));
  }
  return named;
}

}  // namespace

bool is_url(std::string_view file_or_url) noexcept { return file_or_url.find("://") != std::string_view::npos; }

std::vector<jot::result<jot::jwk>> members_of_set(std::string_view text) {
  std::vector<jot::result<jot::jwk>> out;
  const nlohmann::json document = nlohmann::json::parse(text);
  for (const nlohmann::json& member : document.at("keys")) out.push_back(jot::jwk::parse(member.dump()));
  return out;
}

set_document set_document::of_file(key_file file) { return {std::move(file).release(), {}}; }

set_document set_document::at(const std::string& file_or_url) {
  if (is_url(file_or_url)) return at_url(file_or_url);
  key_file file = key_file::read(file_or_url);
  if (file.kind() != key_file::format::jwk_set) {
    throw failure{unusable, "invalid_key: " + file_or_url + " is not a JWK Set, an object with an array named keys"};
  }
  return of_file(std::move(file));
}

set_document set_document::at_url(const std::string& url) {
  // Which URLs may be fetched from is what every remote set says.
  static_cast<void>(or_unusable(jot::remote_jwk_set<web>::at(url, all_algorithms(), web())));
  return fetch(url);
}

set_document set_document::of_issuer(const std::string& issuer) {
  static_cast<void>(or_unusable(jot::discovery_url(issuer, jot::discovery_document::openid_configuration)));
  web client;
  const jot::result<jot::provider_metadata> found = jot::discover(issuer, client);
  if (!found && found.error().code() == jot::errc::issuer_mismatch) fail_verdict(found.error());
  if (!found) fail_fetch(issuer, found.error().message());
  return fetch(found->jwks_uri);
}

set_document set_document::fetch(const std::string& url) {
  web client;
  const jot::result<jot::http_response> response = client.get({.url = url});
  if (!response) fail_fetch(url, response.error().message());
  if (response->status >= 300 && response->status < 400) {
    fail_fetch(url, "the server answered with status " + std::to_string(response->status) +
                        ": redirects are not followed; pass the address they lead to");
  }
  if (response->status != 200) fail_fetch(url, "the server answered with status " + std::to_string(response->status));
  return {contents_of(response->body), url};
}

void set_document::fail(const jot::error& reason) const {
  if (is_fetched()) fail_fetch(source_, reason.message());
  fail_verdict(reason);
}

jot::jwk_set set_document::read(jot::algorithm_set accepted) const {
  jot::result<jot::jwk_set> set = jot::jwk_set::parse(text(), accepted);
  if (!set) fail(set.error());
  return *std::move(set);
}

jot::jwk_set set_document::keys(std::optional<jot::algorithm_set> allowed, jot::algorithm_set considered) const {
  if (!allowed) {
    static_cast<void>(read(considered));  // bounds the depth, which the look at the members needs
    allowed = algorithms_named_in_set(text(), considered);
    if (allowed->empty()) {
      fail(jot::error(jot::errc::invalid_key, "the set has no key to verify signatures with"));
    }
  }
  jot::jwk_set set = read(*allowed);
  if (set.size() != 0) return set;
  if (!set.skipped().empty()) fail(set.skipped().front().reason);
  fail(jot::error(jot::errc::invalid_key, "the set has no key"));
}

std::string published_set(const std::vector<jot::jwk>& keys, std::optional<jot::algorithm_set> allowed) {
  std::vector<jot::any_verification_key> halves;
  for (const jot::jwk& key : keys) {
    if (key.key_type() == jot::key_type::oct) static_cast<void>(or_unusable(key.to_public_json()));
    halves.push_back(or_unusable(public_half(key, sole_algorithm(key, allowed))));
  }
  return or_unusable(jot::jwk_set::publish(halves));
}

}  // namespace cli

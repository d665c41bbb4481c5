// See well_known.hpp.
#include "well_known.hpp"

#include <jot/clock.hpp>
#include <jot/discovery.hpp>

#include <stdexcept>

namespace auth {
namespace {

std::string metadata(const published_facts& facts) {
  std::string base = facts.issuer;
  if (base.ends_with('/')) base.pop_back();
  // RFC 8414 requires the response types, OpenID also the subject types and the algorithm of ID tokens, though no flow
  // here uses any of them.
  const nlohmann::ordered_json document = {{"issuer", facts.issuer},
                                           {"jwks_uri", base + "/.well-known/jwks.json"},
                                           {"token_endpoint", base + "/token"},
                                           {"token_endpoint_auth_methods_supported", {"none"}},
                                           {"grant_types_supported", {"password"}},
                                           {"response_types_supported", nlohmann::ordered_json::array()},
                                           {"scopes_supported", facts.scopes.tokens()},
                                           {"subject_types_supported", {"public"}},
                                           {"id_token_signing_alg_values_supported", {jot::name(facts.alg)}}};
  return document.dump();
}

}  // namespace

std::vector<route> well_known_routes(key_ring& keys, const published_facts& facts) {
  const jot::url_policy any_host{.allow_http = true};
  if (const auto url = jot::discovery_url(facts.issuer, jot::discovery_document::openid_configuration, any_host);
      !url) {
    throw std::runtime_error("--issuer: " + url.error().message());
  }

  const std::string max_age = "public, max-age=" + std::to_string(facts.max_age.count());
  const auto document = [&max_age](std::string text) {
    return open_handler(
        [answer = http::response{.body = std::move(text), .fields = {{"Cache-Control", max_age}}}] { return answer; });
  };
  const open_handler key_set = [&keys, max_age] {
    const auto& published = keys.at(jot::system_clock::now()).published;
    return http::response{.content_type = "application/jwk-set+json",
                          .body = jot::jwk_set::publish(published).value(),
                          .fields = {{"Cache-Control", max_age}}};
  };
  return {
      {.method = "GET", .path = "/.well-known/jwks.json", .summary = "", .run = key_set},
      {.method = "GET", .path = "/.well-known/openid-configuration", .summary = "", .run = document(metadata(facts))},
      {.method = "GET",
       .path = "/.well-known/oauth-authorization-server",
       .summary = "",
       .run = document(metadata(facts))},
  };
}

}  // namespace auth

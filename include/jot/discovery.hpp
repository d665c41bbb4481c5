// Discovery: from an issuer's name to its keys (OpenID Connect Discovery 1.0 §4, RFC 8414 §3).
#pragma once

#include <jot/fetcher.hpp>
#include <jot/limits.hpp>
#include <jot/url.hpp>

#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// What an issuer publishes about itself, as far as a verifier needs it.
struct provider_metadata {
  std::string issuer;          ///< the issuer's name, `iss` of its tokens
  std::string jwks_uri;        ///< where its keys are
  std::string token_endpoint;  ///< empty where there is none
};

/// Which discovery document of an issuer is meant.
enum class discovery_document : std::uint8_t {
  openid_configuration,        ///< OpenID's, whose path comes after the issuer's (OpenID Connect Discovery 1.0 §4)
  oauth_authorization_server,  ///< OAuth's, whose path comes before the issuer's (RFC 8414 §3)
};

/// The document's URL for an issuer. Error: invalid_configuration (see url_policy; an issuer has no query).
result<std::string> discovery_url(std::string_view issuer, discovery_document kind, const url_policy& policy = {});

/// Reads a discovery document. Its issuer must be exactly the one asked for (RFC 8414 §3.3). Errors: issuer_mismatch,
/// which says how they differ; keys_unavailable (not such a document); invalid_configuration (jwks_uri).
result<provider_metadata> parse_metadata(std::string_view json, std::string_view issuer, const url_policy& policy = {});

/// Fetches and reads an issuer's document: OpenID's, or where that is not found, OAuth's. Errors: those of
/// discovery_url(), of parse_metadata() and of the fetcher; keys_unavailable where there is no document.
template <http_fetcher F>
result<provider_metadata> discover(std::string_view issuer, F& fetcher, const url_policy& policy = {}) {
  result<provider_metadata> out = error(errc::keys_unavailable, "the issuer has no discovery document");
  for (const auto kind : {discovery_document::openid_configuration, discovery_document::oauth_authorization_server}) {
    const result<std::string> url = discovery_url(issuer, kind, policy);
    if (!url) return url.error();
    const result<http_response> response = fetcher.get(http_request{.url = *url});
    if (!response) return response.error();
    if (response->status == 404) continue;
    if (response->status != 200) {
      return error(errc::keys_unavailable, "the server of the discovery document answered with status {}",
                   response->status);
    }
    return parse_metadata(response->body, issuer, policy);
  }
  return out;
}

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/remote/discovery.hpp>
#endif

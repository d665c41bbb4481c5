// Bodies of discovery.hpp.
#pragma once

#include <jot/bytes.hpp>
#include <jot/discovery.hpp>
#include <jot/impl/json/json_members.hpp>

#include <algorithm>

namespace jot { inline namespace JOT_ABI {
namespace detail {

// The error for two issuers that should be equal, which says how they differ.
JOT_INLINE error issuer_difference(std::string_view found, std::string_view wanted) {
  const auto without_slash = [](std::string_view url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  };
  const auto rest = [](std::string_view url) { return url.substr((std::min)(url.find("://"), url.size())); };
  if (without_slash(found) == without_slash(wanted)) {
    return {errc::issuer_mismatch, "issuer",
            "differs from the configured one only by a trailing '/'; write it as the issuer does"};
  }
  if (equal_ignoring_case(found, wanted)) {
    return {errc::issuer_mismatch, "issuer", "differs from the configured one only by upper and lower case"};
  }
  if (rest(found) == rest(wanted)) {
    return {errc::issuer_mismatch, "issuer", "differs from the configured one only by http and https"};
  }
  if (found.find('{') != std::string_view::npos) {
    return {errc::issuer_mismatch, "issuer",
            "is a template with a place for the tenant; configure the tenant's own issuer"};
  }
  return {errc::issuer_mismatch, "issuer", "the document is that of another issuer than the configured one"};
}

}  // namespace detail

JOT_INLINE result<std::string> discovery_url(std::string_view issuer, discovery_document kind,
                                             const url_policy& policy) {
  if (const result<void> ok = detail::check_url(issuer, policy); !ok) return ok.error();
  if (issuer.find('?') != std::string_view::npos) {
    return error(errc::invalid_configuration, "issuer", "an issuer has no query (RFC 8414 section 2)");
  }
  const std::string_view base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  const std::size_t path = (std::min)(base.find('/', base.find("://") + 3), base.size());
  std::string url = kind == discovery_document::openid_configuration
                        ? std::string(base) + "/.well-known/openid-configuration"
                        : std::string(base.substr(0, path)) + "/.well-known/oauth-authorization-server" +
                              std::string(base.substr(path));
  if (const result<void> ok = detail::check_url(url, policy); !ok) return ok.error();
  return url;
}

JOT_INLINE result<provider_metadata> parse_metadata(std::string_view json, std::string_view issuer,
                                                    const url_policy& policy) {
  detail::json_members document;
  const result<void> read = document.read(json, json_limits{}, errc::keys_unavailable);
  if (!read) return read.error();
  provider_metadata out{std::string(document.text("issuer")), std::string(document.text("jwks_uri")),
                        std::string(document.text("token_endpoint"))};
  if (out.issuer.empty()) return error(errc::keys_unavailable, "issuer", "missing: this is no discovery document");
  if (out.issuer != issuer) return detail::issuer_difference(out.issuer, issuer);
  if (out.jwks_uri.empty()) return error(errc::keys_unavailable, "jwks_uri", "missing: the issuer publishes no keys");
  if (const result<void> ok = detail::check_url(out.jwks_uri, policy); !ok) return ok.error();
  return out;
}

}}  // namespace jot::JOT_ABI

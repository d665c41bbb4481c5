// Bearer tokens over HTTP (RFC 6750): reading one from the Authorization header, and answering when it is refused.
// Strings in and strings out, for any framework.
#pragma once

#include <jot/oauth2/scope.hpp>
#include <jot/result.hpp>

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI { namespace oauth2 {

/// The token in an Authorization header's value, as a view into it (RFC 6750 §2.1): the scheme in any case, one or more
/// spaces, a b64token. Errors: missing_credentials (empty, or another scheme), malformed_credentials.
result<std::string_view> bearer_token(std::string_view authorization);

/// A copy of the token, for a header's value that does not outlive the call, such as cpp-httplib's. Errors: as above.
template <class Temporary>
  requires std::same_as<std::remove_cv_t<Temporary>, std::string>
result<std::string> bearer_token(Temporary&& authorization) {
  const result<std::string_view> token = bearer_token(std::string_view(authorization));
  if (!token) return token.error();
  return std::string(*token);
}

/// The token in the Authorization headers of a request. Errors: as above; missing_credentials for no header,
/// malformed_credentials for more than one.
result<std::string_view> bearer_token(std::span<const std::string_view> authorization_headers);

/// The HTTP status for an error: 400 malformed request, 401 bad or no token, 403 too little scope, 503 keys or state
/// unavailable, 500 misuse of the library (RFC 6750 §3.1).
[[nodiscard]] int status(const error& e) noexcept;

/// The value of the WWW-Authenticate header (RFC 6750 §3): realm, and error, error_description and scope where they
/// apply. Text that a header cannot hold is left out or replaced, so that nothing can be injected.
[[nodiscard]] std::string challenge(const error& e, std::string_view realm, std::string_view scope = {});

}}}  // namespace jot::JOT_ABI::oauth2

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/oauth2/bearer.hpp>
#endif

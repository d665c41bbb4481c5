// Bearer tokens over HTTP (RFC 6750): taking one from the Authorization header, and answering when it will not do.
// Framework-free: it sees strings and gives strings.
#pragma once

#include <jot/oauth2/scope.hpp>
#include <jot/result.hpp>

#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI { namespace oauth2 {

/// The token of an Authorization header's value (RFC 6750 §2.1): scheme in any case, one or more spaces, a b64token. A
/// view into the value. Errors: missing_credentials (empty, or another scheme), malformed_credentials (saying what is
/// wrong).
result<std::string_view> bearer_token(std::string_view authorization);

/// The same for a header's value that does not outlive the call, as cpp-httplib and others return one: a token of its
/// own, which is no view.
template <class Temporary>
  requires std::same_as<std::remove_cv_t<Temporary>, std::string>
result<std::string> bearer_token(Temporary&& authorization) {
  const result<std::string_view> token = bearer_token(std::string_view(authorization));
  if (!token) return token.error();
  return std::string(*token);
}

/// The same for all Authorization headers of a request: none is missing_credentials, more than one is
/// malformed_credentials.
result<std::string_view> bearer_token(std::span<const std::string_view> authorization_headers);

/// The HTTP status that answers an error: 400 malformed request, 401 bad or no token, 403 too little scope, 503 keys
/// unavailable, 500 misuse of the library.
[[nodiscard]] int status(const error& e) noexcept;

/// The value of the WWW-Authenticate header (RFC 6750 §3): realm, and error, error_description and scope where they
/// apply. Text that a header cannot carry is left out or replaced, so that nothing can be injected.
[[nodiscard]] std::string challenge(const error& e, std::string_view realm, std::string_view scope = {});

}}}  // namespace jot::JOT_ABI::oauth2

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/oauth2/bearer.hpp>
#endif

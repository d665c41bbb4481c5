// Bodies of oauth2/bearer.hpp.
#pragma once

#include <jot/bytes.hpp>
#include <jot/oauth2/bearer.hpp>

#include <algorithm>

namespace jot { inline namespace JOT_ABI { namespace oauth2 {
namespace detail {

// b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"=" (RFC 6750 §2.1).
inline bool is_b64token(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~+/").find(c) != std::string_view::npos;
  });
}

// A quoted-string (RFC 9110 §5.6.4). A character that it cannot hold becomes '?', so that no text can end the string or
// the header line.
inline void append_parameter(std::string& out, std::string_view name, std::string_view value) {
  out += out.ends_with("Bearer") ? " " : ", ";
  out += name;
  out += "=\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c >= ' ' && c <= '~' ? c : '?';
  }
  out += '"';
}

// error_description is narrower still: no quote and no backslash at all (RFC 6750 §3).
inline std::string description(const error& e) {
  std::string text = e.message();
  for (char& c : text) {
    if (c == '"') c = '\'';
    if (c < ' ' || c > '~' || c == '\\') c = '?';
  }
  return text;
}

}  // namespace detail

JOT_INLINE result<std::string_view> bearer_token(std::string_view authorization) {
  const auto malformed = [](detail_text text) { return error(errc::malformed_credentials, text); };
  if (authorization.empty()) return error(errc::missing_credentials, "no Authorization header");
  const std::size_t scheme_end = (std::min)(authorization.find_first_of(" \t:,"), authorization.size());
  if (!jot::detail::equal_ignoring_case(authorization.substr(0, scheme_end), "Bearer")) {
    return error(errc::missing_credentials, "the Authorization header's scheme is not Bearer");
  }
  std::string_view rest = authorization.substr(scheme_end);
  if (rest.empty() || rest.find_first_not_of(' ') == std::string_view::npos) {
    return malformed("the scheme Bearer is not followed by a token");
  }
  if (rest.front() == ':') return malformed("\"Bearer:\" with a colon; a space separates scheme and token");
  if (rest.front() != ' ') return malformed("a space must separate scheme and token");
  rest.remove_prefix(rest.find_first_not_of(' '));
  if (detail::is_b64token(rest)) return rest;
  if (jot::detail::equal_ignoring_case(rest.substr(0, 7), "Bearer ")) {
    return malformed("the scheme Bearer twice: does a tool add it to what you paste?");
  }
  if (rest.front() == '"' || rest.front() == '\'') return malformed("quotation marks around the token; remove them");
  if (rest.find(',') != std::string_view::npos) return malformed("a comma in the token: were two headers joined?");
  if (rest.find_first_of(" \t\r\n") != std::string_view::npos) return malformed("white space in or after the token");
  return malformed("a character that is not allowed in a bearer token (RFC 6750 section 2.1)");
}

JOT_INLINE result<std::string_view> bearer_token(std::span<const std::string_view> authorization_headers) {
  if (authorization_headers.size() > 1) {
    return error(errc::malformed_credentials, "more than one Authorization header");
  }
  return bearer_token(authorization_headers.empty() ? std::string_view() : authorization_headers[0]);
}

JOT_INLINE int status(const error& e) noexcept {
  switch (e.category()) {
    case category::malformed:
      return e.code() == errc::malformed_credentials ? 400 : 401;
    case category::unauthentic:
    case category::unacceptable:
      return 401;
    case category::insufficient:
      return 403;
    case category::unavailable:
      return 503;
    case category::misuse:
      return 500;
  }
  return 500;
}

JOT_INLINE std::string challenge(const error& e, std::string_view realm, std::string_view scope) {
  std::string out = "Bearer";
  detail::append_parameter(out, "realm", realm);
  // A request without credentials gets no error code (RFC 6750 §3.1).
  if (e.code() != errc::missing_credentials && e.category() != category::unavailable &&
      e.category() != category::misuse) {
    const int answer = status(e);
    detail::append_parameter(out, "error",
                             answer == 400   ? "invalid_request"
                             : answer == 403 ? "insufficient_scope"
                                             : "invalid_token");
    detail::append_parameter(out, "error_description", detail::description(e));
  }
  if (const result<scope_set> tokens = scope_set::parse(scope); tokens && !tokens->empty()) {
    detail::append_parameter(out, "scope", tokens->to_string());
  }
  return out;
}

}}}  // namespace jot::JOT_ABI::oauth2

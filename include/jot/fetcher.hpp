// What the library asks of an HTTP client. It has none of its own: hand it one of http/, or yours.
#pragma once

#include <jot/result.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// A GET to perform. The fetcher must check TLS certificates, must not follow redirects, and must give up at the
/// timeout and at the size.
struct http_request {
  std::string url;
  std::string if_none_match = {};  ///< an entity tag to send as If-None-Match, empty for none
  std::chrono::milliseconds timeout{5000};
  std::size_t max_bytes = 1024 * 1024;  ///< of the body
};

/// What came back.
struct http_response {
  int status = 0;
  std::string body = {};
  std::string etag = {};           ///< the ETag header, empty for none
  std::string cache_control = {};  ///< the Cache-Control header, empty for none
};

/// An HTTP client: `get` gives a response of any status, or keys_unavailable when there was none. It is called from
/// one thread at a time.
template <class F>
concept http_fetcher = requires(F& f, const http_request& request) {
  { f.get(request) } -> std::same_as<result<http_response>>;
};

/// Where URLs may point, the addresses in a discovery document included. Default: https, or http to the machine itself.
struct url_policy {
  /// The longest URL. Some HTTP clients recurse once for each character.
  static constexpr std::size_t max_bytes = 2048;

  bool allow_http = false;  ///< plain http to any host: whoever is on the path then chooses your keys
};

namespace detail {

/// Errors: invalid_configuration for a URL that is too long, not absolute, has user info or a fragment, or is not
/// https.
result<void> check_url(std::string_view url, const url_policy& policy);

/// max-age of a Cache-Control header in seconds (RFC 9111 §5.2.2.1); no-store and no-cache are 0; -1 where nothing is
/// said.
[[nodiscard]] std::chrono::seconds max_age_of(std::string_view cache_control) noexcept;

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/remote/fetcher.hpp>
#endif

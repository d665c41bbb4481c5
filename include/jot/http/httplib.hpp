// A fetcher on cpp-httplib: certificates checked, no redirects. Define CPPHTTPLIB_OPENSSL_SUPPORT for https. The CMake
// target is jot::httplib.
#pragma once

#include <jot/fetcher.hpp>
#include <jot/url.hpp>

#include <httplib.h>

#include <algorithm>
#include <string>

namespace jot { inline namespace JOT_ABI { namespace http {

/// Fetches with cpp-httplib, with a new connection for each request. While headers arrive, the timeout counts between
/// two packets: a server that sends them byte by byte can hold the fetch for longer, but not the callers that wait for
/// it.
class httplib {
 public:
  /// Performs the request. Errors: keys_unavailable, with cpp-httplib's number; invalid_configuration for a URL that is
  /// not one of url_policy.
  result<http_response> get(const http_request& request) const {
    // cpp-httplib throws at a scheme that it does not know.
    if (const result<void> ok = detail::check_url(request.url, {.allow_http = true}); !ok) return ok.error();
    const std::size_t path = (std::min)(request.url.find('/', request.url.find("://") + 3), request.url.size());
    ::httplib::Client client(request.url.substr(0, path));
    if (!client.is_valid())
      return error(errc::keys_unavailable, "cpp-httplib cannot do this URL: is it built with OpenSSL?");
    client.set_follow_location(false);
    client.set_connection_timeout(request.timeout);
    client.set_read_timeout(request.timeout);
    ::httplib::Headers headers;
    if (!request.if_none_match.empty()) headers.emplace("If-None-Match", request.if_none_match);
    http_response out;
    const auto deadline = std::chrono::steady_clock::now() + request.timeout;
    const ::httplib::Result got = client.Get(
        path < request.url.size() ? request.url.substr(path) : "/", headers, [&](const char* data, std::size_t size) {
          // The read timeout counts between two packets: a server that drips must not hold the caller for longer.
          if (size > request.max_bytes - out.body.size() || std::chrono::steady_clock::now() > deadline) return false;
          out.body.append(data, size);
          return true;
        });
    if (!got) return error(errc::keys_unavailable, "cpp-httplib: error {}", static_cast<std::int64_t>(got.error()));
    out.status = got->status;
    out.etag = got->get_header_value("ETag");
    out.cache_control = got->get_header_value("Cache-Control");
    return out;
  }
};

static_assert(http_fetcher<const httplib>);

}}}  // namespace jot::JOT_ABI::http

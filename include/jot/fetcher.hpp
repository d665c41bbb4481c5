// What the library needs of an HTTP client. It has none of its own: give it one of http/, or yours.
#pragma once

#include <jot/result.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace jot { inline namespace JOT_ABI {

/// A GET to perform. The fetcher must check TLS certificates, must not follow redirects, and must give up at the
/// timeout and at the size.
struct http_request {
  std::string url;                          ///< absolute, http or https
  std::string if_none_match = {};           ///< an entity tag to send as If-None-Match, empty for none
  std::chrono::milliseconds timeout{5000};  ///< for the whole request
  std::size_t max_bytes = 1024 * 1024;      ///< of the body
};

/// A response, of any status.
struct http_response {
  int status = 0;                  ///< the status code
  std::string body = {};           ///< the body
  std::string etag = {};           ///< the ETag header, empty for none
  std::string cache_control = {};  ///< the Cache-Control header, empty for none
};

/// An HTTP client: `get` gives a response of any status, or keys_unavailable when there was none. It is called by one
/// thread at a time.
template <class F>
concept http_fetcher = requires(F& f, const http_request& request) {
  { f.get(request) } -> std::same_as<result<http_response>>;
};

/// An HTTP client of any type, which copies share, so that a class has one type in production and in tests.
class any_fetcher {
 public:
  /// This client, which is copied or moved.
  template <class F>
    requires(!std::same_as<F, any_fetcher>) && http_fetcher<F>
  any_fetcher(F fetcher)  // NOLINT(google-explicit-constructor)
      : fetcher_(std::make_shared<F>(std::move(fetcher))),
        get_([](void* f, const http_request& request) { return static_cast<F*>(f)->get(request); }) {}
  // No move: one that was moved from would have nothing to fetch with.
  any_fetcher(const any_fetcher&) = default;
  any_fetcher& operator=(const any_fetcher&) = default;

  /// Performs the request with the client.
  result<http_response> get(const http_request& request) const { return get_(fetcher_.get(), request); }

 private:
  std::shared_ptr<void> fetcher_;
  result<http_response> (*get_)(void* fetcher, const http_request& request);
};

static_assert(http_fetcher<any_fetcher>);

}}  // namespace jot::JOT_ABI

// A fetcher on libcurl: one handle, kept and reused, certificates checked, no redirects. Link CURL::libcurl, or the
// CMake target jot::curl.
#pragma once

#include <jot/fetcher.hpp>

#include <curl/curl.h>

#include <memory>
#include <string>
#include <utility>

namespace jot::inline JOT_ABI::http {

/// Fetches with libcurl. Movable; its connection stays open between requests.
class curl {
 public:
  result<http_response> get(const http_request& request) {
    if (handle_ == nullptr) handle_.reset(curl_easy_init());
    if (handle_ == nullptr) return error(errc::keys_unavailable, "libcurl could not be initialised");
    CURL* const h = handle_.get();
    transfer t{{}, request.max_bytes};
    const std::string tag = "If-None-Match: " + request.if_none_match;
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
        request.if_none_match.empty() ? nullptr : curl_slist_append(nullptr, tag.c_str()), curl_slist_free_all);
    curl_easy_reset(h);
    curl_easy_setopt(h, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(h, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &t);
    curl_easy_setopt(
        h, CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t, std::size_t size, void* user) -> std::size_t {
          auto& into = *static_cast<transfer*>(user);
          if (size > into.max_bytes - into.response.body.size()) return 0;  // ends the transfer
          into.response.body.append(data, size);
          return size;
        });
    const CURLcode code = curl_easy_perform(h);
    if (code == CURLE_WRITE_ERROR) {
      return error(errc::keys_unavailable, "the server sent more than {} bytes",
                   static_cast<std::int64_t>(request.max_bytes));
    }
    if (code != CURLE_OK) {
      return error(errc::keys_unavailable, "libcurl: {}", error_value::from_table(curl_easy_strerror(code)));
    }
    long status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    t.response.status = static_cast<int>(status);
    t.response.etag = header(h, "ETag");
    t.response.cache_control = header(h, "Cache-Control");
    return std::move(t.response);
  }

 private:
  struct transfer {
    http_response response;
    std::size_t max_bytes;
  };
  static std::string header(CURL* h, const char* name) {
    curl_header* found = nullptr;
    return curl_easy_header(h, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
  }
  struct closer {
    void operator()(CURL* h) const noexcept { curl_easy_cleanup(h); }
  };
  std::unique_ptr<CURL, closer> handle_;
};

static_assert(http_fetcher<curl>);

}  // namespace jot::inline JOT_ABI::http

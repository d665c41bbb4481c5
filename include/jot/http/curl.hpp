// A fetcher on libcurl: one handle that is kept, certificates checked, no redirects. Link jot::curl or CURL::libcurl.
#pragma once

#include <jot/fetcher.hpp>

#include <curl/curl.h>

#include <memory>
#include <new>
#include <string>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace http {

/// Fetches with libcurl. Movable; its connection stays open between requests.
class curl {
 public:
  /// Performs the request. Error: keys_unavailable, with libcurl's reason.
  result<http_response> get(const http_request& request) {
    if (handle_ == nullptr) return error(errc::keys_unavailable, "libcurl could not be initialised");
    CURL* const h = handle_.get();
    std::pair<http_response, std::size_t> got({}, request.max_bytes);
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
    curl_easy_setopt(h, CURLOPT_WRITEDATA, &got);
    curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, &take);
    const CURLcode code = curl_easy_perform(h);
    if (code == CURLE_WRITE_ERROR) return error(errc::keys_unavailable, "the server sent more bytes than allowed");
    if (code != CURLE_OK) {
      return error(errc::keys_unavailable, "libcurl: {}", error_value::from_table(curl_easy_strerror(code)));
    }
    long status = 0;
    curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
    return http_response{static_cast<int>(status), std::move(got.first.body), header("ETag"), header("Cache-Control")};
  }

 private:
  static std::size_t take(char* data, std::size_t, std::size_t size, void* transfer) {
    auto& [response, most] = *static_cast<std::pair<http_response, std::size_t>*>(transfer);
    if (size > most - response.body.size()) return 0;  // ends the transfer
#if JOT_EXCEPTIONS
    try {
      response.body.append(data, size);
    } catch (const std::bad_alloc&) {
      return 0;  // nothing may be thrown through libcurl
    }
#else
    response.body.append(data, size);
#endif
    return size;
  }
  [[nodiscard]] std::string header(const char* name) const {
    curl_header* found = nullptr;
    return curl_easy_header(handle_.get(), name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value : "";
  }
  std::unique_ptr<CURL, void (*)(CURL*)> handle_{curl_easy_init(), curl_easy_cleanup};
};

static_assert(http_fetcher<curl>);

}}}  // namespace jot::JOT_ABI::http

// The HTTP client, or the sentence that says how to get one.
#pragma once

#if defined(JOT_CLI_HAS_CURL)
#include <jot/http/curl.hpp>
#else
#include "command_line.hpp"

#include <jot/fetcher.hpp>
#endif

namespace cli {

#if defined(JOT_CLI_HAS_CURL)
using web = jot::http::curl;
#else
class web {
 public:
  jot::result<jot::http_response> get(const jot::http_request&) {
    wrong_usage("this jot-cli was built without libcurl and cannot fetch; install " JOT_CLI_CURL_PACKAGES
                " and rebuild it, or fetch the set by other means and pass the file");
  }
};
#endif

}  // namespace cli

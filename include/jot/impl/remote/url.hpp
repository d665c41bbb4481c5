// Bodies of url.hpp.
#pragma once

#include <jot/url.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE bool is_loopback(std::string_view host) {
  // 127.0.0.0/8 in its usual form: a name such as 127.0.0.1.example must not pass.
  const bool ipv4 = host.starts_with("127.") && std::count(host.begin(), host.end(), '.') == 3 &&
                    host.find_first_not_of("0123456789.") == std::string_view::npos;
  return ipv4 || host == "localhost" || host == "[::1]";
}

JOT_INLINE result<void> check_url(std::string_view url, const url_policy& policy) {
  const auto wrong = [](detail_text text) { return error(errc::invalid_configuration, "url", text); };
  if (url.size() > url_policy::max_bytes) {
    return error(errc::invalid_configuration, "url", "a URL of {} bytes; at most {} are allowed",
                 static_cast<std::int64_t>(url.size()), static_cast<std::int64_t>(url_policy::max_bytes));
  }
  const bool https = url.starts_with("https://");
  if (!https && !url.starts_with("http://")) return wrong("must be absolute and begin with https://");
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c > '~'; }))
    return wrong("a character that is not allowed in a URL");
  const std::string_view rest = url.substr(https ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return wrong("must not contain a user name or password");
  if (url.find('#') != std::string_view::npos) return wrong("must not have a fragment");
  const std::size_t bracket = authority.find(']');
  const std::string_view host =
      bracket != std::string_view::npos ? authority.substr(0, bracket + 1) : authority.substr(0, authority.find(':'));
  if (host.empty()) return wrong("has no host");
  if (!https && !policy.allow_http && !is_loopback(host)) {
    return wrong("must be https: over http, anyone on the path could replace the keys");
  }
  return {};
}

}}}  // namespace jot::JOT_ABI::detail

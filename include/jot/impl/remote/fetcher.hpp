// Bodies of fetcher.hpp.
#pragma once

#include <jot/bytes.hpp>
#include <jot/fetcher.hpp>

#include <algorithm>
#include <charconv>

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
    return error(errc::invalid_configuration, "url", "a URL of {} bytes; at most {}",
                 static_cast<std::int64_t>(url.size()), static_cast<std::int64_t>(url_policy::max_bytes));
  }
  const bool https = url.starts_with("https://");
  if (!https && !url.starts_with("http://")) return wrong("must be absolute and begin with https://");
  if (std::any_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c > '~'; }))
    return wrong("a character that no URL has");
  const std::string_view rest = url.substr(https ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != std::string_view::npos) return wrong("must not carry user info");
  if (url.find('#') != std::string_view::npos) return wrong("must not have a fragment");
  const std::size_t bracket = authority.find(']');
  const std::string_view host =
      bracket != std::string_view::npos ? authority.substr(0, bracket + 1) : authority.substr(0, authority.find(':'));
  if (host.empty()) return wrong("names no host");
  if (!https && !policy.allow_http && !is_loopback(host)) {
    return wrong("must be https: over http anybody on the path could put in keys of their own");
  }
  return {};
}

JOT_INLINE std::chrono::seconds max_age_of(std::string_view cache_control) noexcept {
  std::chrono::seconds out{-1};
  while (!cache_control.empty()) {
    const std::size_t comma = (std::min)(cache_control.find(','), cache_control.size());
    std::string_view directive = cache_control.substr(0, comma);
    cache_control.remove_prefix((std::min)(comma + 1, cache_control.size()));
    while (directive.starts_with(' ')) directive.remove_prefix(1);
    while (directive.ends_with(' ')) directive.remove_suffix(1);
    const auto named = [&](std::string_view name) {
      return equal_ignoring_case(directive.substr(0, name.size()), name);
    };
    if (named("no-store") || named("no-cache")) return std::chrono::seconds(0);
    if (!named("max-age=")) continue;
    directive.remove_prefix(8);
    std::uint32_t seconds = 0;
    const auto [end, ec] = std::from_chars(directive.data(), directive.data() + directive.size(), seconds);
    if (ec == std::errc() && end == directive.data() + directive.size()) out = std::chrono::seconds(seconds);
  }
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

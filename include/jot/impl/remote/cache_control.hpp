// Private: how long a response is fresh according to Cache-Control (RFC 9111 §5.2.2).
#pragma once

#include <jot/bytes.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// max-age in seconds (RFC 9111 §5.2.2.1); no-store and no-cache are 0; -1 where nothing is said.
[[nodiscard]] inline std::chrono::seconds max_age_of(std::string_view cache_control) noexcept {
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

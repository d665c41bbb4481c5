// Which URLs the library fetches: https, or http to the machine itself.
#pragma once

#include <jot/result.hpp>

#include <cstddef>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// Which URLs are fetched, those in a discovery document included. By default https, and http to the machine itself.
struct url_policy {
  /// The longest URL, in bytes. Some HTTP clients recurse once for each character.
  static constexpr std::size_t max_bytes = 2048;

  bool allow_http = false;  ///< plain http to any host; whoever is on the path then chooses your keys
};

namespace detail {

// Error: invalid_configuration for a URL that is too long, is not absolute, has user info or a fragment, or is not
// https.
result<void> check_url(std::string_view url, const url_policy& policy);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/remote/url.hpp>
#endif

// How an issuer differs from the one that is expected, where the difference is one of the usual mistakes.
#pragma once

#include <jot/bytes.hpp>
#include <jot/error.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The usual mistake by which `found` is not `expected`; nullopt when they are two different issuers.
inline std::optional<detail_text> issuer_difference(std::string_view found, std::string_view expected) {
  const auto without_slash = [](std::string_view url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  };
  const auto after_scheme = [](std::string_view url) { return url.substr((std::min)(url.find("://"), url.size())); };
  const auto path = [&](std::string_view url) {
    const std::string_view rest = after_scheme(url);
    return rest.size() < 3 ? std::string_view() : rest.substr((std::min)(rest.find('/', 3), rest.size()));
  };
  if (without_slash(found) == without_slash(expected)) {
    return detail_text("differs from the configured issuer only by a trailing '/'; write it as the issuer does");
  }
  if (equal_ignoring_case(found, expected)) {
    return detail_text("differs from the configured issuer only in upper and lower case; write it as the issuer does");
  }
  if (after_scheme(found) == after_scheme(expected) && !after_scheme(found).empty()) {
    return detail_text("differs from the configured issuer only by http and https; write it as the issuer does");
  }
  if (path(found).size() > 1 && path(found) == path(expected)) {
    return detail_text(
        "differs from the configured issuer only in the host: does the issuer's proxy change the name that it sees?");
  }
  return std::nullopt;
}

}}}  // namespace jot::JOT_ABI::detail

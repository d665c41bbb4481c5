// Bodies of detail/document_claims.hpp.
#pragma once

#include <jot/detail/document_claims.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE error conversion_error(std::string_view what) noexcept {
  // nlohmann's text is "… key 'scope' not found" for a member that from_json reads. The name may be in an error: it is
  // the program's, not the token's.
  constexpr std::string_view before = "key '";
  constexpr std::string_view after = "' not found";
  const std::size_t start = what.rfind(before);
  if (start != std::string_view::npos && what.ends_with(after)) {
    const std::string_view name =
        what.substr(start + before.size(), what.size() - start - before.size() - after.size());
    return {errc::missing_claim, name, "the claim is missing, and the claims type reads it"};
  }
  return {errc::invalid_claim, "a custom claim is not of the type that the claims type reads"};
}

}}}  // namespace jot::JOT_ABI::detail

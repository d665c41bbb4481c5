// A token's header as read (RFC 7515 §4.1).
#pragma once

#include <jot/detail/kept_json.hpp>
#include <jot/jwa.hpp>

#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// A token's header as read (RFC 7515 §4.1). The views live as long as the token that it comes from.
struct jws_header {
  std::optional<algorithm> alg;         ///< nothing for an unknown name, which unsafe::decode alone lets through
  std::optional<std::string_view> kid;  ///< the key's id
  std::optional<std::string_view> typ;  ///< the token's type, such as "JWT"
  std::optional<std::string_view> cty;  ///< the payload's type
  std::string_view text;                ///< the whole header, as JSON text

  const detail::kept_json* kept = nullptr;  ///< where the token keeps the document

  /// The header as a document, parsed once and kept by the token: it lives as long as the views do. Needs
  /// `<nlohmann/json.hpp>`.
  template <class Json = nlohmann::json>
  [[nodiscard]] const typename detail::included<Json>::type& json() const {
    return detail::kept_document<Json>(kept, text);
  }
};

}}  // namespace jot::JOT_ABI

// A token's header as read (RFC 7515 §4.1).
#pragma once

#include <jot/detail/json.hpp>
#include <jot/jwa.hpp>

#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// A token's header as read (RFC 7515 §4.1). The views live as long as what it was taken from.
struct jws_header {
  std::optional<algorithm> alg;  ///< nothing for an unknown name, which unsafe::decode alone lets through
  std::optional<std::string_view> kid;
  std::optional<std::string_view> typ;
  std::optional<std::string_view> cty;
  std::string_view text;  ///< the JSON text

  /// The header as a document: `auto h = header.json();`. Needs <nlohmann/json.hpp>.
  template <class Json = nlohmann::json>
  [[nodiscard]] Json json() const {
    Json out;
    detail::build_accepted_json(text, out);
    return out;
  }
};

}}  // namespace jot::JOT_ABI

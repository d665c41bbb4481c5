// The parameters to write into a token's header besides alg (RFC 7515 §4.1).
#pragma once

#include <jot/detail/json.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/error.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jot { inline namespace JOT_ABI {

class certificate;
class header_members;
class jwk;

namespace detail {
struct header_access;
}  // namespace detail

/// Members for a header: an object as JSON text, or of any type that nlohmann::json converts (to_json). Errors in them
/// are reported by sign().
class header_members {
 public:
  /// No members.
  header_members() = default;
  /// @{
  /// The members of the object that the JSON text holds.
  header_members(std::string json) : text_(std::move(json)) {}  // NOLINT(google-explicit-constructor)
  header_members(const char* json) : text_(json) {}             // NOLINT(google-explicit-constructor)
  /// @}
  /// The members of the object that nlohmann::json makes of a value. Needs `<nlohmann/json.hpp>`.
  template <class T, class Json = nlohmann::json>
    requires(!std::is_same_v<T, header_members> &&
             (std::is_same_v<T, Json> || !std::is_convertible_v<const T&, std::string_view>))
  header_members(const T& object) {  // NOLINT(google-explicit-constructor)
    typename detail::included<Json>::type document = object;
    const detail::emptied_leaves_first guard(document);
    if (!document.is_object()) {
      failure_ = error(errc::invalid_claims_to_sign, "extra", "the header's members are not a JSON object");
      return;
    }
    detail::text_buffer text;
    detail::json_writer out(text);
    const result<void> written = detail::write_json(out, "extra", document, json_limits{}.depth);
    if (!written) failure_ = written.error();
    text_ = text.view();
  }

 private:
  friend struct detail::header_access;
  std::string text_;
  std::optional<error> failure_;
};

namespace detail {

// The parameters that only typed functions set, as JSON text; empty where there is none.
class key_parameters {
  friend struct header_access;
  std::string jwk_;
  std::string x5c_;
};

}  // namespace detail

/// Header parameters to sign with; alg comes from the key, and kid too unless it is set here.
struct header_fields {
  std::optional<std::string> typ = {};  ///< the token's type; sign() writes "JWT" where it is not set
  std::optional<std::string> cty = {};  ///< the payload's type
  std::optional<std::string> kid = {};  ///< the key's id, if not the key's own
  /// Any other parameters: ACME's nonce and url, names of your own. Those that RFC 7515, 7516, 7518 or 7797 define are
  /// refused. A verifier reads them with header().json().
  header_members extra = {};
  /// Set by with_jwk() and with_x5c() alone.
  detail::key_parameters keys = {};

  /// A copy with the public key that verifies the token (jwk, RFC 7515 §4.1.3), as DPoP and ACME require. Errors:
  /// key_mismatch for a private key or a secret; crypto_failure.
  result<header_fields> with_jwk(const jwk& key) const;
  /// A copy with the key's certificate and those that certify it, in order (x5c, RFC 7515 §4.1.6). Errors: invalid_key
  /// (none), limit_exceeded (more than 100), crypto_failure.
  result<header_fields> with_x5c(std::span<const certificate> chain) const;
};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jose/header_fields.hpp>
#endif

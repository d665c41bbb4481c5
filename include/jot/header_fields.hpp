// What to write into a token's header besides alg (RFC 7515 §4.1).
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

/// Members for a header: JSON text of an object, or any type that nlohmann::json takes (to_json) and that becomes one.
/// What is wrong with them is reported when they are signed.
class header_members {
 public:
  header_members() = default;
  header_members(std::string json) : text_(std::move(json)) {}  // NOLINT(google-explicit-constructor)
  header_members(const char* json) : text_(json) {}             // NOLINT(google-explicit-constructor)
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

/// The parameters that only typed functions set, as JSON text; empty where there is none.
class key_parameters {
  friend struct header_access;
  std::string jwk_;
  std::string x5c_;
};

}  // namespace detail

/// Header parameters to sign with; alg comes from the key, and kid too unless it is set here.
struct header_fields {
  std::optional<std::string> typ = {};
  std::optional<std::string> cty = {};
  std::optional<std::string> kid = {};
  /// Any other parameters: ACME's nonce and url, names of your own. Those that RFC 7515, 7516, 7518 or 7797 define are
  /// refused. A verifier reads them with header().json().
  header_members extra = {};
  /// Set by with_jwk() and with_x5c().
  detail::key_parameters keys = {};

  /// A copy with the public key that verifies the token (RFC 7515 §4.1.3), as DPoP and ACME want it. Errors:
  /// key_mismatch for a private key or a secret; crypto_failure.
  result<header_fields> with_jwk(const jwk& key) const;
  /// A copy with the chain of certificates of the key (RFC 7515 §4.1.6), that of the key itself first. Errors:
  /// invalid_key (none), limit_exceeded (more than 100), crypto_failure.
  result<header_fields> with_x5c(std::span<const certificate> chain) const;
};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jose/header_fields.hpp>
#endif

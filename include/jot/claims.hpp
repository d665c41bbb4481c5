// The registered claims (RFC 7519 §4.1): as written into a token, and as read from a verified one.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/limits.hpp>
#include <jot/numeric_date.hpp>
#include <jot/result.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

/// Recipients to write into `aud`: `"api"`, or `{"api", "billing"}`. One is written as a string, several as an array.
class audience {
 public:
  audience() = default;
  audience(std::string one) : values_{std::move(one)} {}         // NOLINT(google-explicit-constructor)
  audience(const char* one) : values_{std::string(one)} {}       // NOLINT(google-explicit-constructor)
  audience(std::string_view one) : values_{std::string(one)} {}  // NOLINT(google-explicit-constructor)
  audience(std::initializer_list<std::string_view> all) : values_(all.begin(), all.end()) {}
  explicit audience(std::vector<std::string> all) : values_(std::move(all)) {}

  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

 private:
  std::vector<std::string> values_;
};

/// The registered claims to sign; what is left out is not written. Dates are written in whole seconds, rounded towards
/// the past, whatever the clock's time_point was.
struct registered_claims {
  std::optional<std::string> iss = {};
  std::optional<std::string> sub = {};
  audience aud = {};
  std::optional<numeric_date> exp = {};
  std::optional<numeric_date> nbf = {};
  std::optional<numeric_date> iat = {};
  std::optional<std::string> jti = {};
  std::int64_t date_seconds = end_of_year_9999;  ///< no claim but the limit on the dates, as in token_limits
};

/// The names of the registered claims, which custom claims must not use.
inline constexpr std::string_view registered_claim_names[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

/// The recipients as read from `aud`, whether it was a string or an array.
class audience_view {
 public:
  audience_view() noexcept = default;
  explicit audience_view(std::span<const std::string_view> values) noexcept : values_(values) {}

  [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
  [[nodiscard]] auto end() const noexcept { return values_.end(); }
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept { return values_[i]; }
  /// Exact comparison, byte by byte.
  [[nodiscard]] bool contains(std::string_view value) const noexcept {
    for (const std::string_view one : values_) {
      if (one == value) return true;
    }
    return false;
  }

 private:
  std::span<const std::string_view> values_;
};

/// The registered claims as read; types are right, or the token was refused. The views live as long as the verified
/// token (or any copy of it) that they come from.
struct claims_view {
  std::optional<std::string_view> iss;
  std::optional<std::string_view> sub;
  std::optional<audience_view> aud;
  std::optional<numeric_date> exp;
  std::optional<numeric_date> nbf;
  std::optional<numeric_date> iat;
  std::optional<std::string_view> jti;
  std::string_view text;  ///< the whole claims set, as JSON text

  /// The whole claims set as a document. Needs <nlohmann/json.hpp>.
  template <class Json = nlohmann::json>
  [[nodiscard]] Json json() const {
    Json out;
    detail::build_accepted_json(text, out);
    return out;
  }
};

namespace detail {

/// Adds the claims set as JSON text: the registered claims, then the members of `custom` (which may be null). Errors:
/// invalid_claims_to_sign (a date is beyond the limit; custom claims are no object, repeat a registered one, hold what
/// JSON cannot say).
result<void> write_claims(const registered_claims& registered, const nlohmann::json* custom, text_buffer& out);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claims.hpp>
#endif

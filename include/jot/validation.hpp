// What a token must say to be accepted (RFC 7519 §7.2, RFC 8725 §3).
#pragma once

#include <jot/claims.hpp>
#include <jot/jws.hpp>

#include <chrono>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

/// Says in writing that a check is left out: `.issuer = jot::ignore`.
struct ignore_t {
  explicit ignore_t() = default;
};
inline constexpr ignore_t ignore{};

/// Says that a claim must not be there at all: `.audience = jot::absent`.
struct absent_t {
  explicit absent_t() = default;
};
inline constexpr absent_t absent{};

/// Several values, one of which must match: `.issuer = jot::any_of({"https://a.example", "https://b.example"})`.
struct any_of {
  std::vector<std::string> values;
  any_of(std::initializer_list<std::string_view> all) : values(all.begin(), all.end()) {}
  explicit any_of(std::vector<std::string> all) : values(std::move(all)) {}
};

/// Several values, each of which must be there: `.audience = jot::all_of({"api", "billing"})`.
struct all_of {
  std::vector<std::string> values;
  all_of(std::initializer_list<std::string_view> all) : values(all.begin(), all.end()) {}
  explicit all_of(std::vector<std::string> all) : values(std::move(all)) {}
};

namespace detail {
template <class T>
inline constexpr bool forgotten = false;
}

/// The issuers that are trusted: one, any of several, or jot::ignore. Compared byte by byte (RFC 7519 §4.1.1).
class issuer_rule {
 public:
  template <class Nobody = void>
  issuer_rule() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::validation: write .issuer and .audience, or jot::ignore for either; .issuer is missing here");
  }
  issuer_rule(ignore_t) {}                                                      // NOLINT(google-explicit-constructor)
  issuer_rule(std::string one) : values_{std::move(one)}, set_(true) {}         // NOLINT(google-explicit-constructor)
  issuer_rule(std::string_view one) : values_{std::string(one)}, set_(true) {}  // NOLINT(google-explicit-constructor)
  issuer_rule(const char* one) : values_{std::string(one)}, set_(true) {}       // NOLINT(google-explicit-constructor)
  // NOLINTNEXTLINE(google-explicit-constructor)
  issuer_rule(any_of several) : values_(std::move(several.values)), set_(true) {}

  [[nodiscard]] bool ignored() const noexcept { return !set_; }
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

 private:
  std::vector<std::string> values_;
  bool set_ = false;
};

/// Whom the token must be meant for: one name, any of several, all of several, jot::absent (a token that names an
/// audience is refused, RFC 7519 §4.1.3), or jot::ignore.
class audience_rule {
 public:
  enum class mode : std::uint8_t { ignored, none, any, all };

  template <class Nobody = void>
  audience_rule() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::validation: write .issuer and .audience, or jot::ignore for either; .audience is missing here");
  }
  audience_rule(ignore_t) : mode_(mode::ignored) {}                      // NOLINT(google-explicit-constructor)
  audience_rule(absent_t) : mode_(mode::none) {}                         // NOLINT(google-explicit-constructor)
  audience_rule(std::string one) : values_{std::move(one)} {}            // NOLINT(google-explicit-constructor)
  audience_rule(std::string_view one) : values_{std::string(one)} {}     // NOLINT(google-explicit-constructor)
  audience_rule(const char* one) : values_{std::string(one)} {}          // NOLINT(google-explicit-constructor)
  audience_rule(any_of several) : values_(std::move(several.values)) {}  // NOLINT(google-explicit-constructor)
  // NOLINTNEXTLINE(google-explicit-constructor)
  audience_rule(all_of several) : values_(std::move(several.values)), mode_(mode::all) {}

  [[nodiscard]] mode how() const noexcept { return mode_; }
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

 private:
  std::vector<std::string> values_;
  mode mode_ = mode::any;
};

/// Whether a token may be bound to a key by `cnf` (RFC 7800). It may not, unless jot::ignore says that it is taken as a
/// bearer token all the same: whoever has stolen one could otherwise use it without that key. Any `cnf` counts, an
/// empty one or null too: an issuer that failed to write the key down must not have made a bearer token of it.
class confirmation_rule {
 public:
  confirmation_rule() noexcept = default;
  confirmation_rule(ignore_t) noexcept : ignored_(true) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool ignored() const noexcept { return ignored_; }

 private:
  bool ignored_ = false;
};

/// Whether `exp` must be there. When it is there it is always checked.
enum class expiry : std::uint8_t { required, optional };

/// The rules. Issuer and audience have no default: leave one out and it does not compile.
struct validation {
  issuer_rule issuer;
  audience_rule audience;
  confirmation_rule confirmation = {};                ///< a token with cnf is refused; jot::ignore takes it
  std::optional<std::string> subject = std::nullopt;  ///< sub must be exactly this
  expiry exp = expiry::required;
  /// Clock skew allowed at exp, nbf and iat. 0 s by default, because most machines have the right time; not negative,
  /// at most max_leeway.
  std::chrono::seconds leeway{0};
  /// The token's greatest age since iat, which is then required and must not lie in the future.
  std::optional<std::chrono::seconds> max_age = std::nullopt;
  /// The header's typ, "at+jwt" for one: case-insensitive, "application/" in front of either is ignored (RFC 8725
  /// §3.11).
  std::optional<std::string> typ = std::nullopt;
  std::optional<std::string> jti = std::nullopt;  ///< jti must be exactly this
  std::vector<std::string> required = {};         ///< names of claims that must be there and not null, at most 64
  /// The last check, once all others have passed: an error refuses the token.
  std::function<result<void>(const claims_view&)> check = nullptr;
  std::vector<std::string> understood_critical = {};  ///< see jws_options
  token_limits limits = {};

  /// The most leeway that makes sense: a token that is good for a day longer is not a matter of clocks any more.
  static constexpr std::chrono::seconds max_leeway = std::chrono::hours(24);
};

namespace detail {

/// invalid_configuration when the rules contradict themselves (negative leeway, an empty list of issuers…).
result<void> check_rules(const validation& rules);

/// What the rules need of the claims that are not registered.
struct other_claims {
  std::uint64_t missing = 0;  ///< a bit for each name in rules.required that was not found
  bool bound = false;         ///< there is a cnf
};

/// typ, then the claims in the order exp, nbf, iat, max_age, iss, aud, sub, jti, cnf, required names, the caller's
/// check.
result<void> check_claims(const claims_view& claims, const other_claims& others, const validation& rules,
                          std::chrono::sys_seconds now);
result<void> check_typ(const jws_header& header, const validation& rules);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/validation.hpp>
#endif

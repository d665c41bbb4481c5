// What a token must say to be accepted (RFC 7519 §7.2, RFC 8725 §3).
#pragma once

#include <jot/claims.hpp>
#include <jot/jws_header.hpp>
#include <jot/limits.hpp>

#include <chrono>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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

/// Whether `exp` must be there. When it is there it is checked, unless it is ignored: for what a token says after it
/// has expired, such as the hint of a logout. One that is ignored is still a date, or the token is refused.
enum class expiry : std::uint8_t { required, optional, ignored };

/// What a claim is expected to say: a text, a number or a truth value.
class claim_value {
 public:
  enum class kind : std::uint8_t { text, number, boolean };

  claim_value(std::string text) : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  claim_value(std::string_view text) : text_(text) {}        // NOLINT(google-explicit-constructor)
  claim_value(const char* text) : text_(text) {}             // NOLINT(google-explicit-constructor)
  template <std::same_as<bool> Truth>
  claim_value(Truth truth) : kind_(kind::boolean), truth_(truth) {}  // NOLINT(google-explicit-constructor)
  template <std::integral Number>
    requires(!std::is_same_v<Number, bool>)
  claim_value(Number number)
      : text_(std::to_string(number)), kind_(kind::number) {}  // NOLINT(google-explicit-constructor)
  /// Stands for the shortest decimal number that denotes it: 0.1 is what a token writes as 0.1, or 1e-1.
  claim_value(double number);  // NOLINT(google-explicit-constructor)

  [[nodiscard]] kind what() const noexcept { return kind_; }
  /// The text, or the number as decimal text.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] bool truth() const noexcept { return truth_; }

 private:
  std::string text_;
  kind kind_ = kind::text;
  bool truth_ = false;
};

/// Says that a claim is an array with this element among others: `{"/realm_access/roles", jot::contains("admin")}`.
struct contains {
  claim_value element;
  explicit contains(claim_value value) : element(std::move(value)) {}
};

/// A claim and what it must say. A name that begins with '/' is a JSON pointer into the claims set (RFC 6901: `~1` is
/// '/', `~0` is '~', a number is the place in an array); any other is a claim's whole name, "https://example.com/role"
/// too.
class claim_rule {
 public:
  claim_rule(std::string name, claim_value is) : name_(std::move(name)), value_(std::move(is)) {}
  claim_rule(std::string name, contains one)
      : name_(std::move(name)), value_(std::move(one.element)), is_element_(true) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const claim_value& value() const noexcept { return value_; }
  [[nodiscard]] bool is_element() const noexcept { return is_element_; }

 private:
  std::string name_;
  claim_value value_;
  bool is_element_ = false;
};

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
  /// The longest time that a token may be good for, from iat to exp, which is then required. Where there is no iat, or
  /// one in the future, it counts from now, less leeway. Beyond it: claim_rejected.
  std::optional<std::chrono::seconds> max_lifetime = std::nullopt;
  /// The header's typ, "at+jwt" for one: case-insensitive, "application/" in front of either is ignored (RFC 8725
  /// §3.11).
  std::optional<std::string> typ = std::nullopt;
  std::optional<std::string> jti = std::nullopt;  ///< jti must be exactly this
  std::vector<std::string> required = {};         ///< names of claims that must be there and not null, at most 64
  /// Claims that must say just this, numbers by their value (1 is 1.0), at most 64: `{{"tenant", "acme"},
  /// {"/realm_access/roles", jot::contains("admin")}}`. One that is absent or null is missing_claim, one that says
  /// anything else claim_rejected.
  std::vector<claim_rule> equal = {};
  /// The last check, once all others have passed: an error refuses the token. What it throws refuses it with
  /// claim_rejected, but a jot::exception with its own error; std::bad_alloc goes through.
  std::function<result<void>(const claims_view&, const jws_header&)> check = nullptr;
  std::vector<std::string> understood_critical = {};  ///< see jws_options
  token_limits limits = {};

  /// The most leeway that makes sense: a token that is good for a day longer is not a matter of clocks any more.
  static constexpr std::chrono::seconds max_leeway = std::chrono::hours(24);
};

namespace detail {

/// invalid_configuration when the rules contradict themselves (negative leeway, an empty list of issuers…).
result<void> check_rules(const validation& rules);

/// What was found of the claims that the rules name while the claims set was read: a bit for each.
struct claim_findings {
  std::uint64_t missing = 0;    // of rules.required
  std::uint64_t absent = 0;     // of rules.equal
  std::uint64_t different = 0;  // of rules.equal
  bool bound = false;           // there is a cnf
};

/// The claims in the order exp, nbf, iat, max_age, max_lifetime, iss, aud, sub, jti, cnf, required names, equal
/// ones, the caller's check.
result<void> check_claims(const claims_view& claims, const jws_header& header, const claim_findings& findings,
                          const validation& rules, std::chrono::sys_seconds now);
result<void> check_typ(const jws_header& header, const validation& rules);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/validation.hpp>
#endif

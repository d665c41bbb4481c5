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

/// The type of jot::ignore.
struct ignore_t {
  explicit ignore_t() = default;
};
/// Leaves a check out: `.issuer = jot::ignore`.
inline constexpr ignore_t ignore{};

/// The type of jot::absent.
struct absent_t {
  explicit absent_t() = default;
};
/// Requires that a claim is not there at all: `.audience = jot::absent`.
inline constexpr absent_t absent{};

/// Several values, one of which must match: `.issuer = jot::any_of({"https://a.example", "https://b.example"})`.
struct any_of {
  std::vector<std::string> values;  ///< the values; an empty list is invalid_configuration
  /// @{
  /// Any of these values.
  any_of(std::initializer_list<std::string_view> all) : values(all.begin(), all.end()) {}
  explicit any_of(std::vector<std::string> all) : values(std::move(all)) {}
  /// @}
};

/// Several values, each of which must be there: `.audience = jot::all_of({"api", "billing"})`.
struct all_of {
  std::vector<std::string> values;  ///< the values; an empty list is invalid_configuration
  /// @{
  /// All of these values.
  all_of(std::initializer_list<std::string_view> all) : values(all.begin(), all.end()) {}
  explicit all_of(std::vector<std::string> all) : values(std::move(all)) {}
  /// @}
};

/// The issuers that are trusted: one, any of several, or jot::ignore. Compared byte by byte (RFC 7519 §4.1.1).
class issuer_rule {
 public:
  /// Does not compile: `.issuer` must be written.
  template <class Nobody = void>
  issuer_rule() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::validation: write .issuer and .audience, or jot::ignore for either; .issuer is missing here");
  }
  /// Any issuer, or none.
  issuer_rule(ignore_t) {}  // NOLINT(google-explicit-constructor)
  /// @{
  /// This issuer alone.
  issuer_rule(std::string one) : values_{std::move(one)}, set_(true) {}         // NOLINT(google-explicit-constructor)
  issuer_rule(std::string_view one) : values_{std::string(one)}, set_(true) {}  // NOLINT(google-explicit-constructor)
  issuer_rule(const char* one) : values_{std::string(one)}, set_(true) {}       // NOLINT(google-explicit-constructor)
  /// @}
  /// Any of these issuers.
  // NOLINTNEXTLINE(google-explicit-constructor)
  issuer_rule(any_of several) : values_(std::move(several.values)), set_(true) {}

  /// Whether the check is left out.
  [[nodiscard]] bool ignored() const noexcept { return !set_; }
  /// The trusted issuers.
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

 private:
  std::vector<std::string> values_;
  bool set_ = false;
};

/// The recipients that the token must name in `aud` (RFC 7519 §4.1.3): one name, any of several, all of several,
/// jot::absent (a token that names an audience is refused), or jot::ignore.
class audience_rule {
 public:
  /// How values() are compared.
  enum class mode : std::uint8_t {
    ignored,  ///< not at all
    none,     ///< there must be no aud
    any,      ///< aud must have one of them
    all,      ///< aud must have each of them
  };

  /// Does not compile: `.audience` must be written.
  template <class Nobody = void>
  audience_rule() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::validation: write .issuer and .audience, or jot::ignore for either; .audience is missing here");
  }
  /// Any audience, or none.
  audience_rule(ignore_t) : mode_(mode::ignored) {}  // NOLINT(google-explicit-constructor)
  /// No audience.
  audience_rule(absent_t) : mode_(mode::none) {}  // NOLINT(google-explicit-constructor)
  /// @{
  /// This name, among others or alone.
  audience_rule(std::string one) : values_{std::move(one)} {}         // NOLINT(google-explicit-constructor)
  audience_rule(std::string_view one) : values_{std::string(one)} {}  // NOLINT(google-explicit-constructor)
  audience_rule(const char* one) : values_{std::string(one)} {}       // NOLINT(google-explicit-constructor)
  /// @}
  /// Any of these names.
  audience_rule(any_of several) : values_(std::move(several.values)) {}  // NOLINT(google-explicit-constructor)
  /// All of these names.
  // NOLINTNEXTLINE(google-explicit-constructor)
  audience_rule(all_of several) : values_(std::move(several.values)), mode_(mode::all) {}

  /// How the names are compared.
  [[nodiscard]] mode how() const noexcept { return mode_; }
  /// The names.
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }

 private:
  std::vector<std::string> values_;
  mode mode_ = mode::any;
};

/// Whether a token that is bound to a key by `cnf` (RFC 7800) is accepted as a bearer token. By default it is not,
/// since a thief could use it without that key. Any `cnf` counts, also an empty one or null: an issuer that failed to
/// write the key down must not have made a bearer token.
class confirmation_rule {
 public:
  /// A token with `cnf` is refused.
  confirmation_rule() noexcept = default;
  /// A token with `cnf` is accepted as a bearer token.
  confirmation_rule(ignore_t) noexcept : ignored_(true) {}  // NOLINT(google-explicit-constructor)

  /// Whether `cnf` is ignored.
  [[nodiscard]] bool ignored() const noexcept { return ignored_; }

 private:
  bool ignored_ = false;
};

/// How `exp` is treated (RFC 7519 §4.1.4). Whenever there is one, it must be a date.
enum class expiry : std::uint8_t {
  required,  ///< it must be there, and not have passed
  optional,  ///< it need not be there
  ignored,   ///< it may have passed: for what an expired token says, such as the hint of a logout
};

/// The expected value of a claim: a text, a number or a truth value.
class claim_value {
 public:
  /// The kind of the value.
  enum class kind : std::uint8_t { text, number, boolean };

  /// @{
  /// A text.
  claim_value(std::string text) : text_(std::move(text)) {}  // NOLINT(google-explicit-constructor)
  claim_value(std::string_view text) : text_(text) {}        // NOLINT(google-explicit-constructor)
  claim_value(const char* text) : text_(text) {}             // NOLINT(google-explicit-constructor)
  /// @}
  /// A truth value.
  template <std::same_as<bool> Truth>
  claim_value(Truth truth) : kind_(kind::boolean), truth_(truth) {}  // NOLINT(google-explicit-constructor)
  /// An integer.
  template <std::integral Number>
    requires(!std::is_same_v<Number, bool>)
  claim_value(Number number)  // NOLINT(google-explicit-constructor)
      : text_(std::to_string(number)), kind_(kind::number) {}
  /// A number, by its shortest decimal form: 0.1 equals what a token writes as 0.1, or 1e-1.
  claim_value(double number);  // NOLINT(google-explicit-constructor)

  /// The kind of the value.
  [[nodiscard]] kind what() const noexcept { return kind_; }
  /// The text, or the number as decimal text.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// The truth value.
  [[nodiscard]] bool truth() const noexcept { return truth_; }

 private:
  std::string text_;
  kind kind_ = kind::text;
  bool truth_ = false;
};

/// Requires an array with this element among others: `{"/realm_access/roles", jot::contains("admin")}`.
struct contains {
  claim_value element;  ///< the element
  /// An array with this element.
  explicit contains(claim_value value) : element(std::move(value)) {}
};

/// A claim and its expected value. A name that begins with '/' is a JSON pointer into the claims set (RFC 6901: `~1` is
/// '/', `~0` is '~', a number is the place in an array); any other is a claim's whole name, such as
/// "https://example.com/role".
class claim_rule {
 public:
  /// The claim must equal the value.
  claim_rule(std::string name, claim_value is) : name_(std::move(name)), value_(std::move(is)) {}
  /// The claim must be an array with the element.
  claim_rule(std::string name, contains one)
      : name_(std::move(name)), value_(std::move(one.element)), is_element_(true) {}

  /// The claim's name, or a JSON pointer.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The expected value.
  [[nodiscard]] const claim_value& value() const noexcept { return value_; }
  /// Whether the value is expected as an element of an array.
  [[nodiscard]] bool is_element() const noexcept { return is_element_; }

 private:
  std::string name_;
  claim_value value_;
  bool is_element_ = false;
};

/// The rules that a token must satisfy (RFC 7519 §7.2). Issuer and audience have no default: without one of them it
/// does not compile. Rules that contradict themselves are invalid_configuration.
struct validation {
  issuer_rule issuer;                                 ///< the trusted issuers; else issuer_mismatch
  audience_rule audience;                             ///< whom the token must name in aud; else audience_mismatch
  confirmation_rule confirmation = {};                ///< a token with cnf is binding_mismatch, unless jot::ignore
  std::optional<std::string> subject = std::nullopt;  ///< sub must be exactly this; else subject_mismatch
  expiry exp = expiry::required;                      ///< whether exp must be there; past it: token_expired
  /// Clock skew allowed at exp, nbf and iat: 0 s to max_leeway. 0 s by default, because most machines have the right
  /// time.
  std::chrono::seconds leeway{0};
  /// The token's greatest age since iat, which is then required and must not be in the future; else token_too_old.
  std::optional<std::chrono::seconds> max_age = std::nullopt;
  /// The longest time from iat to exp, which is then required; else claim_rejected. Where there is no iat, or one in
  /// the future, the time counts from now plus leeway.
  std::optional<std::chrono::seconds> max_lifetime = std::nullopt;
  /// The header's typ, such as "at+jwt"; else type_mismatch. Compared without regard to case, and to "application/" in
  /// front of either (RFC 8725 §3.11).
  std::optional<std::string> typ = std::nullopt;
  std::optional<std::string> jti = std::nullopt;  ///< jti must be exactly this; else claim_rejected
  /// Names of claims that must be there and not null, at most 64; else missing_claim.
  std::vector<std::string> required = {};
  /// Claims that must have exactly these values, numbers by their value (1 is 1.0), at most 64: `{{"tenant", "acme"},
  /// {"/realm_access/roles", jot::contains("admin")}}`. One that is absent or null is missing_claim, any other value
  /// claim_rejected.
  std::vector<claim_rule> equal = {};
  /// The last check, after all others have passed: its error refuses the token, and so does what it throws, with
  /// claim_rejected or the error of a jot::exception. std::bad_alloc is passed on.
  std::function<result<void>(const claims_view&, const jws_header&)> check = nullptr;
  std::vector<std::string> understood_critical = {};  ///< as jws_options::understood_critical
  token_limits limits = {};                           ///< on the token and what it holds

  /// The most leeway: to accept a token for more than a day longer is not a matter of clocks any more.
  static constexpr std::chrono::seconds max_leeway = std::chrono::hours(24);
};

namespace detail {

// invalid_configuration when the rules contradict themselves (negative leeway, an empty list of issuers…).
result<void> check_rules(const validation& rules);

// What was found of the claims that the rules name while the claims set was read: a bit for each.
struct claim_findings {
  std::uint64_t missing = 0;    // of rules.required
  std::uint64_t absent = 0;     // of rules.equal
  std::uint64_t different = 0;  // of rules.equal
  bool bound = false;           // there is a cnf
};

// Checks the claims in the order exp, nbf, iat, max_age, max_lifetime, iss, aud, sub, jti, cnf, required names, equal
// ones, the caller's check.
result<void> check_claims(const claims_view& claims, const jws_header& header, const claim_findings& findings,
                          const validation& rules, std::chrono::sys_seconds now);
result<void> check_typ(const jws_header& header, const validation& rules);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/validation.hpp>
#endif

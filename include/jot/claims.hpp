// The registered claims (RFC 7519 §4.1): as written into a token, and as read from a verified one.
#pragma once

#include <jot/detail/json_writer.hpp>
#include <jot/detail/kept_json.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/limits.hpp>
#include <jot/numeric_date.hpp>
#include <jot/result.hpp>

#include <chrono>
#include <concepts>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI {

/// The recipients to write into `aud` (RFC 7519 §4.1.3): `"api"`, or `{"api", "billing"}`. One is written as a string,
/// several as an array.
class audience {
 public:
  /// No recipient: `aud` is not written.
  audience() = default;
  /// @{
  /// One recipient.
  audience(std::string one) : values_{std::move(one)} {}         // NOLINT(google-explicit-constructor)
  audience(const char* one) : values_{std::string(one)} {}       // NOLINT(google-explicit-constructor)
  audience(std::string_view one) : values_{std::string(one)} {}  // NOLINT(google-explicit-constructor)
  /// @}
  /// @{
  /// Several recipients.
  audience(std::initializer_list<std::string_view> all) : values_(all.begin(), all.end()) {}
  explicit audience(std::vector<std::string> all) : values_(std::move(all)) {}
  /// @}

  /// The recipients.
  [[nodiscard]] const std::vector<std::string>& values() const noexcept { return values_; }
  /// Whether there is none.
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }

 private:
  std::vector<std::string> values_;
};

namespace detail {
template <class T>
inline constexpr bool forgotten = false;
}

/// The type of jot::never.
struct never_t {
  explicit never_t() = default;
};
/// Says that a token does not expire: `.exp = jot::never`.
inline constexpr never_t never{};

/// When a token expires (RFC 7519 §4.1.4): a date, a time point, or jot::never. It has no default.
class expiration {
 public:
  /// Does not compile: `.exp` must be written.
  template <class Nobody = void>
  expiration() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::registered_claims: write .exp = jot::in(15min), a time, or jot::never; .exp is missing here");
  }
  /// Never.
  expiration(never_t) noexcept {}  // NOLINT(google-explicit-constructor)
  /// @{
  /// At this date.
  expiration(numeric_date date) noexcept : date_(date) {}  // NOLINT(google-explicit-constructor)
  template <class Duration>
  expiration(std::chrono::sys_time<Duration> time) noexcept : date_(time) {}  // NOLINT(google-explicit-constructor)
  /// @}

  /// The date; nothing for jot::never.
  [[nodiscard]] const std::optional<numeric_date>& date() const noexcept { return date_; }

 private:
  std::optional<numeric_date> date_;
};

/// The registered claims to sign (RFC 7519 §4.1). One that is left out is not written; `exp` must not be left out.
/// Dates are written in whole seconds, rounded towards the past.
struct registered_claims {
  std::optional<std::string> iss = {};           ///< the issuer (RFC 7519 §4.1.1)
  std::optional<std::string> sub = {};           ///< the subject (RFC 7519 §4.1.2)
  audience aud = {};                             ///< the recipients (RFC 7519 §4.1.3)
  expiration exp;                                ///< when the token expires (RFC 7519 §4.1.4)
  std::optional<numeric_date> nbf = {};          ///< when the token begins to be valid (RFC 7519 §4.1.5)
  std::optional<numeric_date> iat = {};          ///< when the token is issued (RFC 7519 §4.1.6)
  std::optional<std::string> jti = {};           ///< the token's id (RFC 7519 §4.1.7)
  std::int64_t date_seconds = end_of_year_9999;  ///< not a claim: the limit on the dates, as in token_limits
};

/// The names of the registered claims. Claims of your own must not be called exp, nbf or iat, nor like any other that
/// is set in registered_claims as well.
inline constexpr std::string_view registered_claim_names[] = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};
[[nodiscard]] constexpr bool is_registered_claim(std::string_view name) noexcept {
  for (const std::string_view registered : registered_claim_names) {
    if (registered == name) return true;
  }
  return false;
}

/// The recipients as read from `aud`, whether it was a string or an array.
class audience_view {
 public:
  /// No recipient.
  audience_view() noexcept = default;
  /// A view of these recipients.
  explicit audience_view(std::span<const std::string_view> values) noexcept : values_(values) {}

  /// @{
  /// The recipients as a range of std::string_view.
  [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
  [[nodiscard]] auto end() const noexcept { return values_.end(); }
  /// @}
  /// How many recipients there are.
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  /// Whether there is none.
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  /// The recipient at this place, which must be less than size().
  [[nodiscard]] std::string_view operator[](std::size_t i) const noexcept { return values_[i]; }
  /// Whether a recipient is exactly this, byte by byte.
  [[nodiscard]] bool contains(std::string_view value) const noexcept {
    for (const std::string_view one : values_) {
      if (one == value) return true;
    }
    return false;
  }

 private:
  std::span<const std::string_view> values_;
};

namespace detail {

// A claim's name of three letters, as those of all registered claims are, for an error's text.
class claim_name {
 public:
  constexpr claim_name() noexcept = default;
  consteval explicit claim_name(const char (&name)[4]) noexcept : letters_{name[0], name[1], name[2]} {}
  [[nodiscard]] std::string_view view() const noexcept { return {letters_, letters_[0] == 0 ? 0U : 3U}; }

 private:
  char letters_[3] = {};
};

[[noreturn]] inline void value_of_absent_claim(claim_name name) {
  value_of_error({errc::missing_claim, name.view(),
                  "an absent claim was read; check has_value() first, or name the claim in validation::required"});
}

}  // namespace detail

/// A claim as read, which may be absent. It is used like std::optional, but reading an absent one throws jot::exception
/// with missing_claim (and ends the program where exceptions are off).
template <class T>
class claim {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  using value_type = T;  ///< as in std::optional

  /// @{
  /// An absent claim; the name is for the error that reading it throws.
  constexpr claim() noexcept : nothing_() {}
  constexpr claim(std::nullopt_t) noexcept : nothing_() {}  // NOLINT(google-explicit-constructor)
  constexpr explicit claim(detail::claim_name name) noexcept : nothing_(), name_(name) {}
  /// @}
  /// A claim of this value.
  constexpr claim(const T& value) noexcept : value_(value), has_value_(true) {}  // NOLINT(google-explicit-constructor)
  /// Sets the value; the name stays.
  claim& operator=(const T& value) noexcept {
    std::construct_at(std::addressof(value_), value);
    has_value_ = true;
    return *this;
  }

  /// @{
  /// Whether the claim is there.
  [[nodiscard]] constexpr bool has_value() const noexcept { return has_value_; }
  constexpr explicit operator bool() const noexcept { return has_value_; }
  /// @}
  /// @{
  /// The value; throws jot::exception with missing_claim where the claim is absent.
  [[nodiscard]] constexpr const T& value() const& { return check(), value_; }
  [[nodiscard]] constexpr const T& operator*() const& { return check(), value_; }
  [[nodiscard]] constexpr const T* operator->() const& { return check(), std::addressof(value_); }
  // By value, because a reference into a temporary claim would dangle.
  [[nodiscard]] constexpr T value() const&& { return check(), value_; }
  [[nodiscard]] constexpr T operator*() const&& { return check(), value_; }
  /// @}
  /// The value, or the fallback where the claim is absent.
  template <class U>
  [[nodiscard]] constexpr T value_or(U&& fallback) const {
    return has_value_ ? value_ : static_cast<T>(std::forward<U>(fallback));
  }

  /// A copy of the text: `.sub = std::optional<std::string>(who->registered().sub)`.
  explicit operator std::optional<std::string>() const
    requires(std::is_same_v<T, std::string_view>)
  {
    return has_value_ ? std::optional<std::string>(std::in_place, value_) : std::nullopt;
  }

  /// @{
  /// An absent claim equals std::nullopt and nothing else.
  friend constexpr bool operator==(const claim& a, const claim& b)
    requires std::equality_comparable<T>
  {
    return a.has_value_ == b.has_value_ && (!a.has_value_ || a.value_ == b.value_);
  }
  friend constexpr bool operator==(const claim& a, std::nullopt_t) noexcept { return !a.has_value_; }
  friend constexpr bool operator==(const claim& a, const T& b)
    requires std::equality_comparable<T>
  {
    return a.has_value_ && a.value_ == b;
  }
  /// @}

 private:
  constexpr void check() const {
    if (!has_value_) [[unlikely]]
      detail::value_of_absent_claim(name_);
  }

  struct nothing {};
  union {
    nothing nothing_;
    T value_;
  };
  bool has_value_ = false;
  detail::claim_name name_;
};

/// The registered claims as read (RFC 7519 §4.1); a token with one of a wrong type is refused. The views live as long
/// as the token that they come from, or any copy of it.
struct claims_view {
  claim<std::string_view> iss{detail::claim_name("iss")};  ///< the issuer (RFC 7519 §4.1.1)
  claim<std::string_view> sub{detail::claim_name("sub")};  ///< the subject (RFC 7519 §4.1.2)
  claim<audience_view> aud{detail::claim_name("aud")};     ///< the recipients (RFC 7519 §4.1.3)
  claim<numeric_date> exp{detail::claim_name("exp")};      ///< when the token expires (RFC 7519 §4.1.4)
  claim<numeric_date> nbf{detail::claim_name("nbf")};      ///< when the token begins to be valid (RFC 7519 §4.1.5)
  claim<numeric_date> iat{detail::claim_name("iat")};      ///< when the token was issued (RFC 7519 §4.1.6)
  claim<std::string_view> jti{detail::claim_name("jti")};  ///< the token's id (RFC 7519 §4.1.7)
  std::string_view text;                                   ///< the whole claims set, as JSON text
  const detail::kept_json* kept = nullptr;                 ///< where the token keeps the document

  /// The whole claims set as a document, parsed once and kept by the token: it lives as long as the views do. Needs
  /// `<nlohmann/json.hpp>`.
  template <class Json = nlohmann::json>
  [[nodiscard]] const typename detail::included<Json>::type& json() const {
    return detail::kept_document<Json>(kept, text);
  }
};

namespace detail {

// The caller's own claims, and the function for their type, which writes them into the claims set after the registered
// ones. Without a function there are none.
struct custom_claims {
  using writer = result<void> (*)(json_writer& out, const registered_claims& registered, const void* claims);
  const void* claims = nullptr;
  writer write = nullptr;
};

// Checks a claim of the caller's own that has the name of a registered one: iss, sub, aud and jti may be in one of the
// two places, of a type that a verifier accepts; the dates only in registered_claims. Error: invalid_claims_to_sign.
result<void> check_custom(const registered_claims& registered, std::string_view name, bool is_of_its_type);

// Adds the claims set as JSON text. Errors: invalid_claims_to_sign (a date is beyond the limit, a text is not UTF-8),
// or those of the custom claims' writer.
result<void> write_claims(const registered_claims& registered, const custom_claims& custom, text_buffer& out);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claims.hpp>
#endif

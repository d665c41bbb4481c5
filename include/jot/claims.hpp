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

namespace detail {
template <class T>
inline constexpr bool forgotten = false;
}

/// Says in writing that a token does not expire: `.exp = jot::never`.
struct never_t {
  explicit never_t() = default;
};
inline constexpr never_t never{};

/// When a token expires: a date, a time point, or jot::never. It has no default.
class expiration {
 public:
  template <class Nobody = void>
  expiration() {  // NOLINT(google-explicit-constructor)
    static_assert(detail::forgotten<Nobody>,
                  "jot::registered_claims: write .exp = jot::in(15min), a time, or jot::never; .exp is missing here");
  }
  expiration(never_t) noexcept {}                          // NOLINT(google-explicit-constructor)
  expiration(numeric_date date) noexcept : date_(date) {}  // NOLINT(google-explicit-constructor)
  template <class Duration>
  expiration(std::chrono::sys_time<Duration> time) noexcept : date_(time) {}  // NOLINT(google-explicit-constructor)

  /// Nothing for jot::never.
  [[nodiscard]] const std::optional<numeric_date>& date() const noexcept { return date_; }

 private:
  std::optional<numeric_date> date_;
};

/// The registered claims to sign; what is left out is not written, and `exp` must not be left out. Dates are written in
/// whole seconds, rounded towards the past, whatever the clock's time_point was.
struct registered_claims {
  std::optional<std::string> iss = {};
  std::optional<std::string> sub = {};
  audience aud = {};
  expiration exp;
  std::optional<numeric_date> nbf = {};
  std::optional<numeric_date> iat = {};
  std::optional<std::string> jti = {};
  std::int64_t date_seconds = end_of_year_9999;  ///< no claim but the limit on the dates, as in token_limits
};

/// The names of the registered claims. Custom claims must not use exp, nbf and iat, nor any other that is set in
/// registered_claims as well.
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

namespace detail {

/// A claim's name of three letters, as those of all registered claims are, for an error's text.
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

/// A claim as read, which may be absent. It has std::optional's words, but reading one that is absent throws
/// jot::exception with missing_claim (and ends the program where exceptions are off).
template <class T>
class claim {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  using value_type = T;

  constexpr claim() noexcept : nothing_() {}
  constexpr claim(std::nullopt_t) noexcept : nothing_() {}                       // NOLINT(google-explicit-constructor)
  constexpr claim(const T& value) noexcept : value_(value), has_value_(true) {}  // NOLINT(google-explicit-constructor)
  constexpr explicit claim(detail::claim_name name) noexcept : nothing_(), name_(name) {}
  /// Keeps its name.
  claim& operator=(const T& value) noexcept {
    std::construct_at(std::addressof(value_), value);
    has_value_ = true;
    return *this;
  }

  [[nodiscard]] constexpr bool has_value() const noexcept { return has_value_; }
  constexpr explicit operator bool() const noexcept { return has_value_; }
  [[nodiscard]] constexpr const T& value() const& { return check(), value_; }
  [[nodiscard]] constexpr const T& operator*() const& { return check(), value_; }
  [[nodiscard]] constexpr const T* operator->() const& { return check(), std::addressof(value_); }
  // What a view refers to is the token's, but the view itself would go with a temporary.
  [[nodiscard]] constexpr T value() const&& { return check(), value_; }
  [[nodiscard]] constexpr T operator*() const&& { return check(), value_; }
  template <class U>
  [[nodiscard]] constexpr T value_or(U&& fallback) const {
    return has_value_ ? value_ : static_cast<T>(std::forward<U>(fallback));
  }

  /// A text of its own: `.sub = std::optional<std::string>(who->registered().sub)`.
  explicit operator std::optional<std::string>() const
    requires(std::is_same_v<T, std::string_view>)
  {
    return has_value_ ? std::optional<std::string>(std::in_place, value_) : std::nullopt;
  }

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

/// The registered claims as read; types are right, or the token was refused. The views live as long as the verified
/// token (or any copy of it) that they come from.
struct claims_view {
  claim<std::string_view> iss{detail::claim_name("iss")};
  claim<std::string_view> sub{detail::claim_name("sub")};
  claim<audience_view> aud{detail::claim_name("aud")};
  claim<numeric_date> exp{detail::claim_name("exp")};
  claim<numeric_date> nbf{detail::claim_name("nbf")};
  claim<numeric_date> iat{detail::claim_name("iat")};
  claim<std::string_view> jti{detail::claim_name("jti")};
  std::string_view text;                    ///< the whole claims set, as JSON text
  const detail::kept_json* kept = nullptr;  ///< where the token keeps the document

  /// The whole claims set as a document, parsed once and kept by the token: it lives as long as the views do. Needs
  /// <nlohmann/json.hpp>.
  template <class Json = nlohmann::json>
  [[nodiscard]] const typename detail::included<Json>::type& json() const {
    return detail::kept_document<Json>(kept, text);
  }
};

namespace detail {

/// The caller's own claims, of a type that is known where the function was made: it writes them as members of the
/// claims set, after the registered ones. Without a function there are none.
struct custom_claims {
  using writer = result<void> (*)(json_writer& out, const registered_claims& registered, const void* claims);
  const void* claims = nullptr;
  writer write = nullptr;
};

/// A registered claim may be among the caller's own, where his type reads it too: iss, sub, aud and jti, in one of the
/// two places and of a type that a verifier accepts. The dates are jot's to write. Error: invalid_claims_to_sign.
result<void> check_custom(const registered_claims& registered, std::string_view name, bool is_of_its_type);

/// Adds the claims set as JSON text. Errors: invalid_claims_to_sign (a date is beyond the limit, a text is not UTF-8),
/// or what the writer of the custom claims says.
result<void> write_claims(const registered_claims& registered, const custom_claims& custom, text_buffer& out);

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claims.hpp>
#endif

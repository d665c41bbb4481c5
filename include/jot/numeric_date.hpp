// NumericDate (RFC 7519 §2): seconds since 1970-01-01T00:00:00Z, exact to the last digit.
#pragma once

#include <jot/result.hpp>

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

/// A point in time within ±(2^53−1) seconds of 1970. Fractions are kept to the nanosecond, and beyond it the fact that
/// there was more, so that every comparison is exact.
class numeric_date {
 public:
  /// 2^53−1: the largest integer that every JSON implementation agrees on (RFC 7493 §2.2).
  static constexpr std::int64_t max_seconds = (std::int64_t{1} << 53) - 1;

  /// 1970-01-01T00:00:00Z.
  constexpr numeric_date() noexcept = default;
  /// Any time point of whole or fractional seconds; beyond ±(2^53−1) s it is clamped.
  template <class Duration>
  constexpr numeric_date(std::chrono::sys_time<Duration> time) noexcept  // NOLINT(google-explicit-constructor)
      : numeric_date(from_duration(time.time_since_epoch())) {}

  /// The date of a whole number of seconds since 1970; nothing beyond ±(2^53−1).
  [[nodiscard]] static constexpr std::optional<numeric_date> from_seconds(std::int64_t seconds) noexcept {
    if (seconds > max_seconds || seconds < -max_seconds) return std::nullopt;
    return numeric_date(seconds, 0);
  }

  /// The date of a JSON number's text such as "1.5e9", without rounding; nothing beyond ±(2^53−1).
  [[nodiscard]] static std::optional<numeric_date> from_json_number(std::string_view text) noexcept;

  /// The date in whole seconds, rounded towards the past.
  [[nodiscard]] constexpr std::chrono::sys_seconds seconds() const noexcept {
    return std::chrono::sys_seconds(std::chrono::seconds(seconds_));
  }
  /// The nanoseconds after seconds(): 0 to 999,999,999.
  [[nodiscard]] constexpr std::chrono::nanoseconds fraction() const noexcept {
    return std::chrono::nanoseconds(fraction_ / 2);
  }

  /// The JSON number: "1700000000", or with as many decimals as needed, at most nine.
  [[nodiscard]] std::string to_json_number() const;

  friend constexpr auto operator<=>(const numeric_date&, const numeric_date&) noexcept = default;

  /// Writes the date as in a token, for logs; std::format does too. Needs `<ostream>`.
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const numeric_date& date) {
    return out << date.to_json_number();
  }

  /// @{
  /// Shifted by a duration; clamped to ±(2^53−1) s instead of overflowing.
  friend constexpr numeric_date operator+(numeric_date date, std::chrono::seconds by) noexcept {
    // Both ends are clamped first, so that neither the sum nor the negation below can overflow.
    constexpr std::int64_t reach = 2 * max_seconds;
    const std::int64_t shift = by.count() > reach ? reach : by.count() < -reach ? -reach : by.count();
    const std::int64_t sum = date.seconds_ + shift;
    return clamped(sum, date.fraction_);
  }
  friend constexpr numeric_date operator-(numeric_date date, std::chrono::seconds by) noexcept {
    return date + (by.count() == (std::chrono::seconds::min)().count() ? (std::chrono::seconds::max)() : -by);
  }
  /// @}

 private:
  constexpr numeric_date(std::int64_t seconds, std::uint32_t fraction) noexcept
      : seconds_(seconds), fraction_(fraction) {}

  static constexpr numeric_date clamped(std::int64_t seconds, std::uint32_t fraction) noexcept {
    if (seconds >= max_seconds) return numeric_date(max_seconds, 0);
    if (seconds < -max_seconds) return numeric_date(-max_seconds, 0);
    return numeric_date(seconds, fraction);
  }

  // std::chrono's own conversions overflow silently, hence integers whose range is checked at each step.
  template <class Duration>
  static constexpr numeric_date from_duration(Duration since_epoch) noexcept {
    using period = typename Duration::period;
    constexpr std::int64_t giga = 1'000'000'000;
    if constexpr (std::chrono::treat_as_floating_point_v<typename Duration::rep> ||
                  (period::num > 1 && period::den > 1)) {
      const auto seconds = static_cast<long double>(since_epoch.count()) * period::num / period::den;
      if (!(seconds > -static_cast<long double>(max_seconds))) return numeric_date(-max_seconds, 0);  // NaN is long ago
      if (seconds >= static_cast<long double>(max_seconds)) return numeric_date(max_seconds, 0);
      auto whole = static_cast<std::int64_t>(seconds);
      if (static_cast<long double>(whole) > seconds) --whole;
      const long double nanoseconds = (seconds - static_cast<long double>(whole)) * giga;
      const auto full = static_cast<std::uint32_t>(nanoseconds);
      return numeric_date(whole, full * 2 + (static_cast<long double>(full) < nanoseconds ? 1 : 0));
    } else {
      const auto count = static_cast<std::int64_t>(since_epoch.count());
      if constexpr (period::den == 1) {
        if (count > max_seconds / period::num) return numeric_date(max_seconds, 0);
        if (count < -max_seconds / period::num) return numeric_date(-max_seconds, 0);
        return numeric_date(count * period::num, 0);
      } else {
        std::int64_t whole = count / period::den;
        std::int64_t rest = count % period::den;
        if (rest < 0) {
          --whole;
          rest += period::den;
        }
        // Units coarser than a nanosecond are multiplied up to it, finer ones divided down, the remainder noted.
        constexpr std::int64_t finer = period::den > giga ? period::den / giga : 1;
        constexpr std::int64_t coarse = period::den > giga ? giga : period::den;
        const std::int64_t units = rest / finer * giga;
        const bool more = rest % finer != 0 || units % coarse != 0;
        return clamped(whole, static_cast<std::uint32_t>(units / coarse) * 2 + (more ? 1 : 0));
      }
    }
  }

  std::int64_t seconds_ = 0;
  std::uint32_t fraction_ = 0;  // nanoseconds × 2, plus 1 where digits beyond the nanosecond were not zero
};

namespace detail {

// Whether a date is within so many seconds of 1970, either way.
[[nodiscard]] constexpr bool is_within(const numeric_date& date, std::int64_t limit) noexcept {
  const std::int64_t seconds = date.seconds().time_since_epoch().count();
  const std::int64_t distance = seconds < 0 ? -seconds : seconds;
  // A date before 1970 is its second and a fraction towards 1970.
  return distance < limit || (distance == limit && (seconds < 0 || date == numeric_date(date.seconds())));
}

// The error for a date beyond the limit, or beyond all dates. It names the unit that the date is most likely in.
[[nodiscard]] error date_out_of_range(errc code, std::string_view claim, const std::optional<numeric_date>& date,
                                      std::int64_t limit) noexcept;

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if defined(__cpp_lib_format)
/// The same text as with <<; the format is that of a std::string_view.
template <>
struct std::formatter<jot::numeric_date> : std::formatter<std::string_view> {
  template <class Context>
  auto format(const jot::numeric_date& date, Context& context) const {
    return std::formatter<std::string_view>::format(date.to_json_number(), context);
  }
};
#endif

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/text/numeric_date.hpp>
#endif

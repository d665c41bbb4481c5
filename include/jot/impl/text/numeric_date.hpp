// Bodies of numeric_date.hpp: decimal text to seconds and back, in integers only.
#pragma once

#include <jot/impl/text/decimal.hpp>
#include <jot/numeric_date.hpp>

#include <algorithm>
#include <string>

namespace jot { inline namespace JOT_ABI {
namespace detail {

JOT_INLINE error date_out_of_range(errc code, std::string_view claim, const std::optional<numeric_date>& date,
                                   std::int64_t limit) noexcept {
  // Nanoseconds read as seconds were clamped to the last date of all.
  return date && is_within(*date, numeric_date::max_seconds - 1)
             ? error(code, claim, "more than {} s from 1970: milliseconds? a NumericDate is in seconds", limit)
             : error(code, claim, "more than {} s from 1970: nanoseconds? a NumericDate is in seconds", limit);
}

}  // namespace detail

JOT_INLINE std::optional<numeric_date> numeric_date::from_json_number(std::string_view text) noexcept {
  const std::optional<detail::decimal_text> number = detail::split_decimal(text);
  if (!number) return std::nullopt;

  // Digits before `point` are seconds, the next nine are nanoseconds; any further ones only say that there was more.
  const std::int64_t point = static_cast<std::int64_t>(number->whole.size()) + number->exponent;
  std::int64_t seconds = 0;
  std::uint32_t nanoseconds = 0;
  bool more = false;
  const auto digits = static_cast<std::int64_t>(number->size());
  for (std::int64_t i = 0; i < digits; ++i) {
    const int digit = number->digit(static_cast<std::size_t>(i));
    if (i < point) {
      seconds = seconds * 10 + digit;
      if (seconds > max_seconds) return std::nullopt;
    } else if (i < point + 9) {
      nanoseconds = nanoseconds * 10 + static_cast<std::uint32_t>(digit);
    } else {
      more = more || digit != 0;
    }
  }
  for (std::int64_t i = digits; i < point && seconds != 0; ++i) {
    seconds *= 10;
    if (seconds > max_seconds) return std::nullopt;
  }
  // Places of the nanoseconds after the last digit; point may be far before the first one.
  if (point + 9 > digits) {
    for (std::int64_t i = (std::max)(digits, point); i < point + 9; ++i) nanoseconds *= 10;
  }

  std::uint32_t fraction = nanoseconds * 2 + (more ? 1 : 0);
  if (number->negative) {
    seconds = -seconds;
    if (fraction != 0) {
      // Rounds towards the past: −0.25 is second −1 and 0.75. With digits beyond the nanosecond the floor is one
      // nanosecond lower, and there is again more after it.
      seconds -= 1;
      fraction = more ? (1'000'000'000 - nanoseconds - 1) * 2 + 1 : (1'000'000'000 - nanoseconds) * 2;
    }
  }
  if (seconds < -max_seconds || (seconds == max_seconds && fraction != 0)) return std::nullopt;
  return numeric_date(seconds, fraction);
}

JOT_INLINE std::string numeric_date::to_json_number() const {
  std::int64_t whole = seconds_;
  std::uint32_t nanoseconds = fraction_ / 2;
  const bool negative = whole < 0;
  if (negative && nanoseconds != 0) {
    whole += 1;
    nanoseconds = 1'000'000'000 - nanoseconds;
  }
  std::string out = std::to_string(negative ? -whole : whole);
  if (negative) out.insert(out.begin(), '-');
  if (nanoseconds != 0) {
    std::string digits = std::to_string(nanoseconds);
    digits.insert(0, 9 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    out += '.' + digits;
  }
  return out;
}

}}  // namespace jot::JOT_ABI

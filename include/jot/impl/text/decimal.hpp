// The grammar of JSON numbers (RFC 8259 §6), without converting them.
#pragma once

#include <jot/detail/config.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace jot { inline namespace JOT_ABI { namespace detail {

// A JSON number in parts: the digits without the decimal point, and the power of ten that restores it.
struct decimal_text {
  std::string_view whole;
  std::string_view fraction;
  std::int64_t exponent = 0;
  bool negative = false;

  [[nodiscard]] std::size_t size() const noexcept { return whole.size() + fraction.size(); }
  [[nodiscard]] int digit(std::size_t i) const noexcept {
    return (i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0';
  }
  /// Whether it exceeds every double: 2^1024 − 2^970, the least that rounds to infinity, begins with these digits.
  [[nodiscard]] bool beyond_double() const noexcept {
    constexpr std::string_view limit = "17976931348623158079";
    constexpr std::int64_t limit_digits = 309;
    std::size_t first = 0;
    while (first < size() && digit(first) == 0) ++first;
    if (first == size()) return false;
    const std::int64_t digits = static_cast<std::int64_t>(whole.size()) - static_cast<std::int64_t>(first) + exponent;
    if (digits != limit_digits) return digits > limit_digits;
    for (std::size_t i = 0; i < limit.size(); ++i) {
      const int ours = first + i < size() ? digit(first + i) : 0;
      if (ours != limit[i] - '0') return ours > limit[i] - '0';
    }
    return true;
  }
};

// Nothing where the text is not exactly one JSON number.
inline std::optional<decimal_text> split_decimal(std::string_view text) noexcept {
  decimal_text out;
  const auto take_digits = [&] {
    const std::size_t n = (std::min)(text.find_first_not_of("0123456789"), text.size());
    const std::string_view digits = text.substr(0, n);
    text.remove_prefix(n);
    return digits;
  };
  if (text.starts_with('-')) {
    out.negative = true;
    text.remove_prefix(1);
  }
  out.whole = take_digits();
  if (out.whole.empty() || (out.whole.size() > 1 && out.whole[0] == '0')) return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.fraction = take_digits();
    if (out.fraction.empty()) return std::nullopt;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+')) {
      text.remove_prefix(1);
      if (text.starts_with('-')) return std::nullopt;
    }
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out.exponent);
    // An exponent too large for 64 bits decides by its sign alone, like any large one.
    if (ec == std::errc::invalid_argument) return std::nullopt;
    constexpr std::int64_t large = 1'000'000;
    if (ec == std::errc::result_out_of_range) out.exponent = text.starts_with('-') ? -large : large;
    out.exponent = (std::max)(-large, (std::min)(out.exponent, large));
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

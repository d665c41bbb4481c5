// Bodies of detail/claims_output.hpp.
#pragma once

#include <jot/detail/claims_output.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <limits>

namespace jot { inline namespace JOT_ABI { namespace detail {

static_assert(std::ranges::all_of(registered_claim_names, [](std::string_view name) { return name.size() == 3; }));

JOT_INLINE bool claims_output::may_have_registered(std::string_view claim, bool fits) {
  const result<void> ok = check_custom(registered_, claim, fits);
  return ok || fail_as(ok.error());
}

JOT_INLINE bool claims_output::name(std::string_view name) {
  return out_.any_name(name) || fail("a claim's name is not valid UTF-8");
}

JOT_INLINE bool claims_output::deeper() noexcept {
  if (depth_ == 0) return too_deep();
  --depth_;
  return true;
}

JOT_INLINE bool claims_output::text(std::string_view value) {
  return out_.text(value) || fail("the text is not valid UTF-8");
}

JOT_INLINE bool claims_output::number(double value) {
  if (!std::isfinite(value)) return fail("NaN and infinity cannot be written as JSON");
  std::array<char, 32> digits;  // a double has at most 24 characters
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_.raw({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
  return true;
}

JOT_INLINE void claims_output::unsigned_integer(std::uint64_t value) {
  std::array<char, std::numeric_limits<std::uint64_t>::digits10 + 1> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_.raw({digits.data(), static_cast<std::size_t>(written.ptr - digits.data())});
}

}}}  // namespace jot::JOT_ABI::detail

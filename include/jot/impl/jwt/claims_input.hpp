// Bodies of detail/claims_input.hpp.
#pragma once

#include <jot/detail/claims_input.hpp>
#include <jot/impl/text/decimal.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE void claim_path::begin_with(std::string_view text) noexcept {
  const std::size_t added = (std::min)(text.size(), text_.size());
  const std::size_t kept = (std::min)(size_, text_.size() - added);
  std::memmove(text_.data() + added, text_.data(), kept);
  std::memcpy(text_.data(), text.data(), added);
  size_ = added + kept;
}

JOT_INLINE void claim_path::begin_with_name(std::string_view name) noexcept {
  if (size_ != 0 && text_[0] != '[') begin_with(".");
  begin_with(name);
}

JOT_INLINE void claim_path::begin_with_index(std::size_t index) noexcept {
  std::array<char, std::numeric_limits<std::size_t>::digits10 + 3> digits;
  digits[0] = '[';
  char* const end = std::to_chars(digits.data() + 1, digits.data() + digits.size() - 1, index).ptr;
  *end = ']';
  if (size_ != 0 && text_[0] != '[') begin_with(".");
  begin_with({digits.data(), static_cast<std::size_t>(end + 1 - digits.data())});
}

JOT_INLINE claim_kinds claims_input::kind() const noexcept {
  switch (json_.peek()) {
    case '"':
      return string_kind;
    case '{':
      return object_kind;
    case '[':
      return array_kind;
    case 't':
    case 'f':
      return boolean_kind;
    case 'n':
      return null_kind;
    default:
      return number_kind;
  }
}

// An error for an optional claim does not list null among the kinds that are expected.
inline const char* words_for(unsigned kinds) noexcept {
  switch (kinds & ~unsigned{null_kind}) {
    case 0:
      return "null";
    case boolean_kind:
      return "a boolean";
    case number_kind:
      return "a number";
    case string_kind:
      return "a string";
    case array_kind:
      return "an array";
    case object_kind:
      return "an object";
    case string_kind | array_kind:
      return "a string or an array";
    case number_kind | array_kind:
      return "a number or an array";
    case object_kind | array_kind:
      return "an object or an array";
    case string_kind | number_kind:
      return "a string or a number";
    case string_kind | boolean_kind:
      return "a string or a boolean";
    default:
      return "another kind";
  }
}

JOT_INLINE bool claims_input::fail_kind(unsigned kinds) noexcept {
  return fail("{}, {} is expected", error_value::from_table(words_for(kind())),
              error_value::from_table(words_for(kinds)));
}

JOT_INLINE bool claims_input::read(bool& out) noexcept {
  if (!expect(boolean_kind)) return false;
  out = json_.take_value().front() == 't';
  return true;
}

// An integer as sign and magnitude, whichever way it is written.
struct integer_text {
  enum class form { integer, fraction, too_large };
  form is = form::integer;
  bool negative = false;
  std::uint64_t magnitude = 0;
};

inline integer_text read_integer_text(std::string_view text) noexcept {
  integer_text out;
  out.negative = text.starts_with('-');
  const std::string_view digits = text.substr(out.negative ? 1 : 0);
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), out.magnitude);
  if (end == digits.data() + digits.size()) {
    if (ec != std::errc()) out.is = integer_text::form::too_large;
    return out;
  }
  out.magnitude = 0;
  const std::optional<decimal_text> parts = split_decimal(text);
  std::size_t first = 0;
  while (first < parts->size() && parts->digit(first) == 0) ++first;
  if (first == parts->size()) return out;
  const std::int64_t point = static_cast<std::int64_t>(parts->whole.size()) + parts->exponent;
  for (std::size_t i = first; i < parts->size(); ++i) {
    if (static_cast<std::int64_t>(i) >= point && parts->digit(i) != 0) {
      out.is = integer_text::form::fraction;
      return out;
    }
  }
  for (auto i = static_cast<std::int64_t>(first); i < point; ++i) {
    const auto place = static_cast<std::size_t>(i);
    const auto digit = static_cast<std::uint64_t>(place < parts->size() ? parts->digit(place) : 0);
    if (out.magnitude > ((std::numeric_limits<std::uint64_t>::max)() - digit) / 10) {
      out.is = integer_text::form::too_large;
      return out;
    }
    out.magnitude = out.magnitude * 10 + digit;
  }
  return out;
}

JOT_INLINE bool claims_input::read_integer(std::int64_t least, std::int64_t most, std::int64_t& out) noexcept {
  if (!expect(number_kind)) return false;
  const integer_text number = read_integer_text(json_.take_value());
  if (number.is == integer_text::form::fraction) {
    return fail("a number with a fraction, an integer is expected");
  }
  constexpr auto largest = static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
  const bool fits = number.is == integer_text::form::integer && number.magnitude <= largest + (number.negative ? 1 : 0);
  if (fits) {
    // The least integer has no positive counterpart.
    const auto magnitude = static_cast<std::int64_t>((std::min)(number.magnitude, largest));
    out = !number.negative ? magnitude : number.magnitude > largest ? -magnitude - 1 : -magnitude;
  }
  if (!fits || out < least || out > most) {
    return fail("a number outside of {} to {}", least, most);
  }
  return true;
}

JOT_INLINE bool claims_input::read_unsigned(std::uint64_t most, std::uint64_t& out) noexcept {
  if (!expect(number_kind)) return false;
  const integer_text number = read_integer_text(json_.take_value());
  if (number.is == integer_text::form::fraction) {
    return fail("a number with a fraction, an integer is expected");
  }
  out = number.magnitude;
  if (number.is != integer_text::form::integer || out > most || (number.negative && out != 0)) {
    if (most == (std::numeric_limits<std::uint64_t>::max)()) {
      return fail("a number outside of 0 to 18446744073709551615");
    }
    return fail("a number outside of 0 to {}", static_cast<std::int64_t>(most));
  }
  return true;
}

JOT_INLINE bool claims_input::read(double& out) noexcept {
  if (!expect(number_kind)) return false;
  const std::string_view text = json_.take_value();
#if defined(__cpp_lib_to_chars)
  const bool fits = std::from_chars(text.data(), text.data() + text.size(), out).ec == std::errc();
#else
  std::istringstream stream{std::string(text)};
  stream.imbue(std::locale::classic());
  const bool fits = static_cast<bool>(stream >> out);
#endif
  // The strict reader has refused numbers that are too large, so this one is too small: zero is the nearest.
  if (!fits) out = text.starts_with('-') ? -0.0 : 0.0;
  return true;
}

JOT_INLINE std::string_view claims_input::take_text() {
  std::string_view text;
  if (json_.take_plain_string(text)) return text;
  buffer_ = unescaped(json_.take_value());
  return buffer_;
}

JOT_INLINE bool claims_input::read(std::string_view& out) {
  if (!expect(string_kind)) return false;
  out = take_text();
  return true;
}

JOT_INLINE bool claims_input::next_element() noexcept {
  if (json_.peek() == ']' || json_.peek() == '}') {
    json_.step();
    --level_;
    return false;
  }
  if (json_.peek() == ',') json_.step();
  return true;
}

JOT_INLINE bool claims_input::next_member(std::string_view& name) {
  if (!next_element()) return false;
  name = take_text();
  json_.step();
  return true;
}

// The first letters differ for most names of one length, which saves the call that compares the rest.
inline bool is_name(std::string_view expected, std::string_view found) noexcept {
  return expected.size() == found.size() && (found.empty() || expected[0] == found[0]) && expected == found;
}

JOT_INLINE bool read_members(claims_input& in, const member_entry* entries, void* const* places, std::size_t count,
                             rest_reader read_rest, void* rest) {
  if (!in.expect(object_kind)) return false;
  in.enter();
  std::uint64_t seen = 0;
  std::string_view name;
  std::size_t next = 0;  // members mostly come in the struct's order
  while (in.next_member(name)) {
    std::size_t i = next;
    if (i == count || !is_name(entries[i].name, name)) {
      for (i = 0; i < count && !is_name(entries[i].name, name);) ++i;
    }
    if (i < count) {
      next = i + 1;
      seen |= std::uint64_t{1} << i;
      if (!entries[i].read(in, places[i])) return in.at_name(entries[i].name);
    } else if (read_rest != nullptr) {
      if (!read_rest(in, name, rest)) return false;
    } else {
      in.take_source();
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (entries[i].required && (seen >> i & 1) == 0) {
      in.fail_as(error(errc::missing_claim, "the claim is missing, and the claims type reads it"));
      return in.at_name(entries[i].name);
    }
  }
  return true;
}

}}}  // namespace jot::JOT_ABI::detail

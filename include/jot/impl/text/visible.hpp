// Texts for people: what no terminal obeys, whatever it holds, and times. Private: declared and defined here.
#pragma once

#include <jot/impl/text/utf8.hpp>
#include <jot/limits.hpp>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[value >> shift & 15];
}

// A well-formed sequence of several bytes as its code point: letters that look alike are then different.
inline void append_code_point(std::string& out, std::string_view sequence) {
  std::uint32_t code = static_cast<unsigned char>(sequence[0]) & (0xFFU >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) code = code << 6 | (static_cast<unsigned char>(c) & 0x3FU);
  out += "\\u{";
  append_hex(out, code, code > 0xFFFF ? 6 : 4);
  out += '}';
}

/// The text in ASCII without control characters.
inline std::string visible(std::string_view text, bool quotes_escaped = false) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = utf8_sequence(text);
    const char c = text[0];
    const auto byte = static_cast<unsigned char>(c);
    if (size > 1) {
      append_code_point(out, text.substr(0, size));
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out += c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t";
    } else if (size == 0 || byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      append_hex(out, byte, 2);
    } else {
      if (quotes_escaped && (c == '"' || c == '\\')) out += '\\';
      out += c;
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

inline std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

// The first characters of a long text, whole ones.
inline std::string_view beginning(std::string_view text, std::size_t at_most) {
  if (text.size() <= at_most) return text;
  while (at_most > 0 && (static_cast<unsigned char>(text[at_most]) & 0xC0) == 0x80) --at_most;
  return text.substr(0, at_most);
}

/// The value in quotation marks; of a long one the beginning and the length.
inline std::string in_quotes(std::string_view text) {
  const std::string_view shown = beginning(text, 60);
  std::string out = '"' + visible(shown, true) + '"';
  if (shown.size() < text.size()) out += "... (" + counted(text.size(), "byte") + ')';
  return out;
}

/// "1 h 5 min": the two largest units.
inline std::string duration_text(std::int64_t seconds) {
  constexpr std::pair<std::int64_t, const char*> units[] = {{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}};
  std::string out;
  for (std::size_t i = 0; i < std::size(units); ++i) {
    const std::int64_t count = seconds / units[i].first;
    if (count == 0 && !(out.empty() && i + 1 == std::size(units))) continue;
    if (!out.empty()) return out + ' ' + std::to_string(count) + units[i].second;
    out = std::to_string(count) + units[i].second;
    seconds %= units[i].first;
    if (i + 1 < std::size(units) && seconds / units[i + 1].first == 0) return out;
  }
  return out;
}

inline std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// "2023-11-14 22:13:20 UTC"; seconds since 1970 where the year does not have four digits.
inline std::string utc_text(std::chrono::sys_seconds time, std::string_view between = " ",
                            std::string_view zone = " UTC") {
  const std::int64_t seconds = time.time_since_epoch().count();
  constexpr std::int64_t year_1000 = -30'610'224'000;
  if (seconds < year_1000 || seconds > end_of_year_9999) return std::to_string(seconds) + " s since 1970";
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::int64_t rest = (time - day).count();
  std::string out = std::to_string(static_cast<int>(date.year())) + '-';
  out += two_digits(static_cast<unsigned>(date.month())) + '-' + two_digits(static_cast<unsigned>(date.day()));
  out.append(between) += two_digits(rest / 3600) + ':' + two_digits(rest / 60 % 60) + ':' + two_digits(rest % 60);
  return out.append(zone);
}

}}}  // namespace jot::JOT_ABI::detail

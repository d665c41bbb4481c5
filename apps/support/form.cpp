// See form.hpp.
#include "form.hpp"

#include "text.hpp"

#include <algorithm>
#include <utility>

namespace example {
namespace {

constexpr std::size_t max_parameters = 64;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Decodes a name or a value; says what is wrong with it, or nothing.
std::string_view decode(std::string_view encoded, std::string& out) {
  out.reserve(encoded.size());
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    char c = encoded[i];
    if (is_control(c)) return "a control character in the form must be percent-encoded";
    if (c == '+') {
      c = ' ';
    } else if (c == '%') {
      const int high = encoded.size() - i > 2 ? hex_digit(encoded[i + 1]) : -1;
      const int low = high >= 0 ? hex_digit(encoded[i + 2]) : -1;
      if (low < 0) return "a % is not followed by two hexadecimal digits";
      c = static_cast<char>(high * 16 + low);
      if (c == '\0') return "a parameter contains NUL";
      i += 2;
    }
    out += c;
  }
  if (!is_utf8(out)) return "a parameter is not UTF-8";
  return {};
}

}  // namespace

form form::parse(std::string_view text, std::string_view& problem) {
  form read;
  problem = {};
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find('&'), text.size());
    const std::string_view pair = text.substr(0, end);
    text.remove_prefix((std::min)(end + 1, text.size()));
    if (pair.empty()) continue;

    const std::size_t equals = (std::min)(pair.find('='), pair.size());
    parameter one;
    problem = decode(pair.substr(0, equals), one.name);
    if (problem.empty() && equals < pair.size()) problem = decode(pair.substr(equals + 1), one.value);
    if (problem.empty() && read.parameters_.size() == max_parameters) problem = "too many parameters";
    if (!problem.empty()) return {};
    read.parameters_.push_back(std::move(one));
  }
  return read;
}

std::size_t form::count(std::string_view name) const noexcept {
  return static_cast<std::size_t>(
      std::count_if(parameters_.begin(), parameters_.end(), [&](const parameter& one) { return one.name == name; }));
}

std::optional<std::string_view> form::value(std::string_view name) const noexcept {
  for (const parameter& one : parameters_) {
    if (one.name == name) return one.value.empty() ? std::nullopt : std::optional<std::string_view>(one.value);
  }
  return std::nullopt;
}

}  // namespace example

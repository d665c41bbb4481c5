// Claims found by their name or by a JSON pointer (RFC 6901), and compared. Private: declared and defined here.
#pragma once

#include <jot/detail/accepted_json.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/impl/text/decimal.hpp>
#include <jot/validation.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Numbers as decimal text, by their value: 1, 1.0 and 10e-1 are one.
inline bool same_number(std::string_view a, std::string_view b) {
  struct plain_number {
    std::string digits;      // neither zeros in front nor at the end
    std::int64_t point = 0;  // how many of them are in front of the decimal point
    bool negative = false;

    bool operator==(const plain_number&) const = default;
  };
  const auto read = [](std::string_view text) {
    plain_number out;
    const std::optional<decimal_text> parts = split_decimal(text);
    if (!parts) return out;
    out.digits = std::string(parts->whole) + std::string(parts->fraction);
    const std::size_t zeros = (std::min)(out.digits.find_first_not_of('0'), out.digits.size());
    out.digits.erase(0, zeros);
    if (out.digits.empty()) return plain_number{};
    out.digits.erase(out.digits.find_last_not_of('0') + 1);
    out.point = static_cast<std::int64_t>(parts->whole.size()) - static_cast<std::int64_t>(zeros) + parts->exponent;
    out.negative = parts->negative;
    return out;
  };
  return read(a) == read(b);
}

// Compares one value, which is read as the only member of an object.
class value_judge final : public json_visitor {
 public:
  explicit value_judge(const claim_rule& rule) noexcept : rule_(rule) {}

  void on_member(std::string_view /*name*/, const json_value& value) override {
    is_null_ = value.kind == json_kind::null;
    if (!rule_.is_element()) holds_ = says(value);
  }
  void on_element(const json_value& value) override {
    if (rule_.is_element() && says(value)) holds_ = true;
  }
  [[nodiscard]] bool is_null() const noexcept { return is_null_; }
  [[nodiscard]] bool holds() const noexcept { return holds_; }

 private:
  [[nodiscard]] bool says(const json_value& value) const {
    const claim_value& expected = rule_.value();
    switch (expected.what()) {
      case claim_value::kind::text:
        return value.kind == json_kind::string && value.text == expected.text();
      case claim_value::kind::boolean:
        return value.kind == json_kind::boolean && value.truth == expected.truth();
      case claim_value::kind::number:
        break;
    }
    if (value.kind == json_kind::integer) return same_number(std::to_string(value.integer), expected.text());
    return value.kind == json_kind::decimal && same_number(value.text, expected.text());
  }

  const claim_rule& rule_;
  bool is_null_ = false;
  bool holds_ = false;
};

// The member of this name in an object, the element of this place in an array, nothing of any other value.
inline std::optional<std::string_view> find_child(std::string_view container, std::string_view name) {
  accepted_json json(container);
  const bool is_object = json.peek() == '{';
  if (!is_object && json.peek() != '[') return std::nullopt;
  std::size_t place = 0;
  const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), place);
  const bool is_place = ec == std::errc() && end == name.data() + name.size() && (name.size() == 1 || name[0] != '0');
  if (!is_object && !is_place) return std::nullopt;

  json.step();
  for (std::size_t i = 0; !json.at_end() && json.peek() != '}' && json.peek() != ']'; ++i) {
    bool found = i == place;
    if (is_object) {
      const std::string_view quoted = json.take_value();
      const std::string_view plain = quoted.substr(1, quoted.size() - 2);
      found = plain.find('\\') == std::string_view::npos ? plain == name : unescaped(quoted) == name;
      json.step();
    }
    const std::string_view value = json.take_value();
    if (found) return value;
    if (json.peek() == ',') json.step();
  }
  return std::nullopt;
}

inline std::optional<std::string_view> find_claim(std::string_view claims, std::string_view name) {
  if (!name.starts_with('/')) return find_child(claims, name);
  std::optional<std::string_view> found = claims;
  while (found && !name.empty()) {
    name.remove_prefix(1);
    std::string token(name.substr(0, name.find('/')));
    name.remove_prefix(token.size());
    for (std::size_t at = token.find('~'); at != std::string::npos; at = token.find('~', at + 1)) {
      token.replace(at, 2, token[at + 1] == '1' ? "/" : "~");
    }
    found = find_child(*found, token);
  }
  return found;
}

/// Looks for the claims that the rules name in an accepted claims set.
inline void judge_claims(std::string_view claims, const json_limits& limits, std::span<const claim_rule> rules,
                         claim_findings& findings) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const std::optional<std::string_view> value = find_claim(claims, rules[i].name());
    value_judge judge(rules[i]);
    std::string object("{\"\":");
    object.append(value.value_or("null")).append("}");
    if (!read_json_object(object, limits, errc::invalid_payload, judge) || judge.is_null()) {
      findings.absent |= bit;
    } else if (!judge.holds()) {
      findings.different |= bit;
    }
  }
}

}}}  // namespace jot::JOT_ABI::detail

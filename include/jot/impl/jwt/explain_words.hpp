// The words of an explanation: what is found and expected, as values or as kinds. Private: declared and defined here.
#pragma once

#include <jot/explanation.hpp>
#include <jot/impl/text/visible.hpp>
#include <jot/validation.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// What is found and expected, as values or as kinds.
class wording {
 public:
  wording(std::chrono::sys_seconds now, const explain_options& options) noexcept : now_(now), values_(options.values) {}

  [[nodiscard]] bool shows_values() const noexcept { return values_; }

  [[nodiscard]] std::string text(std::string_view value) const {
    return values_ ? in_quotes(value) : "a string of " + counted(value.size(), "byte");
  }
  [[nodiscard]] std::string text(const claim<std::string_view>& value) const {
    return value ? text(*value) : std::string("absent");
  }
  [[nodiscard]] std::string text(const std::optional<std::string_view>& value) const {
    return value ? text(*value) : std::string("absent");
  }

  [[nodiscard]] std::string date(const claim<numeric_date>& value) const {
    if (!value) return "absent";
    const std::int64_t seconds = (value->seconds() - now_).count();
    const std::string distance = seconds == 0  ? "now"
                                 : seconds > 0 ? "in " + duration_text(seconds)
                                               : duration_text(-seconds) + " ago";
    return values_ ? utc_text(value->seconds()) + ", " + distance : distance;
  }

  [[nodiscard]] std::string audience(const claim<audience_view>& value) const {
    if (!value) return "absent";
    if (!values_) return counted(value->size(), "audience");
    std::vector<std::string_view> names(value->begin(), value->end());
    return names.empty() ? "an empty array" : list(names, "");
  }

  /// Text of JSON, which the strict reader has accepted.
  [[nodiscard]] std::string json(const std::optional<std::string_view>& value) const {
    if (!value) return "absent";
    if (values_) {
      const std::string_view shown = beginning(*value, 60);
      return visible(shown) + (shown.size() < value->size() ? "..." : "");
    }
    switch (value->front()) {
      case '"':
        return "a string";
      case '{':
        return "an object";
      case '[':
        return "an array";
      case 't':
      case 'f':
        return "a boolean";
      case 'n':
        return "null";
      default:
        return "a number";
    }
  }

  [[nodiscard]] std::string expected(const std::string& value) const {
    return values_ ? in_quotes(value) : "the value in the rules";
  }
  /// `several` says how the values are combined: "one of ", "all of ".
  [[nodiscard]] std::string expected(const std::vector<std::string>& values, std::string_view several) const {
    if (values.size() == 1) return expected(values[0]);
    if (!values_) return std::string(several) + counted(values.size(), "value");
    return list({values.begin(), values.end()}, several);
  }
  [[nodiscard]] std::string expected(const claim_rule& rule) const {
    const claim_value& value = rule.value();
    std::string out = value.what() == claim_value::kind::text     ? expected(value.text())
                      : !values_                                  ? "the value in the rules"
                      : value.what() == claim_value::kind::number ? visible(value.text())
                      : value.truth()                             ? "true"
                                                                  : "false";
    return (rule.is_element() ? "an array with " : "") + out;
  }

 private:
  static std::string list(const std::vector<std::string_view>& values, std::string_view several) {
    constexpr std::size_t shown = 4;
    std::string out(several);
    for (std::size_t i = 0; i < values.size() && i < shown; ++i) out += (i == 0 ? "" : ", ") + in_quotes(values[i]);
    if (values.size() > shown) out += " and " + std::to_string(values.size() - shown) + " more";
    return out;
  }

  std::chrono::sys_seconds now_;
  bool values_;
};

/// The checks as they are added.
class check_list {
 public:
  explained_check& add(std::string_view name, check_outcome outcome, std::string found = {},
                       std::string expected = {}) {
    checks_.push_back({.name = name, .outcome = outcome, .found = std::move(found), .expected = std::move(expected)});
    return checks_.back();
  }
  explained_check& judge(std::string_view name, const result<void>& judgement, std::string found = {},
                         std::string expected = {}) {
    explained_check& out =
        add(name, judgement ? check_outcome::passed : check_outcome::failed, std::move(found), std::move(expected));
    if (!judgement) out.error = judgement.error();
    has_failed_ = has_failed_ || !judgement;
    return out;
  }
  void not_reached(std::string_view name, std::string expected = {}) {
    add(name, check_outcome::not_reached, {}, std::move(expected));
  }

  [[nodiscard]] bool has_failed() const noexcept { return has_failed_; }
  [[nodiscard]] std::vector<explained_check> take() && { return std::move(checks_); }

 private:
  std::vector<explained_check> checks_;
  bool has_failed_ = false;
};

}}}  // namespace jot::JOT_ABI::detail

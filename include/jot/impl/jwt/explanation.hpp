// Bodies of explanation.hpp: the table for people, and the JSON.
#pragma once

#include <jot/detail/json_writer.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/explanation.hpp>
#include <jot/impl/text/visible.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

JOT_INLINE std::string_view name(check_outcome outcome) noexcept {
  constexpr std::array<std::string_view, 4> names{"passed", "failed", "skipped", "not_reached"};
  return names[static_cast<std::size_t>(outcome)];
}

namespace detail {

inline std::string error_text(const error& e) { return std::string(name(e.code())) + ": " + visible(e.message()); }

inline bool has_passed(const explanation& of, std::string_view check) {
  return std::ranges::any_of(of.checks, [&](const explained_check& each) {
    return each.name == check && each.outcome == check_outcome::passed;
  });
}

// The columns of the table. A value that is much longer than the others does not move them.
class explanation_table {
 public:
  explanation_table(const explanation& of, const explanation_style& style) : style_(style) {
    for (const explained_check& each : of.checks) {
      width_of_name_ = (std::max)(width_of_name_, label(each).size());
      if (each.found.size() <= widest) width_of_found_ = (std::max)(width_of_found_, each.found.size());
    }
  }

  void heading(std::string& out) const { line(out, "CHECK", padded("OUTCOME", outcome_width), "FOUND", "EXPECTED"); }
  void row(std::string& out, const explained_check& check) const {
    line(out, label(check), outcome(check.outcome), check.found, check.expected);
    if (check.error) remark(out, error_text(*check.error));
    if (!check.hint.empty()) remark(out, "hint: " + std::string(check.hint));
  }
  [[nodiscard]] std::string colored(std::string text, const char* color) const {
    return style_.colors ? std::string("\x1b[") + color + 'm' + text + "\x1b[0m" : text;
  }

  static constexpr const char* red = "1;31";
  static constexpr const char* green = "32";
  static constexpr const char* gray = "2";

 private:
  static constexpr std::size_t widest = 40;
  static constexpr std::size_t outcome_width = 11;

  static std::string label(const explained_check& check) {
    return std::string(check.name) + (check.claim.empty() ? "" : ' ' + visible(check.claim));
  }
  static std::string padded(std::string text, std::size_t width) {
    text.append(text.size() < width ? width - text.size() : 0, ' ');
    return text;
  }
  // Capitals, so that a failure is seen without colors.
  [[nodiscard]] std::string outcome(check_outcome what) const {
    switch (what) {
      case check_outcome::passed:
        return colored(padded("passed", outcome_width), green);
      case check_outcome::failed:
        return colored(padded("FAILED", outcome_width), red);
      case check_outcome::skipped:
        return colored(padded("skipped", outcome_width), gray);
      case check_outcome::not_reached:
        break;
    }
    return colored(padded("not reached", outcome_width), gray);
  }
  void line(std::string& out, std::string name, const std::string& outcome, std::string found,
            const std::string& expected) const {
    out += padded(std::move(name), width_of_name_) + "  " + outcome + "  ";
    out += expected.empty() ? found : padded(std::move(found), width_of_found_) + "  " + expected;
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  }
  void remark(std::string& out, const std::string& text) const {
    out.append(width_of_name_ + 2, ' ') += colored(text, red) + '\n';
  }

  const explanation_style& style_;
  std::size_t width_of_name_ = 9;
  std::size_t width_of_found_ = 5;
};

}  // namespace detail

JOT_INLINE std::string explanation::to_text(const explanation_style& style) const {
  const detail::explanation_table table(*this, style);
  std::string out;
  if (!header.empty()) out += "header   " + detail::visible(header) + '\n';
  if (!payload.empty()) out += "payload  " + detail::visible(payload) + '\n';
  if (!out.empty()) out += '\n';
  table.heading(out);
  for (const explained_check& check : checks) table.row(out, check);
  out += '\n';
  if (!detail::has_passed(*this, "signature")) {
    out += "The signature is not verified: anyone may have written this token.\n";
  }
  const std::string sentence = verdict ? "accepted" : "rejected: " + detail::error_text(verdict.error());
  return out + detail::utc_text(time) + ": " + table.colored(sentence, verdict ? table.green : table.red) + '\n';
}

JOT_INLINE std::string explanation::to_json() const {
  detail::text_buffer text;
  detail::json_writer out(text);
  const auto write = [&](const auto& name, std::string_view value) {
    out.name(name);
    // An error may name a claim of the rules, which need not be UTF-8.
    static_cast<void>(out.text(detail::well_formed_utf8(value)));
  };
  const auto write_error = [&](const error& e) {
    write("code", name(e.code()));
    if (!e.claim().empty()) write("about", e.claim());
    write("message", e.message());
  };
  out.begin_object();
  out.name("accepted");
  out.raw(verdict ? "true" : "false");
  if (!verdict) write_error(verdict.error());
  write("time", detail::utc_text(time, "T", "Z"));
  const auto write_document = [&](const auto& name, std::string document) {
    if (document.empty()) return;
    // A line break can only be between the parts of a document, since the strict reader has accepted it.
    std::ranges::replace_if(document, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    out.name(name);
    out.raw(document);
  };
  write_document("header", header);
  write_document("payload", payload);
  out.name("checks");
  out.begin_array();
  for (const explained_check& check : checks) {
    out.begin_object();
    write("check", check.name);
    if (!check.claim.empty()) write("claim", check.claim);
    write("outcome", name(check.outcome));
    if (!check.found.empty()) write("found", check.found);
    if (!check.expected.empty()) write("expected", check.expected);
    if (check.error) write_error(*check.error);
    if (!check.hint.empty()) write("hint", check.hint);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return std::string(text.view());
}

}}  // namespace jot::JOT_ABI

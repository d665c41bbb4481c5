// What jot::explain found out about a token, and how it is written for people and for programs.
#pragma once

#include <jot/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

/// What became of a check.
enum class check_outcome : std::uint8_t {
  passed,
  failed,
  skipped,      ///< the rules do not ask for it, or the token has nothing that it is about
  not_reached,  ///< what it needs could not be read
};

/// The outcome's name as written in check_outcome, for logs and scripts ("not_reached").
[[nodiscard]] std::string_view name(check_outcome outcome) noexcept;

/// One check of a token. The texts are ASCII without control characters, whatever the token holds; without
/// explain_options::values they have kinds, lengths and distances in time, and no value of the token or of the rules.
struct explained_check {
  std::string_view name;                               ///< "exp"; explain() has the list
  std::string claim = {};                              ///< which claim, for `required` and `equal`; empty elsewhere
  check_outcome outcome = check_outcome::not_reached;  ///< what became of it
  std::string found = {};                              ///< what the token has: "a string of 8 bytes", "12 s ago"
  std::string expected = {};                           ///< what the rules ask for
  std::optional<jot::error> error = {};                ///< of a failed check, as verify() reports it
  std::string_view hint = {};                          ///< what may be wrong with the key where a signature failed
};

/// How an explanation is written for people.
struct explanation_style {
  bool colors = false;  ///< with the escape sequences of a terminal (ECMA-48)
};

/// What explain() found out. It never has bytes of a signature or of a key.
struct explanation {
  result<void> verdict;                 ///< that of verify(): the same code and the same message
  std::vector<explained_check> checks;  ///< all of them, in verify()'s order
  std::chrono::sys_seconds time;        ///< what the clock said
  std::string header;                   ///< the header, with explain_options::values and where it is JSON
  std::string payload;                  ///< the same of the payload

  /// Lines for people: a table of the checks, the errors with their fixes, and the verdict.
  [[nodiscard]] std::string to_text(const explanation_style& style = {}) const;
  /// The same as one line of JSON: `{"accepted":false,"code":…,"message":…,"time":…,"checks":[…]}`. A check has `check`
  /// and `outcome`, and where there is one `found`, `expected`, `claim`, `code`, `message` and `hint`; `about` beside a
  /// message is error::claim(). With values, `header` and `payload` are the token's own objects.
  [[nodiscard]] std::string to_json() const;
};

/// What an explanation may show.
struct explain_options {
  /// Values of the token and of the rules, dates, and the two documents; otherwise kinds, lengths and distances.
  bool values = false;
};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/explanation.hpp>
#endif

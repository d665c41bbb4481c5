// Scopes (RFC 6749 §3.3, RFC 8693 §4.2): compared as whole tokens, from a string or an array alike.
#pragma once

#include <jot/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace oauth2 {

/// A set of scope tokens, in the order given, without repetitions.
class scope_set {
 public:
  /// The most tokens that are read, repetitions included.
  static constexpr std::size_t max_tokens = 256;

  scope_set() = default;
  scope_set(std::initializer_list<std::string_view> tokens);

  /// Reads "me items": tokens of RFC 6749 §3.3 with single spaces between. Empty text is the empty set. Errors:
  /// invalid_claim, limit_exceeded; an authorization server answers both with invalid_scope.
  static result<scope_set> parse(std::string_view text);

  /// The scopes of a claims set: `scope`, else `scp`, each a string or an array of strings; none of them is the empty
  /// set. Errors: invalid_claim, limit_exceeded.
  static result<scope_set> from_claims(const nlohmann::json& payload);

  [[nodiscard]] bool contains(std::string_view token) const noexcept;
  [[nodiscard]] bool contains_all(const scope_set& wanted) const noexcept;
  [[nodiscard]] bool empty() const noexcept { return tokens_.empty(); }
  [[nodiscard]] const std::vector<std::string>& tokens() const noexcept { return tokens_; }
  /// "me items".
  [[nodiscard]] std::string to_string() const;

  void insert(std::string_view token);

  /// insufficient_scope unless all wanted scopes are here.
  result<void> require(const scope_set& wanted) const;

 private:
  friend void from_json(const nlohmann::json& in, scope_set& scopes);
  static result<scope_set> read(const nlohmann::json& value);

  std::vector<std::string> tokens_;
};

/// nlohmann's conversions, so that a claims type can have a member `scope_set scope`: written as a string, read from a
/// string or an array. from_json throws jot::exception (invalid_claim, limit_exceeded), which verify() turns into its
/// error; without exceptions it leaves the set empty.
void to_json(nlohmann::json& out, const scope_set& scopes);
void from_json(const nlohmann::json& in, scope_set& scopes);

}}}  // namespace jot::JOT_ABI::oauth2

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/oauth2/scope.hpp>
#endif

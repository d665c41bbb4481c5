// Bodies of oauth2/scope.hpp.
#pragma once

#include <jot/oauth2/scope.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace jot { inline namespace JOT_ABI { namespace oauth2 {
namespace detail {

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) (RFC 6749 §3.3).
inline bool is_scope_token(std::string_view token) {
  return !token.empty() &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
}

}  // namespace detail

JOT_INLINE scope_set::scope_set(std::initializer_list<std::string_view> tokens) {
  for (const std::string_view token : tokens) insert(token);
}

JOT_INLINE void scope_set::insert(std::string_view token) {
  if (!contains(token)) tokens_.emplace_back(token);
}

JOT_INLINE bool scope_set::contains(std::string_view token) const noexcept {
  return std::find(tokens_.begin(), tokens_.end(), token) != tokens_.end();
}

JOT_INLINE bool scope_set::contains_all(const scope_set& wanted) const noexcept {
  return std::all_of(wanted.tokens_.begin(), wanted.tokens_.end(),
                     [&](const std::string& token) { return contains(token); });
}

JOT_INLINE std::string scope_set::to_string() const {
  std::string out;
  for (const std::string& token : tokens_) {
    if (!out.empty()) out += ' ';
    out += token;
  }
  return out;
}

JOT_INLINE result<scope_set> scope_set::parse(std::string_view text) {
  scope_set out;
  if (text.empty()) return out;
  while (true) {
    const std::size_t space = text.find(' ');
    const std::string_view token = text.substr(0, space);
    if (!detail::is_scope_token(token)) {
      return error(errc::invalid_claim, "scope",
                   "must be scope tokens with single spaces between (RFC 6749 section 3.3)");
    }
    out.insert(token);
    if (space == std::string_view::npos) return out;
    text.remove_prefix(space + 1);
  }
}

namespace detail {

JOT_INLINE result<scope_set> read_scopes(const nlohmann::json& value) {
  if (value.is_string()) return scope_set::parse(value.get_ref<const std::string&>());
  scope_set out;
  if (!value.is_array()) return error(errc::invalid_claim, "scope", "must be a string or an array of strings");
  for (const auto& entry : value) {
    if (!entry.is_string() || !is_scope_token(entry.get_ref<const std::string&>())) {
      return error(errc::invalid_claim, "scope", "an entry of the array is no scope token (RFC 6749 section 3.3)");
    }
    out.insert(entry.get_ref<const std::string&>());
  }
  return out;
}

}  // namespace detail

JOT_INLINE result<scope_set> scope_set::from_claims(const nlohmann::json& payload) {
  for (const char* name : {"scope", "scp"}) {
    if (const auto member = payload.find(name); member != payload.end()) return detail::read_scopes(*member);
  }
  return scope_set();
}

JOT_INLINE result<void> scope_set::require(const scope_set& wanted) const {
  if (contains_all(wanted)) return {};
  const auto lacking = std::find_if_not(wanted.tokens_.begin(), wanted.tokens_.end(),
                                        [&](const std::string& token) { return contains(token); });
  return error(errc::insufficient_scope, *lacking, "the token does not have this scope");
}

JOT_INLINE void to_json(nlohmann::json& out, const scope_set& scopes) { out = scopes.to_string(); }

JOT_INLINE void from_json(const nlohmann::json& in, scope_set& scopes) {
#if JOT_EXCEPTIONS
  scopes = detail::read_scopes(in).value();
#else
  // What cannot be read grants nothing.
  scopes = detail::read_scopes(in).value_or(scope_set());
#endif
}

}}}  // namespace jot::JOT_ABI::oauth2

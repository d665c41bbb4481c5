// Scopes (RFC 6749 §3.3, RFC 8693 §4.2): compared as whole tokens, and read from a string or an array.
#pragma once

#include <jot/detail/claim_reader.hpp>
#include <jot/detail/claim_writer.hpp>
#include <jot/detail/json.hpp>
#include <jot/result.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace oauth2 {

/// A set of scope tokens, in the order given, without repetitions.
class scope_set {
 public:
  /// The most tokens that are read, repetitions included.
  static constexpr std::size_t max_tokens = 256;

  /// No scopes.
  scope_set() = default;
  /// These tokens, which are not checked.
  scope_set(std::initializer_list<std::string_view> tokens);

  /// Reads "me items": tokens with single spaces between them (RFC 6749 §3.3). Empty text is the empty set. Errors:
  /// invalid_claim, limit_exceeded; an authorization server answers both with invalid_scope.
  static result<scope_set> parse(std::string_view text);

  /// The scopes of a claims set: `scope`, else `scp`, each a string or an array of strings; without either, the empty
  /// set. Errors: invalid_claim, limit_exceeded. Needs `<nlohmann/json.hpp>`.
  template <class Json = nlohmann::json>
  static result<scope_set> from_claims(const Json& payload) {
    static_assert(std::is_same_v<typename jot::detail::included<Json>::type, nlohmann::json>);
    for (const char* name : {"scope", "scp"}) {
      if (const auto member = payload.find(name); member != payload.end()) return read(*member);
    }
    return scope_set();
  }

  /// Whether this token is in the set.
  [[nodiscard]] bool contains(std::string_view token) const noexcept;
  /// Whether all tokens of the other set are in this one.
  [[nodiscard]] bool contains_all(const scope_set& required) const noexcept;
  /// Whether there is no token.
  [[nodiscard]] bool empty() const noexcept { return tokens_.empty(); }
  /// The tokens, in order.
  [[nodiscard]] const std::vector<std::string>& tokens() const noexcept { return tokens_; }
  /// The tokens with single spaces between them: "me items".
  [[nodiscard]] std::string to_string() const;

  /// Adds a token, which is not checked.
  void insert(std::string_view token);

  /// Requires that all tokens of the other set are in this one. Error: insufficient_scope, with the first that is not.
  result<void> require(const scope_set& required) const;

 private:
  template <std::same_as<nlohmann::json> Json>
  friend void from_json(const Json& in, scope_set& scopes);
  // Reads the entries of an array; an empty text replaces one that is not a string.
  static result<scope_set> read_entries(std::span<const std::string_view> entries);
  friend struct jot::detail::claim_io<scope_set>;
  template <class Json>
  static result<scope_set> read(const Json& value) {
    if (value.is_string()) return parse(value.template get_ref<const std::string&>());
    if (!value.is_array()) return error(errc::invalid_claim, "scope", "must be a string or an array of strings");
    std::vector<std::string_view> entries;
    for (const Json& entry : value) {
      if (entries.size() > max_tokens) break;  // one too many is enough to say so
      entries.push_back(entry.is_string() ? std::string_view(entry.template get_ref<const std::string&>())
                                          : std::string_view());
    }
    return read_entries(entries);
  }

  std::vector<std::string> tokens_;
};

/// Writes the set as a string, for types that nlohmann::json converts.
template <std::same_as<nlohmann::json> Json>
void to_json(Json& out, const scope_set& scopes) {
  out = scopes.to_string();
}
/// Reads the set from a string or an array, for types that nlohmann::json converts. Throws jot::exception
/// (invalid_claim, limit_exceeded), whose error verify() returns; without exceptions it leaves the set empty.
template <std::same_as<nlohmann::json> Json>
void from_json(const Json& in, scope_set& scopes) {
#if JOT_EXCEPTIONS
  scopes = scope_set::read(in).value();
#else
  // What cannot be read grants nothing.
  scopes = scope_set::read(in).value_or(scope_set());
#endif
}

}  // namespace oauth2

namespace detail {

template <>
struct claim_io<oauth2::scope_set> {
  static constexpr unsigned kinds = string_kind | array_kind;
  static bool read(claims_input& in, oauth2::scope_set& out);
  static bool write(claims_output& out, const oauth2::scope_set& value);
};

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/oauth2/scope.hpp>
#endif

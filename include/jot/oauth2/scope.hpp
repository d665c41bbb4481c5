// Scopes (RFC 6749 §3.3, RFC 8693 §4.2): compared as whole tokens, from a string or an array alike.
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

  scope_set() = default;
  scope_set(std::initializer_list<std::string_view> tokens);

  /// Reads "me items": tokens of RFC 6749 §3.3 with single spaces between. Empty text is the empty set. Errors:
  /// invalid_claim, limit_exceeded; an authorization server answers both with invalid_scope.
  static result<scope_set> parse(std::string_view text);

  /// The scopes of a claims set: `scope`, else `scp`, each a string or an array of strings; none of them is the empty
  /// set. Errors: invalid_claim, limit_exceeded.
  template <class Json = nlohmann::json>
  static result<scope_set> from_claims(const Json& payload) {
    static_assert(std::is_same_v<typename jot::detail::included<Json>::type, nlohmann::json>);
    for (const char* name : {"scope", "scp"}) {
      if (const auto member = payload.find(name); member != payload.end()) return read(*member);
    }
    return scope_set();
  }

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
  template <std::same_as<nlohmann::json> Json>
  friend void from_json(const Json& in, scope_set& scopes);
  // Of an array's entries; an empty text stands for one that is not a string.
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

/// nlohmann's conversions, so that a claims type can have a member `scope_set scope`: written as a string, read from a
/// string or an array. from_json throws jot::exception (invalid_claim, limit_exceeded), which verify() turns into its
/// error; without exceptions it leaves the set empty.
template <std::same_as<nlohmann::json> Json>
void to_json(Json& out, const scope_set& scopes) {
  out = scopes.to_string();
}
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

// Types for the members of claims structs, and names of claims that are not those of the members.
#pragma once

#include <jot/detail/claim_reader.hpp>
#include <jot/detail/claim_writer.hpp>
#include <jot/numeric_date.hpp>
#include <jot/result.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI {

/// A claim that is one value or an array of values, as `aud` is: `"a"` or `["a", "b"]`. One element is written as a
/// value, none and several as an array.
template <class T>
class one_or_many {
 public:
  /// No elements.
  one_or_many() = default;
  /// @{
  /// These elements.
  one_or_many(std::initializer_list<T> values) : values_(values) {}
  explicit one_or_many(std::vector<T> values) : values_(std::move(values)) {}
  /// @}

  /// @{
  /// The elements.
  [[nodiscard]] const std::vector<T>& values() const noexcept { return values_; }
  [[nodiscard]] std::vector<T>& values() noexcept { return values_; }
  [[nodiscard]] auto begin() const noexcept { return values_.begin(); }
  [[nodiscard]] auto end() const noexcept { return values_.end(); }
  /// @}
  /// How many elements there are.
  [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }
  /// Whether there is none.
  [[nodiscard]] bool empty() const noexcept { return values_.empty(); }
  friend bool operator==(const one_or_many&, const one_or_many&) = default;

  using value_type = T;  ///< the elements' type

 private:
  std::vector<T> values_;
};

/// A claim that may be absent, and then keeps its initial value: `jot::defaulted<int> level = 1;`. null is an error.
template <class T>
class defaulted {
 public:
  using value_type = T;  ///< the value's type

  /// A default-constructed value.
  defaulted() = default;
  /// The value for an absent claim.
  defaulted(T value) : value_(std::move(value)) {}  // NOLINT(google-explicit-constructor)

  /// @{
  /// The value that was read, or the initial one.
  [[nodiscard]] const T& value() const noexcept { return value_; }
  [[nodiscard]] T& value() noexcept { return value_; }
  operator const T&() const noexcept { return value_; }  // NOLINT(google-explicit-constructor)
  [[nodiscard]] const T& operator*() const noexcept { return value_; }
  [[nodiscard]] const T* operator->() const noexcept { return &value_; }
  /// @}
  friend bool operator==(const defaulted&, const defaulted&) = default;
  /// Compares the value.
  friend bool operator==(const defaulted& a, const T& b) { return a.value_ == b; }

 private:
  T value_{};
};

/// The claims that no other member of the struct reads, each as its JSON text, and claims to sign whose names are known
/// at run time only. The registered claims are not among them.
class other_claims {
 public:
  /// Whether there is no claim.
  [[nodiscard]] bool empty() const noexcept { return sources_.empty(); }
  /// How many claims there are.
  [[nodiscard]] std::size_t size() const noexcept { return sources_.size(); }
  /// Whether there is a claim of this name.
  [[nodiscard]] bool contains(std::string_view name) const noexcept { return sources_.find(name) != sources_.end(); }
  /// The claims: each name, and the value as JSON text.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& sources() const noexcept { return sources_; }

  /// Reads a claim into any type that a claims struct may have as a member. Errors: missing_claim, invalid_claim.
  template <class T>
  [[nodiscard]] result<T> get(std::string_view name) const {
    static_assert(!detail::holds_view<T>(), "jot: a claim is read into a type that holds its value");
    const auto found = sources_.find(name);
    if (found == sources_.end()) return error(errc::missing_claim, name, "the claim is missing");
    detail::claims_input in(found->second, detail::claims_input::of::one_claim);
    T value{};
    if (!detail::read_claim(in, value)) return in.at_name(name), in.failure();
    return value;
  }
  /// Adds a claim of such a type, or replaces it. Error: invalid_claims_to_sign.
  template <class T>
  result<void> set(std::string_view name, const T& value) {
    detail::text_buffer text;
    detail::json_writer writer(text);
    const registered_claims none{.exp = never};
    detail::claims_output out(writer, none);
    if (!detail::write_claim(out, value)) return out.at_name(name), out.failure();
    sources_.insert_or_assign(std::string(name), std::string(text.view()));
    return {};
  }
  /// Removes the claim, if it is there.
  void erase(std::string_view name) {
    if (const auto found = sources_.find(name); found != sources_.end()) sources_.erase(found);
  }

 private:
  template <class T>
  friend struct detail::claim_io;
  std::map<std::string, std::string, std::less<>> sources_;
};

/// A member of a claims struct and the name of its claim, where the two differ.
struct renamed_claim {
  std::string_view member;  ///< the member's name in the source
  std::string_view claim;   ///< the claim's name in the token
};
/// The names of claims that are not those of the members. Declare beside the struct:
/// `constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"org", "https://acme.example/org"}}); }`
template <std::size_t N>
constexpr std::array<renamed_claim, N> claim_names(const renamed_claim (&list)[N]) {
  return std::to_array(list);
}

/// A value of an enumeration and its text in a token.
template <class Enum>
struct named_value {
  Enum value;             ///< the value
  std::string_view name;  ///< the string in the token
};
/// The texts of an enumeration's values. Declare beside the enumeration:
/// `constexpr auto jot_value_names(level) { return jot::value_names<level>({{level::low, "low"}}); }`
template <class Enum, std::size_t N>
constexpr std::array<named_value<Enum>, N> value_names(const named_value<Enum> (&list)[N]) {
  return std::to_array(list);
}

namespace detail {

template <class T>
struct claim_io<one_or_many<T>> {
  static constexpr unsigned kinds = kinds_of<T>() | array_kind;
  static_assert((kinds_of<T>() & array_kind) == 0, "jot: one_or_many of a type that is an array in itself");
  static bool read(claims_input& in, one_or_many<T>& out) {
    if (in.kind() == array_kind) return read_claim(in, out.values());
    if (!in.expect(kinds)) return false;
    T one{};
    if (!read_claim(in, one)) return false;
    out.values().assign(1, std::move(one));
    return true;
  }
  static bool write(claims_output& out, const one_or_many<T>& value) {
    return value.size() == 1 ? write_claim<T>(out, value.values()[0]) : write_claim(out, value.values());
  }
};

template <class T>
struct claim_io<defaulted<T>> {
  static constexpr unsigned kinds = kinds_of<T>();
  static constexpr bool may_be_absent = true;
  static bool read(claims_input& in, defaulted<T>& out) { return read_claim(in, out.value()); }
  static bool write(claims_output& out, const defaulted<T>& value) { return write_claim(out, value.value()); }
};

template <>
struct claim_io<numeric_date> {
  static constexpr unsigned kinds = number_kind;
  static bool read(claims_input& in, numeric_date& out);
  static bool write(claims_output& out, const numeric_date& value);
};

// Whole seconds, rounded towards the past.
template <>
struct claim_io<std::chrono::sys_seconds> {
  static constexpr unsigned kinds = number_kind;
  static bool read(claims_input& in, std::chrono::sys_seconds& out);
  static bool write(claims_output& out, const std::chrono::sys_seconds& value);
};

template <>
struct claim_io<other_claims> {
  static constexpr unsigned kinds = object_kind;
  static constexpr bool may_be_absent = true;
  static void add(other_claims& to, claims_input& in, std::string_view name);
  // `members` are the names of the struct's members, of which `own` is the place of these claims.
  static bool write_members(claims_output& out, const other_claims& value, std::span<const std::string_view> members,
                            std::size_t own, bool is_root);
};

}  // namespace detail
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claim_types.hpp>
#endif

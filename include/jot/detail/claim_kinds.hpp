// Decides for each of the caller's types how it is read and written.
#pragma once

#include <jot/detail/claims_input.hpp>
#include <jot/detail/json.hpp>
#include <jot/detail/struct_members.hpp>

#include <array>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace jot { inline namespace JOT_ABI {

class other_claims;

namespace detail {

/// Specialised for the library's own types: `kinds`, `read`, `write`, and `may_be_absent` where a struct's member of it
/// may.
template <class T>
struct claim_io;

template <class T>
concept has_claim_io = requires { claim_io<T>::kinds; };

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t N>
inline constexpr bool is_std_array<std::array<T, N>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;

template <class T>
concept is_character = std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                       std::same_as<T, char16_t> || std::same_as<T, char32_t>;
template <class T>
concept claim_integer = std::integral<T> && !is_character<T> && !std::same_as<T, bool>;
// A multimap would write one name twice.
template <class T>
concept claim_map = requires(T& t, typename T::key_type key, typename T::mapped_type value) {
  typename T::key_compare;
  t.insert_or_assign(std::move(key), std::move(value));
} && std::same_as<typename T::key_type, std::string>;
template <class T>
concept claim_set = requires { typename T::key_compare; } && !requires { typename T::mapped_type; };
/// nlohmann::json, or another basic_json.
template <class T>
concept any_document = std::same_as<T, nlohmann::json> || requires {
  typename T::json_pointer;
  typename T::object_comparator_t;
};
template <class T>
concept claim_list = !std::same_as<T, std::string> && !any_document<T> && requires(T& t, typename T::value_type v) {
  t.push_back(std::move(v));
  t.begin();
};

/// Types that nlohmann converts by itself once its header is included, and leniently: true as a float, 300 as a
/// char, 3.7 in a tuple of integers. Claims are not read in this way, so that they do not depend on what is included.
template <class T>
concept converted_by_nlohmann =
    std::is_arithmetic_v<T> || std::is_enum_v<T> ||
    (!std::is_aggregate_v<T> && (requires { typename T::value_type; } || requires { std::tuple_size<T>::value; }));
/// Converts to a document, and is not of nlohmann's namespaces: from_json of it is one that is declared beside the
/// type.
struct document_elsewhere {
  operator const nlohmann::json&() const;  // NOLINT(google-explicit-constructor)
  operator nlohmann::json&();              // NOLINT(google-explicit-constructor)
};

/// Has conversions from or to documents, beside the type or in a specialised adl_serializer.
template <class T>
concept read_by_nlohmann = any_document<T> || requires(const document_elsewhere& in, T& out) { from_json(in, out); } ||
                           requires { &nlohmann::adl_serializer<T>::from_json; } ||
                           (!converted_by_nlohmann<T> && (
                               requires(const nlohmann::json& in, T& out) { from_json(in, out); } ||
                               requires(const nlohmann::json& in, T& out) {
                                 nlohmann::adl_serializer<T>::from_json(in, out);
                               } || requires(const nlohmann::json& in) { nlohmann::adl_serializer<T>::from_json(in); }));
template <class T>
concept written_by_nlohmann = any_document<T> || requires(document_elsewhere& out, const T& in) { to_json(out, in); } ||
                              requires { &nlohmann::adl_serializer<T>::to_json; } ||
                              (!converted_by_nlohmann<T> && (
                                  requires(nlohmann::json& out, const T& in) { to_json(out, in); } ||
                                  requires(nlohmann::json& out, const T& in) {
                                    nlohmann::adl_serializer<T>::to_json(out, in);
                                  }));
/// An enumeration with names of its values beside it.
template <class T>
concept named_enum = std::is_enum_v<T> && requires(T value) { jot_value_names(value); };

/// Whether the library itself reads JSON into the type, because of what it is and not of what is declared beside it.
template <class T>
concept built_in_claim = has_claim_io<T> || std::same_as<T, bool> || claim_integer<T> || std::same_as<T, double> ||
                         std::same_as<T, std::string> || named_enum<T> || is_optional<T> || is_std_array<T> ||
                         is_variant<T> || claim_map<T> || claim_set<T> || claim_list<T>;

// A class that is none of the above: read or written member by member.
template <class T>
concept plain_struct_to_read =
    !built_in_claim<T> && !read_by_nlohmann<T> && !converted_by_nlohmann<T> && std::is_class_v<T>;
template <class T>
concept plain_struct_to_write =
    !built_in_claim<T> && !written_by_nlohmann<T> && !converted_by_nlohmann<T> && std::is_class_v<T>;

/// The names of the members' claims: the members' own, except those that jot_claim_names lists.
template <class T>
struct claim_names_found {
  std::array<std::string_view, facts_of<T>().members> names = member_names<T>;
  bool all_are_members = true;
  bool all_differ = true;
  bool all_listed_once = true;
};
template <class T>
consteval claim_names_found<T> find_claim_names() {
  claim_names_found<T> out;
  if constexpr (requires { jot_claim_names(static_cast<const T*>(nullptr)); }) {
    std::array<bool, facts_of<T>().members> is_listed{};
    for (const auto& renamed : jot_claim_names(static_cast<const T*>(nullptr))) {
      bool found = false;
      for (std::size_t i = 0; i < out.names.size(); ++i) {
        if (member_names<T>[i] != renamed.member) continue;
        out.names[i] = renamed.claim;
        out.all_listed_once = out.all_listed_once && !is_listed[i];
        is_listed[i] = true;
        found = true;
      }
      if (!found) out.all_are_members = false;
    }
  }
  for (std::size_t i = 0; i < out.names.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (out.names[i] == out.names[k]) out.all_differ = false;
    }
  }
  return out;
}

template <class T>
inline constexpr auto claim_names_in = find_claim_names<T>().names;

/// A jot_claim_names beside the type that is not called, because it has another parameter than a pointer to const.
template <class T>
concept misdeclared_claim_names = requires(const T& value) {
  jot_claim_names(value);
} || (requires(T* place) { jot_claim_names(place); } && !requires(const T* place) { jot_claim_names(place); });
template <class T>
concept any_time = requires { typename T::duration; } || requires(T value) { std::chrono::nanoseconds(value.count()); };
template <class T>
concept smart_pointer = requires(T& pointer) {
  typename T::element_type;
  pointer.get();
};

/// One sentence for each kind of struct that cannot be read or written member by member.
template <class T>
consteval bool check_struct() {
  constexpr aggregate_shape shape = facts_of<T>().shape;
  static_assert(!any_time<T>,
                "jot: a date of a claims struct is std::chrono::sys_seconds or jot::numeric_date, and a "
                "duration a number");
  static_assert(!smart_pointer<T>,
                "jot: a member of a claims struct is a pointer; claims hold their values, and "
                "std::optional what may be absent");
  static_assert(
      shape != aggregate_shape::no_aggregate || any_time<T> || smart_pointer<T>,
      "jot: a claims struct is an aggregate: all its members are public, and it has neither constructors of its "
      "own nor virtual functions; change that, or declare from_json and to_json beside it");
  static_assert(
      shape != aggregate_shape::has_base,
      "jot: a claims struct has no base class; make the base a member, or declare from_json and to_json beside "
      "the struct");
  static_assert(shape != aggregate_shape::has_array,
                "jot: a member of a claims struct is a C array; write std::array or std::vector");
  static_assert(shape != aggregate_shape::has_reference,
                "jot: a member of a claims struct is a reference, or cannot be copied; claims hold their values");
  static_assert(shape != aggregate_shape::has_too_many,
                "jot: a claims struct has at most 32 members; gather the rest in jot::other_claims");
  constexpr bool plain = shape == aggregate_shape::plain;
  if constexpr (plain) {
    static_assert(members_of<T>::are_values,
                  "jot: a member of a claims struct is constant or a reference; claims hold their values");
    static_assert(members_of<T>::template count<other_claims> <= 1,
                  "jot: a claims struct has at most one member jot::other_claims");
    static_assert(!misdeclared_claim_names<T>,
                  "jot: jot_claim_names takes a pointer to const: constexpr auto jot_claim_names(const account*)");
    static_assert(find_claim_names<T>().all_listed_once,
                  "jot: jot_claim_names names a member twice; a member has one claim");
    static_assert(find_claim_names<T>().all_are_members,
                  "jot: jot_claim_names names a member that the claims struct does not have");
    static_assert(find_claim_names<T>().all_differ,
                  "jot: two members of a claims struct have the same claim name; change one in jot_claim_names");
  }
  return plain;
}

template <class T>
concept misdeclared_value_names = std::is_enum_v<T> && requires(const T* place) { jot_value_names(place); };

/// Whether no two values of the enumeration have one name, of which one would be read as the other.
template <class T>
consteval bool value_names_differ() {
  const auto names = jot_value_names(T{});
  for (auto one = names.begin(); one != names.end(); ++one) {
    for (auto other = names.begin(); other != one; ++other) {
      if (one->name == other->name && one->value != other->value) return false;
    }
  }
  return true;
}

template <class T>
constexpr bool is_unsupported() {
  static_assert(!misdeclared_value_names<T>,
                "jot: jot_value_names takes the enumeration by value: constexpr auto jot_value_names(level)");
  static_assert(
      misdeclared_value_names<T> || !std::is_same_v<T, T>,
      "jot: this type of a claims struct's member is not read from JSON: write bool, an integer type, double, "
      "std::string, a std::vector, array, set, optional or map<std::string, …> of these, a struct of them, an "
      "enumeration with jot_value_names, nlohmann::json, or a type with from_json and to_json");
  return false;
}

/// The kinds of JSON values that a type is read from.
template <class T>
constexpr unsigned kinds_of() {
  if constexpr (has_claim_io<T>) {
    return claim_io<T>::kinds;
  } else if constexpr (std::is_same_v<T, bool>) {
    return boolean_kind;
  } else if constexpr (claim_integer<T> || std::is_same_v<T, double>) {
    return number_kind;
  } else if constexpr (std::is_same_v<T, std::string> || named_enum<T>) {
    return string_kind;
  } else if constexpr (is_optional<T>) {
    return null_kind | kinds_of<typename T::value_type>();
  } else if constexpr (is_variant<T>) {
    return []<class... V>(std::type_identity<std::variant<V...>>) {
      return (kinds_of<V>() | ...);
    }(std::type_identity<T>());
  } else if constexpr (is_std_array<T> || (built_in_claim<T> && !claim_map<T>)) {
    return array_kind;
  } else if constexpr (claim_map<T> || plain_struct_to_read<T>) {
    return object_kind;
  } else {
    return any_kind;
  }
}

template <class T>
constexpr bool may_be_absent() {
  if constexpr (requires { claim_io<T>::may_be_absent; }) {
    return true;
  } else {
    return is_optional<T>;
  }
}

/// Whether the type is written as text, or as a list of texts, as registered claims are.
template <class T>
constexpr bool is_text() {
  if constexpr (is_optional<T>) {
    return is_text<typename T::value_type>();
  } else {
    return kinds_of<T>() == string_kind;
  }
}
template <class T>
constexpr bool is_text_list() {
  if constexpr (may_be_absent<T>() && requires { typename T::value_type; }) {
    return is_text_list<typename T::value_type>();
  } else if constexpr (is_variant<T>) {
    return []<class... V>(std::type_identity<std::variant<V...>>) {
      return ((is_text<V>() || is_text_list<V>()) && ...);
    }(std::type_identity<T>());
  } else if constexpr (requires { typename T::value_type; }) {
    return kinds_of<T>() != object_kind && is_text<typename T::value_type>();
  } else {
    return is_text<T>();
  }
}

}  // namespace detail
}}  // namespace jot::JOT_ABI

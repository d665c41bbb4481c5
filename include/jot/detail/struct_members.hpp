// The members of an aggregate: how many there are, their types and their names. C++20 has no reflection.
#pragma once

#include <jot/detail/config.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline constexpr std::size_t most_members = 32;

// Converts to the type of any member. It is never called, but clang needs a body where std::optional's constructor
// might call it and the type is in an anonymous namespace.
struct any_member {
  template <class T>
  operator T() const {  // NOLINT(google-explicit-constructor)
    __builtin_unreachable();
  }
};
template <class Derived>
struct any_base_of {
  template <class Base>
    requires(std::is_base_of_v<Base, Derived> && !std::is_same_v<Base, Derived>)
  operator Base() const {  // NOLINT(google-explicit-constructor)
    __builtin_unreachable();
  }
};

template <std::size_t>
using numbered_member = any_member;

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{numbered_member<I>{}...}; };
}
// Whether {} is accepted after the first initialisers; an array uses up as many of them as it has elements.
template <class T, std::size_t... Before, std::size_t... After>
constexpr bool takes_empty_at(std::index_sequence<Before...>, std::index_sequence<After...>) {
  return requires { T{numbered_member<Before>{}..., {}, numbered_member<After>{}...}; };
}

template <class T, std::size_t N = most_members>
constexpr std::size_t most_initializers() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>())) {
    return N;
  } else {
    return most_initializers<T, N - 1>();
  }
}

/// Whether the members can be counted and bound, and if not, why.
enum class aggregate_shape { plain, no_aggregate, has_base, has_array, has_reference, has_too_many };

struct aggregate_facts {
  aggregate_shape shape;
  std::size_t members = 0;
};

template <class T>
constexpr aggregate_facts facts_of() {
  if constexpr (!std::is_aggregate_v<T> || std::is_array_v<T> || std::is_union_v<T>) {
    return {aggregate_shape::no_aggregate};
  } else if constexpr (requires { T{any_base_of<T>{}}; }) {
    return {aggregate_shape::has_base};
  } else if constexpr (std::is_empty_v<T>) {
    return {aggregate_shape::plain};
  } else {
    constexpr std::size_t n = most_initializers<T>();
    constexpr bool is_plain = []<std::size_t... I>(std::index_sequence<I...>) {
      return (takes_empty_at<T>(std::make_index_sequence<I>(), std::make_index_sequence<n - 1 - I>()) && ...);
    }(std::make_index_sequence<n>());
    if (n == 0) return {aggregate_shape::has_reference};
    if (takes_empty_at<T>(std::make_index_sequence<n>(), std::index_sequence<>())) {
      return {aggregate_shape::has_too_many};
    }
    if (!is_plain) return {aggregate_shape::has_array};
    return {aggregate_shape::plain, n};
  }
}

/// Calls f with all members, which structured bindings give.
template <class T, class F>
constexpr decltype(auto) with_members(T& object, F&& f) {
  constexpr std::size_t n = facts_of<std::remove_const_t<T>>().members;
  // clang-format off
  if constexpr (n == 0) { return f(); }
  else if constexpr (n == 1) { auto& [m0] = object; return f(m0); }
  else if constexpr (n == 2) { auto& [m0, m1] = object; return f(m0, m1); }
  else if constexpr (n == 3) { auto& [m0, m1, m2] = object; return f(m0, m1, m2); }
  else if constexpr (n == 4) { auto& [m0, m1, m2, m3] = object; return f(m0, m1, m2, m3); }
  else if constexpr (n == 5) { auto& [m0, m1, m2, m3, m4] = object; return f(m0, m1, m2, m3, m4); }
  else if constexpr (n == 6) { auto& [m0, m1, m2, m3, m4, m5] = object; return f(m0, m1, m2, m3, m4, m5); }
  else if constexpr (n == 7) { auto& [m0, m1, m2, m3, m4, m5, m6] = object; return f(m0, m1, m2, m3, m4, m5, m6); }
  else if constexpr (n == 8) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7);
  }
  else if constexpr (n == 9) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8);
  }
  else if constexpr (n == 10) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9);
  }
  else if constexpr (n == 11) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10);
  }
  else if constexpr (n == 12) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11);
  }
  else if constexpr (n == 13) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12);
  }
  else if constexpr (n == 14) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13);
  }
  else if constexpr (n == 15) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14);
  }
  else if constexpr (n == 16) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15);
  }
  else if constexpr (n == 17) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16);
  }
  else if constexpr (n == 18) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17);
  }
  else if constexpr (n == 19) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18);
  }
  else if constexpr (n == 20) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19);
  }
  else if constexpr (n == 21) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20);
  }
  else if constexpr (n == 22) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21);
  }
  else if constexpr (n == 23) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22);
  }
  else if constexpr (n == 24) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23);
  }
  else if constexpr (n == 25) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24);
  }
  else if constexpr (n == 26) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25);
  }
  else if constexpr (n == 27) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26);
  }
  else if constexpr (n == 28) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26, m27] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26, m27);
  }
  else if constexpr (n == 29) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26, m27, m28] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26, m27, m28);
  }
  else if constexpr (n == 30) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26, m27, m28, m29] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26, m27, m28, m29);
  }
  else if constexpr (n == 31) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26, m27, m28, m29, m30] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26, m27, m28, m29, m30);
  }
  else if constexpr (n == 32) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21,
           m22, m23, m24, m25, m26, m27, m28, m29, m30, m31] = object;
    return f(m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
             m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31);
  }
  // clang-format on
}

// A view in a claims type would outlive the token that it refers to.

template <class T>
inline constexpr bool is_view = std::is_pointer_v<T>;
template <class Char, class Traits>
inline constexpr bool is_view<std::basic_string_view<Char, Traits>> = true;
template <class T, std::size_t N>
inline constexpr bool is_view<std::span<T, N>> = true;
template <class T>
inline constexpr bool is_view<std::reference_wrapper<T>> = true;

template <class T>
constexpr bool holds_view();

template <class... Members>
struct member_list {
  template <class T>
  static constexpr std::size_t count = (std::size_t{std::is_same_v<std::remove_cv_t<Members>, T>} + ... + 0);
  static constexpr bool hold_views = (holds_view<std::remove_cv_t<Members>>() || ...);
  static constexpr bool are_values = (!(std::is_reference_v<Members> || std::is_const_v<Members>) && ...);
};

template <class T>
using members_of = decltype(with_members(std::declval<T&>(), []<class... M>(M&...) { return member_list<M...>(); }));

/// Whether the type is a view, an optional or a container of views, or an aggregate with a member that is.
template <class T>
constexpr bool holds_view() {
  if constexpr (is_view<T>) {
    return true;
  } else if constexpr (requires { typename T::mapped_type; }) {
    return is_view<typename T::mapped_type> || is_view<typename T::key_type>;
  } else if constexpr (requires { typename T::value_type; }) {
    return is_view<typename T::value_type>;
  } else if constexpr (std::is_aggregate_v<T> && !std::is_array_v<T>) {
    return members_of<T>::hold_views;
  } else {
    return false;
  }
}

// Names. The compiler writes a member's name where it writes the address of the member as a template's argument.

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-internal"
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif

template <class T>
struct held {
  T value;
};
/// Never defined: only the addresses of its members are used.
template <class T>
extern const held<T> nowhere;

template <class M>
struct address {
  const M* of;
};

template <class T, std::size_t I>
constexpr auto address_of_member() {
  return with_members(nowhere<T>.value, [](const auto&... members) {
    const auto of = std::get<I>(std::tuple{&members...});
    return address<std::remove_cvref_t<decltype(*of)>>{of};
  });
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <auto Address>
constexpr const char* signature_with() {
  return __PRETTY_FUNCTION__;
}

constexpr std::string_view last_identifier(std::string_view text) {
  const auto is_part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  while (!text.empty() && !is_part(text.back())) text.remove_suffix(1);
  std::size_t start = text.size();
  while (start > 0 && is_part(text[start - 1])) --start;
  return text.substr(start);
}

/// The members' names as they are in the source.
template <class T>
inline constexpr auto member_names = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{last_identifier(signature_with<address_of_member<T, I>()>())...};
}(std::make_index_sequence<facts_of<T>().members>());

struct probe {
  int first_name;
};
static_assert(member_names<probe>[0] == "first_name", "jot: this compiler does not write the names of members");

}}}  // namespace jot::JOT_ABI::detail

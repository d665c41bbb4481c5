// Whether a claims type holds views, which would outlive the document that from_json reads.
#pragma once

#include <jot/detail/config.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

template <class T>
inline constexpr bool is_view = std::is_pointer_v<T>;
template <class Char, class Traits>
inline constexpr bool is_view<std::basic_string_view<Char, Traits>> = true;
template <class T, std::size_t N>
inline constexpr bool is_view<std::span<T, N>> = true;
template <class T>
inline constexpr bool is_view<std::reference_wrapper<T>> = true;

// Converts to whatever a member is.
struct any_member {
  template <class T>
  operator T() const;  // NOLINT(google-explicit-constructor)
};
template <class Derived>
struct any_base_of {
  template <class Base>
    requires(std::is_base_of_v<Base, Derived> && !std::is_same_v<Base, Derived>)
  operator Base() const;  // NOLINT(google-explicit-constructor)
};

template <std::size_t>
using numbered_member = any_member;

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{numbered_member<I>{}...}; };
}
// With {} in the place after the first ones, of which an array takes all of its own places.
template <class T, std::size_t... Before, std::size_t... After>
constexpr bool takes_empty_at(std::index_sequence<Before...>, std::index_sequence<After...>) {
  return requires { T{numbered_member<Before>{}..., {}, numbered_member<After>{}...}; };
}

inline constexpr std::size_t most_members = 32;

template <class T, std::size_t N = most_members>
constexpr std::size_t most_initializers() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>())) {
    return N;
  } else {
    return most_initializers<T, N - 1>();
  }
}

/// How many members the aggregate has, or 0 where that cannot be said for sure: it has a base, an array, or more than
/// 32 members.
template <class T>
constexpr std::size_t count_members() {
  if constexpr (!std::is_aggregate_v<T> || std::is_array_v<T> || std::is_union_v<T> ||
                requires { T{any_base_of<T>{}}; }) {
    return 0;
  } else {
    constexpr std::size_t n = most_initializers<T>();
    constexpr bool has_more = takes_empty_at<T>(std::make_index_sequence<n>(), std::index_sequence<>());
    constexpr bool is_plain = []<std::size_t... I>(std::index_sequence<I...>) {
      return (takes_empty_at<T>(std::make_index_sequence<I>(), std::make_index_sequence<n - 1 - I>()) && ...);
    }(std::make_index_sequence<n>());
    return has_more || !is_plain ? 0 : n;
  }
}

template <class... Members>
struct member_list {};

template <class T>
constexpr bool holds_view();

template <class... Members>
constexpr bool any_holds_view(member_list<Members...>) {
  return (holds_view<std::remove_cv_t<Members>>() || ...);
}

// The members' types, by structured bindings: what C++20 has instead of reflection.
template <class T>
auto members_of(T& v) {
  constexpr std::size_t n = count_members<T>();
  if constexpr (n == 0) {
    return member_list<>();
  } else if constexpr (n == 1) {
    auto& [m0] = v;
    return member_list<decltype(m0)>();
  } else if constexpr (n == 2) {
    auto& [m0, m1] = v;
    return member_list<decltype(m0), decltype(m1)>();
  } else if constexpr (n == 3) {
    auto& [m0, m1, m2] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2)>();
  } else if constexpr (n == 4) {
    auto& [m0, m1, m2, m3] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3)>();
  } else if constexpr (n == 5) {
    auto& [m0, m1, m2, m3, m4] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4)>();
  } else if constexpr (n == 6) {
    auto& [m0, m1, m2, m3, m4, m5] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5)>();
  } else if constexpr (n == 7) {
    auto& [m0, m1, m2, m3, m4, m5, m6] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5),
                       decltype(m6)>();
  } else if constexpr (n == 8) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7)>();
  } else if constexpr (n == 9) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8)>();
  } else if constexpr (n == 10) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9)>();
  } else if constexpr (n == 11) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10)>();
  } else if constexpr (n == 12) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11)>();
  } else if constexpr (n == 13) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12)>();
  } else if constexpr (n == 14) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13)>();
  } else if constexpr (n == 15) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14)>();
  } else if constexpr (n == 16) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15)>();
  } else if constexpr (n == 17) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16)>();
  } else if constexpr (n == 18) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17)>();
  } else if constexpr (n == 19) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18)>();
  } else if constexpr (n == 20) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19)>();
  } else if constexpr (n == 21) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20)>();
  } else if constexpr (n == 22) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21)>();
  } else if constexpr (n == 23) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22)>();
  } else if constexpr (n == 24) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22,
           m23] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23)>();
  } else if constexpr (n == 25) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24)>();
  } else if constexpr (n == 26) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25)>();
  } else if constexpr (n == 27) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26)>();
  } else if constexpr (n == 28) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26, m27] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26), decltype(m27)>();
  } else if constexpr (n == 29) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26, m27, m28] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26), decltype(m27), decltype(m28)>();
  } else if constexpr (n == 30) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26, m27, m28, m29] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26), decltype(m27), decltype(m28), decltype(m29)>();
  } else if constexpr (n == 31) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26, m27, m28, m29, m30] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26), decltype(m27), decltype(m28), decltype(m29), decltype(m30)>();
  } else if constexpr (n == 32) {
    auto& [m0, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23,
           m24, m25, m26, m27, m28, m29, m30, m31] = v;
    return member_list<decltype(m0), decltype(m1), decltype(m2), decltype(m3), decltype(m4), decltype(m5), decltype(m6),
                       decltype(m7), decltype(m8), decltype(m9), decltype(m10), decltype(m11), decltype(m12),
                       decltype(m13), decltype(m14), decltype(m15), decltype(m16), decltype(m17), decltype(m18),
                       decltype(m19), decltype(m20), decltype(m21), decltype(m22), decltype(m23), decltype(m24),
                       decltype(m25), decltype(m26), decltype(m27), decltype(m28), decltype(m29), decltype(m30),
                       decltype(m31)>();
  }
}

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
    return any_holds_view(decltype(members_of(std::declval<T&>()))());
  } else {
    return false;
  }
}

}}}  // namespace jot::JOT_ABI::detail

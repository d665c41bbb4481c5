// Claims read into the caller's types.
#pragma once

#include <jot/claims.hpp>
#include <jot/detail/claim_kinds.hpp>
#include <jot/detail/claims_input.hpp>
#include <jot/detail/document_claims.hpp>
#include <jot/detail/json.hpp>
#include <jot/detail/struct_members.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace jot { inline namespace JOT_ABI { namespace detail {

template <class T>
[[nodiscard]] bool read_claim(claims_input& in, T& out);

template <class M>
constexpr member_entry entry_of(std::string_view name) {
  if constexpr (std::is_same_v<M, other_claims>) {
    return {"\xFF", nullptr, false};  // no claim has this name: it is not UTF-8
  } else {
    return {name, [](claims_input& in, void* place) { return read_claim(in, *static_cast<M*>(place)); },
            !may_be_absent<M>()};
  }
}

template <class T, class... M, std::size_t... I>
constexpr std::array<member_entry, sizeof...(M)> entries_of(member_list<M...>, std::index_sequence<I...>) {
  return {entry_of<M>(claim_names_in<T>[I])...};
}

template <class T>
inline constexpr std::array<member_entry, facts_of<T>().members> struct_entries =
    entries_of<T>(members_of<T>(), std::make_index_sequence<facts_of<T>().members>());

template <class T>
bool read_struct(claims_input& in, T& out) {
  static_assert(check_struct<T>());
  return with_members(out, [&](auto&... members) -> bool {
    constexpr std::size_t count = sizeof...(members);
    const std::array<void*, count> places{static_cast<void*>(&members)...};
    rest_reader read_rest = nullptr;
    void* rest = nullptr;
    [[maybe_unused]] const auto look = [&]<class M>(M& member) {
      if constexpr (std::is_same_v<M, other_claims>) {
        rest = &member;
        read_rest = [](claims_input& from, std::string_view name, void* to) {
          claim_io<M>::add(*static_cast<M*>(to), from, name);
          return true;
        };
      }
    };
    (look(members), ...);
    return read_members(in, struct_entries<T>.data(), places.data(), count, read_rest, rest);
  });
}

template <class T>
bool read_list(claims_input& in, T& out) {
  if (!in.expect(array_kind)) return false;
  if constexpr (requires { out.reserve(0); }) out.reserve(in.count_elements());
  in.enter();
  for (std::size_t i = 0; in.next_element(); ++i) {
    typename T::value_type element{};
    if (!read_claim(in, element)) return in.at_index(i);
    if constexpr (claim_set<T>) {
      out.insert(std::move(element));
    } else {
      out.push_back(std::move(element));
    }
  }
  return true;
}

template <class T, std::size_t N>
bool read_array(claims_input& in, std::array<T, N>& out) {
  if (!in.expect(array_kind)) return false;
  in.enter();
  std::size_t count = 0;
  for (; in.next_element(); ++count) {
    if (count >= N) {
      in.take_source();
    } else if (!read_claim(in, out[count])) {
      return in.at_index(count);
    }
  }
  return count == N || in.fail("an array of {} elements, {} are expected", count, N);
}

template <class T>
bool read_map(claims_input& in, T& out) {
  if (!in.expect(object_kind)) return false;
  in.enter();
  out.clear();
  std::string_view name;
  while (in.next_member(name)) {
    if (in.is_root() && is_registered_claim(name)) {
      in.take_source();
      continue;
    }
    std::string key(name);
    typename T::mapped_type value{};
    if (!read_claim(in, value)) return in.at_name(key);
    out.emplace(std::move(key), std::move(value));
  }
  return true;
}

template <class T>
bool read_enum(claims_input& in, T& out) {
  static_assert(value_names_differ<T>(), "jot: two values of an enumeration have the same name in jot_value_names");
  std::string_view text;
  if (!in.read(text)) return false;
  for (const auto& named : jot_value_names(out)) {
    if (named.name == text) {
      out = named.value;
      return true;
    }
  }
  return in.fail("a string that names no value of the claims type");
}

template <class... V>
bool read_variant(claims_input& in, std::variant<V...>& out) {
  constexpr bool distinct = [] {
    unsigned all = 0;
    bool once = true;
    ((once = once && (all & kinds_of<V>()) == 0, all |= kinds_of<V>()), ...);
    return once;
  }();
  static_assert(distinct,
                "jot: the alternatives of a variant in a claims struct are read from different kinds of JSON "
                "values, as std::string and std::vector<std::string> are");
  if (!in.expect((kinds_of<V>() | ...))) return false;
  bool ok = false;
  const auto attempt = [&]<class A>(std::type_identity<A>) {
    if ((kinds_of<A>() & in.kind()) == 0) return false;
    ok = read_claim(in, out.template emplace<A>());
    return true;
  };
  static_cast<void>((attempt(std::type_identity<V>()) || ...));
  return ok;
}

template <class T, class Json = nlohmann::json>
bool read_document(claims_input& in, T& out) {
  using document = typename included<Json>::type;
  document read;
  const emptied_leaves_first guard(read);
  build_accepted_json(in.take_source(), read);
  if constexpr (std::is_same_v<T, Json>) {
    std::swap(out, read);
    return true;
  } else {
    const result<void> converted = convert_document(read, out);
    return converted || in.fail_as(converted.error());
  }
}

template <class T>
bool read_claim(claims_input& in, T& out) {
  if constexpr (has_claim_io<T>) {
    return claim_io<T>::read(in, out);
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double>) {
    return in.read(out);
  } else if constexpr (claim_integer<T>) {
    using limits = std::numeric_limits<T>;
    std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t> number = 0;
    bool ok = false;
    if constexpr (std::is_signed_v<T>) {
      ok = in.read_integer((limits::min)(), (limits::max)(), number);
    } else {
      ok = in.read_unsigned((limits::max)(), number);
    }
    if (ok) out = static_cast<T>(number);
    return ok;
  } else if constexpr (std::is_same_v<T, std::string>) {
    std::string_view text;
    if (!in.read(text)) return false;
    out = std::string(text);
    return true;
  } else if constexpr (named_enum<T>) {
    return read_enum(in, out);
  } else if constexpr (is_optional<T>) {
    if (in.kind() != null_kind) return read_claim(in, out.emplace());
    in.take_source();
    out.reset();
    return true;
  } else if constexpr (is_std_array<T>) {
    return read_array(in, out);
  } else if constexpr (is_variant<T>) {
    return read_variant(in, out);
  } else if constexpr (claim_map<T>) {
    return read_map(in, out);
  } else if constexpr (claim_set<T> || claim_list<T>) {
    out.clear();
    return read_list(in, out);
  } else if constexpr (read_by_nlohmann<T>) {
    return read_document(in, out);
  } else if constexpr (plain_struct_to_read<T>) {
    return read_struct(in, out);
  } else {
    return is_unsupported<T>();
  }
}

/// Reads a claims set that the strict reader has accepted into the caller's type.
template <class Claims>
[[nodiscard]] result<void> read_claims_into(std::string_view payload, Claims& out) {
  static_assert(!holds_view<Claims>(),
                "jot: a claims type holds its claims: std::string, not std::string_view, a span or a pointer, which "
                "would refer to a token that no longer exists");
  static_assert((kinds_of<Claims>() & object_kind) != 0,
                "jot: a token's claims are read into a struct, a map or a nlohmann::json, for they are a JSON object");
  claims_input in(payload, claims_input::of::claims_set);
  return read_claim(in, out) ? result<void>() : in.failure();
}

}}}  // namespace jot::JOT_ABI::detail

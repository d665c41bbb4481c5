// The caller's types written into claims.
#pragma once

#include <jot/detail/claim_kinds.hpp>
#include <jot/detail/claims_output.hpp>
#include <jot/detail/document_claims.hpp>
#include <jot/detail/json.hpp>
#include <jot/detail/struct_members.hpp>

#include <cstddef>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace jot { inline namespace JOT_ABI { namespace detail {

template <class T>
[[nodiscard]] bool write_claim(claims_output& out, const T& value);

// Whether no member's name needs an escape in JSON, as no identifier of ASCII letters does.
template <class T>
constexpr bool has_plain_names() {
  for (const std::string_view name : claim_names_in<T>) {
    for (const char c : name) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
    }
  }
  return true;
}

/// Writes the members of a struct; the object's brackets are the caller's to write. `is_root` for the claims set.
template <bool is_root, class T>
bool write_members(claims_output& out, const T& value) {
  static_assert(check_struct<T>());
  return with_members(value, [&](const auto&... members) -> bool {
    [[maybe_unused]] std::size_t i = 0;
    [[maybe_unused]] const auto write = [&]<class M>(const M& member) -> bool {
      const std::size_t place = i++;
      const std::string_view name = claim_names_in<T>[place];
      if constexpr (std::is_same_v<M, other_claims>) {
        return claim_io<M>::write_members(out, member, claim_names_in<T>, place, is_root);
      } else {
        if constexpr (is_optional<M>) {
          if (!member) return true;
        }
        if (is_root && !out.may_have(name, is_text<M>() || (name == "aud" && is_text_list<M>()))) return false;
        if constexpr (has_plain_names<T>()) {
          out.plain_name(name);
        } else if (!out.name(name)) {
          return false;
        }
        return write_claim(out, member) || out.at_name(name);
      }
    };
    return (write(members) && ...);
  });
}

template <class T>
bool write_list(claims_output& out, const T& value) {
  if (!out.begin_array()) return false;
  std::size_t i = 0;
  for (const auto& element : value) {
    if (!write_claim<typename T::value_type>(out, element)) return out.at_index(i);
    ++i;
  }
  out.end_array();
  return true;
}

template <class T>
bool write_map_members(claims_output& out, const T& value, bool is_root) {
  using mapped = typename T::mapped_type;
  for (const auto& [name, element] : value) {
    const bool fits = is_text<mapped>() || (name == "aud" && is_text_list<mapped>());
    if (!(is_root ? out.claim_name(name, fits) : out.name(name))) return false;
    if (!write_claim(out, element)) return out.at_name(name);
  }
  return true;
}

/// Calls f with the value as a document, or `fail` with the error when to_json threw. A document is not copied:
/// nlohmann's copy recurses, so that a deep one would end the program before the depth limit is checked.
template <class T, class F, class Fail, class Json = nlohmann::json>
auto with_document(const T& value, const F& f, [[maybe_unused]] const Fail& fail)
    -> decltype(f(std::declval<const Json&>())) {
  if constexpr (std::is_same_v<T, Json>) {
    return f(value);
  } else {
    typename included<Json>::type document;
    const emptied_leaves_first guard(document);
#if JOT_EXCEPTIONS
    try {
      document = value;
    } catch (const exception& e) {
      return fail(e.error());
    } catch (const std::bad_alloc&) {
      throw;
    } catch (...) {
      return fail(error(errc::invalid_claims_to_sign, "to_json of a claims type threw an exception"));
    }
#else
    document = value;
#endif
    return f(document);
  }
}

template <class T>
constexpr bool has_date_claim() {
  for (const std::string_view name : claim_names_in<T>) {
    if (name == "exp" || name == "nbf" || name == "iat") return true;
  }
  return false;
}

template <class T>
bool write_claim(claims_output& out, const T& value) {
  if constexpr (has_claim_io<T>) {
    return claim_io<T>::write(out, value);
  } else if constexpr (std::is_same_v<T, bool>) {
    return out.boolean(value), true;
  } else if constexpr (std::is_same_v<T, double>) {
    return out.number(value);
  } else if constexpr (claim_integer<T> && std::is_signed_v<T>) {
    return out.integer(value), true;
  } else if constexpr (claim_integer<T>) {
    return out.unsigned_integer(value), true;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return out.text(value);
  } else if constexpr (named_enum<T>) {
    for (const auto& named : jot_value_names(value)) {
      if (named.value == value) return out.text(named.name);
    }
    return out.fail("the value has no name in jot_value_names");
  } else if constexpr (is_optional<T>) {
    return value ? write_claim(out, *value) : (out.null(), true);
  } else if constexpr (is_variant<T>) {
    return std::visit([&](const auto& held) { return write_claim(out, held); }, value);
  } else if constexpr (claim_map<T>) {
    if (!out.begin_object() || !write_map_members(out, value, false)) return false;
    return out.end_object(), true;
  } else if constexpr (is_std_array<T> || claim_set<T> || claim_list<T>) {
    return write_list(out, value);
  } else if constexpr (written_by_nlohmann<T>) {
    const auto write = [&](const auto& document) {
      const result<void> written = write_json(out.writer(), {}, document, out.depth());
      return written || out.fail_as(written.error());
    };
    return with_document(value, write, [&](const error& e) { return out.fail_as(e); });
  } else if constexpr (plain_struct_to_write<T>) {
    if (!out.begin_object() || !write_members<false>(out, value)) return false;
    return out.end_object(), true;
  } else {
    return is_unsupported<T>();
  }
}

/// Members to be written after the registered claims.
template <class T>
[[nodiscard]] custom_claims claims_of_value(const T& value) noexcept {
  return {&value, [](json_writer& out, const registered_claims& registered, const void* claims) -> result<void> {
            const T& custom = *static_cast<const T*>(claims);
            claims_output to(out, registered);
            bool ok = false;
            if constexpr (claim_map<T>) {
              ok = write_map_members(to, custom, true);
            } else {
              static_assert(plain_struct_to_write<T>, "jot: custom claims are a struct, a map, or a JSON object");
              static_assert(!has_date_claim<T>(),
                            "jot: exp, nbf and iat of a claims struct are read, and not signed; set them in "
                            "registered_claims: .exp = jot::in(15min)");
              ok = write_members<true>(to, custom);
            }
            return ok ? result<void>() : to.failure();
          }};
}

/// Gives `sign` the caller's claims, written in the way that their type decides.
template <class T, class Sign, class Json = nlohmann::json>
auto with_custom_claims(const T& value, const Sign& sign) {
  if constexpr (claim_map<T> || plain_struct_to_write<T>) {
    return sign(claims_of_value(value));
  } else {
    static_assert(!built_in_claim<T>, "jot: custom claims are a struct, a map, or a JSON object");
    using answer = decltype(sign(std::declval<const custom_claims&>()));
    return with_document(
        value, [&](const auto& document) { return sign(claims_of_document(document)); },
        [](const error& e) { return answer(e); });
  }
}

}}}  // namespace jot::JOT_ABI::detail

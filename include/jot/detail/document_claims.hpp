// Claims that go through nlohmann's documents: signed from one, or read from one by from_json.
#pragma once

#include <jot/claims.hpp>
#include <jot/detail/json.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <exception>
#include <new>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The members of a document, to be written after the registered claims. Errors: invalid_claims_to_sign (it is not an
/// object, repeats a registered claim, holds what JSON cannot say).
template <class Json>
[[nodiscard]] custom_claims claims_of_document(const Json& document) noexcept {
  return {&document, [](json_writer& out, const registered_claims& registered, const void* claims) -> result<void> {
            const Json& custom = *static_cast<const Json*>(claims);
            if (!custom.is_object()) {
              return error(errc::invalid_claims_to_sign,
                           "the custom claims are not a JSON object; to_json must return one");
            }
            const auto is_list_of_texts = [](const Json& value) {
              for (const Json& one : value) {
                if (!one.is_string()) return false;
              }
              return value.is_array();
            };
            for (const auto& [name, value] : custom.template get_ref<const typename Json::object_t&>()) {
              const bool is_of_its_type = value.is_string() || (name == "aud" && is_list_of_texts(value));
              const result<void> ok = check_custom(registered, name, is_of_its_type);
              if (!ok) return ok;
              if (!out.any_name(name)) return error(errc::invalid_claims_to_sign, "a claim's name is not valid UTF-8");
              const result<void> written = write_json(out, name, value, json_limits{}.depth - 1);
              if (!written) return written;
            }
            return {};
          }};
}

/// The error for what from_json threw. Best effort: nlohmann's exception names the member in its text alone, and where
/// the text has another form the error names no claim.
[[nodiscard]] error conversion_error(std::string_view what) noexcept;

/// Converts by the from_json that is declared beside the type, else by the adl_serializer.
template <class T, class Json>
void convert_by(const Json& document, T& out) noexcept(noexcept(document.get_to(out))) {
  document.get_to(out);
}
template <class T, class Json>
  requires requires(const Json& document, T& out) { from_json(document, out); }
void convert_by(const Json& document, T& out) noexcept(noexcept(from_json(document, out))) {
  from_json(document, out);
}

/// Converts a document to what it is read into.
template <class T, class Json>
[[nodiscard]] result<void> convert_document(const Json& document, T& out) {
#if JOT_EXCEPTIONS
  try {
    convert_by(document, out);
  } catch (const exception& e) {
    return e.error();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& e) {
    return conversion_error(e.what());
  } catch (...) {
    return conversion_error({});
  }
#else
  static_assert(noexcept(convert_by(document, out)),
                "jot: without exceptions, from_json of a claims type must be noexcept and take any document");
  convert_by(document, out);
#endif
  return {};
}

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/document_claims.hpp>
#endif

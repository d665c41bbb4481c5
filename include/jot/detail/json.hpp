// nlohmann's documents: built, written and destroyed in templates that the caller instantiates, so that a program
// without documents does not need <nlohmann/json.hpp>.
#pragma once

#include <jot/detail/json_writer.hpp>
#include <jot/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The document's type, if it is complete. Templates for callers name it in this way, so that the compiler's first
/// error says what to include.
template <class Json>
struct included {
  static_assert(
      requires { sizeof(Json); },
      "jot: documents (.json(), verify<nlohmann::json>, types with from_json or to_json) need "
      "#include <nlohmann/json.hpp> above the first use");
  using type = Json;
};

/// Empties a document, leaves first, before it is destroyed: nlohmann's destructor allocates for an array or object
/// that is not empty, and ends the program where that fails.
template <class Json>
class emptied_leaves_first {
 public:
  explicit emptied_leaves_first(Json& document) noexcept : document_(document) {}
  emptied_leaves_first(const emptied_leaves_first&) = delete;
  emptied_leaves_first& operator=(const emptied_leaves_first&) = delete;
  ~emptied_leaves_first() { empty(document_); }

 private:
  static void empty(Json& value) noexcept {
    if (!value.is_structured()) return;
    for (Json& child : value) empty(child);
    value.clear();
  }
  Json& document_;
};

/// The document of a text that the strict reader has already accepted.
template <class Json>
void build_accepted_json(std::string_view text, Json& out) {
  out = Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

/// Writes a value of any kind, at most `depth` levels of arrays and objects. nlohmann's dump() recurses without limit,
/// throws on text that is not UTF-8 and writes NaN as null. Error: invalid_claims_to_sign, which names `member`.
template <class Json>
result<void> write_json(json_writer& out, std::string_view member, const Json& value, std::size_t depth) {
  using kind = typename Json::value_t;
  const auto wrong = [&](detail_text why) { return error(errc::invalid_claims_to_sign, member, why); };
  if (value.is_structured() && depth == 0) return wrong("nested more deeply than a verifier accepts");
  switch (value.type()) {
    case kind::null:
      out.raw("null");
      return {};
    case kind::boolean:
      out.raw(value.template get_ref<const bool&>() ? "true" : "false");
      return {};
    case kind::number_integer:
      out.integer(value.template get_ref<const typename Json::number_integer_t&>());
      return {};
    case kind::number_unsigned:
      out.raw(std::to_string(value.template get_ref<const typename Json::number_unsigned_t&>()));
      return {};
    case kind::number_float: {
      const double number = value.template get<double>();
      constexpr double most = (std::numeric_limits<double>::max)();
      if (!(number >= -most && number <= most)) return wrong("NaN and infinity cannot be written as JSON");
      out.raw(value.dump());
      return {};
    }
    case kind::string:
      return out.text(value.template get_ref<const std::string&>()) ? result<void>()
                                                                    : wrong("the text is not valid UTF-8");
    case kind::array:
      out.begin_array();
      for (const Json& element : value.template get_ref<const typename Json::array_t&>()) {
        if (const result<void> written = write_json(out, member, element, depth - 1); !written) return written;
      }
      out.end_array();
      return {};
    case kind::object:
      out.begin_object();
      for (const auto& [name, child] : value.template get_ref<const typename Json::object_t&>()) {
        if (!out.any_name(name)) return wrong("a member's name is not valid UTF-8");
        if (const result<void> written = write_json(out, member, child, depth - 1); !written) return written;
      }
      out.end_object();
      return {};
    case kind::binary:
    case kind::discarded:
      break;
  }
  return wrong("binary data cannot be written as JSON; encode it as text");
}

}}}  // namespace jot::JOT_ABI::detail

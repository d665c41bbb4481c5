// Documents: built from text off the wire that was strictly read, and written to be signed.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/impl/json/writer.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Reads one JSON object as read_json_object does and builds the document. `out` is untouched on an error.
inline result<void> read_json_document(std::string_view text, const json_limits& limits, errc malformed,
                                       nlohmann::json& out) {
  struct ignores_all final : json_visitor {
    void on_member(std::string_view, const json_value&) override {}
    void on_element(const json_value&) override {}
  } visitor;
  if (const result<void> read = read_json_object(text, limits, malformed, visitor); !read) return read;
  build_accepted_json(text, out);
  return {};
}

/// Writes a value of any kind, at most `depth` levels of arrays and objects. nlohmann's dump() recurses without limit,
/// throws on text that is not UTF-8 and writes NaN as null. Error: invalid_claims_to_sign, which names `member`.
inline result<void> write_json(json_writer& out, std::string_view member, const nlohmann::json& value,
                               std::size_t depth) {
  using kind = nlohmann::json::value_t;
  const auto wrong = [&](detail_text why) { return error(errc::invalid_claims_to_sign, member, why); };
  if (value.is_structured() && depth == 0) return wrong("nested too deep for a verifier to accept");
  switch (value.type()) {
    case kind::null:
      out.raw("null");
      return {};
    case kind::boolean:
      out.raw(value.get_ref<const bool&>() ? "true" : "false");
      return {};
    case kind::number_integer:
      out.integer(value.get_ref<const nlohmann::json::number_integer_t&>());
      return {};
    case kind::number_unsigned:
      out.raw(std::to_string(value.get_ref<const nlohmann::json::number_unsigned_t&>()));
      return {};
    case kind::number_float:
      if (!std::isfinite(value.get_ref<const double&>())) return wrong("NaN and infinity cannot be written as JSON");
      out.raw(value.dump());
      return {};
    case kind::string:
      return out.text(value.get_ref<const std::string&>()) ? result<void>() : wrong("the text is not UTF-8");
    case kind::array:
      out.begin_array();
      for (const nlohmann::json& element : value.get_ref<const nlohmann::json::array_t&>()) {
        if (const result<void> written = write_json(out, member, element, depth - 1); !written) return written;
      }
      out.end_array();
      return {};
    case kind::object:
      out.begin_object();
      for (const auto& [name, child] : value.get_ref<const nlohmann::json::object_t&>()) {
        if (!out.any_name(name)) return wrong("a member's name is not UTF-8");
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

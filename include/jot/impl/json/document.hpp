// Documents built from text off the wire that was strictly read.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/impl/json/reader.hpp>

#include <nlohmann/json.hpp>

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

}}}  // namespace jot::JOT_ABI::detail

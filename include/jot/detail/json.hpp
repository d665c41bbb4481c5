// The strict JSON reader that everything off the wire goes through (RFC 8259, RFC 7493): one small interface, behind
// which the parser can be exchanged.
#pragma once

#include <jot/detail/json_value.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Reads one JSON object and nothing else: UTF-8 without BOM or NUL, no duplicate member at any level (compared after
/// unescaping), no unpaired surrogate, within the limits. Never throws on any bytes. On an error the visitor may have
/// seen part of the object. Errors: `malformed`, limit_exceeded.
result<void> read_json_object(std::string_view text, const json_limits& limits, errc malformed, json_visitor& visitor);

/// Reads one JSON object in the same way and builds the document. `out` is untouched on an error.
result<void> read_json_document(std::string_view text, const json_limits& limits, errc malformed, nlohmann::json& out);

/// The document of a text that read_json_object has already accepted.
void build_accepted_json(std::string_view text, nlohmann::json& out);

/// Empties a document from its leaves on before it is destroyed. nlohmann's destructor allocates for an array or object
/// that is not empty, and where that fails it ends the program. Needs <nlohmann/json.hpp>.
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

/// Appends the text as a JSON string, quotes and escapes included. False, with nothing appended, when it is not UTF-8.
[[nodiscard]] bool append_json_string(text_buffer& out, std::string_view text);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/json.hpp>
#endif

// What a door must show of JSON: how a document is built, and taken down.
#pragma once

#include <jot/detail/config.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The document of a text that the strict reader has already accepted.
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

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/json.hpp>
#endif

// Events of the strict JSON reader.
#pragma once

#include <jot/detail/config.hpp>

#include <cstdint>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

enum class json_kind : std::uint8_t { null, boolean, integer, decimal, string, array, object };

/// A value as the reader meets it. Its views are valid until the callback returns.
struct json_value {
  json_kind kind = json_kind::null;
  bool truth = false;          // boolean
  std::int64_t integer = 0;    // integer: any that fits; others arrive as decimal
  std::string_view text = {};  // string: unescaped UTF-8; decimal: the number's text
};

/// Called for each member of the root object, in order, and for each element of an array that is a member of the root.
/// Deeper values are reported only as the text of the object or array that holds them.
class json_visitor {
 public:
  virtual void on_member(std::string_view name, const json_value& value) = 0;
  /// An element of the array announced by the last on_member.
  virtual void on_element(const json_value& value) = 0;
  /// The object or array of the last on_member ends; `source` is its text, a part of the text that is read, so that an
  /// object can be given to the strict reader again. An error may still follow.
  virtual void on_member_end(std::string_view source) { static_cast<void>(source); }
  /// The same for the object or array of the last on_element.
  virtual void on_element_end(std::string_view source) { static_cast<void>(source); }

 protected:
  ~json_visitor() = default;
};

}}}  // namespace jot::JOT_ABI::detail

// What the JSON reader tells of what it reads.
#pragma once

#include <jot/detail/config.hpp>

#include <cstdint>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

enum class json_kind : std::uint8_t { null, boolean, integer, decimal, string, array, object };

/// A value as the reader meets it. Views die when the callback returns.
struct json_value {
  json_kind kind = json_kind::null;
  bool truth = false;          // boolean
  std::int64_t integer = 0;    // integer: any that fits; others arrive as decimal
  std::string_view text = {};  // string: unescaped UTF-8; decimal: the number's text
};

/// Told of every member of the root object, in order. Of nested values it hears only that they are there, and of the
/// elements of an array that is itself a member of the root, each in turn.
class json_visitor {
 public:
  virtual void on_member(std::string_view name, const json_value& value) = 0;
  /// An element of the array announced by the last on_member.
  virtual void on_element(const json_value& value) = 0;

 protected:
  ~json_visitor() = default;
};

}}}  // namespace jot::JOT_ABI::detail

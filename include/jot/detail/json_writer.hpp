// Writes JSON text. Objects and arrays are put together nowhere else.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/text_buffer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Appends the text as a JSON string, quotes and escapes included. False, with nothing appended, when it is not UTF-8.
[[nodiscard]] bool append_json_string(text_buffer& out, std::string_view text);

/// Writes objects and arrays to the end of a text, commas included. The caller pairs begin and end, and gives each
/// member of an object a name.
class json_writer {
 public:
  explicit json_writer(text_buffer& out) noexcept : out_(out) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// The name of the next member, which must need no escape, as the program's own names do not.
  template <std::size_t N>
  void name(const char (&plain)[N]) {
    plain_name({plain, N - 1});
  }
  /// The same, known to need no escape.
  void plain_name(std::string_view plain) {
    separate();
    char* const quoted = out_.add_room(plain.size() + 3);
    quoted[0] = '"';
    std::copy(plain.begin(), plain.end(), quoted + 1);
    quoted[plain.size() + 1] = '"';
    quoted[plain.size() + 2] = ':';
    needs_comma_ = false;
  }
  /// A name of any characters. False when it is not UTF-8; the text is then unusable.
  [[nodiscard]] bool any_name(std::string_view name) {
    if (!text(name)) return false;
    out_.add(':');
    needs_comma_ = false;
    return true;
  }

  /// False when the text is not UTF-8; what was written is then unusable.
  [[nodiscard]] bool text(std::string_view value) {
    separate();
    return append_json_string(out_, value);
  }
  void integer(std::int64_t value);
  /// The octets as a string of base64url.
  void octets(bytes_view value);
  /// A value that is JSON text already.
  void raw(std::string_view json) {
    separate();
    out_.add(json);
  }

 private:
  void separate() {
    if (needs_comma_) out_.add(',');
    needs_comma_ = true;
  }
  void begin(char bracket) {
    separate();
    out_.add(bracket);
    needs_comma_ = false;
  }
  void end(char bracket) {
    out_.add(bracket);
    needs_comma_ = true;
  }

  text_buffer& out_;
  bool needs_comma_ = false;
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/json_writer.hpp>
#endif

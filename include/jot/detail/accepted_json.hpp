// JSON text that the strict reader has accepted, walked through once more.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Text of JSON that the strict reader has accepted: here it is only a matter of where a value ends.
class accepted_json {
 public:
  /// The whole of it is one value, perhaps between white space.
  explicit accepted_json(std::string_view text) noexcept : text_(text) { skip_space(); }

  [[nodiscard]] bool at_end() const noexcept { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const noexcept { return at_end() ? '\0' : text_[at_]; }
  /// Goes on to what comes after this character, and the white space there.
  void step() noexcept {
    ++at_;
    skip_space();
  }
  /// The value that begins here; goes on to what comes after it.
  std::string_view take_value() noexcept;

 private:
  void skip_space() noexcept {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  void skip_string() noexcept;
  [[nodiscard]] bool ends_value() const noexcept;

  std::string_view text_;
  std::size_t at_ = 0;
};

/// The text of an accepted JSON string, whose quotes are given too, without its escapes.
[[nodiscard]] std::string unescaped(std::string_view quoted);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/accepted_json.hpp>
#endif

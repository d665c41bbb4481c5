// JSON text that the strict reader has accepted, walked through once more.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// JSON text that the strict reader has accepted, so that nothing needs to be checked again: only the ends of values
/// are looked for.
class accepted_json {
 public:
  /// The whole of it is one value, perhaps between white space.
  explicit accepted_json(std::string_view text) noexcept : at_(text.data()), end_(text.data() + text.size()) {
    skip_space();
  }

  [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
  [[nodiscard]] char peek() const noexcept { return at_ != end_ ? *at_ : '\0'; }
  /// Goes on past this character and the white space after it.
  void step() noexcept {
    ++at_;
    skip_space();
  }
  /// The value that begins here; goes on past it.
  std::string_view take_value() noexcept;
  /// The string that begins here, without its quotes; goes on past it. Not where it has escapes: false, and still here.
  [[nodiscard]] bool take_plain_string(std::string_view& text) noexcept;
  /// How many elements the array that begins here has.
  [[nodiscard]] std::size_t count_elements() const noexcept;

 private:
  void skip_space() noexcept {
    while (at_ != end_ && static_cast<unsigned char>(*at_) <= ' ') ++at_;
  }
  void skip_string() noexcept;

  const char* at_;
  const char* end_;
};

/// Unescapes an accepted JSON string, which is given with its quotes.
[[nodiscard]] std::string unescaped(std::string_view quoted);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/accepted_json.hpp>
#endif

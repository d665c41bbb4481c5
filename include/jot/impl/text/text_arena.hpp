// Memory for texts that must stay where they are; text that grows is in detail/text_buffer.hpp.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Memory for all texts of one token; a text that was added does not move.
class text_arena {
 public:
  text_arena() = default;
  /// Uses the caller's memory, until reserve() allocates.
  explicit text_arena(std::span<char> room) noexcept : start_(room.data()), capacity_(room.size()) {}
  text_arena(const text_arena&) = delete;
  text_arena& operator=(const text_arena&) = delete;

  /// Makes room, empty, for this many bytes.
  void reserve(std::size_t capacity) {
    used_ = 0;
    if (capacity <= capacity_) return;
    owned_ = std::make_unique_for_overwrite<char[]>(capacity);
    start_ = owned_.get();
    capacity_ = capacity;
  }
  /// Adds a copy of the text. The caller has reserved enough: no JSON text is longer unescaped than escaped.
  [[nodiscard]] std::string_view keep(std::string_view text) noexcept {
    char* const at = take(text.size());
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }
  [[nodiscard]] char* take(std::size_t size) noexcept {
    char* const at = start_ + used_;
    used_ += size;
    return at;
  }
  [[nodiscard]] std::string_view used() const noexcept { return {start_, used_}; }
  [[nodiscard]] std::size_t heap_bytes() const noexcept { return owned_ != nullptr ? capacity_ : 0; }

 private:
  std::unique_ptr<char[]> owned_;
  char* start_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

}}}  // namespace jot::JOT_ABI::detail

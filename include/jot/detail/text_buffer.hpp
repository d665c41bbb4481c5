// Text that is written piece by piece: a token's header and claims, a JWK.
#pragma once

#include <jot/bytes.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Text that grows at its end. It does not allocate for up to 512 characters.
class text_buffer {
 public:
  text_buffer() noexcept {}  // NOLINT(modernize-use-equals-default): it would initialise the room
  text_buffer(const text_buffer&) = delete;
  text_buffer& operator=(const text_buffer&) = delete;

  void add(char c) {
    if (size_ == capacity_) grow(1);
    start_[size_++] = c;
  }
  void add(std::string_view text) {
    if (capacity_ - size_ < text.size()) grow(text.size());
    if (!text.empty()) std::memcpy(start_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  /// Adds so many characters, which the caller writes; the pointer is valid until the next call that adds.
  [[nodiscard]] char* add_room(std::size_t size) {
    if (capacity_ - size_ < size) grow(size);
    size_ += size;
    return start_ + size_ - size;
  }
  /// Makes room for this many characters in all. A text with secrets reserves what it needs: growing leaves a copy.
  void reserve(std::size_t size) {
    if (size > capacity_) grow(size);
  }
  /// Wipes what was written.
  void wipe() noexcept { wipe_memory(start_, size_); }
  /// Keeps only the first characters.
  void cut(std::size_t size) noexcept { size_ = size; }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::string_view view() const noexcept { return {start_, size_}; }

 private:
  void grow(std::size_t by) {
    const std::size_t capacity = 2 * capacity_ + by;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity);
    std::memcpy(larger.get(), start_, size_);
    more_ = std::move(larger);
    start_ = more_.get();
    capacity_ = capacity;
  }

  std::array<char, 512> room_;
  std::unique_ptr<char[]> more_;
  char* start_ = room_.data();
  std::size_t capacity_ = room_.size();
  std::size_t size_ = 0;
};

}}}  // namespace jot::JOT_ABI::detail

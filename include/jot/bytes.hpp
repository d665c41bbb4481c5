// Bytes: views of them, a buffer for secrets that is wiped, comparison in constant time.
#pragma once

#include <jot/result.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

using bytes_view = std::span<const unsigned char>;  ///< bytes that another object holds
using bytes = std::vector<unsigned char>;           ///< bytes, which are not wiped

/// The bytes of a text, as they are.
[[nodiscard]] inline bytes_view as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

/// The bytes as text, as they are.
[[nodiscard]] inline std::string_view as_text(bytes_view data) noexcept {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

/// True when both have the same length and bytes; the time taken depends on the length alone.
[[nodiscard]] bool equal_in_constant_time(bytes_view a, bytes_view b) noexcept;

namespace detail {
/// True when both are the same but for upper and lower case of ASCII letters.
[[nodiscard]] bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;
}  // namespace detail

/// The bytes that hexadecimal digits denote: two digits a byte, in either case, nothing between them. Error:
/// invalid_key.
result<bytes> decode_hex(std::string_view hex);

/// Bytes that must not stay in memory: wiped when destroyed, assigned or moved from. Not copyable.
class secret_bytes {
 public:
  /// No bytes.
  secret_bytes() noexcept = default;
  /// So many bytes, all zero.
  explicit secret_bytes(std::size_t size);
  /// A copy of the bytes; the source is not wiped.
  explicit secret_bytes(bytes_view source);
  /// @{
  /// Takes the bytes over; the other is empty afterwards.
  secret_bytes(secret_bytes&& other) noexcept;
  secret_bytes& operator=(secret_bytes&& other) noexcept;
  /// @}
  ~secret_bytes();

  /// @{
  /// The first byte; nullptr where there is none.
  [[nodiscard]] unsigned char* data() noexcept { return data_.get(); }
  [[nodiscard]] const unsigned char* data() const noexcept { return data_.get(); }
  /// @}
  /// How many bytes there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The bytes, which live as long as this.
  [[nodiscard]] bytes_view view() const noexcept { return {data_.get(), size_}; }

 private:
  std::unique_ptr<unsigned char[]> data_;
  std::size_t size_ = 0;
};

/// @{
/// Overwrites and empties an ordinary buffer that held a secret; the compiler cannot leave it out.
void wipe(std::string& secret) noexcept;
void wipe(bytes& secret) noexcept;
/// @}

namespace detail {
/// The same for memory of any owner.
void wipe_memory(void* data, std::size_t size) noexcept;
}  // namespace detail

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/text/bytes.hpp>
#endif

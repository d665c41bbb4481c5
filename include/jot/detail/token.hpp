// A compact token on its way through the checks: split, header read, authenticated, payload decoded.
#pragma once

#include <jot/jws_header.hpp>
#include <jot/key_source.hpp>
#include <jot/limits.hpp>

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace jot::inline JOT_ABI::detail {

/// Room for all texts of one token, allocated once; what is put there stays where it is.
class text_arena {
 public:
  void reserve(std::size_t capacity) {
    room_ = std::make_unique_for_overwrite<char[]>(capacity);
    capacity_ = capacity;
    used_ = 0;
  }
  /// A copy of the text. The caller reserved enough: no text of JSON is longer unescaped than it was escaped.
  [[nodiscard]] std::string_view keep(std::string_view text) noexcept {
    char* const at = take(text.size());
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }
  [[nodiscard]] char* take(std::size_t size) noexcept {
    char* const at = room_.get() + used_;
    used_ += size;
    return at;
  }
  [[nodiscard]] std::size_t left() const noexcept { return capacity_ - used_; }

 private:
  std::unique_ptr<char[]> room_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

/// The three segments (RFC 7515 §7.1), still encoded.
struct compact_segments {
  std::string_view signing_input;  ///< header, dot and payload
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
};

/// Exactly two dots and the size limits. Looks no further than the third dot. Errors: malformed_token,
/// limit_exceeded.
result<compact_segments> split_compact(std::string_view token, const token_limits& limits);

/// What to do about a header that verify() would refuse.
enum class header_reading : std::uint8_t { strict, for_display };

/// A token's header and payload, and the memory that their views point into.
class token_parts {
 public:
  token_parts() = default;
  token_parts(const token_parts&) = delete;
  token_parts& operator=(const token_parts&) = delete;

  /// Size, shape, header, algorithm, crit, key, signature, in this order; then the payload is decoded.
  result<void> authenticate(std::string_view token, const key_source_ref& keys, const token_limits& limits,
                            std::span<const std::string> understood);
  /// The same without algorithm, crit, key and signature.
  result<void> read_unverified(std::string_view token, const token_limits& limits);

  [[nodiscard]] const jws_header& header() const noexcept { return header_; }
  [[nodiscard]] std::string_view payload() const noexcept { return payload_; }

 protected:
  [[nodiscard]] text_arena& arena() noexcept { return arena_; }

 private:
  friend class header_reader;
  result<void> read_header(const compact_segments& segments, const token_limits& limits,
                           std::span<const std::string> understood, header_reading how);
  result<void> decode_payload(const compact_segments& segments);

  text_arena arena_;
  jws_header header_;
  std::string_view payload_;
};

}  // namespace jot::inline JOT_ABI::detail

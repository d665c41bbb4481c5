// A compact token on its way through the checks: split, header read, authenticated, payload decoded.
#pragma once

#include <jot/detail/header_memo.hpp>
#include <jot/jws_header.hpp>
#include <jot/key_source.hpp>
#include <jot/limits.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Room for all texts of one token; what is put there stays where it is.
class text_arena {
 public:
  text_arena() = default;
  /// Over memory of somebody else, until reserve() takes more.
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
  /// A copy of the text. The caller reserved enough: no text of JSON is longer unescaped than it was escaped.
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
  [[nodiscard]] std::size_t left() const noexcept { return capacity_ - used_; }
  [[nodiscard]] std::string_view used() const noexcept { return {start_, used_}; }
  [[nodiscard]] std::size_t heap_bytes() const noexcept { return owned_ != nullptr ? capacity_ : 0; }

 private:
  std::unique_ptr<char[]> owned_;
  char* start_ = nullptr;
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

/// Exactly two dots and the size limits. Looks no further than the third dot. The segments are written to where they
/// stay, for each verification comes by here. Errors: malformed_token, limit_exceeded.
result<void> split_compact(std::string_view token, const token_limits& limits, compact_segments& out);

/// What to do about a header that verify() would refuse.
enum class header_reading : std::uint8_t { strict, for_display };

/// A token whose header was read and whose payload was not: all that a forged one gets to, so it stands on the stack
/// and allocates only for a header of more than 384 bytes.
class opened_token {
 public:
  opened_token() = default;
  opened_token(const opened_token&) = delete;
  opened_token& operator=(const opened_token&) = delete;

  /// Size, shape, header, algorithm, crit, key, signature, in this order. The memo may be null, and so may `signed_by`,
  /// which gets the key whose signature it was.
  result<void> authenticate(std::string_view token, const key_source_ref& keys, const token_limits& limits,
                            std::span<const std::string> understood, header_memo* memo = nullptr,
                            std::shared_ptr<const bound_key>* signed_by = nullptr);
  /// The same without algorithm, crit, key and signature.
  result<void> read_unverified(std::string_view token, const token_limits& limits);

  [[nodiscard]] const jws_header& header() const noexcept { return header_; }
  [[nodiscard]] const compact_segments& segments() const noexcept { return segments_; }
  /// All that the views of the header point into.
  [[nodiscard]] std::string_view texts() const noexcept { return arena_.used(); }

 private:
  friend class header_reader;
  result<void> decode_header();
  result<void> read_header(const token_limits& limits, std::span<const std::string> understood, header_reading how);

  std::array<char, 768> room_;
  text_arena arena_{room_};
  compact_segments segments_;
  jws_header header_;
};

/// A token's header and payload, and the memory that their views point into.
class token_parts {
 public:
  token_parts() = default;
  token_parts(const token_parts&) = delete;
  token_parts& operator=(const token_parts&) = delete;

  /// Copies the header and decodes the payload. Error: invalid_base64url.
  result<void> take(const opened_token& token);

  [[nodiscard]] const jws_header& header() const noexcept { return header_; }
  [[nodiscard]] std::string_view payload() const noexcept { return payload_; }

 protected:
  [[nodiscard]] text_arena& arena() noexcept { return arena_; }
  [[nodiscard]] std::size_t arena_bytes() const noexcept { return arena_.heap_bytes(); }

 private:
  // An everyday token needs no more, and so no memory besides what these parts stand in.
  std::array<char, 512> room_;
  text_arena arena_{room_};
  jws_header header_;
  kept_json header_document_;
  std::string_view payload_;
};

}}}  // namespace jot::JOT_ABI::detail

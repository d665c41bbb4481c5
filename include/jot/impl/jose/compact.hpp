// The compact serialization (RFC 7515 §7.1): a token is split and its segments are decoded.
#pragma once

#include <jot/base64url.hpp>
#include <jot/impl/text/text_arena.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

// A limit of its own, because places in a header are numbers of 32 bits.
inline constexpr std::size_t max_header_chars = std::size_t{1} << 30;

/// The three segments (RFC 7515 §7.1), still encoded.
struct compact_segments {
  std::string_view signing_input;  ///< header, dot and payload
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
};

/// Splits a token: checks the size limits and that there are exactly two dots; looks no further than a third. Writes
/// the segments to their final place, because each verification calls this. Errors: malformed_token, limit_exceeded.
inline result<void> split_compact(std::string_view token, const token_limits& limits, compact_segments& out) {
  if (token.size() > limits.token_bytes) {
    return error(errc::limit_exceeded, "a token of {} bytes; at most {}", static_cast<std::int64_t>(token.size()),
                 static_cast<std::int64_t>(limits.token_bytes));
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) {
    if (token.empty()) return error(errc::malformed_token, "the token is empty");
    return token.front() == '{'
               ? error(errc::malformed_token, "this is a JWS in the JSON serialization; only the compact one is a JWT")
               : error(errc::malformed_token, "not a compact token: two dots are expected, found fewer");
  }
  if (token.find('.', second + 1) != std::string_view::npos) {
    return error(errc::malformed_token, "more than two dots: an encrypted token (JWE) has four, and is not taken here");
  }
  const std::size_t max_header = (std::min)(limits.header_bytes, max_header_chars);
  if (first > max_header) {
    return error(errc::limit_exceeded, "a header of {} characters; at most {}", static_cast<std::int64_t>(first),
                 static_cast<std::int64_t>(max_header));
  }
  out.signing_input = token.substr(0, second);
  out.header = token.substr(0, first);
  out.payload = token.substr(first + 1, second - first - 1);
  out.signature = token.substr(second + 1);
  return {};
}

inline error base64url_error(std::string_view segment, std::size_t offset) {
  return {errc::invalid_base64url, segment,
          "not base64url at offset {}: only A-Z a-z 0-9 - _, no padding, no stray bits",
          static_cast<std::int64_t>(offset)};
}

/// Decodes a segment into the arena, which has room for it. Error: invalid_base64url.
inline result<void> decode_segment(std::string_view name, std::string_view segment, text_arena& arena,
                                   std::string_view& out) {
  char* const text = arena.take(base64url_decoded_size(segment.size()));
  const base64url_decoded decoded = base64url_decode_to(segment, reinterpret_cast<unsigned char*>(text));
  if (!decoded.ok) return base64url_error(name, decoded.error_offset);
  out = {text, decoded.size};
  return {};
}

}}}  // namespace jot::JOT_ABI::detail

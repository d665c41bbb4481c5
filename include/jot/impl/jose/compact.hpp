// The compact serialization (RFC 7515 §7.1): a token is split and its segments are decoded.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>
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

// A text that does not have two dots, and what it may be instead. Looks no further than the fifth dot.
inline error wrong_number_of_dots(std::string_view token) {
  std::size_t dots = 0;
  std::size_t end = 0;
  while (dots < 5 && (end = token.find('.', end)) != std::string_view::npos) ++dots, ++end;
  const std::string_view seen = token.substr(0, end);
  if (token.empty()) return {errc::malformed_token, "the token is empty"};
  if (token.front() == '{') {
    return {errc::malformed_token, "a JWS in the JSON serialization; a JWT uses the compact serialization"};
  }
  if (dots == 0) return {errc::malformed_token, "not a JWT: two dots are expected, found none; is it an opaque token?"};
  if (dots == 1) return {errc::malformed_token, "not a JWT: two dots are expected, found one; was it cut off?"};
  if (seen.find("...") != std::string_view::npos) {
    return {errc::malformed_token, "not a JWT: three dots in a row; was the token shortened, as in a log?"};
  }
  if (dots == 4 && seen.find_first_of(", \r\n") == std::string_view::npos) {
    return {errc::malformed_token, "four dots: an encrypted token (JWE), which is not supported here"};
  }
  return {errc::malformed_token, "not a JWT: two dots are expected, found more; were two tokens joined?"};
}

/// Splits a token: checks the size limits and that there are exactly two dots. Writes the segments to
/// their final place, because each verification calls this. Errors: malformed_token, limit_exceeded.
inline result<void> split_compact(std::string_view token, const token_limits& limits, compact_segments& out) {
  if (token.size() > limits.token_bytes) {
    return error(errc::limit_exceeded, "a token of {} bytes; at most {} are allowed",
                 static_cast<std::int64_t>(token.size()), static_cast<std::int64_t>(limits.token_bytes));
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return wrong_number_of_dots(token);
  }
  const std::size_t max_header = (std::min)(limits.header_bytes, max_header_chars);
  if (first > max_header) {
    return error(errc::limit_exceeded, "a header of {} characters; at most {} are allowed",
                 static_cast<std::int64_t>(first), static_cast<std::int64_t>(max_header));
  }
  out.signing_input = token.substr(0, second);
  out.header = token.substr(0, first);
  out.payload = token.substr(first + 1, second - first - 1);
  out.signature = token.substr(second + 1);
  return {};
}

/// What was wrong with a segment as a whole is about that segment.
inline error within(std::string_view segment, const error& e) { return e.claim().empty() ? e.about(segment) : e; }

// Whether the token came with the scheme of its header, once or twice.
inline bool begins_with_bearer(std::string_view text) {
  return text.size() > 7 && equal_ignoring_case(text.substr(0, 6), "Bearer") && (text[6] == ' ' || text[6] == ':');
}

inline error segment_error(std::string_view name, std::string_view segment, std::size_t offset) {
  if (name == "header" && begins_with_bearer(segment)) {
    return {errc::invalid_base64url, name, "the token begins with its scheme, \"Bearer\"; pass what follows it"};
  }
  return base64url_error(errc::invalid_base64url, name, segment, offset);
}

/// Decodes a segment into the arena, which has room for it. Error: invalid_base64url.
inline result<void> decode_segment(std::string_view name, std::string_view segment, text_arena& arena,
                                   std::string_view& out) {
  char* const text = arena.take(base64url_decoded_size(segment.size()));
  const base64url_decoded decoded = base64url_decode_to(segment, reinterpret_cast<unsigned char*>(text));
  if (!decoded.ok) return segment_error(name, segment, decoded.error_offset);
  out = {text, decoded.size};
  return {};
}

}}}  // namespace jot::JOT_ABI::detail

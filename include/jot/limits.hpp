// The limits on everything read from outside, with their defaults. Beyond one: limit_exceeded.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace jot { inline namespace JOT_ABI {

/// 9999-12-31T23:59:59Z in seconds since 1970, the last second that RFC 3339 can write. A later date is most likely a
/// mistake: an `exp` in milliseconds would be good for 50,000 years.
inline constexpr std::int64_t end_of_year_9999 = 253'402'300'799;

/// Limits on JSON text, checked while it is read; no document is built before they hold.
struct json_limits {
  std::size_t depth = 32;         ///< levels of nesting, the root object being the first
  std::size_t members = 1000;     ///< members of one object
  std::size_t name_bytes = 256;   ///< a member's name, in bytes after unescaping
  std::size_t number_chars = 64;  ///< a number's text, in characters
};

/// Limits on a token: sizes are checked before anything is decoded, the rest while it is read.
struct token_limits {
  std::size_t token_bytes = 64 * 1024;   ///< the whole compact serialization
  std::size_t header_bytes = 16 * 1024;  ///< its first segment, encoded
  std::size_t audiences = 256;           ///< entries of aud
  std::size_t critical = 16;             ///< entries of crit
  /// How far exp, nbf and iat may be from 1970, in seconds, either way; beyond 2^53−1 there are no dates at all.
  std::int64_t date_seconds = end_of_year_9999;
  json_limits json = {};  ///< for header and payload each
};

/// Limits on keys, checked when one is loaded or generated.
struct key_limits {
  std::size_t secret_bytes = 64 * 1024;  ///< an HMAC secret, at most
  bool allow_short_secret =
      false;                ///< accept a secret shorter than the hash (RFC 7518 §3.2 forbids it), never an empty one
  int rsa_min_bits = 2048;  ///< the smallest RSA modulus, in bits
  int rsa_max_bits = 8192;  ///< the largest RSA modulus, in bits
};

/// Limits on the accepted tokens that a verifier remembers. A token costs its text and about 1.6 KiB, and twice the
/// size of its claims where they are longer than some 200 bytes; a document that json() has made of it is not counted.
struct cache_limits {
  std::size_t entries = 10'000;  ///< in 16 parts of one size: rounded down to a multiple of 16, and at least 16
  std::size_t bytes = std::size_t{32} * 1024 * 1024;  ///< of all remembered tokens together
};

/// Limits on the tokens that a verifier refuses because of verifier::revoke.
struct revocation_limits {
  std::size_t tokens = 10'000;  ///< revoked and not yet expired; one costs its text and about 100 bytes
};

/// What a verifier's cache holds, and how often it served.
struct cache_status {
  std::size_t entries = 0;   ///< remembered tokens
  std::size_t bytes = 0;     ///< as cache_limits counts them
  std::uint64_t hits = 0;    ///< tokens that were found
  std::uint64_t misses = 0;  ///< tokens that were not
};

}}  // namespace jot::JOT_ABI

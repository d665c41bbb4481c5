// What a verifier may remember of the tokens it has accepted, and what it does remember.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <cstdint>

namespace jot { inline namespace JOT_ABI {

/// Limits on what a verifier remembers of the tokens it has accepted. One costs its text, about 1.6 KiB, and where its
/// claims are longer than some 200 bytes twice their size.
struct cache_limits {
  std::size_t entries = 10'000;  ///< in 16 parts of one size: rounded down to a multiple of 16, and at least 16
  std::size_t bytes = std::size_t{32} * 1024 * 1024;
  std::size_t revoked = 10'000;  ///< tokens that revoke() keeps out until they expire
};

/// What a verifier's cache holds, and how often it served.
struct cache_status {
  std::size_t entries = 0;
  std::size_t bytes = 0;  ///< as cache_limits counts them
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::size_t revoked = 0;
};

}}  // namespace jot::JOT_ABI

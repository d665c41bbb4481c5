// How much memory the library asks for, and what it leaves behind in memory that it gives back.
#pragma once

#include <cstddef>
#include <string_view>

namespace attack::memory {

/// Blocks and bytes asked for through operator new since reset(), given back or not, and the largest block among them.
struct usage {
  std::size_t blocks;
  std::size_t bytes;
  std::size_t largest;
};
void reset() noexcept;
[[nodiscard]] usage so_far() noexcept;
/// Where a sanitizer's allocator does the counting, OpenSSL's blocks count as well.
[[nodiscard]] bool counts_operator_new_alone() noexcept;

/// From now on counts the blocks that are given back with these bytes (at most 64) in them; an empty text ends it.
void watch_for(std::string_view secret) noexcept;
[[nodiscard]] std::size_t blocks_with_secret() noexcept;

}  // namespace attack::memory

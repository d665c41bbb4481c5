// The long middle of a base64url text, sixteen characters at a time, where the processor can.
#pragma once

#include <jot/detail/config.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Decodes all whole groups of four characters of `text` and returns how many characters that were. 0 where one of them
/// is not in the alphabet, where there are fewer than 16 and where the processor has no SSSE3.
[[nodiscard]] std::size_t base64url_decode_blocks(std::string_view text, unsigned char* out) noexcept;

/// Encodes as much of the beginning of `source` as comes in whole blocks, and returns how many bytes that were: a
/// multiple of 12, and 0 where the processor has no SSSE3.
[[nodiscard]] std::size_t base64url_encode_blocks(std::span<const unsigned char> source, char* out) noexcept;

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/text/base64url_blocks.hpp>
#endif

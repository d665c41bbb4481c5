// Bodies of detail/base64url_blocks.hpp, after W. Muła and D. Lemire, "Faster Base64 Encoding and Decoding Using AVX2
// Instructions" (2018). No look-up depends on the data, so that key members leave no trace in the cache either.
#pragma once

#include <jot/detail/base64url_blocks.hpp>

#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))  // clang defines these too, but not as MSVC
#define JOT_SSSE3 __attribute__((target("ssse3")))
#include <tmmintrin.h>

#include <cstring>
#endif

namespace jot { inline namespace JOT_ABI { namespace detail {

#if defined(JOT_SSSE3)

inline constexpr std::size_t block_chars = 16;
inline constexpr std::size_t block_bytes = 12;

JOT_SSSE3 inline __m128i load_block(const void* from) noexcept {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}
JOT_SSSE3 inline void store_block(void* to, __m128i block) noexcept {
  _mm_storeu_si128(static_cast<__m128i*>(to), block);
}

// Nibble classification: a bit that the table of upper halves and the table of lower halves have in common means that
// the character is not in the alphabet.
JOT_SSSE3 inline __m128i wrong_characters(__m128i upper, __m128i lower) noexcept {
  constexpr char dash = 1, digits = 2, letters_from_1 = 4, underscore = 8, letters_to_10 = 16, none = 32;
  const __m128i row_of_upper = _mm_setr_epi8(none, none, dash, digits, letters_from_1, underscore, letters_from_1,
                                             letters_to_10, none, none, none, none, none, none, none, none);
  constexpr char from_1_to_9 = none | dash, at_0 = from_1_to_9 | letters_from_1, at_10 = none | dash | digits,
                 from_11 = at_10 | underscore | letters_to_10, at_13 = from_11 & ~dash, at_15 = from_11 & ~underscore;
  const __m128i gaps_of_lower =
      _mm_setr_epi8(at_0, from_1_to_9, from_1_to_9, from_1_to_9, from_1_to_9, from_1_to_9, from_1_to_9, from_1_to_9,
                    from_1_to_9, from_1_to_9, at_10, from_11, from_11, at_13, from_11, at_15);
  return _mm_and_si128(_mm_shuffle_epi8(row_of_upper, upper), _mm_shuffle_epi8(gaps_of_lower, lower));
}

// Sixteen characters of the alphabet to their six bits each.
JOT_SSSE3 inline __m128i sextets_of(__m128i characters, __m128i upper) noexcept {
  constexpr char dash = 62 - '-', digit = 52 - '0', upper_case = 0 - 'A', lower_case = 26 - 'a';
  const __m128i shift_of_upper =
      _mm_setr_epi8(0, 0, dash, digit, upper_case, upper_case, lower_case, lower_case, 0, 0, 0, 0, 0, 0, 0, 0);
  // The underscore has the upper half of upper-case letters.
  const __m128i of_underscore =
      _mm_and_si128(_mm_cmpeq_epi8(characters, _mm_set1_epi8('_')), _mm_set1_epi8(63 - '_' - upper_case));
  return _mm_add_epi8(_mm_add_epi8(characters, of_underscore), _mm_shuffle_epi8(shift_of_upper, upper));
}

// Decodes sixteen characters to twelve bytes and four zeros, and adds characters outside the alphabet to `wrong`.
JOT_SSSE3 inline __m128i decoded_block(const char* text, __m128i& wrong) noexcept {
  const __m128i four_bits = _mm_set1_epi8(15);
  const __m128i characters = load_block(text);
  const __m128i upper = _mm_and_si128(_mm_srli_epi32(characters, 4), four_bits);
  wrong = _mm_or_si128(wrong, wrong_characters(upper, _mm_and_si128(characters, four_bits)));
  // Pairs of sextets become 12 bits, pairs of these the 24 bits of a group, whose bytes are then reversed.
  const __m128i pairs = _mm_maddubs_epi16(sextets_of(characters, upper), _mm_set1_epi32(0x01400140));
  const __m128i groups = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00011000));
  return _mm_shuffle_epi8(groups, _mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
}

// Stores no more than the block's own twelve bytes.
JOT_SSSE3 inline void store_twelve(unsigned char* to, __m128i block) noexcept {
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), block);
  const int last_four = _mm_cvtsi128_si32(_mm_srli_si128(block, 8));
  std::memcpy(to + 8, &last_four, sizeof last_four);
}

JOT_SSSE3 inline std::size_t decode_blocks_ssse3(std::string_view text, unsigned char* out) noexcept {
  const std::size_t whole_groups = text.size() / 4 * 4;
  if (whole_groups < block_chars) return 0;
  // While so many characters are left, the output has room for sixteen bytes.
  constexpr std::size_t chars_of_16_bytes = 22;
  __m128i wrong = _mm_setzero_si128();
  std::size_t i = 0;
  for (; text.size() - i >= chars_of_16_bytes; i += block_chars) {
    store_block(out + i / 4 * 3, decoded_block(text.data() + i, wrong));
  }
  // The remaining characters are one block, or two that overlap.
  const std::size_t last = whole_groups - block_chars;
  if (i < last) store_twelve(out + i / 4 * 3, decoded_block(text.data() + i, wrong));
  store_twelve(out + last / 4 * 3, decoded_block(text.data() + last, wrong));
  const bool good = _mm_movemask_epi8(_mm_cmpeq_epi8(wrong, _mm_setzero_si128())) == 0xFFFF;
  return good ? whole_groups : 0;
}

JOT_SSSE3 inline std::size_t encode_blocks_ssse3(std::span<const unsigned char> source, char* out) noexcept {
  constexpr char lower_case = 'a' - 26, digit = '0' - 52, dash = '-' - 62, underscore = '_' - 63, upper_case = 'A';
  const __m128i shifts = _mm_setr_epi8(lower_case, digit, digit, digit, digit, digit, digit, digit, digit, digit, digit,
                                       dash, underscore, upper_case, 0, 0);
  std::size_t i = 0;
  for (; source.size() - i >= sizeof(__m128i); i += block_bytes, out += block_chars) {
    // Three bytes are spread over four, so that each sextet is within 16 bits and a multiplication shifts it to the
    // lower end of a byte.
    const __m128i groups = _mm_shuffle_epi8(load_block(source.data() + i),
                                            _mm_setr_epi8(1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10));
    const __m128i first_and_third =
        _mm_mulhi_epu16(_mm_and_si128(groups, _mm_set1_epi32(0x0FC0FC00)), _mm_set1_epi32(0x04000040));
    const __m128i second_and_fourth =
        _mm_mullo_epi16(_mm_and_si128(groups, _mm_set1_epi32(0x003F03F0)), _mm_set1_epi32(0x01000010));
    const __m128i sextets = _mm_or_si128(first_and_third, second_and_fourth);
    // Index of the shift: 0 for 26 to 51, 1 to 12 for 52 to 63, 13 for 0 to 25.
    const __m128i capitals = _mm_and_si128(_mm_cmpgt_epi8(_mm_set1_epi8(26), sextets), _mm_set1_epi8(13));
    const __m128i which = _mm_or_si128(_mm_subs_epu8(sextets, _mm_set1_epi8(51)), capitals);
    store_block(out, _mm_add_epi8(sextets, _mm_shuffle_epi8(shifts, which)));
  }
  return i;
}

JOT_INLINE std::size_t base64url_decode_blocks(std::string_view text, unsigned char* out) noexcept {
  return __builtin_cpu_supports("ssse3") ? decode_blocks_ssse3(text, out) : 0;
}
JOT_INLINE std::size_t base64url_encode_blocks(std::span<const unsigned char> source, char* out) noexcept {
  return __builtin_cpu_supports("ssse3") ? encode_blocks_ssse3(source, out) : 0;
}

#else

JOT_INLINE std::size_t base64url_decode_blocks(std::string_view, unsigned char*) noexcept { return 0; }
JOT_INLINE std::size_t base64url_encode_blocks(std::span<const unsigned char>, char*) noexcept { return 0; }

#endif

}}}  // namespace jot::JOT_ABI::detail

#undef JOT_SSSE3

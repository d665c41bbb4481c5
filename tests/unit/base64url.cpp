// Tests of base64url.hpp: one text for each byte string, and the right offset for every other text.
#include <jot/base64url.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

using jot::as_bytes;
using jot::base64url_decode;
using jot::base64url_encode;

namespace {

template <std::size_t N>
consteval auto encoded(const char (&text)[N]) {
  std::array<unsigned char, N - 1> source{};
  for (std::size_t i = 0; i + 1 < N; ++i) source[i] = static_cast<unsigned char>(text[i]);
  std::array<char, jot::base64url_encoded_size(N - 1)> out{};
  jot::base64url_encode_to(source, out.data());
  return out;
}

template <std::size_t N, std::size_t M>
consteval bool is(const std::array<char, N>& found, const char (&wanted)[M]) {
  return std::string_view(found.data(), N) == std::string_view(wanted, M - 1);
}

consteval bool decodes(std::string_view text, std::string_view wanted) {
  std::array<unsigned char, 16> out{};
  const jot::base64url_decoded decoded = jot::base64url_decode_to(text, out.data());
  if (!decoded.ok || decoded.size != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (out[i] != static_cast<unsigned char>(wanted[i])) return false;
  }
  return true;
}

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

class random_bytes {
 public:
  jot::bytes take(std::size_t size) {
    jot::bytes out(size);
    for (unsigned char& byte : out) {
      state_ = (state_ * 1664525 + 1013904223) % (1ULL << 32);
      byte = static_cast<unsigned char>(state_ >> 24);
    }
    return out;
  }

 private:
  std::uint64_t state_ = 1;
};

// Decodes into a buffer with a guard behind it.
jot::base64url_decoded decode_guarded(std::string_view text) {
  std::array<unsigned char, 64> out;
  out.fill(0xA5);
  const std::size_t room = jot::base64url_decoded_size(text.size());
  const jot::base64url_decoded decoded = jot::base64url_decode_to(text, out.data());
  for (std::size_t i = room; i < out.size(); ++i) {
    if (out[i] != 0xA5) FAIL("wrote behind the room that it asks for");
  }
  return decoded;
}

}  // namespace

// RFC 4648 §10, in the alphabet of §5 and without padding.
static_assert(is(encoded(""), "") && decodes("", ""));
static_assert(is(encoded("f"), "Zg") && decodes("Zg", "f"));
static_assert(is(encoded("fo"), "Zm8") && decodes("Zm8", "fo"));
static_assert(is(encoded("foo"), "Zm9v") && decodes("Zm9v", "foo"));
static_assert(is(encoded("foob"), "Zm9vYg") && decodes("Zm9vYg", "foob"));
static_assert(is(encoded("fooba"), "Zm9vYmE") && decodes("Zm9vYmE", "fooba"));
static_assert(is(encoded("foobar"), "Zm9vYmFy") && decodes("Zm9vYmFy", "foobar"));
static_assert(is(encoded("\xFB\xFF\xFE"), "-__-") && decodes("-__-", "\xFB\xFF\xFE"));
static_assert(!decodes("Zg==", "f") && !decodes("+//+", "\xFB\xFF\xFE"));

TEST_CASE("sizes are those of RFC 4648 without padding", "[base64url]") {
  constexpr std::size_t encoded_sizes[] = {0, 2, 3, 4, 6, 7, 8, 10};
  for (std::size_t n = 0; n < std::size(encoded_sizes); ++n) {
    CHECK(jot::base64url_encoded_size(n) == encoded_sizes[n]);
    CHECK(jot::base64url_decoded_size(encoded_sizes[n]) == n);
  }
}

TEST_CASE("every string of one or two bytes makes the round trip", "[base64url]") {
  std::size_t wrong = 0;
  for (unsigned a = 0; a < 256; ++a) {
    const jot::bytes one{static_cast<unsigned char>(a)};
    wrong += base64url_decode(base64url_encode(one)).value() != one;
    for (unsigned b = 0; b < 256; ++b) {
      const jot::bytes two{static_cast<unsigned char>(a), static_cast<unsigned char>(b)};
      wrong += base64url_decode(base64url_encode(two)).value() != two;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("strings of three to seventy bytes make the round trip", "[base64url]") {
  std::size_t wrong = 0;
  random_bytes random;
  for (std::size_t n = 3; n <= 70; ++n) {
    for (int round = 0; round < 50; ++round) {
      const jot::bytes data = random.take(n);
      const std::string text = base64url_encode(data);
      wrong += text.find_first_not_of(alphabet) != std::string::npos || base64url_decode(text).value() != data;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a text says what its groups of four characters say", "[base64url]") {
  // Long texts go through blocks of sixteen characters, where the processor can, and short ones never do.
  std::size_t wrong = 0;
  random_bytes random;
  for (std::size_t n = 3; n <= 120; n += 3) {
    for (int round = 0; round < 50; ++round) {
      const jot::bytes data = random.take(n);
      std::string by_groups;
      for (std::size_t i = 0; i < n; i += 3) by_groups += base64url_encode(jot::bytes_view(data).subspan(i, 3));
      const std::string text = base64url_encode(data);
      const jot::bytes back = base64url_decode(text).value();
      wrong += text != by_groups;
      for (std::size_t i = 0; i < n; i += 3) {
        const jot::bytes group = base64url_decode(std::string_view(text).substr(i / 3 * 4, 4)).value();
        wrong += !std::equal(group.begin(), group.end(), back.begin() + static_cast<std::ptrdiff_t>(i));
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("every character has its value in every place of a long text", "[base64url]") {
  std::size_t wrong = 0;
  for (std::size_t place = 0; place < 44; ++place) {
    for (std::size_t value = 0; value < 64; ++value) {
      std::string text(44, 'A');
      text[place] = alphabet[value];
      jot::bytes wanted(33);
      const std::size_t shifted = value << (18 - place % 4 * 6);
      for (std::size_t i = 0; i < 3; ++i) {
        wanted[place / 4 * 3 + i] = static_cast<unsigned char>(shifted >> (16 - 8 * i) & 0xFF);
      }
      wrong += base64url_decode(text).value() != wanted || base64url_encode(wanted) != text;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a byte outside the alphabet is refused in every place, with its offset", "[base64url]") {
  for (std::size_t size = 1; size <= 50; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::size_t accepted = 0;
      std::size_t misplaced = 0;
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'A');
        text[place] = static_cast<char>(byte);
        if (alphabet.find(static_cast<char>(byte)) != std::string_view::npos) continue;
        const jot::base64url_decoded decoded = decode_guarded(text);
        accepted += decoded.ok;
        misplaced += decoded.error_offset != place;
      }
      CAPTURE(size, place);
      CHECK(accepted == 0);
      CHECK(misplaced == 0);
    }
  }
}

TEST_CASE("the first of several wrong characters is the one that is named", "[base64url]") {
  CHECK(jot::testing_support::message(base64url_decode("AAAA+AAA/A")) ==
        "not base64url at offset 4: base64 has '+' and '/', base64url has '-' and '_' instead");
}

TEST_CASE("padding is refused wherever it stands", "[base64url]") {
  for (const char* text : {"Zg==", "Zm8=", "Zm9v====", "=", "Z=g=", "Zg=", "Zg%3D%3D"}) {
    CAPTURE(text);
    CHECK(jot::testing_support::verdict(base64url_decode(text)) == "invalid_base64url");
  }
}

TEST_CASE("a length of 1 modulo 4 is refused at the last character", "[base64url]") {
  for (const std::size_t size : {1U, 5U, 9U, 13U, 17U, 21U, 25U, 37U}) {
    const jot::base64url_decoded decoded = decode_guarded(std::string(size, 'A'));
    CHECK_FALSE(decoded.ok);
    CHECK(decoded.error_offset == size - 1);
  }
}

TEST_CASE("trailing bits that are not zero are refused", "[base64url]") {
  std::size_t wrong = 0;
  for (std::size_t last = 0; last < 64; ++last) {
    for (const char first : alphabet) {
      for (const std::size_t before : {0U, 40U}) {
        const std::string start(before, 'A');
        const jot::base64url_decoded two = decode_guarded(start + std::string{first, alphabet[last]});
        const jot::base64url_decoded three = decode_guarded(start + std::string{'A', first, alphabet[last]});
        wrong += two.ok != (last % 16 == 0) || (!two.ok && two.error_offset != before + 1);
        wrong += three.ok != (last % 4 == 0) || (!three.ok && three.error_offset != before + 2);
      }
    }
  }
  CHECK(wrong == 0);
}

// Tests of impl/text/utf8.hpp: well-formed UTF-8 is told from all else, eight bytes at a time as one by one.
#include <jot/impl/text/utf8.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <string>
#include <string_view>

using namespace std::string_view_literals;
using jot::detail::append_utf8;
using jot::detail::unescaped_prefix;
using jot::detail::utf8_sequence;
using jot::detail::well_formed_utf8;

namespace {

// Between characters of its own kind and others, near the end of the text and far from it.
void check_prefix(std::string_view piece, bool is_good) {
  for (const std::string_view before :
       {""sv, "a"sv, "1234567"sv, "\xC3\xA9"sv, "\xE4\xB8\xAD"sv, "\xF0\x9F\x94\x91"sv}) {
    for (const std::string_view after : {""sv, "b"sv, "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"sv, "12345678"sv}) {
      const std::string text = std::string(before) + std::string(piece) + std::string(after);
      if (unescaped_prefix(text) != (is_good ? text.size() : before.size())) {
        CAPTURE(text, before.size());
        CHECK(unescaped_prefix(text) == (is_good ? text.size() : before.size()));
      }
    }
  }
}

}  // namespace

TEST_CASE("every code point but the surrogates has one sequence of bytes", "[utf8]") {
  for (std::uint32_t code = 0x80; code <= 0x10FFFF; code += code < 0x11000 ? 1 : 251) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, code);
    if (utf8_sequence(text) != text.size() || unescaped_prefix(text + "12345678") != text.size() + 8) {
      CAPTURE(code);
      CHECK(utf8_sequence(text) == text.size());
      CHECK(unescaped_prefix(text + "12345678") == text.size() + 8);
    }
  }
  for (const std::string_view good : {"\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv, "\xEE\x80\x80"sv,
                                      "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv, "~\x7F"sv}) {
    check_prefix(good, true);
  }
}

TEST_CASE("two bytes of any kind get the same verdict in a block as alone", "[utf8]") {
  for (unsigned first = 0x80; first <= 0xFF; ++first) {
    for (unsigned second = 0; second <= 0xFF; ++second) {
      for (const std::string_view tail : {""sv, "\x80"sv, "\xBF\x80"sv, "\xE9"sv}) {
        std::string text{static_cast<char>(first), static_cast<char>(second)};
        text += tail;
        const std::size_t alone = utf8_sequence(text);
        const std::size_t in_block =
            unescaped_prefix(text.substr(0, alone == 0 ? text.size() : alone) + "\"\"\"\"\"\"\"\"");
        if (in_block != alone) {
          CAPTURE(first, second, tail);
          CHECK(in_block == alone);
        }
      }
    }
  }
}

TEST_CASE("what is not UTF-8, and what JSON must escape, ends the prefix where it begins", "[utf8]") {
  for (const std::string_view bad :
       {"\x80"sv, "\xC3("sv, "\xC0\xAF"sv, "\xC1\xBF"sv, "\xE0\x9F\xBF"sv, "\xED\xA0\x80"sv, "\xED\xBF\xBF"sv,
        "\xE2\x28\xA1"sv, "\xE2\x82("sv, "\xF0\x8F\xBF\xBF"sv, "\xF4\x90\x80\x80"sv, "\xF0\x9F\x94("sv,
        "\xF5\x80\x80\x80"sv, "\xF8\x88\x80\x80\x80"sv, "\xFF"sv, "\""sv, "\\"sv, "\0"sv, "\x1F"sv}) {
    check_prefix(bad, false);
  }
}

TEST_CASE("a text is made well-formed by U+FFFD for each byte that is not", "[utf8]") {
  CHECK(well_formed_utf8("").empty());
  CHECK(well_formed_utf8("a\xC3\xA9\xF0\x9F\x94\x91") == "a\xC3\xA9\xF0\x9F\x94\x91");
  CHECK(well_formed_utf8("a\xFF"
                         "b\xE2\x82") ==
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(well_formed_utf8("\xED\xA0\x80"
                         "\xC3\xA9") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA9");
}

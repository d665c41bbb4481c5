// Tests of bytes.hpp: hexadecimal, comparison, and the buffer that wipes itself.
#include <jot/bytes.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <string>
#include <type_traits>
#include <utility>

using namespace jot::testing_support;
using jot::as_bytes;
using jot::as_text;

static_assert(!std::is_copy_constructible_v<jot::secret_bytes> && !std::is_copy_assignable_v<jot::secret_bytes>);

TEST_CASE("text and bytes are views of the same memory", "[bytes]") {
  const std::string text("a\0\xFF", 3);
  CHECK(as_bytes(text).size() == 3);
  CHECK(as_bytes(text)[2] == 0xFF);
  CHECK(as_text(as_bytes(text)) == text);
}

TEST_CASE("comparison in constant time looks at every byte and at the length", "[bytes]") {
  const std::string a(64, 'x');
  CHECK(jot::equal_in_constant_time(as_bytes(a), as_bytes(std::string(64, 'x'))));
  CHECK(jot::equal_in_constant_time({}, {}));
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::string b = a;
    b[i] = 'y';
    CAPTURE(i);
    CHECK_FALSE(jot::equal_in_constant_time(as_bytes(a), as_bytes(b)));
  }
  CHECK_FALSE(jot::equal_in_constant_time(as_bytes(a), as_bytes(a).first(63)));
  CHECK_FALSE(jot::equal_in_constant_time(as_bytes(a).first(63), as_bytes(a)));
  CHECK_FALSE(jot::equal_in_constant_time({}, as_bytes(a)));
}

TEST_CASE("hexadecimal digits of either case are decoded", "[bytes]") {
  CHECK(as_text(jot::decode_hex("6a6F74").value()) == "jot");
  CHECK(jot::decode_hex("").value().empty());
  for (int i = 0; i < 256; ++i) {
    static constexpr char lower[] = "0123456789abcdef";
    static constexpr char upper[] = "0123456789ABCDEF";
    const jot::bytes wanted{static_cast<unsigned char>(i)};
    CHECK(jot::decode_hex(std::string{lower[i / 16], upper[i % 16]}).value() == wanted);
    CHECK(jot::decode_hex(std::string{upper[i / 16], lower[i % 16]}).value() == wanted);
  }
}

TEST_CASE("anything but pairs of hexadecimal digits is refused with its offset", "[bytes]") {
  CHECK(message(jot::decode_hex("abc")) == "hexadecimal text has an odd number of digits (3); each byte takes two");
  CHECK(message(jot::decode_hex("00g0")) ==
        "not a hexadecimal digit at offset 2: only 0-9, a-f and A-F, without separators");
  CHECK(message(jot::decode_hex("000:")) ==
        "not a hexadecimal digit at offset 3: only 0-9, a-f and A-F, without separators");
  for (const char* text : {"0x00", "00 11 ", "aa:bb0", "0\n", " 0", "-1", "+1", "\xC3\xA9"}) {
    CAPTURE(text);
    CHECK(verdict(jot::decode_hex(text)) == "invalid_key");
  }
}

TEST_CASE("secret bytes are moved and leave nothing behind", "[bytes]") {
  jot::secret_bytes a(as_bytes("secret"));
  CHECK(as_text(a.view()) == "secret");
  jot::secret_bytes b(std::move(a));
  CHECK(as_text(b.view()) == "secret");
  CHECK(a.size() == 0);
  CHECK(a.view().empty());
  jot::secret_bytes c(as_bytes("another"));
  c = std::move(b);
  CHECK(as_text(c.view()) == "secret");
  CHECK(b.size() == 0);
  auto& same = c;
  c = std::move(same);
  CHECK(as_text(c.view()) == "secret");
}

TEST_CASE("secret bytes of a size begin as zeros", "[bytes]") {
  const jot::secret_bytes zeros(5);
  CHECK(as_text(zeros.view()) == std::string(5, '\0'));
  CHECK(jot::secret_bytes(0).view().empty());
  CHECK(jot::secret_bytes().view().empty());
  CHECK(jot::secret_bytes(jot::bytes_view()).size() == 0);
}

TEST_CASE("wiping overwrites the bytes that were there", "[bytes]") {
  std::string text(100, 's');
  const char* const memory = text.data();
  jot::wipe(text);
  CHECK(text.empty());
  CHECK(std::string(memory + 1, 99).find('s') == std::string::npos);
  jot::bytes data(100, 's');
  const unsigned char* const data_memory = data.data();
  jot::wipe(data);
  CHECK(data.empty());
  CHECK(data_memory[99] == 0);
}

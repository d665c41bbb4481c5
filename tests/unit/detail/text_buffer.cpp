// Tests of detail/text_buffer.hpp: what was added stands there in order, within the room and beyond it.
#include <jot/detail/text_buffer.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <string>

using jot::detail::text_buffer;

TEST_CASE("text of any length stands in the order in which it was added", "[text_buffer]") {
  for (const std::size_t piece : {1U, 7U, 511U, 512U, 513U, 5000U}) {
    text_buffer buffer;
    std::string wanted;
    for (int i = 0; i < 40; ++i) {
      const std::string text(piece, static_cast<char>('a' + i % 26));
      buffer.add(text);
      buffer.add('.');
      wanted += text + '.';
    }
    CAPTURE(piece);
    CHECK(buffer.size() == wanted.size());
    CHECK(buffer.view() == wanted);
  }
}

TEST_CASE("the buffer grows at its last place too", "[text_buffer]") {
  text_buffer buffer;
  buffer.add(std::string(512, 'x'));
  buffer.add("");
  CHECK(buffer.size() == 512);
  buffer.add('y');
  CHECK(buffer.view() == std::string(512, 'x') + 'y');
}

TEST_CASE("what is cut off is written anew", "[text_buffer]") {
  text_buffer buffer;
  CHECK(buffer.view().empty());
  buffer.add("before, and after");
  buffer.cut(6);
  buffer.add('!');
  CHECK(buffer.view() == "before!");
}

TEST_CASE("room that was reserved does not move", "[text_buffer]") {
  text_buffer buffer;
  buffer.add("before");
  buffer.reserve(2'000);
  const char* const start = buffer.view().data();
  char* const room = buffer.add_room(1'994);
  std::fill_n(room, 1'994, 'x');
  CHECK(buffer.view().data() == start);
  CHECK(buffer.view() == "before" + std::string(1'994, 'x'));
  buffer.wipe();
  CHECK(buffer.view() == std::string(2'000, '\0'));
}

// Tests of impl/text/text_arena.hpp.
#include <jot/impl/text/text_arena.hpp>

#include "support/catch.hpp"

#include <string_view>

TEST_CASE("texts in the arena stay where they are", "[text_arena]") {
  jot::detail::text_arena arena;
  arena.reserve(10);
  const std::string_view first = arena.keep("abc");
  const std::string_view none = arena.keep("");
  const std::string_view second = arena.keep("defghij");
  CHECK(arena.used() == "abcdefghij");
  CHECK(first == "abc");
  CHECK(none.empty());
  CHECK(second == "defghij");
  CHECK(first.data() + 3 == second.data());
}

// What Cache-Control says of a response's lifetime.
#include <jot/impl/remote/cache_control.hpp>

#include "support/catch.hpp"

TEST_CASE("Cache-Control gives the age in seconds, 0 for what must not be kept and -1 for nothing", "[cache_control]") {
  const auto age = [](std::string_view text) { return jot::detail::max_age_of(text).count(); };
  CHECK(age("max-age=60") == 60);
  CHECK(age("public, max-age=21600, must-revalidate") == 21600);
  CHECK(age("Max-Age=5") == 5);
  CHECK(age("max-age=60, no-store") == 0);
  CHECK(age("no-cache") == 0);
  CHECK(age("") == -1);
  CHECK(age("public") == -1);
  CHECK(age("max-age=") == -1);
  CHECK(age("max-age=-1") == -1);
  CHECK(age("max-age=1x") == -1);
  CHECK(age("max-age=99999999999999999999") == -1);
  CHECK(age(",,max-age=7,") == 7);
}

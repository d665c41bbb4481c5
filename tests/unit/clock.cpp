// Tests of clock.hpp: clocks report whole seconds, and one of any type is the one it was made of.
#include <jot/clock.hpp>

#include "support/catch.hpp"

#include <chrono>

using namespace std::chrono_literals;
using jot::numeric_date;

namespace {

std::chrono::sys_seconds at(std::chrono::seconds since_epoch) { return std::chrono::sys_seconds(since_epoch); }

// What a program's own clock may look like: coarser than a second, not assignable, without a default.
class slow_clock {
 public:
  explicit slow_clock(const int& days) : days_(days) {}
  [[nodiscard]] std::chrono::sys_days now() const { return std::chrono::sys_days(std::chrono::days(days_)); }

 private:
  const int& days_;
};

}  // namespace

static_assert(jot::clock<slow_clock> && !jot::clock<std::chrono::steady_clock>);
static_assert(std::is_nothrow_default_constructible_v<jot::any_clock> && !std::is_convertible_v<int, jot::any_clock>);

TEST_CASE("clocks report whole seconds", "[clock]") {
  CHECK(jot::fixed_clock{at(5s)}.now() == at(5s));
  const auto before = std::chrono::system_clock::now();
  const auto now = jot::system_clock::now();
  const auto after = std::chrono::system_clock::now();
  CHECK(now >= before - 1s);
  CHECK(now <= after);
}

TEST_CASE("a clock of any type is the one it was made of, in all its copies", "[clock]") {
  int days = 1;
  jot::any_clock clock = slow_clock(days);
  const jot::any_clock copy = clock;
  days = 2;
  CHECK(copy.now() == at(48h));
  clock = jot::fixed_clock{at(7s)};
  CHECK(clock.now() == at(7s));
  CHECK(copy.now() == at(48h));
}

TEST_CASE("a clock of any type that was moved from still has the time", "[clock]") {
  jot::any_clock clock = jot::fixed_clock{at(7s)};
  const jot::any_clock taken = std::move(clock);
  CHECK(taken.now() == at(7s));
  CHECK(clock.now() == at(7s));  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a clock of any type that nothing was said of is the machine's", "[clock]") {
  const auto before = jot::system_clock::now();
  const auto now = jot::any_clock().now();
  CHECK(now >= before);
  CHECK(now <= jot::system_clock::now());
}

TEST_CASE("in() is so long from now", "[clock]") {
  const numeric_date earliest = numeric_date(jot::system_clock::now()) + 15min;
  const numeric_date found = jot::in(15min);
  CHECK((found >= earliest));
  CHECK((found <= numeric_date(jot::system_clock::now()) + 15min));
  CHECK((jot::in(std::chrono::seconds::max()).seconds().time_since_epoch().count() == numeric_date::max_seconds));
}

// Tests of numeric_date.hpp: exact text to seconds and back, ordering, arithmetic that saturates.
#include <jot/numeric_date.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

using namespace std::chrono_literals;
using jot::numeric_date;
using jot::testing_support::date;

namespace {

constexpr std::int64_t max = numeric_date::max_seconds;
constexpr std::int64_t int64_min = (std::numeric_limits<std::int64_t>::min)();
constexpr std::int64_t int64_max = (std::numeric_limits<std::int64_t>::max)();

static_assert(max == 9007199254740991);
static_assert(numeric_date::from_seconds(max) && !numeric_date::from_seconds(max + 1));
static_assert(numeric_date::from_seconds(-max) && !numeric_date::from_seconds(-max - 1));
static_assert(!numeric_date::from_seconds(int64_max) && !numeric_date::from_seconds(int64_min));

std::optional<numeric_date> parse(std::string_view text) { return numeric_date::from_json_number(text); }

template <class Duration>
numeric_date at(Duration since_epoch) {
  return std::chrono::sys_time<Duration>(since_epoch);
}

}  // namespace

TEST_CASE("a JSON number is read to the nanosecond", "[numeric_date]") {
  struct {
    std::string_view text;
    std::int64_t seconds;
    std::int64_t nanoseconds;
  } const table[] = {
      {"0", 0, 0},
      {"-0", 0, 0},
      {"-0.0e5", 0, 0},
      {"1", 1, 0},
      {"-1", -1, 0},
      {"1700000000", 1'700'000'000, 0},
      {"1.5", 1, 500'000'000},
      {"-0.25", -1, 750'000'000},
      {"-1.5", -2, 500'000'000},
      {"1e9", 1'000'000'000, 0},
      {"1.7e9", 1'700'000'000, 0},
      {"17e8", 1'700'000'000, 0},
      {"17E+8", 1'700'000'000, 0},
      {"17000000000e-1", 1'700'000'000, 0},
      {"1E+2", 100, 0},
      {"1e0", 1, 0},
      {"12345e-2", 123, 450'000'000},
      {"1e-5", 0, 10'000},
      {"1e-9", 0, 1},
      {"1.000000001", 1, 1},
      {"0.999999999", 0, 999'999'999},
      {"-0.000000001", -1, 999'999'999},
      {"0.00000000000000000001e20", 1, 0},
      {"0e9999999999999999999999", 0, 0},
      {"0.0e-9999999999999999999999", 0, 0},
      {"100000000000000000000e-20", 1, 0},
      {"9007199254740991", max, 0},
      {"-9007199254740991", -max, 0},
      {"9.007199254740991e15", max, 0},
      {"9007199254740990.999999999", max - 1, 999'999'999},
      {"9007199254740991.000", max, 0},
      {"1.500000000000000000000000000000000000000000000000000000000000000", 1, 500'000'000},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto found = parse(row.text);
    REQUIRE(found.has_value());
    CHECK(found->seconds().time_since_epoch().count() == row.seconds);
    CHECK(found->fraction().count() == row.nanoseconds);
    // No digits were lost: it is neither more nor less than the same time made of nanoseconds.
    if (row.seconds > -9'000'000'000 && row.seconds < 9'000'000'000) {
      CHECK((*found == at(std::chrono::nanoseconds(row.nanoseconds) + std::chrono::seconds(row.seconds))));
    }
  }
}

TEST_CASE("digits beyond the nanosecond make a number more than the nanosecond before", "[numeric_date]") {
  struct {
    std::string_view text;
    std::chrono::nanoseconds floor;
  } const table[] = {
      {"0.0000000001", 0ns},
      {"1e-400", 0ns},
      {"1e-9999999999999999999999", 0ns},
      {"1.0000000000001", 1s},
      {"-0.0000000001", -1ns},
      {"-1e-400", -1ns},
      {"-0.9999999999", -1s},
      {"-1.0000000001", -1s - 1ns},
      {"0.9999999999", 999'999'999ns},
      {"1.5000000001", 1500ms},
      {"123456789012e-21", 0ns},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const auto found = parse(row.text);
    REQUIRE(found.has_value());
    CHECK((*found > at(row.floor)));
    CHECK((*found < at(row.floor + 1ns)));
  }
}

TEST_CASE("a number beyond the limits is no date", "[numeric_date]") {
  for (const std::string_view text :
       {"9007199254740992", "-9007199254740992", "9007199254740991.1", "9007199254740991.0000000001",
        "-9007199254740991.0000000001", "9.007199254740992e15", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "18446744073709551616", "1e16", "1e19", "-1e19", "1e400", "-1e400",
        "1e9999999999999999999999", "1700000000000000000",
        "1234567890123456789012345678901234567890123456789012345678901234"}) {
    CAPTURE(text);
    CHECK_FALSE(parse(text).has_value());
  }
}

TEST_CASE("a text that is no JSON number is no date", "[numeric_date]") {
  using namespace std::string_view_literals;
  for (const std::string_view text :
       {""sv,      "-"sv,   "+1"sv,  " 1"sv,       "1 "sv,        ".5"sv,    "1."sv,    "1.e5"sv,
        "1e"sv,    "1e+"sv, "1e-"sv, "e5"sv,       "--1"sv,       "1e5.0"sv, "1.5.5"sv, "0x10"sv,
        "1_000"sv, "1,5"sv, "NaN"sv, "Infinity"sv, "-Infinity"sv, "1\0"sv,   "\"1\""sv, "true"sv}) {
    CAPTURE(text);
    CHECK_FALSE(parse(text).has_value());
  }
}

TEST_CASE("a number that only JSON's grammar refuses is no date either", "[numeric_date]") {
  for (const std::string_view text : {"1e+-5", "01", "-01", "00", "00.5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse(text).has_value());
  }
}

TEST_CASE("dates are ordered by seconds, then fractions, then what was more", "[numeric_date]") {
  const char* ascending[] = {"-9007199254740991",
                             "-2",
                             "-1.9999999999",
                             "-1.5",
                             "-1.0000000001",
                             "-1",
                             "-0.5",
                             "-1e-12",
                             "0",
                             "1e-12",
                             "1e-9",
                             "0.0000000015",
                             "2e-9",
                             "0.5",
                             "0.9999999999999",
                             "1",
                             "1e9",
                             "1700000000",
                             "1700000000.5",
                             "1700000001",
                             "9007199254740990.5",
                             "9007199254740991"};
  for (std::size_t i = 0; i < std::size(ascending); ++i) {
    for (std::size_t j = 0; j < std::size(ascending); ++j) {
      CAPTURE(ascending[i], ascending[j]);
      CHECK(((parse(ascending[i]).value() <=> parse(ascending[j]).value()) == (i <=> j)));
    }
  }
}

TEST_CASE("sums saturate at the limits for every duration", "[numeric_date]") {
  struct {
    std::int64_t start, by, sum, difference;
  } const table[] = {
      {0, 0, 0, 0},
      {5, 3, 8, 2},
      {5, -3, 2, 8},
      {0, max, max, -max},
      {0, -max, -max, max},
      {1, max, max, 1 - max},
      {-1, max, max - 1, -max},
      {max, 1, max, max - 1},
      {-max, 1, 1 - max, -max},
      {max, int64_max, max, -max},
      {max, int64_min, -max, max},
      {-max, int64_max, max, -max},
      {-max, int64_min, -max, max},
      {0, int64_max, max, -max},
      {0, int64_min, -max, max},
      {max, -2 * max, -max, max},
      {-max, 2 * max, max, -max},
      {max, -2 * max + 1, 1 - max, max},
  };
  for (const auto& row : table) {
    CAPTURE(row.start, row.by);
    CHECK((date(row.start) + std::chrono::seconds(row.by) == date(row.sum)));
    CHECK((date(row.start) - std::chrono::seconds(row.by) == date(row.difference)));
  }
}

TEST_CASE("a sum keeps the fraction", "[numeric_date]") {
  CHECK((parse("1.5").value() + 2s == parse("3.5").value()));
  CHECK((parse("-1.0000000001").value() - 2s == parse("-3.0000000001").value()));
}

TEST_CASE("a sum of dates is never beyond the limit, not even by a fraction", "[numeric_date]") {
  CHECK((parse("1.5").value() + std::chrono::seconds(max - 1) == date(max)));
  CHECK((at(std::chrono::milliseconds(max * 1000 + 500)) == date(max)));
}

TEST_CASE("time points of every resolution become dates", "[numeric_date]") {
  CHECK((at(1500ms) == parse("1.5").value()));
  CHECK((at(-250ms) == parse("-0.25").value()));
  CHECK((at(1us) == parse("0.000001").value()));
  CHECK((at(-1ns) == parse("-0.000000001").value()));
  CHECK((at(std::chrono::seconds(7)) == date(7)));
  CHECK((at(std::chrono::days(1)) == date(86'400)));
  CHECK((at(std::chrono::hours(-1)) == date(-3'600)));
  CHECK((at(std::chrono::seconds::max()) == date(max)));
  CHECK((at(std::chrono::seconds::min()) == date(-max)));
  CHECK((at(std::chrono::milliseconds::max()) == date(max)));
  CHECK((at(std::chrono::milliseconds::min()) == date(-max)));
  CHECK((at(std::chrono::nanoseconds::max()) == parse("9223372036.854775807").value()));
}

TEST_CASE("a time point of decimal seconds keeps its fraction", "[numeric_date]") {
  CHECK((at(std::chrono::duration<double>(1.5)) == parse("1.5").value()));
}

TEST_CASE("a time point finer than the nanosecond keeps the fact that there was more", "[numeric_date]") {
  using picoseconds = std::chrono::duration<std::int64_t, std::pico>;
  CHECK((at(picoseconds(1)) > date(0)));
  CHECK((at(picoseconds(1'000)) == parse("1e-9").value()));
}

TEST_CASE("the earliest nanosecond and the farthest days are within what arithmetic can do", "[numeric_date]") {
  CHECK((at(std::chrono::nanoseconds::min()) == parse("-9223372036.854775808").value()));
  CHECK((at(std::chrono::days(int64_max / 3'600)) == date(max)));
  CHECK((at(std::chrono::days(int64_min / 3'600)) == date(-max)));
  CHECK((at(std::chrono::hours(int64_max)) == date(max)));
}

TEST_CASE("a date is written as the shortest JSON number and read back the same", "[numeric_date]") {
  struct {
    std::string_view text, written;
  } const table[] = {
      {"0", "0"},
      {"-0", "0"},
      {"1700000000", "1700000000"},
      {"1.7e9", "1700000000"},
      {"1.500", "1.5"},
      {"-0.25", "-0.25"},
      {"-1.5", "-1.5"},
      {"-1", "-1"},
      {"1e-9", "0.000000001"},
      {"-1e-9", "-0.000000001"},
      {"12.000000340", "12.00000034"},
      {"9007199254740991", "9007199254740991"},
      {"-9007199254740991", "-9007199254740991"},
      {"-9007199254740990.5", "-9007199254740990.5"},
  };
  for (const auto& row : table) {
    CAPTURE(row.text);
    const numeric_date value = parse(row.text).value();
    CHECK(value.to_json_number() == row.written);
    CHECK((parse(value.to_json_number()) == value));
  }
}

TEST_CASE("a date is written to a stream as in a token", "[numeric_date]") {
  std::ostringstream out;
  out << date(1'700'000'000) << ' ' << date(-1);
  CHECK(out.str() == "1700000000 -1");
}

// expect: jot: a date of a claims struct is std::chrono::sys_seconds or jot::numeric_date
//
// A time point of any clock and unit is not what a NumericDate says.
#include <jot/jwt.hpp>

#include <chrono>
#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::chrono::sys_seconds since;
#else
  std::chrono::system_clock::time_point since;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: jot: this type of a claims struct's member is not read from JSON
//
// A character is not a number.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::string level;
#else
  char level = 0;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

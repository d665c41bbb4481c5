// expect: jot: this type of a claims struct's member is not read from JSON
//
// A character is not a number.
#include <jot/jwt.hpp>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

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

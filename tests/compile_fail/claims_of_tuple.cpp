// expect: jot: this type of a claims struct's member is not read from JSON
//
// Its members have no names.
#include <jot/jwt.hpp>

#include <array>
#include <string>
#include <string_view>
#include <tuple>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::array<int, 2> levels;
#else
  std::tuple<int, int> levels;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

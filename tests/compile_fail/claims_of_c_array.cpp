// expect: jot: a member of a claims struct is a C array; write std::array or std::vector
//
// The elements of a C array are told from members by no initialiser.
#include <jot/jwt.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::array<int, 3> levels;
#else
  int levels[3];
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: jot: a member of a claims struct is constant or a reference; claims hold their values
//
// What is read must be set.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  int level = 0;
#else
  const int level = 0;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

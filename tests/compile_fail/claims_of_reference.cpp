// expect: jot: a member of a claims struct is a reference, or cannot be copied
//
// A reference would refer to something that is gone.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  int level;
#else
  int& level;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

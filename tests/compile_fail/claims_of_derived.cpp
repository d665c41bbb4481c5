// expect: jot: a claims struct has no base class; make the base a member
//
// Members of a base have no names for structured bindings.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct base {
  int level = 0;
};
#ifdef CONTROL
struct account {
  base level;
  std::string tenant;
};
#else
struct account : base {
  std::string tenant;
};
#endif

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

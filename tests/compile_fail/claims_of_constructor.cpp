// expect: and it has neither constructors of its own nor virtual functions
//
// What a constructor promises would be overwritten.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  int level = 0;
#else
  account() {}
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

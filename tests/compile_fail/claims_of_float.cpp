// expect: jot: this type of a claims struct's member is not read from JSON
//
// What a claim says in decimals is as near to it as a double is.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  double level = 0;
#else
  float level = 0;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

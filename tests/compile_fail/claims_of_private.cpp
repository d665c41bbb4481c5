// expect: jot: a claims struct is an aggregate: all its members are public
//
// What is private has an owner, who alone sets it.
#include <jot/jwt.hpp>

#include <string_view>

class account {
#ifdef CONTROL
 public:
#endif
  int level = 0;
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

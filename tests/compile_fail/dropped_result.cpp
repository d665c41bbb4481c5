// expect: look at the result; it may hold an error
//
// verify() as a statement reads as if it stopped the program on a bad token. It does not.
#include <jot/jwt.hpp>

#include <string_view>

bool check(std::string_view token, const jot::any_verification_key& key, const jot::validation& rules) {
#ifdef CONTROL
  return jot::verify(token, key, rules).has_value();
#else
  jot::verify(token, key, rules);
  return true;
#endif
}

// expect: set them in registered_claims: .exp = jot::in.15min
//
// A member could be forgotten; the registered claims' exp cannot.
#include <jot/jwt.hpp>

#include <string>

struct account {
  std::string tenant;
#ifndef CONTROL
  jot::numeric_date exp;
#endif
};

auto issue(const jot::signing_key<jot::hs256>& key, const account& who) {
  return jot::sign(key, {.exp = jot::never}, who);
}

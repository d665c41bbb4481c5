// expect: a claims struct has at most one member jot::other_claims
//
// What no other member reads can be gathered in one place only.
#include <jot/jwt.hpp>

struct account {
  std::string sub;
  jot::other_claims more;
#ifndef CONTROL
  jot::other_claims still_more;
#endif
};

jot::result<jot::unsafe::decoded<account>> read(std::string_view token) { return jot::unsafe::decode<account>(token); }

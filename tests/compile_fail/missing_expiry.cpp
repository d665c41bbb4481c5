// expect: write \.exp = jot::in\(15min\), a time, or jot::never; \.exp is missing here
//
// A token that says nothing of its end is good for ever: that is to be written, not to be forgotten.
#include <jot/jwt.hpp>

jot::result<std::string> issue(const jot::signing_key<jot::hs256>& key) {
#ifdef CONTROL
  return jot::sign(key, {.iss = "https://id.example", .sub = "alice", .aud = "api", .exp = jot::never});
#else
  return jot::sign(key, {.iss = "https://id.example", .sub = "alice", .aud = "api"});
#endif
}

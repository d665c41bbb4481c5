// expect: jot: custom claims are a struct, a map, or a JSON object
//
// It has no name.
#include <jot/jwt.hpp>

#include <map>
#include <string>

#ifdef CONTROL
using account = std::map<std::string, int>;
#else
using account = int;
#endif

auto write(const jot::signing_key<jot::hs256>& key) { return jot::sign(key, {.exp = jot::never}, account{}); }

// expect: jot: a token's claims are read into a struct, a map or a nlohmann::json
//
// No token is a number.
#include <jot/jwt.hpp>

#include <map>
#include <string>
#include <string_view>

#ifdef CONTROL
using account = std::map<std::string, int>;
#else
using account = int;
#endif

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: jot: this type of a claims struct's member is not read from JSON
//
// A token must not choose the buckets.
#include <jot/jwt.hpp>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::map<std::string, int> levels;
#else
  std::unordered_map<std::string, int> levels;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

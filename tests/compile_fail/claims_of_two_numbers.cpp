// expect: jot: the alternatives of a variant in a claims struct are read from different kinds
//
// Which of them 3 would be, nothing says.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>
#include <variant>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::variant<bool, double> level;
#else
  std::variant<int, double> level;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

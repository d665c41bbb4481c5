// expect: a claims type holds its claims: std::string, not std::string_view, a span or a pointer
//
// A pointer would point to nothing.
#include <jot/jwt.hpp>

#include <optional>
#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::optional<int> level;
#else
  int* level = nullptr;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: jot: a member of a claims struct is a pointer
//
// What may be absent is an optional.
#include <jot/jwt.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct account {
  std::string tenant;
#ifdef CONTROL
  std::optional<std::string> org;
#else
  std::shared_ptr<std::string> org;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

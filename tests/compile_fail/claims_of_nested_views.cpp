// expect: a claims type holds its claims: std::string, not std::string_view
//
// Also where the view is a member's, in a container or behind an optional.
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct realm {
#ifdef CONTROL
  std::vector<std::string> roles;
#else
  std::vector<const char*> roles;
#endif
};
struct account {
  std::optional<std::string> tenant;
  realm access;
  int level = 0;
};
void from_json(const nlohmann::json&, account&) {}

int level(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules).value().claims().level;
}

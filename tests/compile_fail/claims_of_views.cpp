// expect: a claims type holds its claims: std::string, not std::string_view
//
// from_json reads a document that is gone when the claims are used.
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

struct account {
  int level = 0;
#ifdef CONTROL
  std::string tenant;
#else
  std::string_view tenant;
#endif
};
void from_json(const nlohmann::json& in, account& out) {
  in.at("level").get_to(out.level);
  out.tenant = in.at("tenant").get_ref<const std::string&>();
}

bool is_ours(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules).value().claims().tenant == "acme";
}

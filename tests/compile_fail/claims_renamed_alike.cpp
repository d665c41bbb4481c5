// expect: jot: two members of a claims struct have the same claim name
//
// One claim is read into one member.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
  std::string org;
};
#ifdef CONTROL
constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"tenant", "tid"}}); }
#else
constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"tenant", "org"}}); }
#endif

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

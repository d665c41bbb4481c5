// expect: jot: jot_claim_names names a member twice
//
// One of the two names would be lost.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
};
#ifdef CONTROL
constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"tenant", "tid"}}); }
#else
constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"tenant", "tid"}, {"tenant", "org"}}); }
#endif

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

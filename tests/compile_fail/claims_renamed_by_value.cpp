// expect: jot: jot_claim_names takes a pointer to const
//
// The names of an enumeration's values are found by value, those of claims are not.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

struct account {
  std::string tenant;
};
#ifdef CONTROL
constexpr auto jot_claim_names(const account*) { return jot::claim_names({{"tenant", "tid"}}); }
#else
constexpr auto jot_claim_names(account) { return jot::claim_names({{"tenant", "tid"}}); }
#endif

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

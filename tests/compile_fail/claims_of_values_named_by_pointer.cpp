// expect: jot: jot_value_names takes the enumeration by value
//
// The names of claims are found by a pointer, those of an enumeration's values are not.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

enum class rank { low, high };
#ifdef CONTROL
constexpr auto jot_value_names(rank) { return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "high"}}); }
#else
constexpr auto jot_value_names(const rank*) {
  return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "high"}});
}
#endif

struct account {
  std::string tenant;
  rank level = rank::low;
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

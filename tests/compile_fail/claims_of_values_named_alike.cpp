// expect: jot: two values of an enumeration have the same name
//
// One would be signed and the other read.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

enum class rank { low, high };
#ifdef CONTROL
constexpr auto jot_value_names(rank) { return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "high"}}); }
#else
constexpr auto jot_value_names(rank) { return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "low"}}); }
#endif

struct account {
  std::string tenant;
  rank level = rank::low;
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: jot: this type of a claims struct's member is not read from JSON
//
// An enumeration is read by names, also where nlohmann, which would read a number, is included.
#include <jot/jwt.hpp>

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

enum class rank { low, high };
#ifdef CONTROL
constexpr auto jot_value_names(rank) { return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "high"}}); }
#endif

struct account {
  std::string tenant;
  rank level = rank::low;
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

// expect: use of deleted function.*json|attempt to use a deleted function|call to deleted member function 'json'
//
// The loop that every port of jwt-cpp's README writes: a range-for of C++20 keeps no temporary but the last.
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

std::string names(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  std::string out;
#ifdef CONTROL
  const auto who = jot::verify(token, key, rules);
  for (const auto& [name, value] : who->json().items()) out += name;
#else
  for (const auto& [name, value] : jot::verify(token, key, rules).value().json().items()) out += name;
#endif
  return out;
}

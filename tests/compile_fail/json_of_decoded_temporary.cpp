// expect: use of deleted function.*json|attempt to use a deleted function|call to deleted member function 'json'
//
// The same loop over a token that was only read.
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

std::string names(std::string_view token) {
  std::string out;
#ifdef CONTROL
  const auto decoded = jot::unsafe::decode(token).value();
  for (const auto& [name, value] : decoded.json().items()) out += name;
#else
  for (const auto& [name, value] : jot::unsafe::decode(token).value().json().items()) out += name;
#endif
  return out;
}

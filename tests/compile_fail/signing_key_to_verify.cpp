// expect: give_its_verification_key
//
// Who only verifies must not hold what signs; the message says where the other half of the key is.
#include <jot/jwt.hpp>

#include <string_view>

bool accept(std::string_view token, const jot::signing_key<jot::es256>& key, const jot::validation& rules) {
#ifdef CONTROL
  return jot::verify(token, key.verification_key(), rules).has_value();
#else
  return jot::verify(token, key, rules).has_value();
#endif
}

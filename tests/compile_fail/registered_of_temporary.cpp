// expect: use of deleted function.*registered|attempt to use a deleted function|call to deleted member function 'registered'
//
// The claims are views of the token that was verified: of a temporary they would be views of nothing.
#include <jot/jwt.hpp>

#include <string_view>

std::string_view subject(std::string_view token, const jot::verification_key<jot::hs256>& key,
                         const jot::validation& rules, jot::verified<>& kept) {
#ifdef CONTROL
  kept = jot::verify(token, key, rules).value();
  return *kept.registered().sub;
#else
  static_cast<void>(kept);
  return *jot::verify(token, key, rules).value().registered().sub;
#endif
}

// expect: use of deleted function.*registered|attempt to use a deleted function|call to deleted member function 'registered'
//
// As of verified<T>, so of unsafe::decoded: a reference into a token that nothing holds.
#include <jot/jwt.hpp>

#include <string_view>

bool expires(std::string_view token) {
#ifdef CONTROL
  const jot::unsafe::decoded<> decoded = jot::unsafe::decode(token).value();
  const auto& claims = decoded.registered();
#else
  const auto& claims = jot::unsafe::decode(token).value().registered();
#endif
  return claims.exp.has_value();
}

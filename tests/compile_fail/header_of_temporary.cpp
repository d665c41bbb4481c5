// expect: use of deleted function.*header|attempt to use a deleted function|call to deleted member function 'header'
//
// The header's parameters are views as well.
#include <jot/jwt.hpp>

#include <string_view>

std::string_view kid(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules,
                     jot::verified<>& kept) {
#ifdef CONTROL
  kept = jot::verify(token, key, rules).value();
  return kept.header().kid.value_or("");
#else
  static_cast<void>(kept);
  return jot::verify(token, key, rules).value().header().kid.value_or("");
#endif
}

// expect: use of deleted function.*operator->|overload resolution selected deleted operator '->'
//
// What -> leads to dies with the result; a result with a name lives.
#include <jot/jwt.hpp>

#include <string_view>

std::string_view subject(std::string_view token, const jot::verification_key<jot::hs256>& key,
                         const jot::validation& rules, jot::result<jot::verified<>>& kept) {
#ifdef CONTROL
  kept = jot::verify(token, key, rules);
  return kept->registered().sub.value_or("");
#else
  static_cast<void>(kept);
  return jot::verify(token, key, rules)->registered().sub.value_or("");
#endif
}

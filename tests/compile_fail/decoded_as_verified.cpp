// expect: invalid initialization of reference of type .const jot.*verified<.*decoded|no known conversion from .const jot.*decoded<>. to .const jot.*verified<
//
// A token that was only read may have been written by anybody; a handler that asks for proof must not get it.
#include <jot/jwt.hpp>

#include <string_view>

bool handle(const jot::verified<>& who) { return who.registered().sub.has_value(); }

bool request(const jot::result<jot::verified<>>& outcome, std::string_view token) {
#ifdef CONTROL
  return outcome && handle(*outcome) && jot::unsafe::decode(token).has_value();
#else
  const jot::result<jot::unsafe::decoded<>> read = jot::unsafe::decode(token);
  return outcome && read && handle(*read);
#endif
}

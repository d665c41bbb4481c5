// The shared library.
#include "everything.hpp"

std::string issued_by_shared() { return odr::issue(); }
bool accepted_by_shared(std::string_view token) {
  const auto who = odr::check(token).value();
  return who.registered().iss.has_value();
}

// The shared library.
#include "claims.hpp"

std::string issued_by_shared() { return odr::issue(); }
bool accepted_by_shared(std::string_view token) {
  const auto who = odr::check(token).value();
  return who.registered().iss.has_value();
}
std::string read_by_shared(std::string_view token) { return odr::read_in_all_ways(token); }
std::string written_by_shared() { return odr::written_in_all_ways(); }

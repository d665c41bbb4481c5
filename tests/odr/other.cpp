// The second translation unit of the program.
#include "claims.hpp"

std::string issued_by_other() { return odr::issue(); }
bool accepted_by_other(std::string_view token) { return odr::check(token).has_value(); }
std::string read_by_other(std::string_view token) { return odr::read_in_all_ways(token); }
std::string written_by_other() { return odr::written_in_all_ways(); }

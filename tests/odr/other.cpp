// The second translation unit of the program.
#include "everything.hpp"

std::string issued_by_other() { return odr::issue(); }
bool accepted_by_other(std::string_view token) { return odr::check(token).has_value(); }

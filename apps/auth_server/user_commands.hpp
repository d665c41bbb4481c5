// `jot-auth-server user add|list|disable|enable`: changes the user database, also that of a running server.
#pragma once

#include "options.hpp"

#include <string>

namespace auth {

/// Does it; the process's exit status. Messages go to standard error, the list to standard output.
[[nodiscard]] int run_user_command(const user_command& command, const std::string& db);

}  // namespace auth

// What the command line says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace auth {

struct options {
  std::string listen = "127.0.0.1:8000";
  std::string issuer;  ///< empty: the URL that the server listens on
  std::string audience = "jot-auth-server";
  std::int64_t token_ttl = 900;  ///< seconds
  std::string db = ":memory:";
  std::string alg = "HS256";
  std::string secret_file;
  std::string key_file;
  std::string key_directory;
  std::int64_t publish_ahead = 300;  ///< seconds
  std::vector<std::string> more_scopes;
  bool demo_users = false;
  std::vector<std::string> cors_origins;
  std::size_t login_threads = 1;
  std::size_t login_queue = 32;
};

/// The arguments of `jot-auth-server user …`.
struct user_command {
  enum class action { none, add, list, disable, enable } what = action::none;
  std::string name;
  std::vector<std::string> scopes;
};

}  // namespace auth

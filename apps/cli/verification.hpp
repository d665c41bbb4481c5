// The options of the commands that judge a token: its keys, its rules, the time and the token itself.
#pragma once

#include "key_file.hpp"

#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include <string>

namespace cli {

/// What the options ask for.
struct verification {
  jot::validation rules;
  jot::fixed_clock clock;
  jot::jwk_set keys;
  std::string token;
};

struct verification_options {
  key_options keys;
  const CLI::Option* jwks;
  const CLI::Option* issuer;
  const CLI::Option* alg;
  const CLI::Option* iss;
  const CLI::Option* aud;
  const CLI::Option* any_audience;
  const CLI::Option* any_confirmation;
  const CLI::Option* sub;
  const CLI::Option* typ;
  const CLI::Option* require;
  const CLI::Option* max_age;
  const CLI::Option* leeway;
  const CLI::Option* now;
  const CLI::Option* understand_crit;
  const CLI::Option* token;
};

/// Adds the options to a command. The object is read when the command runs.
[[nodiscard]] verification_options add_verification_options(CLI::App& command);

/// Reads keys and token; ends the command where an option cannot be used.
[[nodiscard]] verification read_verification(const verification_options& options);

/// About the options, for the help of each command.
inline constexpr const char* verification_help =
    "With --jwks or --issuer and without --alg, the algorithms are those that the keys name, never HS256, HS384 or\n"
    "HS512; where a key names none, say which with --alg. What is fetched is fetched once, without redirects.\n"
    "\n"
    "exp is checked when it is there; --require exp makes it necessary. (The library differs: it requires exp\n"
    "unless its rules say otherwise.)\n"
    "\n";

}  // namespace cli

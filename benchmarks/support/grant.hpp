// Claims as a plain struct: what a token of an authorization server says beside its registered claims.
#pragma once

#include "support/token.hpp"

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include <optional>
#include <string>
#include <vector>

namespace bench {

struct grant {
  std::string sub;
  jot::oauth2::scope_set scope;
  std::optional<std::string> org;
  std::vector<std::string> roles;
  long level;
};

inline grant granted() {
  return {.sub = subject, .scope = {"read", "write"}, .org = "acme", .roles = {"editor", "billing"}, .level = 3};
}

/// Good for a day; sub is left to the struct.
inline jot::registered_claims claims_beside_grant() {
  auto claims = claims_until(jot::in(std::chrono::hours(24)), jot::in(std::chrono::seconds(0)));
  claims.sub = {};
  return claims;
}

/// A figure of a struct that was read wrongly would be worth nothing.
inline bool is_granted(const grant& read) {
  const grant expected = granted();
  return read.sub == expected.sub && read.scope.tokens() == expected.scope.tokens() && read.org == expected.org &&
         read.roles == expected.roles && read.level == expected.level;
}

}  // namespace bench

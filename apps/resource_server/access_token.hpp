// What a token must say to open anything here.
#pragma once

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include <optional>

namespace orders {

/// Issuers write scopes as `scope` or `scp`, as a string or as an array.
struct access_claims {
  std::optional<jot::oauth2::scope_set> scope, scp;

  [[nodiscard]] jot::oauth2::scope_set granted() const {
    return scope ? *scope : scp.value_or(jot::oauth2::scope_set());
  }
};

/// A token that has been verified.
using access_token = jot::verified<access_claims>;

}  // namespace orders

// What a token must say to open anything here.
#pragma once

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include <nlohmann/json.hpp>

namespace orders {

struct access_claims {
  jot::oauth2::scope_set scope;
};
/// Issuers write it as `scope` or `scp`, as a string or as an array.
inline void from_json(const nlohmann::json& in, access_claims& claims) {
  claims.scope = jot::oauth2::scope_set::from_claims(in).value();
}

/// A token that has been verified.
using access_token = jot::verified<access_claims>;

}  // namespace orders

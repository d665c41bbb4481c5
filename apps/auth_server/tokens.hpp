// The access tokens of this server (RFC 9068 in spirit): how they are made and how they are believed. Which key
// signs is the key ring's affair; what a token says is decided here and nowhere else.
#pragma once

#include "key_ring.hpp"

#include <jot/jwt.hpp>
#include <jot/oauth2/scope.hpp>

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace auth {

/// What an access token says besides the registered claims.
struct access_claims {
  jot::defaulted<jot::oauth2::scope_set> scope;
};

/// An access token that this server has verified.
using access_token = jot::verified<access_claims>;

class token_service {
 public:
  token_service(key_ring& keys, std::string issuer, std::string audience, std::chrono::seconds lifetime);

  [[nodiscard]] jot::result<std::string> issue(std::string_view subject, const jot::oauth2::scope_set& scopes) const;
  [[nodiscard]] jot::result<access_token> verify(std::string_view token) const;
  [[nodiscard]] std::chrono::seconds lifetime() const noexcept { return lifetime_; }

 private:
  key_ring& keys_;
  std::string issuer_;
  std::string audience_;
  std::chrono::seconds lifetime_;
  jot::validation rules_;
};

}  // namespace auth

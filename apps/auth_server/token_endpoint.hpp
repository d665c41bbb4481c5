// POST /token: the OAuth2 password flow (RFC 6749 §4.3), for clients without credentials of their own.
#pragma once

#include "passwords.hpp"
#include "routes.hpp"
#include "tokens.hpp"
#include "users.hpp"

#include <jot/oauth2/scope.hpp>

#include <optional>
#include <string>

namespace auth {

/// Answers every mistake of a client with an error of RFC 6749 §5.2: 400 and JSON, or 401 for a client that tried to
/// authenticate itself in the Authorization header. There are public clients only: a client_id in the form or in Basic
/// credentials is ignored, and so is the placeholder that interactive API pages send as a form's client_secret; a
/// secret in Basic credentials is an attempt to authenticate, and it fails.
class token_endpoint {
 public:
  token_endpoint(user_store& users, password_pool& passwords, const token_service& tokens,
                 jot::oauth2::scope_set known_scopes)
      : users_(users), passwords_(passwords), tokens_(tokens), known_scopes_(std::move(known_scopes)) {}

  void operator()(const http::request& request, const answer_later& answer) const;

 private:
  /// What a request for a token asks, once it is known to be well-formed.
  struct grant {
    std::string username;
    std::string password;
    std::optional<jot::oauth2::scope_set> scope;  ///< none: all that the user has
  };
  class refusal;

  [[nodiscard]] grant read(const http::request& request) const;
  [[nodiscard]] http::response decide(const grant& asked, bool password_matches) const;

  user_store& users_;
  password_pool& passwords_;
  const token_service& tokens_;
  jot::oauth2::scope_set known_scopes_;
};

}  // namespace auth

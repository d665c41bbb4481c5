// What the server publishes about itself, so that others can verify its tokens by its name alone: the key set (RFC 7517
// §5) and the metadata that lead there (OpenID Connect Discovery 1.0 §3, RFC 8414 §2).
#pragma once

#include "key_ring.hpp"
#include "routes.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace auth {

struct published_facts {
  std::string issuer;  ///< as in the tokens; the documents are found below it
  jot::algorithm alg;
  jot::oauth2::scope_set scopes;
  std::chrono::seconds max_age;  ///< how long the documents may be kept
};

/// The routes of the documents; only for an algorithm of key pairs, because a secret is never published. Throws
/// std::runtime_error when the issuer is not a URL that documents can be below.
[[nodiscard]] std::vector<route> well_known_routes(key_ring& keys, const published_facts& facts);

}  // namespace auth

// GET /health: whether tokens can be verified, and how the issuer's key set is.
#pragma once

#include "support/http_server.hpp"

#include <jot/remote_jwk_set.hpp>

namespace orders {

/// 200 while the keys may be used, though they be stale; 503 while there are none.
[[nodiscard]] example::http::response health(const jot::remote_status& keys);

}  // namespace orders

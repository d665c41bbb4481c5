// Includes the whole library except testing.hpp and the HTTP clients of http/.
#pragma once

#include <jot/discovery.hpp>
#include <jot/explain.hpp>
#include <jot/issuers.hpp>
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/oauth2/scope.hpp>
#include <jot/primitives.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/version.hpp>
#include <jot/x509.hpp>

/// @namespace jot
/// The library. Functions return result<T>; nothing throws on hostile input.

/// @namespace jot::unsafe
/// Reading tokens without verifying them.

/// @namespace jot::oauth2
/// Scopes and bearer tokens (RFC 6749, RFC 6750).

/// @namespace jot::http
/// HTTP clients for fetching keys; jot.hpp does not include them.

/// @namespace jot::testing
/// Fakes for the tests of programs that verify tokens; jot.hpp does not include them.

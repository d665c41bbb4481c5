// Everything of the library but the adapters of http/ and testing.hpp.
#pragma once

#include <jot/discovery.hpp>
#include <jot/issuers.hpp>
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/oauth2/scope.hpp>
#include <jot/primitives.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/version.hpp>
#include <jot/x509.hpp>

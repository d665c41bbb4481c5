// Everything of the library but the adapters of http/ and testing.hpp.
#pragma once

#include <jot/jwt.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/oauth2/scope.hpp>
#include <jot/version.hpp>

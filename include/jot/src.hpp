// Every body of the library, for the one translation unit of a build with JOT_PRECOMPILED.
#pragma once

#if !defined(JOT_PRECOMPILED)
#error "jot/src.hpp is for builds with JOT_PRECOMPILED; without it the headers bring their bodies themselves"
#endif

#include <jot/jot.hpp>

// clang-format off: in the order of the house, because a body may use what the bodies below it define
#include <jot/impl/error.hpp>
#include <jot/impl/bytes.hpp>
#include <jot/impl/base64url_blocks.hpp>
#include <jot/impl/numeric_date.hpp>
#include <jot/impl/openssl.hpp>
#if defined(JOT_WITH_SIMDJSON)
#include <jot/impl/fast_json.hpp>
#endif
#include <jot/impl/json.hpp>
#include <jot/impl/jwa.hpp>
#include <jot/impl/pem.hpp>
#include <jot/impl/key_material.hpp>
#include <jot/impl/signature.hpp>
#include <jot/impl/key.hpp>
#include <jot/impl/x509.hpp>
#include <jot/impl/key_source.hpp>
#include <jot/impl/jwk.hpp>
#include <jot/impl/jwk_set.hpp>
#include <jot/impl/header_memo.hpp>
#include <jot/impl/jws.hpp>
#include <jot/impl/claims.hpp>
#include <jot/impl/validation.hpp>
#include <jot/impl/token_cache.hpp>
#include <jot/impl/jwt.hpp>
#include <jot/impl/fetcher.hpp>
#include <jot/impl/discovery.hpp>
#include <jot/impl/remote_jwk_set.hpp>
#include <jot/impl/oauth2/scope.hpp>
#include <jot/impl/oauth2/bearer.hpp>
// clang-format on

// Every body of the library, for the one translation unit of a build with JOT_PRECOMPILED.
#pragma once

#if !defined(JOT_PRECOMPILED)
#error "jot/src.hpp is for builds with JOT_PRECOMPILED; without it the headers bring their bodies themselves"
#endif

#include <jot/jot.hpp>

// clang-format off: in the order of cmake/check_layers.cmake, because a body may use definitions of those before it
#include <jot/impl/text/error.hpp>
#include <jot/impl/text/bytes.hpp>
#include <jot/impl/text/utf8.hpp>
#include <jot/impl/text/visible.hpp>
#include <jot/impl/text/decimal.hpp>
#include <jot/impl/text/text_arena.hpp>
#include <jot/impl/text/base64url_blocks.hpp>
#include <jot/impl/text/base64url.hpp>
#include <jot/impl/text/issuer_difference.hpp>
#include <jot/impl/text/numeric_date.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/impl/json/json_members.hpp>
#include <jot/impl/json/json_writer.hpp>
#include <jot/impl/keys/jwa.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/impl/crypto/context_pool.hpp>
#include <jot/impl/crypto/pem.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/crypto/edwards.hpp>
#include <jot/impl/crypto/key_check.hpp>
#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/ecdsa_der.hpp>
#include <jot/impl/crypto/signature_form.hpp>
#include <jot/impl/crypto/hmac.hpp>
#include <jot/impl/crypto/digest_sign.hpp>
#include <jot/impl/crypto/eddsa.hpp>
#include <jot/impl/crypto/bound_key.hpp>
#include <jot/impl/crypto/primitives.hpp>
#include <jot/impl/keys/key.hpp>
#include <jot/impl/keys/x509.hpp>
#include <jot/impl/keys/key_source.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/impl/keys/jwk_read.hpp>
#include <jot/impl/keys/jwk_write.hpp>
#include <jot/impl/keys/jwk.hpp>
#include <jot/impl/keys/jwk_set.hpp>
#include <jot/impl/jose/compact.hpp>
#include <jot/impl/jose/header.hpp>
#include <jot/impl/jose/header_cache.hpp>
#include <jot/impl/jose/header_fields.hpp>
#include <jot/impl/jws/token.hpp>
#include <jot/impl/jws/jws.hpp>
#include <jot/impl/jwt/claims.hpp>
#include <jot/impl/json/accepted_json.hpp>
#include <jot/impl/jwt/claims_input.hpp>
#include <jot/impl/jwt/claims_output.hpp>
#include <jot/impl/jwt/document_claims.hpp>
#include <jot/impl/jwt/claim_types.hpp>
#include <jot/impl/jwt/validation.hpp>
#include <jot/impl/jwt/claim_lookup.hpp>
#include <jot/impl/jwt/token_state.hpp>
#include <jot/impl/jwt/token_cache.hpp>
#include <jot/impl/jwt/revocations.hpp>
#include <jot/impl/jwt/verify.hpp>
#include <jot/impl/jwt/jwt.hpp>
#include <jot/impl/jwt/explanation.hpp>
#include <jot/impl/jwt/explain_words.hpp>
#include <jot/impl/jwt/explain_header.hpp>
#include <jot/impl/jwt/explain_claims.hpp>
#include <jot/impl/jwt/explain.hpp>
#include <jot/impl/remote/url.hpp>
#include <jot/impl/remote/cache_control.hpp>
#include <jot/impl/remote/cache_file.hpp>
#include <jot/impl/remote/discovery.hpp>
#include <jot/impl/remote/remote_jwk_set.hpp>
#include <jot/impl/oauth2/scope.hpp>
#include <jot/impl/oauth2/bearer.hpp>
// clang-format on

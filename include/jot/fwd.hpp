// Forward declarations of the types that programs name in their own headers.
#pragma once

#include <jot/detail/config.hpp>

namespace jot { inline namespace JOT_ABI {

class error;
template <class T>
class result;
class numeric_date;
class algorithm_set;
class any_signing_key;
class any_verification_key;
class jwk;
class jwk_set;
class verified_jws;
struct registered_claims;
struct claims_view;
struct validation;
struct no_claims;
template <class Claims>
class verified;

}}  // namespace jot::JOT_ABI

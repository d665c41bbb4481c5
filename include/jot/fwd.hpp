// Forward declarations of the types that programs name in their own headers, and the default arguments of templates.
#pragma once

#include <jot/detail/config.hpp>

#include <cstdint>

namespace jot { inline namespace JOT_ABI {

enum class errc : std::uint8_t;
enum class category : std::uint8_t;
class error;
template <class T>
class result;

class numeric_date;
struct system_clock;
struct fixed_clock;
class any_clock;

struct json_limits;
struct token_limits;
struct key_limits;
struct cache_limits;
struct revocation_limits;
struct cache_status;

enum class algorithm : std::uint8_t;
class algorithm_set;
struct hs256;
struct hs384;
struct hs512;
struct rs256;
struct rs384;
struct rs512;
struct ps256;
struct ps384;
struct ps512;
struct es256;
struct es384;
struct es512;
struct es256k;
struct eddsa;
struct ed25519;
struct ed448;

class secret_bytes;
template <class A>
class signing_key;
template <class A>
class verification_key;
class any_signing_key;
class any_verification_key;
class any_key_source;
struct key_query;
class key_candidates;
class jwk;
class jwk_set;
class certificate;
struct chain_rules;

struct header_fields;
struct jws_header;
class verified_jws;
class audience;
struct registered_claims;
struct claims_view;
struct validation;
struct no_claims;
template <class Claims = no_claims>
class verified;
template <class Keys, class Clock = system_clock>
class verifier;
template <class Clock = system_clock>
class issuers;
enum class check_outcome : std::uint8_t;
struct explained_check;
struct explanation;
struct explanation_style;
struct explain_options;

struct url_policy;
struct http_request;
struct http_response;
class any_fetcher;
struct provider_metadata;
struct remote_options;
struct remote_status;
template <class Fetcher, class Clock = system_clock>
class remote_jwk_set;

namespace unsafe {
template <class Claims = no_claims>
class decoded;
}
namespace oauth2 {
class scope_set;
}

}}  // namespace jot::JOT_ABI

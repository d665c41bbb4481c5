// Tests of limits.hpp: the defaults that SECURITY.md and the documentation promise.
#include <jot/limits.hpp>

#include "support/catch.hpp"

static_assert(jot::json_limits{}.depth == 32 && jot::json_limits{}.members == 1000);
static_assert(jot::json_limits{}.name_bytes == 256 && jot::json_limits{}.number_chars == 64);
static_assert(jot::token_limits{}.token_bytes == 65536 && jot::token_limits{}.header_bytes == 16384);
static_assert(jot::token_limits{}.audiences == 256 && jot::token_limits{}.critical == 16);
static_assert(jot::token_limits{}.date_seconds == 253'402'300'799);
static_assert(jot::key_limits{}.secret_bytes == 65536 && !jot::key_limits{}.allow_short_secret);
static_assert(jot::key_limits{}.rsa_min_bits == 2048 && jot::key_limits{}.rsa_max_bits == 8192);

TEST_CASE("the default limits are those that are documented", "[limits]") {
  CHECK(jot::token_limits{}.json.depth == jot::json_limits{}.depth);
  CHECK(jot::token_limits{}.json.members == jot::json_limits{}.members);
}

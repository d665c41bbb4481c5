// Bodies of key_source.hpp.
#pragma once

#include <jot/key_source.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE result<key_candidates> find_in_single_key(const any_verification_key& key, const key_query& query) {
  if (query.alg != key.alg()) {
    return error(errc::algorithm_not_allowed, "alg", "the token's alg is {}, but the key is for {} only",
                 word(query.alg), word(key.alg()));
  }
  // Built in place: copying a just-written object stalls on store forwarding.
  result<key_candidates> out = key_candidates();
  out->add(key);
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

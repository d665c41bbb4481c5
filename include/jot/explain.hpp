// Why a token is accepted or refused: every check of verify(), each judged on its own where it can be.
#pragma once

#include <jot/explanation.hpp>
#include <jot/jwt.hpp>

#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI {

namespace detail {

// Reads an accepted claims set into the caller's type.
using claims_check = result<void> (*)(std::string_view payload);

// `read` may be null.
[[nodiscard]] explanation explain_token(std::string_view token, const key_source_ref& keys, const validation& rules,
                                        const clock_ref& clock, const explain_options& options, claims_check read);

template <class Claims>
result<void> read_as(std::string_view payload) {
  if constexpr (plain_struct_to_read<Claims>) static_assert(check_struct<Claims>());
  Claims out{};
  return read_claims_into(payload, out);
}

}  // namespace detail

/// Judges a token as verify() does, and does not end at the first failure: it decodes all it can, and reports every
/// check in this order: `rules`, `size`, `shape`, `header`, `algorithm`, `crit`, `key`, `signature`, `payload`, `typ`,
/// `claims` (a JSON object, registered claims of their types), `exp`, `nbf`, `iat`, `lifetime`, `iss`, `aud`, `sub`,
/// `jti`, `cnf`, `required`, `equal`, `check`, and with a Claims type `struct`. A name comes several times where it has
/// several faults or rules.
///
/// For people who look for a fault, and not for requests: it verifies, judges and describes, and asks the keys also
/// where verify() would refuse the token before. validation::check is called only where verify() calls it. What a token
/// says whose signature is not good, anyone may have written: an explanation proves nothing. For a verifier:
/// `explain(token, v.keys(), v.rules())`.
template <class Claims = no_claims, key_source S, clock Clock = system_clock>
[[nodiscard]] explanation explain(std::string_view token, const S& keys, const validation& rules,
                                  const Clock& clock = {}, const explain_options& options = {}) {
  detail::claims_check read = nullptr;
  if constexpr (!std::is_same_v<Claims, no_claims>) read = detail::read_as<Claims>;
  return detail::explain_token(token, detail::erase_key_source(keys), rules, detail::erase_clock(clock), options, read);
}

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/explain.hpp>
#endif

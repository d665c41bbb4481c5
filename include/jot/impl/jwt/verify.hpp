// Verifying a JWT (RFC 7519 §7.2), and the caches around it. Private: declared and defined here.
#pragma once

#include <jot/impl/jwt/revocations.hpp>
#include <jot/impl/jwt/token_cache.hpp>
#include <jot/impl/jwt/token_state.hpp>
#include <jot/validation.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Runs the checks in their order, with rules that check_rules has passed. `headers` may be null, and so may
/// `signed_by`, which receives the key that verified the signature.
inline result<std::shared_ptr<const token_state>> verify_afresh(std::string_view token, const key_source_ref& keys,
                                                                const validation& rules, const clock_ref& clock,
                                                                header_cache* headers = nullptr,
                                                                std::shared_ptr<const bound_key>* signed_by = nullptr) {
  const header_rules header{.limits = rules.limits, .understood = rules.understood_critical};
  opened_token opened;
  if (const auto ok = opened.authenticate(token, keys, header, headers, signed_by); !ok) return ok.error();
  auto state = std::make_shared_for_overwrite<token_state>();
  if (const auto ok = state->take(opened); !ok) return ok.error();
  if (const auto ok = check_typ(state->header(), rules); !ok) return ok.error();
  if (const auto ok = state->read_claims(rules.limits, rules.required, rules.equal); !ok) return ok.error();
  if (const auto ok = check_claims(state->claims(), state->header(), state->findings(), rules, clock.now()); !ok)
    return ok.error();
  return std::shared_ptr<const token_state>(std::move(state));
}

/// What a verifier and its copies share.
class verifier_caches {
 public:
  verifier_caches(const cache_limits* cache, const revocation_limits& revocation) : revoked(revocation) {
    if (cache != nullptr) tokens.emplace(*cache);
  }
  header_cache headers;
  std::optional<token_cache> tokens;
  revocations revoked;
};

// A cache hit, provided that the key source still offers the token's key and that the rules still pass. nullopt: verify
// from scratch.
inline std::optional<result<std::shared_ptr<const token_state>>> find_cached(token_cache& tokens,
                                                                             std::string_view token,
                                                                             const key_source_ref& keys,
                                                                             const validation& rules,
                                                                             const clock_ref& clock) {
  const token_cache::entry known = tokens.find(token);
  if (known == nullptr) return std::nullopt;
  const token_state& state = *known->state;
  const result<key_candidates> found = keys.find(keys.source, {*state.header().alg, state.header().kid});
  const bool same_key =
      found && found->any_of([&](const any_verification_key& key) { return key_access::bound(key) == known->key; });
  if (!same_key) {
    tokens.erase(token);
    if (!found) return found.error();
    return std::nullopt;
  }
  if (const auto holds = check_claims(state.claims(), state.header(), state.findings(), rules, clock.now()); !holds) {
    tokens.erase(token);
    return holds.error();
  }
  return std::shared_ptr<const token_state>(known, known->state.get());
}

/// verify_afresh with the verifier's caches before and its revocations after it.
inline result<std::shared_ptr<const token_state>> verify_cached(std::string_view token, const key_source_ref& keys,
                                                                const validation& rules, const clock_ref& clock,
                                                                verifier_caches& caches) {
  const auto revoked = [&] { return caches.revoked.contains(token); };
  static constexpr auto refusal = [] { return error(errc::claim_rejected, "the token was revoked"); };
  if (caches.tokens) {
    if (auto known = find_cached(*caches.tokens, token, keys, rules, clock)) {
      if (*known && revoked()) return refusal();
      return *std::move(known);
    }
  }
  std::shared_ptr<const bound_key> key;
  auto state = verify_afresh(token, keys, rules, clock, &caches.headers, caches.tokens ? &key : nullptr);
  if (!state) return state;
  if (revoked()) return refusal();
  if (caches.tokens) {
    caches.tokens->insert(std::make_shared<const cached_token>(
        cached_token{std::string(token), *state, std::move(key), token.size() + (*state)->bytes()}));
  }
  return state;
}

}}}  // namespace jot::JOT_ABI::detail

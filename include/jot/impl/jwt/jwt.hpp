// Bodies of jwt.hpp: signing, a verifier's functions, and reading without verifying.
#pragma once

#include <jot/base64url.hpp>
#include <jot/impl/jwt/verify.hpp>
#include <jot/jwt.hpp>
#include <jot/primitives.hpp>

namespace jot { inline namespace JOT_ABI {
namespace detail {

JOT_INLINE result<std::string> sign_token(const signer_ref& signer, const registered_claims& registered,
                                          const custom_claims& custom, const header_fields& header) {
  text_buffer payload;
  if (const result<void> written = write_claims(registered, custom, payload); !written) return written.error();
  return sign_compact(signer, header, as_bytes(payload.view()), "JWT");
}

JOT_INLINE result<std::shared_ptr<const token_state>> verify_token(std::string_view token, const key_source_ref& keys,
                                                                   const validation& rules, const clock_ref& clock) {
  if (const result<void> ok = check_rules(rules); !ok) return ok.error();
  return verify_afresh(token, keys, rules, clock);
}

JOT_INLINE result<std::shared_ptr<const token_state>> verify_token(std::string_view token, const key_source_ref& keys,
                                                                   const validation& rules, const clock_ref& clock,
                                                                   verifier_caches* caches) {
  return caches != nullptr ? verify_cached(token, keys, rules, clock, *caches)
                           : verify_afresh(token, keys, rules, clock);
}

JOT_INLINE std::shared_ptr<verifier_caches> make_verifier_caches(const cache_limits* cache,
                                                                 const revocation_limits& revocation) {
  return std::make_shared<verifier_caches>(cache, revocation);
}

JOT_INLINE result<void> revoke_token(verifier_caches& caches, std::string_view token, const token_state& state,
                                     std::chrono::sys_seconds now) {
  const claim<numeric_date>& exp = state.claims().exp;
  return caches.revoked.add(token, exp ? std::optional(*exp) : std::nullopt, now);
}

JOT_INLINE std::size_t count_revoked(const verifier_caches& caches) noexcept { return caches.revoked.size(); }

JOT_INLINE void clear_cache(verifier_caches& caches) noexcept {
  if (caches.tokens) caches.tokens->clear();
}

JOT_INLINE cache_status status_of_cache(const verifier_caches& caches) {
  return caches.tokens ? caches.tokens->status() : cache_status{};
}

JOT_INLINE result<std::shared_ptr<const token_state>> decode_token(std::string_view token, const token_limits& limits) {
  opened_token opened;
  if (const auto ok = opened.read_unverified(token, limits); !ok) return ok.error();
  auto state = std::make_shared_for_overwrite<token_state>();
  if (const auto ok = state->take(opened); !ok) return ok.error();
  if (const auto ok = state->read_claims(limits, {}, {}); !ok) return ok.error();
  return std::shared_ptr<const token_state>(std::move(state));
}

JOT_INLINE result<std::string> read_unverified_issuer(std::string_view token, const token_limits& limits) {
  const auto state = decode_token(token, limits);
  if (!state) return state.error();
  const claim<std::string_view>& iss = (*state)->claims().iss;
  if (!iss) return error(errc::missing_claim, "iss", "the token has no issuer, and one is required");
  return std::string(*iss);
}

JOT_INLINE const claims_view& claims_of(const token_state& state) noexcept { return state.claims(); }
JOT_INLINE const jws_header& header_of(const token_state& state) noexcept { return state.header(); }

}  // namespace detail

JOT_INLINE result<std::string> signing_input_thumbprint(std::string_view token, const token_limits& limits) {
  detail::compact_segments segments;
  if (const result<void> split = detail::split_compact(token, limits, segments); !split) return split.error();
  const auto digest = sha256(as_bytes(segments.signing_input));
  if (!digest) return digest.error();
  return base64url_encode(*digest);
}

}}  // namespace jot::JOT_ABI

// JSON Web Token (RFC 7519): sign, verify, and the proof that a token was verified.
#pragma once

#include <jot/claim_types.hpp>
#include <jot/claims.hpp>
#include <jot/clock.hpp>
#include <jot/detail/claim_reader.hpp>
#include <jot/detail/claim_writer.hpp>
#include <jot/fwd.hpp>
#include <jot/jws.hpp>
#include <jot/limits.hpp>
#include <jot/validation.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI {

/// The Claims of a token that is read into no type of the caller's: registered(), and json() on demand, are what it
/// has.
struct no_claims {};

namespace detail {

class token_state;
class verifier_caches;

result<std::string> sign_token(const signer_ref& signer, const registered_claims& registered,
                               const custom_claims& custom, const header_fields& header);

result<std::shared_ptr<const token_state>> verify_token(std::string_view token, const key_source_ref& keys,
                                                        const validation& rules, const clock_ref& clock);
// For rules that check_rules has passed; keeps what it has seen in the caches, which may be null.
result<std::shared_ptr<const token_state>> verify_token(std::string_view token, const key_source_ref& keys,
                                                        const validation& rules, const clock_ref& clock,
                                                        verifier_caches* caches);
// `cache` may be null: then no token is remembered, only headers.
[[nodiscard]] std::shared_ptr<verifier_caches> make_verifier_caches(const cache_limits* cache,
                                                                    const revocation_limits& revocation);
result<void> revoke_token(verifier_caches& caches, std::string_view token, const token_state& state,
                          std::chrono::sys_seconds now);
[[nodiscard]] std::size_t count_revoked(const verifier_caches& caches) noexcept;
void clear_cache(verifier_caches& caches) noexcept;
[[nodiscard]] cache_status status_of_cache(const verifier_caches& caches);
result<std::shared_ptr<const token_state>> decode_token(std::string_view token, const token_limits& limits);
// The iss of a token that was not verified, to choose its keys by. Errors: as unsafe::decode, missing_claim.
result<std::string> read_unverified_issuer(std::string_view token, const token_limits& limits);
[[nodiscard]] const claims_view& claims_of(const token_state& state) noexcept;
[[nodiscard]] const jws_header& header_of(const token_state& state) noexcept;

struct token_access;

/// What verified<T> and unsafe::decoded<T> have in common. What is returned by reference lives as long as the token or
/// a copy of it; a temporary gives nothing but claims(), by value.
template <class Claims>
class read_token {
 public:
  /// The registered claims, and the text of all claims.
  [[nodiscard]] const claims_view& registered() const& noexcept { return claims_of(*state_); }
  const claims_view& registered() const&& = delete;
  /// @{
  /// The caller's claims; `verify<account>(…).value().claims()` moves them out.
  [[nodiscard]] const Claims& claims() const& noexcept
    requires(!std::is_same_v<Claims, no_claims>)
  {
    return claims_;
  }
  const Claims& claims() const&& = delete;
  // clang-format off: it takes the && before requires for an operator
  [[nodiscard]] Claims claims() &&
    requires(!std::is_same_v<Claims, no_claims>)
  {
    return std::move(claims_);
  }
      // clang-format on
      /// @}
      /// The header.
      [[nodiscard]] const jws_header& header() const& noexcept {
    return header_of(*state_);
  }
  const jws_header& header() const&& = delete;
  /// The whole claims set as a document, parsed once and kept: `for (auto& [name, value] : who->json().items())`. Read
  /// it with at() or value(): it is constant, and [] of a missing member is undefined. Needs `<nlohmann/json.hpp>`.
  template <class Json = nlohmann::json>
  [[nodiscard]] const typename included<Json>::type& json() const& {
    return registered().template json<Json>();
  }
  template <class Json = nlohmann::json>
  const Json& json() const&& = delete;

 protected:
  explicit read_token(std::shared_ptr<const token_state> state) : state_(std::move(state)) {}

 private:
  friend struct token_access;
  std::shared_ptr<const token_state> state_;
  [[no_unique_address]] Claims claims_{};
};

}  // namespace detail

/// A token that verify() accepted. Nothing else makes one, so that having one is the proof. A copy shares the contents.
template <class Claims>
class verified : public detail::read_token<Claims> {
  friend struct detail::token_access;
  explicit verified(std::shared_ptr<const detail::token_state> state) : detail::read_token<Claims>(std::move(state)) {}
};

namespace unsafe {

/// A token read without being verified: anyone may have written it. It does not convert to verified<T>.
template <class Claims>
class decoded : public detail::read_token<Claims> {
  friend struct detail::token_access;
  explicit decoded(std::shared_ptr<const detail::token_state> state) : detail::read_token<Claims>(std::move(state)) {}
};

}  // namespace unsafe

namespace detail {

struct token_access {
  // The proof, or what was decoded, with the caller's claims read.
  template <template <class> class Token, class Claims>
  static result<Token<Claims>> make(result<std::shared_ptr<const token_state>> state) {
    if (!state) return state.error();
    if constexpr (plain_struct_to_read<Claims>) static_assert(check_struct<Claims>());
    Token<Claims> token(std::move(*state));
    if constexpr (!std::is_same_v<Claims, no_claims>) {
      const result<void> read = read_claims_into(claims_of(*token.state_).text, token.claims_);
      if (!read) return read.error();
    }
    return token;
  }
};

}  // namespace detail

/// Makes and signs a token of these claims (RFC 7519 §7.1). The header has alg, typ ("JWT" unless header has another)
/// and the key's kid. Errors: invalid_claims_to_sign, crypto_failure, or the signer's own.
template <signer S>
result<std::string> sign(const S& key, const registered_claims& registered, const header_fields& header = {}) {
  return detail::sign_token(detail::erase_signer(key), registered, {}, header);
}

/// Makes and signs a token that has claims of the caller's own as well: a plain struct, or any type that nlohmann::json
/// converts to an object (to_json). It may have iss, sub, aud or jti where registered_claims has not; exp, nbf and iat
/// are an error. docs/claims.md says which members a struct may have. Errors: as above, and limit_exceeded.
template <signer S, class Custom>
  requires(!std::is_convertible_v<const Custom&, const header_fields&>)
result<std::string> sign(const S& key, const registered_claims& registered, const Custom& custom,
                         const header_fields& header = {}) {
  return detail::with_custom_claims(custom, [&](const detail::custom_claims& claims) {
    return detail::sign_token(detail::erase_signer(key), registered, claims, header);
  });
}

/// Verifies a token (RFC 7519 §7.2). The checks run in one order, and the first failure is the error: size, shape,
/// header, algorithm, crit, key, signature, then typ and the claims as validation lists them. A Claims type of the
/// caller's is read last, and strictly: the error is missing_claim or invalid_claim, with the path (docs/claims.md).
/// Errors: those of verify_jws(), of the rules and of reading; invalid_payload; invalid_configuration for rules that
/// contradict themselves.
template <class Claims = no_claims, key_source S, clock Clock = system_clock>
result<verified<Claims>> verify(std::string_view token, const S& keys, const validation& rules,
                                const Clock& clock = {}) {
  return detail::token_access::make<verified, Claims>(
      detail::verify_token(token, detail::erase_key_source(keys), rules, detail::erase_clock(clock)));
}

/// Deleted: the side that verifies needs no signing key. Give its verification_key().
template <class Claims = no_claims, signature_algorithm A, clock Clock = system_clock>
result<verified<Claims>> verify(std::string_view token, const signing_key<A>& give_its_verification_key,
                                const validation& rules, const Clock& clock = {}) = delete;

/// Keys and rules together, for servers: make one and share it between all threads. A copy shares the remembered and
/// the revoked tokens.
///
/// Rules that contradict themselves make no verifier: the constructors throw jot::exception with invalid_configuration
/// (and end the program where exceptions are off); make_verifier returns it.
///
/// Given cache_limits, it remembers the tokens that it has accepted. The same bytes again need no cryptography and no
/// JSON, but the keys are asked for the token's key again and all rules are checked at the present time, so that the
/// verdict is the same as without the cache.
template <class Keys, class Clock>
class verifier {
  static_assert(key_source<Keys>, "jot::verifier: a verification key, a set of keys, or what models jot::key_source");
  static_assert(clock<Clock>, "jot::verifier: a clock models jot::clock");

 public:
  // Constrained, so that Clock is not deduced from cache_limits.
  /// A verifier that remembers no tokens.
  verifier(Keys keys, validation rules, Clock clock = {})
    requires jot::clock<Clock>
      : verifier(std::move(keys), std::move(rules), nullptr, {}, std::move(clock)) {}
  /// A verifier that remembers accepted tokens.
  verifier(Keys keys, validation rules, const cache_limits& cache, Clock clock = {})
    requires jot::clock<Clock>
      : verifier(std::move(keys), std::move(rules), &cache, {}, std::move(clock)) {}
  /// A verifier that can revoke another number of tokens.
  verifier(Keys keys, validation rules, const revocation_limits& revocation, Clock clock = {})
    requires jot::clock<Clock>
      : verifier(std::move(keys), std::move(rules), nullptr, revocation, std::move(clock)) {}
  /// A verifier that remembers accepted tokens and can revoke another number of them.
  verifier(Keys keys, validation rules, const cache_limits& cache, const revocation_limits& revocation,
           Clock clock = {})
    requires jot::clock<Clock>
      : verifier(std::move(keys), std::move(rules), &cache, revocation, std::move(clock)) {}
  // No move: a verifier without its rules would still have its keys, and accept.
  verifier(const verifier&) = default;
  verifier& operator=(const verifier&) = default;

  /// Verifies a token with these keys and rules, at the clock's time. See jot::verify.
  template <class Claims = no_claims>
  result<verified<Claims>> verify(std::string_view token) const {
    return detail::token_access::make<verified, Claims>(read(token));
  }

  /// Refuses the token from now on with claim_rejected, and any other text of the same signing input, until it would
  /// have expired. This holds for this verifier and its copies, and for no other. Errors: those of verify, for a token
  /// that is refused already; limit_exceeded when as many tokens are revoked as revocation_limits allow.
  result<void> revoke(std::string_view token) const {
    return read(token).and_then([&](const std::shared_ptr<const detail::token_state>& state) {
      return detail::revoke_token(*caches_, token, *state, clock_.now() - rules_.leeway);
    });
  }
  /// How many tokens are revoked and not yet forgotten.
  [[nodiscard]] std::size_t revoked() const noexcept { return detail::count_revoked(*caches_); }
  /// Forgets all accepted tokens, not the revoked ones.
  void clear_cache() const noexcept { detail::clear_cache(*caches_); }
  /// What the cache holds and how often it served; all 0 without cache_limits.
  [[nodiscard]] jot::cache_status cache_status() const { return detail::status_of_cache(*caches_); }

  /// The keys.
  [[nodiscard]] const Keys& keys() const noexcept { return keys_; }
  /// The rules.
  [[nodiscard]] const validation& rules() const noexcept { return rules_; }

 private:
  verifier(Keys keys, validation rules, const cache_limits* cache, const revocation_limits& revocation, Clock clock)
      : keys_(std::move(keys)),
        rules_(std::move(rules)),
        clock_(std::move(clock)),
        caches_(detail::make_verifier_caches(cache, revocation)) {
    detail::check_rules(rules_).value();
  }
  result<std::shared_ptr<const detail::token_state>> read(std::string_view token) const {
    return detail::verify_token(token, detail::erase_key_source(keys_), rules_, detail::erase_clock(clock_),
                                caches_.get());
  }

  Keys keys_;
  validation rules_;
  [[no_unique_address]] Clock clock_;
  std::shared_ptr<detail::verifier_caches> caches_;
};

/// Makes a verifier of these keys and rules, and of what else its constructors take: cache_limits, revocation_limits, a
/// clock. Error: invalid_configuration for rules that contradict themselves, such as an issuer that is an empty text.
template <key_source Keys, class... More>
auto make_verifier(Keys keys, validation rules, const More&... more)
    -> result<decltype(verifier(std::move(keys), std::move(rules), more...))> {
  if (const result<void> ok = detail::check_rules(rules); !ok) return ok.error();
  return verifier(std::move(keys), std::move(rules), more...);
}

/// An identity of a token for revocation and replay lists, where it has no `jti`: base64url of the SHA-256 of its
/// signing input, 43 characters. The token's own text must not be used, since an ECDSA signature has two texts. Errors:
/// malformed_token, limit_exceeded, crypto_failure.
result<std::string> signing_input_thumbprint(std::string_view token, const token_limits& limits = {});

namespace unsafe {

/// Reads a token's header and claims without verifying anything, for debugging and for finding the issuer to ask.
/// Errors: those of verify that come before the key, and invalid_payload, missing_claim, invalid_claim.
template <class Claims = no_claims>
result<decoded<Claims>> decode(std::string_view token, const token_limits& limits = {}) {
  return detail::token_access::make<decoded, Claims>(detail::decode_token(token, limits));
}

}  // namespace unsafe
}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/jwt.hpp>
#endif

// JWK Set (RFC 7517 §5): the keys an issuer publishes, read with an accept-list and chosen by kid.
#pragma once

#include <jot/jwk.hpp>
#include <jot/key_source.hpp>

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

namespace detail {
struct jwk_set_core;
}

/// A member of a set that was left out, and why.
struct skipped_key {
  std::size_t index;  ///< in `keys`, or among the certificates, in the order of the text, from 0
  std::string kid;    ///< empty when there is none
  error reason;       ///< why it was left out
};

/// A set of verification keys. It is immutable and may be shared between threads; a copy shares the keys.
///
/// A key is chosen by kid, then by algorithm. A token without kid is tried against the keys of its algorithm, at most
/// eight; an unknown kid never falls back to other keys.
class jwk_set {
 public:
  static constexpr std::size_t max_keys = 256;           ///< the most keys of a set
  static constexpr std::size_t max_bytes = 1024 * 1024;  ///< the most bytes of its text

  /// Reads a set. A key without `alg` serves every accepted algorithm that fits it. Keys of unknown kty, of algorithms
  /// not accepted, for encryption, weak or broken are left out and reported by skipped(); the set may end up empty. So
  /// are all keys of a kid under which two different ones have the same kty, crv and alg; the same key twice is one.
  /// Errors: invalid_key (not a set, or secrets beside key pairs), limit_exceeded, invalid_configuration (nothing
  /// accepted).
  static result<jwk_set> parse(std::string_view json, algorithm_set accepted, const key_limits& limits = {});

  /// A set of one JWK, which is used whatever kid the token names, because there is nothing to choose. Errors:
  /// key_mismatch (it serves none of the accepted algorithms), invalid_configuration.
  static result<jwk_set> of(const jwk& key, algorithm_set accepted);

  /// A set of these keys; the same key twice is one. Error: invalid_key when two different keys of one curve and
  /// algorithm share a kid.
  static result<jwk_set> of(std::span<const any_verification_key> keys);

  /// Reads keys published as an object of `kid: PEM certificate`, as Google and Firebase do. Nothing but the key of a
  /// certificate is used; trust comes from where the text was fetched. Errors: as parse().
  static result<jwk_set> parse_certificates(std::string_view json, algorithm_set accepted,
                                            const key_limits& limits = {});

  /// The JSON text of a set to publish: public members only, `use` "sig", and the thumbprint as kid where a key has
  /// none. Errors: key_mismatch for an HMAC secret, invalid_key when two keys of one type share a kid.
  static result<std::string> publish(std::span<const any_verification_key> keys);

  /// The candidates for a token. Errors: algorithm_not_allowed, key_not_found, key_mismatch.
  result<key_candidates> find(const key_query& query) const;

  /// The keys in use; a JWK without `alg` is listed once for each algorithm that it serves.
  [[nodiscard]] std::span<const any_verification_key> keys() const noexcept;
  /// How many keys() there are.
  [[nodiscard]] std::size_t size() const noexcept { return keys().size(); }
  /// The members that were left out, each with the reason.
  [[nodiscard]] std::span<const skipped_key> skipped() const noexcept;

 private:
  explicit jwk_set(std::shared_ptr<const detail::jwk_set_core> core) noexcept : core_(std::move(core)) {}
  std::shared_ptr<const detail::jwk_set_core> core_;

 public:
  jwk_set(const jwk_set&) noexcept = default;
  jwk_set& operator=(const jwk_set&) noexcept = default;
  ~jwk_set() = default;
};

static_assert(key_source<jwk_set>);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/jwk_set.hpp>
#endif

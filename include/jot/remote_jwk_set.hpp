// A key set that lives at a URL: fetched once, refreshed ahead of its expiry off the request path, kept through the
// provider's outages, and safe from strangers who would drive its fetches.
#pragma once

#include <jot/clock.hpp>
#include <jot/discovery.hpp>
#include <jot/fetcher.hpp>
#include <jot/fwd.hpp>
#include <jot/jwk_set.hpp>
#include <jot/url.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace jot { inline namespace JOT_ABI {

/// The form in which keys are published.
enum class key_document : std::uint8_t {
  jwk_set,       ///< a JWK Set (RFC 7517 §5)
  certificates,  ///< an object of `kid: PEM certificate`, as Google and Firebase have (jwk_set::parse_certificates)
};

/// How a remote set behaves; the defaults suit every large provider. Times are at most 3650 days, except `timeout`,
/// which is at most an hour; `max_bytes` is at most 256 MiB. Beyond that: invalid_configuration.
struct remote_options {
  /// How long a set is fresh where the server does not say. A server's max-age is honoured between `cooldown` and this.
  std::chrono::seconds max_age = std::chrono::minutes(10);
  /// The least time between two attempts to fetch, successful or not, whatever asks for them.
  std::chrono::seconds cooldown{30};
  /// How long after the last success the keys still verify while the provider is away.
  std::chrono::seconds max_stale = std::chrono::hours(24);
  std::chrono::milliseconds timeout{5000};        ///< the most time for one request
  std::size_t max_bytes = jwk_set::max_bytes;     ///< the most bytes of one document
  key_document document = key_document::jwk_set;  ///< what the URL gives; discovery always leads to a JWK Set
  url_policy urls = {};                           ///< which URLs are fetched
  key_limits keys = {};                           ///< limits on the keys of the set
  /// A file that keeps the last good set, so that a restart during an outage still verifies; empty for none. Whoever
  /// can write it, or its folder, chooses the keys. It is made with mode 0600.
  std::string cache_file = {};
};

/// The state of a remote set, for a health check. Times are by the set's clock.
struct remote_status {
  /// How old the keys are.
  enum class freshness : std::uint8_t {
    empty,    ///< no set yet
    fresh,    ///< within the set's life
    stale,    ///< beyond the set's life, and still verifying
    expired,  ///< beyond max_stale: every token is keys_unavailable
  };

  freshness state = freshness::empty;                    ///< how old the keys are
  std::size_t keys = 0;                                  ///< keys in use
  std::size_t skipped = 0;                               ///< keys of the document that were left out
  std::uint64_t generation = 0;                          ///< counts the sets that differed from the one before
  std::optional<std::chrono::sys_seconds> last_success;  ///< when keys were last fetched, or confirmed by a 304
  std::optional<std::chrono::sys_seconds> last_attempt;  ///< when a fetch last began
  std::uint64_t attempts = 0;                            ///< fetches that began
  std::uint64_t failures = 0;                            ///< fetches that failed
  std::uint64_t not_modified = 0;                        ///< successes that were a 304
  std::string last_error;                                ///< of the last attempt, empty when it succeeded
};

/// The state's name: "empty", "fresh", "stale", "expired".
[[nodiscard]] std::string_view name(remote_status::freshness state) noexcept;

namespace detail {

class remote_core;

// Where the keys are: at a URL, or at one that the issuer's discovery document names.
struct remote_location {
  std::string url;
  bool is_issuer = false;
};

result<std::shared_ptr<remote_core>> make_remote(remote_location where, algorithm_set accepted,
                                                 const any_fetcher& fetcher, const any_clock& clock,
                                                 remote_options options);
result<key_candidates> find_remote(remote_core& core, const key_query& query);
result<void> refresh_remote(remote_core& core);
void settle_remote(remote_core& core);
[[nodiscard]] remote_status status_of(const remote_core& core);

}  // namespace detail

/// A key set at a URL. It models key_set and may be shared between threads; copies are cheap and share the set.
///
/// Once keys are known, a token of a known kid never waits on the network. An unknown kid causes one fetch at most per
/// cooldown, for which only tokens of unknown kids wait. A fetch that fails or gives something else than keys leaves
/// the keys as they are until max_stale; a key that left the set is refused after the refresh. Redirects are not
/// followed.
template <class Fetcher, class Clock>
class remote_jwk_set {
  static_assert(http_fetcher<Fetcher>, "jot::remote_jwk_set: an HTTP client models jot::http_fetcher");
  static_assert(clock<Clock>, "jot::remote_jwk_set: a clock models jot::clock");

 public:
  /// The set at a URL. Nothing is fetched before the first find() or refresh(). Error: invalid_configuration.
  static result<remote_jwk_set> at(std::string url, algorithm_set accepted, Fetcher fetcher,
                                   remote_options options = {}, Clock clock = {}) {
    return make({std::move(url), false}, accepted, std::move(fetcher), std::move(options), std::move(clock));
  }
  /// The set of an issuer, found by discovery (see discover()) in the first fetch and in each that follows a failed
  /// one. Error: invalid_configuration.
  static result<remote_jwk_set> of_issuer(std::string issuer, algorithm_set accepted, Fetcher fetcher,
                                          remote_options options = {}, Clock clock = {}) {
    return make({std::move(issuer), true}, accepted, std::move(fetcher), std::move(options), std::move(clock));
  }

  /// The candidates for a token; waits for a fetch three timeouts and a second at most. Errors: those of jwk_set::find,
  /// and keys_unavailable where there are no keys, or where a fetch for an unknown kid failed.
  result<key_candidates> find(const key_query& query) const { return detail::find_remote(*core_, query); }

  /// Fetches now, whatever the cooldown, and waits for the end: for start-up and for operators. Errors, which leave the
  /// keys as they were: keys_unavailable, those of jwk_set::parse and discover, and the fetcher's own.
  result<void> refresh() const { return detail::refresh_remote(*core_); }

  /// Waits until no fetch is under way.
  void settle() const { detail::settle_remote(*core_); }

  /// The state of the set now; nothing is fetched.
  [[nodiscard]] remote_status status() const { return detail::status_of(*core_); }

 private:
  explicit remote_jwk_set(std::shared_ptr<detail::remote_core> core) noexcept : core_(std::move(core)) {}

  static result<remote_jwk_set> make(detail::remote_location where, algorithm_set accepted, Fetcher fetcher,
                                     remote_options options, Clock clock) {
    auto core =
        detail::make_remote(std::move(where), accepted, std::move(fetcher), std::move(clock), std::move(options));
    if (!core) return core.error();
    return remote_jwk_set(std::move(*core));
  }

  std::shared_ptr<detail::remote_core> core_;
};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/remote/remote_jwk_set.hpp>
#endif

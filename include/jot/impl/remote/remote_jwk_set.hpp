// Bodies of remote_jwk_set.hpp: one immutable snapshot that readers share, one worker that replaces it.
#pragma once

#include <jot/impl/remote/cache_control.hpp>
#include <jot/impl/remote/cache_file.hpp>
#include <jot/remote_jwk_set.hpp>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <system_error>
#include <thread>

namespace jot { inline namespace JOT_ABI {
namespace detail {

struct remote_snapshot {
  jwk_set set;
  std::string url;
  std::string body;
  std::string etag;
  std::chrono::sys_seconds fetched;
  std::chrono::sys_seconds refresh_at;
  std::chrono::sys_seconds fresh_until;
};

class remote_core {
 public:
  remote_core(remote_location where, algorithm_set accepted, const any_fetcher& fetcher, const any_clock& clock,
              remote_options options)
      : where_(std::move(where)), accepted_(accepted), fetcher_(fetcher), clock_(clock), options_(std::move(options)) {
    load();
  }
  remote_core(const remote_core&) = delete;
  remote_core& operator=(const remote_core&) = delete;

  ~remote_core() {
    {
      const std::lock_guard lock(job_mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) worker_.join();
  }

  result<key_candidates> find(const key_query& query) {
    const std::chrono::sys_seconds now = clock_.now();
    if (const auto known = usable_snapshot(now)) {
      // If the clock was set back, the snapshot's dates mean nothing.
      if (now >= known->refresh_at || now < known->fetched) start_fetch(now);
      result<key_candidates> found = known->set.find(query);
      const bool unknown_kid = !found && query.kid && found.error().code() == errc::key_not_found;
      if (!unknown_kid) return found;
      const attempt made = fetch_and_wait(now);
      if (made == attempt::none) return found;
      // If the fetch failed, the token's key may be one that it would have brought: not a verdict on the token.
      if (made == attempt::succeeded) return snapshot()->set.find(query);
    } else {
      fetch_and_wait(now);
      if (const auto renewed = usable_snapshot(now)) return renewed->set.find(query);
    }
    return error(errc::keys_unavailable, "the issuer's keys could not be fetched; status() says why");
  }

  result<void> refresh() {
    std::unique_lock lock(job_mutex_);
    if (!begun_) begin(clock_.now());
    if (!wait_for_end(lock))
      return error(errc::keys_unavailable, "the fetcher is still waiting, long after its timeout");
    if (!last_failure_) return {};
    return *last_failure_;
  }

  void settle() {
    std::unique_lock lock(job_mutex_);
    wait_for_end(lock);
  }

  [[nodiscard]] remote_status status() const {
    const std::chrono::sys_seconds now = clock_.now();
    const std::lock_guard lock(job_mutex_);
    remote_status out;
    out.generation = tally_.generation;
    out.attempts = tally_.attempts;
    out.failures = tally_.failures;
    out.not_modified = tally_.not_modified;
    out.last_attempt = last_attempt_;
    if (last_failure_) out.last_error = last_failure_->message();
    const auto known = snapshot();
    if (known == nullptr) return out;
    using freshness = remote_status::freshness;
    out.keys = known->set.size();
    out.skipped = known->set.skipped().size();
    out.last_success = known->fetched;
    out.state = now < known->fresh_until                    ? freshness::fresh
                : now < known->fetched + options_.max_stale ? freshness::stale
                                                            : freshness::expired;
    return out;
  }

 private:
  using snapshot_ptr = std::shared_ptr<const remote_snapshot>;

  // ---- readers ----

  [[nodiscard]] snapshot_ptr snapshot() const {
    const std::lock_guard lock(snapshot_mutex_);
    return snapshot_;
  }
  [[nodiscard]] snapshot_ptr usable_snapshot(std::chrono::sys_seconds now) const {
    snapshot_ptr known = snapshot();
    return known != nullptr && now < known->fetched + options_.max_stale ? known : nullptr;
  }

  // ---- who may fetch, and when ----

  // True while the last attempt is too recent. A clock that was set back does not block for ever.
  [[nodiscard]] bool cooling(std::chrono::sys_seconds now) const {
    return last_attempt_ && now >= *last_attempt_ && now - *last_attempt_ < options_.cooldown;
  }

  void start_fetch(std::chrono::sys_seconds now) {
    const std::lock_guard lock(job_mutex_);
    if (!begun_ && !cooling(now)) begin(now);
  }

  enum class attempt : std::uint8_t { none, succeeded, failed };

  // None when the cooldown forbids a fetch, else the outcome of one, this thread's or another's. One that has not ended
  // in time counts as failed.
  attempt fetch_and_wait(std::chrono::sys_seconds now) {
    std::unique_lock lock(job_mutex_);
    if (!begun_) {
      if (cooling(now)) return attempt::none;
      begin(now);
    }
    return wait_for_end(lock) && !last_failure_ ? attempt::succeeded : attempt::failed;
  }

  // With job_mutex_ held.
  void begin(std::chrono::sys_seconds now) {
    last_attempt_ = now;
    ++tally_.attempts;
    if (!start_worker()) {
      ++tally_.failures;
      last_failure_ = error(errc::keys_unavailable, "no thread could be started to fetch the keys");
      return;
    }
    begun_ = now;
    changed_.notify_all();
  }

  bool start_worker() {
    if (worker_.joinable()) return true;
#if JOT_EXCEPTIONS
    try {
      worker_ = std::thread([this] { work(); });
    } catch (const std::system_error&) {
      return false;
    }
#else
    worker_ = std::thread([this] { work(); });
#endif
    return true;
  }

  // Waits and returns whether the fetch has ended. A fetch is two requests at most; a fetcher that ignores its timeout
  // must not hold the caller for ever.
  bool wait_for_end(std::unique_lock<std::mutex>& lock) {
    if (!begun_) return true;  // it could not even begin
    const std::uint64_t ended = ended_;
    changed_.wait_for(lock, 3 * options_.timeout + std::chrono::seconds(1),
                      [&] { return ended_ != ended || stopping_; });
    return ended_ != ended;
  }

  // ---- the worker ----

  void work() {
    std::unique_lock lock(job_mutex_);
    while (true) {
      changed_.wait(lock, [&] { return begun_ || stopping_; });
      if (stopping_) return;
      const std::chrono::sys_seconds begun = *begun_;
      lock.unlock();
      const result<fetched> outcome = guarded_fetch(begun);
      lock.lock();
      last_failure_ = outcome ? std::nullopt : std::optional(outcome.error());
      if (!outcome) {
        ++tally_.failures;
        jwks_uri_.clear();  // an issuer may have moved its keys: discover again
      } else {
        tally_.not_modified += *outcome == fetched::not_modified ? 1U : 0U;
        tally_.generation += *outcome == fetched::other_keys ? 1U : 0U;
      }
      begun_.reset();
      ++ended_;
      changed_.notify_all();
    }
  }

  enum class fetched : std::uint8_t { not_modified, same_keys, other_keys };

  result<fetched> guarded_fetch(std::chrono::sys_seconds now) {
#if JOT_EXCEPTIONS
    try {
      return fetch(now);
    } catch (...) {
      return error(errc::keys_unavailable, "the fetcher threw an exception");
    }
#else
    return fetch(now);
#endif
  }

  result<http_response> get(const std::string& url, const std::string& etag) {
    result<http_response> response =
        fetcher_.get({.url = url, .if_none_match = etag, .timeout = options_.timeout, .max_bytes = options_.max_bytes});
    if (response && response->body.size() > options_.max_bytes) {
      return error(errc::keys_unavailable, "the server sent {} bytes; at most {} are allowed",
                   static_cast<std::int64_t>(response->body.size()), static_cast<std::int64_t>(options_.max_bytes));
    }
    return response;
  }

  // Makes discover() fetch with this set's limits.
  struct limited_fetcher {
    remote_core& core;
    result<http_response> get(const http_request& request) const { return core.get(request.url, ""); }
  };

  result<void> locate() {
    if (!where_.is_issuer) jwks_uri_ = where_.url;
    if (!jwks_uri_.empty()) return {};
    limited_fetcher fetcher{*this};
    const result<provider_metadata> metadata = discover(where_.url, fetcher, options_.urls);
    if (!metadata) return metadata.error();
    jwks_uri_ = metadata->jwks_uri;
    return {};
  }

  [[nodiscard]] result<jwk_set> read_set(std::string_view body) const {
    return options_.document == key_document::certificates ? jwk_set::parse_certificates(body, accepted_, options_.keys)
                                                           : jwk_set::parse(body, accepted_, options_.keys);
  }

  result<fetched> fetch(std::chrono::sys_seconds now) {
    if (const result<void> located = locate(); !located) return located.error();
    const snapshot_ptr before = snapshot();
    const std::string etag = before && before->url == jwks_uri_ ? before->etag : "";
    const result<http_response> response = get(jwks_uri_, etag);
    if (!response) return response.error();
    if (response->status == 304 && !etag.empty()) {
      publish(std::make_shared<remote_snapshot>(*before), now, response->cache_control);
      save();
      return fetched::not_modified;
    }
    if (response->status != 200) {
      return error(errc::keys_unavailable, "the server of the key set answered with status {}", response->status);
    }
    const result<jwk_set> set = read_set(response->body);
    if (!set) return set.error();
    if (set->size() == 0) return error(errc::keys_unavailable, "the key set has no usable key; the old one is kept");
    const bool changed = !before || before->body != response->body;
    publish(
        std::make_shared<remote_snapshot>(remote_snapshot{*set, jwks_uri_, response->body, response->etag, {}, {}, {}}),
        now, response->cache_control);
    save();
    return changed ? fetched::other_keys : fetched::same_keys;
  }

  void publish(std::shared_ptr<remote_snapshot> next, std::chrono::sys_seconds now, std::string_view cache_control) {
    const std::chrono::seconds said = max_age_of(cache_control);
    const std::chrono::seconds least = (std::min)(options_.cooldown, options_.max_age);
    const std::chrono::seconds fresh = said.count() < 0 ? options_.max_age : std::clamp(said, least, options_.max_age);
    next->fetched = now;
    next->refresh_at = now + fresh * 4 / 5;  // ahead of expiry, so that no caller ever waits for it
    next->fresh_until = now + fresh;
    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = std::move(next);
  }

  // ---- the file ----

  // After each success, whether the keys changed or not: max_stale counts from the last one.
  void save() const {
    if (options_.cache_file.empty()) return;
    const snapshot_ptr known = snapshot();
    write_cache_file(options_.cache_file, {where_.url, known->body, known->fetched});
  }

  void load() {
    if (options_.cache_file.empty()) return;
    std::optional<cached_document> kept = read_cache_file(options_.cache_file, options_.max_bytes);
    if (!kept || kept->url != where_.url || kept->fetched > clock_.now()) return;
    const result<jwk_set> set = read_set(kept->body);
    if (!set || set->size() == 0) return;
    const std::chrono::sys_seconds then = kept->fetched;
    snapshot_ =
        std::make_shared<remote_snapshot>(remote_snapshot{*set, "", std::move(kept->body), "", then, then, then});
    tally_.generation = 1;
  }

  const remote_location where_;
  const algorithm_set accepted_;
  const any_fetcher fetcher_;
  const any_clock clock_;
  const remote_options options_;

  mutable std::mutex snapshot_mutex_;
  snapshot_ptr snapshot_;

  mutable std::mutex job_mutex_;
  std::condition_variable changed_;
  struct {
    std::uint64_t generation = 0;
    std::uint64_t attempts = 0;
    std::uint64_t failures = 0;
    std::uint64_t not_modified = 0;
  } tally_;
  std::optional<std::chrono::sys_seconds> last_attempt_;
  std::optional<error> last_failure_;
  std::optional<std::chrono::sys_seconds> begun_;  // when the fetch under way was begun
  std::uint64_t ended_ = 0;
  bool stopping_ = false;

  std::string jwks_uri_;  // touched by the worker alone
  std::thread worker_;
};

JOT_INLINE result<std::shared_ptr<remote_core>> make_remote(remote_location where, algorithm_set accepted,
                                                            const any_fetcher& fetcher, const any_clock& clock,
                                                            remote_options options) {
  if (accepted.empty())
    return error(errc::invalid_configuration, "no algorithm is accepted; name those the issuer uses");
  if (options.cooldown.count() < 1 || options.max_age.count() < 1 || options.max_stale < options.max_age ||
      options.timeout.count() < 1) {
    return error(errc::invalid_configuration,
                 "cooldown and max_age must be at least 1 s, timeout 1 ms, max_stale at least max_age");
  }
  // Far beyond any use, and small enough that sums do not overflow.
  constexpr std::chrono::hours longest(24 * 3650);
  if (options.cooldown > longest || options.max_stale > longest || options.timeout > std::chrono::hours(1) ||
      options.max_bytes > (std::size_t{1} << 28)) {
    return error(errc::invalid_configuration,
                 "cooldown, max_age and max_stale are at most 3650 days, timeout 1 h, max_bytes 256 MiB");
  }
  if (where.is_issuer && options.document != key_document::jwk_set) {
    return error(errc::invalid_configuration, "document", "discovery leads to a JWK Set; name the URL of certificates");
  }
  const result<void> reachable = where.is_issuer
                                     ? discovery_url(where.url, discovery_document::openid_configuration, options.urls)
                                           .and_then([](const std::string&) { return result<void>(); })
                                     : check_url(where.url, options.urls);
  if (!reachable) return reachable.error();
  return std::make_shared<remote_core>(std::move(where), accepted, fetcher, clock, std::move(options));
}

JOT_INLINE result<key_candidates> find_remote(remote_core& core, const key_query& query) { return core.find(query); }
JOT_INLINE result<void> refresh_remote(remote_core& core) { return core.refresh(); }
JOT_INLINE void settle_remote(remote_core& core) { core.settle(); }
JOT_INLINE remote_status status_of(const remote_core& core) { return core.status(); }

}  // namespace detail

JOT_INLINE std::string_view name(remote_status::freshness state) noexcept {
  static constexpr std::array<std::string_view, 4> names{"empty", "fresh", "stale", "expired"};
  return names[static_cast<std::size_t>(state)];
}

}}  // namespace jot::JOT_ABI

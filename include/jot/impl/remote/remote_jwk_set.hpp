// Bodies of remote_jwk_set.hpp: one immutable snapshot that readers share, one worker that replaces it.
#pragma once

#include <jot/impl/json/writer.hpp>
#include <jot/impl/remote/cache_control.hpp>
#include <jot/remote_jwk_set.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <iterator>
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
  remote_core(remote_location where, algorithm_set accepted, remote_ports ports, remote_options options)
      : where_(std::move(where)), accepted_(accepted), ports_(std::move(ports)), options_(std::move(options)) {
    load_cache_file();
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
    const std::chrono::sys_seconds now = ports_.now();
    if (const auto known = usable_snapshot(now)) {
      // Where the clock was set back, the snapshot's own dates say nothing.
      if (now >= known->refresh_at || now < known->fetched) start_fetch(now);
      result<key_candidates> found = known->set.find(query);
      const bool unknown_kid = !found && query.kid && found.error().code() == errc::key_not_found;
      if (!unknown_kid) return found;
      const attempt made = fetch_and_wait(now);
      if (made == attempt::none) return found;
      // The kid may be new and its key behind the failure: that is no verdict on the token.
      if (made == attempt::succeeded) return snapshot()->set.find(query);
    } else {
      fetch_and_wait(now);
      if (const auto renewed = usable_snapshot(now)) return renewed->set.find(query);
    }
    return error(errc::keys_unavailable, "the issuer's keys could not be fetched; status() says why");
  }

  result<void> refresh() {
    std::unique_lock lock(job_mutex_);
    if (!in_flight_) begin(ports_.now());
    if (!wait_for_end(lock))
      return error(errc::keys_unavailable, "the fetcher is still waiting, far beyond its timeout");
    if (!last_failure_) return {};
    return *last_failure_;
  }

  void settle() {
    std::unique_lock lock(job_mutex_);
    wait_for_end(lock);
  }

  [[nodiscard]] remote_status status() const {
    const std::chrono::sys_seconds now = ports_.now();
    const std::lock_guard lock(job_mutex_);
    remote_status out = counters_;
    out.last_error = last_failure_ ? last_failure_->message() : "";
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
    const auto& last = counters_.last_attempt;
    return last && now >= *last && now - *last < options_.cooldown;
  }

  void start_fetch(std::chrono::sys_seconds now) {
    const std::lock_guard lock(job_mutex_);
    if (!in_flight_ && !cooling(now)) begin(now);
  }

  enum class attempt : std::uint8_t { none, succeeded, failed };

  // None when the cooldown forbade it; otherwise how a fetch, this thread's or another's, came out. One that has not
  // ended has failed as far as this caller can tell.
  attempt fetch_and_wait(std::chrono::sys_seconds now) {
    std::unique_lock lock(job_mutex_);
    if (!in_flight_) {
      if (cooling(now)) return attempt::none;
      begin(now);
    }
    return wait_for_end(lock) && !last_failure_ ? attempt::succeeded : attempt::failed;
  }

  // With job_mutex_ held.
  void begin(std::chrono::sys_seconds now) {
    counters_.last_attempt = now;
    ++counters_.attempts;
    if (!start_worker()) {
      ++counters_.failures;
      last_failure_ = error(errc::keys_unavailable, "the system gives no thread to fetch the keys in");
      return;
    }
    in_flight_ = true;
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

  // Whether the fetch has ended. Two requests at most make one; a fetcher that ignores its timeout must not hold the
  // caller for ever.
  bool wait_for_end(std::unique_lock<std::mutex>& lock) {
    if (!in_flight_) return true;  // it could not even begin
    const std::uint64_t ended = ended_;
    changed_.wait_for(lock, 3 * options_.timeout + std::chrono::seconds(1),
                      [&] { return ended_ != ended || stopping_; });
    return ended_ != ended;
  }

  // ---- the worker ----

  void work() {
    std::unique_lock lock(job_mutex_);
    while (true) {
      changed_.wait(lock, [&] { return in_flight_ || stopping_; });
      if (stopping_) return;
      const std::chrono::sys_seconds started = *counters_.last_attempt;
      lock.unlock();
      const result<fetched> outcome = guarded_fetch(started);
      lock.lock();
      last_failure_ = outcome ? std::nullopt : std::optional(outcome.error());
      if (!outcome) {
        ++counters_.failures;
        jwks_uri_.clear();  // an issuer may have moved its keys: discover again
      } else {
        counters_.not_modified += *outcome == fetched::not_modified ? 1U : 0U;
        counters_.generation += *outcome == fetched::other_keys ? 1U : 0U;
      }
      in_flight_ = false;
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
        ports_.get({.url = url, .if_none_match = etag, .timeout = options_.timeout, .max_bytes = options_.max_bytes});
    if (response && response->body.size() > options_.max_bytes) {
      return error(errc::keys_unavailable, "the server sent {} bytes; at most {}",
                   static_cast<std::int64_t>(response->body.size()), static_cast<std::int64_t>(options_.max_bytes));
    }
    return response;
  }

  // Lets discover() fetch through this set's limits.
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
      write_cache_file();
      return fetched::not_modified;
    }
    if (response->status != 200) {
      return error(errc::keys_unavailable, "the key set's server answered {}", response->status);
    }
    const result<jwk_set> set = read_set(response->body);
    if (!set) return set.error();
    if (set->size() == 0) return error(errc::keys_unavailable, "the key set has no usable key; the old one is kept");
    const bool changed = !before || before->body != response->body;
    publish(
        std::make_shared<remote_snapshot>(remote_snapshot{*set, jwks_uri_, response->body, response->etag, {}, {}, {}}),
        now, response->cache_control);
    write_cache_file();
    return changed ? fetched::other_keys : fetched::same_keys;
  }

  void publish(std::shared_ptr<remote_snapshot> next, std::chrono::sys_seconds now, std::string_view cache_control) {
    const std::chrono::seconds said = max_age_of(cache_control);
    const std::chrono::seconds least = (std::min)(options_.cooldown, options_.max_age);
    const std::chrono::seconds fresh = said.count() < 0 ? options_.max_age : std::clamp(said, least, options_.max_age);
    next->fetched = now;
    next->refresh_at = now + fresh * 4 / 5;  // ahead of expiry, so that nobody ever waits for it
    next->fresh_until = now + fresh;
    const std::lock_guard lock(snapshot_mutex_);
    snapshot_ = std::move(next);
  }

  // ---- the file ----

  // After each success, whether the keys changed or not: max_stale counts from the last one.
  void write_cache_file() const {
    if (options_.cache_file.empty()) return;
    const snapshot_ptr known = snapshot();
    text_buffer text;
    text.add("{\"body\":");
    bool ok = append_json_string(text, known->body);
    text.add(",\"fetched\":" + std::to_string(known->fetched.time_since_epoch().count()) + ",\"url\":");
    ok = append_json_string(text, where_.url) && ok;
    if (!ok) return;  // what is not UTF-8 could not be read again
    text.add('}');
    // Written beside and renamed, so that a crash leaves the old file or the new one, never half of one.
    const std::string beside = options_.cache_file + ".new";
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text.view();
    file.close();
    if (!file || std::rename(beside.c_str(), options_.cache_file.c_str()) != 0) std::remove(beside.c_str());
  }

  void load_cache_file() {
    if (options_.cache_file.empty()) return;
    std::ifstream file(options_.cache_file, std::ios::binary);
    std::string text(6 * options_.max_bytes + 4096, '\0');  // a control character is six when escaped
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    const nlohmann::json document = nlohmann::json::parse(std::string_view(text), nullptr, false);
    if (!document.is_object()) return;
    const auto url = document.find("url");
    const auto at = document.find("fetched");
    const auto body = document.find("body");
    if (url == document.end() || !url->is_string() || at == document.end() || !at->is_number_integer() ||
        body == document.end() || !body->is_string() || url->get_ref<const std::string&>() != where_.url) {
      return;
    }
    const auto fetched_at = std::chrono::sys_seconds(std::chrono::seconds(at->get<std::int64_t>()));
    const result<jwk_set> set = read_set(body->get_ref<const std::string&>());
    if (!set || set->size() == 0 || fetched_at > ports_.now()) return;
    snapshot_ = std::make_shared<remote_snapshot>(
        remote_snapshot{*set, "", body->get_ref<const std::string&>(), "", fetched_at, fetched_at, fetched_at});
    counters_.generation = 1;
  }

  const remote_location where_;
  const algorithm_set accepted_;
  const remote_ports ports_;
  const remote_options options_;

  mutable std::mutex snapshot_mutex_;
  snapshot_ptr snapshot_;

  mutable std::mutex job_mutex_;
  std::condition_variable changed_;
  remote_status counters_;
  std::optional<error> last_failure_;
  std::uint64_t ended_ = 0;
  bool in_flight_ = false;
  bool stopping_ = false;

  std::string jwks_uri_;  // touched by the worker alone
  std::thread worker_;
};

JOT_INLINE result<std::shared_ptr<remote_core>> make_remote(remote_location where, algorithm_set accepted,
                                                            remote_ports ports, remote_options options) {
  if (accepted.empty())
    return error(errc::invalid_configuration, "no algorithm is accepted; name those the issuer uses");
  if (options.cooldown.count() < 1 || options.max_age.count() < 1 || options.max_stale < options.max_age ||
      options.timeout.count() < 1) {
    return error(errc::invalid_configuration,
                 "cooldown and max_age must be at least 1 s, timeout 1 ms, max_stale at least max_age");
  }
  // Far beyond any use, and near enough that no sum of them leaves its type.
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
  return std::make_shared<remote_core>(std::move(where), accepted, std::move(ports), std::move(options));
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

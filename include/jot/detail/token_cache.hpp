// What a verifier remembers of the tokens it has accepted, where it was asked to remember any.
#pragma once

#include <jot/cache.hpp>
#include <jot/key.hpp>
#include <jot/numeric_date.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace jot { inline namespace JOT_ABI { namespace detail {

class token_state;

/// An accepted token: its exact text, what was read from it, and the key that verified it.
struct cached_token {
  std::string text;
  std::shared_ptr<const token_state> state;
  std::shared_ptr<const bound_key> key;
  std::size_t bytes;
};

/// Accepted tokens by their exact bytes, the least recently used giving way; in 16 shards, each with a lock of its own
/// that is held for a lookup and never for a verification. Holds nothing that was refused.
class token_cache {
 public:
  using entry = std::shared_ptr<const cached_token>;

  explicit token_cache(const cache_limits& limits);

  [[nodiscard]] entry find(std::string_view token);
  /// Forgets the least recently used tokens where there is no room; a token that is too large is not remembered.
  void insert(entry token);
  void erase(std::string_view token);
  void clear();

  /// From now on is_revoked() says so of every token of the same signing input. Where there is no room, those that
  /// expired before `now` are forgotten. Error: limit_exceeded.
  result<void> revoke(std::string_view token, std::optional<numeric_date> exp, numeric_date now);
  [[nodiscard]] bool is_revoked(std::string_view token) const;

  [[nodiscard]] cache_status status() const;

 private:
  static constexpr std::size_t shards = 16;

  struct shard {
    mutable std::mutex mutex;
    std::list<entry> by_use;  // the most recently used first
    std::unordered_map<std::string_view, std::list<entry>::iterator, std::size_t (*)(std::string_view)> by_text{
        0, &token_cache::hash};
    std::size_t bytes = 0;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;

    void drop(std::list<entry>::iterator at);
  };

  [[nodiscard]] static std::size_t hash(std::string_view token) noexcept;
  [[nodiscard]] shard& shard_of(std::string_view token) noexcept;

  std::size_t max_entries_;  // of one shard
  std::size_t max_bytes_;
  std::size_t max_revoked_;
  std::array<shard, shards> shards_;

  mutable std::mutex revoked_mutex_;
  std::map<std::string, std::optional<numeric_date>, std::less<>> revoked_;  // signing inputs
  std::atomic<std::size_t> revoked_count_{0};
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/token_cache.hpp>
#endif

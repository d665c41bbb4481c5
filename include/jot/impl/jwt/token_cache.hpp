// The accepted tokens that a verifier with cache_limits remembers. Private: declared and defined here.
#pragma once

#include <jot/impl/jwt/token_state.hpp>
#include <jot/key.hpp>
#include <jot/limits.hpp>
#include <jot/numeric_date.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// An accepted token: its exact text, what was read from it, and the key that verified it.
struct cached_token {
  std::string text;
  std::shared_ptr<const token_state> state;
  std::shared_ptr<const bound_key> key;
  std::size_t bytes;
};

/// Accepted tokens by their exact bytes, the least recently used dropped first; in 16 shards, each with its own lock,
/// which is held for a lookup and never for a verification. Refused tokens are never kept.
class token_cache {
 public:
  using entry = std::shared_ptr<const cached_token>;

  explicit token_cache(const cache_limits& limits);

  [[nodiscard]] entry find(std::string_view token);
  /// Drops the least recently used tokens where there is no room; a token that is too large is not remembered.
  void insert(entry token);
  void erase(std::string_view token);
  void clear();

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
  std::array<shard, shards> shards_;
};

inline token_cache::token_cache(const cache_limits& limits)
    : max_entries_((std::max)(limits.entries / shards, std::size_t{1})), max_bytes_(limits.bytes / shards) {}

// The end of the token is hash enough: it is the signature, which differs between tokens.
inline std::size_t token_cache::hash(std::string_view token) noexcept {
  constexpr std::size_t enough = 24;
  return std::hash<std::string_view>{}(token.substr(token.size() - (std::min)(token.size(), enough)));
}

inline token_cache::shard& token_cache::shard_of(std::string_view token) noexcept {
  return shards_[(hash(token) >> 16) % shards];
}

inline void token_cache::shard::drop(std::list<entry>::iterator at) {
  bytes -= (*at)->bytes;
  by_text.erase((*at)->text);
  by_use.erase(at);
}

inline token_cache::entry token_cache::find(std::string_view token) {
  shard& s = shard_of(token);
  const std::lock_guard lock(s.mutex);
  const auto found = s.by_text.find(token);
  if (found == s.by_text.end()) {
    ++s.misses;
    return nullptr;
  }
  ++s.hits;
  s.by_use.splice(s.by_use.begin(), s.by_use, found->second);
  return *found->second;
}

inline void token_cache::insert(entry token) {
  if (token->bytes > max_bytes_) return;
  shard& s = shard_of(token->text);
  const std::lock_guard lock(s.mutex);
  if (s.by_text.contains(token->text)) return;
  while (s.by_use.size() >= max_entries_ || s.bytes + token->bytes > max_bytes_) s.drop(std::prev(s.by_use.end()));
  std::list<entry> node;
  node.push_front(std::move(token));
  s.by_text.emplace(node.front()->text, node.begin());
  s.bytes += node.front()->bytes;
  s.by_use.splice(s.by_use.begin(), node);
}

inline void token_cache::erase(std::string_view token) {
  shard& s = shard_of(token);
  const std::lock_guard lock(s.mutex);
  const auto found = s.by_text.find(token);
  if (found != s.by_text.end()) s.drop(found->second);
}

inline void token_cache::clear() {
  for (shard& s : shards_) {
    const std::lock_guard lock(s.mutex);
    s.by_text.clear();
    s.by_use.clear();
    s.bytes = 0;
  }
}

inline cache_status token_cache::status() const {
  cache_status out;
  for (const shard& s : shards_) {
    const std::lock_guard lock(s.mutex);
    out.entries += s.by_use.size();
    out.bytes += s.bytes;
    out.hits += s.hits;
    out.misses += s.misses;
  }
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

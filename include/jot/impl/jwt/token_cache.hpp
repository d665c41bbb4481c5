// Bodies of detail/token_cache.hpp.
#pragma once

#include <jot/detail/token_cache.hpp>

#include <algorithm>
#include <functional>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE token_cache::token_cache(const cache_limits& limits)
    : max_entries_((std::max)(limits.entries / shards, std::size_t{1})),
      max_bytes_(limits.bytes / shards),
      max_revoked_(limits.revoked) {}

// A token ends in its signature, and no two signatures that are worth remembering end alike.
JOT_INLINE std::size_t token_cache::hash(std::string_view token) noexcept {
  constexpr std::size_t enough = 24;
  return std::hash<std::string_view>{}(token.substr(token.size() - (std::min)(token.size(), enough)));
}

JOT_INLINE token_cache::shard& token_cache::shard_of(std::string_view token) noexcept {
  return shards_[(hash(token) >> 16) % shards];
}

JOT_INLINE void token_cache::shard::drop(std::list<entry>::iterator at) {
  bytes -= (*at)->bytes;
  by_text.erase((*at)->text);
  by_use.erase(at);
}

JOT_INLINE token_cache::entry token_cache::find(std::string_view token) {
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

JOT_INLINE void token_cache::insert(entry token) {
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

JOT_INLINE void token_cache::erase(std::string_view token) {
  shard& s = shard_of(token);
  const std::lock_guard lock(s.mutex);
  const auto found = s.by_text.find(token);
  if (found != s.by_text.end()) s.drop(found->second);
}

JOT_INLINE void token_cache::clear() {
  for (shard& s : shards_) {
    const std::lock_guard lock(s.mutex);
    s.by_text.clear();
    s.by_use.clear();
    s.bytes = 0;
  }
}

inline std::string_view signing_input_of(std::string_view token) noexcept { return token.substr(0, token.rfind('.')); }

JOT_INLINE result<void> token_cache::revoke(std::string_view token, std::optional<numeric_date> exp, numeric_date now) {
  const std::lock_guard lock(revoked_mutex_);
  if (revoked_.size() >= max_revoked_) {
    std::erase_if(revoked_, [&](const auto& each) { return each.second && *each.second <= now; });
  }
  if (revoked_.size() >= max_revoked_) {
    return error(
        errc::limit_exceeded,
        "{} revoked tokens have not expired yet; raise cache_limits::revoked, or keep a list of jti and ask it "
        "in validation::check",
        static_cast<std::int64_t>(revoked_.size()));
  }
  revoked_.insert_or_assign(std::string(signing_input_of(token)), exp);
  revoked_count_ = revoked_.size();
  return {};
}

JOT_INLINE bool token_cache::is_revoked(std::string_view token) const {
  if (revoked_count_ == 0) return false;
  const std::lock_guard lock(revoked_mutex_);
  return revoked_.contains(signing_input_of(token));
}

JOT_INLINE cache_status token_cache::status() const {
  cache_status out;
  for (const shard& s : shards_) {
    const std::lock_guard lock(s.mutex);
    out.entries += s.by_use.size();
    out.bytes += s.bytes;
    out.hits += s.hits;
    out.misses += s.misses;
  }
  out.revoked = revoked_count_;
  return out;
}

}}}  // namespace jot::JOT_ABI::detail

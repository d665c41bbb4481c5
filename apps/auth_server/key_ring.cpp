// See key_ring.hpp.
#include "key_ring.hpp"

#include <algorithm>
#include <utility>

namespace auth {

key_ring::key_ring(std::vector<dated_key> keys, rotation_rules rules) : rules_(rules) { replace(std::move(keys)); }

void key_ring::replace(std::vector<dated_key> keys) {
  std::vector<jot::any_verification_key> all;
  all.reserve(keys.size());
  for (const dated_key& one : keys) all.push_back(one.key.verification_key());
  static_cast<void>(jot::jwk_set::of(all).value());
  keys_ = std::move(keys);
  view_.reset();
}

const key_ring::view& key_ring::at(std::chrono::sys_seconds now) {
  if (!view_ || now < from_ || now >= until_) look(now);
  return *view_;
}

/// The last key that has been published for long enough; without one, the first.
std::size_t key_ring::signing_at(std::chrono::sys_seconds now) const {
  std::size_t signing = 0;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (keys_[i].since + rules_.publish_ahead <= now) signing = i;
  }
  return signing;
}

void key_ring::look(std::chrono::sys_seconds now) {
  const std::size_t signing = signing_at(now);
  std::vector<jot::any_verification_key> published;
  std::chrono::sys_seconds until = (std::chrono::sys_seconds::max)();
  const auto look_again_at = [&](std::chrono::sys_seconds time) {
    if (time > now) until = (std::min)(until, time);
  };
  // Backwards, because a key stops signing when the first of those after it starts.
  std::chrono::sys_seconds stopped = (std::chrono::sys_seconds::max)() - rules_.token_ttl;
  for (std::size_t i = keys_.size(); i-- > 0;) {
    look_again_at(stopped + rules_.token_ttl);
    if (i >= signing || now < stopped + rules_.token_ttl) published.push_back(keys_[i].key.verification_key());
    const std::chrono::sys_seconds starts = keys_[i].since + rules_.publish_ahead;
    look_again_at(starts);
    stopped = (std::min)(stopped, starts);
  }
  std::reverse(published.begin(), published.end());
  const jot::jwk_set verifying = jot::jwk_set::of(published).value();
  view_.emplace(view{keys_[signing].key, std::move(published), verifying});
  from_ = now;
  until_ = until;
}

}  // namespace auth

// The tokens that a verifier has revoked. Private: declared and defined here.
#pragma once

#include <jot/limits.hpp>
#include <jot/numeric_date.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Tokens are compared by the signing input: an ECDSA signature has two texts, and so has its token.
inline std::string_view signing_input_of(std::string_view token) noexcept { return token.substr(0, token.rfind('.')); }

/// The revoked tokens, by their signing input, until they expire. For any number of threads; while nothing is revoked,
/// contains() costs one load.
class revocations {
 public:
  explicit revocations(const revocation_limits& limits) noexcept : max_tokens_(limits.tokens) {}

  /// From now on contains() is true of every token of the same signing input. Where there is no room, tokens that
  /// expired before `now` are removed. Error: limit_exceeded.
  result<void> add(std::string_view token, std::optional<numeric_date> exp, numeric_date now) {
    const std::lock_guard lock(mutex_);
    if (tokens_.size() >= max_tokens_) {
      std::erase_if(tokens_, [&](const auto& each) { return each.second && *each.second <= now; });
    }
    if (tokens_.size() >= max_tokens_) {
      return error(
          errc::limit_exceeded,
          "{} revoked tokens have not expired yet; raise revocation_limits::tokens, or keep a list of jti values and "
          "look in it in validation::check",
          tokens_.size());
    }
    tokens_.insert_or_assign(std::string(signing_input_of(token)), exp);
    count_ = tokens_.size();
    return {};
  }
  [[nodiscard]] bool contains(std::string_view token) const {
    return count_.load(std::memory_order_acquire) != 0 && find(token);
  }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  [[nodiscard]] bool find(std::string_view token) const {
    const std::lock_guard lock(mutex_);
    return tokens_.contains(signing_input_of(token));
  }

  std::size_t max_tokens_;
  mutable std::mutex mutex_;
  std::map<std::string, std::optional<numeric_date>, std::less<>> tokens_;
  std::atomic<std::size_t> count_{0};
};

}}}  // namespace jot::JOT_ABI::detail

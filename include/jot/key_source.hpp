// Where a verifier finds the key for a token: one key, a set, a remote set and a table of issuers all model key_source.
#pragma once

#include <jot/key.hpp>

#include <array>
#include <concepts>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace jot { inline namespace JOT_ABI {

/// What a token's header says about its key. It may choose among trusted keys, and is not to be trusted itself.
struct key_query {
  algorithm alg;                        ///< the header's alg
  std::optional<std::string_view> kid;  ///< the header's kid
};

/// The keys that may have signed the token: at most eight, all of the queried algorithm.
class key_candidates {
 public:
  static constexpr std::size_t max_size = 8;  ///< the most keys that are tried for one token

  /// No candidates yet. They live as long as `owner`; without one, as long as the key source.
  explicit key_candidates(std::shared_ptr<const void> owner = nullptr) noexcept : owner_(std::move(owner)) {}

  /// Adds a key; false when there is no room left.
  bool add(const any_verification_key& key) noexcept {
    if (size_ == max_size) return false;
    keys_[size_++] = &key;
    return true;
  }
  /// How many keys there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The key at this place, which must be less than size().
  [[nodiscard]] const any_verification_key& operator[](std::size_t i) const noexcept { return *keys_[i]; }
  /// Whether the predicate is true of at least one key.
  template <class Predicate>
  [[nodiscard]] bool any_of(const Predicate& is) const {
    for (std::size_t i = 0; i < size_; ++i) {
      if (is(*keys_[i])) return true;
    }
    return false;
  }

 private:
  std::shared_ptr<const void> owner_;
  std::array<const any_verification_key*, max_size> keys_{};
  std::size_t size_ = 0;
};

/// A set of keys that answers a query with candidates, or with algorithm_not_allowed, key_not_found, key_mismatch or
/// keys_unavailable. `find` is called from many threads at once and never waits longer than it must.
template <class S>
concept key_set = requires(const S& s, const key_query& query) {
  { s.find(query) } -> std::same_as<result<key_candidates>>;
};

/// A single key: an any_verification_key, or what converts to a reference to one that it keeps.
template <class S>
concept single_key = std::derived_from<S, any_verification_key> || requires(const S& s) {
  { s.operator const any_verification_key&() } -> std::same_as<const any_verification_key&>;
};

/// What verify() finds keys in: a set, or a single key, which verifies its own algorithm whatever the kid.
template <class S>
concept key_source = key_set<S> || single_key<S>;

static_assert(key_source<any_verification_key> && key_source<verification_key<es256>>);

namespace detail {

// A key source without its type.
struct key_source_ref {
  const void* source;
  result<key_candidates> (*find)(const void* source, const key_query& query);
};

// The answer of a single key: itself, or algorithm_not_allowed.
result<key_candidates> find_in_single_key(const any_verification_key& key, const key_query& query);

template <key_source S>
[[nodiscard]] key_source_ref erase_key_source(const S& source) noexcept {
  if constexpr (key_set<S>) {
    return {&source, [](const void* s, const key_query& query) { return static_cast<const S*>(s)->find(query); }};
  } else {
    const any_verification_key& key = source;
    return {&key, [](const void* s, const key_query& query) {
              return find_in_single_key(*static_cast<const any_verification_key*>(s), query);
            }};
  }
}

}  // namespace detail

/// A key source of any type, which copies share, so that a class has one type in production and in tests, and its keys
/// can be chosen by configuration.
class any_key_source {
 public:
  /// This source, which is copied or moved.
  template <class S>
    requires(!std::same_as<S, any_key_source>) && key_source<S>
  any_key_source(S source)  // NOLINT(google-explicit-constructor)
      : source_(std::make_shared<const S>(std::move(source))),
        ref_(detail::erase_key_source(*static_cast<const S*>(source_.get()))) {}
  // No move: one that was moved from would still refer to what it gave away.
  any_key_source(const any_key_source&) = default;
  any_key_source& operator=(const any_key_source&) = default;

  /// The candidates for a token; the errors are those of the source.
  result<key_candidates> find(const key_query& query) const { return ref_.find(ref_.source, query); }

 private:
  std::shared_ptr<const void> source_;
  detail::key_source_ref ref_;
};

static_assert(key_source<any_key_source>);

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/key_source.hpp>
#endif

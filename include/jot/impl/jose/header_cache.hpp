// Headers that a verifier has already checked: most tokens of one issuer have the same one, byte for byte.
#pragma once

#include <jot/impl/jose/header.hpp>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline std::uint64_t word_of(std::string_view text, std::size_t index) noexcept {
  std::uint64_t word = 0;
  const std::size_t at = index * sizeof word;
  if (text.size() - at >= sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
  } else {
    std::memcpy(&word, text.data() + at, text.size() - at);
  }
  return word;
}

inline std::size_t words_of(std::size_t chars) noexcept {
  return (chars + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
}

/// Keeps the last 8 encoded headers of authentic tokens, of at most 256 characters each, so that the same header again
/// needs no JSON reader. Never waits and never allocates; shared by any number of threads. 2.4 KiB.
class header_cache {
 public:
  /// Whether the header is known; fills in `out` then.
  [[nodiscard]] bool find(std::string_view segment, header_facts& out) const noexcept {
    if (segment.empty() || segment.size() > max_chars) return false;
    const std::size_t count = words_of(segment.size());
    for (const slot& s : slots_) {
      const std::uint32_t version = s.version.load(std::memory_order_acquire);
      if (version % 2 != 0 || s.size.load(std::memory_order_acquire) != segment.size()) continue;
      std::size_t i = 0;
      while (i < count && s.text[i].load(std::memory_order_acquire) == word_of(segment, i)) ++i;
      if (i != count) continue;
      packed_facts packed;
      for (std::size_t k = 0; k < packed.size(); ++k) packed[k] = s.facts[k].load(std::memory_order_acquire);
      if (s.version.load(std::memory_order_relaxed) != version) continue;
      out = std::bit_cast<header_facts>(packed);
      return true;
    }
    return false;
  }

  /// Keeps a header that was checked under the rules of the cache's owner, unless it is too long, or had escapes: the
  /// unescaped parameters are not among its own characters.
  void insert(std::string_view segment, const header_facts& facts, std::size_t header_chars) noexcept {
    bool is_plain = true;
    for_each_text_parameter(
        [&](std::string_view, auto place, auto) { is_plain = is_plain && (facts.*place).is_within(header_chars); });
    if (segment.empty() || segment.size() > max_chars || !is_plain) return;
    slot& s = slots_[next_.fetch_add(1, std::memory_order_relaxed) % slots];
    std::uint32_t version = s.version.load(std::memory_order_relaxed);
    // Another thread is writing there: its header is as good, and this one will come again.
    if (version % 2 != 0 || !s.version.compare_exchange_strong(version, version + 1, std::memory_order_acq_rel)) return;
    const auto packed = std::bit_cast<packed_facts>(facts);
    s.size.store(static_cast<std::uint32_t>(segment.size()), std::memory_order_release);
    for (std::size_t k = 0; k < packed.size(); ++k) s.facts[k].store(packed[k], std::memory_order_release);
    for (std::size_t i = 0; i < words_of(segment.size()); ++i) {
      s.text[i].store(word_of(segment, i), std::memory_order_release);
    }
    s.version.store(version + 2, std::memory_order_release);
  }

 private:
  static constexpr std::size_t slots = 8;
  static constexpr std::size_t max_chars = 256;
  using packed_facts = std::array<std::uint64_t, sizeof(header_facts) / sizeof(std::uint64_t)>;
  static_assert(std::has_unique_object_representations_v<header_facts> && sizeof(header_facts) == sizeof(packed_facts));

  // A sequence lock: the number is odd during a write. All of it is atomic, so that a reader in between sees wrong
  // bytes, which the number shows, and not a data race.
  struct slot {
    std::atomic<std::uint32_t> version{0};
    std::atomic<std::uint32_t> size{0};
    std::array<std::atomic<std::uint64_t>, std::tuple_size_v<packed_facts>> facts{};
    std::array<std::atomic<std::uint64_t>, max_chars / sizeof(std::uint64_t)> text{};
  };

  std::array<slot, slots> slots_{};
  std::atomic<std::uint32_t> next_{0};
};

}}}  // namespace jot::JOT_ABI::detail

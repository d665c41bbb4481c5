// Things that are costly to make and good for many uses, lent to one call at a time.
#pragma once

#include <jot/detail/config.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// A number that two threads seldom share: their stacks are 128 KiB to 8 MiB apart. Nothing is wrong where they do.
inline std::size_t number_of_this_thread() noexcept {
  char here = 0;
  const auto at = reinterpret_cast<std::uintptr_t>(&here);
  return static_cast<std::size_t>(at >> 17 ^ at >> 19 ^ at >> 20 ^ at >> 23);
}

/// At most eight waiting contexts. Shared by all threads, none of which ever waits: who finds nothing makes one, and
/// what finds no place is destroyed. A thread looks first where it gave back last.
template <class Context>
class context_pool {
 public:
  context_pool() = default;
  context_pool(const context_pool&) = delete;
  context_pool& operator=(const context_pool&) = delete;
  ~context_pool() {
    while (take() != nullptr) {
    }
  }

  /// A context that nobody else has, or null.
  [[nodiscard]] std::unique_ptr<Context> take() const noexcept {
    const std::size_t first = number_of_this_thread() % places_.size();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::atomic<Context*>& waiting = places_[(first + i) % places_.size()].waiting;
      if (waiting.load(std::memory_order_relaxed) == nullptr) continue;
      if (Context* const mine = waiting.exchange(nullptr, std::memory_order_acquire)) {
        return std::unique_ptr<Context>(mine);
      }
    }
    return nullptr;
  }

  void give(std::unique_ptr<Context> context) const noexcept {
    const std::size_t first = number_of_this_thread() % places_.size();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      Context* nobody = nullptr;
      if (places_[(first + i) % places_.size()].waiting.compare_exchange_strong(
              nobody, context.get(), std::memory_order_release, std::memory_order_relaxed)) {
        static_cast<void>(context.release());
        return;
      }
    }
  }

 private:
  struct place {
    std::atomic<Context*> waiting{nullptr};
    std::array<char, 64 - sizeof(std::atomic<Context*>)>
        apart{};  // so that two threads' places seldom share a cache line
  };
  mutable std::array<place, 8> places_;
};

}}}  // namespace jot::JOT_ABI::detail

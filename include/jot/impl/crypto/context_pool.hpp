// A lock-free pool of reusable contexts, each lent to one call at a time.
#pragma once

#include <jot/detail/config.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// A number that two threads seldom share, from the address of their stacks, which are 128 KiB to 8 MiB apart. It need
/// not be unique.
inline std::size_t number_of_this_thread() noexcept {
  char here = 0;
  const auto at = reinterpret_cast<std::uintptr_t>(&here);
  return static_cast<std::size_t>(at >> 17 ^ at >> 19 ^ at >> 20 ^ at >> 23);
}

/// Holds at most eight contexts that are not in use. Threads share it and never wait: a thread that finds no context
/// makes one, and a thread that finds no free place destroys its context. A thread looks first where it gave back last.
///
/// thread_local would not do: contexts belong to a key, so each thread would hold a table of keys that a key could not
/// clear when it is destroyed, and that would outlive its secrets.
template <class Context, class Deleter = std::default_delete<Context>>
class context_pool {
 public:
  using owner = std::unique_ptr<Context, Deleter>;

  context_pool() = default;
  context_pool(const context_pool&) = delete;
  context_pool& operator=(const context_pool&) = delete;
  ~context_pool() {
    while (take() != nullptr) {
    }
  }

  /// A context for this caller alone, or null.
  [[nodiscard]] owner take() const noexcept {
    const std::size_t first = number_of_this_thread() % places_.size();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::atomic<Context*>& waiting = places_[(first + i) % places_.size()].waiting;
      if (waiting.load(std::memory_order_relaxed) == nullptr) continue;
      if (Context* const mine = waiting.exchange(nullptr, std::memory_order_acquire)) {
        return owner(mine);
      }
    }
    return nullptr;
  }

  void give(owner context) const noexcept {
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

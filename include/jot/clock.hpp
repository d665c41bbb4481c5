// The time, which is always injected, so that tests never wait.
#pragma once

#include <jot/numeric_date.hpp>

#include <chrono>
#include <concepts>
#include <memory>
#include <utility>

namespace jot { inline namespace JOT_ABI {

/// A clock reports the time in whole seconds.
template <class C>
concept clock = requires(const C& c) {
  { c.now() } -> std::convertible_to<std::chrono::sys_seconds>;
};

/// The machine's clock.
struct system_clock {
  /// Now, rounded down.
  [[nodiscard]] static std::chrono::sys_seconds now() noexcept {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  }
};

/// A clock that does not move, for tests and for judging an old token.
struct fixed_clock {
  std::chrono::sys_seconds time;  ///< the time that it shows
  /// The same time, always.
  [[nodiscard]] std::chrono::sys_seconds now() const noexcept { return time; }
};

static_assert(clock<system_clock> && clock<fixed_clock>);

namespace detail {

// A clock without its type, which must outlive this. It is not asked before a token's signature is good.
struct clock_ref {
  const void* clock;
  std::chrono::sys_seconds (*read)(const void* clock);

  [[nodiscard]] std::chrono::sys_seconds now() const { return read(clock); }
};

template <clock C>
[[nodiscard]] clock_ref erase_clock(const C& c) noexcept {
  return {std::addressof(c),
          [](const void* erased) { return std::chrono::sys_seconds(static_cast<const C*>(erased)->now()); }};
}

}  // namespace detail

/// A clock of any type, which copies share, so that a class has one type in production and in tests.
class any_clock {
 public:
  /// The machine's clock.
  any_clock() noexcept : ref_(detail::erase_clock(machine)) {}
  /// This clock, which is copied or moved.
  template <class C>
    requires(!std::same_as<C, any_clock>) && clock<C>
  any_clock(C source)  // NOLINT(google-explicit-constructor)
      : source_(std::make_shared<const C>(std::move(source))),
        ref_(detail::erase_clock(*static_cast<const C*>(source_.get()))) {}
  // No move: a clock that was moved from would still refer to what it gave away.
  any_clock(const any_clock&) = default;
  any_clock& operator=(const any_clock&) = default;

  /// The time that the clock reports.
  [[nodiscard]] std::chrono::sys_seconds now() const { return ref_.now(); }

 private:
  static constexpr system_clock machine{};

  std::shared_ptr<const void> source_;
  detail::clock_ref ref_;
};

static_assert(clock<any_clock>);

/// The date so long from now, by the machine's clock: `.exp = jot::in(15min)`.
[[nodiscard]] inline numeric_date in(std::chrono::seconds from_now) noexcept {
  return numeric_date(system_clock::now()) + from_now;
}

}}  // namespace jot::JOT_ABI

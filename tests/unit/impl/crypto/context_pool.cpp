// Tests of impl/crypto/context_pool.hpp: what is lent, to whom, and that nothing is lost.
#include <jot/impl/crypto/context_pool.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace {

struct counted {
  explicit counted(int& alive) : alive_(alive) { ++alive_; }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  ~counted() { --alive_; }

 private:
  int& alive_;
};

struct in_use {
  std::atomic<bool> taken{false};
};

}  // namespace

TEST_CASE("a pool lends what it was given, once", "[context_pool]") {
  int alive = 0;
  const jot::detail::context_pool<counted> pool;
  CHECK(pool.take() == nullptr);
  auto made = std::make_unique<counted>(alive);
  const counted* const it = made.get();
  pool.give(std::move(made));
  auto lent = pool.take();
  CHECK(lent.get() == it);
  CHECK(pool.take() == nullptr);
  pool.give(std::move(lent));
  std::unique_ptr<counted> elsewhere;
  std::thread([&] { elsewhere = pool.take(); }).join();
  CHECK(elsewhere.get() == it);
}

TEST_CASE("a pool keeps eight, destroys what finds no place, and at its end what waits", "[context_pool]") {
  int alive = 0;
  {
    const jot::detail::context_pool<counted> pool;
    for (int i = 0; i < 10; ++i) pool.give(std::make_unique<counted>(alive));
    CHECK(alive == 8);
    CHECK(pool.take() != nullptr);
    CHECK(alive == 7);
  }
  CHECK(alive == 0);
}

TEST_CASE("no two threads have the same context", "[context_pool]") {
  const jot::detail::context_pool<in_use> pool;
  std::atomic<int> shared{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2000; ++round) {
        auto mine = pool.take();
        if (mine == nullptr) mine = std::make_unique<in_use>();
        if (mine->taken.exchange(true, std::memory_order_relaxed)) ++shared;
        mine->taken.store(false, std::memory_order_relaxed);
        pool.give(std::move(mine));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(shared == 0);
}

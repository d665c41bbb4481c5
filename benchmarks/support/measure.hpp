// How a benchmark is run here: one operation that says whether it worked, its allocations counted beside its time.
// Names are OPERATION/ALGORITHM/WHO; benchmarks/report.py looks for them.
#pragma once

#include "support/allocations.hpp"

#include <benchmark/benchmark.h>

#include <openssl/crypto.h>

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace bench {

/// Allocations of one operation, after one that may have filled what is kept.
template <class Operation>
void count_allocations(benchmark::State& state, Operation& operation) {
  constexpr int repetitions = 4;
  bool ok = operation();
  const allocations before = allocations_so_far();
  for (int i = 0; i < repetitions; ++i) ok = operation() && ok;
  const allocations after = allocations_so_far();
  if (!ok) state.SkipWithError("the operation failed");
  const auto each = [&](std::uint64_t from, std::uint64_t to) { return static_cast<double>(to - from) / repetitions; };
  state.counters["new"] = benchmark::Counter(each(before.by_new, after.by_new), benchmark::Counter::kAvgThreads);
  state.counters["openssl_malloc"] =
      benchmark::Counter(each(before.in_openssl, after.in_openssl), benchmark::Counter::kAvgThreads);
}

/// Times `operation`, which gives true when it did what it should and hides its result from the optimiser itself.
template <class Operation>
void measure(benchmark::State& state, Operation operation) {
  count_allocations(state, operation);
  for (auto _ : state) {
    if (!operation()) {
      state.SkipWithError("the operation failed");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
}

/// Registers a benchmark whose operation is made anew for each repetition: `make()` gives it.
template <class Make>
benchmark::internal::Benchmark* add(const std::string& name, Make make) {
  return benchmark::RegisterBenchmark(name.c_str(), [make](benchmark::State& state) { measure(state, make()); });
}

/// CPU nanoseconds of `times` operations; other programs' turns do not count.
template <class Operation>
double nanoseconds_of(benchmark::State& state, Operation& operation, int times) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
  };
  bool ok = true;
  const double start = now();
  for (int i = 0; i < times; ++i) ok = operation() && ok;
  const double elapsed = now() - start;
  if (!ok) state.SkipWithError("the operation failed");
  return elapsed;
}

/// One of `first` over one of `second`: they take turns of a fraction of a millisecond, so that a slow moment of the
/// machine falls on both, and the median of these ratios counts.
template <class First, class Second>
void compare(benchmark::State& state, First first, Second second) {
  constexpr double turn = 200'000;
  constexpr int trial = 4;
  const auto in_a_turn = [&](auto& operation) {
    nanoseconds_of(state, operation, 1);
    return (std::max)(1, static_cast<int>(turn * trial / nanoseconds_of(state, operation, trial)));
  };
  const int firsts = in_a_turn(first);
  const int seconds = in_a_turn(second);
  std::vector<double> ratios;
  bool second_begins = false;
  for (auto _ : state) {
    double of_second = second_begins ? nanoseconds_of(state, second, seconds) : 0;
    const double of_first = nanoseconds_of(state, first, firsts);
    if (!second_begins) of_second = nanoseconds_of(state, second, seconds);
    second_begins = !second_begins;
    ratios.push_back((of_first / firsts) / (of_second / seconds));
  }
  if (ratios.empty()) return;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::nth_element(ratios.begin(), middle, ratios.end());
  state.counters["ratio"] = *middle;
}

/// Registers a comparison; report.py reads its ratio.
template <class MakeFirst, class MakeSecond>
void add_comparison(const std::string& name, MakeFirst first, MakeSecond second) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [first, second](benchmark::State& state) { compare(state, first(), second()); });
}

/// Registers a floor or a peer, and how ours compares with it: OPERATION/ALGORITHM/jot over WHO.
template <class MakeOther, class MakeOurs>
void add_other(const std::string& row, const std::string& who, MakeOther other, MakeOurs ours) {
  add(row + who, other);
  add_comparison(row + "jot over " + who, ours, other);
}

/// The main function of a benchmark that registers its rows at run time.
inline int run(int argc, char** argv, void (*add_all)()) {
  if (!count_openssl_allocations()) {
    std::fputs("error: OpenSSL was at work before its allocations could be counted\n", stderr);
    return 1;
  }
  benchmark::AddCustomContext("openssl", OpenSSL_version(OPENSSL_VERSION_STRING));
#if defined(__clang__)
  benchmark::AddCustomContext("compiler", "clang " __clang_version__);
#else
  benchmark::AddCustomContext("compiler", "g++ " __VERSION__);
#endif
  add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace bench

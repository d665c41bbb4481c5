// How a benchmark is run here: one operation that says whether it worked, its allocations counted beside its time.
// Names are OPERATION/ALGORITHM/WHO; benchmarks/report.py looks for them.
#pragma once

#include "support/allocations.hpp"

#include <benchmark/benchmark.h>

#include <openssl/crypto.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

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

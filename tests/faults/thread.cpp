// A remote set on a system that gives no thread: nothing is thrown, and the next attempt is as good as the first.
#include "support/catch.hpp"

#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>

#include <system_error>

namespace {

bool no_threads = false;

}  // namespace

// std::thread's way to the system, in libstdc++; the linker leads it here (--wrap).
extern "C" {
void __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(void*, void*,
                                                                                                  void (*)());
void __wrap__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(void* self,
                                                                                                  void* state,
                                                                                                  void (*depend)()) {
  if (no_threads) throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
  __real__ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE(self, state, depend);
}
}

TEST_CASE("row 69: a remote set survives that no thread can be started") {
  const jot::testing::fake_issuer issuer;
  const jot::testing::fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const auto keys = jot::remote_jwk_set<jot::testing::fake_fetcher, jot::testing::fake_clock>::at(
                        issuer.jwks_uri(), jot::accept<jot::es256>, fetcher, {}, issuer.clock())
                        .value();
  const jot::verifier verifier{keys, issuer.rules(), issuer.clock()};
  no_threads = true;
  CHECK(keys.refresh().error().code() == jot::errc::keys_unavailable);
  issuer.clock().advance(std::chrono::seconds(31));
  CHECK(verifier.verify(issuer.good()).error().code() == jot::errc::keys_unavailable);
  keys.settle();
  CHECK(keys.status().attempts == 2);
  CHECK(keys.status().failures == 2);
  CHECK_FALSE(keys.status().last_error.empty());
  no_threads = false;
  issuer.clock().advance(std::chrono::seconds(31));
  CHECK(verifier.verify(issuer.good()));
}

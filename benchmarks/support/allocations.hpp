// Counts what one thread allocates, exactly: through operator new, and inside OpenSSL through its own allocator.
#pragma once

#include <cstdint>

namespace bench {

struct allocations {
  std::uint64_t by_new = 0;
  std::uint64_t in_openssl = 0;
};

/// Must be called before OpenSSL has allocated anything; false when it was too late.
bool count_openssl_allocations() noexcept;

/// The calling thread's, since it started.
allocations allocations_so_far() noexcept;

}  // namespace bench

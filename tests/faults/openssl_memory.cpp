// OpenSSL's own allocations, which can be told to fail.
#include "faults/injection.hpp"

#include <openssl/crypto.h>

#include <cstdlib>

namespace {

void* allocate(std::size_t size, const char*, int) {
  return fault::strikes(fault::source::openssl_allocation) ? nullptr : std::malloc(size);
}
void* reallocate(void* block, std::size_t size, const char*, int) {
  return fault::strikes(fault::source::openssl_allocation) ? nullptr : std::realloc(block, size);
}
void release(void* block, const char*, int) { std::free(block); }

// OpenSSL takes these only as long as it has not allocated anything.
const bool installed = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

}  // namespace

bool fault::openssl_memory_is_ours() noexcept { return installed; }

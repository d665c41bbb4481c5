// Replaces operator new by one that counts, and OpenSSL's allocator too. A count costs an increment, on both sides of
// every comparison.
#include "support/allocations.hpp"

#include <openssl/crypto.h>

#include <cstdlib>
#include <new>

namespace bench {
namespace {

thread_local allocations counted;

void* allocate(std::size_t size) noexcept {
  ++counted.by_new;
  return std::malloc(size == 0 ? 1 : size);
}

void* allocate_or_throw(std::size_t size) {
  if (void* const block = allocate(size)) return block;
  throw std::bad_alloc();
}

void* openssl_malloc(std::size_t size, const char* /*file*/, int /*line*/) {
  ++counted.in_openssl;
  return std::malloc(size);
}
void* openssl_realloc(void* block, std::size_t size, const char* /*file*/, int /*line*/) {
  ++counted.in_openssl;
  return std::realloc(block, size);
}
void openssl_free(void* block, const char* /*file*/, int /*line*/) { std::free(block); }

}  // namespace

bool count_openssl_allocations() noexcept {
  return CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;
}

allocations allocations_so_far() noexcept { return counted; }

}  // namespace bench

// The array and nothrow forms that the standard library brings call these two. What is over-aligned it allocates by
// other means; no JWT library here asks for that.
void* operator new(std::size_t size) { return bench::allocate_or_throw(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { std::free(block); }

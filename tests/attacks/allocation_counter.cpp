// Replaces operator new and delete of the test program by ones that count, and that look into what is given back.
// ThreadSanitizer has its own, which cannot be replaced; there its hooks on malloc and free do the same.
#include "allocation_counter.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ATTACK_SANITIZER_HOOKS
#include <sanitizer/allocator_interface.h>
#endif
#endif

namespace attack::memory {
namespace {

std::atomic<std::size_t> blocks{0};
std::atomic<std::size_t> bytes{0};
std::atomic<std::size_t> largest{0};
std::atomic<std::size_t> hits{0};
std::array<char, 64> pattern{};
std::atomic<std::size_t> pattern_size{0};

void count(std::size_t size) noexcept {
  ++blocks;
  bytes += size;
  if (size > largest) largest = size;
}

void look_into(const char* data, std::size_t size) noexcept {
  const std::size_t n = pattern_size;
  if (n != 0 && std::search(data, data + size, pattern.data(), pattern.data() + n) != data + size) ++hits;
}

}  // namespace

void reset() noexcept {
  blocks = 0;
  bytes = 0;
  largest = 0;
}

bool counts_operator_new_alone() noexcept {
#if defined(ATTACK_SANITIZER_HOOKS)
  return false;
#else
  return true;
#endif
}

usage so_far() noexcept { return {blocks, bytes, largest}; }

void watch_for(std::string_view secret) noexcept {
  pattern_size = 0;
  hits = 0;
  const std::size_t n = std::min(secret.size(), pattern.size());
  std::copy_n(secret.data(), n, pattern.data());
  pattern_size = n;
}

std::size_t blocks_with_secret() noexcept { return hits; }

}  // namespace attack::memory

#if defined(ATTACK_SANITIZER_HOOKS)

namespace {

const bool installed =
    __sanitizer_install_malloc_and_free_hooks(
        [](const volatile void*, std::size_t size) { attack::memory::count(size); },
        [](const volatile void* block) {
          if (block == nullptr) return;
          const void* const data = const_cast<const void*>(block);
          attack::memory::look_into(static_cast<const char*>(data), __sanitizer_get_allocated_size(data));
        }) != 0;

}  // namespace

#else

namespace {

// Before each block stands its size; 16 bytes keep the block aligned for any type.
constexpr std::size_t header = 16;

void* allocate(std::size_t size) noexcept {
  attack::memory::count(size);
  char* const block =
      size <= static_cast<std::size_t>(-1) - header ? static_cast<char*>(std::malloc(size + header)) : nullptr;
  if (block == nullptr) return nullptr;
  *reinterpret_cast<std::size_t*>(block) = size;
  // What OpenSSL or anybody else left in this memory is not the doing of who gets it now.
  if (attack::memory::pattern_size != 0) std::memset(block + header, 0, size);
  return block + header;
}

void release(void* pointer) noexcept {
  if (pointer == nullptr) return;
  char* const data = static_cast<char*>(pointer);
  char* const block = data - header;
  attack::memory::look_into(data, *reinterpret_cast<std::size_t*>(block));
  std::free(block);
}

void* allocate_or_throw(std::size_t size) {
  if (void* const pointer = allocate(size)) return pointer;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* pointer) noexcept { release(pointer); }
void operator delete[](void* pointer) noexcept { release(pointer); }
void operator delete(void* pointer, std::size_t) noexcept { release(pointer); }
void operator delete[](void* pointer, std::size_t) noexcept { release(pointer); }
void operator delete(void* pointer, const std::nothrow_t&) noexcept { release(pointer); }
void operator delete[](void* pointer, const std::nothrow_t&) noexcept { release(pointer); }

#endif

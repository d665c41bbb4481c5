// The operator new of this program, which can be told to fail. ThreadSanitizer has its own, which cannot be replaced.
#include "faults/injection.hpp"

#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FAULTS_FOREIGN_OPERATOR_NEW
#endif
#endif

#if !defined(FAULTS_FOREIGN_OPERATOR_NEW)

namespace {

void* allocate(std::size_t size) noexcept {
  return fault::strikes(fault::source::cpp_allocation) ? nullptr : std::malloc(size == 0 ? 1 : size);
}
void* allocate_or_throw(std::size_t size) {
  if (void* const block = allocate(size)) return block;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { std::free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { std::free(block); }

#endif

bool fault::operator_new_is_ours() noexcept {
#if defined(FAULTS_FOREIGN_OPERATOR_NEW)
  return false;
#else
  return true;
#endif
}

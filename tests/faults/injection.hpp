// Failures on demand: the k-th allocation of C++ or of OpenSSL, or the k-th call of an OpenSSL function, counted while
// an operation is under way.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

namespace fault {

enum class source { cpp_allocation, openssl_allocation, openssl_call };

/// What a row of openssl_table.hpp answers.
enum class answer { status, size, pointer, flags };

struct openssl_function {
  const char* name;
  answer kind;
  std::size_t calls = 0;  ///< within the windows
};

/// All rows of the table.
[[nodiscard]] std::span<openssl_function> openssl_functions() noexcept;

/// From now on the k-th event (from 1) of this source fails; a call that gives a number gives this one.
void plan(source what, std::size_t k, int answer = 0) noexcept;
struct outcome_of_plan {
  std::size_t events;  ///< seen, up to the one that failed
  bool happened;
};
/// Nothing fails any more; what came of the plan.
outcome_of_plan end_plan() noexcept;
/// The OpenSSL function that was made to fail; null when none was.
[[nodiscard]] const openssl_function* failed_function() noexcept;

/// True when this event is the one that must fail.
[[nodiscard]] bool strikes(source what) noexcept;
[[nodiscard]] bool strikes(openssl_function& function) noexcept;
[[nodiscard]] int planned_answer() noexcept;

/// Events count only while one of these lives: what a test does before and after an operation must not fail.
class window {
 public:
  window() noexcept;
  window(const window&) = delete;
  window& operator=(const window&) = delete;
  ~window();
};

template <class Operation>
decltype(auto) during(const Operation& operation) {
  const window open;
  return operation();
}

/// Whether this program's allocations are those that can fail.
[[nodiscard]] bool operator_new_is_ours() noexcept;
[[nodiscard]] bool openssl_memory_is_ours() noexcept;

}  // namespace fault

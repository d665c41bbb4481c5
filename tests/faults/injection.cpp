// Bodies of injection.hpp, but for the three sources of failures themselves.
#include "faults/injection.hpp"

namespace fault {
namespace {

// Plain variables: all of this happens on the one thread that runs the tests.
struct {
  source what = source::cpp_allocation;
  std::size_t k = 0;
  std::size_t left = 0;
  int answer = 0;
  bool happened = false;
  bool open = false;
  const openssl_function* function = nullptr;
} planned;

}  // namespace

void plan(source what, std::size_t k, int answer) noexcept {
  planned = {.what = what, .k = k, .left = k, .answer = answer, .happened = false, .open = false, .function = nullptr};
}

outcome_of_plan end_plan() noexcept {
  const outcome_of_plan out{planned.k - planned.left, planned.happened};
  planned.left = 0;
  return out;
}

const openssl_function* failed_function() noexcept { return planned.function; }

bool strikes(source what) noexcept {
  if (!planned.open || planned.left == 0 || planned.what != what || --planned.left != 0) return false;
  planned.happened = true;
  return true;
}

bool strikes(openssl_function& function) noexcept {
  if (planned.open) ++function.calls;
  if (!strikes(source::openssl_call)) return false;
  planned.function = &function;
  return true;
}

int planned_answer() noexcept { return planned.answer; }

window::window() noexcept { planned.open = true; }
window::~window() { planned.open = false; }

}  // namespace fault

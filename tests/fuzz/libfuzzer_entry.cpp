// Hands libFuzzer's inputs to the one target that is linked with it.
#include "fuzz.hpp"

#include <cstddef>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const jot_fuzz::target only = jot_fuzz::targets().at(0);
  only.run({data, size});
  return 0;
}

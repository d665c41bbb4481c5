// Every part accepts the tokens of every other part, and an exception keeps its type on the way out of the library.
#include "everything.hpp"

#include <cstdio>

namespace {

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  for (const std::string& token : {odr::issue(), issued_by_other(), issued_by_shared()}) {
    expect(odr::check(token).has_value(), "the program accepts the token");
    expect(accepted_by_other(token), "the other translation unit accepts the token");
    expect(accepted_by_shared(token), "the shared library accepts the token");
  }
  try {
    static_cast<void>(accepted_by_shared("not a token"));
    expect(false, "the shared library refuses what is no token");
  } catch (const jot::exception& refusal) {
    expect(refusal.error().code() == jot::errc::malformed_token, "the exception carries the error");
  }
  return failures == 0 ? 0 : 1;
}

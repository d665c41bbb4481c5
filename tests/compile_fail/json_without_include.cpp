// expect: jot: documents .* need #include <nlohmann/json.hpp> above the first use
// A document is nlohmann's, and the program's to include: no header of jot brings it.
#include <jot/jwt.hpp>

#if defined(CONTROL)
#include <nlohmann/json.hpp>
#endif

int main() {
  const auto token = jot::unsafe::decode("").value();
  static_cast<void>(token.json());
}

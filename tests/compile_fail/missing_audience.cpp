// expect: write \.issuer and \.audience, or jot::ignore for either; \.audience is missing here
//
// A verifier that does not say whom a token must be meant for takes tokens that were meant for others.
#include <jot/jwt.hpp>

int main() {
#ifdef CONTROL
  const jot::validation rules{.issuer = "https://id.example", .audience = "api"};
#else
  const jot::validation rules{.issuer = "https://id.example"};
#endif
  return rules.issuer.ignored() ? 1 : 0;
}

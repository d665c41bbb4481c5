// expect: write \.issuer and \.audience, or jot::ignore for either; \.issuer is missing here
//
// A verifier that does not say who may issue tokens takes those of anybody who can sign.
#include <jot/jwt.hpp>

int main() {
#ifdef CONTROL
  const jot::validation rules{.issuer = jot::ignore, .audience = "api"};
#else
  const jot::validation rules{.audience = "api"};
#endif
  return rules.issuer.ignored() ? 0 : 1;
}

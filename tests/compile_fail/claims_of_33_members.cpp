// expect: jot: a claims struct has at most 32 members; gather the rest in jot::other_claims
//
// With one member less it compiles.
#include <jot/jwt.hpp>

#include <string_view>

struct account {
  int m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20, m21, m22, m23, m24,
      m25, m26, m27, m28, m29, m30, m31, m32;
#ifndef CONTROL
  int m33;
#endif
};

auto read(std::string_view token, const jot::verification_key<jot::hs256>& key, const jot::validation& rules) {
  return jot::verify<account>(token, key, rules);
}

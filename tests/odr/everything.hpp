// What the translation units of this test do alike, in functions that each of them is given a copy of.
#pragma once

#include <jot/jot.hpp>

#include <string>
#include <string_view>

namespace odr {

inline jot::signing_key<jot::hs256> key() {
  return jot::signing_key<jot::hs256>::from_secret_text("thirty-two bytes of a secret, and more").value();
}

inline std::string issue() {
  return jot::sign(key(), {.iss = "https://id.example", .aud = {"api"}, .exp = jot::in(std::chrono::minutes(5))})
      .value();
}

inline jot::result<jot::verified<>> check(std::string_view token) {
  return jot::verify(token, key().verification_key(), {.issuer = "https://id.example", .audience = "api"});
}

}  // namespace odr

// Each issues a token and hands it to the next; the shared library throws on a bad one.
std::string read_by_other(std::string_view token);
std::string read_by_shared(std::string_view token);
std::string written_by_other();
std::string written_by_shared();
std::string issued_by_other();
bool accepted_by_other(std::string_view token);
std::string issued_by_shared();
bool accepted_by_shared(std::string_view token);

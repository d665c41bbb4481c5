// What the unit and property tests share: keys made once, tokens with any header and payload, time that stands still,
// and verdicts as text, so that a failed comparison shows what the library said.
#pragma once

#include <jot/jwt.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace jot::testing_support {

/// The time at which the tests happen.
inline constexpr std::int64_t now_seconds = 1'700'000'000;

inline fixed_clock clock_at(std::int64_t seconds) { return {std::chrono::sys_seconds(std::chrono::seconds(seconds))}; }
inline fixed_clock now_clock() { return clock_at(now_seconds); }
inline numeric_date date(std::int64_t seconds) { return numeric_date::from_seconds(seconds).value(); }

inline numeric_date numeric_date_of(std::string_view text) { return numeric_date::from_json_number(text).value(); }

/// "accepted", or the code with the claim it is about: "token_expired exp".
template <class T>
std::string verdict(const result<T>& outcome) {
  if (outcome) return "accepted";
  std::string text(name(outcome.error().code()));
  if (!outcome.error().claim().empty()) text += " " + std::string(outcome.error().claim());
  return text;
}

/// The error's message, empty where there is a value.
template <class T>
std::string message(const result<T>& outcome) {
  return outcome ? std::string() : outcome.error().message();
}

/// A secret long enough for every HMAC algorithm.
inline constexpr std::string_view long_secret = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

inline const signing_key<hs256>& hs256_key() {
  static const signing_key<hs256> key = signing_key<hs256>::from_secret_text(long_secret).value();
  return key;
}

/// A key of the algorithm, the same at every call. The six RSA algorithms share one modulus: making one is slow.
inline const any_signing_key& key_for(algorithm alg) {
  static std::map<algorithm, any_signing_key> keys;
  if (const auto known = keys.find(alg); known != keys.end()) return known->second;
  static const std::string rsa_pem = any_signing_key::generate(algorithm::rs256).value().to_private_pem().value();
  const result<any_signing_key> key =
      facts(alg).key_type == key_type::rsa ? any_signing_key::from_pem(alg, rsa_pem) : any_signing_key::generate(alg);
  return keys.emplace(alg, key.value()).first->second;
}

inline std::string base64url_of(std::string_view text) { return base64url_encode(as_bytes(text)); }

/// A compact JWS of exactly these texts, whatever they are, with a good signature of the key.
inline std::string token_of(std::string_view header, std::string_view payload,
                            const any_signing_key& key = hs256_key()) {
  std::string token = base64url_of(header) + "." + base64url_of(payload);
  const bytes signature = key.sign(as_bytes(token)).value();
  token += "." + base64url_encode(signature);
  return token;
}

/// An HS256 token of exactly this payload.
inline std::string payload_token(std::string_view payload) { return token_of(R"({"alg":"HS256"})", payload); }

/// Rules that look at nothing but what is set afterwards.
inline validation no_rules() {
  validation rules{.issuer = ignore, .audience = ignore};
  rules.exp = expiry::optional;
  return rules;
}

/// The verdict on an HS256 token of this payload at the tests' time.
inline std::string judge(std::string_view payload, const validation& rules, const fixed_clock& clock = now_clock()) {
  return verdict(verify(payload_token(payload), hs256_key().verification_key(), rules, clock));
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return text;
  return text.replace(at, from.size(), to);
}

}  // namespace jot::testing_support

// The token that every benchmark and every peer handles, and the keys it is signed with.
#pragma once

#include <jot/jwt.hpp>

#include <chrono>
#include <concepts>
#include <string>

namespace bench {

inline constexpr const char* issuer = "https://issuer.example";
inline constexpr const char* subject = "alice";
inline constexpr const char* audience = "api";
inline constexpr const char* token_id = "01HF3Z9K5J8W7Q2R";
inline constexpr const char* scope = "read write";

/// The claim that is not a registered one, in the caller's own type.
struct account {
  std::string scope;
};

/// Six registered claims; with account's one the token has seven.
inline jot::registered_claims claims_until(jot::numeric_date exp, jot::numeric_date iat) {
  return {.iss = issuer, .sub = subject, .aud = audience, .exp = exp, .nbf = {}, .iat = iat, .jti = token_id};
}

/// Issuer, audience and expiry, which every peer checks as well.
inline const jot::validation& rules() {
  static const jot::validation these{.issuer = issuer, .audience = audience};
  return these;
}

/// A key as other libraries want it: an HMAC secret, or a pair as PEM texts.
struct key_texts {
  jot::algorithm algorithm;
  std::string secret;
  std::string private_pem;
  std::string public_pem;
};

/// A new key of the algorithm A, its texts, and a token of it that is good for a day.
template <class A>
class signed_token {
 public:
  static const signed_token& get() {
    static const signed_token it;
    return it;
  }

  const jot::signing_key<A>& signing_key() const { return key_; }
  const jot::verification_key<A>& verification_key() const { return public_key_; }
  const key_texts& texts() const { return texts_; }
  const std::string& token() const { return token_; }
  /// The bytes that are signed: header, dot, payload.
  std::string signing_input() const { return token_.substr(0, token_.rfind('.')); }
  std::string signature() const { return token_.substr(token_.rfind('.') + 1); }
  /// The same token with another signature of the right length.
  std::string forged() const {
    std::string out = token_;
    char& changed = out[out.rfind('.') + 1];
    changed = changed == 'A' ? 'B' : 'A';
    return out;
  }

 private:
  static constexpr bool is_secret = std::same_as<A, jot::hs256>;

  static jot::signing_key<A> make_key(const std::string& secret) {
    if constexpr (is_secret) {
      return jot::signing_key<A>::from_secret_text(secret).value();
    } else {
      return jot::signing_key<A>::generate().value();
    }
  }
  static key_texts texts_of(const jot::signing_key<A>& key, const std::string& secret) {
    key_texts out{.algorithm = A::id, .secret = secret, .private_pem = {}, .public_pem = {}};
    if constexpr (!is_secret) {
      out.private_pem = key.to_private_pem().value();
      out.public_pem = key.verification_key().to_public_pem().value();
    }
    return out;
  }
  static std::string sign(const jot::signing_key<A>& key) {
    const auto exp = jot::in(std::chrono::hours(24));
    return jot::sign(key, claims_until(exp, jot::in(std::chrono::seconds(0))), account{scope}).value();
  }

  std::string secret_ = "thirty-two bytes, as is customary";
  jot::signing_key<A> key_ = make_key(secret_);
  jot::verification_key<A> public_key_ = key_.verification_key();
  key_texts texts_ = texts_of(key_, secret_);
  std::string token_ = sign(key_);
};

}  // namespace bench

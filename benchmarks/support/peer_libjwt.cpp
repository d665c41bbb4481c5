// libjwt 1 (C, jansson): it parses the PEM text at each call, and leaves the claims to be compared by hand.
#include "support/peer.hpp"

#include <jwt.h>

#include <cstdlib>
#include <ctime>
#include <string_view>

namespace bench {
namespace {

struct free_token {
  void operator()(jwt_t* token) const noexcept { jwt_free(token); }
};
using token_ptr = std::unique_ptr<jwt_t, free_token>;

class libjwt final : public peer {
 public:
  libjwt(jwt_alg_t algorithm, std::string public_key, std::string private_key)
      : algorithm_(algorithm), public_key_(std::move(public_key)), private_key_(std::move(private_key)) {}

  bool verify(const std::string& token) override {
    jwt_t* raw = nullptr;
    if (jwt_decode(&raw, token.c_str(), bytes(public_key_), size(public_key_)) != 0) return false;
    const token_ptr decoded(raw);
    const char* const iss = jwt_get_grant(raw, "iss");
    const char* const aud = jwt_get_grant(raw, "aud");
    return jwt_get_alg(raw) == algorithm_ && iss != nullptr && std::string_view(iss) == issuer && aud != nullptr &&
           std::string_view(aud) == audience && jwt_get_grant_int(raw, "exp") > std::time(nullptr);
  }

  std::string sign() override {
    jwt_t* raw = nullptr;
    if (jwt_new(&raw) != 0) return {};
    const token_ptr token(raw);
    const long now = std::time(nullptr);
    if (jwt_add_grant(raw, "iss", issuer) != 0 || jwt_add_grant(raw, "sub", subject) != 0 ||
        jwt_add_grant(raw, "aud", audience) != 0 || jwt_add_grant_int(raw, "exp", now + 900) != 0 ||
        jwt_add_grant_int(raw, "iat", now) != 0 || jwt_add_grant(raw, "jti", token_id) != 0 ||
        jwt_add_grant(raw, "scope", scope) != 0 ||
        jwt_set_alg(raw, algorithm_, bytes(private_key_), size(private_key_)) != 0) {
      return {};
    }
    char* const text = jwt_encode_str(raw);
    if (text == nullptr) return {};
    std::string out(text);
    std::free(text);
    return out;
  }

 private:
  static const unsigned char* bytes(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  }
  static int size(const std::string& text) { return static_cast<int>(text.size()); }

  jwt_alg_t algorithm_;
  std::string public_key_;
  std::string private_key_;
};

}  // namespace

std::unique_ptr<peer> make_libjwt(const key_texts& key) {
  switch (key.algorithm) {
    case jot::algorithm::hs256:
      return std::make_unique<libjwt>(JWT_ALG_HS256, key.secret, key.secret);
    case jot::algorithm::rs256:
      return std::make_unique<libjwt>(JWT_ALG_RS256, key.public_pem, key.private_pem);
    case jot::algorithm::es256:
      return std::make_unique<libjwt>(JWT_ALG_ES256, key.public_pem, key.private_pem);
    case jot::algorithm::es384:
      return std::make_unique<libjwt>(JWT_ALG_ES384, key.public_pem, key.private_pem);
    default:
      return nullptr;
  }
}

}  // namespace bench

// cpp-jwt: it takes the key's text at each call; there is nothing to prepare.
#include "support/peer.hpp"

#include <jwt/jwt.hpp>

#include <chrono>
#include <system_error>

namespace bench {
namespace {

class cpp_jwt final : public peer {
 public:
  cpp_jwt(std::string name, std::string public_key, std::string private_key)
      : name_(std::move(name)), public_key_(std::move(public_key)), private_key_(std::move(private_key)) {}

  bool verify(const std::string& token) override {
    std::error_code failure;
    const auto decoded =
        jwt::decode(token, jwt::params::algorithms({name_}), failure, jwt::params::secret(public_key_),
                    jwt::params::issuer(issuer), jwt::params::aud(audience), jwt::params::verify(true));
    return !failure && decoded.has_claim("exp");
  }

  std::string sign() override {
    const auto now = std::chrono::system_clock::now();
    jwt::jwt_object token{jwt::params::algorithm(name_), jwt::params::secret(private_key_)};
    token.add_claim("iss", issuer)
        .add_claim("sub", subject)
        .add_claim("aud", audience)
        .add_claim("exp", now + std::chrono::minutes(15))
        .add_claim("iat", now)
        .add_claim("jti", token_id)
        .add_claim("scope", scope);
    return token.signature();
  }

 private:
  std::string name_;
  std::string public_key_;
  std::string private_key_;
};

}  // namespace

std::unique_ptr<peer> make_cpp_jwt(const key_texts& key) {
  switch (key.algorithm) {
    case jot::algorithm::hs256:
      return std::make_unique<cpp_jwt>("HS256", key.secret, key.secret);
    case jot::algorithm::rs256:
      return std::make_unique<cpp_jwt>("RS256", key.public_pem, key.private_pem);
    case jot::algorithm::es256:
      return std::make_unique<cpp_jwt>("ES256", key.public_pem, key.private_pem);
    case jot::algorithm::es384:
      return std::make_unique<cpp_jwt>("ES384", key.public_pem, key.private_pem);
    default:
      return nullptr;
  }
}

}  // namespace bench

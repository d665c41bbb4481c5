// jwt-cpp with picojson, its default: the algorithm object and the verifier are made once, as in its examples.
#include "support/peer.hpp"

#include <jwt-cpp/jwt.h>

#include <chrono>
#include <system_error>

namespace bench {
namespace {

template <class Algorithm>
class jwt_cpp final : public peer {
 public:
  explicit jwt_cpp(Algorithm algorithm)
      : algorithm_(std::move(algorithm)),
        verifier_(jwt::verify().allow_algorithm(algorithm_).with_issuer(issuer).with_audience(audience)) {}

  bool verify(const std::string& token) override {
    std::error_code failure;
    const auto decoded = jwt::decode(token);
    verifier_.verify(decoded, failure);
    return !failure;
  }

  std::string sign() override {
    const auto now = std::chrono::system_clock::now();
    return jwt::create()
        .set_type("JWT")
        .set_issuer(issuer)
        .set_subject(subject)
        .set_audience(audience)
        .set_expires_at(now + std::chrono::minutes(15))
        .set_issued_at(now)
        .set_id(token_id)
        .set_payload_claim("scope", jwt::claim(std::string(scope)))
        .sign(algorithm_);
  }

 private:
  Algorithm algorithm_;
  jwt::verifier<jwt::default_clock, jwt::traits::kazuho_picojson> verifier_;
};

template <class Algorithm>
std::unique_ptr<peer> with(Algorithm algorithm) {
  return std::make_unique<jwt_cpp<Algorithm>>(std::move(algorithm));
}

}  // namespace

std::unique_ptr<peer> make_jwt_cpp(const key_texts& key) {
  switch (key.algorithm) {
    case jot::algorithm::hs256:
      return with(jwt::algorithm::hs256(key.secret));
    case jot::algorithm::rs256:
      return with(jwt::algorithm::rs256(key.public_pem, key.private_pem));
    case jot::algorithm::ps256:
      return with(jwt::algorithm::ps256(key.public_pem, key.private_pem));
    case jot::algorithm::es256:
      return with(jwt::algorithm::es256(key.public_pem, key.private_pem));
    case jot::algorithm::es384:
      return with(jwt::algorithm::es384(key.public_pem, key.private_pem));
    case jot::algorithm::eddsa:
      return with(jwt::algorithm::ed25519(key.public_pem, key.private_pem));
    default:
      return nullptr;
  }
}

}  // namespace bench

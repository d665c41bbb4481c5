// A program's header needs fwd.hpp alone, whatever it names of the library.
#include <jot/fwd.hpp>

#include <memory>

namespace {

class service {
 public:
  explicit service(const jot::jwk_set& keys);
  ~service();

  [[nodiscard]] jot::result<jot::verified<>> check(const char* token) const;
  [[nodiscard]] jot::errc reason(const jot::error& e, const jot::verified<int>* of_another_kind) const;

 private:
  std::unique_ptr<jot::verifier<jot::any_key_source, jot::any_clock>> verifier_;
  std::unique_ptr<jot::verifier<jot::remote_jwk_set<jot::any_fetcher>>> remote_;
  std::unique_ptr<jot::issuers<>> table_;
  std::unique_ptr<jot::signing_key<jot::es256>> signing_;
  std::unique_ptr<jot::verification_key<jot::hs256>> verifying_;
  std::unique_ptr<jot::any_signing_key> any_signing_;
  std::unique_ptr<jot::any_verification_key> any_verifying_;
  std::unique_ptr<jot::validation> rules_;
  std::unique_ptr<jot::registered_claims> claims_;
  std::unique_ptr<jot::remote_options> options_;
  std::unique_ptr<jot::cache_limits> limits_;
  std::unique_ptr<jot::oauth2::scope_set> scope_;
  std::unique_ptr<jot::unsafe::decoded<>> decoded_;
  std::unique_ptr<jot::any_fetcher> client_;
  std::unique_ptr<jot::explanation> why_;
  const jot::jwk_set& keys_;
};

}  // namespace

#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"

namespace {

service::service(const jot::jwk_set& keys) : keys_(keys) {
  rules_ = std::make_unique<jot::validation>(jot::validation{.issuer = "https://issuer.example", .audience = "api"});
  verifier_ =
      std::make_unique<jot::verifier<jot::any_key_source, jot::any_clock>>(keys_, *rules_, jot::testing::fake_clock());
}
service::~service() = default;
jot::result<jot::verified<>> service::check(const char* token) const { return verifier_->verify(token); }
jot::errc service::reason(const jot::error& e, const jot::verified<int>* of_another_kind) const {
  return of_another_kind == nullptr ? e.code() : jot::errc::invalid_configuration;
}

}  // namespace

TEST_CASE("a class that was declared with fwd.hpp alone verifies tokens", "[fwd]") {
  const jot::testing::fake_issuer issuer;
  const auto keys = jot::jwk_set::parse(issuer.jwks(), jot::accept<jot::es256>).value();
  const service under_test(keys);
  CHECK(under_test.check(issuer.good().c_str()));
  CHECK(under_test.reason(under_test.check(issuer.expired().c_str()).error(), nullptr) == jot::errc::token_expired);
}

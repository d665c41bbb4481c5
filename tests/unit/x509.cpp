// Certificates: keys out of them, and chains that end at a pinned root or are refused.
#include <jot/jwk.hpp>
#include <jot/x509.hpp>

#include "support/authority.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace jot::testing_support::pki;
using jot::algorithm;
using jot::certificate;
using jot::errc;

namespace {

constexpr std::chrono::sys_seconds now = certificates_now;

bool anybody(const certificate&) { return true; }

}  // namespace

TEST_CASE("a certificate gives the same key by PEM, DER and x5c", "[x509]") {
  authority ca;
  const issued leaf = ca.issue("leaf", {});
  const auto thumbprint = [](const certificate& c) {
    return jot::jwk::from_public(c.verification_key(algorithm::es256).value()).value().thumbprint();
  };
  const std::string wanted = thumbprint(leaf.cert());
  CHECK(thumbprint(certificate::from_pem(pem_of(leaf)).value()) == wanted);
  CHECK(thumbprint(certificate::from_x5c(base64_of(leaf)).value()) == wanted);
  CHECK(leaf.cert().thumbprint().size() == 43);
  CHECK(leaf.cert().subject() == "CN=leaf");
  CHECK(leaf.cert().verification_key(algorithm::rs256).error().code() == errc::key_mismatch);
  CHECK(certificate::from_x5c("AAAA").error().code() == errc::invalid_key);
  CHECK(certificate::from_x5c("!").error().code() == errc::invalid_key);
  CHECK(certificate::from_pem("nothing").error().code() == errc::invalid_key);
}

TEST_CASE("all certificates of a PEM text are read in order", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued leaf = ca.issue("leaf", {}, &root);
  const auto all = certificate::all_from_pem(pem_of(leaf) + "text between\n" + pem_of(root)).value();
  REQUIRE(all.size() == 2);
  CHECK(all[0].subject() == "CN=leaf");
  CHECK(all[1].subject() == "CN=root");
  CHECK(certificate::all_from_pem("").error().code() == errc::invalid_key);
  CHECK(certificate::all_from_pem(pem_of(leaf) + pem_of(root).substr(0, 200)).error().code() == errc::invalid_key);
}

TEST_CASE("a chain to a pinned root gives the key, and no other does", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued middle = ca.issue("middle", {.ca = true, .key_usage = "critical,keyCertSign"}, &root);
  const issued leaf = ca.issue("leaf", {.key_usage = "digitalSignature", .host = "id.example"}, &middle);
  const issued stranger = ca.root();
  const std::vector chain{leaf.cert(), middle.cert()};
  const auto check = [&](const std::vector<certificate>& c, const jot::chain_rules& rules,
                         std::chrono::seconds later = {}) {
    return jot::verify_chain(algorithm::es256, c, rules, now + later);
  };
  CHECK(check(chain, {.roots = {root.cert()}, .host = "id.example"}));
  CHECK(check(chain, {.roots = {root.cert()}, .accept = anybody}));
  CHECK(check({leaf.cert()}, {.roots = {leaf.cert()}, .accept = anybody}));  // pinned itself
  CHECK(check(chain, {.roots = {stranger.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  CHECK(check({leaf.cert()}, {.roots = {root.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  CHECK(check(chain, {.roots = {root.cert()}, .host = "evil.example"}).error().code() == errc::invalid_key);
  CHECK(check(chain, {.roots = {root.cert()}, .accept = [](const certificate&) { return false; }}).error().code() ==
        errc::invalid_key);
  CHECK(check(chain, {.roots = {}, .accept = anybody}).error().code() == errc::invalid_configuration);
  CHECK(check(chain, {.roots = {root.cert()}}).error().code() == errc::invalid_configuration);
  CHECK(check({}, {.roots = {root.cert()}, .accept = anybody}).error().code() == errc::invalid_key);
  const auto expired = check(chain, {.roots = {root.cert()}, .accept = anybody}, std::chrono::hours(25));
  REQUIRE_FALSE(expired);
  CHECK(expired.error().message().find("expired") != std::string::npos);
  CHECK_FALSE(check(chain, {.roots = {root.cert()}, .accept = anybody}, -std::chrono::hours(25)));
}

TEST_CASE("a certificate that is not for signatures, or a leaf that plays authority, is refused", "[x509]") {
  authority ca;
  const issued root = ca.root();
  const issued agreement = ca.issue("agreement", {.key_usage = "keyAgreement"}, &root);
  CHECK(jot::verify_chain(algorithm::es256, std::vector{agreement.cert()}, {.roots = {root.cert()}, .accept = anybody},
                          now)
            .error()
            .code() == errc::key_mismatch);
  const issued leaf = ca.issue("leaf", {.key_usage = "digitalSignature"}, &root);
  const issued forged = ca.issue("forged", {.key_usage = "digitalSignature"}, &leaf);
  CHECK(jot::verify_chain(algorithm::es256, std::vector{forged.cert(), leaf.cert()},
                          {.roots = {root.cert()}, .accept = anybody}, now)
            .error()
            .code() == errc::invalid_key);
}

TEST_CASE("a JWK whose x5c carries another key is refused", "[x509][jwk]") {
  authority ca;
  const issued mine = ca.issue("mine", {});
  const issued other = ca.issue("other", {});
  const std::string jwk =
      jot::jwk::from_public(mine.cert().verification_key(algorithm::es256).value()).value().to_public_json().value();
  const auto with = [&](const std::string& x5c) {
    return jot::jwk::parse(jwk.substr(0, jwk.size() - 1) + R"(,"x5c":)" + x5c + "}");
  };
  CHECK(with("[\"" + base64_of(mine) + "\"]"));
  CHECK(with("[\"" + base64_of(other) + "\"]").error().claim() == "x5c");
  CHECK(with("[]"));  // as good as none
  CHECK(with("[1]").error().claim() == "x5c");
  CHECK(with("\"x\"").error().claim() == "x5c");
}

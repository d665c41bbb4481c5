// Many issuers in one table: chosen by iss, bound to their own keys.
#include <jot/issuers.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using jot::errc;
using jot::testing::fake_issuer;

TEST_CASE("each issuer's tokens verify with its own keys and rules", "[issuers]") {
  const fake_issuer a("https://a.example", "api-a");
  const fake_issuer b("https://b.example", "api-b", a.clock());
  jot::issuers table{a.clock()};
  REQUIRE(table.add(a.issuer(), jot::jwk_set::parse(a.jwks(), jot::accept<jot::es256>).value(), a.rules()));
  REQUIRE(table.add(b.issuer(), b.key().verification_key(), b.rules()));
  CHECK(table.size() == 2);
  const auto of_a = table.verify(a.good());
  const auto of_b = table.verify(b.good());
  CHECK(of_a.value().registered().iss == "https://a.example");
  CHECK(of_b.value().registered().iss == "https://b.example");
  CHECK(table.verify(a.expired()).error().code() == errc::token_expired);
  CHECK(table.verify(a.wrong_audience()).error().code() == errc::audience_mismatch);
  CHECK(table.verify(a.forged()).error().code() == errc::signature_invalid);
}

TEST_CASE("keys of one issuer never verify a token that names another", "[issuers]") {
  const fake_issuer a("https://a.example");
  const fake_issuer b("https://b.example", "api", a.clock());
  jot::issuers table{a.clock()};
  REQUIRE(table.add(a.issuer(), a.key().verification_key(), a.rules()));
  REQUIRE(table.add(b.issuer(), b.key().verification_key(), b.rules()));
  auto claims = a.claims();
  claims.iss = b.issuer();
  CHECK(table.verify(a.sign(claims)).error().code() == errc::signature_invalid);
}

TEST_CASE("an unknown, missing or malformed issuer is refused before any key is asked for", "[issuers]") {
  const fake_issuer a;
  jot::issuers table{a.clock()};
  REQUIRE(table.add(a.issuer(), a.key().verification_key(), a.rules()));
  CHECK(table.verify(a.wrong_issuer()).error().code() == errc::issuer_mismatch);
  auto claims = a.claims();
  claims.iss.reset();
  CHECK(table.verify(a.sign(claims)).error().code() == errc::missing_claim);
  CHECK(table.verify("not a token").error().code() == errc::malformed_token);
}

TEST_CASE("the rules' own issuer cannot widen a row", "[issuers]") {
  const fake_issuer a;
  jot::issuers table{a.clock()};
  REQUIRE(table.add(a.issuer(), a.key().verification_key(), {.issuer = jot::ignore, .audience = "api"}));
  CHECK(table.verify(a.good()));
  CHECK(table.verify(a.wrong_issuer()).error().code() == errc::issuer_mismatch);
  CHECK(table.add("", a.key().verification_key(), a.rules()).error().code() == errc::invalid_configuration);
  CHECK(
      table.add("x", a.key().verification_key(), {.issuer = "x", .audience = "api", .leeway = std::chrono::seconds(-1)})
          .error()
          .code() == errc::invalid_configuration);
}

TEST_CASE("rules that contradict themselves are found where a row is added", "[issuers]") {
  const fake_issuer a;
  jot::issuers table{a.clock()};
  const auto add = [&](jot::validation rules) {
    return table.add(a.issuer(), a.key().verification_key(), std::move(rules));
  };
  CHECK(add({.issuer = a.issuer(), .audience = jot::any_of({})}).error().claim() == "audience");
  CHECK(add({.issuer = a.issuer(), .audience = ""}).error().claim() == "audience");
  CHECK(add({.issuer = a.issuer(), .audience = "api", .required = std::vector<std::string>(65, "x")}).error().claim() ==
        "required");
  CHECK(table.size() == 0);
  CHECK(table.verify(a.good()).error().code() == errc::issuer_mismatch);
}

TEST_CASE("a remote set of one issuer is asked for that issuer's tokens alone", "[issuers]") {
  const fake_issuer a("https://a.example");
  const fake_issuer b("https://b.example", "api", a.clock());
  jot::testing::fake_fetcher fetcher;
  a.serve_on(fetcher);
  const auto remote = jot::remote_jwk_set<jot::testing::fake_fetcher, jot::testing::fake_clock>::at(
                          a.jwks_uri(), jot::accept<jot::es256>, fetcher, {}, a.clock())
                          .value();
  jot::issuers table{a.clock()};
  REQUIRE(table.add(a.issuer(), remote, a.rules()));
  REQUIRE(table.add(b.issuer(), b.key().verification_key(), b.rules()));
  CHECK(table.verify(b.good()));
  CHECK(fetcher.requests().empty());
  CHECK(table.verify(a.good()));
  CHECK(fetcher.requests().size() == 1);
}

// Checks that could be switched off without any test noticing, found by scripts/mutate. What must be refused is asked
// whether it was, before it is asked why: error() of a result that holds a value says anything.
#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>
#include <jot/x509.hpp>

#include "allocation_counter.hpp"
#include "fuzz/certificates.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using jot::certificate;
using jot::testing::fake_clock;
using jot::testing::fake_fetcher;
using jot::testing::fake_issuer;
using remote_set = jot::remote_jwk_set<fake_fetcher, fake_clock>;

namespace {

template <class T>
std::string refusal(const jot::result<T>& outcome) {
  return outcome ? "accepted" : std::string(name(outcome.error().code()));
}

}  // namespace

TEST_CASE("a chain must lead to a root, to the certificate that is meant, and be for signatures") {
  const certificate root = certificate::from_pem(jot_fuzz::root_pem).value();
  const certificate leaf = certificate::from_pem(jot_fuzz::leaf_pem).value();
  const std::vector chain{leaf, root};
  const auto anybody = [](const certificate&) { return true; };
  const auto nobody = [](const certificate&) { return false; };
  const auto judge = [&](const std::vector<certificate>& certificates, const jot::chain_rules& rules,
                         jot::algorithm alg = jot::algorithm::ed25519) {
    const std::chrono::sys_days now{std::chrono::year(2030) / std::chrono::January / 1};
    return refusal(jot::verify_chain(alg, certificates, rules, now));
  };
  CHECK(judge(chain, {.roots = {root}, .accept = anybody}) == "accepted");
  CHECK(judge(chain, {.roots = {root}, .host = "leaf.example"}) == "accepted");
  CHECK(judge(chain, {.roots = {root}, .host = "evil.example"}) == "invalid_key");
  CHECK(judge(chain, {.roots = {root}, .accept = nobody}) == "invalid_key");
  CHECK(judge(chain, {.roots = {root}, .host = "leaf.example", .accept = nobody}) == "invalid_key");
  CHECK(judge(chain, {.roots = {root}}) == "invalid_configuration");
  CHECK(judge(chain, {.roots = {}, .accept = anybody}) == "invalid_configuration");
  CHECK(judge({}, {.roots = {root}, .accept = anybody}) == "invalid_key");
  CHECK(judge({root}, {.roots = {leaf}, .accept = anybody}) == "invalid_key");
  // The root is there to certify.
  CHECK(judge({root}, {.roots = {root}, .accept = anybody}, jot::algorithm::es256) == "key_mismatch");
}

TEST_CASE("a remote set takes an answer of max_bytes and none of one byte more, whatever the fetcher lets through") {
  const fake_issuer issuer;
  const fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  for (const bool fits : {true, false}) {
    const jot::remote_options options{.max_bytes = issuer.jwks().size() - (fits ? 0 : 1)};
    const auto keys =
        remote_set::at(issuer.jwks_uri(), jot::accept<jot::es256>, fetcher, options, issuer.clock()).value();
    CHECK(refusal(keys.refresh()) == (fits ? "accepted" : "keys_unavailable"));
    CHECK(keys.status().keys == (fits ? 1 : 0));
  }
}

TEST_CASE("a cache file that was written in the future is no file") {
  const fake_issuer issuer;
  const fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const jot::testing_support::temporary_folder here;
  const jot::remote_options options{.cache_file = here.file("keys")};
  const auto keys_after = [&](std::chrono::seconds later) {
    issuer.clock().advance(later);
    return remote_set::at(issuer.jwks_uri(), jot::accept<jot::es256>, fetcher, options, issuer.clock()).value();
  };
  REQUIRE(keys_after(0s).refresh());
  CHECK(keys_after(0s).status().keys == 1);
  CHECK(keys_after(-1s).status().keys == 0);
}

TEST_CASE("a cache file takes memory by its own size, whatever size the set may have") {
  const fake_issuer issuer;
  const fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const jot::testing_support::temporary_folder here;
  const jot::remote_options options{.max_bytes = std::size_t{1} << 28, .cache_file = here.file("keys")};
  const auto set = [&] {
    return remote_set::at(issuer.jwks_uri(), jot::accept<jot::es256>, fetcher, options, issuer.clock()).value();
  };
  REQUIRE(set().refresh());
  attack::memory::reset();
  CHECK(set().status().keys == 1);
  CHECK(attack::memory::so_far().largest < 64 * 1024);
}

TEST_CASE("a remote set is not made with times or URLs that make no sense") {
  const auto judge = [](const std::string& url, const jot::remote_options& options) {
    return refusal(remote_set::at(url, jot::accept<jot::es256>, fake_fetcher(), options));
  };
  CHECK(judge("https://id.example/keys", {.cooldown = 1s}) == "accepted");
  CHECK(judge("https://id.example/keys", {.cooldown = 0s}) == "invalid_configuration");
  CHECK(judge("https://id.example/keys", {.cooldown = -1s}) == "invalid_configuration");
  CHECK(judge("https://id.example/keys", {.max_age = 0s}) == "invalid_configuration");
  CHECK(judge("https://id.example/keys", {.max_age = 60s, .max_stale = 59s}) == "invalid_configuration");
  CHECK(judge("http://id.example/keys", {}) == "invalid_configuration");
}

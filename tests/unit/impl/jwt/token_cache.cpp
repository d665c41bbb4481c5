// Tests of the cache of accepted tokens, by the verifier that it is for: what is remembered, and that it never changes
// a verdict.
#include <jot/jwt.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <openssl/bn.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::testing::fake_clock;
using jot::testing::fake_fetcher;
using jot::testing::fake_issuer;

namespace {

using hs256_verifier = jot::verifier<jot::verification_key<jot::hs256>, fake_clock>;

const jot::validation rules{.issuer = "https://id.example", .audience = "api"};

jot::registered_claims claims(const fake_clock& clock, std::string sub = "alice") {
  return {.iss = "https://id.example", .sub = std::move(sub), .aud = "api", .exp = clock.now() + 10min};
}
std::string token(const fake_clock& clock, std::string sub = "alice") {
  return jot::sign(hs256_key(), claims(clock, std::move(sub))).value();
}
hs256_verifier remembering(const fake_clock& clock, const jot::cache_limits& limits = {},
                           const jot::validation& with = rules) {
  return {hs256_key().verification_key(), with, limits, clock};
}

// A set whose one key can be taken away or exchanged while a verifier holds it.
class changing_set {
 public:
  explicit changing_set(jot::any_verification_key key) : state_(std::make_shared<state>(std::move(key))) {}
  jot::result<jot::key_candidates> find(const jot::key_query&) const {
    const std::lock_guard lock(state_->mutex);
    if (state_->failure) return *state_->failure;
    jot::key_candidates out(state_);
    out.add(state_->key);
    return out;
  }
  void fail(const jot::error& e) const { state_->failure = e; }
  void put(const jot::any_verification_key& key) const { state_->key = key; }

 private:
  struct state {
    explicit state(jot::any_verification_key k) : key(std::move(k)) {}
    std::mutex mutex;
    jot::any_verification_key key;
    std::optional<jot::error> failure;
  };
  std::shared_ptr<state> state_;
};

// The other signature that verifies wherever an ECDSA signature does: n − s in the place of s.
std::string twin_of(const std::string& es256_token) {
  const std::size_t dot = es256_token.rfind('.');
  jot::bytes signature = jot::base64url_decode(std::string_view(es256_token).substr(dot + 1)).value();
  const auto number = [](BIGNUM* n) { return std::unique_ptr<BIGNUM, void (*)(BIGNUM*)>(n, &BN_free); };
  BIGNUM* order = nullptr;
  REQUIRE(BN_hex2bn(&order, "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551") != 0);
  const auto n = number(order);
  const auto s = number(BN_bin2bn(signature.data() + 32, 32, nullptr));
  REQUIRE(BN_sub(s.get(), n.get(), s.get()) == 1);
  REQUIRE(BN_bn2binpad(s.get(), signature.data() + 32, 32) == 32);
  return es256_token.substr(0, dot + 1) + jot::base64url_encode(signature);
}

}  // namespace

TEST_CASE("cache: nothing is remembered unless limits are given") {
  const fake_clock clock;
  const hs256_verifier v{hs256_key().verification_key(), rules, clock};
  CHECK(v.verify(token(clock)));
  CHECK(v.verify(token(clock)));
  CHECK(v.cache_status().entries == 0);
  CHECK(v.cache_status().hits + v.cache_status().misses == 0);
}

TEST_CASE("cache: a token that comes again is the same token") {
  const fake_clock clock;
  const auto v = remembering(clock);
  const std::string text = token(clock);
  const auto first = v.verify(text);
  const auto second = v.verify(text);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(v.cache_status().misses == 1);
  CHECK(v.cache_status().hits == 1);
  CHECK(v.cache_status().entries == 1);
  CHECK(second->registered().sub == "alice");
  CHECK(second->header().alg == jot::algorithm::hs256);
  CHECK(second->json<nlohmann::json>() == first->json<nlohmann::json>());
  CHECK(v.verify<nlohmann::json>(text).value().claims().at("sub") == "alice");
}

TEST_CASE("cache: a remembered token outlives its place in the cache") {
  const fake_clock clock;
  const auto v = remembering(clock, {.entries = 16, .bytes = 1 << 20});
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  const auto held = v.verify(text).value();
  v.clear_cache();
  CHECK(v.cache_status().entries == 0);
  CHECK(v.cache_status().bytes == 0);
  CHECK(held.registered().iss == "https://id.example");
}

TEST_CASE("cache: time is looked at at every hit") {
  const fake_clock clock;
  const auto v = remembering(clock);
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  clock.advance(599s);
  CHECK(v.verify(text));
  clock.advance(1s);
  CHECK(verdict(v.verify(text)) == "token_expired exp");
  CHECK(v.cache_status().entries == 0);
}

TEST_CASE("cache: max_age and nbf are looked at at every hit") {
  const fake_clock clock;
  jot::validation aged = rules;
  aged.max_age = 60s;
  const auto v = remembering(clock, {}, aged);
  jot::registered_claims c = claims(clock);
  c.iat = clock.now();
  c.nbf = clock.now();
  const std::string text = jot::sign(hs256_key(), c).value();
  REQUIRE(v.verify(text));
  clock.advance(61s);
  CHECK(verdict(v.verify(text)) == "token_too_old iat");
  clock.advance(-62s);
  CHECK(verdict(v.verify(text)) == "token_not_yet_valid nbf");
}

TEST_CASE("cache: the caller's check is asked at every hit") {
  const fake_clock clock;
  const auto banned = std::make_shared<bool>(false);
  jot::validation watched = rules;
  watched.check = [banned](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> {
    if (*banned) return jot::error(jot::errc::claim_rejected, "banned");
    return {};
  };
  const auto v = remembering(clock, {}, watched);
  const std::string text = token(clock);
  CHECK(v.verify(text));
  *banned = true;
  CHECK(verdict(v.verify(text)) == "claim_rejected");
}

TEST_CASE("cache: a key that is gone verifies nothing that is remembered") {
  const fake_clock clock;
  const changing_set keys(hs256_key().verification_key().any());
  const jot::verifier v{keys, rules, jot::cache_limits{}, clock};
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  keys.fail(jot::error(jot::errc::key_not_found, "kid", "gone"));
  CHECK(verdict(v.verify(text)) == "key_not_found kid");
  CHECK(v.cache_status().entries == 0);
}

TEST_CASE("cache: keys that cannot be had give no verdict, remembered or not") {
  const fake_clock clock;
  const changing_set keys(hs256_key().verification_key().any());
  const jot::verifier v{keys, rules, jot::cache_limits{}, clock};
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  keys.fail(jot::error(jot::errc::keys_unavailable, "down"));
  CHECK(verdict(v.verify(text)) == "keys_unavailable");
}

TEST_CASE("cache: another key under the same kid verifies anew") {
  const fake_clock clock;
  const changing_set keys(hs256_key().verification_key().any());
  const jot::verifier v{keys, rules, jot::cache_limits{}, clock};
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  keys.put(jot::any_signing_key::generate(jot::algorithm::hs256).value().verification_key());
  CHECK(verdict(v.verify(text)) == "signature_invalid");
  keys.put(jot::any_verification_key::from_secret(jot::algorithm::hs256, jot::as_bytes(long_secret)).value());
  CHECK(v.verify(text));
  CHECK(v.cache_status().entries == 1);
}

TEST_CASE("cache: a key retired by the issuer is refused after the refresh") {
  fake_issuer issuer;
  const fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const auto keys = jot::remote_jwk_set<fake_fetcher, fake_clock>::at(issuer.jwks_uri(), jot::accept<jot::es256>,
                                                                      fetcher, {}, issuer.clock());
  REQUIRE(keys);
  const jot::verifier v{*keys, issuer.rules(), jot::cache_limits{}, issuer.clock()};
  const std::string text = issuer.good();
  REQUIRE(v.verify(text));
  REQUIRE(v.verify(text));
  CHECK(v.cache_status().hits == 1);
  issuer.rotate();
  issuer.retire_old_keys();
  issuer.serve_on(fetcher);
  issuer.clock().advance(31s);
  REQUIRE(keys->refresh());
  CHECK(verdict(v.verify(text)) == "key_not_found kid");
}

TEST_CASE("cache: what is refused is not remembered") {
  const fake_clock clock;
  const auto v = remembering(clock);
  std::string forged = token(clock);
  forged[forged.rfind('.') + 1] ^= 1;
  CHECK_FALSE(v.verify(forged));
  clock.advance(11min);
  const std::string later = token(fake_clock());
  CHECK(verdict(v.verify(later)) == "token_expired exp");
  jot::registered_claims wrong = claims(clock);
  wrong.aud = "somebody else";
  CHECK(verdict(v.verify(jot::sign(hs256_key(), wrong).value())) == "audience_mismatch aud");
  CHECK(v.cache_status().entries == 0);
}

TEST_CASE("cache: every byte of a remembered token counts") {
  const fake_clock clock;
  const auto v = remembering(clock);
  const std::string good = token(clock);
  REQUIRE(v.verify(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string changed = good;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    INFO("byte " << i);
    CHECK_FALSE(v.verify(changed));
  }
  CHECK_FALSE(v.verify(good + "A"));
  CHECK_FALSE(v.verify(std::string_view(good).substr(0, good.size() - 1)));
  CHECK(v.verify(good));
}

TEST_CASE("cache: the limit on entries holds and the least recently used give way") {
  const fake_clock clock;
  const auto v = remembering(clock, {.entries = 64});
  const std::string favourite = token(clock, "favourite");
  REQUIRE(v.verify(favourite));
  for (int i = 0; i < 500; ++i) {
    REQUIRE(v.verify(token(clock, "user" + std::to_string(i))));
    REQUIRE(v.verify(favourite));
    REQUIRE(v.cache_status().entries <= 64);
  }
  CHECK(v.cache_status().hits == 500);
  CHECK(v.cache_status().entries > 32);
}

TEST_CASE("cache: the limit on bytes holds, and a token that is too large is not remembered") {
  const fake_clock clock;
  constexpr std::size_t limit = 256 * 1024;
  const auto v = remembering(clock, {.bytes = limit});
  for (int i = 0; i < 300; ++i) {
    REQUIRE(v.verify(token(clock, std::string(static_cast<std::size_t>(i) * 10, 'x') + std::to_string(i))));
    REQUIRE(v.cache_status().bytes <= limit);
  }
  CHECK(v.cache_status().entries >= 16);
  const std::size_t before = v.cache_status().entries;
  REQUIRE(v.verify(token(clock, std::string(20'000, 'y'))));
  CHECK(v.cache_status().entries == before);
}

TEST_CASE("cache: copies of a verifier share what is remembered") {
  const fake_clock clock;
  const auto v = remembering(clock);
  const auto copy = v;
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  REQUIRE(copy.verify(text));
  CHECK(v.cache_status().hits == 1);
}

TEST_CASE("cache: a revoked token is refused, and no other") {
  const fake_clock clock;
  const auto v = remembering(clock);
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  REQUIRE(v.revoke(text));
  CHECK(verdict(v.verify(text)) == "claim_rejected");
  CHECK(verdict(v.verify(text)) == "claim_rejected");
  CHECK(v.verify(token(clock, "bob")));
  CHECK(v.revoked() == 1);
  v.clear_cache();
  CHECK(verdict(v.verify(text)) == "claim_rejected");
}

TEST_CASE("a verifier that remembers no tokens revokes them all the same") {
  const fake_clock clock;
  const hs256_verifier v{hs256_key().verification_key(), rules, clock};
  const hs256_verifier copy = v;
  const std::string text = token(clock);
  REQUIRE(v.verify(text));
  REQUIRE(v.revoke(text));
  CHECK(verdict(v.verify(text)) == "claim_rejected");
  CHECK(verdict(copy.verify(text)) == "claim_rejected");
  CHECK(v.verify(token(clock, "bob")));
  CHECK(v.revoked() == 1);
  CHECK(v.cache_status().entries == 0);
}

TEST_CASE("cache: a revoked ECDSA token does not come back with its other signature") {
  const fake_clock clock;
  const auto key = jot::signing_key<jot::es256>::generate().value();
  const jot::verifier v{key.verification_key(), rules, jot::cache_limits{}, clock};
  const std::string text = jot::sign(key, claims(clock)).value();
  const std::string twin = twin_of(text);
  REQUIRE(twin != text);
  REQUIRE(v.verify(twin));
  REQUIRE(v.revoke(text));
  CHECK(verdict(v.verify(text)) == "claim_rejected");
  CHECK(verdict(v.verify(twin)) == "claim_rejected");
}

TEST_CASE("revoking says why it cannot be done") {
  const fake_clock clock;
  const hs256_verifier v{hs256_key().verification_key(), rules, jot::revocation_limits{.tokens = 2}, clock};
  CHECK(verdict(v.revoke("nonsense")) == "malformed_token");
  REQUIRE(v.revoke(token(clock, "a")));
  REQUIRE(v.revoke(token(clock, "b")));
  CHECK(verdict(v.revoke(token(clock, "a"))) == "claim_rejected");
  const std::string third = token(clock, "c");
  CHECK(verdict(v.revoke(third)) == "limit_exceeded");
  CHECK(v.verify(third));
}

TEST_CASE("what has expired makes room for what is revoked, not before leeway is over") {
  const fake_clock clock;
  jot::validation tolerant = rules;
  tolerant.leeway = 60s;
  const hs256_verifier v{hs256_key().verification_key(), tolerant, jot::revocation_limits{.tokens = 1}, clock};
  const std::string old = token(clock);
  REQUIRE(v.revoke(old));
  clock.advance(10min + 59s);
  CHECK(verdict(v.verify(old)) == "claim_rejected");
  CHECK(verdict(v.revoke(token(clock))) == "limit_exceeded");
  clock.advance(1s);
  CHECK(v.revoke(token(clock)));
}

TEST_CASE("cache: threads share it") {
  const fake_clock clock;
  const hs256_verifier v{hs256_key().verification_key(), rules, jot::cache_limits{.entries = 32},
                         jot::revocation_limits{.tokens = 4}, clock};
  std::vector<std::string> tokens;
  for (int i = 0; i < 48; ++i) tokens.push_back(token(clock, "user" + std::to_string(i)));
  std::string forged = tokens.front();
  forged[forged.rfind('.') + 1] ^= 1;
  const std::string revoked = token(clock, "revoked");
  REQUIRE(v.revoke(revoked));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (unsigned i = 0; i < 400; ++i) {
        if (!v.verify(tokens[(i * 7 + t) % tokens.size()])) ++wrong;
        if (v.verify(forged) || v.verify(revoked)) ++wrong;
        if (i % 100 == 0) v.clear_cache();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(v.cache_status().entries <= 32);
}

// How many blocks of memory it takes to verify, counted exactly: a stranger must not make a server allocate, and what
// everybody waits for must not get slower unseen.
#include "allocation_counter.hpp"
#include "forge.hpp"
#include "support/catch.hpp"

#include <cstdio>

using namespace attack;

namespace {

const std::string claims =
    R"({"iss":"https://id.example.com/","sub":"alice@example.com","aud":"api","exp":2000000000,"iat":1700000000,"jti":"id"})";

template <class F>
std::size_t blocks_of(F&& f) {
  f();  // what is made once is made now
  f();
  attack::memory::reset();
  f();
  return attack::memory::so_far().blocks;
}

bool counted() {
  if (attack::memory::counts_operator_new_alone()) return true;
  std::printf("\nskipped: a sanitizer's allocator counts the blocks of OpenSSL too\n");
  std::fflush(stdout);
  return false;
}

jot::verifier<jot::any_verification_key, jot::fixed_clock> verifier_of(jot::algorithm alg) {
  const jot::validation rules{.issuer = "https://id.example.com/", .audience = "api"};
  return {key_for(alg).verification_key(), rules, at(now)};
}

}  // namespace

TEST_CASE("allocations: a good token takes one block") {
  if (!counted()) return;
  for (const jot::algorithm alg : {jot::algorithm::hs256, jot::algorithm::rs256, jot::algorithm::es256}) {
    const auto verifier = verifier_of(alg);
    const std::string token = forge(header(alg), claims, key_for(alg));
    INFO(jot::name(alg));
    CHECK(blocks_of([&] {
            if (!verifier.verify(token)) FAIL("refused");
          }) == 1);
  }
}

TEST_CASE("allocations: a forged token takes none") {
  if (!counted()) return;
  for (const jot::algorithm alg : {jot::algorithm::hs256, jot::algorithm::rs256, jot::algorithm::es256}) {
    const auto verifier = verifier_of(alg);
    const std::string good = forge(header(alg), claims, key_for(alg));
    std::string forged = good;
    forged[forged.rfind('.') + 2] = forged[forged.rfind('.') + 2] == 'A' ? 'B' : 'A';
    if (!verifier.verify(good)) FAIL("refused");
    INFO(jot::name(alg));
    CHECK(blocks_of([&] {
            const auto who = verifier.verify(forged);
            if (who || who.error().code() != jot::errc::signature_invalid)
              FAIL("accepted, or refused for another reason");
          }) == 0);
  }
}

TEST_CASE("allocations: what is not a token takes none") {
  if (!counted()) return;
  const auto verifier = verifier_of(jot::algorithm::hs256);
  for (const std::string_view text : {"", "nonsense", "a.b", "a.b.c.d", "!.b.c"}) {
    INFO(text);
    CHECK(blocks_of([&] {
            if (verifier.verify(text)) FAIL("accepted");
          }) == 0);
  }
}

TEST_CASE("allocations: a remembered token takes none") {
  if (!counted()) return;
  const jot::validation rules{.issuer = "https://id.example.com/", .audience = "api"};
  const jot::verifier verifier{key_for(jot::algorithm::es256).verification_key(), rules, jot::cache_limits{}, at(now)};
  const std::string token = forge(header(jot::algorithm::es256), claims, key_for(jot::algorithm::es256));
  CHECK(blocks_of([&] {
          if (!verifier.verify(token)) FAIL("refused");
        }) == 0);
}

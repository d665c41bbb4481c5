// What a key set costs: the same token verified with the bare key, through a jwk_set and through a remote_jwk_set, and
// the look-up alone in sets of 2, 16 and 256 keys.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <benchmark/benchmark.h>

#include <ctime>
#include <optional>
#include <string>
#include <vector>

namespace {

using jot::testing::fake_fetcher;
using remote_set = jot::remote_jwk_set<fake_fetcher>;

constexpr const char* url = "https://issuer.example/jwks.json";
const jot::validation rules{.issuer = "https://issuer.example", .audience = "api"};

// As many ES256 keys as asked for; the last one signs. Made once, because a key takes longer than its look-up.
struct published {
  explicit published(std::size_t count) {
    std::optional<jot::signing_key<jot::es256>> signer;
    for (std::size_t i = 0; i < count; ++i) {
      signer = jot::signing_key<jot::es256>::generate().value().with_kid("key-" + std::to_string(i));
      keys.push_back(signer->verification_key().any());
    }
    token = jot::sign(
                *signer,
                {.iss = "https://issuer.example", .sub = "alice", .aud = "api", .exp = jot::in(std::chrono::hours(24))})
                .value();
    json = jot::jwk_set::publish(keys).value();
  }
  std::vector<jot::any_verification_key> keys;
  std::string token;
  std::string json;
};

const published& published_of(std::size_t count) {
  static const published two(2);
  static const published sixteen(16);
  static const published most(jot::jwk_set::max_keys);
  return count == 2 ? two : count == 16 ? sixteen : most;
}

jot::jwk_set set_of(std::size_t count) {
  return jot::jwk_set::parse(published_of(count).json, jot::accept<jot::es256>).value();
}

remote_set remote_of(std::size_t count) {
  const fake_fetcher http;
  http.respond(url, published_of(count).json);
  auto set = remote_set::at(url, jot::accept<jot::es256>, http).value();
  set.refresh().value();
  return set;
}

// CPU time of one verification, in nanoseconds; the process's own, because other programs' turns do not count.
template <class Keys>
double verify(benchmark::State& state, const std::string& token, const Keys& keys) {
  const jot::verifier verifier{keys, rules};
  const std::clock_t start = std::clock();
  for (auto _ : state) {
    auto who = verifier.verify(token);
    if (!who) {
      state.SkipWithError(who.error().message().c_str());
      return 0;
    }
    benchmark::DoNotOptimize(who);
  }
  const auto ticks = static_cast<double>(std::clock() - start);
  return ticks / CLOCKS_PER_SEC * 1e9 / static_cast<double>(state.iterations());
}

// Reports what a verification costs more than the same one with the bare key, which has run before.
void report_over(double bare, benchmark::State& state, double nanoseconds) {
  state.counters["ns_over_bare"] = nanoseconds - bare;
  state.counters["ratio_to_bare"] = nanoseconds / bare;
}

template <class Keys>
void find(benchmark::State& state, const Keys& keys, const std::string& kid) {
  const jot::key_query query{jot::algorithm::es256, kid};
  for (auto _ : state) {
    auto found = keys.find(query);
    if (!found) return state.SkipWithError(found.error().message().c_str());
    benchmark::DoNotOptimize(found);
  }
}

std::string last_kid(std::size_t count) { return "key-" + std::to_string(count - 1); }

double es256_bare = 0;
double hs256_bare = 0;

void es256_verify_bare_key(benchmark::State& state) {
  es256_bare = verify(state, published_of(2).token, published_of(2).keys.back());
}
void es256_verify_jwk_set(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  report_over(es256_bare, state, verify(state, published_of(count).token, set_of(count)));
}
void es256_verify_remote_jwk_set(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  report_over(es256_bare, state, verify(state, published_of(count).token, remote_of(count)));
}
void find_in_jwk_set(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  find(state, set_of(count), last_kid(count));
}
void find_in_remote_jwk_set(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  find(state, remote_of(count), last_kid(count));
}

// HS256 is so quick that the look-up shows. No one publishes a secret, but a set made from keys may hold one.
struct shared_secret {
  jot::signing_key<jot::hs256> key = jot::signing_key<jot::hs256>::generate().value().with_kid("shared");
  std::string token =
      jot::sign(key,
                {.iss = "https://issuer.example", .sub = "alice", .aud = "api", .exp = jot::in(std::chrono::hours(24))})
          .value();
};
const shared_secret& shared() {
  static const shared_secret it;
  return it;
}
void hs256_verify_bare_key(benchmark::State& state) {
  hs256_bare = verify(state, shared().token, shared().key.verification_key());
}
void hs256_verify_jwk_set(benchmark::State& state) {
  const std::vector keys{shared().key.verification_key().any()};
  report_over(hs256_bare, state, verify(state, shared().token, jot::jwk_set::of(keys).value()));
}
void hs256_verify_remote_jwk_set(benchmark::State& state) {
  const fake_fetcher http;
  http.respond(url, "{\"keys\":[" + jot::jwk::from_private(shared().key).to_private_json() + "]}");
  const auto set = remote_set::at(url, jot::accept<jot::hs256>, http).value();
  set.refresh().value();
  report_over(hs256_bare, state, verify(state, shared().token, set));
}

// Four threads share one set: whether they wait for each other.
void find_in_shared_remote_jwk_set(benchmark::State& state) {
  static const remote_set set = remote_of(16);
  find(state, set, last_kid(16));
}

BENCHMARK(es256_verify_bare_key);
BENCHMARK(es256_verify_jwk_set)->Arg(2)->Arg(16)->Arg(256);
BENCHMARK(es256_verify_remote_jwk_set)->Arg(2)->Arg(16)->Arg(256);
BENCHMARK(hs256_verify_bare_key);
BENCHMARK(hs256_verify_jwk_set);
BENCHMARK(hs256_verify_remote_jwk_set);
BENCHMARK(find_in_jwk_set)->Arg(2)->Arg(16)->Arg(256);
BENCHMARK(find_in_remote_jwk_set)->Arg(2)->Arg(16)->Arg(256);
BENCHMARK(find_in_shared_remote_jwk_set)->ThreadRange(1, 4)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();

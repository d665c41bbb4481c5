// A key set at a URL: when it is fetched, who waits, and what stays when the provider fails.
#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"
#include "support/key_files.hpp"
#include "support/temporary_folder.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::errc;
using jot::testing::fake_clock;
using jot::testing::fake_fetcher;
using jot::testing::fake_issuer;
using nlohmann::json;
using remote_set = jot::remote_jwk_set<fake_fetcher, fake_clock>;
using freshness = jot::remote_status::freshness;

namespace {

struct provider {
  fake_issuer issuer;
  fake_fetcher fetcher;
  jot::remote_options options;

  provider() { issuer.serve_on(fetcher); }
  [[nodiscard]] remote_set set() const {
    return remote_set::at(issuer.jwks_uri(), jot::accept<jot::es256>, fetcher, options, issuer.clock()).value();
  }
  [[nodiscard]] auto verifier(const remote_set& keys) const {
    return jot::verifier{keys, issuer.rules(), issuer.clock()};
  }
};

}  // namespace

TEST_CASE("nothing is fetched before a key is asked for, and one fetch serves all after it", "[remote_jwk_set]") {
  const provider p;
  const auto keys = p.set();
  CHECK(p.fetcher.requests().empty());
  CHECK(keys.status().state == freshness::empty);
  const auto v = p.verifier(keys);
  for (int i = 0; i < 100; ++i) REQUIRE(v.verify(p.issuer.good()));
  CHECK(p.fetcher.requests().size() == 1);
  CHECK(keys.status().state == freshness::fresh);
  CHECK(keys.status().keys == 1);
}

TEST_CASE("64 threads on a cold set cause one fetch, and all of them get their key", "[remote_jwk_set]") {
  const provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string token = p.issuer.good();
  p.fetcher.hold();
  std::atomic<int> accepted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 64; ++i) threads.emplace_back([&] { accepted += v.verify(token) ? 1 : 0; });
  p.fetcher.wait_for_requests(1);
  p.fetcher.release();
  for (auto& t : threads) t.join();
  CHECK(accepted == 64);
  CHECK(p.fetcher.requests().size() == 1);
}

TEST_CASE("10,000 tokens with random kids in one cooldown cause at most one fetch and disturb no known kid",
          "[remote_jwk_set]") {
  const provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string good = p.issuer.good();
  REQUIRE(v.verify(good));
  p.issuer.clock().advance(30s);
  const std::size_t before = p.fetcher.requests().size();
  int wrong = 0;
  for (int i = 0; i < 10'000; ++i) {
    const auto found = keys.find({jot::algorithm::es256, std::to_string(i)});
    wrong += !found && found.error().code() == errc::key_not_found ? 0 : 1;
    if (i % 100 == 0) wrong += v.verify(good) ? 0 : 1;
  }
  CHECK(wrong == 0);
  CHECK(p.fetcher.requests().size() - before == 1);
}

TEST_CASE("an unknown kid waits for one fetch while known kids go on", "[remote_jwk_set]") {
  provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string old_token = p.issuer.good();
  REQUIRE(v.verify(old_token));
  p.issuer.rotate();
  p.issuer.serve_on(p.fetcher);
  const std::string new_token = p.issuer.good();
  p.issuer.clock().advance(31s);
  p.fetcher.hold();
  std::atomic<bool> done = false;
  std::thread waiting([&] { done = v.verify(new_token).has_value(); });
  p.fetcher.wait_for_requests(2);
  for (int i = 0; i < 100; ++i) REQUIRE(v.verify(old_token));  // the fetch hangs, these do not
  p.fetcher.release();
  waiting.join();
  CHECK(done);
  CHECK(v.verify(old_token));
  CHECK(keys.status().generation == 2);
}

TEST_CASE("a fetch that does not end is no success, for refresh() as for an unknown kid", "[remote_jwk_set]") {
  provider p;
  p.options.timeout = 1ms;
  const auto keys = p.set();
  REQUIRE(keys.refresh());
  p.issuer.clock().advance(31s);
  p.fetcher.hold();
  CHECK(keys.refresh().error().code() == errc::keys_unavailable);
  CHECK(keys.find({jot::algorithm::es256, "unknown"}).error().code() == errc::keys_unavailable);
  p.fetcher.release();
  keys.settle();
  CHECK(keys.find({jot::algorithm::es256, "unknown"}).error().code() == errc::key_not_found);
}

TEST_CASE("an unknown kid whose fetch failed gets no verdict, and within the cooldown is unknown", "[remote_jwk_set]") {
  const provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  REQUIRE(keys.refresh());
  p.fetcher.fail(p.issuer.jwks_uri());
  p.issuer.clock().advance(30s);
  CHECK(v.verify(p.issuer.unknown_kid()).error().code() == errc::keys_unavailable);
  CHECK(v.verify(p.issuer.unknown_kid()).error().code() == errc::key_not_found);
  CHECK(v.verify(p.issuer.good()));
}

TEST_CASE("the cooldown counts attempts, failed ones included", "[remote_jwk_set]") {
  const provider p;
  p.fetcher.fail(p.issuer.jwks_uri());
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string token = p.issuer.good();
  for (int i = 0; i < 50; ++i) CHECK(v.verify(token).error().code() == errc::keys_unavailable);
  CHECK(p.fetcher.requests().size() == 1);
  p.issuer.clock().advance(29s);
  CHECK_FALSE(v.verify(token));
  CHECK(p.fetcher.requests().size() == 1);
  p.issuer.clock().advance(1s);
  p.issuer.serve_on(p.fetcher);
  CHECK(v.verify(token));
  CHECK(p.fetcher.requests().size() == 2);
  CHECK(keys.status().failures == 1);
  CHECK(keys.status().last_error.empty());
}

TEST_CASE("a clock that is set back does not stop the fetching", "[remote_jwk_set]") {
  const provider p;
  p.fetcher.fail(p.issuer.jwks_uri());
  const auto keys = p.set();
  CHECK_FALSE(keys.find({jot::algorithm::es256, "x"}));
  p.issuer.clock().advance(-24h * 365);
  CHECK_FALSE(keys.find({jot::algorithm::es256, "x"}));
  CHECK(p.fetcher.requests().size() == 2);
}

TEST_CASE("a clock that is set back far does not keep a key that was withdrawn", "[remote_jwk_set]") {
  provider p;
  p.issuer.clock().advance(24h * 3650);
  const auto keys = p.set();
  REQUIRE(keys.refresh());
  p.issuer.clock().advance(-24h * 3650);
  const auto v = p.verifier(keys);
  const std::string token = p.issuer.good();
  p.issuer.rotate();
  p.issuer.retire_old_keys();
  p.issuer.serve_on(p.fetcher);
  CHECK(v.verify(token));  // which starts the fetch
  keys.settle();
  CHECK(v.verify(token).error().code() == errc::key_not_found);
}

TEST_CASE("a set is refreshed ahead of its expiry, off the request path", "[remote_jwk_set]") {
  const provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  REQUIRE(v.verify(p.issuer.good()));
  p.issuer.clock().advance(479s);  // 10 min × 4/5 − 1 s
  REQUIRE(v.verify(p.issuer.good()));
  keys.settle();
  CHECK(p.fetcher.requests().size() == 1);
  p.issuer.clock().advance(1s);
  p.fetcher.hold();
  const std::string token = p.issuer.good();
  REQUIRE(v.verify(token));  // answered from the old set, although the fetch hangs
  p.fetcher.wait_for_requests(2);
  REQUIRE(v.verify(token));
  p.fetcher.release();
  keys.settle();
  CHECK(keys.status().last_success == p.issuer.clock().now());
  CHECK(keys.status().generation == 1);
}

TEST_CASE("whatever a failing provider sends, the old keys go on until max_stale", "[remote_jwk_set]") {
  provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  REQUIRE(keys.refresh());
  const std::string uri = p.issuer.jwks_uri();
  const auto still_good = [&] {
    CHECK_FALSE(keys.refresh());
    CHECK(v.verify(p.issuer.good()));
    CHECK_FALSE(keys.status().last_error.empty());
  };
  SECTION("no connection") {
    p.fetcher.fail(uri);
    still_good();
  }
  SECTION("an exception") {
    p.fetcher.throw_from_now_on();
    still_good();
  }
  SECTION("500") {
    p.fetcher.respond(uri, jot::http_response{.status = 500, .body = p.issuer.jwks()});
    still_good();
  }
  SECTION("a redirect") {
    for (const int status : {301, 302, 307, 399}) {
      p.fetcher.respond(uri, jot::http_response{.status = status, .body = p.issuer.jwks()});
      still_good();
    }
  }
  SECTION("HTML") {
    p.fetcher.respond(uri, "<html>sign in to continue</html>");
    still_good();
  }
  SECTION("2 MiB") {
    p.fetcher.respond(uri, std::string(2 * 1024 * 1024, ' ') + p.issuer.jwks());
    still_good();
  }
  SECTION("an empty set") {
    p.fetcher.respond(uri, R"({"keys":[]})");
    still_good();
  }
  SECTION("a set without a usable key") {
    p.fetcher.respond(uri, R"({"keys":[{"kty":"oct","k":"AAAA","kid":"a"}]})");
    still_good();
  }
  SECTION("nothing but failures beyond max_stale") {
    p.fetcher.fail(uri);
    p.issuer.clock().advance(24h - 1s);
    CHECK(v.verify(p.issuer.good()));
    CHECK(keys.status().state == freshness::stale);
    p.issuer.clock().advance(1s);
    keys.settle();
    CHECK(v.verify(p.issuer.good()).error().code() == errc::keys_unavailable);
    CHECK(keys.status().state == freshness::expired);
  }
}

TEST_CASE("a key that left the set is refused after the refresh", "[remote_jwk_set]") {
  provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string token = p.issuer.good();
  REQUIRE(v.verify(token));
  p.issuer.rotate();
  p.issuer.retire_old_keys();
  p.issuer.serve_on(p.fetcher);
  CHECK(v.verify(token));
  REQUIRE(keys.refresh());
  CHECK(v.verify(token).error().code() == errc::key_not_found);
  CHECK(v.verify(p.issuer.good()));
}

TEST_CASE("Cache-Control is honoured between the cooldown and max_age", "[remote_jwk_set]") {
  const auto fresh_for = [](std::string cache_control) {
    provider p;
    p.issuer.serve_on(p.fetcher, {.status = 200, .cache_control = std::move(cache_control)});
    const auto keys = p.set();
    REQUIRE(keys.refresh());
    int seconds = 0;
    while (keys.status().state == freshness::fresh && seconds < 2000) {
      p.issuer.clock().advance(1s);
      ++seconds;
    }
    return seconds;
  };
  CHECK(fresh_for("") == 600);
  CHECK(fresh_for("max-age=100") == 100);
  CHECK(fresh_for("max-age=5") == 30);
  CHECK(fresh_for("no-store") == 30);
  CHECK(fresh_for("max-age=86400") == 600);
}

TEST_CASE("an entity tag saves the transfer and keeps the keys", "[remote_jwk_set]") {
  const provider p;
  p.issuer.serve_on(p.fetcher, {.status = 200, .etag = "\"v1\""});
  const auto keys = p.set();
  REQUIRE(keys.refresh());
  p.issuer.clock().advance(1h);
  REQUIRE(keys.refresh());
  CHECK(keys.status().not_modified == 1);
  CHECK(keys.status().generation == 1);
  CHECK(keys.status().state == freshness::fresh);
  CHECK(p.verifier(keys).verify(p.issuer.good()));
}

TEST_CASE("an entity tag is of one URL, and says nothing of the keys at another", "[remote_jwk_set]") {
  const provider p;
  const std::string document = "https://issuer.example/.well-known/openid-configuration";
  p.issuer.serve_on(p.fetcher, {.status = 200, .etag = "\"1\""});
  const auto keys =
      remote_set::of_issuer(p.issuer.issuer(), jot::accept<jot::es256>, p.fetcher, {}, p.issuer.clock()).value();
  REQUIRE(keys.refresh());
  const fake_issuer other;
  p.fetcher.respond(p.issuer.jwks_uri(), jot::http_response{.status = 410});
  p.fetcher.respond(document, R"({"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/new"})");
  p.fetcher.respond("https://issuer.example/new",
                    jot::http_response{.status = 200, .body = other.jwks(), .etag = "\"1\""});
  CHECK_FALSE(keys.refresh());
  CHECK(keys.refresh());
  CHECK(keys.status().not_modified == 0);
  CHECK(p.verifier(keys).verify(p.issuer.good()).error().code() == errc::key_not_found);

  // Nor is "not modified" an answer to a request that named no tag.
  p.fetcher.respond("https://issuer.example/new", jot::http_response{.status = 200, .body = other.jwks()});
  REQUIRE(keys.refresh());
  p.fetcher.respond("https://issuer.example/new", jot::http_response{.status = 304});
  CHECK_FALSE(keys.refresh());
}

TEST_CASE("an issuer is found by discovery, again after a failure", "[remote_jwk_set]") {
  const provider p;
  const std::string document = "https://issuer.example/.well-known/openid-configuration";
  const auto keys =
      remote_set::of_issuer(p.issuer.issuer(), jot::accept<jot::es256>, p.fetcher, {}, p.issuer.clock()).value();
  const auto v = p.verifier(keys);
  CHECK(v.verify(p.issuer.good()));
  CHECK(p.fetcher.requests() == std::vector{document, p.issuer.jwks_uri()});
  REQUIRE(keys.refresh());
  CHECK(p.fetcher.requests().size() == 3);

  // The issuer moves its keys: the old place fails once, then the document is read again.
  p.fetcher.respond(p.issuer.jwks_uri(), jot::http_response{.status = 410});
  p.fetcher.respond(document, R"({"issuer":"https://issuer.example","jwks_uri":"https://issuer.example/new"})");
  p.fetcher.respond("https://issuer.example/new", p.issuer.jwks());
  CHECK_FALSE(keys.refresh());
  CHECK(keys.refresh());
}

TEST_CASE("a set kept in a file verifies after a restart during an outage", "[remote_jwk_set]") {
  provider p;
  const temporary_folder here;
  p.options.cache_file = here.file("keys");
  REQUIRE(p.set().refresh());
  p.fetcher.fail(p.issuer.jwks_uri());
  {
    const auto restarted = p.set();
    CHECK(restarted.status().state == freshness::stale);
    CHECK(p.verifier(restarted).verify(p.issuer.good()));
    restarted.settle();
    CHECK(p.verifier(restarted).verify(p.issuer.good()));
  }
  SECTION("but not beyond max_stale") {
    p.issuer.clock().advance(24h);
    CHECK(p.verifier(p.set()).verify(p.issuer.good()).error().code() == errc::keys_unavailable);
  }
  SECTION("nor for another URL") {
    const auto other =
        remote_set::at("https://issuer.example/other", jot::accept<jot::es256>, p.fetcher, p.options, p.issuer.clock())
            .value();
    CHECK(other.status().state == freshness::empty);
  }
  SECTION("and a damaged file is no file") {
    std::filesystem::resize_file(p.options.cache_file, 50);
    CHECK(p.set().status().state == freshness::empty);
  }
}

TEST_CASE("a set with more white space than keys is read back from its file", "[remote_jwk_set]") {
  provider p;
  const temporary_folder here;
  p.options.cache_file = here.file("keys");
  const std::string body = std::string(20'000, '\t') + p.issuer.jwks();
  p.options.max_bytes = body.size();
  p.fetcher.respond(p.issuer.jwks_uri(), body);
  REQUIRE(p.set().refresh());
  p.fetcher.fail(p.issuer.jwks_uri());
  CHECK(p.set().status().state == freshness::stale);
}

TEST_CASE("the file's max_stale counts from the last success, not from the last change of the keys",
          "[remote_jwk_set]") {
  provider p;
  const temporary_folder here;
  p.options.cache_file = here.file("keys");
  const auto unchanged_for_two_days = [&] {
    const auto keys = p.set();
    for (int i = 0; i < 4; ++i) {
      REQUIRE(keys.refresh());
      p.issuer.clock().advance(16h);
    }
  };
  SECTION("when the server sends the same again") { unchanged_for_two_days(); }
  SECTION("when the server says that nothing changed") {
    p.issuer.serve_on(p.fetcher, {.status = 200, .etag = "\"v1\""});
    unchanged_for_two_days();
  }
  p.fetcher.fail(p.issuer.jwks_uri());
  CHECK(p.verifier(p.set()).verify(p.issuer.good()));
}

TEST_CASE("a set may be an object of certificates, from the URL and from the file", "[remote_jwk_set]") {
  provider p;
  const auto key = jot::signing_key<jot::es256>::from_pem(pkcs8_pem(key_pair("EC", "P-256"))).value().with_kid("c1");
  const std::string url = "https://issuer.example/certificates";
  const std::string certificates = json{{"c1", certificate_pem(key_pair("EC", "P-256"))}}.dump();
  const std::string token = jot::sign(key, p.issuer.claims()).value();
  const temporary_folder here;
  p.options.cache_file = here.file("keys");
  p.options.document = jot::key_document::certificates;
  p.fetcher.respond(url, certificates);
  const auto set = [&] {
    return remote_set::at(url, jot::accept<jot::es256>, p.fetcher, p.options, p.issuer.clock()).value();
  };
  CHECK(p.verifier(set()).verify(token));

  p.fetcher.fail(url);
  {
    const auto restarted = set();
    CHECK(restarted.status().keys == 1);
    CHECK(p.verifier(restarted).verify(token));
  }
  p.fetcher.respond(url, p.issuer.jwks());
  CHECK_FALSE(set().refresh());  // a JWK Set has no certificate

  p.options.document = jot::key_document::jwk_set;
  CHECK(set().status().state == freshness::empty);  // the file holds the other form
  p.fetcher.respond(url, certificates);
  CHECK(set().refresh().error().code() == errc::invalid_key);
}

TEST_CASE("a set cannot be made with a URL, an issuer or options that make no sense", "[remote_jwk_set]") {
  const fake_fetcher f;
  const auto es256 = jot::accept<jot::es256>;
  const auto code = [](const auto& made) { return made.error().code(); };
  CHECK(code(remote_set::at("http://id.example", es256, f)) == errc::invalid_configuration);
  CHECK(code(remote_set::of_issuer("id.example", es256, f)) == errc::invalid_configuration);
  CHECK(code(remote_set::at("https://id.example", {}, f)) == errc::invalid_configuration);
  CHECK(code(remote_set::at("https://id.example", es256, f, {.cooldown = 0s})) == errc::invalid_configuration);
  constexpr auto for_ever = std::chrono::seconds::max();
  for (const jot::remote_options& endless :
       {jot::remote_options{.max_stale = for_ever}, jot::remote_options{.max_age = for_ever, .max_stale = for_ever},
        jot::remote_options{.cooldown = for_ever}, jot::remote_options{.timeout = std::chrono::milliseconds::max()},
        jot::remote_options{.max_bytes = static_cast<std::size_t>(-1)}}) {
    CHECK(code(remote_set::at("https://id.example", es256, f, endless)) == errc::invalid_configuration);
  }
  CHECK(remote_set::at("https://id.example", es256, f, {.max_stale = 24h * 3650, .timeout = 1h}));
  CHECK(code(remote_set::at("https://id.example", es256, f, {.max_stale = 1s})) == errc::invalid_configuration);
  CHECK(code(remote_set::at("https://id.example", es256, f, {.timeout = 0ms})) == errc::invalid_configuration);
  CHECK(code(remote_set::of_issuer("https://id.example", es256, f, {.document = jot::key_document::certificates})) ==
        errc::invalid_configuration);
}

TEST_CASE("verifying, rotating and reading the status at once is sound", "[remote_jwk_set]") {
  provider p;
  const auto keys = p.set();
  const auto v = p.verifier(keys);
  const std::string token = p.issuer.good();
  REQUIRE(keys.refresh());
  std::atomic<bool> stop = false;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&, i] {
      while (!stop) {
        if (i == 0) {
          (void)keys.status();
        } else if (i == 1) {
          (void)keys.find({jot::algorithm::es256, "unknown"});
        } else {
          refused += v.verify(token) ? 0 : 1;
        }
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    if (i < 5) p.issuer.rotate();
    p.issuer.serve_on(p.fetcher);
    p.issuer.clock().advance(i < 5 ? 31s : 0s);
    CHECK(keys.refresh());
  }
  stop = true;
  for (auto& t : threads) t.join();
  CHECK(refused == 0);
  CHECK(keys.status().generation == 6);
}

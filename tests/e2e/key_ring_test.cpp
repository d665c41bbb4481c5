// The rotation of jot-auth-server's keys, at times that the test chooses.
#include "key_ring.hpp"

#include "support/catch.hpp"

using namespace std::chrono_literals;

namespace {

const std::chrono::sys_seconds start{1'700'000'000s};

auth::dated_key key(const char* kid, std::chrono::sys_seconds since) {
  return {jot::any_signing_key::generate(jot::algorithm::ed25519).value().with_kid(kid), since};
}

/// Who signs, and who is published: "b: a b".
std::string at(auth::key_ring& ring, std::chrono::sys_seconds now) {
  const auth::key_ring::view& view = ring.at(now);
  std::string out = std::string(view.signing.kid()) + ":";
  for (const auto& one : view.published) out.append(" ").append(one.kid());
  CHECK(view.verifying.size() == view.published.size());
  return out;
}

}  // namespace

TEST_CASE("a single key signs at once and for ever") {
  auth::key_ring ring({key("a", start)}, {.publish_ahead = 60s, .token_ttl = 900s});
  CHECK(at(ring, start - 1h) == "a: a");
  CHECK(at(ring, start) == "a: a");
  CHECK(at(ring, start + 24h * 3650) == "a: a");
}

TEST_CASE("a new key is published before it signs, and the old one until its tokens have died") {
  auth::key_ring ring({key("a", start), key("b", start + 1h)}, {.publish_ahead = 60s, .token_ttl = 900s});
  CHECK(at(ring, start + 1h) == "a: a b");
  CHECK(at(ring, start + 1h + 59s) == "a: a b");
  CHECK(at(ring, start + 1h + 60s) == "b: a b");
  CHECK(at(ring, start + 1h + 959s) == "b: a b");
  CHECK(at(ring, start + 1h + 960s) == "b: b");
}

TEST_CASE("a key that comes while the ring is in use") {
  const auth::dated_key a = key("a", start);
  const auth::dated_key b = key("b", start + 10s);
  auth::key_ring ring({a}, {.publish_ahead = 60s, .token_ttl = 900s});
  CHECK(at(ring, start + 10s) == "a: a");
  ring.replace({a, b});
  CHECK(at(ring, start + 10s) == "a: a b");
  CHECK(at(ring, start + 70s) == "b: a b");
  ring.replace({b});
  CHECK(at(ring, start + 70s) == "b: b");
}

TEST_CASE("of two keys that overtake each other neither is lost too early") {
  // c may sign before b may: b never signs, and a stops when c starts.
  auth::key_ring ring({key("a", start), key("b", start + 100s), key("c", start + 50s)},
                      {.publish_ahead = 10s, .token_ttl = 30s});
  CHECK(at(ring, start + 59s) == "a: a b c");
  CHECK(at(ring, start + 60s) == "c: a b c");
  CHECK(at(ring, start + 89s) == "c: a b c");
  CHECK(at(ring, start + 90s) == "c: c");
  CHECK(at(ring, start + 110s) == "c: c");
}

TEST_CASE("keys that all are new: the first signs until the second may") {
  auth::key_ring ring({key("a", start), key("b", start)}, {.publish_ahead = 60s, .token_ttl = 900s});
  CHECK(at(ring, start) == "a: a b");
  CHECK(at(ring, start + 60s) == "b: a b");
}

TEST_CASE("without publishing ahead a new key signs at once") {
  auth::key_ring ring({key("a", start - 1h), key("b", start)}, {.publish_ahead = 0s, .token_ttl = 900s});
  CHECK(at(ring, start) == "b: a b");
  CHECK(at(ring, start + 900s) == "b: b");
}

TEST_CASE("a clock that is set back") {
  auth::key_ring ring({key("a", start), key("b", start + 1h)}, {.publish_ahead = 60s, .token_ttl = 900s});
  CHECK(at(ring, start + 2h) == "b: b");
  CHECK(at(ring, start) == "a: a b");
}

TEST_CASE("keys that make no set are refused, and the ring goes on with those that it has") {
  auth::key_ring ring({key("a", start)}, {.publish_ahead = 0s, .token_ttl = 900s});
  CHECK_THROWS_AS(ring.replace({key("b", start), key("b", start)}), jot::exception);
  CHECK(at(ring, start) == "a: a");
}

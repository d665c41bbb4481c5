// Tests of fetcher.hpp: an HTTP client of any type is the one it was made of.
#include <jot/fetcher.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"

#include <memory>

namespace {

// A client of a program's own: only movable, changed by each request.
struct counting_client {
  std::unique_ptr<int> count = std::make_unique<int>(0);
  jot::result<jot::http_response> get(const jot::http_request& request) {
    return jot::http_response{.status = ++*count, .body = request.url};
  }
};

}  // namespace

static_assert(!std::is_convertible_v<int, jot::any_fetcher> && !jot::http_fetcher<const counting_client>);

TEST_CASE("a client of any type is the one it was made of, in all its copies", "[fetcher]") {
  jot::any_fetcher client = counting_client();
  const jot::any_fetcher copy = client;
  CHECK(client.get({.url = "https://a.example"}).value().status == 1);
  CHECK(copy.get({.url = "https://a.example"}).value().status == 2);
  client = jot::testing::fake_fetcher();
  CHECK(client.get({.url = "https://a.example"}).value().status == 404);
  CHECK(copy.get({.url = "https://b.example"}).value().body == "https://b.example");
}

TEST_CASE("a client of any type that was moved from still fetches", "[fetcher]") {
  jot::any_fetcher client = counting_client();
  const jot::any_fetcher taken = std::move(client);
  CHECK(taken.get({}).value().status == 1);
  CHECK(client.get({}).value().status == 2);  // NOLINT(bugprone-use-after-move)
}

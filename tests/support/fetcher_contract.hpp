// What every fetcher of http/ has to keep, whatever framework it is made of; each one's own test runs all of it.
#pragma once

#include <jot/fetcher.hpp>

#include "support/catch.hpp"
#include "support/loopback_server.hpp"

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

namespace jot::testing_support {

template <http_fetcher Fetcher>
struct fetcher_contract {
  Fetcher fetcher;

  errc refused(const http_request& request) {
    const auto response = fetcher.get(request);
    REQUIRE_FALSE(response);
    CAPTURE(response.error().message());
    return response.error().code();
  }

  void gives_status_body_and_headers() {
    ::httplib::Server server;
    server.Get("/keys", [](const auto& request, auto& response) {
      response.set_header("Cache-Control", "public, max-age=60");
      response.set_header("ETag", "\"v1\"");
      response.set_content("{\"query\":\"" + request.get_param_value("a") + "\"}", "application/json");
    });
    server.Get("/broken", [](const auto&, auto& response) {
      response.status = 503;
      response.set_content("sorry", "text/plain");
    });
    server.Get("/", [](const auto&, auto& response) { response.set_content("root", "text/plain"); });
    const running<::httplib::Server> at(server);

    const auto good = fetcher.get({.url = at.url("/keys?a=b")}).value();
    CHECK(good.status == 200);
    CHECK(good.body == R"({"query":"b"})");
    CHECK(good.etag == "\"v1\"");
    CHECK(good.cache_control == "public, max-age=60");
    const auto broken = fetcher.get({.url = at.url("/broken")}).value();
    CHECK(broken.status == 503);
    CHECK(broken.body == "sorry");
    CHECK(broken.etag.empty());  // nothing is left of the request before
    CHECK(broken.cache_control.empty());
    CHECK(fetcher.get({.url = at.url("/nowhere")}).value().status == 404);
    CHECK(fetcher.get({.url = at.url("")}).value().body == "root");
  }

  void sends_the_entity_tag() {
    ::httplib::Server server;
    std::atomic<int> tags = 0;
    server.Get("/keys", [&](const auto& request, auto& response) {
      tags += request.has_header("If-None-Match") ? 1 : 0;
      response.set_header("ETag", "\"v1\"");
      if (request.get_header_value("If-None-Match") == "\"v1\"") {
        response.status = 304;
      } else {
        response.set_content("{}", "application/json");
      }
    });
    const running<::httplib::Server> at(server);
    CHECK(fetcher.get({.url = at.url("/keys")}).value().status == 200);
    CHECK(tags == 0);
    const auto unchanged = fetcher.get({.url = at.url("/keys"), .if_none_match = "\"v1\""}).value();
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    CHECK(fetcher.get({.url = at.url("/keys"), .if_none_match = "\"v0\""}).value().status == 200);
    CHECK(fetcher.get({.url = at.url("/keys")}).value().status == 200);
    CHECK(tags == 2);  // a tag is not kept for the next request
  }

  void follows_no_redirect() {
    ::httplib::Server server;
    std::atomic<bool> followed = false;
    server.Get("/moved", [](const auto&, auto& response) { response.set_redirect("/elsewhere"); });
    server.Get("/elsewhere", [&](const auto&, auto&) { followed = true; });
    running<::httplib::Server> at(server);
    CHECK(fetcher.get({.url = at.url("/moved")}).value().status == 302);
    at.stop();
    CHECK_FALSE(followed);
  }

  void takes_a_body_of_exactly_the_limit() {
    ::httplib::Server server;
    server.Get("/keys", [](const auto&, auto& r) { r.set_content(std::string(1000, 'x'), "text/plain"); });
    const running<::httplib::Server> at(server);
    CHECK(fetcher.get({.url = at.url("/keys"), .max_bytes = 1000}).value().body.size() == 1000);
    CHECK(refused({.url = at.url("/keys"), .max_bytes = 999}) == errc::keys_unavailable);
  }

  void stops_reading_at_the_limit() {
    constexpr std::size_t chunk = 64 * 1024;
    constexpr std::size_t whole = std::size_t{1024} * 1024 * 1024;
    ::httplib::Server server;
    std::atomic<std::size_t> sent = 0;
    server.Get("/keys", [&](const auto&, auto& response) {
      response.set_chunked_content_provider("text/plain", [&](std::size_t, ::httplib::DataSink& sink) {
        static const std::string text(chunk, 'x');
        if (sent >= whole || !sink.write(text.data(), text.size())) return false;
        sent += text.size();
        return true;
      });
    });
    running<::httplib::Server> at(server);
    CHECK(refused({.url = at.url("/keys"), .max_bytes = chunk}) == errc::keys_unavailable);
    at.stop();
    CHECK(sent < whole / 16);  // what the sockets' buffers took, and no more
  }

  void gives_up_at_the_timeout() {
    const silent_port mute(true);
    const auto start = std::chrono::steady_clock::now();
    CHECK(refused({.url = mute.url(), .timeout = std::chrono::milliseconds(200)}) == errc::keys_unavailable);
    const auto waited = std::chrono::steady_clock::now() - start;
    CHECK(waited >= std::chrono::milliseconds(150));
    CHECK(waited < std::chrono::seconds(4));  // well below the default of 5 s, whatever else the machine has to do
  }

  void says_when_nobody_is_there() {
    const silent_port closed(false);
    CHECK(refused({.url = closed.url()}) == errc::keys_unavailable);
  }

  void can_be_used_again_after_a_failure() {
    ::httplib::Server server;
    server.Get("/keys", [](const auto&, auto& r) { r.set_content(std::string(1000, 'x'), "text/plain"); });
    const running<::httplib::Server> at(server);
    CHECK(refused({.url = at.url("/keys"), .max_bytes = 10}) == errc::keys_unavailable);
    CHECK(fetcher.get({.url = at.url("/keys")}).value().body.size() == 1000);
  }

  void refuses_a_certificate_that_nobody_vouches_for() {
#if defined(CPPHTTPLIB_OPENSSL_SUPPORT)
    EVP_PKEY* const key = key_pair("EC", "P-256");
    const owned<X509> self_signed = certificate(key);
    ::httplib::SSLServer server(self_signed.get(), key);
    REQUIRE(server.is_valid());
    std::atomic<bool> reached = false;
    server.Get("/keys", [&](const auto&, auto&) { reached = true; });
    running<::httplib::SSLServer> at(server);
    CHECK(refused({.url = at.url("/keys", "https")}) == errc::keys_unavailable);
    at.stop();
    CHECK_FALSE(reached);
#endif
  }

  void takes_no_other_scheme() {
    CHECK_FALSE(fetcher.get({.url = "file:///etc/hostname"}));
    CHECK_FALSE(fetcher.get({.url = "gopher://127.0.0.1/"}));
    CHECK_FALSE(fetcher.get({.url = "127.0.0.1"}).has_value());
    CHECK_FALSE(fetcher.get({.url = ""}));
  }
};

}  // namespace jot::testing_support

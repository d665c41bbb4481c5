// From an issuer's name to its key set, and what is said when the two do not fit.
#include <jot/discovery.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"

using jot::discovery_document;
using jot::errc;

TEST_CASE("the document stands behind the issuer's path for OpenID and in front of it for RFC 8414", "[discovery]") {
  const auto url = [](std::string_view issuer, discovery_document kind) {
    return jot::discovery_url(issuer, kind).value();
  };
  const auto openid = discovery_document::openid_configuration;
  const auto oauth = discovery_document::oauth_authorization_server;
  CHECK(url("https://id.example", openid) == "https://id.example/.well-known/openid-configuration");
  CHECK(url("https://id.example/", openid) == "https://id.example/.well-known/openid-configuration");
  CHECK(url("https://id.example/realms/a", openid) == "https://id.example/realms/a/.well-known/openid-configuration");
  CHECK(url("https://id.example/realms/a", oauth) ==
        "https://id.example/.well-known/oauth-authorization-server/realms/a");
  CHECK(url("https://id.example", oauth) == "https://id.example/.well-known/oauth-authorization-server");
  CHECK(jot::discovery_url("https://id.example/?a=b", openid).error().code() == errc::invalid_configuration);
  CHECK(jot::discovery_url("http://id.example", openid).error().code() == errc::invalid_configuration);
}

TEST_CASE("no address of a discovery document, and none that it names, is longer than 2048 bytes", "[discovery]") {
  const auto issuer_of = [](std::size_t size) { return "https://id.example/" + std::string(size - 19, 'x'); };
  for (const auto kind : {discovery_document::openid_configuration, discovery_document::oauth_authorization_server}) {
    const std::size_t suffix = kind == discovery_document::openid_configuration ? 33 : 39;
    CHECK(jot::discovery_url(issuer_of(2048 - suffix), kind).value().size() == 2048);
    CHECK(jot::discovery_url(issuer_of(2048 - suffix + 1), kind).error().code() == errc::invalid_configuration);
    CHECK(jot::discovery_url(issuer_of(20'000), kind).error().code() == errc::invalid_configuration);
  }
  const std::string issuer = "https://id.example";
  const jot::testing::fake_fetcher fetcher;
  const std::string keys_at = "https://" + std::string(20'000, 'h');
  fetcher.respond(issuer + "/.well-known/openid-configuration",
                  R"({"issuer":")" + issuer + R"(","jwks_uri":")" + keys_at + R"("})");
  jot::testing::fake_fetcher client = fetcher;
  CHECK(jot::discover(issuer, client).error().message() == "url: a URL of 20008 bytes; at most 2048 are allowed");
  CHECK(fetcher.requests().size() == 1);
}

TEST_CASE("the document's issuer must be exactly the one asked for, and the error says how it differs", "[discovery]") {
  const auto differs = [](std::string found, std::string_view wanted) {
    const auto out =
        jot::parse_metadata(R"({"issuer":")" + found + R"(","jwks_uri":"https://id.example/jwks"})", wanted);
    REQUIRE_FALSE(out);
    CHECK(out.error().code() == errc::issuer_mismatch);
    return out.error().message();
  };
  CHECK(jot::parse_metadata(R"({"issuer":"https://a.example","jwks_uri":"https://b.example/k"})", "https://a.example")
            .value()
            .jwks_uri == "https://b.example/k");
  CHECK(differs("https://a.example/", "https://a.example").find("trailing '/'") != std::string::npos);
  CHECK(differs("https://A.example", "https://a.example").find("upper and lower case") != std::string::npos);
  CHECK(differs("http://a.example", "https://a.example").find("http and https") != std::string::npos);
  CHECK(differs("https://login.example/{tenantid}/v2.0", "https://login.example/common/v2.0").find("template") !=
        std::string::npos);
  CHECK(differs("https://evil.example", "https://a.example").find("a different issuer") != std::string::npos);
}

TEST_CASE("what is no discovery document is unavailable, and a jwks_uri over http is a configuration error",
          "[discovery]") {
  const auto code = [](std::string_view json) { return jot::parse_metadata(json, "https://a.example").error().code(); };
  CHECK(code("<html>") == errc::keys_unavailable);
  CHECK(code("{}") == errc::keys_unavailable);
  CHECK(code(R"({"issuer":7})") == errc::keys_unavailable);
  CHECK(code(R"({"issuer":"https://a.example"})") == errc::keys_unavailable);
  CHECK(code(R"({"issuer":"https://a.example","jwks_uri":"http://a.example/k"})") == errc::invalid_configuration);
  CHECK(code(R"({"issuer":"https://a.example","issuer":"https://a.example","jwks_uri":"https://a.example/k"})") ==
        errc::keys_unavailable);
}

TEST_CASE("discover asks for OpenID's document first and for that of RFC 8414 where there is none", "[discovery]") {
  const jot::testing::fake_issuer issuer;
  jot::testing::fake_fetcher fetcher;
  fetcher.respond("https://issuer.example/.well-known/oauth-authorization-server", issuer.metadata());
  CHECK(jot::discover(issuer.issuer(), fetcher).value().jwks_uri == issuer.jwks_uri());
  CHECK(fetcher.requests().size() == 2);

  CHECK(jot::discover("https://nobody.example", fetcher).error().code() == errc::keys_unavailable);
  fetcher.respond("https://broken.example/.well-known/openid-configuration", jot::http_response{.status = 500});
  CHECK(jot::discover("https://broken.example", fetcher).error().message().find("500") != std::string::npos);
}

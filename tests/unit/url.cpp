// Which URLs may be fetched.
#include <jot/url.hpp>

#include "support/catch.hpp"

#include <string>

TEST_CASE("keys are fetched over https, or from the machine itself", "[url]") {
  const auto refused = [](std::string_view url) { return !jot::detail::check_url(url, {}).has_value(); };
  for (const char* url :
       {"https://id.example/jwks", "https://id.example:8443", "https://id.example/a?b=c", "http://localhost:8000/jwks",
        "http://127.0.0.1/x", "http://127.8.9.10:1", "http://[::1]:80/"}) {
    CAPTURE(url);
    CHECK_FALSE(refused(url));
  }
  for (const char* url :
       {"", "id.example", "/jwks", "ftp://id.example", "http://id.example", "HTTP://id.example",
        "http://127.0.0.1.evil.example/", "http://localhost.evil.example/", "http://127.evil.a.b/",
        "https://user@id.example/", "http://localhost@evil.example/", "https://id.example/#x", "https://",
        "https:///path", "https://id.example/a b", "https://id.example/\r\nX: y", "https://id.\xC3\xA9xample/"}) {
    CAPTURE(url);
    CHECK(refused(url));
  }
}

TEST_CASE("a URL of 20 KB, which ended the program in an HTTP client, is fetched by none", "[url]") {
  const auto of_size = [](std::size_t size) { return "https://id.example/" + std::string(size - 19, 'x'); };
  CHECK(jot::detail::check_url(of_size(2048), {}));
  for (const std::size_t size : {std::size_t{2049}, std::size_t{20'000}, std::size_t{1'000'000}}) {
    const auto refused = jot::detail::check_url(of_size(size), {.allow_http = true});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == jot::errc::invalid_configuration);
    CHECK(refused.error().message() == "url: a URL of " + std::to_string(size) + " bytes; at most 2048 are allowed");
  }
  CHECK_FALSE(jot::detail::check_url("https://" + std::string(20'000, 'h'), {}));
}

TEST_CASE("plain http needs to be allowed in writing", "[url]") {
  CHECK(jot::detail::check_url("http://id.example/", {.allow_http = true}));
  CHECK(jot::detail::check_url("http://id.example/", {}).error().code() == jot::errc::invalid_configuration);
}

// Which URLs may be fetched, and what Cache-Control says.
#include <jot/fetcher.hpp>

#include "support/catch.hpp"

TEST_CASE("keys are fetched over https, or from the machine itself", "[fetcher]") {
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

TEST_CASE("a URL of 20 KB, which ended the program in an HTTP client, is fetched by none", "[fetcher]") {
  const auto of_size = [](std::size_t size) { return "https://id.example/" + std::string(size - 19, 'x'); };
  CHECK(jot::detail::check_url(of_size(2048), {}));
  for (const std::size_t size : {std::size_t{2049}, std::size_t{20'000}, std::size_t{1'000'000}}) {
    const auto refused = jot::detail::check_url(of_size(size), {.allow_http = true});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == jot::errc::invalid_configuration);
    CHECK(refused.error().message() == "url: a URL of " + std::to_string(size) + " bytes; at most 2048");
  }
  CHECK_FALSE(jot::detail::check_url("https://" + std::string(20'000, 'h'), {}));
}

TEST_CASE("plain http needs to be allowed in writing", "[fetcher]") {
  CHECK(jot::detail::check_url("http://id.example/", {.allow_http = true}));
  CHECK(jot::detail::check_url("http://id.example/", {}).error().code() == jot::errc::invalid_configuration);
}

TEST_CASE("Cache-Control gives the age in seconds, 0 for what must not be kept and -1 for nothing", "[fetcher]") {
  const auto age = [](std::string_view text) { return jot::detail::max_age_of(text).count(); };
  CHECK(age("max-age=60") == 60);
  CHECK(age("public, max-age=21600, must-revalidate") == 21600);
  CHECK(age("Max-Age=5") == 5);
  CHECK(age("max-age=60, no-store") == 0);
  CHECK(age("no-cache") == 0);
  CHECK(age("") == -1);
  CHECK(age("public") == -1);
  CHECK(age("max-age=") == -1);
  CHECK(age("max-age=-1") == -1);
  CHECK(age("max-age=1x") == -1);
  CHECK(age("max-age=99999999999999999999") == -1);
  CHECK(age(",,max-age=7,") == 7);
}

// Tests of http/curl.hpp against servers in this process: the contract of every fetcher.
#include <jot/http/curl.hpp>

#include "support/catch.hpp"
#include "support/fetcher_contract.hpp"

using contract = jot::testing_support::fetcher_contract<jot::http::curl>;

TEST_CASE("curl: status, body and headers arrive", "[http][curl]") { contract().gives_status_body_and_headers(); }
TEST_CASE("curl: an entity tag is sent and 304 comes back", "[http][curl]") { contract().sends_the_entity_tag(); }
TEST_CASE("curl: a redirect is not followed", "[http][curl]") { contract().follows_no_redirect(); }
TEST_CASE("curl: a body of max_bytes is taken and one byte more is not", "[http][curl]") {
  contract().takes_a_body_of_exactly_the_limit();
}
TEST_CASE("curl: an endless body is refused without being read", "[http][curl]") {
  contract().stops_reading_at_the_limit();
}
TEST_CASE("curl: a server that never answers is given up", "[http][curl]") { contract().gives_up_at_the_timeout(); }
TEST_CASE("curl: a refused connection is an error", "[http][curl]") { contract().says_when_nobody_is_there(); }
TEST_CASE("curl: a failure leaves the fetcher usable", "[http][curl]") {
  contract().can_be_used_again_after_a_failure();
}
TEST_CASE("curl: an untrusted certificate is refused", "[http][curl]") {
  contract().refuses_a_certificate_that_nobody_vouches_for();
}
TEST_CASE("curl: schemes other than http and https are refused", "[http][curl]") { contract().takes_no_other_scheme(); }

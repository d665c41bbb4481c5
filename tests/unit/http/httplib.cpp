// Tests of http/httplib.hpp against servers in this process: the contract of every fetcher.
#include <jot/http/httplib.hpp>

#include "support/catch.hpp"
#include "support/fetcher_contract.hpp"

using contract = jot::testing_support::fetcher_contract<jot::http::httplib>;

TEST_CASE("httplib: status, body and headers arrive", "[http][httplib]") { contract().gives_status_body_and_headers(); }
TEST_CASE("httplib: an entity tag is sent and 304 comes back", "[http][httplib]") { contract().sends_the_entity_tag(); }
TEST_CASE("httplib: a redirect is not followed", "[http][httplib]") { contract().follows_no_redirect(); }
TEST_CASE("httplib: a body of max_bytes is taken and one byte more is not", "[http][httplib]") {
  contract().takes_a_body_of_exactly_the_limit();
}
TEST_CASE("httplib: an endless body is refused without being read", "[http][httplib]") {
  contract().stops_reading_at_the_limit();
}
TEST_CASE("httplib: a server that never answers is given up", "[http][httplib]") {
  contract().gives_up_at_the_timeout();
}
TEST_CASE("httplib: a refused connection is an error", "[http][httplib]") { contract().says_when_nobody_is_there(); }
TEST_CASE("httplib: a failure leaves the fetcher usable", "[http][httplib]") {
  contract().can_be_used_again_after_a_failure();
}
TEST_CASE("httplib: an untrusted certificate is refused", "[http][httplib]") {
  contract().refuses_a_certificate_that_nobody_vouches_for();
}
TEST_CASE("httplib: schemes other than http and https are refused", "[http][httplib]") {
  contract().takes_no_other_scheme();
}

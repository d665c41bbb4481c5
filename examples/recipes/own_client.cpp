// Keys fetched by an HTTP client that a program has already.
#include "fixture.hpp"

#include <optional>

namespace {

// Represents the client that the program has.
struct client_response {
  int status = 0;
  std::string body;
  std::string etag;
  std::string cache_control;
};
std::optional<client_response> client_get(const fixture::fake_fetcher& network, const jot::http_request& request) {
  const auto answer = network.get(request);
  if (!answer) return std::nullopt;
  return client_response{answer->status, answer->body, answer->etag, answer->cache_control};
}

}  // namespace

// [own-client]
// Its duties: check the server's certificate, follow no redirect, and give up at request.timeout and request.max_bytes.
struct own_client {
  fixture::fake_fetcher network;

  jot::result<jot::http_response> get(const jot::http_request& request) const {
    const auto answer = client_get(network, request);  // sends request.if_none_match, where it is not empty
    if (!answer) return jot::error(jot::errc::keys_unavailable, "no connection to the issuer");
    return jot::http_response{
        .status = answer->status, .body = answer->body, .etag = answer->etag, .cache_control = answer->cache_control};
  }
};
// [/own-client]

int main() {
  const fixture::provider at;
  const std::string issuer = "https://id.example";
  const fixture::provider_key key("2026-11");
  at.publish(issuer, issuer + "/keys", {key.jwk({{"use", "sig"}, {"alg", "RS256"}})});
  using remote_keys = jot::remote_jwk_set<own_client, fixture::fake_clock>;
  const auto keys = remote_keys::of_issuer(issuer, jot::accept<jot::rs256>, own_client{at.http}, {}, at.clock).value();
  const jot::verifier verifier{keys, {.issuer = issuer, .audience = "shop"}, at.clock};
  const std::string token =
      key.sign({{"typ", "JWT"}}, {{"iss", issuer}, {"sub", "alice"}, {"aud", "shop"}, {"exp", at.now() + 3600}});

  at.http.fail(issuer + "/keys");
  const auto early = verifier.verify(token);
  fixture::show("while there is no connection", early ? "accepted" : early.error().message());
  fixture::show("which the status explains", keys.status().last_error);
  at.publish(issuer, issuer + "/keys", {key.jwk({{"use", "sig"}, {"alg", "RS256"}})});
  fixture::show("after it is back", keys.refresh() && verifier.verify(token) ? "accepted" : "refused");
}

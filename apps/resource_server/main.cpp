// jot-resource-server: an API whose tokens come from another server. Given the issuer's name it finds the keys by
// discovery, follows their rotation, and goes on through the issuer's outages. GET /orders needs the scope orders:read,
// POST /orders needs orders:write; GET /health reports the state of the keys.
//
// A token whose key is not known is answered with 401 when the issuer has been asked and does not have the key, and
// with 503 and Retry-After while the issuer cannot be asked: the key may be a new one.
#include "access_token.hpp"
#include "gate.hpp"
#include "health.hpp"
#include "orders.hpp"

#include "support/access_log.hpp"
#include "support/http_server.hpp"
#include "support/listen_address.hpp"
#include "support/refusal.hpp"

#include <jot/http/curl.hpp>
#include <jot/oauth2/bearer.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/version.hpp>

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>

namespace orders { namespace {

constexpr std::int64_t longest = 365 * 86400;  // seconds

struct options {
  std::string listen = "127.0.0.1:8001";
  std::string issuer;
  std::string audience;
  std::string algorithms = "ES256,RS256";
  std::string jwks;
  std::optional<std::string> typ;
  std::int64_t cooldown = 30;
  std::int64_t max_age = 600;
  std::int64_t max_stale = 86400;
  std::string cache_file;
  std::size_t threads = 2;
  std::size_t queue = 1024;
};

http::response try_again_in(std::chrono::seconds wait) {
  return {.status = 503,
          .body = example::error_body("temporarily_unavailable", "the token cannot be verified at the moment"),
          .fields = {{"Retry-After", std::to_string(wait.count())}, {"Cache-Control", "no-store"}}};
}

// [resource_server]
using issuer_keys = jot::remote_jwk_set<jot::http::curl>;
using token_verifier = jot::verifier<issuer_keys>;

/// The trusted issuer and the rules. The keys are fetched when the first token comes, or by refresh().
token_verifier make_verifier(const options& chosen, jot::algorithm_set accepted, const jot::remote_options& remote) {
  const auto keys = chosen.jwks.empty() ? issuer_keys::of_issuer(chosen.issuer, accepted, jot::http::curl(), remote)
                                        : issuer_keys::at(chosen.jwks, accepted, jot::http::curl(), remote);
  return {keys.value(), {.issuer = chosen.issuer, .audience = chosen.audience, .typ = chosen.typ, .required = {"sub"}}};
}

/// Runs the route if the token is good and has the scopes that it needs.
void serve_protected(const http::request& request, const http::reply& reply, const route& asked, gate& entrance,
                     const std::function<http::response(const jot::error&, const route&)>& refuse) {
  const auto credentials = jot::oauth2::bearer_token(request.values("Authorization"));
  if (!credentials) return reply(refuse(credentials.error(), asked));
  const auto answer = [reply, refuse, &asked, body = std::string(request.body)](const verdict& token) {
    if (!token) return reply(refuse(token.error(), asked));
    const auto allowed = token->claims().granted().require(asked.needed);
    reply(allowed ? asked.run(*token, body) : refuse(allowed.error(), asked));
  };
  if (!entrance.admit(std::string(*credentials), answer)) reply(try_again_in(std::chrono::seconds(1)));
}
// [/resource_server]

/// Answers everything else, and finds the route.
class api {
 public:
  api(const token_verifier& tokens, std::chrono::seconds cooldown, gate& entrance)
      : tokens_(tokens), cooldown_(cooldown), entrance_(entrance) {}

  void operator()(const http::request& request, const http::reply& reply) {
    const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
    if (request.path == "/health") {
      if (method == "GET") return reply(health(tokens_.keys().status()));
      return reply(wrong_method("GET, HEAD"));
    }
    if (request.path != "/orders") {
      return reply({.status = 404, .body = example::error_body("not_found", "this server does not have that path")});
    }
    for (const route& one : routes_) {
      if (one.method == method) {
        return serve_protected(request, reply, one, entrance_,
                               [this](const jot::error& reason, const route& asked) { return refuse(reason, asked); });
      }
    }
    reply(wrong_method("GET, HEAD, POST"));
  }

 private:
  [[nodiscard]] http::response refuse(const jot::error& reason, const route& asked) const {
    const bool is_unknown_key = reason.code() == jot::errc::key_not_found;
    const bool issuer_is_away = is_unknown_key && !tokens_.keys().status().last_error.empty();
    if (issuer_is_away || reason.code() == jot::errc::keys_unavailable) return try_again_in(cooldown_);
    return example::bearer_refusal(reason, "orders", asked.needed.to_string());
  }
  [[nodiscard]] static http::response wrong_method(const std::string& allowed) {
    return {.status = 405,
            .body = example::error_body("method_not_allowed", "this path supports the methods " + allowed),
            .fields = {{"Allow", allowed}}};
  }

  const token_verifier& tokens_;
  std::chrono::seconds cooldown_;
  gate& entrance_;
  order_book orders_;
  std::array<route, 2> routes_{
      route{.method = "GET",
            .needed = {"orders:read"},
            .run = [this](const access_token& token, std::string_view) { return orders_.list(token); }},
      route{.method = "POST",
            .needed = {"orders:write"},
            .run = [this](const access_token& token, std::string_view body) { return orders_.add(token, body); }}};
};

int serve(const options& chosen) {
  const auto accepted = jot::algorithm_set::parse(chosen.algorithms).value();
  const std::chrono::seconds cooldown(chosen.cooldown);
  const token_verifier tokens = make_verifier(chosen, accepted,
                                              {.max_age = std::chrono::seconds(chosen.max_age),
                                               .cooldown = cooldown,
                                               .max_stale = std::chrono::seconds(chosen.max_stale),
                                               .cache_file = chosen.cache_file});

  example::access_log log(STDOUT_FILENO);
  const auto [host, port] = example::parse_listen_address(chosen.listen);
  http::server server(host, port, log);
  gate entrance(
      chosen.threads, chosen.queue, [&tokens](const std::string& token) { return tokens.verify<access_claims>(token); },
      [&server](std::function<void()> task) { server.post(std::move(task)); });
  api orders(tokens, cooldown, entrance);

  // So that the first token need not wait; /health reports the outcome.
  std::ignore = entrance.run_patiently([&tokens] { std::ignore = tokens.keys().refresh(); });

  // Flushed, because a script may be waiting for this line.
  std::cout << "listening on http://" << server.address() << '\n' << std::flush;
  server.run([&orders](const http::request& request, const http::reply& reply) { orders(request, reply); });
  return 0;
}

int run(int argc, char** argv) {
  options chosen;
  CLI::App app("An API that accepts the tokens of one issuer, whose keys it finds and refreshes by itself.",
               "jot-resource-server");
  app.set_version_flag("--version", std::to_string(jot::version_major) + "." + std::to_string(jot::version_minor) +
                                        "." + std::to_string(jot::version_patch));
  app.add_option("--issuer", chosen.issuer, "the issuer, exactly as in the iss of its tokens")->required();
  app.add_option("--audience", chosen.audience, "this API's name in the aud of tokens")->required();
  app.add_option("--listen", chosen.listen, "HOST:PORT to listen on; port 0 takes any free one")->capture_default_str();
  app.add_option("--alg", chosen.algorithms, "the algorithms that the issuer signs with")->capture_default_str();
  app.add_option("--jwks", chosen.jwks, "where the keys are (default: where the issuer's discovery document says)");
  app.add_option("--typ", chosen.typ, "typ that tokens must have, at+jwt for one (default: any)");
  const auto seconds = [&](const char* name, std::int64_t& value, const char* help) {
    app.add_option(name, value, help)->check(CLI::Range(std::int64_t{1}, longest))->capture_default_str();
  };
  seconds("--cooldown", chosen.cooldown, "minimum time between two attempts to fetch the keys, in seconds");
  seconds("--max-age", chosen.max_age, "how long the keys are fresh, or shorter if the issuer says so, in seconds");
  seconds("--max-stale", chosen.max_stale, "how long the keys are used while the issuer cannot be reached, in seconds");
  app.add_option("--cache-file", chosen.cache_file,
                 "file that keeps the keys for a restart while the issuer cannot be reached; whoever can write it "
                 "chooses the keys");
  app.add_option("--threads", chosen.threads, "threads that verify tokens")
      ->check(CLI::Range(std::size_t{1}, std::size_t{64}))
      ->capture_default_str();
  app.add_option("--queue", chosen.queue, "tokens that may wait; beyond it the answer is 503")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100000}))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  return serve(chosen);
}

}}  // namespace orders

int main(int argc, char** argv) {
  try {
    return orders::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "error: " << e.what() << '\n';
    return 1;
  }
}

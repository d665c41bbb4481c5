// A server with one protected route, written with jot. jwt_cpp.cpp is the same with jwt-cpp; what is measured is what
// each costs to compile.
#include <jot/jwt.hpp>
#include <jot/oauth2/bearer.hpp>

#include <httplib.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

struct grant {
  std::string sub;
  jot::oauth2::scope_set scope;
  std::optional<std::string> org;
  std::vector<std::string> roles;
  long level;
};

using verifier = jot::verifier<jot::verification_key<jot::hs256>>;

void refuse(httplib::Response& response, const jot::error& why) {
  response.status = jot::oauth2::status(why);
  response.set_header("WWW-Authenticate", jot::oauth2::challenge(why, "orders", "orders"));
}

void orders(const verifier& tokens, const httplib::Request& request, httplib::Response& response) {
  const auto token = jot::oauth2::bearer_token(request.get_header_value("Authorization"));
  if (!token) return refuse(response, token.error());
  const auto proof = tokens.verify<grant>(*token);
  if (!proof) return refuse(response, proof.error());
  const grant& who = proof->claims();
  if (const auto ok = who.scope.require({"orders"}); !ok) return refuse(response, ok.error());
  std::string body =
      "orders of " + who.sub + " at " + who.org.value_or("home") + ", level " + std::to_string(who.level);
  for (const std::string& role : who.roles) body += ", " + role;
  response.set_content(body, "text/plain");
}

int main() {
  const char* const secret = std::getenv("SECRET");
  if (secret == nullptr) return std::fputs("SECRET is not set\n", stderr), 2;
  const auto key = jot::signing_key<jot::hs256>::from_secret_text(secret);
  if (!key) return std::fprintf(stderr, "SECRET: %s\n", key.error().message().c_str()), 2;
  const verifier tokens{key->verification_key(), {.issuer = "https://id.example", .audience = "shop"}};
  httplib::Server server;
  server.Get("/orders", [&](const auto& request, auto& response) { orders(tokens, request, response); });
  std::printf("%d\n", server.bind_to_any_port("127.0.0.1"));
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}

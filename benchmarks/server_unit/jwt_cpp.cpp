// The server of jot.cpp, written with jwt-cpp and nlohmann/json: the claims' struct is nlohmann's affair, the
// Authorization header and the scopes are the program's.
#include <jwt-cpp/traits/nlohmann-json/defaults.h>

#include <httplib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

struct grant {
  std::string sub;
  std::vector<std::string> scope;
  std::optional<std::string> org;
  std::vector<std::string> roles;
  long level = 0;
};

void from_json(const nlohmann::json& in, grant& out) {
  in.at("sub").get_to(out.sub);
  std::istringstream scopes(in.at("scope").get<std::string>());
  for (std::string scope; scopes >> scope;) out.scope.push_back(scope);
  if (const auto org = in.find("org"); org != in.end() && !org->is_null()) out.org = org->get<std::string>();
  in.at("roles").get_to(out.roles);
  in.at("level").get_to(out.level);
}

using verifier = jwt::verifier<jwt::default_clock, jwt::traits::nlohmann_json>;

void refuse(httplib::Response& response, int status, const std::string& code, const std::string& why) {
  response.status = status;
  std::string challenge = "Bearer realm=\"orders\"";
  if (!code.empty()) challenge += ", error=\"" + code + "\", error_description=\"" + why + "\"";
  response.set_header("WWW-Authenticate", challenge + ", scope=\"orders\"");
}

void orders(const verifier& tokens, const httplib::Request& request, httplib::Response& response) try {
  const std::string authorization = request.get_header_value("Authorization");
  if (authorization.rfind("Bearer ", 0) != 0) return refuse(response, 401, "", "");
  const auto decoded = jwt::decode(authorization.substr(7));
  std::error_code failure;
  tokens.verify(decoded, failure);
  if (failure) return refuse(response, 401, "invalid_token", failure.message());
  const auto who = nlohmann::json(decoded.get_payload_json()).get<grant>();
  if (std::find(who.scope.begin(), who.scope.end(), "orders") == who.scope.end()) {
    return refuse(response, 403, "insufficient_scope", "the scope orders is required");
  }
  std::string body =
      "orders of " + who.sub + " at " + who.org.value_or("home") + ", level " + std::to_string(who.level);
  for (const std::string& role : who.roles) body += ", " + role;
  response.set_content(body, "text/plain");
} catch (const std::exception&) {
  refuse(response, 401, "invalid_token", "the token cannot be read");
}

int main() {
  const char* const secret = std::getenv("SECRET");
  if (secret == nullptr) return std::fputs("SECRET is not set\n", stderr), 2;
  const auto tokens = jwt::verify()
                          .allow_algorithm(jwt::algorithm::hs256(secret))
                          .with_issuer("https://id.example")
                          .with_audience("shop");
  httplib::Server server;
  server.Get("/orders", [&](const auto& request, auto& response) { orders(tokens, request, response); });
  std::printf("%d\n", server.bind_to_any_port("127.0.0.1"));
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}

// The routes, as one table that both enforces and describes: what a route demands is read from the same row by the
// router, which checks it, and by openapi.cpp, which publishes it.
#pragma once

#include "support/http_server.hpp"
#include "support/refusal.hpp"
#include "tokens.hpp"

#include <jot/oauth2/scope.hpp>

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace auth {

namespace http = example::http;
using example::error_body;

/// A handler's type says whether its route is protected: one that takes an access_token cannot run without.
using open_handler = std::function<http::response()>;
using protected_handler = std::function<http::response(const access_token&)>;
using answer_later = std::function<void(http::response)>;
using token_handler = std::function<void(const http::request&, const answer_later&)>;

struct route {
  std::string_view method;
  std::string_view path;
  std::string_view summary;
  std::variant<open_handler, protected_handler, token_handler> run;
  jot::oauth2::scope_set scopes = {};  ///< all of them are needed; for a protected route alone
  nlohmann::ordered_json answer = {};  ///< the JSON Schema of the body of 200; null keeps the route out of OpenAPI

  [[nodiscard]] bool is_protected() const noexcept { return std::holds_alternative<protected_handler>(run); }
};

/// Finds the route, checks the token, the user and the scopes, runs the handler, and answers everything else.
class router {
 public:
  struct settings {
    std::string realm;
    std::vector<std::string> cors_origins;  ///< none: no CORS headers at all
  };

  /// `may_act` says whether the subject of a good token is still welcome.
  router(settings configured, std::vector<route> table, const token_service& tokens,
         std::function<bool(std::string_view subject)> may_act);

  void operator()(const http::request& request, const http::reply& reply) const;

 private:
  [[nodiscard]] http::response serve_protected(const route& found, const http::request& request) const;
  [[nodiscard]] http::response refuse(const jot::error& reason, const route& found) const;
  [[nodiscard]] std::string methods_of(std::string_view path) const;
  void add_cors(const http::request& request, http::response& answer) const;

  settings settings_;
  std::vector<route> table_;
  const token_service& tokens_;
  std::function<bool(std::string_view)> may_act_;
};

}  // namespace auth

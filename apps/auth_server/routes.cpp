// See routes.hpp.
#include "routes.hpp"

#include <jot/oauth2/bearer.hpp>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace auth {
namespace {

/// The user database does not work, or memory is short: nothing that another request could mend.
http::response unavailable(const std::exception& e) {
  std::fprintf(stderr, "error: %s\n", e.what());
  return {.status = 503,
          .body = error_body("temporarily_unavailable", "the service cannot answer at the moment"),
          .fields = {{"Retry-After", "1"}}};
}

}  // namespace

router::router(settings configured, std::vector<route> table, const token_service& tokens,
               std::function<bool(std::string_view)> may_act)
    : settings_(std::move(configured)), table_(std::move(table)), tokens_(tokens), may_act_(std::move(may_act)) {}

void router::operator()(const http::request& request, const http::reply& reply) const {
  const auto answer = [&](http::response given) {
    add_cors(request, given);
    reply(std::move(given));
  };

  const std::string allowed = methods_of(request.path);
  if (allowed.empty())
    return answer({.status = 404, .body = error_body("not_found", "this server does not have that path")});
  if (request.method == "OPTIONS") return answer({.status = 204, .fields = {{"Allow", allowed}}});

  // HEAD is GET whose body the server keeps to itself (RFC 9110 §9.3.2).
  const std::string_view method = request.method == "HEAD" ? "GET" : request.method;
  const auto found = std::find_if(table_.begin(), table_.end(),
                                  [&](const route& one) { return one.path == request.path && one.method == method; });
  if (found == table_.end()) {
    return answer({.status = 405,
                   .body = error_body("method_not_allowed", "this path supports the methods " + allowed),
                   .fields = {{"Allow", allowed}}});
  }
  try {
    if (const auto* open = std::get_if<open_handler>(&found->run)) return answer((*open)());
    if (found->is_protected()) return answer(serve_protected(*found, request));
  } catch (const std::exception& e) {
    return answer(unavailable(e));
  }
  http::response cors;
  add_cors(request, cors);
  const answer_later later = [reply, fields = std::move(cors.fields)](http::response given) {
    given.fields.insert(given.fields.end(), fields.begin(), fields.end());
    reply(std::move(given));
  };
  try {
    std::get<token_handler>(found->run)(request, later);
  } catch (const std::exception& e) {
    later(unavailable(e));
  }
}

http::response router::serve_protected(const route& found, const http::request& request) const {
  const auto token = jot::oauth2::bearer_token(request.values("Authorization"));
  if (!token) return refuse(token.error(), found);
  const auto verified = tokens_.verify(*token);
  if (!verified) return refuse(verified.error(), found);

  const std::string subject(*verified->registered().sub);
  if (!may_act_(subject)) {
    return refuse(jot::error(jot::errc::claim_rejected, "sub", "the user is unknown or disabled"), found);
  }
  http::response answer;
  if (const auto allowed = verified->claims().scope->require(found.scopes); !allowed) {
    answer = refuse(allowed.error(), found);
  } else {
    answer = std::get<protected_handler>(found.run)(*verified);
    // What only the bearer may see no cache may keep for others (RFC 6750 §5.3).
    answer.fields.emplace_back("Cache-Control", "no-store");
  }
  answer.user = subject;
  return answer;
}

http::response router::refuse(const jot::error& reason, const route& found) const {
  return example::bearer_refusal(reason, settings_.realm, found.scopes.to_string());
}

/// "GET, HEAD, OPTIONS", or nothing when the path is not known.
std::string router::methods_of(std::string_view path) const {
  std::string methods;
  for (const route& one : table_) {
    if (one.path != path && path != "*") continue;
    if (methods.find(one.method) != std::string::npos) continue;
    methods.append(one.method).append(", ");
    if (one.method == "GET") methods.append("HEAD, ");
  }
  return methods.empty() ? methods : methods + "OPTIONS";
}

/// CORS (the Fetch standard, §3.2). No origin is answered that was not configured, and no cookie is asked for.
void router::add_cors(const http::request& request, http::response& answer) const {
  if (settings_.cors_origins.empty()) return;
  answer.fields.emplace_back("Vary", "Origin");
  const auto origins = request.values("Origin");
  if (origins.size() != 1 || std::find(settings_.cors_origins.begin(), settings_.cors_origins.end(), origins[0]) ==
                                 settings_.cors_origins.end()) {
    return;
  }
  answer.fields.emplace_back("Access-Control-Allow-Origin", origins[0]);
  answer.fields.emplace_back("Access-Control-Expose-Headers", "WWW-Authenticate");
  if (request.method == "OPTIONS" && !request.values("Access-Control-Request-Method").empty()) {
    answer.fields.emplace_back("Access-Control-Allow-Methods", methods_of(request.path));
    answer.fields.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
    answer.fields.emplace_back("Access-Control-Max-Age", "600");
  }
}

}  // namespace auth

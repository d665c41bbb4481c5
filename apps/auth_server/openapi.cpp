// See openapi.hpp.
#include "openapi.hpp"

#include <algorithm>
#include <cctype>

namespace auth {
namespace {

using json = nlohmann::ordered_json;

constexpr const char* security_scheme = "password";

json reference(const char* kind, const char* name) {
  return {{"$ref", std::string("#/components/") + kind + "/" + name}};
}

json json_content(json schema) { return {{"application/json", {{"schema", std::move(schema)}}}}; }

json challenge_header() {
  return {{"description", "the challenge of RFC 6750 §3: what was wrong, and what is required"},
          {"schema", {{"type", "string"}}}};
}

json refused(const char* description) {
  return {{"description", description},
          {"headers", {{"WWW-Authenticate", challenge_header()}}},
          {"content", json_content(reference("schemas", "Error"))}};
}

json text_property(const char* description) { return {{"type", "string"}, {"description", description}}; }

/// The form of POST /token.
json token_request() {
  json form = {{"type", "object"},
               {"required", {"grant_type", "username", "password"}},
               {"properties",
                {{"grant_type", {{"type", "string"}, {"const", "password"}}},
                 {"username", {{"type", "string"}}},
                 {"password", {{"type", "string"}, {"format", "password"}}},
                 {"scope", text_property("scopes with single spaces between them; absent: all that the user has")},
                 {"client_id", text_property("ignored: clients are public")},
                 {"client_secret", text_property("ignored: clients are public")}}}};
  return {{"required", true}, {"content", {{"application/x-www-form-urlencoded", {{"schema", std::move(form)}}}}}};
}

json responses_of(const route& one) {
  json responses = {{"200", {{"description", "OK"}, {"content", json_content(one.answer)}}}};
  if (one.is_protected()) {
    responses["400"] = reference("responses", "InvalidRequest");
    responses["401"] = reference("responses", "Unauthorized");
    if (!one.scopes.empty()) responses["403"] = reference("responses", "InsufficientScope");
  } else if (std::holds_alternative<token_handler>(one.run)) {
    responses["400"] = {{"description", "an error of RFC 6749 §5.2"},
                        {"content", json_content(reference("schemas", "Error"))}};
    responses["401"] = {{"description", "invalid_client: this server has public clients only"},
                        {"content", json_content(reference("schemas", "Error"))}};
    responses["503"] = {{"description", "too many logins are waiting; see Retry-After"},
                        {"content", json_content(reference("schemas", "Error"))}};
  }
  return responses;
}

json operation_of(const route& one) {
  json operation = {{"summary", one.summary}};
  // An empty list says that there is no need to log in, which is not the same as saying nothing.
  operation["security"] = json::array();
  if (one.is_protected()) operation["security"].push_back({{security_scheme, one.scopes.tokens()}});
  if (std::holds_alternative<token_handler>(one.run)) operation["requestBody"] = token_request();
  operation["responses"] = responses_of(one);
  return operation;
}

}  // namespace

std::string openapi(const std::vector<route>& table, const scope_meanings& scopes) {
  json paths = json::object();
  for (const route& one : table) {
    if (one.answer.is_null()) continue;
    std::string method(one.method);
    std::transform(method.begin(), method.end(), method.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    paths[std::string(one.path)][method] = operation_of(one);
  }

  json flow = {{"tokenUrl", "/token"}, {"scopes", json::object()}};
  for (const auto& [scope, meaning] : scopes) flow["scopes"][scope] = meaning;

  const json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "jot auth server"},
        {"version", "1.0.0"},
        {"description", "Log in with a password, get a signed JWT, and see what it opens."}}},
      {"paths", std::move(paths)},
      {"components",
       {{"securitySchemes", {{security_scheme, {{"type", "oauth2"}, {"flows", {{"password", std::move(flow)}}}}}}},
        {"responses",
         {{"InvalidRequest", refused("the credentials are malformed")},
          {"Unauthorized", refused("there is no token, or it is not valid (any more)")},
          {"InsufficientScope", refused("the token is valid, but lacks a scope")}}},
        {"schemas",
         {{"Error",
           {{"type", "object"},
            {"required", {"error"}},
            {"properties", {{"error", {{"type", "string"}}}, {"error_description", {{"type", "string"}}}}}}}}}}}};
  return document.dump();
}

}  // namespace auth

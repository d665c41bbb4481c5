// See refusal.hpp.
#include "refusal.hpp"

#include <jot/oauth2/bearer.hpp>

#include <nlohmann/json.hpp>

namespace example {

std::string error_body(std::string_view code, std::string_view description) {
  const nlohmann::ordered_json body = {{"error", code}, {"error_description", description}};
  return body.dump();
}

http::response bearer_refusal(const jot::error& reason, std::string_view realm, std::string_view needed) {
  const bool lacks_scope = reason.category() == jot::category::insufficient;
  const int status = jot::oauth2::status(reason);
  std::string_view code = "invalid_token";
  if (status == 400) code = "invalid_request";
  if (lacks_scope) code = "insufficient_scope";
  if (reason.code() == jot::errc::missing_credentials) code = "unauthorized";
  const std::string_view wanted = lacks_scope ? needed : std::string_view();
  return {
      .status = status,
      .body = error_body(code, reason.message()),
      .fields = {{"WWW-Authenticate", jot::oauth2::challenge(reason, realm, wanted)}, {"Cache-Control", "no-store"}}};
}

}  // namespace example

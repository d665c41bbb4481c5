// See token_endpoint.hpp.
#include "token_endpoint.hpp"

#include "support/form.hpp"
#include "support/text.hpp"

#include <jot/bytes.hpp>

#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

namespace auth {
namespace {

constexpr std::size_t max_name_or_password = 4096;
constexpr std::string_view parameter_names[] = {"grant_type", "username",  "password",
                                                "scope",      "client_id", "client_secret"};

http::response never_cached(http::response answer) {
  // RFC 6749 §5.1 demands both, for the sake of caches of HTTP/1.0.
  answer.fields.emplace_back("Cache-Control", "no-store");
  answer.fields.emplace_back("Pragma", "no-cache");
  return answer;
}

http::response oauth_error(std::string_view code, std::string_view description) {
  return never_cached({.status = 400, .body = error_body(code, description)});
}

/// The same answer to a wrong password, an unknown user and a disabled one, so that it does not reveal which it was.
http::response invalid_grant() { return oauth_error("invalid_grant", "the user name or the password is wrong"); }

http::response try_again_later() {
  http::response answer = never_cached(
      {.status = 503, .body = error_body("temporarily_unavailable", "too many logins are waiting; try again shortly")});
  answer.fields.emplace_back("Retry-After", "1");
  return answer;
}

bool is_form(std::string_view content_type) {
  const auto trim = [](std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
  };
  const std::size_t semicolon = content_type.find(';');
  if (!example::equal_ignoring_case(trim(content_type.substr(0, semicolon)), "application/x-www-form-urlencoded")) {
    return false;
  }
  if (semicolon == std::string_view::npos) return true;
  const std::string_view parameter = trim(content_type.substr(semicolon + 1));
  return parameter.empty() || example::equal_ignoring_case(parameter, "charset=utf-8") ||
         example::equal_ignoring_case(parameter, "charset=\"utf-8\"");
}

/// True for Basic credentials that carry no secret (RFC 7617 §2, RFC 6749 §2.3.1): "Basic Og==", which interactive API
/// pages send when the client's fields are left empty, is one.
bool is_public_client(std::string_view authorization) {
  constexpr std::string_view scheme = "basic ";
  if (!example::equal_ignoring_case(authorization.substr(0, scheme.size()), scheme)) return false;
  authorization.remove_prefix((std::min)(authorization.find_first_not_of(' ', scheme.size()), authorization.size()));
  std::string decoded(authorization.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(decoded.data()), decoded.size(), authorization.data(),
                        authorization.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return false;
  }
  // The colon is the last byte: there is a client_id, perhaps an empty one, and an empty secret.
  return size > 0 && std::string_view(decoded.data(), size).find(':') == size - 1;
}

/// Names and passwords are *UNICODECHARNOCRLF (RFC 6749, appendix A): no control characters but the tab.
bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c != '\t' && example::is_control(c); });
}

}  // namespace

/// Thrown where a request turns out to be one that cannot be granted.
class token_endpoint::refusal : public std::exception {
 public:
  explicit refusal(http::response answer) : answer_(std::move(answer)) {}
  refusal(std::string_view code, std::string_view description) : refusal(oauth_error(code, description)) {}
  [[nodiscard]] const char* what() const noexcept override { return "refused"; }
  [[nodiscard]] const http::response& answer() const noexcept { return answer_; }

 private:
  http::response answer_;
};

void token_endpoint::operator()(const http::request& request, const answer_later& answer) const {
  try {
    const auto asked = std::make_shared<grant>(read(request));
    const std::optional<user> found = users_.find(asked->username);
    std::string password = std::exchange(asked->password, {});
    const bool queued = passwords_.verify(std::move(password), found ? found->password_hash : std::string(),
                                          [this, asked, answer](bool matches) {
                                            try {
                                              answer(decide(*asked, matches));
                                            } catch (const std::exception& e) {
                                              std::fprintf(stderr, "error: %s\n", e.what());
                                              answer(try_again_later());
                                            }
                                          });
    if (!queued) answer(try_again_later());
  } catch (const refusal& refused) {
    answer(refused.answer());
  }
}

token_endpoint::grant token_endpoint::read(const http::request& request) const {
  const auto credentials = request.values("Authorization");
  if (credentials.size() > 1) throw refusal("invalid_request", "there is more than one Authorization header");
  if (credentials.size() == 1 && !is_public_client(credentials[0])) {
    http::response answer = oauth_error("invalid_client", "this server has public clients only: send no client secret");
    answer.status = 401;
    answer.fields.emplace_back("WWW-Authenticate", "Basic realm=\"jot clients\"");
    throw refusal(std::move(answer));
  }

  std::string_view problem;
  const example::form query = example::form::parse(request.query, problem);
  for (const std::string_view name : parameter_names) {
    // RFC 6749 §2.3.1: a URL ends up in logs and histories.
    if (query.count(name) > 0) problem = "parameters belong in the body, never in the URL";
  }
  if (!problem.empty()) throw refusal("invalid_request", problem);

  const auto types = request.values("Content-Type");
  if (types.size() != 1 || !is_form(types[0]) || !request.values("Content-Encoding").empty()) {
    throw refusal("invalid_request", "the body must be application/x-www-form-urlencoded, in UTF-8");
  }
  const example::form parameters = example::form::parse(request.body, problem);
  if (!problem.empty()) throw refusal("invalid_request", problem);
  for (const std::string_view name : parameter_names) {
    if (parameters.count(name) > 1) throw refusal("invalid_request", std::string(name) + " is repeated");
  }

  const auto grant_type = parameters.value("grant_type");
  if (!grant_type) throw refusal("invalid_request", "grant_type is missing");
  if (*grant_type != "password")
    throw refusal("unsupported_grant_type", "this server supports the grant_type password only");
  const auto username = parameters.value("username");
  if (!username) throw refusal("invalid_request", "username is missing");
  const auto password = parameters.value("password");
  if (!password) throw refusal("invalid_request", "password is missing");
  if (username->size() > max_name_or_password || password->size() > max_name_or_password) {
    throw refusal("invalid_request", "a user name or a password of more than 4096 bytes");
  }
  if (has_control(*username) || has_control(*password)) {
    throw refusal("invalid_request", "a user name or a password with a control character");
  }

  grant asked{.username = std::string(*username), .password = std::string(*password), .scope = std::nullopt};
  if (const auto scope = parameters.value("scope")) {
    const auto read = jot::oauth2::scope_set::parse(*scope);
    if (!read) throw refusal("invalid_scope", read.error().message());
    if (!known_scopes_.contains_all(*read)) {
      throw refusal("invalid_scope", "this server's scopes are: " + known_scopes_.to_string());
    }
    asked.scope = *read;
  }
  return asked;
}

http::response token_endpoint::decide(const grant& asked, bool password_matches) const {
  // Looked up again: the user may have been disabled while the password was being verified.
  const std::optional<user> found = users_.find(asked.username);
  if (!password_matches || !found || found->disabled) return invalid_grant();

  jot::oauth2::scope_set granted;
  for (const std::string& one : found->scopes.tokens()) {
    if (!asked.scope || asked.scope->contains(one)) granted.insert(one);
  }
  if (asked.scope && granted.empty()) return oauth_error("invalid_scope", "the user has none of these scopes");

  const auto token = tokens_.issue(found->name, granted);
  if (!token) throw std::runtime_error("cannot sign: " + token.error().message());
  const nlohmann::ordered_json body = {{"access_token", *token},
                                       {"token_type", "Bearer"},
                                       {"expires_in", tokens_.lifetime().count()},
                                       {"scope", granted.to_string()}};
  http::response answer = never_cached({.body = body.dump()});
  answer.user = found->name;
  return answer;
}

}  // namespace auth

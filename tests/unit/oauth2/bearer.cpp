// Tests of oauth2/bearer.hpp: the Authorization header in every form, and answers that nobody can inject into.
#include <jot/oauth2/bearer.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::errc;
using jot::oauth2::bearer_token;
using jot::oauth2::challenge;
using jot::oauth2::status;

namespace {

std::string token(std::string_view header) {
  const auto found = bearer_token(header);
  return found ? std::string(*found) : verdict(found);
}
std::string why(std::string_view header) { return message(bearer_token(header)); }

// Nothing outside printable ASCII, and every quoted-string closed: what a header line must be whatever went in.
bool is_safe(const std::string& header) {
  bool quoted = false;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (header[i] < ' ' || header[i] > '~') return false;
    if (quoted && header[i] == '\\') {
      ++i;
    } else if (header[i] == '"') {
      quoted = !quoted;
    }
  }
  return !quoted;
}

// The names of the parameters, as a parser of quoted-strings sees them.
std::vector<std::string> parameters(const std::string& header) {
  std::vector<std::string> names;
  std::string name;
  bool quoted = false;
  for (std::size_t i = header.find(' ') + 1; i < header.size(); ++i) {
    if (quoted) {
      if (header[i] == '\\')
        ++i;
      else if (header[i] == '"')
        quoted = false;
    } else if (header[i] == '"') {
      quoted = true;
      names.push_back(name.substr(0, name.size() - 1));
      name.clear();
    } else if (header[i] != ',' && header[i] != ' ') {
      name += header[i];
    }
  }
  return names;
}

}  // namespace

TEST_CASE("the token of a Bearer header is found", "[bearer]") {
  CHECK(token("Bearer abc.def-g_h~i+j/k==") == "abc.def-g_h~i+j/k==");
  CHECK(token("bearer x") == "x");
  CHECK(token("BEARER x") == "x");
  CHECK(token("bEaReR x") == "x");
  CHECK(token("Bearer   x") == "x");
  const std::string_view header = "Bearer view";
  CHECK(bearer_token(header).value().data() == header.data() + 7);
}

// What is given away lives on by itself; what the caller keeps is looked at, and so is a literal.
template <class Header>
using taken_from = typename std::remove_cvref_t<decltype(bearer_token(std::declval<Header>()))>::value_type;
static_assert(std::is_same_v<taken_from<std::string>, std::string>);
static_assert(std::is_same_v<taken_from<const std::string>, std::string>);
static_assert(std::is_same_v<taken_from<std::string&>, std::string_view>);
static_assert(std::is_same_v<taken_from<const std::string&>, std::string_view>);
static_assert(std::is_same_v<taken_from<std::string_view>, std::string_view>);
static_assert(std::is_same_v<taken_from<const char*>, std::string_view>);
static_assert(std::is_same_v<taken_from<const char (&)[9]>, std::string_view>);
static_assert(std::is_same_v<taken_from<std::span<const std::string_view>>, std::string_view>);

TEST_CASE("the token of a header that was returned by value outlives that header", "[bearer]") {
  // As cpp-httplib's get_header_value does, and longer than what a string holds without memory of its own.
  const auto header_value = [](const char* scheme) { return std::string(scheme) + " " + std::string(200, 't'); };
  const auto token = bearer_token(header_value("Bearer"));
  const std::string in_the_place_of_the_header(207, '!');
  REQUIRE(token);
  CHECK(*token == std::string(200, 't'));
  CHECK(verdict(bearer_token(header_value("Basic"))) == "missing_credentials");
  CHECK(verdict(bearer_token(header_value("Bearer:"))) == "malformed_credentials");
}

TEST_CASE("no credentials are told apart from malformed ones", "[bearer]") {
  for (const char* header : {"", "Basic dXNlcjpwdw==", "Bearerx y", "Bear x", "Bearer=x", "DPoP x", "Token x",
                             "abc.def.ghi", "=", "Beare\xC5\x99 x"}) {
    CAPTURE(header);
    CHECK(token(header) == "missing_credentials");
  }
  CHECK(why("") == "no Authorization header");
  CHECK(why("Basic x") == "the Authorization header's scheme is not Bearer");
}

TEST_CASE("each malformed header has its own reason", "[bearer]") {
  struct {
    std::string_view header, message;
  } const table[] = {
      {"Bearer", "the scheme Bearer is not followed by a token"},
      {"Bearer ", "the scheme Bearer is not followed by a token"},
      {"Bearer    ", "the scheme Bearer is not followed by a token"},
      {"Bearer: x", "\"Bearer:\" with a colon; a space separates scheme and token"},
      {"Bearer:x", "\"Bearer:\" with a colon; a space separates scheme and token"},
      {"Bearer\tx", "a space must separate scheme and token"},
      {"Bearer,x", "a space must separate scheme and token"},
      {"Bearer x y", "white space in or after the token"},
      {"Bearer x ", "white space in or after the token"},
      {"Bearer \tx", "white space in or after the token"},
      {"Bearer x\t", "white space in or after the token"},
      {"Bearer Bearer x", "the scheme Bearer twice: does a tool add it to what you paste?"},
      {"Bearer bearer x", "the scheme Bearer twice: does a tool add it to what you paste?"},
      {"Bearer x, Bearer x", "a comma in the token: were two headers joined?"},
      {"Bearer x,Bearer", "a comma in the token: were two headers joined?"},
      {"Bearer \"x\"", "quotation marks around the token; remove them"},
      {"Bearer 'x'", "quotation marks around the token; remove them"},
      {"Bearer x;y", "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
      {"Bearer x=y", "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
      {"Bearer =", "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
      {"Bearer <token>", "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
      {"Bearer caf\xC3\xA9", "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
      {"Bearer x\r\n", "white space in or after the token"},
      {std::string_view("Bearer x\0", 9), "a character that is not allowed in a bearer token (RFC 6750 section 2.1)"},
  };
  for (const auto& row : table) {
    CAPTURE(row.header);
    CHECK(token(row.header) == "malformed_credentials");
    CHECK(why(row.header) == row.message);
  }
}

TEST_CASE("a request has exactly one Authorization header", "[bearer]") {
  const auto of = [](std::vector<std::string_view> headers) {
    return bearer_token(std::span<const std::string_view>(headers));
  };
  CHECK(verdict(of({})) == "missing_credentials");
  CHECK(of({"Bearer x"}).value() == "x");
  CHECK(verdict(of({"Bearer x", "Bearer x"})) == "malformed_credentials");
  CHECK(verdict(of({"Bearer x", ""})) == "malformed_credentials");
  CHECK(verdict(of({"Basic x"})) == "missing_credentials");
}

TEST_CASE("every error has its HTTP status and challenge", "[bearer]") {
  for (int i = 0; i <= static_cast<int>(errc::crypto_failure); ++i) {
    const auto code = static_cast<errc>(i);
    const jot::error e(code, "what happened");
    CAPTURE(jot::name(code));
    int wanted = 401;
    std::string kind = "invalid_token";
    switch (jot::category_of(code)) {
      case jot::category::malformed:
      case jot::category::unauthentic:
      case jot::category::unacceptable:
        break;
      case jot::category::insufficient:
        wanted = 403;
        kind = "insufficient_scope";
        break;
      case jot::category::unavailable:
        wanted = 503;
        kind = "";
        break;
      case jot::category::misuse:
        wanted = 500;
        kind = "";
        break;
    }
    if (code == errc::malformed_credentials) {
      wanted = 400;
      kind = "invalid_request";
    }
    if (code == errc::missing_credentials) kind = "";
    CHECK(status(e) == wanted);
    CHECK(challenge(e, "api") ==
          (kind.empty() ? std::string("Bearer realm=\"api\"")
                        : "Bearer realm=\"api\", error=\"" + kind + "\", error_description=\"what happened\""));
  }
}

TEST_CASE("what is encrypted, bound, replayed or still on its way has its status", "[bearer]") {
  for (const errc code : {errc::decryption_failed, errc::replayed, errc::nonce_required, errc::binding_mismatch}) {
    const jot::error e(code, "cnf", "x");
    CAPTURE(jot::name(code));
    CHECK(status(e) == 401);
    CHECK(challenge(e, "api") == R"(Bearer realm="api", error="invalid_token", error_description="cnf: x")");
  }
  for (const errc code : {errc::keys_pending, errc::state_unavailable}) {
    const jot::error e(code, "x");
    CAPTURE(jot::name(code));
    CHECK(status(e) == 503);
    CHECK(challenge(e, "api") == R"(Bearer realm="api")");
  }
}

TEST_CASE("a challenge names the scope that is needed", "[bearer]") {
  CHECK(challenge(jot::error(errc::insufficient_scope, "write", "the token does not have this scope"), "api",
                  "read write") ==
        "Bearer realm=\"api\", error=\"insufficient_scope\", error_description=\"write: the token does not have this "
        "scope\", "
        "scope=\"read write\"");
  CHECK(challenge(jot::error(errc::missing_credentials, "x"), "api", "read") == "Bearer realm=\"api\", scope=\"read\"");
  for (const char* scope : {"", "a  b", "a\"b", "a\r\nX: y", "caf\xC3\xA9"}) {
    CHECK(challenge(jot::error(errc::missing_credentials, "x"), "api", scope) == "Bearer realm=\"api\"");
  }
}

TEST_CASE("a realm is quoted", "[bearer]") {
  const jot::error none(errc::missing_credentials, "x");
  CHECK(challenge(none, "") == "Bearer realm=\"\"");
  CHECK(challenge(none, "a \"b\" \\c") == R"(Bearer realm="a \"b\" \\c")");
  CHECK(challenge(none, "a\r\nSet-Cookie: x") == "Bearer realm=\"a??Set-Cookie: x\"");
  CHECK(challenge(none, "Bearer") == "Bearer realm=\"Bearer\"");
}

TEST_CASE("nothing can be injected by realm, scope or a claim's name", "[bearer]") {
  std::string every;
  for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
  std::vector<std::string> attacks = {every, "\r\nX: y", "\n",           "\"",
                                      "\\",  "\\\"",     "\", error=\"", "\\\", scope=\"admin",
                                      "x\\", "\xC2\x85", "\xE2\x80\xA8", "Bearer"};
  for (int c = 0; c < 256; ++c) attacks.push_back("a" + std::string(1, static_cast<char>(c)) + "b");
  for (const std::string& attack : attacks) {
    CAPTURE(attack);
    const jot::error e(errc::invalid_claim, attack, "must be a string");
    const std::string header = challenge(e, attack, attack);
    CHECK(is_safe(header));
    std::vector<std::string> names = parameters(header);
    if (!names.empty() && names.back() == "scope") names.pop_back();
    CHECK(names == std::vector<std::string>{"realm", "error", "error_description"});
    // RFC 6750 §3 leaves quote and backslash out of error_description altogether.
    const std::size_t at = header.find("error_description=\"") + 19;
    CHECK(header.substr(at, header.find('"', at) - at).find('\\') == std::string::npos);
  }
}

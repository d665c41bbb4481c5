// The Authorization header, scopes, and the answer: a token is taken exactly where RFC 6750 has one, scopes read back,
// and no text of a stranger gets out of its quotes in a WWW-Authenticate header.
#include "fuzz.hpp"

#include <jot/jwa.hpp>
#include <jot/oauth2/bearer.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace jot_fuzz::bearer { namespace {

// "Bearer" 1*SP b64token, character by character.
std::string_view token_in(std::string_view header) {
  constexpr std::string_view scheme = "bearer";
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    if (i >= header.size() || (header[i] != scheme[i] && header[i] != scheme[i] - 32)) return {};
  }
  std::size_t at = scheme.size();
  while (at < header.size() && header[at] == ' ') ++at;
  if (at == scheme.size()) return {};
  const std::string_view token = header.substr(at);
  std::size_t end = 0;
  while (end < token.size() && token[end] != '=') {
    const char c = token[end++];
    const bool ok = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                    c == '.' || c == '_' || c == '~' || c == '+' || c == '/';
    if (!ok) return {};
  }
  if (end == 0) return {};
  for (; end < token.size(); ++end) {
    if (token[end] != '=') return {};
  }
  return token;
}

void check_header(std::string_view header) {
  const auto found = jot::oauth2::bearer_token(header);
  const std::string_view wanted = token_in(header);
  require(found.has_value() == !wanted.empty() && (!found || *found == wanted),
          "a token is taken exactly where RFC 6750 has one", header);
  const std::array<std::string_view, 2> twice{header, header};
  require(!jot::oauth2::bearer_token(twice), "of two headers none is taken", header);
}

void check_scopes(std::string_view text) {
  const auto scopes = jot::oauth2::scope_set::parse(text);
  const nlohmann::json claims{{"scope", std::string(text)}};
  require(jot::oauth2::scope_set::from_claims(claims).has_value() == scopes.has_value(), "one grammar for both", text);
  if (!scopes) return;
  for (const std::string& token : scopes->tokens()) {
    require(!token.empty() &&
                std::ranges::all_of(token, [](char c) { return c > ' ' && c < 127 && c != '"' && c != '\\'; }),
            "a scope token has the characters of RFC 6749", text);
    require((" " + std::string(text) + " ").find(" " + token + " ") != std::string::npos, "a scope is a whole word",
            text);
  }
  const auto again = jot::oauth2::scope_set::parse(scopes->to_string());
  require(again && again->tokens() == scopes->tokens(), "scopes read back as themselves", text);
  require(scopes->require(*scopes).has_value() && scopes->contains_all(*again), "a set has what it has", text);
}

// Bearer name="…", name="…": each parameter once, printable, quotes only around values and behind a backslash.
void check_challenge(const std::string& answer) {
  require(answer.starts_with("Bearer "), "the scheme comes first", answer);
  require(std::ranges::all_of(answer, [](char c) { return c >= ' ' && c <= '~'; }), "one line of printable text",
          answer);
  std::string_view rest = std::string_view(answer).substr(7);
  std::vector<std::string_view> seen;
  while (true) {
    const std::size_t equals = rest.find("=\"");
    require(equals != std::string_view::npos, "each parameter has a quoted value", answer);
    const std::string_view name = rest.substr(0, equals);
    constexpr std::array<std::string_view, 4> names{"realm", "error", "error_description", "scope"};
    require(std::ranges::find(names, name) != names.end(), "no parameter but those of RFC 6750", answer);
    require(std::ranges::find(seen, name) == seen.end(), "each parameter once", answer);
    seen.push_back(name);
    std::size_t at = equals + 2;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
      if (rest[at] == '\\') {
        require(name == "realm", "only a realm has anything to escape", answer);
        ++at;
      }
    }
    require(at < rest.size(), "each quote is closed", answer);
    rest.remove_prefix(at + 1);
    if (rest.empty()) return;
    require(rest.starts_with(", "), "a comma and a space between parameters", answer);
    rest.remove_prefix(2);
  }
}

void check_answer(jot::errc code, std::string_view claim, std::string_view realm, std::string_view scope) {
  const jot::error e(code, claim, "a detail");
  const std::string message = e.message();
  require(std::ranges::none_of(message, [](char c) { return (c >= 0 && c < ' ') || c == 127; }),
          "no control character in a message", message);
  const int status = jot::oauth2::status(e);
  require(status == 400 || status == 401 || status == 403 || status == 500 || status == 503, "a known status");
  check_challenge(jot::oauth2::challenge(e, realm, scope));
}

void run(input data) {
  reader in(data);
  const auto code = static_cast<jot::errc>(in.below(static_cast<unsigned>(jot::errc::crypto_failure) + 1));
  const std::string_view claim = in.text(in.below(64));
  const std::string_view realm = in.text(in.below(64));
  const std::string_view text = in.rest();
  check_answer(code, claim, realm, text);
  check_header(text);
  check_header("Bearer " + std::string(text));
  check_scopes(text);
  if (const auto algorithms = jot::algorithm_set::parse(text)) {
    require(!algorithms->empty(), "a list of algorithms that is taken allows something", text);
    require(text.find("none") == std::string_view::npos, "none is no algorithm", text);
  }
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out;
  const std::string before("\x05\4exp \3api", 9);
  for (const char* text : {"Bearer abc.def-_~+/==", "bearer  x", "BEARER", "Basic abc", "Bearer: abc", "Bearer a b",
                           "Bearer a,b", "Bearer =", "me items", "me  items", " me", "read:all \"quoted\"",
                           "HS256,ES256", "none", "a\r\nSet-Cookie: x=y", ""}) {
    out.push_back(before + text);
  }
  out.push_back(std::string("\x12\x0a\"\\\r\n\x80\xc2\x85\x1b[m\x08\"\\\r\n,=\"x", 21) + "scope");
  for (const std::string& token : vectors.tokens) out.push_back(before + "Bearer " + token);
  return out;
}

const registration registered({"bearer", run, seeds});

}}  // namespace jot_fuzz::bearer

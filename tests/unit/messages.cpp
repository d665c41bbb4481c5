// What errors say, word for word: each situation below gives one line of messages.txt. Whoever changes a message reads
// the file's difference as its users will; the test writes what it got beside the build when the two differ.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::algorithm;

namespace {

class collected {
 public:
  void part(const char* title) { text_ += (text_.empty() ? "## " : "\n## ") + std::string(title) + "\n"; }
  template <class T>
  void add(const std::string& situation, const jot::result<T>& outcome) {
    text_ += situation + "\n  " +
             (outcome ? "no error" : std::string(name(outcome.error().code())) + ": " + outcome.error().message()) +
             "\n";
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

jot::result<jot::verified<>> verify(const std::string& token, const jot::validation& rules = no_rules()) {
  return jot::verify(token, hs256_key().verification_key(), rules, now_clock());
}
jot::result<jot::verified<>> with_header(const std::string& header) { return verify(token_of(header, "{}")); }
jot::result<jot::verified<>> with_payload(const std::string& payload, const jot::validation& rules = no_rules()) {
  return verify(payload_token(payload), rules);
}
template <class Change>
jot::validation rules(Change change) {
  jot::validation out = no_rules();
  change(out);
  return out;
}
std::string at(std::int64_t offset) { return std::to_string(now_seconds + offset); }

std::string sample() { return payload_token(R"({"sub":"alice","name":"a longer payload, so that there is room"})"); }

void tokens(collected& out) {
  const std::string good = sample();
  const std::size_t first = good.find('.');
  const std::size_t last = good.rfind('.');
  const auto changed = [&](std::size_t at, const std::string& text) { return std::string(good).insert(at, text); };

  out.part("The text of a token");
  out.add("nothing", verify(""));
  out.add("an opaque token", verify("8f14e45fceea167a5a36dedd4bea2543"));
  out.add("without its last part", verify(good.substr(0, last)));
  out.add("with three dots in a row, as in a log", verify(good.substr(0, 20) + "..." + good.substr(40)));
  out.add("with an ellipsis of one character", verify(changed(20, "\u2026")));
  out.add("an encrypted token", verify("eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn"));
  out.add("two tokens in one", verify(good + "," + good));
  out.add("JSON serialization", verify(R"({"payload":"e30","signatures":[]})"));
  out.add("more than 64 KiB", verify(std::string(70'000, 'a')));
  out.add("with the scheme", verify("Bearer " + good));
  out.add("in quotation marks", verify('"' + good + '"'));
  out.add("with its last quotation mark", verify(good + '"'));
  out.add("with the newline of its file", verify(good + "\n"));
  out.add("wrapped in its payload", verify(changed(first + 20, "\r\n")));
  out.add("with a space in front", verify(" " + good));
  out.add("padded", verify(changed(first, "=")));
  out.add("in base64", verify(changed(first + 5, "+")));
  out.add("percent-encoded", verify(changed(last, "%3D")));
  out.add("with another character", verify(changed(first + 3, "*")));
  out.add("without its first character", verify(good.substr(1)));
  out.add("with another first character", verify("a" + good.substr(1)));
  out.add("without the last character of its signature", verify(good.substr(0, good.size() - 1)));
  out.add("without the last four", verify(good.substr(0, good.size() - 4)));
  out.add("with a longer signature", verify(good + "AAAA"));
  out.add("with another payload", verify(changed(first + 1, "eyJh")));
  out.add("with another last character", verify(good.substr(0, good.size() - 1) + "B"));

  out.part("The header");
  out.add("not an object", with_header("[]"));
  out.add("cut off", with_header(R"({"alg":"HS256")"));
  out.add("a name twice", with_header(R"({"alg":"HS256","alg":"HS256"})"));
  out.add("without alg", with_header("{}"));
  out.add("alg none", with_header(R"({"alg":"none"})"));
  out.add("alg in lower case", with_header(R"({"alg":"hs256"})"));
  out.add("alg of another key", with_header(R"({"alg":"RS256"})"));
  out.add("alg a number", with_header(R"({"alg":1})"));
  out.add("kid a number", with_header(R"({"alg":"HS256","kid":1})"));
  out.add("an unknown extension", with_header(R"({"alg":"HS256","crit":["x"],"x":1})"));
  out.add("an extension that is missing", with_header(R"({"alg":"HS256","crit":["x"]})"));
  out.add("crit is empty", with_header(R"({"alg":"HS256","crit":[]})"));
  out.add("crit names alg", with_header(R"({"alg":"HS256","crit":["alg"]})"));
  out.add("unencoded payload", with_header(R"({"alg":"HS256","crit":["b64"],"b64":false})"));
  out.add("typ missing", verify(token_of(R"({"alg":"HS256"})", "{}"), rules([](auto& r) { r.typ = "at+jwt"; })));
  out.add("typ of another kind",
          verify(token_of(R"({"alg":"HS256","typ":"JWT"})", "{}"), rules([](auto& r) { r.typ = "at+jwt"; })));
}

void claims(collected& out) {
  out.part("The payload");
  out.add("not JSON", with_payload("sub=alice"));
  out.add("not an object", with_payload("[1]"));
  out.add("a name twice", with_payload(R"({"a":1,"a":2})"));
  out.add("nested deeply", with_payload(R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}"));
  out.add("exp is text", with_payload(R"({"exp":"1700000000"})"));
  out.add("exp in milliseconds", with_payload(R"({"exp":1700000000000})"));
  out.add("exp in nanoseconds", with_payload(R"({"exp":1700000000000000000})"));
  out.add("sub is a number", with_payload(R"({"sub":7})"));
  out.add("aud is a number", with_payload(R"({"aud":7})"));
  out.add("aud has a number", with_payload(R"({"aud":["a",7]})"));

  out.part("The claims");
  out.add("without exp", with_payload("{}", rules([](auto& r) { r.exp = jot::expiry::required; })));
  out.add("expired a moment ago", with_payload("{\"exp\":" + at(-4) + "}"));
  out.add("expired", with_payload("{\"exp\":" + at(-4000) + "}"));
  out.add("not valid yet", with_payload("{\"nbf\":" + at(30) + "}"));
  const auto max_age = rules([](auto& r) { r.max_age = 60s; });
  out.add("age unknown", with_payload("{}", max_age));
  out.add("issued in the future", with_payload("{\"iat\":" + at(30) + "}", max_age));
  out.add("too old", with_payload("{\"iat\":" + at(-90) + "}", max_age));
  const auto max_lifetime = rules([](auto& r) { r.max_lifetime = 60s; });
  out.add("lifetime without end", with_payload("{}", max_lifetime));
  out.add("lifetime too long", with_payload("{\"exp\":" + at(90) + "}", max_lifetime));
  const auto issuer = rules([](auto& r) { r.issuer = "https://id.example/realms/a"; });
  out.add("without iss", with_payload("{}", issuer));
  out.add("iss with a slash", with_payload(R"({"iss":"https://id.example/realms/a/"})", issuer));
  out.add("iss in capitals", with_payload(R"({"iss":"https://ID.example/realms/a"})", issuer));
  out.add("iss with http", with_payload(R"({"iss":"http://id.example/realms/a"})", issuer));
  out.add("iss with an inner host", with_payload(R"({"iss":"http://keycloak:8080/realms/a"})", issuer));
  out.add("another iss", with_payload(R"({"iss":"https://id.example/realms/b"})", issuer));
  out.add("aud where none is configured",
          with_payload(R"({"aud":"api"})", rules([](auto& r) { r.audience = jot::absent; })));
  const auto audience = rules([](auto& r) { r.audience = "api"; });
  out.add("without aud", with_payload("{}", audience));
  out.add("another aud", with_payload(R"({"aud":["a","b"]})", audience));
  out.add("one aud of two",
          with_payload(R"({"aud":"a"})", rules([](auto& r) { r.audience = jot::all_of({"a", "b"}); })));
  out.add("without sub", with_payload("{}", rules([](auto& r) { r.subject = "alice"; })));
  out.add("another sub", with_payload(R"({"sub":"bob"})", rules([](auto& r) { r.subject = "alice"; })));
  out.add("bound to a key", with_payload(R"({"cnf":{"jkt":"x"}})"));
  out.add("a required claim is missing", with_payload("{}", rules([](auto& r) { r.required = {"tenant"}; })));
  const auto equal = rules([](auto& r) { r.equal = {{"tenant", "acme"}, {"/realm/roles", jot::contains("admin")}}; });
  out.add("tenant is missing", with_payload("{}", equal));
  out.add("another tenant", with_payload(R"({"tenant":"x","realm":{"roles":["admin"]}})", equal));
  out.add("without the role", with_payload(R"({"tenant":"acme","realm":{"roles":["user"]}})", equal));
}

struct account {
  std::string sub;
  int level = 0;
  std::vector<std::string> roles;
  std::optional<bool> active;
};

void structs(collected& out) {
  const auto read = [](const std::string& payload) {
    return jot::verify<account>(payload_token(payload), hs256_key().verification_key(), no_rules(), now_clock());
  };
  out.part("A claims struct");
  out.add("a member is missing", read(R"({"sub":"a","level":1})"));
  out.add("a string for a number", read(R"({"sub":"a","level":"1","roles":[]})"));
  out.add("a fraction", read(R"({"sub":"a","level":1.5,"roles":[]})"));
  out.add("out of range", read(R"({"sub":"a","level":3000000000,"roles":[]})"));
  out.add("a number among strings", read(R"({"sub":"a","level":1,"roles":["x",2]})"));
  out.add("null", read(R"({"sub":"a","level":1,"roles":null})"));
  out.add("a string for a boolean", read(R"({"sub":"a","level":1,"roles":[],"active":"yes"})"));
}

void signing(collected& out) {
  out.part("Signing");
  const auto sign = [](const auto& claims) { return jot::sign(hs256_key(), {.exp = jot::never}, claims); };
  out.add("not an object", sign(nlohmann::json::array({1})));
  out.add("exp among the custom claims", sign(nlohmann::json{{"exp", 1}}));
  out.add("text that is not UTF-8", sign(nlohmann::json{{"a", "\xFF"}}));
  out.add("NaN", sign(nlohmann::json{{"a", std::numeric_limits<double>::quiet_NaN()}}));
  out.add("iss twice", jot::sign(hs256_key(), {.iss = "a", .exp = jot::never}, nlohmann::json{{"iss", "b"}}));
}

void keys(collected& out) {
  using jot::any_signing_key;
  using jot::any_verification_key;
  out.part("Keys");
  out.add("a short secret", jot::signing_key<jot::hs256>::from_secret_text("secret"));
  out.add("an empty secret", jot::signing_key<jot::hs256>::from_secret_text(""));
  out.add("a PEM as a secret", jot::signing_key<jot::hs256>::from_secret_text(
                                   key_for(algorithm::es256).verification_key().to_public_pem().value()));
  out.add("a secret that is not base64url", jot::signing_key<jot::hs256>::from_secret_base64url("abc+"));
  out.add("a secret that is not hexadecimal", jot::signing_key<jot::hs256>::from_secret_hex("0g"));
  out.add("no PEM", any_verification_key::from_pem(algorithm::rs256, "key.pem"));
  out.add("a PEM without its end",
          any_verification_key::from_pem(algorithm::rs256, "-----BEGIN PUBLIC KEY-----\nMIIB"));
  out.add("JSON for a PEM", any_verification_key::from_pem(algorithm::rs256, R"({"kty":"RSA"})"));
  const std::string es256_private = key_for(algorithm::es256).to_private_pem().value();
  const std::string es256_public = key_for(algorithm::es256).verification_key().to_public_pem().value();
  out.add("a private key to verify with", any_verification_key::from_pem(algorithm::es256, es256_private));
  out.add("a public key to sign with", any_signing_key::from_pem(algorithm::es256, es256_public));
  out.add("an EC key for RS256", any_verification_key::from_pem(algorithm::rs256, es256_public));
  out.add("P-256 for ES384", any_verification_key::from_pem(algorithm::es384, es256_public));
  out.add("an encrypted key without its password",
          any_signing_key::from_pem(algorithm::es256, key_for(algorithm::es256).to_private_pem("open").value()));
  out.add("an encrypted key with another password",
          any_signing_key::from_pem(algorithm::es256, key_for(algorithm::es256).to_private_pem("open").value(), "no"));
  out.add("an RSA key of 1024 bits", any_signing_key::generate(algorithm::rs256, 1024));

  out.part("JWK and JWK Set");
  const auto jwk = [](const char* text) { return jot::jwk::parse(text); };
  out.add("not JSON", jwk("kty=RSA"));
  out.add("without kty", jwk("{}"));
  out.add("another kty", jwk(R"({"kty":"rsa"})"));
  out.add("RSA without n", jwk(R"({"kty":"RSA","e":"AQAB"})"));
  out.add("padded", jwk(R"({"kty":"oct","k":"YWE="})"));
  out.add("another curve", jwk(R"({"kty":"EC","crv":"P-192","x":"AA","y":"AA"})"));
  out.add("a set without keys", jot::jwk_set::parse("{}", {algorithm::es256}));
  const std::string k = R"({"kty":"oct","kid":"1","k":")" + jot::base64url_encode(jot::as_bytes(long_secret)) + "\"}";
  const auto set = jot::jwk_set::parse("{\"keys\":[" + k + "]}", {algorithm::hs256}).value();
  out.add("an algorithm that is not accepted", set.find({algorithm::es256, "1"}));
  out.add("an unknown kid", set.find({algorithm::hs256, "2"}));
}

void settings(collected& out) {
  const jot::testing::fake_fetcher nothing;
  out.part("Settings");
  const auto checked = [](const jot::validation& r) { return jot::make_verifier(hs256_key().verification_key(), r); };
  out.add("no issuer in a list", checked(rules([](auto& r) { r.issuer = jot::any_of({}); })));
  out.add("an empty issuer", checked(rules([](auto& r) { r.issuer = ""; })));
  out.add("a negative leeway", checked(rules([](auto& r) { r.leeway = -5s; })));
  out.add("a pointer that ends in a tilde", checked(rules([](auto& r) { r.equal = {{"/a~", 1}}; })));
  out.add("http", jot::discover("http://id.example", nothing));
  out.add("no scheme", jot::discover("id.example", nothing));
  out.add("a password in a URL", jot::discover("https://a:b@id.example", nothing));
  out.add(
      "a document of another issuer",
      jot::parse_metadata(R"({"issuer":"https://b.example","jwks_uri":"https://b.example/k"})", "https://id.example"));
}

void http(collected& out) {
  const auto bearer = [](std::string_view text) { return jot::oauth2::bearer_token(text); };
  out.part("Authorization");
  out.add("no header", bearer(""));
  out.add("another scheme", bearer("Basic YWxpY2U6c2VjcmV0"));
  out.add("the scheme alone", bearer("Bearer"));
  out.add("with a colon", bearer("Bearer: abc"));
  out.add("the scheme twice", bearer("Bearer Bearer abc"));
  out.add("in quotation marks", bearer("Bearer \"abc\""));
  out.add("two headers in one", bearer("Bearer abc,Bearer abc"));
  out.add("with a newline", bearer("Bearer abc\n"));
  out.add("with white space", bearer("Bearer abc def"));
}

std::string file_text(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("what errors say is what messages.txt has", "[messages]") {
  const char* root = std::getenv("JOT_SOURCE_DIR");
  if (root == nullptr || *root == '\0') {
    std::printf("\nskipped: JOT_SOURCE_DIR is not set\n");
    return;
  }
  collected out;
  tokens(out);
  claims(out);
  structs(out);
  signing(out);
  keys(out);
  settings(out);
  http(out);
  const std::string expected = file_text(std::string(root) + "/tests/unit/messages.txt");
  if (out.text() != expected) std::ofstream("messages.txt", std::ios::binary) << out.text();
  std::istringstream got(out.text());
  std::istringstream kept(expected);
  std::string a;
  std::string b;
  while (std::getline(got, a) && std::getline(kept, b)) REQUIRE(a == b);
  CHECK(out.text() == expected);
}

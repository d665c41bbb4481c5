// The "after" of docs/from-jwt-cpp.md: what a program that used jwt-cpp writes instead.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <nlohmann/json.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace std::chrono_literals;

namespace {

// ---- the README ----

// [create]
struct sample_claims {
  std::string sample;
};

std::string create(const jot::signing_key<jot::hs256>& key) {
  return jot::sign(key, {.iss = "auth0", .exp = jot::in(1h)}, sample_claims{.sample = "test"}, {.typ = "JWS"}).value();
}
// [/create]

// [print]
void print_claims(const std::string& token) {
  const auto decoded = jot::unsafe::decode(token).value();  // keep it: the document lives in it
  for (const auto& [name, value] : decoded.json().items()) std::cout << name << " = " << value << '\n';
}
// [/print]

// [verify]
class gate {
 public:
  explicit gate(const jot::signing_key<jot::hs256>& key)
      : verifier_(key.verification_key(), {.issuer = "auth0", .audience = jot::ignore, .equal = {{"sample", "test"}}}) {
  }

  [[nodiscard]] std::string verdict(const std::string& token) const {
    const auto who = verifier_.verify(token);
    return who ? "accepted" : who.error().message();
  }

 private:
  jot::verifier<jot::verification_key<jot::hs256>> verifier_;
};
// [/verify]

// [short-secret]
jot::result<jot::signing_key<jot::hs256>> as_before(const std::string& secret) {
  return jot::signing_key<jot::hs256>::from_secret_text(secret, {.allow_short_secret = true});
}
// [/short-secret]

// [own-algorithm]
struct remote_signer {  // a KMS, an HSM
  jot::signing_key<jot::es256> device;

  static jot::algorithm alg() { return jot::algorithm::es256; }
  static std::string_view kid() { return "kms-1"; }
  [[nodiscard]] jot::result<jot::bytes> sign(jot::bytes_view input) const {
    return device.sign(input);  // of a KMS that answers with DER: jot::ecdsa_der_to_raw(alg(), der)
  }
};
// [/own-algorithm]

// ---- the builder ----

// [builder]
template <jot::signer Key>
std::string with_all(const Key& key) {
  const auto now = std::chrono::system_clock::now();
  return jot::sign(key,
                   {.iss = "auth0",
                    .sub = "alice",
                    .aud = {"api", "billing"},
                    .exp = now + 1h,
                    .nbf = now,
                    .iat = now,
                    .jti = "id-1"},
                   {.kid = "2026-11", .extra = R"({"tenant":"acme"})"})
      .value();
}
// [/builder]

// [private-claims]
struct numbers {
  std::vector<long> array;
};
struct private_claims {
  bool boolean;
  long integer;
  double precision;
  std::vector<std::string> strings;
  numbers object;
};

template <jot::signer Key>
std::string with_private_claims(const Key& key) {
  const private_claims claims{.boolean = true,
                              .integer = 12345,
                              .precision = 12.345,
                              .strings = {"once", "twice"},
                              .object = {.array = {727663072, 770979831}}};
  return jot::sign(key, {.iss = "auth0", .exp = jot::in(2min)}, claims).value();
}
// [/private-claims]

// ---- reading ----

// [read]
std::string describe(const std::string& token, const jot::verification_key<jot::es256>& key) {
  const auto who = jot::verify(token, key, {.issuer = "auth0", .audience = "api"}).value();
  std::string out(*who.registered().sub);                                     // throws where there is no sub
  out += who.registered().jti.has_value() ? " with an id" : "";               // has_id()
  out += who.registered().aud->contains("billing") ? ", pays" : "";           // aud as a string or an array
  out += ", key " + std::string(who.header().kid.value_or("unnamed"));        // get_key_id()
  return out + " of " + who.header().json().at("tenant").get<std::string>();  // get_header_claim("tenant")
}
// [/read]

// [payload-claim]
template <class Key>
std::string sample_of(const std::string& token, const Key& key) {
  const auto who = jot::verify<sample_claims>(token, key, {.issuer = "auth0", .audience = jot::ignore}).value();
  return who.claims().sample;  // by a name known at run time: who.json().at(name)
}
// [/payload-claim]

// [partial]
const jot::validation& rules_for_foo() {
  static const jot::validation rules{
      .issuer = "auth0",
      .audience = "api",
      .equal = {{"/resource-access/my-service/roles", jot::contains("foo")}},
      .check = [](const jot::claims_view& claims, const jot::jws_header&) -> jot::result<void> {
        if (!claims.jti.has_value() || claims.jti->starts_with("id-")) return {};
        return jot::error(jot::errc::claim_rejected, "jti", "not an id of ours");
      }};
  return rules;
}
// [/partial]

// [errors]
std::string_view advice(const jot::error& e) {
  switch (e.code()) {
    case jot::errc::token_expired:
      return "log in again";
    case jot::errc::keys_unavailable:
      return "try again later";
    default:
      return "refused";  // jot::oauth2::status(e) is the HTTP status
  }
}
// [/errors]

// ---- the questions ----

// [jwks]
auto of_text(const std::string& jwks, const std::string& issuer) {
  return jot::verifier{jot::jwk_set::parse(jwks, jot::accept<jot::rs256, jot::es256>).value(),
                       {.issuer = issuer, .audience = "api"}};
}

template <jot::http_fetcher Http, jot::clock Clock = jot::system_clock>  // jot::http::curl, say
auto of_issuer(const std::string& issuer, Http http, Clock clock = {}) {
  using keys = jot::remote_jwk_set<Http, Clock>;
  return jot::verifier{keys::of_issuer(issuer, jot::accept<jot::rs256, jot::es256>, http, {}, clock).value(),
                       {.issuer = issuer, .audience = "api"},
                       clock};
}
// [/jwks]

// [components]
jot::result<jot::verification_key<jot::rs256>> of_components(const std::string& n, const std::string& e) {
  return jot::jwk::parse(R"({"kty":"RSA","n":")" + n + R"(","e":")" + e + R"("})").and_then([](const jot::jwk& key) {
    return key.verification_key<jot::rs256>();
  });
}
// [/components]

// [clocks]
template <class Key>
bool is_good_at(std::chrono::sys_seconds time, const std::string& token, const Key& key) {
  const jot::validation patient{.issuer = "auth0", .audience = "api", .leeway = 30s};
  return jot::verify(token, key, patient, jot::fixed_clock{time}).has_value();
}
// [/clocks]

// [text-or-number]
struct user_claims {
  std::variant<std::string, long> user_id;  // some tokens say "42", others 42
};
// [/text-or-number]

// [exp]
const jot::validation without_exp{.issuer = "auth0", .audience = "api", .exp = jot::expiry::optional};
const jot::validation whenever{.issuer = "auth0", .audience = "api", .exp = jot::expiry::ignored};
// [/exp]

// [audiences]
const jot::validation one_of_them{.issuer = "auth0", .audience = jot::any_of({"api", "api-v2"})};
const jot::validation both{.issuer = "auth0", .audience = jot::all_of({"api", "billing"})};
// [/audiences]

// [pem]
jot::result<jot::signing_key<jot::es256>> from_variable(const char* pem) {
  return jot::signing_key<jot::es256>::from_pem(pem);  // verifies with its verification_key()
}
// [/pem]

std::string with_escaped_line_breaks(const std::string& pem) {
  std::string out;
  for (const char c : pem) out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out;
}

void show(std::string_view what, std::string_view outcome) { std::cout << what << ": " << outcome << '\n'; }
template <class Token>
void show_verdict(std::string_view what, const Token& verdict) {
  show(what, verdict ? "accepted" : verdict.error().message());
}

void the_readme() {
  const auto key = jot::signing_key<jot::hs256>::from_secret_text("thirty-two bytes, as is customary").value();
  print_claims(jot::sign(key, {.iss = "auth0", .exp = jot::never}, sample_claims{.sample = "test"}).value());
  show("verified", gate(key).verdict(create(key)));
  show("without exp", gate(key).verdict(jot::sign(key, {.iss = "auth0", .exp = jot::never}).value()));
  show("claim", sample_of(create(key), key.verification_key()));
  show("secret", jot::signing_key<jot::hs256>::from_secret_text("secret").error().message());
  show("the same, allowed", as_before("secret") ? "taken" : "refused");
  const remote_signer kms{jot::signing_key<jot::es256>::generate().value()};
  const std::string token = with_all(kms);
  show("by a KMS", describe(token, kms.device.verification_key()));
  // [kept]
  const auto who = jot::verify(token, kms.device.verification_key(), {.issuer = "auth0", .audience = "api"}).value();
  const std::string_view sub = *who.registered().sub;  // lives as long as who; a std::string is for ever
  // [/kept]
  show("subject", sub);
}

void rules() {
  const auto key = jot::signing_key<jot::es256>::generate().value();
  const auto verification_key = key.verification_key();
  const jot::validation known{.issuer = "auth0", .audience = jot::ignore};
  const auto read = jot::verify<private_claims>(with_private_claims(key), verification_key, known);
  show("private claims", read.value().claims().strings.back());

  const jot::registered_claims registered{.iss = "auth0", .aud = "api", .exp = jot::in(1h)};
  const nlohmann::json foo{{"resource-access", {{"my-service", {{"roles", {"bar", "foo"}}}}}}};
  show_verdict("with foo", jot::verify(jot::sign(key, registered, foo).value(), verification_key, rules_for_foo()));
  show_verdict("without", jot::verify(jot::sign(key, registered).value(), verification_key, rules_for_foo()));
  const std::string eternal = jot::sign(key, {.iss = "auth0", .aud = "api", .exp = jot::never}).value();
  show_verdict("exp optional", jot::verify(eternal, verification_key, without_exp));
  const auto past = std::chrono::system_clock::now() - 10s;
  const std::string old = jot::sign(key, {.iss = "auth0", .aud = "api", .exp = past}).value();
  show("expired", advice(jot::verify(old, verification_key, one_of_them).error()));
  show_verdict("exp ignored", jot::verify(old, verification_key, whenever));
  show("leeway", is_good_at(jot::system_clock::now(), old, verification_key) ? "accepted" : "refused");
  show_verdict("both audiences", jot::verify(with_all(key), verification_key, both));
  const std::string with_number = jot::sign(key, registered, nlohmann::json{{"user_id", 42}}).value();
  const auto user = jot::verify<user_claims>(with_number, verification_key, one_of_them).value();
  show("user_id", std::holds_alternative<long>(user.claims().user_id) ? "a number" : "a text");
}

void keys() {
  const auto key = jot::signing_key<jot::es256>::generate().value();
  const std::string escaped = with_escaped_line_breaks(key.to_private_pem().value());
  show("PEM with \\n", from_variable(escaped.c_str()) ? "read" : "refused");
  show("a private key to verify", jot::verification_key<jot::es256>::from_pem(escaped).error().message());

  const auto rsa = jot::signing_key<jot::rs256>::generate().value();
  const auto published =
      nlohmann::json::parse(jot::jwk::from_public(rsa.verification_key()).value().to_public_json().value());
  const auto built = of_components(published.at("n").get<std::string>(), published.at("e").get<std::string>());
  show("n and e", built ? "a key" : built.error().message());

  const jot::testing::fake_issuer issuer("https://id.example", "api");
  const jot::testing::fake_fetcher network;
  issuer.serve_on(network);
  show_verdict("discovery", of_issuer(issuer.issuer(), network, issuer.clock()).verify(issuer.good()));
  show("a set's keys", std::to_string(of_text(issuer.jwks(), issuer.issuer()).keys().size()));
}

}  // namespace

int main() {
  the_readme();
  rules();
  keys();
}

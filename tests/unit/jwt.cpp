// Tests of jwt.hpp: sign and verify with one's own claims types, the order of checks, and how long views live.
#include <jot/jwt.hpp>

#include <jot/jwk_set.hpp>
#include <jot/oauth2/scope.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <nlohmann/json.hpp>

#include <openssl/bn.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::as_bytes;

namespace {

struct account {
  std::string scope;
  int level = 0;
};
void to_json(nlohmann::json& out, const account& a) { out = {{"scope", a.scope}, {"level", a.level}}; }
void from_json(const nlohmann::json& in, account& a) {
  in.at("scope").get_to(a.scope);
  in.at("level").get_to(a.level);
}

struct scoped {
  jot::oauth2::scope_set scope;
};
void from_json(const nlohmann::json& in, scoped& s) { in.at("scope").get_to(s.scope); }

struct not_an_object {};
void to_json(nlohmann::json& out, const not_an_object&) { out = "text"; }

const jot::verification_key<jot::hs256> key = hs256_key().verification_key();

template <class Claims>
jot::result<jot::verified<Claims>> read_as(std::string_view payload) {
  return jot::verify<Claims>(payload_token(payload), key, no_rules(), now_clock());
}

}  // namespace

static_assert(
    !std::is_constructible_v<jot::verified<>, std::shared_ptr<const jot::detail::token_state>, jot::no_claims>);
static_assert(!std::is_default_constructible_v<jot::verified<>> && !std::is_aggregate_v<jot::verified<>>);
static_assert(!std::is_convertible_v<jot::unsafe::decoded<>, jot::verified<>> &&
              !std::is_constructible_v<jot::verified<>, jot::unsafe::decoded<>>);

TEST_CASE("what was signed is verified, with the caller's own claims", "[jwt]") {
  const std::string token =
      jot::sign(hs256_key().with_kid("k1"),
                {.iss = "https://id.example", .sub = "alice", .aud = {"api"}, .exp = date(now_seconds + 60)},
                account{.scope = "read", .level = 3})
          .value();
  const jot::validation rules{.issuer = "https://id.example", .audience = "api"};
  const auto who = jot::verify<account>(token, key, rules, now_clock());
  REQUIRE(verdict(who) == "accepted");
  CHECK(who->registered().sub == "alice");
  CHECK(who->claims().scope == "read");
  CHECK(who->claims().level == 3);
  CHECK(who->header().typ == "JWT");
  CHECK(who->header().kid == "k1");
  CHECK(who->json()["level"] == 3);
  CHECK(verdict(jot::verify<account>(token, key, rules, clock_at(now_seconds + 60))) == "token_expired exp");
}

TEST_CASE("every algorithm's key signs tokens that it verifies", "[jwt]") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    CAPTURE(row.name);
    const jot::any_signing_key& signer = key_for(row.id);
    const std::string token = jot::sign(signer, {.sub = "x", .exp = jot::never}).value();
    const auto read = jot::verify(token, signer.verification_key(), no_rules(), now_clock());
    REQUIRE(verdict(read) == "accepted");
    CHECK((read->header().alg == row.id));
  }
}

TEST_CASE("the clock of the machine is used unless another is given", "[jwt]") {
  const jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore};
  CHECK(verdict(jot::verify(jot::sign(hs256_key(), {.exp = jot::in(60s)}).value(), key, rules)) == "accepted");
  CHECK(verdict(jot::verify(jot::sign(hs256_key(), {.exp = jot::in(-60s)}).value(), key, rules)) ==
        "token_expired exp");
}

TEST_CASE("a token that is valid from now on is good at once, whatever clock its dates came from", "[jwt]") {
  const jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore, .max_age = 60s};
  const auto now = std::chrono::system_clock::now();
  const std::string token = jot::sign(hs256_key(), {.exp = now + 60s, .nbf = now, .iat = now}).value();
  CHECK(verdict(jot::verify(token, key, rules)) == "accepted");

  // Each second of a clock goes on until its last fraction.
  const auto signed_at = [](auto time) {
    const std::string signed_token = jot::sign(hs256_key(), {.exp = time + 60s, .nbf = time, .iat = time}).value();
    const jot::unsafe::decoded<> read = jot::unsafe::decode(signed_token).value();
    CHECK(read.registered().text == R"({"exp":1700000060,"nbf":1700000000,"iat":1700000000})");
    return signed_token;
  };
  const auto second = date(now_seconds).seconds();
  for (const std::string& fresh :
       {signed_at(second), signed_at(std::chrono::sys_time<std::chrono::milliseconds>(second + 1ms)),
        signed_at(std::chrono::sys_time<std::chrono::microseconds>(second + 999'999us)),
        signed_at(std::chrono::sys_time<std::chrono::nanoseconds>(second + 999'999'999ns)),
        signed_at(std::chrono::sys_time<std::chrono::duration<double>>(second + 500ms))}) {
    CHECK(verdict(jot::verify(fresh, key, rules, now_clock())) == "accepted");
    CHECK(verdict(jot::verify(fresh, key, rules, clock_at(now_seconds + 60))) == "token_expired exp");
  }
  const std::chrono::sys_time<std::chrono::milliseconds> before_1970(-1500ms);
  const auto decoded = jot::unsafe::decode(jot::sign(hs256_key(), {.exp = jot::never, .nbf = before_1970}).value());
  CHECK(decoded.value().registered().text == R"({"nbf":-2})");
}

TEST_CASE("typ is JWT unless said otherwise", "[jwt]") {
  const auto header = [](const jot::header_fields& fields) {
    const auto decoded = jot::unsafe::decode(jot::sign(hs256_key(), {.exp = jot::never}, fields).value());
    return std::string(decoded.value().header().text);
  };
  CHECK(header({}) == R"({"alg":"HS256","typ":"JWT"})");
  CHECK(header({.typ = "at+jwt"}) == R"({"alg":"HS256","typ":"at+jwt"})");
  CHECK(header({.kid = "k"}) == R"({"alg":"HS256","typ":"JWT","kid":"k"})");
  const std::string both = jot::sign(hs256_key(), {.exp = jot::never}, account{}, {.typ = "x"}).value();
  const jot::unsafe::decoded<> decoded = jot::unsafe::decode(both).value();
  CHECK(decoded.header().typ == "x");
}

TEST_CASE("claims that cannot be written are not signed", "[jwt]") {
  CHECK(verdict(jot::sign(hs256_key(), {.sub = "\xFF", .exp = jot::never})) == "invalid_claims_to_sign sub");
  CHECK(verdict(jot::sign(hs256_key(), {.exp = jot::never}, nlohmann::json{{"exp", 1}})) ==
        "invalid_claims_to_sign exp");
  CHECK(message(jot::sign(hs256_key(), {.exp = jot::never}, nlohmann::json{{"exp", 1}})) ==
        "exp: is a registered claim; set it in registered_claims");
  CHECK(message(jot::sign(hs256_key(), {.exp = jot::never}, not_an_object())) ==
        "the custom claims are not a JSON object; to_json must return one");
  CHECK(verdict(jot::sign(hs256_key(), {.exp = jot::never}, std::map<std::string, std::string>{{"scope", "read"}})) ==
        "accepted");
}

TEST_CASE("a custom claim that is missing is named, one of a wrong type is invalid", "[jwt]") {
  CHECK(verdict(read_as<account>(R"({"scope":"read","level":1})")) == "accepted");
  CHECK(verdict(read_as<account>(R"({"level":1})")) == "missing_claim scope");
  CHECK(verdict(read_as<account>(R"({"scope":"read"})")) == "missing_claim level");
  CHECK(message(read_as<account>(R"({"scope":"read"})")) ==
        "level: the claim is missing, and the claims type reads it");
  CHECK(verdict(read_as<account>(R"({"scope":7,"level":1})")) == "invalid_claim");
  CHECK(verdict(read_as<account>(R"({"scope":null,"level":1})")) == "invalid_claim");
  CHECK(verdict(read_as<account>(R"({"scope":"read","level":"s3cr3t"})")) == "invalid_claim");
  CHECK(message(read_as<account>(R"({"scope":"read","level":"s3cr3t"})")).find("s3cr3t") == std::string::npos);
}

TEST_CASE("a claim's own error reaches the caller with its name", "[jwt]") {
  CHECK(read_as<scoped>(R"({"scope":"a b"})").value().claims().scope.contains("b"));
  CHECK(verdict(read_as<scoped>(R"({"scope":7})")) == "invalid_claim scope");
  CHECK(verdict(read_as<scoped>(R"({"scope":"a  b"})")) == "invalid_claim scope");
}

TEST_CASE("custom claims are converted only once every rule has passed", "[jwt]") {
  CHECK(verdict(read_as<account>(R"({"exp":1})")) == "token_expired exp");
  CHECK(verdict(read_as<account>(R"({"scope":"x"})")) == "missing_claim level");
}

TEST_CASE("the checks run in one order, and the first failure is the error", "[jwt]") {
  jot::validation rules = no_rules();
  rules.typ = "at+jwt";
  const auto judged = [&](const std::string& token) { return verdict(jot::verify(token, key, rules, now_clock())); };
  const std::string bad_payload = "not json";
  CHECK(judged(std::string(70'000, 'x')) == "limit_exceeded");
  CHECK(judged("x.y") == "malformed_token");
  CHECK(judged("!.y.z") == "invalid_base64url header");
  CHECK(judged(token_of("[]", bad_payload)) == "invalid_header header");
  CHECK(judged(token_of(R"({"alg":"none"})", bad_payload)) == "algorithm_not_allowed alg");
  CHECK(judged(token_of(R"({"alg":"HS256","crit":["x"],"x":1})", bad_payload)) == "unsupported_critical x");
  const std::string stranger = "another secret that is long enough, really";
  CHECK(judged(token_of(R"({"alg":"HS256"})", bad_payload,
                        jot::any_signing_key::from_secret(jot::algorithm::hs256, as_bytes(stranger)).value())) ==
        "signature_invalid");
  CHECK(judged(token_of(R"({"alg":"HS256"})", bad_payload)) == "type_mismatch typ");
  CHECK(judged(token_of(R"({"alg":"HS256","typ":"at+jwt"})", bad_payload)) == "invalid_payload payload");
  CHECK(judged(token_of(R"({"alg":"HS256","typ":"at+jwt"})", R"({"exp":1})")) == "token_expired exp");
  CHECK(judged(token_of(R"({"alg":"HS256","typ":"at+jwt"})", R"({"exp":1,"sub":7})")) == "invalid_claim sub");
}

TEST_CASE("a payload that is not one JSON object of known size is refused", "[jwt]") {
  for (const char* payload : {"", "null", "[]", "\"x\"", "1", "{}x", "{\"a\":}", "\xEF\xBB\xBF{}", "{\"a\":\"\xFF\"}",
                              R"({"exp":NaN})", R"({"a":1}{"a":1})"}) {
    CAPTURE(payload);
    CHECK(judge(payload, no_rules()) == "invalid_payload payload");
  }
  CHECK(judge(R"({"exp":1,"exp":9999999999})", no_rules()) == "invalid_payload exp");
  CHECK(judge(R"({"sub":"a","\u0073ub":"b"})", no_rules()) == "invalid_payload sub");
  CHECK(judge("{\"a\":" + std::string(32, '[') + std::string(32, ']') + "}", no_rules()) == "limit_exceeded payload");
  jot::validation strict = no_rules();
  strict.limits.json.members = 1;
  CHECK(judge(R"({"a":1})", strict) == "accepted");
  CHECK(judge(R"({"a":1,"b":2})", strict) == "limit_exceeded payload");
}

TEST_CASE("crit is honoured for tokens too", "[jwt]") {
  jot::validation rules = no_rules();
  const std::string token = token_of(R"({"alg":"HS256","crit":["ext"],"ext":1})", "{}");
  CHECK(verdict(jot::verify(token, key, rules, now_clock())) == "unsupported_critical ext");
  rules.understood_critical = {"ext"};
  CHECK(verdict(jot::verify(token, key, rules, now_clock())) == "accepted");
}

TEST_CASE("views outlive moves and copies of the proof, and the token's text", "[jwt]") {
  std::string token =
      jot::sign(hs256_key(), {.iss = "issuer", .aud = {"a", "b"}, .exp = jot::never}, account{.scope = "s", .level = 1})
          .value();
  std::optional<jot::verified<account>> first = jot::verify<account>(token, key, no_rules(), now_clock()).value();
  token.assign(token.size(), 'x');
  const std::string_view issuer = *first->registered().iss;
  const std::string_view audience = (*first->registered().aud)[1];
  std::vector<jot::verified<account>> copies;
  copies.push_back(*first);
  copies.push_back(std::move(*first));
  first.reset();
  copies.erase(copies.begin());
  copies.shrink_to_fit();
  CHECK(issuer == "issuer");
  CHECK(audience == "b");
  CHECK(copies[0].registered().iss == "issuer");
  CHECK(copies[0].claims().scope == "s");
  copies[0] =
      jot::verify<account>(jot::sign(hs256_key(), {.exp = jot::never}, account{}).value(), key, no_rules(), now_clock())
          .value();
  CHECK(copies[0].claims().scope.empty());
}

TEST_CASE("one verifier serves many threads", "[jwt]") {
  const jot::verifier v(
      jot::jwk_set::of(jot::jwk::from_private(key_for(jot::algorithm::es256)), jot::accept<jot::es256>).value(),
      jot::validation{.issuer = "i", .audience = "a"}, now_clock());
  const std::string good =
      jot::sign(key_for(jot::algorithm::es256), {.iss = "i", .aud = "a", .exp = date(now_seconds + 1)}, account{"s", 4})
          .value();
  const std::string late =
      jot::sign(key_for(jot::algorithm::es256), {.iss = "i", .aud = "a", .exp = date(now_seconds)}).value();
  std::vector<std::thread> threads;
  std::vector<int> right(4, 0);
  for (int& mine : right) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto who = v.verify<account>(good);
        mine += who && who->claims().level == 4 && !v.verify(late) && !v.verify(good.substr(1));
      }
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(right == std::vector<int>(4, 50));
  CHECK(v.rules().issuer.values() == std::vector<std::string>{"i"});
  CHECK(v.keys().size() == 1);
}

TEST_CASE("what is left of a verifier after a move still refuses what it refused", "[jwt]") {
  jot::validation rules{.issuer = jot::ignore, .audience = jot::absent, .required = {"tenant"}};
  rules.check = [](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> {
    return jot::error(jot::errc::claim_rejected, "tenant", "not ours");
  };
  const std::string token = payload_token(R"({"exp":2000000000})");
  jot::verifier first{key, rules, now_clock()};
  const jot::verifier second = std::move(first);
  CHECK(verdict(second.verify(token)) == "missing_claim tenant");
  CHECK(verdict(first.verify(token)) == "missing_claim tenant");  // NOLINT(bugprone-use-after-move)
  CHECK(first.cache_status().entries == 0);                       // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a decoded token shows everything and proves nothing", "[jwt]") {
  const std::string token =
      base64url_of(R"({"alg":"none","kid":"k"})") + "." + base64url_of(R"({"sub":"admin","exp":1,"x":[1]})") + ".";
  const jot::unsafe::decoded<> decoded = jot::unsafe::decode(token).value();
  CHECK(decoded.registered().sub == "admin");
  CHECK((decoded.registered().exp == date(1)));
  CHECK(decoded.header().kid == "k");
  CHECK_FALSE(decoded.header().alg.has_value());
  CHECK(decoded.json()["x"][0] == 1);
  CHECK(decoded.header().json()["alg"] == "none");
  CHECK(verdict(jot::verify(token, key, no_rules(), now_clock())) == "algorithm_not_allowed alg");
}

TEST_CASE("decoding reads as strictly as verifying, and tells what is wrong", "[jwt]") {
  const auto decode = [](std::string_view header, std::string_view payload) {
    return verdict(jot::unsafe::decode(base64url_of(header) + "." + base64url_of(payload) + ".x"));
  };
  CHECK(decode("{}", "{}") == "accepted");
  CHECK(decode(R"({"alg":7,"crit":"x"})", "{}") == "accepted");
  CHECK(decode("{", "{}") == "invalid_header header");
  CHECK(decode(R"({"a":1,"a":2})", "{}") == "invalid_header a");
  CHECK(decode("{}", "{") == "invalid_payload payload");
  CHECK(decode("{}", R"({"exp":"x"})") == "invalid_claim exp");
  CHECK(verdict(jot::unsafe::decode("a.b")) == "malformed_token");
  CHECK(verdict(jot::unsafe::decode("e30.!.x")) == "invalid_base64url payload");
  CHECK(verdict(jot::unsafe::decode(std::string(65'537, 'x'))) == "limit_exceeded");
  CHECK(verdict(jot::unsafe::decode("e30.e30.", {.token_bytes = 7})) == "limit_exceeded");
}

TEST_CASE("the signing input's thumbprint is the same for both texts of an ECDSA signature", "[jwt]") {
  const std::string token = jot::sign(key_for(jot::algorithm::es256), {.sub = "x", .exp = jot::never}).value();
  // The other text: s becomes n − s (SEC 1 §4.1.3 accepts both).
  const std::size_t dot = token.rfind('.');
  jot::bytes signature = jot::base64url_decode(std::string_view(token).substr(dot + 1)).value();
  BIGNUM* n = nullptr;
  must(BN_hex2bn(&n, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551") == 64, "read the order");
  BIGNUM* s = BN_bin2bn(signature.data() + 32, 32, nullptr);
  must(s != nullptr && BN_sub(s, n, s) == 1 && BN_bn2binpad(s, signature.data() + 32, 32) == 32, "negate s");
  BN_free(s);
  BN_free(n);
  const std::string other = token.substr(0, dot + 1) + jot::base64url_encode(signature);
  REQUIRE(other != token);
  CHECK(verdict(jot::verify(other, key_for(jot::algorithm::es256).verification_key(), no_rules(), now_clock())) ==
        "accepted");
  CHECK(jot::signing_input_thumbprint(token).value() == jot::signing_input_thumbprint(other).value());
  CHECK(jot::signing_input_thumbprint(token).value().size() == 43);
  CHECK(
      jot::signing_input_thumbprint(token).value() !=
      jot::signing_input_thumbprint(jot::sign(key_for(jot::algorithm::es256), {.sub = "y", .exp = jot::never}).value())
          .value());
}

TEST_CASE("the thumbprint is the SHA-256 of header, dot and payload", "[jwt]") {
  // printf 'a.b' | openssl dgst -sha256
  CHECK(jot::signing_input_thumbprint("a.b.c").value() ==
        jot::base64url_encode(
            jot::decode_hex("2e7336dc8eba87ef472df568c35482abf2575dc3e5eac0c5c62b8ffaeac2c934").value()));
  CHECK(verdict(jot::signing_input_thumbprint("a.b")) == "malformed_token");
  CHECK(verdict(jot::signing_input_thumbprint("a.b.c.d")) == "malformed_token");
  const std::string large = "a." + std::string(70'000, 'b') + ".c";
  CHECK(verdict(jot::signing_input_thumbprint(large)) == "limit_exceeded");
  CHECK(verdict(jot::signing_input_thumbprint(large, {.token_bytes = large.size()})) == "accepted");
}

TEST_CASE("a refusal leaves nothing of the token or the key in its message", "[jwt]") {
  const std::string marker = "zq7marker";
  for (const std::string& token :
       {marker, marker + "." + marker, marker + ".a.b", token_of("{\"alg\":\"" + marker + "\"}", "{}"),
        token_of(R"({"alg":"HS256","kid":7,"x":")" + marker + "\"}", "{}"), token_of(R"({"alg":"HS256"})", marker),
        token_of(R"({"alg":"HS256"})", R"({"exp":")" + marker + "\"}"),
        token_of(R"({"alg":"HS256"})", "{}") + marker}) {
    const auto outcome = jot::verify(token, key, no_rules(), now_clock());
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error().message().find(marker) == std::string::npos);
    CHECK(outcome.error().message().find(long_secret.substr(0, 8)) == std::string::npos);
  }
}

TEST_CASE("the document of a token is parsed once and kept as long as the token", "[jwt]") {
  const auto token = payload_token(R"({"sub":"alice","roles":["a","b"]})");
  auto who = jot::verify(token, key, no_rules(), now_clock());
  REQUIRE(who);
  std::string names;
  for (const auto& [name, value] : who->json().items()) names += name + ' ';
  CHECK(names == "roles sub ");
  const nlohmann::json* const first = &who->json();
  CHECK(first == &who->registered().json());
  CHECK(&who->header().json() == &who->header().json());
  CHECK(who->header().json().at("alg") == "HS256");
  const jot::verified<> copy = *who;
  CHECK(&copy.json() == first);
  who = jot::error(jot::errc::keys_unavailable, "gone");
  CHECK(copy.json().at("roles")[1] == "b");
}

TEST_CASE("threads that ask for the document at once get the same one", "[jwt]") {
  const jot::verifier v{key, no_rules(), jot::cache_limits{}, now_clock()};
  const auto token = payload_token(R"({"roles":["a","b"]})");
  REQUIRE(v.verify(token));
  for (int round = 0; round < 50; ++round) {
    v.clear_cache();
    const jot::verified<> who = v.verify(token).value();
    std::vector<const nlohmann::json*> seen(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < seen.size(); ++t) threads.emplace_back([&, t] { seen[t] = &who.json(); });
    for (std::thread& thread : threads) thread.join();
    CHECK(seen == std::vector<const nlohmann::json*>(4, &who.json()));
  }
}

TEST_CASE("the caller's claims come out of a temporary by value", "[jwt]") {
  const auto token = payload_token(R"({"scope":"read","level":3})");
  const account& held = jot::verify<account>(token, key, no_rules(), now_clock()).value().claims();
  CHECK(held.scope == "read");
  static_assert(std::is_same_v<decltype(std::declval<jot::verified<account>>().claims()), account>);
  static_assert(std::is_same_v<decltype(std::declval<jot::verified<account>&>().claims()), const account&>);
}

namespace {
struct person {
  std::string sub;
  std::string tenant;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(person, sub, tenant)
};
}  // namespace

TEST_CASE("sub in a struct is signed, verified and required by its type", "[jwt]") {
  const auto token = jot::sign(hs256_key(), {.iss = "i", .exp = date(now_seconds + 60)}, person{"alice", "acme"});
  const auto who = jot::verify<person>(token.value(), key, no_rules(), now_clock());
  REQUIRE(who);
  CHECK(who->claims().sub == "alice");
  CHECK(who->registered().sub == "alice");
  CHECK(verdict(jot::sign(hs256_key(), {.sub = "bob", .exp = jot::never}, person{"alice", "acme"})) ==
        "invalid_claims_to_sign sub");
  CHECK(verdict(read_as<person>(R"({"tenant":"acme"})")) == "missing_claim sub");
}

TEST_CASE("no verifier is made of rules that contradict themselves", "[jwt]") {
  const jot::validation empty_issuer{.issuer = "", .audience = "api"};
  const jot::validation good{.issuer = "i", .audience = "api"};
  CHECK_THROWS_AS((jot::verifier{key, empty_issuer}), jot::exception);
  CHECK_THROWS_AS((jot::verifier{key, empty_issuer, jot::cache_limits{}, now_clock()}), jot::exception);
  CHECK(verdict(jot::make_verifier(key, empty_issuer)) == "invalid_configuration issuer");
  CHECK(verdict(jot::make_verifier(key, empty_issuer, jot::cache_limits{}, now_clock())) ==
        "invalid_configuration issuer");
  const auto made = jot::make_verifier(key, good, jot::cache_limits{}, jot::revocation_limits{}, now_clock());
  REQUIRE(made);
  CHECK(verdict(made->verify(payload_token(R"({"iss":"i","aud":"api","exp":2000000000})"))) == "accepted");
  static_assert(std::is_same_v<std::remove_cvref_t<decltype(*made)>,
                               jot::verifier<jot::verification_key<jot::hs256>, jot::fixed_clock>>);
  REQUIRE(jot::make_verifier(key, good));
  REQUIRE(jot::make_verifier(key, good, now_clock()));
}

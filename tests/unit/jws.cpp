// Tests of jws.hpp: the compact serialization, the header, crit, and the order in which things are refused.
#include <jot/jws.hpp>

#include <jot/jwk_set.hpp>
#include <jot/primitives.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>

using namespace jot::testing_support;
using jot::as_bytes;
using jot::as_text;
using jot::jws_options;

namespace {

std::string judge(std::string_view token, const jws_options& options = {}) {
  return verdict(jot::verify_jws(token, hs256_key().verification_key(), options));
}
std::string judge_header(std::string_view header, const jws_options& options = {}) {
  return judge(token_of(header, "payload"), options);
}
std::string why(std::string_view token, const jws_options& options = {}) {
  return message(jot::verify_jws(token, hs256_key().verification_key(), options));
}

jws_options understanding(std::vector<std::string> names) {
  jws_options options;
  options.understood_critical = std::move(names);
  return options;
}

}  // namespace

TEST_CASE("any bytes are signed and come back", "[jws]") {
  for (const std::string& payload : {std::string(), std::string("\0\xFF\n", 3), std::string(40'000, 'x')}) {
    const std::string token = jot::sign_jws(hs256_key(), as_bytes(payload)).value();
    const auto read = jot::verify_jws(token, hs256_key().verification_key());
    REQUIRE(verdict(read) == "accepted");
    CHECK(as_text(read->payload()) == payload);
    CHECK(read->header().text == R"({"alg":"HS256"})");
  }
}

TEST_CASE("the header says what was asked for, and the key's kid unless another is set", "[jws]") {
  const auto key = hs256_key().with_kid("k1");
  const auto header = [&](const jot::header_fields& fields) {
    const std::string token = jot::sign_jws(key, as_bytes("x"), fields).value();
    const auto verified = jot::verify_jws(token, key.verification_key());
    return std::string(verified->header().text);
  };
  CHECK(header({}) == R"({"alg":"HS256","kid":"k1"})");
  CHECK(header({.typ = "JOSE", .cty = "text\"\n", .kid = "k2"}) ==
        R"({"alg":"HS256","typ":"JOSE","cty":"text\"\u000a","kid":"k2"})");
  CHECK(header({.kid = ""}) == R"({"alg":"HS256"})");
  CHECK(verdict(jot::sign_jws(key, as_bytes("x"), {.typ = "\xFF"})) == "invalid_claims_to_sign");
  CHECK(verdict(jot::sign_jws(key, as_bytes("x"), {.cty = "\xC3"})) == "invalid_claims_to_sign");
  CHECK(verdict(jot::sign_jws(key.with_kid("\xED\xA0\x80"), as_bytes("x"))) == "invalid_claims_to_sign");
}

TEST_CASE("header parameters are read and unescaped", "[jws]") {
  const auto read = jot::verify_jws(
      token_of(R"({"cty":"c\u0000","kid":"\u006bid\n","typ":"\ud83d\udd11","alg":"\u0048S256","x":[1]})", "p"),
      hs256_key().verification_key());
  REQUIRE(verdict(read) == "accepted");
  CHECK((read->header().alg == jot::algorithm::hs256));
  CHECK(read->header().kid == "kid\n");
  CHECK(read->header().typ == "\xF0\x9F\x94\x91");
  CHECK(read->header().cty == std::string_view("c\0", 2));
  const nlohmann::json document = read->header().json();
  CHECK(document["x"] == nlohmann::json({1}));
}

TEST_CASE("a verified JWS outlives the token's text, and its copies share it", "[jws]") {
  std::optional<jot::verified_jws> first;
  {
    std::string token = jot::sign_jws(hs256_key().with_kid("k1"), as_bytes("payload")).value();
    first = jot::verify_jws(token, hs256_key().verification_key()).value();
    token.assign(token.size(), 'x');
  }
  const jot::verified_jws copy = *first;
  first.reset();
  CHECK(as_text(copy.payload()) == "payload");
  CHECK(copy.header().kid == "k1");
}

TEST_CASE("a token has exactly two dots", "[jws]") {
  const std::string good = token_of(R"({"alg":"HS256"})", "payload");
  CHECK(judge(good) == "accepted");
  for (const std::string& wrong :
       {std::string(), std::string("."), std::string("a"), std::string("a.b"), good + ".", "." + good, good + ".x.y",
        std::string(60'000, '.'), replaced(good, ".", ""), std::string("{\"payload\":\"\"}")}) {
    CAPTURE(wrong.substr(0, 80));
    CHECK(judge(wrong) == "malformed_token");
  }
  CHECK(why("") == "the token is empty");
  CHECK(why("a.b") == "not a JWT: two dots are expected, found one; was it cut off?");
  CHECK(why("a.b.c.d.e") == "four dots: an encrypted token (JWE), which is not supported here");
  CHECK(why("{}") == "a JWS in the JSON serialization; a JWT uses the compact serialization");
}

TEST_CASE("nothing around a token is trimmed", "[jws]") {
  using namespace std::string_literals;
  const std::string good = token_of(R"({"alg":"HS256"})", "payload");
  for (const std::string& wrong :
       {" " + good, good + " ", good + "\n", "\t" + good, "Bearer " + good, good + "\0"s, good + "=",
        "\"" + good + "\"", "\xEF\xBB\xBF" + good, replaced(good, ".", "\n."), replaced(good, ".", " .")}) {
    CAPTURE(wrong);
    CHECK(judge(wrong).starts_with("invalid_base64url"));
  }
  CHECK(judge(replaced(good, ".", ". ")) == "signature_invalid");
}

TEST_CASE("each limit of a token holds at its boundary", "[jws]") {
  const std::string good = token_of(R"({"alg":"HS256"})", "payload");
  jws_options options;
  options.limits.token_bytes = good.size();
  CHECK(judge(good, options) == "accepted");
  options.limits.token_bytes = good.size() - 1;
  CHECK(judge(good, options) == "limit_exceeded");
  options.limits = {};
  options.limits.header_bytes = good.find('.');
  CHECK(judge(good, options) == "accepted");
  options.limits.header_bytes = good.find('.') - 1;
  CHECK(judge(good, options) == "limit_exceeded");
  CHECK(judge(std::string(65'537, 'x')) == "limit_exceeded");
  CHECK(judge(std::string(65'536, 'x')) == "malformed_token");
}

TEST_CASE("a header that is no object of the right types is refused", "[jws]") {
  for (const char* header :
       {"", "x", "null", "[]", "\"x\"", R"({"alg":"HS256"}x)", R"({"alg":"HS256",})", R"({"alg":"HS256"} {})",
        "\xEF\xBB\xBF{\"alg\":\"HS256\"}", "{\"alg\":\"HS256\",\"x\":\"\xFF\"}", R"({"alg":"HS256",/**/"x":1})"}) {
    CAPTURE(header);
    CHECK(judge_header(header) == "invalid_header header");
  }
  CHECK(judge_header(R"({"alg":"HS256","alg":"HS256"})") == "invalid_header alg");
  CHECK(judge_header(R"({"alg":"HS256","x":{"y":1,"y":1}})") == "invalid_header y");
  for (const char* value : {"null", "1", "true", "[\"HS256\"]", "{}"}) {
    CHECK(judge_header(R"({"alg":)" + std::string(value) + "}") == "invalid_header alg");
    for (const char* name : {"kid", "typ", "cty"}) {
      CHECK(judge_header(R"({"alg":"HS256",")" + std::string(name) + "\":" + value + "}") ==
            "invalid_header " + std::string(name));
    }
  }
  CHECK(judge_header("{}") == "invalid_header alg");
  CHECK(judge_header(R"({"ALG":"HS256"})") == "invalid_header alg");
  CHECK(judge_header(R"({"x":{"alg":"HS256"}})") == "invalid_header alg");
}

TEST_CASE("an algorithm that is none, unknown or not the key's is refused", "[jws]") {
  for (const char* alg : {"none", "None", "nOnE", "", "hs256", "HS256 ", "HS256\\u0000", "HS1", "dir", "RSA-OAEP"}) {
    CAPTURE(alg);
    CHECK(judge_header(R"({"alg":")" + std::string(alg) + "\"}") == "algorithm_not_allowed alg");
    CHECK(judge(base64url_of(R"({"alg":")" + std::string(alg) + "\"}") + "." + base64url_of("payload") + ".") ==
          "algorithm_not_allowed alg");
  }
  for (const char* alg : {"HS384", "RS256", "ES256", "EdDSA"}) {
    CHECK(judge_header(R"({"alg":")" + std::string(alg) + "\"}") == "algorithm_not_allowed alg");
  }
}

TEST_CASE("keys that come with the token are passed over", "[jws]") {
  CHECK(judge_header(
            R"({"alg":"HS256","jwk":{"kty":"oct","k":"AA"},"jku":"https://evil.example","x5u":"x","x5c":["x"]})") ==
        "accepted");
  const auto attacker =
      jot::any_signing_key::from_secret(jot::algorithm::hs256, as_bytes(std::string(32, 'a'))).value();
  const std::string header = R"({"alg":"HS256","jwk":{"kty":"oct","k":")" + base64url_of(std::string(32, 'a')) + "\"}}";
  CHECK(judge(token_of(header, "payload", attacker)) == "signature_invalid");
}

TEST_CASE("crit names extensions that the caller understands, and nothing else", "[jws]") {
  const auto header = [](const std::string& crit, const std::string& more = R"(,"exp":1,"http://x/y":2)") {
    return R"({"alg":"HS256","crit":)" + crit + more + "}";
  };
  CHECK(judge_header(header(R"(["exp"])"), understanding({"exp"})) == "accepted");
  CHECK(judge_header(header(R"(["exp","http://x/y"])"), understanding({"http://x/y", "exp", "unused"})) == "accepted");
  CHECK(judge_header(header(R"(["\u0065xp"])"), understanding({"exp"})) == "accepted");
  CHECK(judge_header(header(R"(["exp"])")) == "unsupported_critical exp");
  CHECK(judge_header(header(R"(["exp"])"), understanding({"Exp", "exp ", "ex"})) == "unsupported_critical exp");
  CHECK(judge_header(header(R"(["exp","http://x/y"])"), understanding({"exp"})) == "unsupported_critical http://x/y");
  CHECK(judge_header(header(R"(["exp","exp"])"), understanding({"exp"})) == "unsupported_critical exp");
  CHECK(judge_header(header(R"(["exp"])", ""), understanding({"exp"})) == "unsupported_critical crit");
  CHECK(judge_header(header(R"(["exp"])", R"(,"x":{"exp":1})"), understanding({"exp"})) == "unsupported_critical crit");
  for (const char* crit :
       {"[]", "null", "true", "1", "\"exp\"", "{}", "{\"exp\":1}", "[1]", "[null]", "[\"exp\",1]", "[[\"exp\"]]"}) {
    CAPTURE(crit);
    CHECK(judge_header(header(crit), understanding({"exp"})) == "unsupported_critical crit");
  }
}

TEST_CASE("crit never names what the RFCs define, even where the caller claims to understand it", "[jws]") {
  for (const std::string name : {"alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit",
                                 "enc", "zip", "epk", "apu", "apv", "iv",  "tag", "p2s",      "p2c", "b64"}) {
    CAPTURE(name);
    const std::string header =
        R"({"crit":[")" + name + R"("],"alg":"HS256")" +
        (name == "alg" || name == "crit" ? "" : ",\"" + name + "\":" + (name == "b64" ? "true" : "\"HS256\"")) + "}";
    CHECK(judge_header(header) == "unsupported_critical " + name);
    CHECK(judge_header(header, understanding({name})) == "invalid_configuration " + name);
  }
}

TEST_CASE("crit has at most sixteen names", "[jws]") {
  std::string names;
  std::string members;
  std::vector<std::string> understood;
  for (int i = 0; i < 17; ++i) {
    const std::string name = "x" + std::to_string(i);
    understood.push_back(name);
    names += (i == 0 ? "\"" : ",\"") + name + "\"";
    members += ",\"" + name + "\":1";
    const std::string header = R"({"alg":"HS256","crit":[)" + names + "]" + members + "}";
    CHECK(judge_header(header, understanding(understood)) == (i < 16 ? "accepted" : "limit_exceeded crit"));
  }
}

TEST_CASE("an unencoded payload is refused with and without crit", "[jws]") {
  for (const char* value : {"false", "null", "\"true\"", "0", "[]"}) {
    CHECK(judge_header(R"({"alg":"HS256","b64":)" + std::string(value) + "}") == "unsupported_critical b64");
    CHECK(judge_header(R"({"alg":"HS256","crit":["b64"],"b64":)" + std::string(value) + "}") ==
          "unsupported_critical b64");
  }
  CHECK(judge_header(R"({"alg":"HS256","b64":true})") == "accepted");
}

TEST_CASE("every segment is strict base64url, and the one that is not is named", "[jws]") {
  const std::string good = token_of(R"({"alg":"HS256"})", "payload");
  const std::size_t first = good.find('.');
  const std::size_t second = good.rfind('.');
  CHECK(judge("!" + good.substr(1)) == "invalid_base64url header");
  CHECK(judge(good.substr(0, second + 1) + "!" + good.substr(second + 2)) == "invalid_base64url signature");
  CHECK(judge(good.substr(0, second + 1)) == "signature_invalid");
  CHECK(judge(good.substr(0, good.size() - 3)) == "signature_invalid");
  CHECK(judge(good + "AAAA") == "signature_invalid");
  CHECK(judge(good + std::string(4000, 'A')) == "signature_invalid");
  // A payload that is not base64url is told only once the signature over it is known to be good.
  std::string token = good.substr(0, first + 1) + "pay+load";
  CHECK(judge(token + good.substr(second)) == "signature_invalid");
  const std::string signature = jot::base64url_encode(hs256_key().sign(as_bytes(token)).value());
  CHECK(judge(token + "." + signature) == "invalid_base64url payload");
  CHECK(why(token + "." + signature) ==
        "payload: not base64url at offset 3: base64 has '+' and '/', base64url has '-' and '_' instead");
}

TEST_CASE("the first failure is the one that is told", "[jws]") {
  const auto key = hs256_key().with_kid("k1");
  const jot::any_verification_key keys[] = {key.verification_key()};
  const auto set = jot::jwk_set::of(keys).value();
  const auto judged = [&](const std::string& token, const jws_options& options = {}) {
    return verdict(jot::verify_jws(token, set, options));
  };
  const std::string bad_signature = "." + base64url_of("payload") + ".AAAA";
  const auto header = [&](std::string_view text) { return base64url_of(text) + bad_signature; };

  CHECK(judged(std::string(70'000, '.')) == "limit_exceeded");
  CHECK(judged("!..") == "invalid_base64url header");
  CHECK(judged(header(R"({"alg":7,"crit":[],"kid":"x"})")) == "invalid_header alg");
  CHECK(judged(header(R"({"alg":"none","crit":["z"],"kid":"x"})")) == "algorithm_not_allowed alg");
  CHECK(judged(header(R"({"alg":"HS256","crit":["z"],"z":1,"kid":"x"})")) == "unsupported_critical z");
  CHECK(judged(header(R"({"alg":"HS384","kid":"x"})")) == "algorithm_not_allowed alg");
  CHECK(judged(header(R"({"alg":"HS256","kid":"x"})")) == "key_not_found kid");
  CHECK(judged(header(R"({"alg":"HS256","kid":"k1"})")) == "signature_invalid");
}

namespace {

// Stands for an HSM: signs elsewhere, or fails.
struct remote_signer {
  bool reachable;
  [[nodiscard]] jot::algorithm alg() const { return jot::algorithm::hs256; }
  [[nodiscard]] std::string_view kid() const { return "hsm"; }
  [[nodiscard]] jot::result<jot::bytes> sign(jot::bytes_view input) const {
    if (!reachable) return jot::error(jot::errc::keys_unavailable, "the HSM does not answer");
    return hs256_key().sign(input);
  }
};
static_assert(jot::signer<remote_signer>);

struct signer_with_passing_kid : remote_signer {
  [[nodiscard]] std::string kid() const { return "a text that is gone when the token is written"; }
};
static_assert(!jot::signer<signer_with_passing_kid>);
struct signer_with_lasting_kid : remote_signer {
  std::string name;
  [[nodiscard]] const std::string& kid() const { return name; }
};
static_assert(jot::signer<signer_with_lasting_kid>);

}  // namespace

TEST_CASE("a signer of a program's own signs, and its error is passed on", "[jws]") {
  const std::string token = jot::sign_jws(remote_signer{true}, as_bytes("x")).value();
  const auto verified = jot::verify_jws(token, hs256_key().verification_key());
  CHECK(verified->header().kid == "hsm");
  CHECK(verdict(jot::sign_jws(remote_signer{false}, as_bytes("x"))) == "keys_unavailable");
}

namespace {

// Stands for a KMS, which answers what it is told to answer.
struct fake_kms {
  jot::algorithm of;
  jot::bytes answer;
  [[nodiscard]] jot::algorithm alg() const { return of; }
  [[nodiscard]] std::string_view kid() const { return {}; }
  [[nodiscard]] jot::result<jot::bytes> sign(jot::bytes_view) const { return answer; }
};
static_assert(jot::signer<fake_kms>);

std::string signs(jot::algorithm alg, jot::bytes answer) {
  return message(jot::sign_jws(fake_kms{alg, std::move(answer)}, as_bytes("x")));
}

}  // namespace

TEST_CASE("an answer in DER of a KMS is named, and no token leaves", "[jws]") {
  jot::bytes der = jot::decode_hex("3044022001").value();
  der.resize(5 + 31, 1);
  der.push_back(2);
  der.push_back(32);
  der.resize(der.size() + 32, 1);
  const std::string advice = " signature is r and s side by side: convert it with jot::ecdsa_der_to_raw";
  CHECK(signs(jot::algorithm::es256, der) == "the signer returned DER; in JOSE an ES256" + advice);
  CHECK(signs(jot::algorithm::es512, der) == "the signer returned DER; in JOSE an ES512" + advice);
  CHECK(signs(jot::algorithm::es256, jot::ecdsa_der_to_raw(jot::algorithm::es256, der).value()).empty());
}

TEST_CASE("an answer of a length that no signature has makes no token", "[jws]") {
  using jot::algorithm;
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    CAPTURE(row.name);
    for (const std::size_t size : {0U, 1U, 31U, 33U, 63U, 65U, 113U, 115U, 127U, 2049U, 5000U}) {
      CAPTURE(size);
      CHECK_FALSE(signs(row.id, jot::bytes(size, 7)).empty());
    }
  }
  CHECK(signs(algorithm::es256, jot::bytes(88, 'A')) ==
        "the signer returned 88 octets; a signature has 64: is it encoded as text?");
  CHECK(signs(algorithm::rs256, jot::bytes(100)) ==
        "the signer returned 100 octets, a length that no RS256 signature has: is it encoded as text?");
  for (const std::size_t size : {128U, 256U, 257U, 2048U}) CHECK(signs(algorithm::ps256, jot::bytes(size)).empty());
  CHECK(signs(algorithm::eddsa, jot::bytes(64)).empty());
  CHECK(signs(algorithm::eddsa, jot::bytes(114)).empty());
  CHECK_FALSE(signs(algorithm::ed25519, jot::bytes(114)).empty());
}

TEST_CASE("a signature as long as a very long key's is weighed, a longer one is not", "[jws]") {
  // OpenSSL verifies with no RSA key of more than 16384 bits.
  const auto key = jot::jwk::parse(rsa_jwk_of_bits(24'000), {.rsa_max_bits = 24'000})
                       .value()
                       .verification_key(jot::algorithm::rs256)
                       .value();
  const auto judge_size = [&](std::size_t size) {
    const std::string input = jot::base64url_encode(as_bytes(R"({"alg":"RS256"})")) + ".eA";
    return message(jot::verify_jws(input + "." + jot::base64url_encode(jot::bytes(size, 1)), key));
  };
  CHECK(judge_size(2'049) == "the signature is 2049 octets long, 3000 are expected: was it cut off?");
  CHECK(judge_size(3'000).starts_with("signature verification failed"));
  CHECK(judge_size(3'001) == "the signature is longer than that of any key");
}

// Rows 30 to 37 of the security table: the token's outer form, and the order in which it is looked at.
#include "forge.hpp"
#include "support/catch.hpp"

#include <type_traits>

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"alice"})";

const jot::any_signing_key& mac_key() { return key_for(algorithm::hs256); }
std::string say(std::string_view token) { return verdict(token, mac_key().verification_key()); }

// A token whose segments are given as they stand, signed as they stand.
std::string sign_raw(const std::string& first, const std::string& second) {
  const std::string input = first + '.' + second;
  return input + '.' + jot::base64url_encode(mac_key().sign(jot::as_bytes(input)).value());
}

}  // namespace

TEST_CASE("row 30: the payload is read after the signature was good") {
  const std::string deep = R"({"a":)" + std::string(5000, '[') + std::string(5000, ']') + '}';
  for (const std::string& payload :
       {deep, std::string("not JSON"), std::string(), std::string("{\"exp\":1}"), std::string("{\"exp\":\"x\"}")}) {
    const std::string bad = forge(header(algorithm::hs256), payload, std::string(32, '\7'));
    CHECK(say(bad) == "signature_invalid");
  }
  CHECK(say(forge(header(algorithm::hs256), deep, mac_key())) == "limit_exceeded");
  CHECK(say(forge(header(algorithm::hs256), "not JSON", mac_key())) == "invalid_payload");
  // The payload is not even decoded before.
  const std::string head = b64(header(algorithm::hs256));
  CHECK(say(head + ".!!!!." + b64(std::string(32, '\7'))) == "signature_invalid");
  CHECK(say(sign_raw(head, "!!!!")) == "invalid_base64url");
  // And each earlier step hides all later ones.
  const std::string bad_header = R"({"alg":"none","crit":["x"],"kid":1})";
  CHECK(say(forge(R"({"alg":"none","crit":["x"]})", "x", "")) == "algorithm_not_allowed");
  CHECK(say(forge(bad_header, "x", "")) == "invalid_header");
  CHECK(say(forge(R"({"alg":"HS256","crit":["x"]})", "x", "")) == "unsupported_critical");
  CHECK(say(forge(R"({"alg":"RS256"})", "x", "!")) == "algorithm_not_allowed");
}

TEST_CASE("row 30: nothing but verification makes a verified token") {
  using proof = jot::verified<>;
  static_assert(!std::is_default_constructible_v<proof>);
  static_assert(!std::is_constructible_v<proof, jot::unsafe::decoded<>>);
  static_assert(!std::is_convertible_v<jot::unsafe::decoded<>, proof>);
  static_assert(!std::is_constructible_v<proof, std::string>);
  static_assert(!std::is_aggregate_v<proof> && !std::is_aggregate_v<jot::verified_jws>);
  static_assert(!std::is_default_constructible_v<jot::verified_jws>);
  static_assert(!std::is_constructible_v<proof, jot::verified_jws>);
  static_assert(!std::is_constructible_v<jot::verified<std::string>, proof>);
  static_assert(!std::is_default_constructible_v<jot::any_verification_key> &&
                !std::is_default_constructible_v<jot::jwk_set>);
  // A token that has been moved from still is what it was: moving copies.
  auto who =
      jot::verify(forge(header(algorithm::hs256), claims, mac_key()), mac_key().verification_key(), lax(), at(now));
  REQUIRE(who);
  const proof taken = std::move(*who);
  CHECK(taken.registered().sub == "alice");
}

TEST_CASE("row 31: a token is three segments and nothing around them") {
  const std::string token = forge(header(algorithm::hs256), claims, mac_key());
  REQUIRE(say(token) == "accepted");
  for (const char* dots : {"", ".", "..", "...", "....", "a", "a.b", "a.b.c.d"}) {
    CAPTURE(dots);
    CHECK(say(dots) != "accepted");
  }
  CHECK(say("") == "malformed_token");
  CHECK(say(std::string_view()) == "malformed_token");
  CHECK(say(".") == "malformed_token");
  CHECK(say("...") == "malformed_token");
  CHECK(say('.' + token) == "malformed_token");
  CHECK(say(token + '.') == "malformed_token");
  CHECK(say(token + ".x") == "malformed_token");
  CHECK(say(token + '.' + token) == "malformed_token");
  for (const char* around : {" ", "\n", "\r\n", "\t", "\v", "\xC2\xA0", "\xEF\xBB\xBF", "\"", "'", "Bearer ", "bearer ",
                             "token=", ",", ";", "=", "<", "\x7F"}) {
    CAPTURE(around);
    CHECK(say(around + token) == "invalid_base64url");
    CHECK(say(token + around) == "invalid_base64url");
  }
  for (const std::string& tail : {std::string(1, '\0'), std::string("\0.x", 3), std::string("\0admin", 6)}) {
    CHECK(say(token + tail) != "accepted");
    CHECK(say(tail + token) != "accepted");
  }
  const std::vector<std::string> parts = split(token);
  CHECK(say('.' + parts[1] + '.' + parts[2]) != "accepted");
  CHECK(say(parts[0] + ".." + parts[2]) == "signature_invalid");
  CHECK(say(parts[0] + '.' + parts[1] + '.') == "signature_invalid");
  CHECK(say(parts[1] + '.' + parts[0] + '.' + parts[2]) != "accepted");
  CHECK(say(parts[0] + '.' + parts[1] + ' ' + '.' + parts[2]) == "signature_invalid");
  // A dot moved within the text signs the same characters in another division.
  const std::string shifted = parts[0] + parts[1].substr(0, 4) + '.' + parts[1].substr(4);
  CHECK(say(shifted + '.' + parts[2]) != "accepted");
  CHECK(say(sign_raw(parts[0], "")) == "invalid_payload");
  CHECK(say(sign_raw("", parts[1])) == "invalid_header");
}

TEST_CASE("row 32: dots are counted no further than the fifth") {
  for (const std::size_t dots : {3U, 4U, 100U, 60'000U}) CHECK(say(std::string(dots, '.')) == "malformed_token");
  CHECK(say(std::string(65'536, '.')) == "malformed_token");
  CHECK(say(std::string(65'537, '.')) == "limit_exceeded");
  std::string segments = "a";
  for (int i = 0; i < 20'000; ++i) segments += ".a";
  CHECK(say(segments) == "malformed_token");
}

TEST_CASE("row 33: a JSON serialization is not a compact token") {
  const std::vector<std::string> parts = split(forge(header(algorithm::hs256), claims, mac_key()));
  const std::string flattened =
      R"({"protected":")" + parts[0] + R"(","payload":")" + parts[1] + R"(","signature":")" + parts[2] + R"("})";
  const std::string general = R"({"payload":")" + parts[1] + R"(","signatures":[{"protected":")" + parts[0] +
                              R"(","signature":")" + parts[2] + R"("}]})";
  const std::string unprotected = R"({"header":{"alg":"none"},"payload":")" + parts[1] + R"(","signature":""})";
  for (const std::string& json : {flattened, general, unprotected, ' ' + flattened, '[' + flattened + ']'}) {
    CHECK(say(json) == "malformed_token");
    CHECK(jws_verdict(json, mac_key().verification_key()) == "malformed_token");
    CHECK(outcome(jot::unsafe::decode(json)) == "malformed_token");
    // With two dots inside it is still no base64url (CVE-2022-39227 lived here).
    const std::string polyglot = json.substr(0, json.size() - 1) + R"(,"x":".)" + parts[1] + '.' + parts[2] + R"("})";
    CHECK(say(polyglot) == "invalid_base64url");
    CHECK(say("{\"" + parts[0] + '.' + parts[1] + '.' + parts[2] + "\":1}") == "invalid_base64url");
  }
}

TEST_CASE("row 34: an encrypted token is not a signed one") {
  const std::vector<std::string> parts = split(forge(header(algorithm::hs256), claims, mac_key()));
  CHECK(say(parts[0] + '.' + parts[1] + '.' + parts[2] + ".AAAA.AAAA") == "malformed_token");
  CHECK(say(b64(R"({"alg":"dir","enc":"A256GCM"})") + "..AAAA.AAAA.AAAA") == "malformed_token");
  for (const char* alg : {"dir", "RSA-OAEP", "RSA1_5", "ECDH-ES", "PBES2-HS256+A128KW", "A128KW"}) {
    CHECK(say(forge(R"({"alg":")" + std::string(alg) + R"(","enc":"A128GCM"})", claims, mac_key())) ==
          "algorithm_not_allowed");
  }
  // enc beside a signature algorithm means nothing and changes nothing; it must not be named critical either.
  CHECK(say(forge(R"({"alg":"HS256","enc":"A128GCM","zip":"DEF"})", claims, mac_key())) == "accepted");
  CHECK(say(forge(R"({"alg":"HS256","enc":"A128GCM","crit":["enc"]})", claims, mac_key())) == "unsupported_critical");
}

TEST_CASE("row 35: base64url is strict in each of the three segments") {
  const std::string head = b64(header(algorithm::hs256));
  const std::string body = b64(R"({"sub":"alice?>~"})");
  const std::string token = sign_raw(head, body);
  REQUIRE(say(token) == "accepted");
  const std::string mac = split(token)[2];
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool ours =
        (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (ours || c == '.') continue;
    CAPTURE(byte);
    const std::string bad(1, c);
    for (const std::size_t at : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
      std::string inserted = head;
      std::string replaced = head;
      inserted.insert(at, bad);
      replaced[at] = c;
      REQUIRE(say(sign_raw(inserted, body)) == "invalid_base64url");
      REQUIRE(say(sign_raw(replaced, body)) == "invalid_base64url");
      inserted = body;
      inserted.insert(at, bad);
      REQUIRE(say(sign_raw(head, inserted)) == "invalid_base64url");
      inserted = mac;
      inserted.insert(at, bad);
      REQUIRE(say(head + '.' + body + '.' + inserted) == "invalid_base64url");
    }
    REQUIRE(say(sign_raw(head, body + bad)) == "invalid_base64url");
    REQUIRE(say(head + '.' + body + '.' + mac + bad) == "invalid_base64url");
  }
  for (const char* padding : {"=", "==", "===", "====", "%3D", "%3d%3d"}) {
    CHECK(say(sign_raw(head + padding, body)) == "invalid_base64url");
    CHECK(say(sign_raw(head, body + padding)) == "invalid_base64url");
    CHECK(say(head + '.' + body + '.' + mac + padding) == "invalid_base64url");
  }
  CHECK(say(sign_raw(head, body + 'A')) != "accepted");
  for (const std::size_t size : {1U, 5U, 9U, 41U}) {  // 1 modulo 4 is no length at all
    CHECK(say(sign_raw(head, std::string(size, 'A'))) == "invalid_base64url");
    CHECK(say(sign_raw(std::string(size, 'A'), body)) == "invalid_base64url");
    CHECK(say(head + '.' + body + '.' + std::string(size, 'A')) == "invalid_base64url");
  }
  for (const char* k : {"AAAA=", "AA==", "A", "A AA", "AA+A", "AA/A", "AAA\\n", "ＡＡＡＡ"}) {
    CHECK(outcome(jot::jwk::parse(R"({"kty":"oct","k":")" + b64(noise(33)) + k + R"("})")) == "invalid_key");
  }
}

TEST_CASE("row 36: bits left over at the end of base64url are zero") {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::string head = b64(header(algorithm::hs256) + ' ');
  const std::vector<std::string> bodies = {b64(R"({"sub":"a"})"), b64(R"({"sub":"abc"})")};
  for (const std::string& body : bodies) {
    REQUIRE(body.size() % 4 != 0);
    const unsigned unused = body.size() % 4 == 2 ? 4 : 2;
    REQUIRE(say(sign_raw(head, body)) == "accepted");
    for (unsigned bits = 1; bits < 1U << unused; ++bits) {
      std::string other = body;
      other.back() = digits[digits.find(body.back()) + bits];
      CHECK(say(sign_raw(head, other)) == "invalid_base64url");
    }
    const std::string mac = split(sign_raw(head, body))[2];
    REQUIRE(mac.size() % 4 == 3);
    for (unsigned bits = 1; bits < 4; ++bits) {
      std::string other = mac;
      other.back() = digits[digits.find(mac.back()) + bits];
      CHECK(say(head + '.' + body + '.' + other) == "invalid_base64url");
    }
  }
  for (const std::string& spaces : {std::string(), std::string(" "), std::string("  ")}) {
    std::string encoded = b64(header(algorithm::hs256) + spaces);
    if (encoded.size() % 4 == 0) continue;
    encoded.back() = digits[digits.find(encoded.back()) + 1];
    CHECK(say(sign_raw(encoded, bodies[0])) == "invalid_base64url");
  }
  std::string k = b64(noise(32));
  k.back() = digits[digits.find(k.back()) + 1];
  CHECK(outcome(jot::jwk::parse(R"({"kty":"oct","k":")" + k + R"("})")) == "invalid_key");
}

TEST_CASE("row 37: one token of two texts has one thumbprint") {
  const auto& key = key_for(algorithm::es256);
  const std::string token = forge(header(algorithm::es256), claims, key);
  const std::vector<std::string> parts = split(token);
  const std::string signature(jot::as_text(jot::base64url_decode(parts[2]).value()));
  const std::string order = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string twin =
      parts[0] + '.' + parts[1] + '.' + b64(signature.substr(0, 32) + subtract(order, signature.substr(32), 32));
  REQUIRE(twin != token);
  REQUIRE(verdict(twin, key.verification_key()) == "accepted");
  CHECK(jot::signing_input_thumbprint(twin).value() == jot::signing_input_thumbprint(token).value());
  CHECK(jot::signing_input_thumbprint(token).value() == b64(digest("SHA256", parts[0] + '.' + parts[1])));
  CHECK(jot::signing_input_thumbprint(forge(header(algorithm::es256), R"({"sub":"bob"})", key)).value() !=
        jot::signing_input_thumbprint(token).value());
  CHECK(outcome(jot::signing_input_thumbprint("a.b")) == "malformed_token");
}

// Rows 38 to 44 of the security table: the JSON of headers, claims and keys, and the header parameters with a meaning.
#include "forge.hpp"
#include "support/catch.hpp"

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"alice"})";

const jot::any_signing_key& mac_key() { return key_for(algorithm::hs256); }
std::string header_says(const std::string& text, const jot::validation& rules = lax()) {
  return verdict(forge(text, claims, mac_key()), mac_key().verification_key(), rules);
}
std::string payload_says(const std::string& text) {
  return verdict(forge(header(algorithm::hs256), text, mac_key()), mac_key().verification_key());
}
std::string nested(std::size_t levels, bool objects) {
  std::string out;
  for (std::size_t i = 0; i < levels; ++i) out += objects ? R"({"a":)" : "[";
  out += '1';
  for (std::size_t i = 0; i < levels; ++i) out += objects ? "}" : "]";
  return out;
}

}  // namespace

TEST_CASE("row 38: header and claims are one JSON object in UTF-8") {
  const std::string bad[] = {"",
                             " ",
                             "null",
                             "true",
                             "1",
                             "\"text\"",
                             "[]",
                             "[{}]",
                             "{",
                             "}",
                             "{}{}",
                             "{} {}",
                             "{}x",
                             "{},",
                             "{},{}",
                             "{}\n1",
                             R"({"x":1,})",
                             R"({,"x":1})",
                             R"({"x" 1})",
                             R"({"x"})",
                             R"({x:1})",
                             R"({'x':1})",
                             R"({"x":'y'})",
                             R"({"x":1 "y":2})",
                             R"({"x":01})",
                             R"({"x":+1})",
                             R"({"x":.5})",
                             R"({"x":1.})",
                             R"({"x":0x1F})",
                             R"({"x":1_000})",
                             R"({"x":1e})",
                             R"({"x":- 1})",
                             R"({"x":--1})",
                             R"({"x":NaN})",
                             R"({"x":-NaN})",
                             R"({"x":Infinity})",
                             R"({"x":-Infinity})",
                             R"({"x":nan})",
                             R"({"x":inf})",
                             R"({"x":undefined})",
                             R"({"x":True})",
                             R"({"x":NULL})",
                             R"({"x":tru})",
                             R"({"x":1e400})",
                             R"({"x":-1e400})",
                             "{\"x\":1}// comment",
                             "/* comment */{\"x\":1}",
                             "{\"x\":/**/1}",
                             "{\"x\":1}#",
                             "{\"x\":\"a\nb\"}",
                             "{\"x\":\"a\tb\"}",
                             "{\"x\":\"\x01\"}",
                             R"({"x":"\a"})",
                             R"({"x":"\x41"})",
                             R"({"x":"\u12"})",
                             R"({"x":"\u12G4"})",
                             R"({"x":"\)",
                             R"({"x":"\ud800"})",
                             R"({"x":"\udc00"})",
                             R"({"x":"\ud800\ud800"})",
                             R"({"x":"\ud83dx"})",
                             R"({"\ud800":1})",
                             "{\"x\":\"\x80\"}",
                             "{\"x\":\"\xC0\x80\"}",
                             "{\"x\":\"\xC3\"}",
                             "{\"x\":\"\xED\xA0\x80\"}",
                             "{\"x\":\"\xF4\x90\x80\x80\"}",
                             "{\"x\":\"\xF8\x88\x80\x80\x80\"}",
                             "{\"\xFF\":1}",
                             "{\"x\":\"\xFE\xFF\"}",
                             "\xEF\xBB\xBF{}",
                             "{}\xEF\xBB\xBF",
                             "\xFE\xFF\0{\0}",
                             "\x1F\x8B",
                             "<json/>",
                             std::string("{}\0", 3),
                             std::string("\0{}", 3),
                             std::string("{\0}", 3),
                             std::string("{\"x\":1\0}", 8),
                             std::string("{\"x\":\"\0\"}", 9),
                             std::string("{}\0{\"x\":1}", 10),
                             std::string("{\0\"\0x\0\"\0:\0001\0}\0", 14)};
  for (const std::string& text : bad) {
    CAPTURE(text);
    CHECK(payload_says(text) == "invalid_payload");
    CHECK(outcome(jot::jwk::parse(text)) == "invalid_key");
    CHECK(outcome(jot::jwk_set::parse(text, {algorithm::hs256})) == "invalid_key");
    // The same fault in a header that is otherwise good.
    const std::string head = text.size() > 1 && text[0] == '{' && text[1] != '}' && text[1] != '{'
                                 ? R"({"alg":"HS256",)" + text.substr(1)
                                 : text;
    CHECK(header_says(head) == "invalid_header");
  }
  for (const char* good : {"{}", " { } ", "\t{\r\n}\n", R"({"x":"\u0000"})", R"({"x":"😀"})", R"({"x":"\ud83d\ude00"})",
                           R"({"":1})", R"({"x":-0})", R"({"x":1e308})", R"({"x":[[],{}]})", R"({"x":"\/\b\f"})"}) {
    CAPTURE(good);
    CHECK(payload_says(good) == "accepted");
  }
}

TEST_CASE("row 39: no member appears twice at any level") {
  const std::string twice[] = {R"({"x":1,"x":1})",
                               R"({"x":1,"x":2})",
                               R"({"x":1,"y":2,"x":3})",
                               R"({"x":1,"\u0078":2})",
                               R"({"\u0078":1,"x":2})",
                               R"({"":1,"":2})",
                               R"({"é":1,"\u00e9":2})",
                               R"({"a":{"x":1,"x":2}})",
                               R"({"a":[{"x":1,"x":2}]})",
                               R"({"a":[[[{"x":1,"x":1}]]]})",
                               R"({"a":{"b":1},"a":{"c":1}})",
                               R"({"x\u0000":1,"x\u0000":2})",
                               R"({"a":{"b":{}},"c":1,"d":{},"c":1})",
                               R"({"sub":"a","sub":"a"})",
                               R"({"exp":1,"exp":9999999999})",
                               R"({"exp":1,"e\u0078p":9999999999})"};
  for (const std::string& text : twice) {
    CAPTURE(text);
    CHECK(payload_says(text) == "invalid_payload");
    CHECK(header_says(R"({"alg":"HS256",)" + text.substr(1)) == "invalid_header");
    CHECK(outcome(jot::jwk::parse(R"({"kty":"oct","k":")" + b64(noise(32)) + R"(",)" + text.substr(1))) ==
          "invalid_key");
    CHECK(outcome(jot::jwk_set::parse(R"({"keys":[],)" + text.substr(1), {algorithm::hs256})) == "invalid_key");
  }
  for (const char* head :
       {R"({"alg":"HS256","alg":"none"})", R"({"alg":"none","alg":"HS256"})", R"({"alg":"HS256","\u0061lg":"HS256"})",
        R"({"alg":"HS256","kid":"a","kid":"b"})", R"({"alg":"HS256","crit":["x"],"crit":[]})"}) {
    CAPTURE(head);
    CHECK(header_says(head) == "invalid_header");
  }
  CHECK(payload_says(R"({"x":1,"X":2,"x ":3,"x\u0000":4,"a":{"x":1},"b":{"x":2},"c":[{"x":1},{"x":2}]})") ==
        "accepted");
  // The same hash for many names would be slow, not wrong; many different names still are all told apart.
  std::string many = "{";
  for (int i = 0; i < 900; ++i) many += '"' + std::to_string(i) + "\":0,";
  CHECK(payload_says(many + R"("x":1})") == "accepted");
  CHECK(payload_says(many + R"("899":1})") == "invalid_payload");
}

TEST_CASE("row 40: nesting is limited before anything is built") {
  for (const bool objects : {false, true}) {
    CHECK(payload_says(R"({"x":)" + nested(31, objects) + '}') == "accepted");
    CHECK(header_says(R"({"alg":"HS256","x":)" + nested(31, objects) + '}') == "accepted");
    for (const std::size_t levels : {32U, 33U, 1000U, 4000U}) {
      CHECK(payload_says(R"({"x":)" + nested(levels, objects) + '}') == "limit_exceeded");
      if (levels < 1000)
        CHECK(header_says(R"({"alg":"HS256","x":)" + nested(levels, objects) + '}') == "limit_exceeded");
      CHECK(outcome(jot::jwk::parse(R"({"kty":"oct","x":)" + nested(levels, objects) + '}')) == "limit_exceeded");
    }
  }
  // Depth is what is open at once, not what was opened in all.
  std::string wide = R"({"x":[0)";
  for (int i = 0; i < 5000; ++i) wide += ",[]";
  CHECK(payload_says(wide + "]}") == "accepted");
  CHECK(payload_says(R"({"x":)" + std::string(20'000, '[')) == "limit_exceeded");
  // A payload that was accepted can be turned into a document without exhausting the stack.
  const auto who = jot::verify(forge(header(algorithm::hs256), R"({"x":)" + nested(31, true) + '}', mac_key()),
                               mac_key().verification_key(), lax(), at(now));
  REQUIRE(who);
}

TEST_CASE("row 41: a critical parameter is understood or the token is refused") {
  jot::validation understands = lax();
  understands.understood_critical = {"x", "http://example.com/y", "exp"};
  const auto says = [&](const std::string& more) {
    return header_says(R"({"alg":"HS256",)" + more + '}', understands);
  };
  CHECK(says(R"("crit":["x"],"x":1)") == "accepted");
  CHECK(says(R"("x":null,"crit":["x"])") == "accepted");
  CHECK(says(R"("crit":["\u0078","exp"],"x":1,"exp":1)") == "accepted");
  CHECK(header_says(R"({"alg":"HS256","crit":["x"],"x":1})") == "unsupported_critical");
  for (const char* crit : {R"("crit":["z"],"z":1)",
                           R"("crit":["x","z"],"x":1,"z":1)",
                           R"("crit":["X"],"X":1)",
                           R"("crit":["x "],"x ":1)",
                           R"("crit":[""],"":1)",
                           R"("crit":["x\u0000"],"x\u0000":1)",
                           R"("crit":[])",
                           R"("crit":"x","x":1)",
                           R"("crit":null,"x":1)",
                           R"("crit":{"x":1},"x":1)",
                           R"("crit":1)",
                           R"("crit":true)",
                           R"("crit":[1])",
                           R"("crit":[null])",
                           R"("crit":[["x"]],"x":1)",
                           R"("crit":["x",1],"x":1)",
                           R"("crit":[{}])",
                           R"("crit":["x","x"],"x":1)",
                           R"("crit":["x","\u0078"],"x":1)",
                           R"("crit":["x"])",
                           R"("crit":["x"],"X":1)",
                           R"("crit":["x"],"y":{"x":1})",
                           R"("crit":["x","exp"],"x":1)"}) {
    CAPTURE(crit);
    CHECK(says(crit) == "unsupported_critical");
    CHECK(jws_verdict(forge(R"({"alg":"HS256",)" + std::string(crit) + '}', claims, mac_key()),
                      mac_key().verification_key(),
                      {.understood_critical = understands.understood_critical}) == "unsupported_critical");
  }
  for (const char* name : {"alg",  "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty",
                           "crit", "enc", "zip", "epk", "apu", "apv", "iv",  "tag",      "p2s", "p2c"}) {
    CAPTURE(name);
    const std::string present = std::string_view(name) == "alg" || std::string_view(name) == "crit"
                                    ? ""
                                    : ",\"" + std::string(name) + "\":\"v\"";
    const std::string head = R"({"alg":"HS256","crit":[")" + std::string(name) + R"("])" + present + '}';
    CHECK(header_says(head) == "unsupported_critical");
    // To say that one understands it does not help: it is refused as a rule, and again in the token.
    jot::validation all = lax();
    all.understood_critical = {name};
    CHECK(header_says(header(algorithm::hs256), all) == "invalid_configuration");
    CHECK(jws_verdict(forge(head, claims, mac_key()), mac_key().verification_key(), {.understood_critical = {name}}) !=
          "accepted");
  }
}

TEST_CASE("row 42: an unencoded payload is refused however it is announced") {
  for (const char* more : {R"("b64":false)", R"("b64":false,"crit":["b64"])", R"("crit":["b64"],"b64":false)",
                           R"("b64":true,"crit":["b64"])", R"("b64":"false")", R"("b64":0)", R"("b64":null)",
                           R"("b64":[])", R"("\u0062\u0036\u0034":false)", R"("crit":["b64"])"}) {
    CAPTURE(more);
    const std::string head = R"({"alg":"HS256",)" + std::string(more) + '}';
    CHECK(header_says(head) == "unsupported_critical");
    const std::string input = b64(head) + '.' + claims;
    const std::string token = input + '.' + jot::base64url_encode(mac_key().sign(jot::as_bytes(input)).value());
    CHECK(verdict(token, mac_key().verification_key()) == "unsupported_critical");
    CHECK(jws_verdict(token, mac_key().verification_key(), {.understood_critical = {"b64"}}) != "accepted");
  }
  jot::validation understands = lax();
  understands.understood_critical = {"b64"};
  CHECK(header_says(header(algorithm::hs256), understands) == "invalid_configuration");
}

TEST_CASE("row 43: the expected typ is compared as a media type") {
  jot::validation rules = lax();
  rules.typ = "at+jwt";
  const auto says = [&](const std::string& typ) { return header_says(R"({"alg":"HS256","typ":)" + typ + '}', rules); };
  for (const char* typ : {R"("at+jwt")", R"("AT+JWT")", R"("application/at+jwt")", R"("Application/At+Jwt")"})
    CHECK(says(typ) == "accepted");
  for (const char* typ :
       {R"("JWT")", R"("jwt")", R"("at+jwt ")", R"(" at+jwt")", R"("")", R"("at+jwt\u0000")", R"("at+jwtx")",
        R"("x-at+jwt")", R"("at")", R"("application/")", R"("application/application/at+jwt")",
        R"("application/at+jwt;v=1")", R"("text/at+jwt")", R"("/at+jwt")", R"("applicationat+jwt")"}) {
    CAPTURE(typ);
    CHECK(says(typ) == "type_mismatch");
  }
  for (const char* typ : {"null", "1", R"(["at+jwt"])", R"({"at+jwt":1})"}) {
    CHECK(says(typ) == "invalid_header");
    CHECK(header_says(R"({"alg":"HS256","typ":)" + std::string(typ) + '}') == "invalid_header");
  }
  CHECK(header_says(header(algorithm::hs256), rules) == "type_mismatch");
  rules.typ = "application/at+jwt";
  CHECK(says(R"("at+jwt")") == "accepted");
  CHECK(header_says(R"({"alg":"HS256","typ":"anything"})") == "accepted");
}

TEST_CASE("row 44: a token within a token is not opened") {
  const std::string inner = forge(header(algorithm::hs256), R"({"sub":"admin"})", mac_key());
  for (const char* head :
       {R"({"alg":"HS256","cty":"JWT"})", R"({"alg":"HS256","typ":"JWT","cty":"jwt"})", R"({"alg":"HS256"})"}) {
    const std::string outer = forge(head, inner, mac_key());
    CHECK(verdict(outer, mac_key().verification_key()) == "invalid_payload");
    CHECK(jws_verdict(outer, mac_key().verification_key()) == "accepted");
    CHECK(verdict(forge(head, '"' + inner + '"', mac_key()), mac_key().verification_key()) == "invalid_payload");
    const auto who = jot::verify(forge(head, claims, mac_key()), mac_key().verification_key(), lax(), at(now));
    REQUIRE(who);
    CHECK(who->registered().sub == "alice");
  }
  CHECK(header_says(R"({"alg":"HS256","cty":1})") == "invalid_header");
}

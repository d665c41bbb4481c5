// Rows 21 to 29 of the security table: signatures that are nearly right.
#include "forge.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace attack;
using jot::algorithm;

namespace {

const std::string claims = R"({"sub":"alice"})";

struct curve_row {
  algorithm alg;
  std::size_t size;
  const char* order;
  const char* prime;
};
constexpr curve_row curves[] = {
    {algorithm::es256, 32, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
     "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"},
    {algorithm::es256k, 32, "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f"},
    {algorithm::es384, 48,
     "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff"},
    {algorithm::es512, 66,
     "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b889"
     "9c47aebb6fb71e91386409",
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ffffffffffffffffffffffff"}};

// A token and its parts, so that the signature can be replaced.
struct forgery {
  std::string input;
  std::string signature;
  jot::any_verification_key key;

  explicit forgery(algorithm alg)
      : input(signing_input(header(alg), claims)),
        signature(jot::as_text(key_for(alg).sign(jot::as_bytes(input)).value())),
        key(key_for(alg).verification_key()) {}

  [[nodiscard]] std::string with(std::string_view other) const { return verdict(input + '.' + b64(other), key); }
};

std::string number_of(std::string_view der, std::size_t offset, std::size_t size) {
  return std::string(der.substr(offset, size));
}

std::string reversed(std::string text) {
  std::reverse(text.begin(), text.end());
  return text;
}

}  // namespace

TEST_CASE("row 21: a MAC is compared over its whole length") {
  const struct {
    algorithm alg;
    const char* hash;
  } macs[] = {{algorithm::hs256, "SHA256"}, {algorithm::hs384, "SHA384"}, {algorithm::hs512, "SHA512"}};
  for (const auto& row : macs) {
    const forgery token(row.alg);
    const std::string& mac = token.signature;
    REQUIRE(token.with(mac) == "accepted");
    for (std::size_t bit = 0; bit < mac.size() * 8; ++bit) {
      std::string changed = mac;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      REQUIRE(token.with(changed) == "signature_invalid");
    }
    for (std::size_t size = 0; size < mac.size(); ++size)
      REQUIRE(token.with(mac.substr(0, size)) == "signature_invalid");
    CHECK(token.with(mac + '\0') == "signature_invalid");
    CHECK(token.with(mac + mac) == "signature_invalid");
    CHECK(token.with('\0' + mac) == "signature_invalid");
    CHECK(token.with(std::string(mac.size(), '\0')) == "signature_invalid");
  }
  CHECK_FALSE(jot::equal_in_constant_time(jot::as_bytes("abc"), jot::as_bytes("abcd")));
  CHECK_FALSE(jot::equal_in_constant_time(jot::as_bytes("abc"), {}));
  CHECK(jot::equal_in_constant_time({}, {}));
}

TEST_CASE("row 21: a MAC that begins with NUL is not compared as a C string") {
  const std::string secret = noise(32, 21);
  const auto key = jot::any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(secret)).value();
  for (int i = 0; i < 100'000; ++i) {
    const std::string body = R"({"jti":")" + std::to_string(i) + R"("})";
    const std::string mac = hmac("SHA256", secret, signing_input(header(algorithm::hs256), body));
    if (mac[0] != 0) continue;
    CHECK(verdict(forge(header(algorithm::hs256), body, mac), key) == "accepted");
    std::string other = noise(32, 22);
    other[0] = 0;
    CHECK(verdict(forge(header(algorithm::hs256), body, other), key) == "signature_invalid");
    CHECK(verdict(forge(header(algorithm::hs256), body, std::string(1, '\0')), key) == "signature_invalid");
    return;
  }
  FAIL("no MAC with a leading zero was found");
}

TEST_CASE("row 22: a missing or cut signature is refused for every algorithm") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    const forgery token(row.id);
    CAPTURE(row.name);
    REQUIRE(token.with(token.signature) == "accepted");
    for (std::size_t size = 0; size < token.signature.size(); ++size) {
      REQUIRE(token.with(token.signature.substr(0, size)) == "signature_invalid");
      REQUIRE(token.with(token.signature.substr(token.signature.size() - size)) == "signature_invalid");
    }
    CHECK(token.with(token.signature + '\0') == "signature_invalid");
    CHECK(token.with('\0' + token.signature) == "signature_invalid");
    CHECK(token.with(std::string(token.signature.size(), '\0')) == "signature_invalid");
    CHECK(token.with(std::string(token.signature.size(), '\xFF')) == "signature_invalid");
    CHECK(verdict(token.input, token.key) == "malformed_token");
    CHECK(verdict(token.input + '.', token.key) == "signature_invalid");
    CHECK(verdict(token.input + '.' + b64(std::string(100'000, '\1')), token.key) == "limit_exceeded");
    CHECK(verdict(token.input + '.' + b64(std::string(4000, '\1')), token.key) == "signature_invalid");
  }
}

TEST_CASE("row 23: only the one encoding of PKCS 1 version 1.5 is taken") {
  const forgery token(algorithm::rs256);
  const std::string private_pem = key_for(algorithm::rs256).to_private_pem().value();
  const std::string hash = digest("SHA256", token.input);
  const std::string sha256_info = unhex("3031300d060960864801650304020105000420");
  const auto sign = [&](const std::string& em) { return token.with(rsa_private_operation(private_pem, em)); };
  const auto pad = [](const std::string& info, char fill = '\xFF', char type = 1) {
    return std::string(1, '\0') + type + std::string(256 - 3 - info.size(), fill) + '\0' + info;
  };
  REQUIRE(sign(pad(sha256_info + hash)) == "accepted");
  const std::string ems[] = {
      pad(unhex("302f300b0609608648016503040201") + unhex("0420") + hash),         // parameters left out
      pad(unhex("3032300d06096086480165030402010500") + unhex("048120") + hash),   // a length in the long form
      pad(unhex("303181") + sha256_info.substr(2) + hash),                         // damaged DER
      pad(unhex("3031300d060960864801650304020205000420") + hash),                 // the name of SHA-384
      pad(unhex("3021300906052b0e03021a05000414") + digest("SHA1", token.input)),  // SHA-1
      pad(unhex("3051300d060960864801650304020305000440") + digest("SHA512", token.input)),
      pad(hash),  // no DigestInfo
      pad(sha256_info + hash, '\0'),
      pad(sha256_info + hash, '\xFE'),
      pad(sha256_info + hash, '\xFF', 2),
      pad(sha256_info + hash, '\xFF', 0),
      pad(sha256_info + hash + '\0'),  // trailing data
      std::string("\0\1", 2) + std::string(8, '\xFF') + '\0' + sha256_info + hash + std::string(256 - 11 - 51, 'x'),
      std::string("\0\1\0", 3) + sha256_info + hash + std::string(256 - 3 - 51, 'x'),
      std::string("\0\1", 2) + std::string(201, '\xFF') + '\1' + '\0' + sha256_info + hash,
      std::string(256 - 32, '\0') + hash,
  };
  for (const std::string& em : ems) {
    REQUIRE(em.size() == 256);
    CAPTURE(&em - ems);
    CHECK(sign(em) == "signature_invalid");
  }
  std::string changed = pad(sha256_info + hash);
  for (std::size_t i = 1; i < 256; i += 5) {  // the first byte is 0, lest the number be greater than the modulus
    changed[i] = static_cast<char>(changed[i] ^ 1);
    REQUIRE(sign(changed) == "signature_invalid");
    changed[i] = static_cast<char>(changed[i] ^ 1);
  }
}

TEST_CASE("row 23: an RSA signature is smaller than the modulus and just as long") {
  const std::string der = der_of(key_for(algorithm::rs256).verification_key().to_public_pem().value());
  const std::string n = number_of(der, der.size() - 256 - 5, 256);  // behind it, the exponent: 02 03 01 00 01
  bool fitted = false;
  for (int i = 0; i < 200; ++i) {
    const std::string body = R"({"jti":")" + std::to_string(i) + R"("})";
    const std::string input = signing_input(header(algorithm::rs256), body);
    const std::string s(jot::as_text(key_for(algorithm::rs256).sign(jot::as_bytes(input)).value()));
    const std::string sum = add(s, n, 257);
    const auto key = key_for(algorithm::rs256).verification_key();
    REQUIRE(verdict(input + '.' + b64(s), key) == "accepted");
    CHECK(verdict(input + '.' + b64(sum), key) == "signature_invalid");
    CHECK(verdict(input + '.' + b64(subtract(n, s, 256)), key) == "signature_invalid");
    if (s.front() == 0) CHECK(verdict(input + '.' + b64(s.substr(1)), key) == "signature_invalid");
    if (sum.front() != 0) continue;
    fitted = true;
    CHECK(verdict(input + '.' + b64(sum.substr(1)), key) == "signature_invalid");
  }
  REQUIRE(fitted);
}

TEST_CASE("row 24: PSS has one hash and a salt as long as it") {
  const struct {
    algorithm alg;
    const char* hash;
    int salt;
  } rows[] = {{algorithm::ps256, "SHA256", 32}, {algorithm::ps384, "SHA384", 48}, {algorithm::ps512, "SHA512", 64}};
  for (const auto& row : rows) {
    const forgery token(row.alg);
    const std::string private_pem = key_for(row.alg).to_private_pem().value();
    const auto with = [&](const char* hash, const char* mgf1, int salt) {
      return token.with(sign_pss(private_pem, token.input, hash, mgf1, salt));
    };
    CAPTURE(row.hash);
    CHECK(with(row.hash, row.hash, row.salt) == "accepted");
    for (const int salt : {-3, 0, 1, 8, 16, 20, 28, 31, 32, 33, 47, 48, 49, 63, 64, 65, 100}) {
      if (salt != row.salt) CHECK(with(row.hash, row.hash, salt) == "signature_invalid");
    }
    for (const char* other : {"SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512-256", "SHA3-256"}) {
      if (std::string_view(other) == row.hash) continue;
      CHECK(with(row.hash, other, row.salt) == "signature_invalid");
      CHECK(with(other, row.hash, row.salt) == "signature_invalid");
      CHECK(with(other, other, row.salt) == "signature_invalid");
    }
    CHECK(token.with(sign_pkcs1(private_pem, token.input, row.hash)) == "signature_invalid");
  }
}

TEST_CASE("row 25: r and s are 1 to n minus 1") {
  for (const auto& curve : curves) {
    const forgery token(curve.alg);
    const std::string n = unhex(curve.order);
    const std::string p = unhex(curve.prime);
    REQUIRE(n.size() == curve.size);
    REQUIRE(p.size() == curve.size);
    const std::string zero(curve.size, '\0');
    const std::string one = add(zero, std::string(1, '\1'), curve.size);
    const std::string r = token.signature.substr(0, curve.size);
    const std::string s = token.signature.substr(curve.size);
    CAPTURE(jot::name(curve.alg));
    REQUIRE(token.with(r + s) == "accepted");
    const std::string bad[] = {zero,
                               one,
                               n,
                               add(n, one, curve.size),
                               subtract(n, one, curve.size),
                               p,
                               subtract(p, n, curve.size),
                               std::string(curve.size, '\xFF')};
    for (const std::string& a : bad) {
      CHECK(token.with(a + s) == "signature_invalid");
      CHECK(token.with(r + a) == "signature_invalid");
      for (const std::string& b : bad) CHECK(token.with(a + b) == "signature_invalid");
    }
    CHECK(token.with(s + r) == "signature_invalid");
    CHECK(token.with(r + r) == "signature_invalid");
    // Where the width leaves room, r + n and s + n are the same numbers modulo n under another name.
    const std::string r_plus_n = add(r, n, curve.size + 1);
    const std::string s_plus_n = add(s, n, curve.size + 1);
    if (r_plus_n.front() == 0) CHECK(token.with(r_plus_n.substr(1) + s) == "signature_invalid");
    if (s_plus_n.front() == 0) CHECK(token.with(r + s_plus_n.substr(1)) == "signature_invalid");
    CHECK(token.with(r_plus_n + '\0' + s) == "signature_invalid");
  }
}

TEST_CASE("row 26: an ECDSA signature has exactly the width of its curve") {
  for (const auto& curve : curves) {
    const forgery token(curve.alg);
    const std::string r = token.signature.substr(0, curve.size);
    const std::string s = token.signature.substr(curve.size);
    CAPTURE(jot::name(curve.alg));
    REQUIRE(token.with(r + s) == "accepted");
    const auto integer = [](const std::string& value) {
      std::string content = value.substr(std::min(value.find_first_not_of('\0'), value.size() - 1));
      if (static_cast<unsigned char>(content[0]) >= 0x80) content.insert(0, 1, '\0');
      return '\2' + std::string(1, static_cast<char>(content.size())) + content;
    };
    const std::string body = integer(r) + integer(s);
    const std::string der =
        std::string(1, '\x30') + (body.size() >= 0x80 ? "\x81" : "") + static_cast<char>(body.size()) + body;
    const std::string bad[] = {der,
                               '\0' + r + '\0' + s,
                               r + s + '\0',
                               r + s + std::string(curve.size, '\0'),
                               '\4' + r + s,
                               r.substr(1) + s.substr(1),
                               r.substr(0, r.size() - 1) + s,
                               r + s.substr(1),
                               std::string(257 - curve.size, '\0') + r + std::string(257 - curve.size, '\0') + s,
                               std::string(1500, '\0') + r + s,
                               std::string()};
    for (const std::string& signature : bad) CHECK(token.with(signature) == "signature_invalid");
  }
}

TEST_CASE("row 26: a leading zero of r or s is kept") {
  const auto& key = key_for(algorithm::es256);
  int found_r = 0;
  int found_s = 0;
  for (int i = 0; i < 20'000 && (found_r == 0 || found_s == 0); ++i) {
    const std::string input = signing_input(header(algorithm::es256), R"({"jti":")" + std::to_string(i) + R"("})");
    const std::string signature(jot::as_text(key.sign(jot::as_bytes(input)).value()));
    REQUIRE(signature.size() == 64);
    const std::string r = signature.substr(0, 32);
    const std::string s = signature.substr(32);
    if (r[0] == 0 && found_r++ == 0) {
      CHECK(verdict(input + '.' + b64(signature), key.verification_key()) == "accepted");
      CHECK(verdict(input + '.' + b64(r.substr(1) + s), key.verification_key()) == "signature_invalid");
      CHECK(verdict(input + '.' + b64(r.substr(1) + s + '\0'), key.verification_key()) == "signature_invalid");
    }
    if (s[0] == 0 && found_s++ == 0) {
      CHECK(verdict(input + '.' + b64(signature), key.verification_key()) == "accepted");
      CHECK(verdict(input + '.' + b64(r + s.substr(1)), key.verification_key()) == "signature_invalid");
    }
  }
  CHECK(found_r > 0);
  CHECK(found_s > 0);
}

TEST_CASE("row 27: a high s is accepted because JWA has no rule for it") {
  for (const auto& curve : curves) {
    const forgery token(curve.alg);
    const std::string r = token.signature.substr(0, curve.size);
    const std::string s = token.signature.substr(curve.size);
    CHECK(token.with(r + subtract(unhex(curve.order), s, curve.size)) == "accepted");
  }
}

TEST_CASE("row 28: EdDSA is pure and S is below the order") {
  const struct {
    algorithm alg;
    std::size_t size;
    const char* order;
  } rows[] = {
      {algorithm::ed25519, 32, "1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed"},
      {algorithm::ed448, 57,
       "003fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab"
       "5844f3"}};
  for (const auto& row : rows) {
    const forgery token(row.alg);
    const std::string order = unhex(row.order);
    const std::string point = token.signature.substr(0, row.size);
    const std::string s = reversed(token.signature.substr(row.size));
    CAPTURE(jot::name(row.alg));
    REQUIRE(order.size() == row.size);
    REQUIRE(token.with(point + reversed(s)) == "accepted");
    std::string sum = s;
    for (int i = 0; i < 4; ++i) {
      sum = add(sum, order, row.size);
      CHECK(token.with(point + reversed(sum)) == "signature_invalid");
    }
    CHECK(token.with(point + reversed(subtract(order, s, row.size))) == "signature_invalid");
    std::string identity(row.size, '\0');
    identity.front() = 1;
    const std::string zero(row.size, '\0');
    for (const std::string& r : {identity, zero, std::string(row.size, '\xFF'), point})
      CHECK(token.with(r + zero) == "signature_invalid");
    CHECK(token.with(identity + reversed(s)) == "signature_invalid");
    CHECK(token.with(reversed(s) + point) == "signature_invalid");
    CHECK(token.with(token.signature + token.input) == "signature_invalid");
    // Signing the digest instead of the text is what Ed25519ph and many home-made signers do.
    const std::string prehashed(
        jot::as_text(key_for(row.alg).sign(jot::as_bytes(digest("SHA512", token.input))).value()));
    CHECK(token.with(prehashed) == "signature_invalid");
  }
  // EdDSA and its fully specified names are different algorithms over the same bytes.
  const auto eddsa = key_for(algorithm::ed25519);
  CHECK(verdict(forge(header(algorithm::eddsa), claims, eddsa), eddsa.verification_key()) == "algorithm_not_allowed");
}

TEST_CASE("row 29: nothing is left in the OpenSSL error queue") {
  REQUIRE(openssl_queue_is_empty());
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    const forgery token(row.id);
    CAPTURE(row.name);
    CHECK(token.with(token.signature) == "accepted");
    CHECK(openssl_queue_is_empty());
    for (const char fill : {'\0', '\1', '\x7F', '\xFF'}) {
      CHECK(token.with(std::string(token.signature.size(), fill)) == "signature_invalid");
      CHECK(openssl_queue_is_empty());
    }
  }
  const std::string junk = noise(300);
  CHECK(outcome(jot::any_verification_key::from_der(algorithm::rs256, jot::as_bytes(junk))) == "invalid_key");
  CHECK(outcome(jot::any_signing_key::from_der(algorithm::es256, jot::as_bytes(junk))) == "invalid_key");
  CHECK(outcome(jot::any_verification_key::from_pem(algorithm::es256, pem("PUBLIC KEY", junk))) == "invalid_key");
  CHECK(outcome(jot::any_signing_key::from_pem(algorithm::es256, pem("PRIVATE KEY", junk))) == "invalid_key");
  CHECK(outcome(jot::any_signing_key::from_pem(algorithm::es256, pem("ENCRYPTED PRIVATE KEY", junk), "password")) ==
        "invalid_key");
  CHECK(outcome(jot::jwk::parse(R"({"kty":"EC","crv":"P-256","x":")" + b64(noise(32)) + R"(","y":")" + b64(noise(32)) +
                                R"("})")) == "invalid_key");
  CHECK(openssl_queue_is_empty());
}

// Tests of impl/crypto/bound_key.hpp and of the kinds of key in it: signatures that only look right, and known answers.
#include <jot/impl/crypto/bound_key.hpp>
#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_load.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>
#include <string>

using namespace jot::testing_support;
using jot::algorithm;
using jot::as_bytes;
using jot::detail::bound_key;

namespace {

const jot::bytes_view text = as_bytes("text");

bound_key::ptr bind(algorithm alg, EVP_PKEY* key) {
  return bound_key::bind(alg, jot::detail::load_private_pem(pkcs8_pem(key), {}, {}).value(), {}).value();
}

// A PSS signature of a salt length and MGF1 hash of one's choice.
jot::bytes pss(EVP_PKEY* key, int salt, const EVP_MD* mgf1) {
  EVP_MD_CTX* ctx = EVP_MD_CTX_new();
  EVP_PKEY_CTX* pkey_ctx = nullptr;
  jot::bytes out(256);
  std::size_t size = out.size();
  must(EVP_DigestSignInit(ctx, &pkey_ctx, EVP_sha256(), nullptr, key) == 1 &&
           EVP_PKEY_CTX_set_rsa_padding(pkey_ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(pkey_ctx, salt) == 1 && EVP_PKEY_CTX_set_rsa_mgf1_md(pkey_ctx, mgf1) == 1 &&
           EVP_DigestSign(ctx, out.data(), &size, text.data(), text.size()) == 1,
       "sign with PSS");
  EVP_MD_CTX_free(ctx);
  return out;
}

}  // namespace

TEST_CASE("a PSS signature has a salt as long as its hash, and MGF1 of the same hash", "[bound_key]") {
  EVP_PKEY* key = key_pair("RSA");
  const auto ps256 = bind(algorithm::ps256, key);
  CHECK(verdict(ps256->verify(text, pss(key, 32, EVP_sha256()))) == "accepted");
  for (const int salt : {0, 20, 31, 33, 64, 222}) {
    CAPTURE(salt);
    CHECK(verdict(ps256->verify(text, pss(key, salt, EVP_sha256()))) == "signature_invalid");
  }
  CHECK(verdict(ps256->verify(text, pss(key, 32, EVP_sha1()))) == "signature_invalid");
  CHECK(verdict(ps256->verify(text, pss(key, 32, EVP_sha512()))) == "signature_invalid");
}

TEST_CASE("an ECDSA signature of numbers out of range is refused", "[bound_key]") {
  const auto es256 = bind(algorithm::es256, key_pair("EC", "P-256"));
  const std::string order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
  const std::string zero(64, '0');
  const std::string one = std::string(63, '0') + "1";
  const std::string most(64, 'f');
  const std::string good = [&] {
    const jot::bytes signature = es256->sign(text).value();
    std::string hex;
    for (const unsigned char byte : signature) {
      hex += "0123456789abcdef"[byte >> 4];
      hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
  }();
  CHECK(verdict(es256->verify(text, jot::decode_hex(good).value())) == "accepted");
  for (const std::string& r : {zero, one, order, most, good.substr(0, 64)}) {
    for (const std::string& s : {zero, one, order, most, good.substr(64)}) {
      if (r + s == good) continue;
      CHECK(verdict(es256->verify(text, jot::decode_hex(r + s).value())) == "signature_invalid");
    }
  }
}

TEST_CASE("DER is not taken where r and s are expected side by side", "[bound_key]") {
  for (const auto& [alg, group] :
       {std::pair(algorithm::es256, "P-256"), {algorithm::es384, "P-384"}, {algorithm::es512, "P-521"}}) {
    EVP_PKEY* key = key_pair("EC", group);
    EVP_MD_CTX* ctx = EVP_MD_CTX_new();
    std::array<unsigned char, 160> der;
    std::size_t size = der.size();
    must(EVP_DigestSignInit_ex(ctx, nullptr, jot::facts(alg).hash, nullptr, nullptr, key, nullptr) == 1 &&
             EVP_DigestSign(ctx, der.data(), &size, text.data(), text.size()) == 1,
         "sign with ECDSA");
    EVP_MD_CTX_free(ctx);
    CHECK(verdict(bind(alg, key)->verify(text, {der.data(), size})) == "signature_invalid");
  }
}

TEST_CASE("many ECDSA signatures keep their leading zeros", "[bound_key]") {
  // One r or s in 128 begins with a zero octet; P-521 begins with one or two zero octets nearly always.
  std::size_t zeros = 0;
  std::size_t wrong = 0;
  const auto es256 = bind(algorithm::es256, key_pair("EC", "P-256"));
  for (int i = 0; i < 1'200; ++i) {
    const jot::bytes signature = es256->sign(text).value();
    const bool leading_zero = signature[0] == 0 || signature[32] == 0;
    zeros += leading_zero;
    wrong += signature.size() != 64 || (leading_zero && !es256->verify(text, signature));
  }
  CHECK(wrong == 0);
  CHECK(zeros > 0);
  const auto es512 = bind(algorithm::es512, key_pair("EC", "P-521"));
  for (int i = 0; i < 20; ++i) CHECK(verdict(es512->verify(text, es512->sign(text).value())) == "accepted");
}

TEST_CASE("known answers come out", "[bound_key]") {
  // RFC 4231, test case 2, with its short key.
  const auto hmac = [](algorithm alg) {
    return bound_key::bind(alg, jot::detail::checked_key::of_secret(as_bytes("Jefe"), {}).value(),
                           {.allow_short_secret = true})
        .value();
  };
  const jot::bytes_view question = as_bytes("what do ya want for nothing?");
  CHECK(hmac(algorithm::hs256)->sign(question).value() ==
        jot::decode_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843").value());
  CHECK(hmac(algorithm::hs384)->sign(question).value() ==
        jot::decode_hex(
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649")
            .value());
  CHECK(
      hmac(algorithm::hs512)->sign(question).value() ==
      jot::decode_hex("164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                      "caeab1a34d4a6b4b636e070a38bce737")
          .value());
  // RFC 8032 §7.1, test 2.
  const auto ed25519 = jot::detail::key_of_okp(
      jot::curve::ed25519, jot::decode_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value(),
      jot::decode_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb").value());
  REQUIRE(verdict(ed25519) == "accepted");
  CHECK(
      bound_key::bind(algorithm::ed25519, *ed25519, {}).value()->sign(as_bytes("\x72")).value() ==
      jot::decode_hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                      "387b2eaeb4302aeeb00d291612bb0c00")
          .value());
}

TEST_CASE("what was signed or verified before leaves no trace in a key", "[bound_key]") {
  // A key keeps the contexts that it has worked with.
  for (const auto& [alg, key] : {std::pair(algorithm::rs256, key_pair("RSA")),
                                 {algorithm::ps256, key_pair("RSA")},
                                 {algorithm::es256, key_pair("EC", "P-256")},
                                 {algorithm::eddsa, key_pair("ED25519")},
                                 {algorithm::ed448, key_pair("ED448")}}) {
    CAPTURE(jot::facts(alg).name);
    const auto used = bind(alg, key);
    const auto fresh = bind(alg, key);
    const jot::bytes signature = used->sign(text).value();
    const jot::bytes of_another = used->sign(as_bytes("another text, and a longer one")).value();
    const jot::bytes again = used->sign(text).value();
    const bool is_random = alg == algorithm::ps256 || alg == algorithm::es256;
    CHECK((again == signature) != is_random);
    CHECK(verdict(fresh->verify(text, again)) == "accepted");
    for (int i = 0; i < 3; ++i) {
      CHECK(verdict(used->verify(text, of_another)) == "signature_invalid");
      CHECK(verdict(used->verify(text, signature)) == "accepted");
      CHECK(verdict(used->verify(as_bytes("another text, and a longer one"), of_another)) == "accepted");
    }
  }
}

TEST_CASE("a good verification leaves the program's own OpenSSL errors and marks alone", "[bound_key]") {
  for (const auto& [alg, key] : {std::pair(algorithm::rs256, key_pair("RSA")),
                                 {algorithm::es256, key_pair("EC", "P-256")},
                                 {algorithm::eddsa, key_pair("ED25519")}}) {
    CAPTURE(jot::facts(alg).name);
    const auto used = bind(alg, key);
    const jot::bytes signature = used->sign(text).value();
    for (int i = 0; i < 2; ++i) {
      ERR_clear_error();
      ERR_raise(ERR_LIB_USER, 1);
      ERR_set_mark();
      ERR_raise(ERR_LIB_USER, 2);
      CHECK(verdict(used->verify(text, signature)) == "accepted");
      CHECK(ERR_GET_REASON(ERR_peek_last_error()) == 2);
      CHECK(ERR_pop_to_mark() == 1);
      CHECK(ERR_GET_REASON(ERR_peek_last_error()) == 1);
    }
    ERR_clear_error();
  }
}

// Tests of primitives.hpp: known answers, and DER that becomes what JOSE has.
#include <jot/primitives.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <jot/key.hpp>

#include <openssl/evp.h>

#include <array>
#include <string>

using namespace jot::testing_support;
using jot::algorithm;

TEST_CASE("SHA-256 has the answers of FIPS 180-4", "[primitives]") {
  const auto hash = [](std::string_view text) {
    const auto out = jot::sha256(jot::as_bytes(text)).value();
    return jot::bytes(out.begin(), out.end());
  };
  CHECK(hash("abc") == jot::decode_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad").value());
  CHECK(hash("") == jot::decode_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855").value());
}

TEST_CASE("random bytes are as many as asked for, and others each time", "[primitives]") {
  CHECK(jot::random_bytes(0).value().empty());
  CHECK(jot::random_bytes(33).value().size() == 33);
  CHECK(jot::random_bytes(32).value() != jot::random_bytes(32).value());
  CHECK(jot::random_bytes(1 << 20).value().size() == 1 << 20);
  CHECK(verdict(jot::random_bytes((1 << 20) + 1)) == "limit_exceeded");
}

TEST_CASE("a signature in DER becomes r and s side by side", "[primitives]") {
  const jot::bytes_view text = jot::as_bytes("text");
  for (const auto& [alg, group] : {std::pair(algorithm::es256, "P-256"),
                                   {algorithm::es384, "P-384"},
                                   {algorithm::es512, "P-521"},
                                   {algorithm::es256k, "secp256k1"}}) {
    EVP_PKEY* key = key_pair("EC", group);
    EVP_MD_CTX* ctx = EVP_MD_CTX_new();
    std::array<unsigned char, 160> der;
    std::size_t size = der.size();
    must(EVP_DigestSignInit_ex(ctx, nullptr, jot::facts(alg).hash, nullptr, nullptr, key, nullptr) == 1 &&
             EVP_DigestSign(ctx, der.data(), &size, text.data(), text.size()) == 1,
         "sign with ECDSA");
    EVP_MD_CTX_free(ctx);
    const jot::bytes raw = jot::ecdsa_der_to_raw(alg, {der.data(), size}).value();
    CHECK(raw.size() == jot::facts(alg).signature_bytes);
    const auto verifying = jot::any_verification_key::from_evp_pkey(alg, key).value();
    CHECK(verdict(verifying.verify(text, raw)) == "accepted");
    CHECK(verdict(jot::ecdsa_der_to_raw(alg, {der.data(), size - 1})) == "invalid_key");
    CHECK(verdict(jot::ecdsa_der_to_raw(alg, raw)) == "invalid_key");
  }
  const jot::bytes small = jot::decode_hex("3006020101020102").value();
  CHECK(jot::ecdsa_der_to_raw(algorithm::es256, small).value().size() == 64);
  for (const char* hex : {"", "3005020101020102", "30080201010201020500", "300602010102010203",
                          "3081060201010201"
                          "02",
                          "3006020181020102", "300702020001020102",
                          "3006020101020100"
                          "00"}) {
    CAPTURE(hex);
    CHECK(verdict(jot::ecdsa_der_to_raw(algorithm::es256, jot::decode_hex(hex).value())) == "invalid_key");
  }
  CHECK(jot::ecdsa_der_to_raw(algorithm::rs256, small).error().message() ==
        "RS256 is not an ECDSA algorithm; its signatures need no conversion");
}

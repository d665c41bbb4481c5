// Tests of key.hpp: keys that a program holds as objects of OpenSSL.
#include <jot/jwk.hpp>
#include <jot/key.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <string>
#include <tuple>

using namespace jot::testing_support;
using jot::algorithm;
using jot::any_signing_key;
using jot::any_verification_key;

namespace {

const jot::bytes_view text = jot::as_bytes("text");

owned<EVP_PKEY> okp_of(jot::bytes x, jot::bytes d) {
  const owned<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_name(nullptr, "ED25519", nullptr));
  OSSL_PARAM params[] = {OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, x.data(), x.size()),
                         OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PRIV_KEY, d.data(), d.size()),
                         OSSL_PARAM_construct_end()};
  EVP_PKEY* out = nullptr;
  must(EVP_PKEY_fromdata_init(ctx.get()) == 1 && EVP_PKEY_fromdata(ctx.get(), &out, EVP_PKEY_KEYPAIR, params) == 1,
       "make a key of its octets");
  return owned<EVP_PKEY>(out);
}

owned<EVP_PKEY> public_half_of(EVP_PKEY* key) {
  const std::string der = der_of(spki_pem(key));
  const auto* p = reinterpret_cast<const unsigned char*>(der.data());
  return owned<EVP_PKEY>(d2i_PUBKEY(nullptr, &p, static_cast<long>(der.size())));
}

}  // namespace

TEST_CASE("an EVP_PKEY signs and verifies, and outlives the program's own owner", "[key]") {
  for (const auto& [alg, type, group] : {std::tuple(algorithm::rs256, "RSA", ""),
                                         {algorithm::ps512, "RSA", ""},
                                         {algorithm::es256, "EC", "P-256"},
                                         {algorithm::es256k, "EC", "secp256k1"},
                                         {algorithm::eddsa, "ED448", ""},
                                         {algorithm::ed25519, "ED25519", ""}}) {
    CAPTURE(jot::name(alg), type);
    owned<EVP_PKEY> mine(EVP_PKEY_dup(key_pair(type, group)));
    owned<EVP_PKEY> half = public_half_of(mine.get());
    const any_signing_key signing = any_signing_key::from_evp_pkey(alg, mine.get()).value();
    const any_verification_key of_pair = any_verification_key::from_evp_pkey(alg, mine.get()).value();
    const any_verification_key of_half = any_verification_key::from_evp_pkey(alg, half.get()).value();
    mine.reset();
    half.reset();
    const jot::bytes signature = signing.sign(text).value();
    CHECK(verdict(of_pair.verify(text, signature)) == "accepted");
    CHECK(verdict(of_half.verify(text, signature)) == "accepted");
    CHECK(jot::jwk::from_public(of_pair).value().to_public_json().value() ==
          jot::jwk::from_public(of_half).value().to_public_json().value());
    CHECK_FALSE(jot::jwk::from_public(of_pair).value().is_private());
  }
}

TEST_CASE("the typed keys take an EVP_PKEY too", "[key]") {
  EVP_PKEY* const key = key_pair("EC", "P-256");
  const auto signing = jot::signing_key<jot::es256>::from_evp_pkey(key).value();
  const auto verifying = jot::verification_key<jot::es256>::from_evp_pkey(key).value();
  CHECK(verdict(verifying.verify(text, signing.sign(text).value())) == "accepted");
  CHECK(verdict(jot::signing_key<jot::es384>::from_evp_pkey(key)) == "key_mismatch");
  CHECK(verdict(jot::verification_key<jot::rs256>::from_evp_pkey(key)) == "key_mismatch");
}

TEST_CASE("an EVP_PKEY passes the checks of every other key", "[key]") {
  const auto both = [](algorithm alg, EVP_PKEY* key) {
    const std::string out = verdict(any_signing_key::from_evp_pkey(alg, key));
    CHECK(verdict(any_verification_key::from_evp_pkey(alg, key)) == out);
    return out;
  };
  CHECK(both(algorithm::es256, nullptr) == "invalid_key");
  CHECK(both(algorithm::hs256, key_pair("RSA")) == "key_mismatch");
  CHECK(both(algorithm::rs256, key_pair("RSA-PSS")) == "key_mismatch");
  CHECK(both(algorithm::eddsa, key_pair("X25519")) == "invalid_key");
  CHECK(both(algorithm::es256, key_pair("EC", "brainpoolP256r1")) == "invalid_key");
  const owned<EVP_PKEY> weak(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024}));
  CHECK(both(algorithm::rs256, weak.get()) == "weak_key n");
  CHECK(verdict(any_signing_key::from_evp_pkey(algorithm::rs256, weak.get(), {.rsa_min_bits = 1024})) == "accepted");
  const jot::bytes identity = jot::decode_hex("01" + std::string(62, '0')).value();
  const owned<EVP_PKEY> small(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, identity.data(), 32));
  CHECK(both(algorithm::ed25519, small.get()) == "invalid_key x");
}

TEST_CASE("an EVP_PKEY without a private half does not sign", "[key]") {
  const auto why = [](algorithm alg, EVP_PKEY* key) {
    return message(any_signing_key::from_evp_pkey(alg, public_half_of(key).get()));
  };
  CHECK(why(algorithm::ed25519, key_pair("ED25519")) == "found a public key, expected a private key");
  CHECK(why(algorithm::ed448, key_pair("ED448")) == "found a public key, expected a private key");
  CHECK(why(algorithm::es256, key_pair("EC", "P-256")) ==
        "the private half is missing, or does not belong to the public half");
  CHECK(why(algorithm::rs256, key_pair("RSA")) == "the private half is missing, or does not belong to the public half");
}

TEST_CASE("an EVP_PKEY whose halves belong to two keys does not sign", "[key]") {
  // RFC 8032 §7.1, test 1, and the public key of test 2.
  const jot::bytes d = jot::decode_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const jot::bytes x = jot::decode_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").value();
  const jot::bytes other = jot::decode_hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value();
  CHECK(verdict(any_signing_key::from_evp_pkey(algorithm::ed25519, okp_of(x, d).get())) == "accepted");
  CHECK(message(any_signing_key::from_evp_pkey(algorithm::ed25519, okp_of(other, d).get())) ==
        "the private half is missing, or does not belong to the public half");
}

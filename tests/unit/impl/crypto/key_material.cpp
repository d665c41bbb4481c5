// Tests of impl/crypto/key_*.hpp: what is known of a key once it is loaded, its public half, and its numbers.
#include <jot/impl/crypto/key_material.hpp>

#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/key_numbers.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <openssl/core_names.h>

#include <string>
#include <tuple>
#include <utility>

using namespace jot::testing_support;
using jot::detail::key_material;
namespace detail = jot::detail;

TEST_CASE("a loaded key knows its family, curve and size", "[key_material]") {
  for (const auto& [pem, kty, crv, bits] :
       {std::tuple(pkcs8_pem(key_pair("RSA")), jot::key_type::rsa, jot::curve::none, 2048),
        std::tuple(pkcs8_pem(key_pair("EC", "P-256")), jot::key_type::ec, jot::curve::p256, 256),
        std::tuple(pkcs8_pem(key_pair("EC", "P-384")), jot::key_type::ec, jot::curve::p384, 384),
        std::tuple(pkcs8_pem(key_pair("EC", "P-521")), jot::key_type::ec, jot::curve::p521, 521),
        std::tuple(pkcs8_pem(key_pair("EC", "secp256k1")), jot::key_type::ec, jot::curve::secp256k1, 256),
        std::tuple(pkcs8_pem(key_pair("ED25519")), jot::key_type::okp, jot::curve::ed25519, 256),
        std::tuple(pkcs8_pem(key_pair("ED448")), jot::key_type::okp, jot::curve::ed448, 456)}) {
    const key_material::ptr key = detail::load_private_pem(pem, {}, {}).value();
    CAPTURE(bits);
    CHECK((key->key_type() == kty && key->curve() == crv));
    CHECK(key->bits() == bits);
    CHECK(key->is_private());
    CHECK_FALSE(key->is_pss_only());
    CHECK(key->secret().empty());
    const key_material::ptr half = detail::public_half(*key).value();
    CHECK_FALSE(half->is_private());
    CHECK((half->key_type() == kty && half->curve() == crv));
    CHECK(half->bits() == bits);
    CHECK(detail::write_public_pem(*half).value() == detail::write_public_pem(*key).value());
    CHECK(detail::shortest_number(half->pkey(), OSSL_PKEY_PARAM_PRIV_KEY).size() == 0);
    CHECK(detail::shortest_number(half->pkey(), OSSL_PKEY_PARAM_RSA_D).size() == 0);
    CHECK_FALSE(detail::write_private_pem(*half, "").has_value());
  }
}

TEST_CASE("a secret is kept as it is", "[key_material]") {
  const key_material::ptr secret = detail::checked_key::of_secret(jot::as_bytes("x"), {}).value();
  CHECK((secret->key_type() == jot::key_type::oct && secret->curve() == jot::curve::none));
  CHECK(secret->bits() == 8);
  CHECK(secret->is_private());
  CHECK(jot::as_text(secret->secret()) == "x");
  CHECK(secret->pkey() == nullptr);
}

TEST_CASE("a number is filled up to the size that is asked for", "[key_material]") {
  const key_material::ptr key = detail::load_private_pem(pkcs8_pem(key_pair("RSA")), {}, {}).value();
  CHECK(detail::shortest_number(key->pkey(), OSSL_PKEY_PARAM_RSA_N).size() == 256);
  CHECK(jot::as_text(detail::shortest_number(key->pkey(), OSSL_PKEY_PARAM_RSA_E).view()) ==
        std::string("\x01\x00\x01", 3));
  CHECK(jot::as_text(detail::padded_number(key->pkey(), OSSL_PKEY_PARAM_RSA_E, 5).view()) ==
        std::string("\x00\x00\x01\x00\x01", 5));
  CHECK(detail::padded_number(key->pkey(), OSSL_PKEY_PARAM_RSA_E, 2).size() == 0);
  CHECK(detail::shortest_number(key->pkey(), "no-such-parameter").size() == 0);
}

TEST_CASE("the raw octets of an OKP key are those of RFC 8032", "[key_material]") {
  // RFC 8032 §7.1, test 1.
  const jot::bytes d = jot::decode_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").value();
  const jot::bytes x = jot::decode_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").value();
  const auto key = detail::key_of_okp(jot::curve::ed25519, x, d);
  REQUIRE(verdict(key) == "accepted");
  CHECK(jot::equal_in_constant_time(detail::private_octets((*key)->pkey()).view(), d));
  CHECK(jot::equal_in_constant_time(detail::public_octets((*key)->pkey()).view(), x));
  CHECK(detail::private_octets(detail::public_half(**key).value()->pkey()).size() == 0);
  jot::bytes other = x;
  other[0] = static_cast<unsigned char>(other[0] ^ 1);
  CHECK(verdict(detail::key_of_okp(jot::curve::ed25519, other, d)) == "invalid_key x");
}

TEST_CASE("a builder takes no more numbers than it has room for", "[key_material]") {
  detail::key_builder builder;
  const unsigned char one = 1;
  for (int i = 0; i < 9; ++i) builder.number(OSSL_PKEY_PARAM_RSA_N, {&one, 1});
  CHECK(builder.build("RSA", detail::key_half::public_half) == nullptr);
}

TEST_CASE("a generated key is of the algorithm's kind", "[key_material]") {
  CHECK(detail::generate_key(jot::algorithm::hs384, 0).value()->secret().size() == 48);
  CHECK((detail::generate_key(jot::algorithm::es512, 0).value()->curve() == jot::curve::p521));
  CHECK((detail::generate_key(jot::algorithm::ed448, 0).value()->curve() == jot::curve::ed448));
  CHECK_FALSE(jot::equal_in_constant_time(detail::generate_key(jot::algorithm::hs256, 0).value()->secret(),
                                          detail::generate_key(jot::algorithm::hs256, 0).value()->secret()));
}

// Tests of key.hpp: one key has one algorithm for life; sizes, secrets, signing and verifying.
#include <jot/key.hpp>

#include <jot/jwk.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <openssl/err.h>

#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::any_signing_key;
using jot::any_verification_key;
using jot::as_bytes;
using jot::key_type;

namespace {

const jot::bytes_view message_bytes = as_bytes("the message");

struct secret_sizes {
  algorithm alg;
  std::size_t least;
};
constexpr secret_sizes secret_algorithms[] = {{algorithm::hs256, 32}, {algorithm::hs384, 48}, {algorithm::hs512, 64}};

// Keys of every family and curve, by the algorithm that they were made for.
constexpr algorithm families[] = {algorithm::hs512, algorithm::rs256,  algorithm::es256,   algorithm::es384,
                                  algorithm::es512, algorithm::es256k, algorithm::ed25519, algorithm::ed448};

std::string pem_of(algorithm family) { return key_for(family).to_private_pem().value(); }

}  // namespace

static_assert(!std::is_constructible_v<jot::verification_key<jot::hs256>, jot::verification_key<jot::rs256>>);
static_assert(!std::is_constructible_v<jot::signing_key<jot::es256>, jot::signing_key<jot::es384>>);
static_assert(!std::is_convertible_v<any_verification_key, jot::verification_key<jot::rs256>>);
static_assert(!std::is_default_constructible_v<any_signing_key> &&
              !std::is_default_constructible_v<any_verification_key>);
static_assert(jot::signer<jot::signing_key<jot::hs256>> && !jot::signer<any_verification_key>);

TEST_CASE("a generated key of every algorithm signs what its verification key verifies", "[key]") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    CAPTURE(row.name);
    const any_signing_key& key = key_for(row.id);
    const any_verification_key verifier = key.verification_key();
    CHECK((key.alg() == row.id && verifier.alg() == row.id));
    CHECK((key.key_type() == row.key_type && verifier.key_type() == row.key_type));
    const jot::bytes signature = key.sign(message_bytes).value();
    const std::size_t size = row.id == algorithm::eddsa      ? 64
                             : row.key_type == key_type::rsa ? 256
                                                             : row.signature_bytes;
    CHECK(signature.size() == size);
    CHECK(verdict(verifier.verify(message_bytes, signature)) == "accepted");
    CHECK(verdict(verifier.verify(as_bytes("the messagf"), signature)) == "signature_invalid");
    CHECK(verdict(verifier.verify({}, signature)) == "signature_invalid");
    CHECK(verdict(verifier.verify({}, key.sign({}).value())) == "accepted");
  }
}

TEST_CASE("a signature with any bit changed, a wrong size or of another key is refused", "[key]") {
  for (const jot::algorithm_facts& row : jot::algorithm_table) {
    CAPTURE(row.name);
    const any_signing_key& key = key_for(row.id);
    const any_verification_key verifier = key.verification_key();
    const jot::bytes good = key.sign(message_bytes).value();
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < good.size(); i += 1 + good.size() / 24) {
      for (const int bit : {0x01, 0x80}) {
        jot::bytes changed = good;
        changed[i] = static_cast<unsigned char>(changed[i] ^ bit);
        accepted += verifier.verify(message_bytes, changed).has_value();
      }
    }
    CHECK(accepted == 0);
    jot::bytes longer = good;
    longer.push_back(0);
    jot::bytes shorter = good;
    shorter.pop_back();
    jot::bytes padded = good;
    padded.insert(padded.begin(), 0);
    for (const jot::bytes& wrong :
         {longer, shorter, padded, jot::bytes(), jot::bytes(good.size(), 0), jot::bytes(good.size(), 0xFF)}) {
      CHECK(verdict(verifier.verify(message_bytes, wrong)) == "signature_invalid");
    }
    if (row.key_type != key_type::rsa) {
      const any_verification_key other = any_signing_key::generate(row.id).value().verification_key();
      CHECK(verdict(other.verify(message_bytes, good)) == "signature_invalid");
    }
  }
}

TEST_CASE("a wrong signature size is named with the right one", "[key]") {
  CHECK(message(key_for(algorithm::es256).verification_key().verify(message_bytes, as_bytes("too short"))) ==
        "the signature is 9 octets long, 64 are expected: was it cut off?");
}

TEST_CASE("the same RSA key verifies no other RSA algorithm's signature", "[key]") {
  constexpr algorithm rsa[] = {algorithm::rs256, algorithm::rs384, algorithm::rs512,
                               algorithm::ps256, algorithm::ps384, algorithm::ps512};
  for (const algorithm signs : rsa) {
    const jot::bytes signature = key_for(signs).sign(message_bytes).value();
    for (const algorithm verifies : rsa) {
      CAPTURE(jot::name(signs), jot::name(verifies));
      CHECK(key_for(verifies).verification_key().verify(message_bytes, signature).has_value() == (signs == verifies));
    }
  }
}

TEST_CASE("a key binds to the algorithms of its family and curve and to no other", "[key]") {
  for (const algorithm family : families) {
    for (const jot::algorithm_facts& row : jot::algorithm_table) {
      CAPTURE(jot::name(family), row.name);
      if (jot::facts(family).key_type == key_type::oct) {
        const auto key = any_signing_key::from_secret(row.id, as_bytes(long_secret));
        CHECK(verdict(key) == (row.key_type == key_type::oct ? "accepted" : "key_mismatch"));
        CHECK(verdict(any_verification_key::from_secret(row.id, as_bytes(long_secret))) == verdict(key));
        continue;
      }
      const bool wanted = jot::fits(row.id, jot::facts(family).key_type, key_for(family).curve());
      const std::string private_pem = pem_of(family);
      const std::string public_pem = key_for(family).verification_key().to_public_pem().value();
      const std::string expected = wanted ? "accepted" : "key_mismatch";
      CHECK(verdict(any_signing_key::from_pem(row.id, private_pem)) == expected);
      CHECK(verdict(any_verification_key::from_pem(row.id, public_pem)) == expected);
      CHECK(verdict(any_signing_key::from_der(row.id, as_bytes(der_of(private_pem)))) == expected);
      CHECK(verdict(any_verification_key::from_der(row.id, as_bytes(der_of(public_pem)))) == expected);
    }
  }
}

TEST_CASE("a mismatch of key and algorithm says what was found and what is expected", "[key]") {
  CHECK(message(any_verification_key::from_pem(algorithm::hs256, spki_pem(key_pair("RSA")))) ==
        "found a key pair, expected a secret");
  CHECK(message(any_verification_key::from_secret(algorithm::rs256, as_bytes(long_secret))) ==
        "found a secret, expected a key pair");
  CHECK(message(any_verification_key::from_pem(algorithm::es256, spki_pem(key_pair("RSA")))) ==
        "found an RSA key; ES256 needs an EC key");
  CHECK(message(any_verification_key::from_pem(algorithm::rs256, spki_pem(key_pair("ED25519")))) ==
        "found an OKP key; RS256 needs an RSA key");
  CHECK(message(any_verification_key::from_pem(algorithm::es256, spki_pem(key_pair("EC", "secp256k1")))) ==
        "found a key on the curve secp256k1, the algorithm needs P-256");
  CHECK(message(any_verification_key::from_pem(algorithm::ed448, spki_pem(key_pair("ED25519")))) ==
        "found a key on the curve Ed25519, the algorithm needs Ed448");
}

TEST_CASE("EdDSA takes both of its curves, the fully-specified names one each", "[key]") {
  const any_signing_key ed448 = any_signing_key::from_pem(algorithm::eddsa, pem_of(algorithm::ed448)).value();
  CHECK((ed448.curve() == jot::curve::ed448));
  CHECK((any_signing_key::generate(algorithm::eddsa).value().curve() == jot::curve::ed25519));
  const jot::bytes signature = ed448.sign(message_bytes).value();
  CHECK(signature.size() == 114);
  CHECK(verdict(ed448.verification_key().verify(message_bytes, signature)) == "accepted");
}

TEST_CASE("a secret is taken from the size of the hash on", "[key]") {
  for (const auto& [alg, least] : secret_algorithms) {
    CAPTURE(jot::name(alg));
    const std::string secret(least, 's');
    CHECK(verdict(any_signing_key::from_secret(alg, as_bytes(secret))) == "accepted");
    CHECK(verdict(any_signing_key::from_secret(alg, as_bytes(secret).first(least - 1))) == "weak_key");
    CHECK(verdict(any_verification_key::from_secret(alg, as_bytes(secret))) == "accepted");
    CHECK(verdict(any_verification_key::from_secret(alg, as_bytes(secret).first(least - 1))) == "weak_key");
    CHECK(any_signing_key::generate(alg).value().bits() == static_cast<int>(least * 8));
  }
  CHECK(message(any_signing_key::from_secret(algorithm::hs256, as_bytes("secret"))) ==
        "a secret of 6 bytes; the algorithm needs at least 32 (RFC 7518 section 3.2); signing_key::generate() makes a "
        "new one");
}

TEST_CASE("an empty secret is refused even where short ones are allowed", "[key]") {
  const jot::key_limits short_allowed{.allow_short_secret = true};
  for (const auto& [alg, least] : secret_algorithms) {
    CHECK(verdict(any_signing_key::from_secret(alg, as_bytes("x"), short_allowed)) == "accepted");
    CHECK(verdict(any_signing_key::from_secret(alg, {}, short_allowed)) == "weak_key");
    CHECK(verdict(any_verification_key::from_secret(alg, {}, short_allowed)) == "weak_key");
  }
  CHECK(verdict(jot::signing_key<jot::hs256>::from_secret_text("", short_allowed)) == "weak_key");
  CHECK(verdict(jot::signing_key<jot::hs256>::from_secret_hex("", short_allowed)) == "weak_key");
  CHECK(verdict(jot::signing_key<jot::hs256>::from_secret_base64url("", short_allowed)) == "weak_key");
}

TEST_CASE("a secret is taken up to the limit", "[key]") {
  const std::string largest(65536, 's');
  CHECK(verdict(any_signing_key::from_secret(algorithm::hs256, as_bytes(largest))) == "accepted");
  CHECK(verdict(any_signing_key::from_secret(algorithm::hs256, as_bytes(largest + "s"))) == "limit_exceeded");
  CHECK(verdict(any_signing_key::from_secret(algorithm::hs256, as_bytes(largest + "s"), {.secret_bytes = 65537})) ==
        "accepted");
}

TEST_CASE("four ways to write a secret give the same key", "[key]") {
  const std::string secret(
      "0123456789abcdef\0\xFF"
      "0123456789abcdef",
      34);
  using key = jot::signing_key<jot::hs256>;
  const jot::bytes wanted = key::from_secret(as_bytes(secret)).value().sign(message_bytes).value();
  CHECK(key::from_secret_text(secret).value().sign(message_bytes).value() == wanted);
  CHECK(key::from_secret_base64url(base64url_of(secret)).value().sign(message_bytes).value() == wanted);
  CHECK(key::from_secret_hex("3031323334353637383961626364656600FFff").has_value() == false);
  CHECK(key::from_secret_hex("30313233343536373839616263646566"
                             "00ff"
                             "30313233343536373839616263646566")
            .value()
            .sign(message_bytes)
            .value() == wanted);
  CHECK(message(key::from_secret_base64url("AAAA+AAA")) ==
        "secret: not base64url at offset 4: base64 has '+' and '/', base64url has '-' and '_' instead");
  CHECK(verdict(key::from_secret_base64url(base64url_of(secret) + "=")) == "invalid_key secret");
  CHECK(verdict(key::from_secret_hex("zz")) == "invalid_key");
}

TEST_CASE("a secret longer than the hash's block is hashed first, as HMAC says", "[key]") {
  // RFC 4231, test case 6: 131 bytes of 0xAA.
  const auto key = any_signing_key::from_secret(algorithm::hs256, as_bytes(std::string(131, '\xAA'))).value();
  CHECK(key.sign(as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")).value() ==
        jot::decode_hex("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54").value());
  const auto key512 = any_signing_key::from_secret(algorithm::hs512, as_bytes(std::string(131, '\xAA'))).value();
  CHECK(key512.sign(as_bytes("Test Using Larger Than Block-Size Key - Hash Key First")).value() ==
        jot::decode_hex("80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                        "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598")
            .value());
  for (const std::size_t size : {63U, 64U, 65U, 127U, 128U, 129U}) {
    const std::string secret(size, 'k');
    unsigned char wanted[64];
    std::size_t wanted_size = 0;
    must(EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, secret.data(), secret.size(), message_bytes.data(),
                   message_bytes.size(), wanted, sizeof wanted, &wanted_size) != nullptr,
         "compute a MAC");
    CHECK(any_signing_key::from_secret(algorithm::hs256, as_bytes(secret)).value().sign(message_bytes).value() ==
          jot::bytes(wanted, wanted + wanted_size));
  }
}

TEST_CASE("an RSA key is taken from 2048 to 8192 bits", "[key]") {
  const auto load = [](int bits, const jot::key_limits& limits = {}) {
    return jot::jwk::parse(rsa_jwk_of_bits(bits), limits);
  };
  CHECK(verdict(load(2047)) == "weak_key n");
  CHECK(verdict(load(2048)) == "accepted");
  CHECK(verdict(load(8192)) == "accepted");
  CHECK(verdict(load(8193)) == "limit_exceeded n");
  CHECK(verdict(load(16384)) == "limit_exceeded n");
  CHECK(message(load(2047)) == "n: an RSA key of 2047 bits; at least 2048 are expected");
  CHECK(message(load(8193)) == "n: an RSA key of 8193 bits; at most 8192 are allowed");
  CHECK(verdict(load(1024, {.rsa_min_bits = 1024})) == "accepted");
  CHECK(verdict(load(3072, {.rsa_min_bits = 3073})) == "weak_key n");
  CHECK(verdict(load(3072, {.rsa_max_bits = 3071})) == "limit_exceeded n");
}

TEST_CASE("the size of an RSA key is checked however it comes", "[key]") {
  const jot::key_limits any_size{.rsa_min_bits = 512, .rsa_max_bits = 16384};
  for (const auto& [bits, expected] :
       {std::pair(2047, "weak_key n"), {2048, "accepted"}, {8192, "accepted"}, {8193, "limit_exceeded n"}}) {
    CAPTURE(bits);
    const auto key =
        jot::jwk::parse(rsa_jwk_of_bits(bits), any_size).value().verification_key(algorithm::rs256).value();
    CHECK(key.bits() == bits);
    const std::string pem = key.to_public_pem().value();
    CHECK(verdict(any_verification_key::from_pem(algorithm::rs256, pem)) == expected);
    CHECK(verdict(any_verification_key::from_der(algorithm::rs256, as_bytes(der_of(pem)))) == expected);
    CHECK(verdict(any_verification_key::from_pem(algorithm::rs256, pem, any_size)) == "accepted");
  }
}

TEST_CASE("an RSA exponent is odd, at least three and at most 64 bits", "[key]") {
  for (const auto& [exponent, expected] : {std::pair("AQAB", "accepted"),
                                           {"Aw", "accepted"},
                                           {"__________8", "accepted"},
                                           {"AAAAAQAB", "accepted"},
                                           {"AQ", "invalid_key e"},
                                           {"Ag", "invalid_key e"},
                                           {"AQAA", "invalid_key e"},
                                           {"AA", "invalid_key e"},
                                           {"", "invalid_key e"},
                                           {"AQAAAAAAAAAB", "invalid_key e"}}) {
    CAPTURE(exponent);
    CHECK(verdict(jot::jwk::parse(rsa_jwk_of_bits(2048, exponent))) == expected);
  }
}

TEST_CASE("an RSA modulus is odd and not zero", "[key]") {
  CHECK(verdict(jot::jwk::parse(R"({"kty":"RSA","n":"AAAA","e":"AQAB"})")) == "invalid_key n");
  jot::bytes even(256, 0x80);
  CHECK(verdict(jot::jwk::parse(R"({"kty":"RSA","e":"AQAB","n":")" + jot::base64url_encode(even) + "\"}")) ==
        "invalid_key n");
}

TEST_CASE("a key of an impossible size is not generated", "[key]") {
  for (const int bits : {-1, 0, 512, 1024, 2047, 8193, 1 << 20}) {
    CAPTURE(bits);
    CHECK(verdict(any_signing_key::generate(algorithm::ps384, bits)) == "weak_key");
  }
}

TEST_CASE("a typed key is made of an erased one of the same algorithm alone", "[key]") {
  const any_signing_key& erased = key_for(algorithm::es256);
  const auto typed = jot::signing_key<jot::es256>::from(erased).value();
  CHECK((typed.alg() == algorithm::es256));
  CHECK(verdict(jot::signing_key<jot::es256k>::from(erased)) == "key_mismatch");
  CHECK(verdict(jot::verification_key<jot::es256>::from(erased.verification_key())) == "accepted");
  CHECK(verdict(jot::verification_key<jot::hs256>::from(erased.verification_key())) == "key_mismatch");
  const jot::verification_key<jot::es256> verifier = typed.verification_key();
  CHECK(verdict(verifier.verify(message_bytes, typed.sign(message_bytes).value())) == "accepted");
  const any_verification_key& converted = verifier;
  CHECK((converted.alg() == algorithm::es256));
}

TEST_CASE("a copy may have another kid, and shares the key", "[key]") {
  const any_signing_key& key = key_for(algorithm::es256);
  CHECK(key.kid().empty());
  const any_signing_key named = key.with_kid("k1");
  CHECK(named.kid() == "k1");
  CHECK(key.kid().empty());
  CHECK(named.verification_key().kid() == "k1");
  CHECK(named.verification_key().with_kid("k2").kid() == "k2");
  CHECK(verdict(key.verification_key().verify(message_bytes, named.sign(message_bytes).value())) == "accepted");
  CHECK(jot::signing_key<jot::es256>::from(named).value().with_kid("k3").verification_key().with_kid("k4").kid() ==
        "k4");
}

TEST_CASE("an HMAC secret has no PEM form, neither public nor private", "[key]") {
  CHECK(verdict(key_for(algorithm::hs256).to_private_pem()) == "key_mismatch");
  CHECK(verdict(key_for(algorithm::hs256).verification_key().to_public_pem()) == "key_mismatch");
}

TEST_CASE("a key written as PEM is read back as the same key", "[key]") {
  for (const algorithm family : families) {
    if (jot::facts(family).key_type == key_type::oct) continue;
    CAPTURE(jot::name(family));
    const any_signing_key& key = key_for(family);
    const jot::bytes signature = key.sign(message_bytes).value();
    const std::string plain = key.to_private_pem().value();
    const std::string encrypted = key.to_private_pem("pass word").value();
    const std::string published = key.verification_key().to_public_pem().value();
    CHECK(plain.starts_with("-----BEGIN PRIVATE KEY-----"));
    CHECK(encrypted.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
    CHECK(published.starts_with("-----BEGIN PUBLIC KEY-----"));
    CHECK(published.find("PRIVATE") == std::string::npos);
    CHECK(
        verdict(any_signing_key::from_pem(family, plain).value().verification_key().verify(message_bytes, signature)) ==
        "accepted");
    CHECK(verdict(any_signing_key::from_pem(family, encrypted, "pass word")
                      .value()
                      .verification_key()
                      .verify(message_bytes, signature)) == "accepted");
    CHECK(verdict(any_verification_key::from_pem(family, published).value().verify(message_bytes, signature)) ==
          "accepted");
    CHECK(verdict(any_signing_key::from_pem(family, published)) == "invalid_key");
  }
}

TEST_CASE("a key for PSS alone serves the PS algorithms and no others", "[key]") {
  const std::string pem = pkcs8_pem(key_pair("RSA-PSS"));
  CHECK(verdict(any_signing_key::from_pem(algorithm::ps256, pem)) == "accepted");
  CHECK(message(any_signing_key::from_pem(algorithm::rs256, pem)) ==
        "the RSA key is for PSS only (PS256, PS384, PS512)");
}

TEST_CASE("a PSS key that allows one hash serves the algorithm of that hash", "[key]") {
  for (const auto& [hash, alg, other] : {std::tuple("SHA256", algorithm::ps256, algorithm::ps512),
                                         std::tuple("SHA512", algorithm::ps512, algorithm::ps256)}) {
    CAPTURE(hash);
    const auto key = any_signing_key::from_pem(alg, pkcs8_pem(pss_key_for_hash(hash)));
    CHECK(message(key).empty());
    if (key) {
      CHECK(verdict(key->verification_key().verify(message_bytes, key->sign(message_bytes).value())) == "accepted");
    }
    CHECK(verdict(any_verification_key::from_pem(alg, spki_pem(pss_key_for_hash(hash)))) == "accepted");
    CHECK(verdict(any_signing_key::from_pem(other, pkcs8_pem(pss_key_for_hash(hash)))) == "key_mismatch");
  }
}

TEST_CASE("a failure leaves nothing in OpenSSL's error queue", "[key]") {
  ERR_clear_error();
  (void)any_verification_key::from_pem(algorithm::rs256, pem_around("PUBLIC KEY", "garbage"));
  (void)any_signing_key::from_der(algorithm::rs256, as_bytes("garbage"));
  (void)key_for(algorithm::rs256).verification_key().verify(message_bytes, jot::bytes(256, 7));
  (void)key_for(algorithm::es256).verification_key().verify(message_bytes, jot::bytes(64, 0xFF));
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("one key signs and verifies from many threads at once", "[key]") {
  for (const algorithm alg : {algorithm::hs256, algorithm::es256, algorithm::ed25519, algorithm::ps256}) {
    const any_signing_key& key = key_for(alg);
    const any_verification_key verifier = key.verification_key();
    std::vector<std::thread> threads;
    std::vector<int> good(4, 0);
    for (int& mine : good) {
      threads.emplace_back([&key, &verifier, &mine] {
        for (int i = 0; i < 20; ++i) {
          const std::string text = "message " + std::to_string(i);
          const auto signature = key.sign(as_bytes(text));
          mine +=
              signature && verifier.verify(as_bytes(text), *signature) && !verifier.verify(message_bytes, *signature);
        }
      });
    }
    for (std::thread& t : threads) t.join();
    CAPTURE(jot::name(alg));
    CHECK(good == std::vector<int>(4, 20));
  }
}

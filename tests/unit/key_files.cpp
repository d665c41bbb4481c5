// Tests of loading keys from files: every form that OpenSSL writes, and what people do to such files on the way.
#include <jot/key.hpp>

#include <jot/jwk.hpp>

#include "support/catch.hpp"
#include "support/damaged_key_files.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace jot::testing_support;
using jot::algorithm;
using jot::any_signing_key;
using jot::any_verification_key;
using jot::as_bytes;

namespace {

EVP_PKEY* rsa() { return key_pair("RSA"); }
EVP_PKEY* p256() { return key_pair("EC", "P-256"); }

// "loads", or the exact message.
std::string load_public(algorithm alg, std::string_view text) {
  const auto key = any_verification_key::from_pem(alg, text);
  return key ? "loads" : key.error().message();
}
std::string load_private(algorithm alg, std::string_view text, std::string_view password = {}) {
  const auto key = any_signing_key::from_pem(alg, text, password);
  return key ? "loads" : key.error().message();
}

}  // namespace

TEST_CASE("a key file that was changed on its way loads, or the message says what is wrong", "[key]") {
  for (const damaged_key_file& file : forgiven_key_files()) {
    CAPTURE(file.how);
    CHECK(load_private(algorithm::es256, file.text) == "loads");
  }
  for (const damaged_key_file& file : refused_key_files()) {
    CAPTURE(file.how);
    CHECK(load_private(algorithm::es256, file.text) == file.expected);
  }
}

TEST_CASE("a key file with a password loads with it alone, or the message says what is wrong", "[key]") {
  const std::string p8 = pkcs8_pem(p256());
  const std::string encrypted = pkcs8_pem(p256(), "right");
  const std::string_view wrong =
      "the encrypted private key could not be decrypted: the password is wrong, or the key is damaged";
  const std::string_view old_form =
      "the PEM block is encrypted in OpenSSL's old form; convert it to PKCS#8 with `openssl pkcs8 -topk8`";
  CHECK(load_private(algorithm::es256, encrypted, "right") == "loads");
  CHECK(load_private(algorithm::es256, encrypted) == "the private key is encrypted; pass its password");
  CHECK(load_private(algorithm::es256, encrypted, "wrong") == wrong);
  CHECK(load_private(algorithm::es256, encrypted, "right ") == wrong);
  CHECK(load_private(algorithm::es256, encrypted, std::string(70'000, 'x')) == wrong);
  CHECK(load_private(algorithm::es256, pem_around("ENCRYPTED PRIVATE KEY", der_of(encrypted).substr(0, 60)), "right") ==
        wrong);
  CHECK(load_private(algorithm::es256, p8, "not needed") == "loads");
  CHECK(load_private(algorithm::es256, traditional_pem(p256(), "right")) == old_form);
  CHECK(load_private(algorithm::rs256, traditional_pem(rsa(), "right"), "right") == old_form);
  CHECK(load_public(algorithm::es256, encrypted) == found("ENCRYPTED PRIVATE KEY", wanted_public));
}

TEST_CASE("a public key file that was changed loads, or the message says what is wrong", "[key]") {
  const std::string pub = spki_pem(rsa());
  CHECK(load_public(algorithm::rs256, pub) == "loads");
  CHECK(load_public(algorithm::rs256, pkcs1_public_pem(rsa())) == "loads");
  CHECK(load_public(algorithm::rs256, certificate_pem(rsa())) == "loads");
  CHECK(load_public(algorithm::rs256, certificate_pem(rsa()) + certificate_pem(key_pair("ED25519"))) == "loads");
  CHECK(load_public(algorithm::rs256, all_replaced(pub, "\n", "\\n")) == "loads");
  CHECK(load_public(algorithm::rs256, all_replaced(pub, "PUBLIC KEY", "RSA PUBLIC KEY")) == not_a_public_key);
  CHECK(load_public(algorithm::rs256, all_replaced(pkcs1_public_pem(rsa()), "RSA PUBLIC KEY", "PUBLIC KEY")) ==
        not_a_public_key);
  CHECK(load_public(algorithm::rs256, all_replaced(pub, "PUBLIC KEY", "CERTIFICATE")) == not_a_public_key);
  CHECK(load_public(algorithm::rs256, pem_around("PUBLIC KEY", der_of(pub) + '\0')) == not_a_public_key);
  CHECK(load_public(algorithm::rs256, pkcs8_pem(rsa())) == found("PRIVATE KEY", wanted_public));
  CHECK(load_public(algorithm::rs256, traditional_pem(rsa())) == found("RSA PRIVATE KEY", wanted_public));
  CHECK(load_public(algorithm::es256, traditional_pem(p256())) == found("EC PRIVATE KEY", wanted_public));
  CHECK(load_public(algorithm::rs256, request_pem(rsa())) == found("CERTIFICATE REQUEST", wanted_public));
  CHECK(load_public(algorithm::rs256, R"({"kty":"RSA"})") == json_not_pem);
  CHECK(load_public(algorithm::rs256, pub.substr(0, 100)) == no_end);
  CHECK(load_public(algorithm::rs256, "ssh-rsa AAAAB3NzaC1yc2E= me@example").starts_with("no PEM block"));
}

TEST_CASE("a key loads from every form that OpenSSL writes it in", "[key]") {
  struct form {
    algorithm alg;
    EVP_PKEY* key;
    bool traditional;
  };
  for (const form& f :
       {form{algorithm::rs256, rsa(), true}, form{algorithm::es256, p256(), true},
        form{algorithm::es384, key_pair("EC", "P-384"), true}, form{algorithm::es512, key_pair("EC", "P-521"), true},
        form{algorithm::es256k, key_pair("EC", "secp256k1"), true},
        form{algorithm::ed25519, key_pair("ED25519"), false}, form{algorithm::ed448, key_pair("ED448"), false}}) {
    CAPTURE(jot::name(f.alg));
    std::vector<std::string> private_forms = {pkcs8_pem(f.key), pkcs8_pem(f.key, "pw")};
    if (f.traditional) private_forms.push_back(traditional_pem(f.key));
    std::vector<std::string> public_forms = {spki_pem(f.key), certificate_pem(f.key)};
    if (f.alg == algorithm::rs256) public_forms.push_back(pkcs1_public_pem(f.key));

    const std::string wanted =
        jot::jwk::from_public(any_verification_key::from_pem(f.alg, spki_pem(f.key)).value()).value().thumbprint();
    CHECK(wanted.size() == 43);
    std::size_t routes = 0;
    const auto agrees = [&](const jot::result<any_verification_key>& key) {
      CHECK(message(key).empty());
      if (!key) return;
      ++routes;
      CHECK(jot::jwk::from_public(*key).value().thumbprint() == wanted);
    };
    for (const std::string& pem : public_forms) {
      agrees(any_verification_key::from_pem(f.alg, pem));
      agrees(any_verification_key::from_der(f.alg, as_bytes(der_of(pem))));
    }
    for (const std::string& pem : private_forms) {
      const auto key = any_signing_key::from_pem(f.alg, pem, "pw");
      REQUIRE(message(key).empty());
      agrees(key->verification_key());
      const jot::jwk both = jot::jwk::from_private(*key);
      agrees(jot::jwk::parse(both.to_private_json()).value().verification_key(f.alg));
      agrees(jot::jwk::parse(both.to_public_json().value()).value().verification_key(f.alg));
      agrees(jot::jwk::parse(both.to_private_json()).value().signing_key(f.alg).value().verification_key());
      if (pem.find("ENCRYPTED") != std::string::npos) continue;
      agrees(any_signing_key::from_der(f.alg, as_bytes(der_of(pem))).value().verification_key());
    }
    CHECK(routes == 2 * public_forms.size() + 5 * private_forms.size() - 1);
  }
}

TEST_CASE("DER of the wrong half, of another kind or with bytes behind it is refused", "[key]") {
  const auto read_public = [](const std::string& der) {
    return message(any_verification_key::from_der(algorithm::rs256, as_bytes(der)));
  };
  const auto read_private = [](const std::string& der) {
    return message(any_signing_key::from_der(algorithm::rs256, as_bytes(der)));
  };
  const std::string spki = der_of(spki_pem(rsa()));
  const std::string p8 = der_of(pkcs8_pem(rsa()));
  CHECK(read_public(p8) == "found a private key, expected a public key or a certificate");
  CHECK(read_private(spki) == "found a public key, expected a private key");
  CHECK(read_private(der_of(certificate_pem(rsa()))) == "found a public key, expected a private key");
  for (const std::string& der :
       {std::string(), std::string("\x30"), std::string("\x30\x00", 2), spki.substr(1), spki.substr(0, spki.size() - 1),
        spki + '\0', spki + spki, spki_pem(rsa()), std::string(1000, '\xFF')}) {
    CHECK(read_public(der) == not_a_public_key);
  }
  for (const std::string& der : {std::string(), p8.substr(0, p8.size() - 1), p8 + '\0', p8 + p8, pkcs8_pem(rsa())}) {
    CHECK(read_private(der) == not_a_private_key);
  }
  CHECK(read_private(der_of(pkcs8_pem(rsa(), "pw"))).find("encrypted") != std::string::npos);
}

TEST_CASE("an EC key with its curve written out as numbers is refused", "[key]") {
  EVP_PKEY* key = EVP_PKEY_dup(p256());
  must(EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1,
       "encode the curve explicitly");
  const std::string pub = spki_pem(key);
  const std::string p8 = pkcs8_pem(key);
  EVP_PKEY_free(key);
  REQUIRE(pub.size() > spki_pem(p256()).size() + 100);
  CHECK(load_public(algorithm::es256, pub) ==
        "an EC key without a named curve; explicit curve parameters are not supported");
  CHECK(load_private(algorithm::es256, p8) ==
        "an EC key without a named curve; explicit curve parameters are not supported");
}

TEST_CASE("a private key whose halves belong to two keys is refused", "[key]") {
  const std::string_view mismatch = "the private half is missing, or does not belong to the public half";
  // SEC1 ends with the public point: the last 65 bytes are 04‖x‖y.
  std::string mine = der_of(traditional_pem(p256()));
  const jot::any_signing_key other = any_signing_key::generate(algorithm::es256).value();
  const std::string spki = der_of(other.verification_key().to_public_pem().value());
  mine.replace(mine.size() - 65, 65, spki.substr(spki.size() - 65));
  CHECK(load_private(algorithm::es256, pem_around("EC PRIVATE KEY", mine)) == mismatch);

  std::string other_modulus = der_of(traditional_pem(rsa()));
  other_modulus[20] = static_cast<char>(other_modulus[20] ^ 1);  // in n
  CHECK(load_private(algorithm::rs256, pem_around("RSA PRIVATE KEY", other_modulus)) == mismatch);
}

TEST_CASE("random damage to a key file never loads another key", "[key]") {
  // A flipped bit may hit what does not matter (a version, an attribute), but never the key itself unnoticed.
  const std::string der = der_of(spki_pem(p256()));
  const std::string wanted =
      jot::jwk::from_public(any_verification_key::from_der(algorithm::es256, as_bytes(der)).value())
          .value()
          .thumbprint();
  std::size_t others = 0;
  for (std::size_t i = 0; i < der.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = der;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto key = any_verification_key::from_der(algorithm::es256, as_bytes(changed));
      others += key && jot::jwk::from_public(*key).value().thumbprint() != wanted;
    }
  }
  CHECK(others == 0);
}

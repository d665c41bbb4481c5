// Operations that load keys.
#include "attacks/forge.hpp"
#include "faults/operations.hpp"
#include "support/key_files.hpp"

#include <jot/jwk.hpp>

#include <nlohmann/json.hpp>

namespace {

using attack::key_for;
using fault::operation;
using fault::verdict;
using jot::algorithm;
using jot::any_signing_key;
using jot::any_verification_key;

constexpr algorithm pairs[] = {algorithm::rs256, algorithm::es256, algorithm::es512, algorithm::ed25519,
                               algorithm::ed448};
constexpr const char* password = "correct horse";

// The key files of one key pair.
struct forms {
  explicit forms(const any_signing_key& key)
      : public_pem(key.verification_key().to_public_pem().value()),
        private_pem(key.to_private_pem().value()),
        encrypted_pem(key.to_private_pem(password).value()),
        public_der(attack::der_of(public_pem)),
        private_der(attack::der_of(private_pem)),
        certificate(attack::certificate_of(public_der)),
        public_jwk(attack::public_jwk(key)),
        private_jwk(jot::jwk::from_private(key).to_private_json()) {}
  std::string public_pem, private_pem, encrypted_pem, public_der, private_der, certificate, public_jwk, private_jwk;
};

template <class Load>
operation public_key(const std::string& name, const any_signing_key& pair, const Load& load) {
  return fault::make_operation(jot::name(pair.alg()).data() + (" public, " + name), verdict::accepted, load,
                               [=](const any_verification_key& key) { return fault::verifies(key, pair); });
}

template <class Load>
operation private_key(const std::string& name, const any_signing_key& pair, const Load& load) {
  return fault::make_operation(jot::name(pair.alg()).data() + (" private, " + name), verdict::accepted, load,
                               [=](const any_signing_key& key) {
                                 const verdict v = fault::verifies(key.verification_key(), pair);
                                 return v == verdict::accepted ? fault::verifies(pair.verification_key(), key) : v;
                               });
}

// A new one each time: an RSA key of OpenSSL that was without memory once may refuse to sign from then on.
jot::testing_support::owned<EVP_PKEY> evp_pkey_of(const std::string& private_der) {
  const auto* p = reinterpret_cast<const unsigned char*>(private_der.data());
  return jot::testing_support::owned<EVP_PKEY>(d2i_AutoPrivateKey(nullptr, &p, static_cast<long>(private_der.size())));
}

void add_forms(std::vector<operation>& out, algorithm alg) {
  const any_signing_key& pair = key_for(alg);
  const forms f(pair);
  out.push_back(public_key("PEM", pair, [=] { return any_verification_key::from_pem(alg, f.public_pem); }));
  out.push_back(
      public_key("DER", pair, [=] { return any_verification_key::from_der(alg, jot::as_bytes(f.public_der)); }));
  out.push_back(public_key("certificate in DER", pair,
                           [=] { return any_verification_key::from_der(alg, jot::as_bytes(f.certificate)); }));
  const std::string certificate_pem = attack::pem("CERTIFICATE", f.certificate);
  out.push_back(
      public_key("certificate in PEM", pair, [=] { return any_verification_key::from_pem(alg, certificate_pem); }));
  out.push_back(public_key("JWK", pair, [=] {
    return jot::jwk::parse(f.public_jwk).and_then([&](const jot::jwk& key) { return key.verification_key(alg); });
  }));
  out.push_back(private_key("PEM", pair, [=] { return any_signing_key::from_pem(alg, f.private_pem); }));
  out.push_back(private_key("DER", pair, [=] { return any_signing_key::from_der(alg, jot::as_bytes(f.private_der)); }));
  out.push_back(public_key("EVP_PKEY", pair,
                           [=] { return any_verification_key::from_evp_pkey(alg, evp_pkey_of(f.private_der).get()); }));
  out.push_back(private_key("EVP_PKEY", pair,
                            [=] { return any_signing_key::from_evp_pkey(alg, evp_pkey_of(f.private_der).get()); }));
  out.push_back(private_key("JWK", pair, [=] {
    return jot::jwk::parse(f.private_jwk).and_then([&](const jot::jwk& key) { return key.signing_key(alg); });
  }));
}

template <class Load>
operation refused_key(std::string name, const Load& load) {
  return fault::make_operation(std::move(name), verdict::refused, load, [](const auto&) { return true; });
}

void add_refused(std::vector<operation>& out, const std::string& name, algorithm alg, const std::string& spki) {
  const std::string text = attack::pem("PUBLIC KEY", spki);
  out.push_back(refused_key(name + ", PEM", [=] { return any_verification_key::from_pem(alg, text); }));
  out.push_back(refused_key(name + ", DER", [=] { return any_verification_key::from_der(alg, jot::as_bytes(spki)); }));
}

void add_refused_jwk(std::vector<operation>& out, const std::string& name, algorithm alg, const std::string& jwk) {
  out.push_back(refused_key(name + ", JWK", [=] {
    return jot::jwk::parse(jwk).and_then([&](const jot::jwk& key) { return key.verification_key(alg); });
  }));
}

// The private key's JWK with one member taken from another.
std::string mixed(algorithm alg, const char* member) {
  const auto text = [](const any_signing_key& key) {
    return nlohmann::json::parse(jot::jwk::from_private(key).to_private_json());
  };
  nlohmann::json out = text(key_for(alg));
  out[member] = text(any_signing_key::generate(alg).value()).at(member);
  return out.dump();
}

void add_weak_rsa(std::vector<operation>& out) {
  std::string modulus(256, '\x5B');
  modulus.front() = '\x80';
  const std::string e("\1\0\1", 3);
  const std::string short_modulus = modulus.substr(0, 128);
  const std::string even = modulus.substr(0, 255) + '\x5A';
  add_refused(out, "RSA of 1024 bits", algorithm::rs256, attack::rsa_spki(short_modulus, e));
  add_refused_jwk(out, "RSA of 1024 bits", algorithm::rs256, attack::rsa_jwk(short_modulus, e));
  add_refused(out, "RSA with exponent 1", algorithm::rs256, attack::rsa_spki(modulus, "\1"));
  add_refused_jwk(out, "RSA with exponent 1", algorithm::rs256, attack::rsa_jwk(modulus, "\1"));
  add_refused(out, "RSA with an even modulus", algorithm::rs256, attack::rsa_spki(even, e));
  const std::string weak_private = attack::rsa_private_pem(1024, 65537);
  out.push_back(refused_key("RSA of 1024 bits, private",
                            [=] { return any_signing_key::from_pem(algorithm::rs256, weak_private); }));
  const std::string other_d = mixed(algorithm::rs256, "d");
  const std::string other_n = mixed(algorithm::rs256, "n");
  add_refused_jwk(out, "RSA with another's n", algorithm::rs256, other_n);
  // Signing uses the factors where they are there, so that d matters only without them.
  nlohmann::json without_factors = nlohmann::json::parse(other_d);
  for (const char* name : {"p", "q", "dp", "dq", "qi"}) without_factors.erase(name);
  add_refused_jwk(out, "RSA with another's d", algorithm::rs256, without_factors.dump());
  const std::string pss = jot::testing_support::spki_pem(jot::testing_support::key_pair("RSA-PSS"));
  out.push_back(
      refused_key("RSA-PSS for RS256", [=] { return any_verification_key::from_pem(algorithm::rs256, pss); }));
}

void add_weak_curves(std::vector<operation>& out) {
  const std::string p256 = "2a8648ce3d030107";
  const std::string der = attack::der_of(key_for(algorithm::es256).verification_key().to_public_pem().value());
  std::string point = der.substr(der.size() - 65);
  add_refused(out, "EC with explicit parameters", algorithm::es256, attack::ec_spki_explicit_parameters(false));
  add_refused(out, "EC with another generator", algorithm::es256, attack::ec_spki_explicit_parameters(true));
  add_refused(out, "P-256 for ES384", algorithm::es384, der);
  point.back() = static_cast<char>(point.back() ^ 1);
  add_refused(out, "EC off the curve", algorithm::es256, attack::ec_spki(p256, point));
  add_refused_jwk(out, "EC off the curve", algorithm::es256,
                  R"({"kty":"EC","crv":"P-256","x":")" + attack::b64(point.substr(1, 32)) + R"(","y":")" +
                      attack::b64(point.substr(33)) + "\"}");
  add_refused_jwk(out, "EC with another's d", algorithm::es256, mixed(algorithm::es256, "d"));
  const auto okp = [](const char* curve, const std::string& x) {
    return R"({"kty":"OKP","crv":")" + std::string(curve) + R"(","x":")" + attack::b64(x) + "\"}";
  };
  std::string one(32, '\0');
  one.front() = '\1';
  const std::string order_8 = attack::unhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
  for (const std::string& y : {one, order_8}) {
    add_refused(out, "Ed25519 of small order", algorithm::ed25519, attack::okp_spki(y));
    add_refused_jwk(out, "Ed25519 of small order", algorithm::ed25519, okp("Ed25519", y));
  }
  add_refused_jwk(out, "Ed448 of small order", algorithm::ed448, okp("Ed448", '\1' + std::string(56, '\0')));
  add_refused_jwk(out, "Ed25519 with another's d", algorithm::ed25519, mixed(algorithm::ed25519, "d"));
}

}  // namespace

std::vector<operation> fault::key_operations() {
  std::vector<operation> out;
  for (const algorithm alg : pairs) add_forms(out, alg);
  const std::string rsa_pkcs1 = jot::testing_support::pkcs1_public_pem(jot::testing_support::key_pair("RSA"));
  const auto rsa = any_signing_key::from_pem(algorithm::rs256,
                                             jot::testing_support::pkcs8_pem(jot::testing_support::key_pair("RSA")))
                       .value();
  out.push_back(public_key("PKCS 1", rsa, [=] { return any_verification_key::from_pem(algorithm::rs256, rsa_pkcs1); }));
  const any_signing_key& pss = key_for(algorithm::ps256);
  const std::string pss_pem = forms(pss).private_pem;
  out.push_back(private_key("PEM", pss, [=] { return any_signing_key::from_pem(algorithm::ps256, pss_pem); }));
  const any_signing_key& ec = key_for(algorithm::es256);
  const std::string encrypted = forms(ec).encrypted_pem;
  out.push_back(private_key("encrypted PEM", ec,
                            [=] { return any_signing_key::from_pem(algorithm::es256, encrypted, password); }));
  const std::string secret = attack::noise(64);
  const auto hmac = any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(secret)).value();
  // A key of more than a block is hashed first.
  const std::string long_secret = attack::noise(200);
  const auto long_hmac = any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(long_secret)).value();
  out.push_back(private_key("secret", hmac,
                            [=] { return any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(secret)); }));
  out.push_back(private_key("long secret", long_hmac, [=] {
    return any_signing_key::from_secret(algorithm::hs256, jot::as_bytes(long_secret));
  }));
  out.push_back(private_key("JWK", hmac, [jwk = attack::oct_jwk(secret)] {
    return jot::jwk::parse(jwk).and_then([](const jot::jwk& key) { return key.signing_key(algorithm::hs256); });
  }));
  for (const algorithm alg : {algorithm::hs256, algorithm::es256, algorithm::ed25519}) {
    out.push_back(make_operation(
        "generate for " + std::string(jot::name(alg)), verdict::accepted,
        [=] { return any_signing_key::generate(alg); },
        [](const any_signing_key& key) { return verifies(key.verification_key(), key); }));
  }
  return out;
}

std::vector<operation> fault::bad_key_operations() {
  std::vector<operation> out;
  add_weak_rsa(out);
  add_weak_curves(out);
  const std::string encrypted = forms(key_for(algorithm::es256)).encrypted_pem;
  out.push_back(refused_key("encrypted PEM, wrong password",
                            [=] { return any_signing_key::from_pem(algorithm::es256, encrypted, "wrong"); }));
  const std::string encrypted_der = attack::der_of(encrypted);
  out.push_back(refused_key("encrypted DER without a password",
                            [=] { return any_signing_key::from_der(algorithm::es256, jot::as_bytes(encrypted_der)); }));
  const std::string public_der = forms(key_for(algorithm::es256)).public_der;
  out.push_back(refused_key("a public key for a private one",
                            [=] { return any_signing_key::from_der(algorithm::es256, jot::as_bytes(public_der)); }));
  const std::string secret = attack::noise(31);
  out.push_back(refused_key("a secret of 31 bytes", [=] {
    return any_verification_key::from_secret(algorithm::hs256, jot::as_bytes(secret));
  }));
  out.push_back(refused_key("a public key for an HMAC secret", [=] {
    return any_verification_key::from_der(algorithm::hs256, jot::as_bytes(public_der));
  }));
  return out;
}

// Keys and certificates from PEM text and DER bytes: nothing crashes, what is accepted keeps the rules of size and
// curve and survives being written and read, and a chain leads to the harness's own root or nowhere.
#include "certificates.hpp"
#include "fuzz.hpp"
#include "keys.hpp"

#include <jot/base64url.hpp>
#include <jot/jwk.hpp>
#include <jot/x509.hpp>

#include <algorithm>

namespace jot_fuzz::pem { namespace {

template <class Key>
void check_rules(const Key& key, jot::algorithm alg) {
  require(key.alg() == alg, "the key is bound to the algorithm that was asked for");
  require(jot::fits(alg, key.key_type(), key.curve()), "the key's family and curve fit the algorithm");
  require(key.key_type() != jot::key_type::oct, "no secret comes out of a key file");
  require(key.key_type() != jot::key_type::rsa || (key.bits() >= 2048 && key.bits() <= 8192),
          "RSA of 2048 to 8192 bits");
}

void check_public(const jot::any_verification_key& key, jot::algorithm alg) {
  check_rules(key, alg);
  const std::string thumbprint = jot::jwk::from_public(key).value().thumbprint();
  const auto written = key.to_public_pem();
  require(written.has_value(), "a public key that was read can be written");
  const auto again = jot::any_verification_key::from_pem(alg, *written);
  require(again && jot::jwk::from_public(*again).value().thumbprint() == thumbprint,
          "a public key reads back as itself", *written);
}

void check_private(const jot::any_signing_key& key, jot::algorithm alg) {
  check_rules(key, alg);
  check_public(key.verification_key(), alg);
  const auto signature = key.sign(jot::as_bytes("message"));
  require(signature && key.verification_key().verify(jot::as_bytes("message"), *signature),
          "what a private key signs its public half verifies");
  const auto written = key.to_private_pem();
  require(written && jot::any_signing_key::from_pem(alg, *written), "a private key that was written can be read");
}

void check_chain(const std::vector<jot::certificate>& chain, jot::algorithm alg) {
  static const jot::certificate root = jot::certificate::from_pem(root_pem).value();
  static const std::array<std::string, 2> known{root.thumbprint(),
                                                jot::certificate::from_pem(leaf_pem).value().thumbprint()};
  const std::chrono::sys_days now{
      std::chrono::year_month_day{std::chrono::year(2030), std::chrono::January, std::chrono::day(1)}};
  jot::chain_rules rules{.roots = {root}};
  rules.accept = [](const jot::certificate&) { return true; };
  const auto trusted = jot::verify_chain(alg, chain, rules, now);
  require(!trusted || std::ranges::find(known, chain[0].thumbprint()) != known.end(),
          "only what the harness certified leads to its root");
}

void check_certificate(const jot::certificate& one, jot::algorithm alg) {
  require(one.thumbprint().size() == 43, "each certificate has a thumbprint");
  (void)one.subject();
  if (const auto key = one.verification_key(alg)) check_public(*key, alg);
}

// One way in at a time: OpenSSL's decoders are slow.
void run(input data) {
  reader in(data);
  const jot::algorithm alg = in.one_of(all_algorithms);
  const unsigned way = in.below(7);
  const std::string_view text = in.rest();
  const jot::bytes_view der = jot::as_bytes(text);
  if (way == 0) {
    if (const auto key = jot::any_verification_key::from_pem(alg, text)) check_public(*key, alg);
  } else if (way == 1) {
    if (const auto key = jot::any_verification_key::from_der(alg, der)) check_public(*key, alg);
  } else if (way == 2) {
    if (const auto key = jot::any_signing_key::from_pem(alg, text)) check_private(*key, alg);
  } else if (way == 3) {
    if (const auto key = jot::any_signing_key::from_der(alg, der)) check_private(*key, alg);
  } else if (way == 4) {
    if (const auto one = jot::certificate::from_der(der)) check_certificate(*one, alg);
  } else if (way == 5) {
    if (const auto one = jot::certificate::from_x5c(text)) check_certificate(*one, alg);
  } else if (const auto all = jot::certificate::all_from_pem(text)) {
    require(!all->empty() && all->size() <= 100, "1 to 100 certificates");
    check_certificate(all->front(), alg);
    check_chain(*all, alg);
  }
}

jot::bytes der_of(std::string_view pem) {
  std::string base64;
  std::size_t at = pem.find('\n');
  for (; at < pem.find("\n-----END"); ++at) {
    const char c = pem[at];
    if (c != '\n' && c != '=') base64 += c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return jot::base64url_decode(base64).value_or(jot::bytes());
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out;
  const auto add = [&](jot::algorithm alg, unsigned way, std::string_view pem) {
    const std::string choice{'\0', static_cast<char>(alg)};
    out.push_back(choice + static_cast<char>(way) + std::string(pem));
    out.push_back(choice + static_cast<char>(way + 1) + std::string(jot::as_text(der_of(pem))));
  };
  for (const jot::algorithm alg : all_algorithms) {
    if (jot::facts(alg).key_type == jot::key_type::oct) continue;
    add(alg, 0, key_for(alg).verification_key().to_public_pem().value());
    add(alg, 2, key_for(alg).to_private_pem().value());
  }
  add(jot::algorithm::es256, 3, root_pem);
  out.push_back(std::string("\0\x0e\6", 3) + std::string(leaf_pem) + std::string(root_pem));
  for (const std::string& text : vectors.keys) {
    const auto key = jot::jwk::parse(text);
    if (!key || key->key_type() == jot::key_type::oct) continue;
    for (const jot::algorithm alg : all_algorithms) {
      const auto bound = key->verification_key(alg);
      if (!bound) continue;
      add(alg, 0, bound->to_public_pem().value());
      break;
    }
  }
  return out;
}

const registration registered({"pem", run, seeds});

}}  // namespace jot_fuzz::pem

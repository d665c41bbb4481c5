// Every check that a key must pass. All ways to make a key end in checked_key.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/edwards.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/limits.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>

#include <algorithm>
#include <climits>
#include <memory>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The members of an RSA key in a JWK (RFC 7518 §6.3), big-endian; all after e are empty for a public key.
struct rsa_components {
  bytes_view n = {}, e = {}, d = {}, p = {}, q = {}, dp = {}, dq = {}, qi = {};
};

// Exponent and modulus are checked before OpenSSL computes anything with them: a huge e costs milliseconds.
inline result<void> check_rsa_numbers(const rsa_components& key, const key_limits& limits) {
  const bytes_view n = without_leading_zeros(key.n);
  const bytes_view e = without_leading_zeros(key.e);
  if (n.empty() || (n.back() & 1) == 0) return error(errc::invalid_key, "n", "the RSA modulus is zero or even");
  int bits = static_cast<int>((std::min)(n.size(), std::size_t{1} << 20)) * 8;
  for (unsigned char top = n.front(); top < 0x80; top = static_cast<unsigned char>(top << 1)) --bits;
  if (bits < limits.rsa_min_bits) {
    return error(errc::weak_key, "n", "an RSA key of {} bits; at least {} are expected", bits, limits.rsa_min_bits);
  }
  if (bits > limits.rsa_max_bits) {
    return error(errc::limit_exceeded, "n", "an RSA key of {} bits; at most {} are allowed", bits, limits.rsa_max_bits);
  }
  if (e.empty() || (e.back() & 1) == 0 || (e.size() == 1 && e[0] < 3)) {
    return error(errc::invalid_key, "e", "the RSA exponent must be odd and at least 3; 65537 is usual");
  }
  if (e.size() > 8) return error(errc::invalid_key, "e", "an RSA exponent of more than 64 bits; 65537 is usual");
  // A signature shows later whether the private numbers belong to n; longer ones would make that take seconds.
  const auto size = [](bytes_view number) { return without_leading_zeros(number).size(); };
  const std::size_t p = size(key.p);
  const std::size_t q = size(key.q);
  if (size(key.d) > n.size() || p + q > n.size() + 1 || size(key.dp) > p || size(key.dq) > q || size(key.qi) > p) {
    return error(errc::invalid_key, "a private RSA number is longer than the modulus allows");
  }
  return {};
}

inline result<void> check_rsa(const EVP_PKEY* pkey, const key_limits& limits) {
  const secret_bytes n = shortest_number(pkey, OSSL_PKEY_PARAM_RSA_N);
  const secret_bytes e = shortest_number(pkey, OSSL_PKEY_PARAM_RSA_E);
  return check_rsa_numbers({.n = n.view(), .e = e.view()}, limits);
}

// Notes the curve, which must be in the table and be given by its name.
inline result<void> check_ec(EVP_PKEY* pkey, curve& found) {
  char group[64] = {};
  std::size_t size = 0;
  int explicit_parameters = 1;
  // OpenSSL reports a recognised name also for a curve that was given as numbers.
  if (EVP_PKEY_get_int_param(pkey, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit_parameters) != 1 ||
      explicit_parameters != 0 || EVP_PKEY_get_group_name(pkey, group, sizeof group, &size) != 1) {
    return error(errc::invalid_key, "an EC key without a named curve; explicit curve parameters are not supported");
  }
  const auto row = std::find_if(curve_table.begin(), curve_table.end(), [&](const curve_facts& c) {
    return c.key_type == key_type::ec && std::string_view(c.group) == group;
  });
  if (row == curve_table.end()) {
    return error(errc::invalid_key, "an EC key on another curve; expected P-256, P-384, P-521 or secp256k1");
  }
  found = row->id;
  const openssl_ptr<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey, nullptr));
  if (ctx == nullptr || EVP_PKEY_public_check(ctx.get()) != 1) {
    return error(errc::invalid_key, "the EC public key is not a point on {}",
                 error_value::from_table(row->name.data()));
  }
  return {};
}

inline result<void> check_okp(const EVP_PKEY* pkey, const curve_facts& crv) {
  if (crv.purpose == curve_purpose::agree) {
    return error(errc::invalid_key, "an {} key is for key agreement and cannot sign; expected Ed25519 or Ed448",
                 error_value::from_table(crv.name.data()));
  }
  const secret_bytes encoded = public_octets(pkey);
  if (encoded.size() != crv.coordinate_bytes) {
    return error(errc::invalid_key, "x", "the public key is {} octets long; {} are expected",
                 static_cast<std::int64_t>(encoded.size()), crv.coordinate_bytes);
  }
  if (is_small_order(crv.id, encoded.view())) {
    return error(errc::invalid_key, "x", "the public key is a point of small order: anyone could forge its signatures");
  }
  return {};
}

// A private key with another key's public half would sign tokens that nothing verifies. One signature is made and
// verified instead of computing: OpenSSL's own check of an RSA key proves its factors prime, which takes far longer,
// and a key in a device does not give its numbers out. No hash is named, because a key for PSS may be limited to one.
inline result<void> check_pair(EVP_PKEY* pkey, const key_facts& facts) {
  const error mismatch(errc::invalid_key, "the private half is missing, or does not belong to the public half");
  // OpenSSL before 3.0.8 reads through a null pointer where an OKP key without a private half is to sign.
  if (facts.type == key_type::okp && private_octets(pkey).size() == 0) {
    return error(errc::invalid_key, "found a public key, expected a private key");
  }
  const openssl_ptr<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
  static constexpr unsigned char message[] = {'j', 'o', 't'};
  const int max_size = EVP_PKEY_get_size(pkey);
  if (max_size <= 0) return mismatch;  // with an empty buffer OpenSSL would only report the size
  auto size = static_cast<std::size_t>(max_size);
  bytes signature(size);
  if (ctx == nullptr || EVP_DigestSignInit_ex(ctx.get(), nullptr, nullptr, nullptr, nullptr, pkey, nullptr) != 1 ||
      EVP_DigestSign(ctx.get(), signature.data(), &size, message, sizeof message) != 1 ||
      // Without memory for the DER of ECDSA, OpenSSL reports success and a signature of -1 octets.
      size > signature.size() || EVP_MD_CTX_reset(ctx.get()) != 1 ||
      EVP_DigestVerifyInit_ex(ctx.get(), nullptr, nullptr, nullptr, nullptr, pkey, nullptr) != 1 ||
      EVP_DigestVerify(ctx.get(), signature.data(), size, message, sizeof message) != 1) {
    return mismatch;
  }
  return {};
}

// The text of an asymmetric key, as files and documents have it. Used as a secret, it would be one that others know.
inline bool is_text_of_key(std::string_view text) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (has("-----BEGIN ") && has("-----END ")) return true;
  text.remove_prefix((std::min)(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.starts_with('{') && has("\"kty\"")) return has("\"RSA\"") || has("\"EC\"") || has("\"OKP\"");
  return text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-");
}

/// Makes key_material: size, exponent, curve by name, EC point on the curve, OKP point not of small order, private half
/// fitting the public one.
struct checked_key {
  /// The key; null if it could not be read.
  static result<key_material::ptr> of(openssl_ptr<EVP_PKEY> pkey, key_half half, const key_limits& limits) {
    if (pkey == nullptr) {
      return error(errc::invalid_key, "not a {} that OpenSSL can read: is it damaged, or of another kind?",
                   error_value::from_table(half == key_half::private_half ? "private key" : "public key"));
    }
    key_facts facts{.half = half, .bits = EVP_PKEY_get_bits(pkey.get())};
    result<void> checked = check_family(pkey.get(), facts, limits);
    if (checked && facts.bits <= 0) checked = error(errc::crypto_failure, "OpenSSL could not report the key's size");
    if (checked && half == key_half::private_half) checked = check_pair(pkey.get(), facts);
    if (!checked) return checked.error();
    return std::make_shared<const key_material>(key_material::hidden(), std::move(pkey), facts);
  }

  static result<key_material::ptr> of_secret(bytes_view secret, const key_limits& limits) {
    // OpenSSL accepts an empty HMAC key, so this is the only check.
    if (secret.empty())
      return error(errc::weak_key, "the secret is empty: was it read from a setting that is missing?");
    if (is_text_of_key(as_text(secret))) {
      return error(errc::invalid_key,
                   "the secret is the text of an asymmetric key (PEM, SSH or JWK), which others may have: "
                   "load it as that key, for its own algorithm");
    }
    if (secret.size() > limits.secret_bytes) {
      return error(errc::limit_exceeded, "a secret of {} bytes; at most {} are allowed",
                   static_cast<std::int64_t>(secret.size()), static_cast<std::int64_t>(limits.secret_bytes));
    }
    const int bits = static_cast<int>((std::min)(secret.size(), std::size_t{INT_MAX / 8})) * 8;
    const key_facts facts{.half = key_half::private_half, .bits = bits};
    return std::make_shared<const key_material>(key_material::hidden(), secret, facts);
  }

 private:
  static result<void> check_family(EVP_PKEY* pkey, key_facts& facts, const key_limits& limits) {
    const auto is = [&](const char* type) { return EVP_PKEY_is_a(pkey, type) == 1; };
    if (is("RSA") || is("RSA-PSS")) {
      facts.type = key_type::rsa;
      facts.pss_only = is("RSA-PSS");
      return check_rsa(pkey, limits);
    }
    if (is("EC")) {
      facts.type = key_type::ec;
      return check_ec(pkey, facts.crv);
    }
    for (const curve_facts& row : curve_table) {
      if (row.key_type != key_type::okp || !is(row.group)) continue;
      facts.type = key_type::okp;
      facts.crv = row.id;
      return check_okp(pkey, row);
    }
    return error(errc::invalid_key, "found a key of another kind, expected RSA, EC, Ed25519 or Ed448");
  }
};

}}}  // namespace jot::JOT_ABI::detail

// Bodies of detail/key_material.hpp: every way a key comes in, and every check it must pass.
#pragma once

#include <jot/detail/key_material.hpp>
#include <jot/detail/pem.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <climits>
#include <cstring>

namespace jot { inline namespace JOT_ABI { namespace detail {

// ---- loading ----

// Runs one of OpenSSL's d2i functions over the whole input; bytes left over mean that it was something else.
template <class T, class D2i>
openssl_ptr<T> read_der(bytes_view der, D2i d2i) {
  if (der.size() > LONG_MAX) return nullptr;
  const unsigned char* p = der.data();
  openssl_ptr<T> out(d2i(&p, static_cast<long>(der.size())));
  return out != nullptr && p == der.data() + der.size() ? std::move(out) : nullptr;
}

JOT_INLINE openssl_ptr<EVP_PKEY> read_spki(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_PUBKEY(nullptr, p, n); });
}

JOT_INLINE openssl_ptr<EVP_PKEY> read_pkcs1_public(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_PublicKey(EVP_PKEY_RSA, nullptr, p, n); });
}

JOT_INLINE openssl_ptr<EVP_PKEY> read_certificate(bytes_view der) {
  const auto x509 = read_der<X509>(der, [](auto** p, long n) { return d2i_X509(nullptr, p, n); });
  return openssl_ptr<EVP_PKEY>(x509 != nullptr ? X509_get_pubkey(x509.get()) : nullptr);
}

JOT_INLINE openssl_ptr<EVP_PKEY> read_public(bytes_view der) {
  openssl_ptr<EVP_PKEY> pkey = read_spki(der);
  if (pkey == nullptr) pkey = read_pkcs1_public(der);
  if (pkey == nullptr) pkey = read_certificate(der);
  return pkey;
}

JOT_INLINE openssl_ptr<EVP_PKEY> read_private(bytes_view der) {
  return read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_AutoPrivateKey(nullptr, p, n); });
}

JOT_INLINE result<openssl_ptr<EVP_PKEY>> read_encrypted_private(bytes_view der, std::string_view password) {
  if (password.empty()) return error(errc::invalid_key, "the private key is encrypted; give its password");
  if (password.size() > INT_MAX || der.size() > INT_MAX)
    return error(errc::invalid_key, "the private key is too large");
  const openssl_ptr<BIO> bio(BIO_new_mem_buf(der.data(), static_cast<int>(der.size())));
  std::string copy(password);
  const auto give_password = [](char* buffer, int size, int, void* user) -> int {
    const auto& text = *static_cast<const std::string*>(user);
    const auto n = static_cast<int>(text.size());
    if (n > size) return -1;
    std::memcpy(buffer, text.data(), text.size());
    return n;
  };
  openssl_ptr<EVP_PKEY> pkey(bio != nullptr ? d2i_PKCS8PrivateKey_bio(bio.get(), nullptr, give_password, &copy)
                                            : nullptr);
  wipe(copy);
  if (pkey == nullptr) {
    return error(errc::invalid_key, "the encrypted private key does not open: wrong password, or damaged");
  }
  return pkey;
}

JOT_INLINE bool is_encrypted_private(bytes_view der) {
  const unsigned char* p = der.data();
  X509_SIG* const encrypted =
      der.size() > LONG_MAX ? nullptr : d2i_X509_SIG(nullptr, &p, static_cast<long>(der.size()));
  X509_SIG_free(encrypted);
  return encrypted != nullptr;
}

inline error encrypted_der() {
  return {errc::invalid_key, "the private key is encrypted; give it as PEM, with its password"};
}

JOT_INLINE result<key_material::ptr> key_material::from_public_pem(std::string_view pem, const key_limits& limits) {
  const openssl_error_guard guard;
  const result<pem_block> block =
      read_pem(pem, {pem_label::public_key, pem_label::rsa_public_key, pem_label::certificate},
               "PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE");
  if (!block) return block.error();
  switch (block->label) {
    case pem_label::rsa_public_key:
      return adopt(read_pkcs1_public(block->der.view()), false, limits);
    case pem_label::certificate:
      return adopt(read_certificate(block->der.view()), false, limits);
    default:
      return adopt(read_spki(block->der.view()), false, limits);
  }
}

JOT_INLINE result<key_material::ptr> key_material::from_public_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_public(der)) return adopt(std::move(pkey), false, limits);
  if (read_private(der) != nullptr) {
    return error(errc::invalid_key, "found a private key, wanted a public key or a certificate");
  }
  return adopt(nullptr, false, limits);
}

JOT_INLINE result<key_material::ptr> key_material::from_private_pem(std::string_view pem, std::string_view password,
                                                                    const key_limits& limits) {
  const openssl_error_guard guard;
  const result<pem_block> block = read_pem(
      pem,
      {pem_label::private_key, pem_label::encrypted_private_key, pem_label::rsa_private_key, pem_label::ec_private_key},
      "PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY");
  if (!block) return block.error();
  if (block->label != pem_label::encrypted_private_key) return adopt(read_private(block->der.view()), true, limits);
  result<openssl_ptr<EVP_PKEY>> pkey = read_encrypted_private(block->der.view(), password);
  if (!pkey) return pkey.error();
  return adopt(std::move(*pkey), true, limits);
}

JOT_INLINE result<key_material::ptr> key_material::from_private_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_private(der)) return adopt(std::move(pkey), true, limits);
  if (read_spki(der) != nullptr || read_certificate(der) != nullptr) {
    return error(errc::invalid_key, "found a public key, wanted a private key");
  }
  if (is_encrypted_private(der)) return encrypted_der();
  return adopt(nullptr, true, limits);
}

JOT_INLINE result<key_material::ptr> key_material::from_any_der(bytes_view der, const key_limits& limits) {
  const openssl_error_guard guard;
  if (openssl_ptr<EVP_PKEY> pkey = read_public(der)) return adopt(std::move(pkey), false, limits);
  if (openssl_ptr<EVP_PKEY> pkey = read_private(der)) return adopt(std::move(pkey), true, limits);
  if (is_encrypted_private(der)) return encrypted_der();
  return error(errc::invalid_key,
               "neither a key nor a certificate that OpenSSL can read: is it damaged, or of another kind?");
}

// The text of an asymmetric key, as files and documents have it. Where it is taken for a secret, others have it too.
inline bool is_text_of_key(std::string_view text) {
  const auto has = [&](std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (has("-----BEGIN ") && has("-----END ")) return true;
  text.remove_prefix((std::min)(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.starts_with('{') && has("\"kty\"")) return has("\"RSA\"") || has("\"EC\"") || has("\"OKP\"");
  return text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-");
}

JOT_INLINE result<key_material::ptr> key_material::from_secret(bytes_view secret, const key_limits& limits) {
  // OpenSSL takes an empty HMAC key without a word, so this is the only check there is.
  if (secret.empty()) return error(errc::weak_key, "the secret is empty; generate() makes a good one");
  if (is_text_of_key(as_text(secret))) {
    return error(errc::invalid_key,
                 "the secret is the text of an asymmetric key (PEM, SSH or JWK), which others may have: "
                 "load it as that key, for its own algorithm");
  }
  if (secret.size() > limits.secret_bytes) {
    return error(errc::limit_exceeded, "a secret of {} bytes; at most {}", static_cast<std::int64_t>(secret.size()),
                 static_cast<std::int64_t>(limits.secret_bytes));
  }
  key_material out;
  out.secret_ = secret_bytes(secret);
  out.bits_ = static_cast<int>((std::min)(secret.size(), std::size_t{INT_MAX / 8})) * 8;
  out.is_private_ = true;
  return ptr(std::make_shared<const key_material>(std::move(out)));
}

// Collects parameters for EVP_PKEY_fromdata; the numbers must live until then.
class key_builder {
 public:
  key_builder() : build_(OSSL_PARAM_BLD_new()), ok_(build_ != nullptr) {}

  void number(const char* name, bytes_view big_endian) {
    if (big_endian.empty()) return;
    BIGNUM* const number = BN_secure_new();
    numbers_[count_++].reset(number);
    // Given no number to write to, BN_bin2bn makes one of its own.
    ok_ = ok_ && number != nullptr &&
          BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), number) != nullptr &&
          OSSL_PARAM_BLD_push_BN(build_.get(), name, number) == 1;
  }
  void text(const char* name, const char* value) {
    ok_ = ok_ && OSSL_PARAM_BLD_push_utf8_string(build_.get(), name, value, 0) == 1;
  }
  void octets(const char* name, bytes_view value) {
    ok_ = ok_ && OSSL_PARAM_BLD_push_octet_string(build_.get(), name, value.data(), value.size()) == 1;
  }

  openssl_ptr<EVP_PKEY> build(const char* type, bool is_private) {
    const openssl_ptr<OSSL_PARAM> params(ok_ ? OSSL_PARAM_BLD_to_param(build_.get()) : nullptr);
    const openssl_ptr<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* pkey = nullptr;
    if (params == nullptr || ctx == nullptr || EVP_PKEY_fromdata_init(ctx.get()) != 1 ||
        EVP_PKEY_fromdata(ctx.get(), &pkey, is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) != 1) {
      EVP_PKEY_free(pkey);
      return nullptr;
    }
    return openssl_ptr<EVP_PKEY>(pkey);
  }

 private:
  openssl_ptr<OSSL_PARAM_BLD> build_;
  std::array<openssl_ptr<BIGNUM>, 8> numbers_;
  std::size_t count_ = 0;
  bool ok_;
};

// The exponent and modulus are judged before OpenSSL computes anything with them: a huge e costs milliseconds.
JOT_INLINE result<void> check_rsa_numbers(const rsa_components& key, const key_limits& limits) {
  const auto significant = [](bytes_view number) {
    while (!number.empty() && number.front() == 0) number = number.subspan(1);
    return number;
  };
  const bytes_view n = significant(key.n);
  const bytes_view e = significant(key.e);
  if (n.empty() || (n.back() & 1) == 0) return error(errc::invalid_key, "n", "the RSA modulus is zero or even");
  int bits = static_cast<int>((std::min)(n.size(), std::size_t{1} << 20)) * 8;
  for (unsigned char top = n.front(); top < 0x80; top = static_cast<unsigned char>(top << 1)) --bits;
  if (bits < limits.rsa_min_bits) {
    return error(errc::weak_key, "n", "an RSA key of {} bits; at least {} are wanted", bits, limits.rsa_min_bits);
  }
  if (bits > limits.rsa_max_bits) {
    return error(errc::limit_exceeded, "n", "an RSA key of {} bits; at most {}", bits, limits.rsa_max_bits);
  }
  if (e.empty() || (e.back() & 1) == 0 || (e.size() == 1 && e[0] < 3)) {
    return error(errc::invalid_key, "e", "the RSA exponent must be odd and at least 3; 65537 is usual");
  }
  if (e.size() > 8) return error(errc::invalid_key, "e", "an RSA exponent of more than 64 bits; 65537 is usual");
  // Whether the private numbers belong to n, a signature shows; longer ones would make that take seconds.
  const std::size_t p = significant(key.p).size();
  const std::size_t q = significant(key.q).size();
  if (significant(key.d).size() > n.size() || p + q > n.size() + 1 || significant(key.dp).size() > p ||
      significant(key.dq).size() > q || significant(key.qi).size() > p) {
    return error(errc::invalid_key, "a private RSA number is longer than the modulus allows");
  }
  return {};
}

JOT_INLINE result<key_material::ptr> key_material::from_rsa(const rsa_components& key, const key_limits& limits) {
  const openssl_error_guard guard;
  if (const result<void> numbers = check_rsa_numbers(key, limits); !numbers) return numbers.error();
  key_builder builder;
  builder.number(OSSL_PKEY_PARAM_RSA_N, key.n);
  builder.number(OSSL_PKEY_PARAM_RSA_E, key.e);
  builder.number(OSSL_PKEY_PARAM_RSA_D, key.d);
  builder.number(OSSL_PKEY_PARAM_RSA_FACTOR1, key.p);
  builder.number(OSSL_PKEY_PARAM_RSA_FACTOR2, key.q);
  builder.number(OSSL_PKEY_PARAM_RSA_EXPONENT1, key.dp);
  builder.number(OSSL_PKEY_PARAM_RSA_EXPONENT2, key.dq);
  builder.number(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, key.qi);
  return adopt(builder.build("RSA", !key.d.empty()), !key.d.empty(), limits);
}

JOT_INLINE result<key_material::ptr> key_material::from_ec(jot::curve crv, bytes_view x, bytes_view y, bytes_view d) {
  const openssl_error_guard guard;
  bytes point;
  point.reserve(1 + x.size() + y.size());
  point.push_back(4);  // uncompressed (SEC 1 §2.3.3)
  point.insert(point.end(), x.begin(), x.end());
  point.insert(point.end(), y.begin(), y.end());
  key_builder builder;
  builder.text(OSSL_PKEY_PARAM_GROUP_NAME, facts(crv).group);
  builder.octets(OSSL_PKEY_PARAM_PUB_KEY, point);
  builder.number(OSSL_PKEY_PARAM_PRIV_KEY, d);
  openssl_ptr<EVP_PKEY> pkey = builder.build("EC", !d.empty());
  if (pkey == nullptr)
    return error(errc::invalid_key, "x", "x and y are not a point on the curve {}",
                 error_value::from_table(facts(crv).name.data()));
  return adopt(std::move(pkey), !d.empty(), {});
}

JOT_INLINE result<key_material::ptr> key_material::from_okp(jot::curve crv, bytes_view x, bytes_view d) {
  const openssl_error_guard guard;
  const char* type = facts(crv).group;
  openssl_ptr<EVP_PKEY> pkey(d.empty() ? EVP_PKEY_new_raw_public_key_ex(nullptr, type, nullptr, x.data(), x.size())
                                       : EVP_PKEY_new_raw_private_key_ex(nullptr, type, nullptr, d.data(), d.size()));
  result<ptr> out = adopt(std::move(pkey), !d.empty(), {});
  if (out && !equal_in_constant_time((*out)->raw(false).view(), x)) {
    return error(errc::invalid_key, "x", "the public half is not that of the private key d");
  }
  return out;
}

JOT_INLINE result<key_material::ptr> key_material::generate(algorithm alg, int rsa_bits) {
  const openssl_error_guard guard;
  const algorithm_facts& f = facts(alg);
  const key_limits limits;
  openssl_ptr<EVP_PKEY> pkey;
  switch (f.key_type) {
    case key_type::oct: {
      secret_bytes secret(f.hash_bytes);
      if (RAND_priv_bytes(secret.data(), static_cast<int>(secret.size())) != 1) {
        return error(errc::crypto_failure, "OpenSSL's random generator failed");
      }
      return from_secret(secret.view(), limits);
    }
    case key_type::rsa:
      if (rsa_bits < limits.rsa_min_bits || rsa_bits > limits.rsa_max_bits) {
        return error(errc::weak_key, "an RSA key of {} bits was asked for; 2048 to 8192 are possible", rsa_bits);
      }
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(rsa_bits)));
      break;
    case key_type::ec:
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", facts(f.curve).group));
      break;
    case key_type::okp:
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, f.curve == curve::ed448 ? "ED448" : "ED25519"));
      break;
  }
  if (pkey == nullptr) return error(errc::crypto_failure, "OpenSSL could not generate the key");
  return adopt(std::move(pkey), true, limits);
}

// ---- checks ----

JOT_INLINE result<key_material::ptr> key_material::adopt(openssl_ptr<EVP_PKEY> pkey, bool is_private,
                                                         const key_limits& limits) {
  if (pkey == nullptr) {
    return error(errc::invalid_key, "not a {} that OpenSSL can read: is it damaged, or of another kind?",
                 is_private ? error_value(detail_text("private key")) : error_value(detail_text("public key")));
  }
  key_material out;
  out.pkey_ = std::move(pkey);
  out.is_private_ = is_private;
  out.bits_ = EVP_PKEY_get_bits(out.pkey_.get());
  const auto is = [&](const char* type) { return EVP_PKEY_is_a(out.pkey_.get(), type) == 1; };
  result<void> checked;
  if (is("RSA") || is("RSA-PSS")) {
    out.pss_only_ = is("RSA-PSS");
    checked = out.check_rsa(limits);
  } else if (is("EC")) {
    checked = out.check_ec();
  } else if (is("ED25519") || is("ED448")) {
    out.curve_ = is("ED448") ? curve::ed448 : curve::ed25519;
    checked = out.check_okp();
  } else {
    checked = error(errc::invalid_key, "found a key of another kind, wanted RSA, EC, Ed25519 or Ed448");
  }
  if (checked && out.bits_ <= 0) checked = error(errc::crypto_failure, "OpenSSL could not tell the size of the key");
  if (checked && is_private) checked = out.check_pair();
  if (!checked) return checked.error();
  return ptr(std::make_shared<const key_material>(std::move(out)));
}

JOT_INLINE result<void> key_material::check_rsa(const key_limits& limits) {
  key_type_ = jot::key_type::rsa;
  const secret_bytes n = number(OSSL_PKEY_PARAM_RSA_N);
  const secret_bytes e = number(OSSL_PKEY_PARAM_RSA_E);
  return check_rsa_numbers({.n = n.view(), .e = e.view(), .d = {}, .p = {}, .q = {}, .dp = {}, .dq = {}, .qi = {}},
                           limits);
}

JOT_INLINE result<void> key_material::check_ec() {
  key_type_ = jot::key_type::ec;
  char group[64] = {};
  std::size_t size = 0;
  int explicit_parameters = 1;
  // OpenSSL gives a curve that was written out as numbers the name it recognises.
  if (EVP_PKEY_get_int_param(pkey_.get(), OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &explicit_parameters) != 1 ||
      explicit_parameters != 0 || EVP_PKEY_get_group_name(pkey_.get(), group, sizeof group, &size) != 1) {
    return error(errc::invalid_key, "an EC key without a named curve; explicit curve parameters are not taken");
  }
  const auto row = std::find_if(curve_table.begin(), curve_table.end(), [&](const curve_facts& c) {
    return c.key_type == jot::key_type::ec && std::string_view(c.group) == group;
  });
  if (row == curve_table.end()) {
    return error(errc::invalid_key, "an EC key on another curve; wanted P-256, P-384, P-521 or secp256k1");
  }
  curve_ = row->id;
  const openssl_ptr<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey_.get(), nullptr));
  if (ctx == nullptr || EVP_PKEY_public_check(ctx.get()) != 1) {
    return error(errc::invalid_key, "the EC public key is not a point on {}",
                 error_value::from_table(row->name.data()));
  }
  return {};
}

// A point whose order divides the cofactor makes one signature verify every message, and OpenSSL does not refuse it.
// The y coordinates of these points are few; an encoding of y that is not reduced is refused as well, because it is
// only ever another name for one of them.
JOT_INLINE bool is_small_order(jot::curve crv, bytes_view encoded) {
  bytes y(encoded.begin(), encoded.end());
  y.back() = static_cast<unsigned char>(y.back() & 0x7F);  // the sign of x
  const auto at_least = [&](const bytes& other) {          // little-endian
    return !std::lexicographical_compare(y.rbegin(), y.rend(), other.rbegin(), other.rend());
  };
  bytes prime(y.size(), 0xFF);
  if (crv == curve::ed25519) {  // 2^255 − 19
    prime.front() = 0xED;
    prime.back() = 0x7F;
  } else {  // 2^448 − 2^224 − 1
    prime[28] = 0xFE;
    prime.back() = 0;
  }
  if (at_least(prime)) return true;
  const bytes zero(y.size(), 0);
  bytes one = zero;
  one.front() = 1;
  bytes minus_one = prime;
  minus_one.front() -= 1;
  if (y == zero || y == one || y == minus_one) return true;
  if (crv != curve::ed25519) return false;
  static constexpr std::string_view order_8[] = {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                                 "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"};
  return y == *decode_hex(order_8[0]) || y == *decode_hex(order_8[1]);
}

JOT_INLINE result<void> key_material::check_okp() {
  key_type_ = jot::key_type::okp;
  const secret_bytes encoded = raw(false);
  if (encoded.size() != facts(curve_).coordinate_bytes) {
    return error(errc::invalid_key, "x", "the public key is {} octets long; {} are wanted",
                 static_cast<std::int64_t>(encoded.size()), facts(curve_).coordinate_bytes);
  }
  if (is_small_order(curve_, encoded.view())) {
    return error(errc::invalid_key, "x", "the public key is a point of small order: anybody could sign for it");
  }
  return {};
}

// A private key whose public half belongs to another one would sign tokens that nobody can verify.
JOT_INLINE result<void> key_material::check_pair() const {
  const error mismatch(errc::invalid_key, "the private and the public half do not belong together");
  if (key_type_ == jot::key_type::okp) return {};  // OpenSSL derives the public half itself
  if (key_type_ == jot::key_type::ec) {
    const openssl_ptr<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_pkey(nullptr, pkey_.get(), nullptr));
    if (ctx == nullptr || EVP_PKEY_pairwise_check(ctx.get()) != 1) return mismatch;
    return {};
  }
  // OpenSSL's own pairwise check of an RSA key proves its factors prime, which takes far longer than to try it. No hash
  // is named, because a key for PSS may be limited to one.
  const openssl_ptr<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
  static constexpr unsigned char message[] = {'j', 'o', 't'};
  const int max_size = EVP_PKEY_get_size(pkey_.get());
  if (max_size <= 0) return mismatch;  // an empty buffer would only be told its size
  auto size = static_cast<std::size_t>(max_size);
  bytes signature(size);
  if (ctx == nullptr ||
      EVP_DigestSignInit_ex(ctx.get(), nullptr, nullptr, nullptr, nullptr, pkey_.get(), nullptr) != 1 ||
      EVP_DigestSign(ctx.get(), signature.data(), &size, message, sizeof message) != 1 ||
      EVP_MD_CTX_reset(ctx.get()) != 1 ||
      EVP_DigestVerifyInit_ex(ctx.get(), nullptr, nullptr, nullptr, nullptr, pkey_.get(), nullptr) != 1 ||
      EVP_DigestVerify(ctx.get(), signature.data(), size, message, sizeof message) != 1) {
    return mismatch;
  }
  return {};
}

// ---- taking out ----

JOT_INLINE secret_bytes key_material::number(const char* parameter, std::size_t size) const {
  BIGNUM* raw_number = nullptr;
  if (EVP_PKEY_get_bn_param(pkey_.get(), parameter, &raw_number) != 1) return {};
  const openssl_ptr<BIGNUM> value(raw_number);
  const int wanted = size != 0 ? static_cast<int>(size) : BN_num_bytes(value.get());
  if (wanted <= 0) return {};
  secret_bytes out(static_cast<std::size_t>(wanted));
  if (BN_bn2binpad(value.get(), out.data(), wanted) != wanted) return {};
  return out;
}

JOT_INLINE secret_bytes key_material::raw(bool private_half) const {
  const auto get = private_half ? EVP_PKEY_get_raw_private_key : EVP_PKEY_get_raw_public_key;
  std::size_t size = 0;
  if (get(pkey_.get(), nullptr, &size) != 1) return {};
  secret_bytes out(size);
  if (get(pkey_.get(), out.data(), &size) != 1) return {};
  return out;
}

JOT_INLINE result<std::string> text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  if (size <= 0) return error(errc::crypto_failure, "OpenSSL could not give out the key's text");
  std::string out(data, static_cast<std::size_t>(size));
  OPENSSL_cleanse(data, out.size());
  return out;
}

JOT_INLINE bool key_material::same_public(const key_material& other) const noexcept {
  const openssl_error_guard guard;
  return pkey_ != nullptr && other.pkey_ != nullptr && EVP_PKEY_eq(pkey_.get(), other.pkey_.get()) == 1;
}

JOT_INLINE result<key_material::ptr> key_material::public_half() const {
  const openssl_error_guard guard;
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(pkey_.get(), &der);
  if (size <= 0) return error(errc::crypto_failure, "OpenSSL could not write the public key");
  openssl_ptr<EVP_PKEY> pkey = read_spki({der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  // The limits were checked when this key was loaded, and may have been others than the default ones.
  return adopt(std::move(pkey), false, {.rsa_min_bits = bits_, .rsa_max_bits = bits_});
}

JOT_INLINE result<std::string> key_material::to_public_pem() const {
  const openssl_error_guard guard;
  if (pkey_ == nullptr) return error(errc::key_mismatch, "an HMAC secret has no public half");
  const openssl_ptr<BIO> bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || PEM_write_bio_PUBKEY(bio.get(), pkey_.get()) != 1) {
    return error(errc::crypto_failure, "OpenSSL could not write the public key");
  }
  return text_of(bio.get());
}

JOT_INLINE result<std::string> key_material::to_private_pem(std::string_view password) const {
  const openssl_error_guard guard;
  if (pkey_ == nullptr) return error(errc::key_mismatch, "an HMAC secret is not written as PEM; use a JWK");
  if (password.size() > 1024) return error(errc::invalid_configuration, "a password of more than 1024 bytes");
  const openssl_ptr<BIO> bio(BIO_new(BIO_s_mem()));
  const openssl_ptr<EVP_CIPHER> cipher(password.empty() ? nullptr : EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr));
  if (bio == nullptr || (cipher == nullptr) != password.empty() ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey_.get(), cipher.get(), password.data(),
                                    static_cast<int>(password.size()), nullptr, nullptr) != 1) {
    return error(errc::crypto_failure, "OpenSSL could not write the private key");
  }
  return text_of(bio.get());
}

}}}  // namespace jot::JOT_ABI::detail

// Keys made from their numbers, from OpenSSL's own objects, and by its random generator.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_check.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/limits.hpp>

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include <array>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Collects parameters for EVP_PKEY_fromdata, which reads the numbers where they are.
class key_builder {
 public:
  key_builder() : build_(OSSL_PARAM_BLD_new()), ok_(build_ != nullptr) {}

  void number(const char* name, bytes_view big_endian) {
    if (big_endian.empty()) return;
    ok_ = ok_ && count_ < numbers_.size();
    if (!ok_) return;
    BIGNUM* const number = BN_secure_new();
    numbers_[count_++].reset(number);
    // BN_bin2bn allocates a number when it is given none.
    ok_ = number != nullptr && BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), number) != nullptr &&
          OSSL_PARAM_BLD_push_BN(build_.get(), name, number) == 1;
  }
  void text(const char* name, const char* value) {
    ok_ = ok_ && OSSL_PARAM_BLD_push_utf8_string(build_.get(), name, value, 0) == 1;
  }
  void octets(const char* name, bytes_view value) {
    ok_ = ok_ && OSSL_PARAM_BLD_push_octet_string(build_.get(), name, value.data(), value.size()) == 1;
  }

  [[nodiscard]] openssl_ptr<EVP_PKEY> build(const char* type, key_half half) {
    const openssl_ptr<OSSL_PARAM> params(ok_ ? OSSL_PARAM_BLD_to_param(build_.get()) : nullptr);
    const openssl_ptr<EVP_PKEY_CTX> ctx(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    const int selection = half == key_half::private_half ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    EVP_PKEY* pkey = nullptr;
    if (params == nullptr || ctx == nullptr || EVP_PKEY_fromdata_init(ctx.get()) != 1 ||
        EVP_PKEY_fromdata(ctx.get(), &pkey, selection, params.get()) != 1) {
      EVP_PKEY_free(pkey);
      return nullptr;
    }
    return openssl_ptr<EVP_PKEY>(pkey);
  }

 private:
  openssl_ptr<OSSL_PARAM_BLD> build_;
  std::array<openssl_ptr<BIGNUM>, 8> numbers_;  // of an RSA key
  std::size_t count_ = 0;
  bool ok_;
};

inline key_half half_with(bytes_view private_number) noexcept {
  return private_number.empty() ? key_half::public_half : key_half::private_half;
}

inline result<key_material::ptr> key_of_rsa(const rsa_components& key, const key_limits& limits) {
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
  const key_half half = half_with(key.d);
  return checked_key::of(builder.build("RSA", half), half, limits);
}

/// x and y of exactly the curve's size; d empty for a public key.
inline result<key_material::ptr> key_of_ec(curve crv, bytes_view x, bytes_view y, bytes_view d) {
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
  openssl_ptr<EVP_PKEY> pkey = builder.build("EC", half_with(d));
  if (pkey == nullptr) {
    return error(errc::invalid_key, "x", "x and y are not a point on the curve {}",
                 error_value::from_table(facts(crv).name.data()));
  }
  return checked_key::of(std::move(pkey), half_with(d), {});
}

/// x, and d where it is not empty, of exactly the curve's size.
inline result<key_material::ptr> key_of_okp(curve crv, bytes_view x, bytes_view d) {
  const openssl_error_guard guard;
  const char* type = facts(crv).group;
  openssl_ptr<EVP_PKEY> pkey(d.empty() ? EVP_PKEY_new_raw_public_key_ex(nullptr, type, nullptr, x.data(), x.size())
                                       : EVP_PKEY_new_raw_private_key_ex(nullptr, type, nullptr, d.data(), d.size()));
  result<key_material::ptr> out = checked_key::of(std::move(pkey), half_with(d), {});
  if (out && !equal_in_constant_time(public_octets((*out)->pkey()).view(), x)) {
    return error(errc::invalid_key, "x", "the public key does not belong to the private key d");
  }
  return out;
}

/// A key that the caller still owns as well.
inline result<key_material::ptr> key_of_evp_pkey(EVP_PKEY* pkey, key_half half, const key_limits& limits) {
  const openssl_error_guard guard;
  if (pkey == nullptr) return error(errc::invalid_key, "the EVP_PKEY is null");
  if (EVP_PKEY_up_ref(pkey) != 1) return error(errc::crypto_failure, "OpenSSL could not share the key");
  return checked_key::of(openssl_ptr<EVP_PKEY>(pkey), half, limits);
}

inline result<key_material::ptr> generate_key(algorithm alg, int rsa_bits) {
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
      return checked_key::of_secret(secret.view(), limits);
    }
    case key_type::rsa:
      if (rsa_bits < limits.rsa_min_bits || rsa_bits > limits.rsa_max_bits) {
        return error(errc::weak_key, "an RSA key is generated with {} to {} bits", limits.rsa_min_bits,
                     limits.rsa_max_bits);
      }
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(rsa_bits)));
      break;
    case key_type::ec:
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", facts(f.curve).group));
      break;
    case key_type::okp: {
      const curve crv = f.curve == curve::none ? curve::ed25519 : f.curve;  // EdDSA does not say which
      pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, facts(crv).group));
      break;
    }
  }
  if (pkey == nullptr) return error(errc::crypto_failure, "OpenSSL could not generate the key");
  return checked_key::of(std::move(pkey), key_half::private_half, limits);
}

}}}  // namespace jot::JOT_ABI::detail

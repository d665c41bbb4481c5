// The floor: what OpenSSL alone takes for the same bytes when key, algorithm and contexts are prepared. Only what is
// not deprecated, and only what one thread may do with a context of its own.
#pragma once

#include <jot/bytes.hpp>
#include <jot/jwa.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace bench::floor {

using jot::bytes;
using jot::bytes_view;
using digest_bytes = std::array<unsigned char, EVP_MAX_MD_SIZE>;

struct release {
  void operator()(EVP_MD* it) const noexcept { EVP_MD_free(it); }
  void operator()(EVP_MD_CTX* it) const noexcept { EVP_MD_CTX_free(it); }
  void operator()(EVP_MAC* it) const noexcept { EVP_MAC_free(it); }
  void operator()(EVP_MAC_CTX* it) const noexcept { EVP_MAC_CTX_free(it); }
  void operator()(EVP_PKEY* it) const noexcept { EVP_PKEY_free(it); }
  void operator()(EVP_PKEY_CTX* it) const noexcept { EVP_PKEY_CTX_free(it); }
  void operator()(BIO* it) const noexcept { BIO_free(it); }
};
template <class T>
using owner = std::unique_ptr<T, release>;

inline void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

/// SHA-256 or SHA-384, fetched once; the context is set up again for each message, which allocates nothing.
class digest {
 public:
  explicit digest(const char* name) : md_(EVP_MD_fetch(nullptr, name, nullptr)), ctx_(EVP_MD_CTX_new()) {
    require(md_ != nullptr && ctx_ != nullptr, "the digest");
  }
  bool operator()(bytes_view message, unsigned char* out) {
    return EVP_DigestInit_ex2(ctx_.get(), md_.get(), nullptr) == 1 &&
           EVP_DigestUpdate(ctx_.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(ctx_.get(), out, nullptr) == 1;
  }
  [[nodiscard]] const EVP_MD* md() const { return md_.get(); }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(EVP_MD_get_size(md_.get())); }

 private:
  owner<EVP_MD> md_;
  owner<EVP_MD_CTX> ctx_;
};

// ---- HMAC-SHA256, in four ways; the quickest is the floor ----

/// The padded keys of RFC 2104, each hashed into a context that is copied for each message.
class hmac_by_copies {
 public:
  static constexpr const char* name = "two copied EVP_MD_CTX";
  explicit hmac_by_copies(bytes_view secret)
      : md_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
        inner_(padded(secret, 0x36)),
        outer_(padded(secret, 0x5C)),
        ctx_(EVP_MD_CTX_new()) {}
  bool operator()(bytes_view message, unsigned char* out) {
    digest_bytes first;
    return EVP_MD_CTX_copy_ex(ctx_.get(), inner_.get()) == 1 &&
           EVP_DigestUpdate(ctx_.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(ctx_.get(), first.data(), nullptr) == 1 &&
           EVP_MD_CTX_copy_ex(ctx_.get(), outer_.get()) == 1 && EVP_DigestUpdate(ctx_.get(), first.data(), 32) == 1 &&
           EVP_DigestFinal_ex(ctx_.get(), out, nullptr) == 1;
  }

 private:
  owner<EVP_MD_CTX> padded(bytes_view secret, unsigned char pad) {
    std::array<unsigned char, 64> block{};
    require(secret.size() <= block.size(), "a short secret is wanted here");
    std::copy(secret.begin(), secret.end(), block.begin());
    for (unsigned char& byte : block) byte ^= pad;
    owner<EVP_MD_CTX> ctx(EVP_MD_CTX_new());
    require(EVP_DigestInit_ex2(ctx.get(), md_.get(), nullptr) == 1 &&
                EVP_DigestUpdate(ctx.get(), block.data(), block.size()) == 1,
            "the padded key");
    return ctx;
  }

  owner<EVP_MD> md_;
  owner<EVP_MD_CTX> inner_;
  owner<EVP_MD_CTX> outer_;
  owner<EVP_MD_CTX> ctx_;
};

/// The padded keys hashed again for each message: two more blocks for SHA-256, but not one allocation.
class hmac_by_blocks {
 public:
  static constexpr const char* name = "EVP_Digest of padded keys";
  explicit hmac_by_blocks(bytes_view secret) : md_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), ctx_(EVP_MD_CTX_new()) {
    require(secret.size() <= inner_.size(), "a short secret is wanted here");
    std::copy(secret.begin(), secret.end(), inner_.begin());
    outer_ = inner_;
    for (unsigned char& byte : inner_) byte ^= 0x36;
    for (unsigned char& byte : outer_) byte ^= 0x5C;
  }
  bool operator()(bytes_view message, unsigned char* out) {
    digest_bytes first;
    return hash(inner_, message, first.data()) && hash(outer_, {first.data(), 32}, out);
  }

 private:
  bool hash(const std::array<unsigned char, 64>& key, bytes_view message, unsigned char* out) {
    return EVP_DigestInit_ex2(ctx_.get(), md_.get(), nullptr) == 1 &&
           EVP_DigestUpdate(ctx_.get(), key.data(), key.size()) == 1 &&
           EVP_DigestUpdate(ctx_.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(ctx_.get(), out, nullptr) == 1;
  }

  owner<EVP_MD> md_;
  owner<EVP_MD_CTX> ctx_;
  std::array<unsigned char, 64> inner_{};
  std::array<unsigned char, 64> outer_{};
};

inline owner<EVP_MAC_CTX> keyed_mac(bytes_view secret) {
  const owner<EVP_MAC> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  owner<EVP_MAC_CTX> ctx(EVP_MAC_CTX_new(mac.get()));
  char name[] = "SHA256";
  const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                              OSSL_PARAM_construct_end()};
  require(EVP_MAC_init(ctx.get(), secret.data(), secret.size(), parameters.data()) == 1, "HMAC");
  return ctx;
}

inline bool finish_mac(EVP_MAC_CTX* ctx, bytes_view message, unsigned char* out) {
  std::size_t size = 0;
  return EVP_MAC_update(ctx, message.data(), message.size()) == 1 && EVP_MAC_final(ctx, out, &size, 32) == 1;
}

/// EVP_MAC, the context started again with the key it has.
class hmac_by_restart {
 public:
  static constexpr const char* name = "EVP_MAC restarted";
  explicit hmac_by_restart(bytes_view secret) : ctx_(keyed_mac(secret)) {}
  bool operator()(bytes_view message, unsigned char* out) {
    return EVP_MAC_init(ctx_.get(), nullptr, 0, nullptr) == 1 && finish_mac(ctx_.get(), message, out);
  }

 private:
  owner<EVP_MAC_CTX> ctx_;
};

/// EVP_MAC, a copy of the keyed context for each message.
class hmac_by_duplicate {
 public:
  static constexpr const char* name = "EVP_MAC duplicated";
  explicit hmac_by_duplicate(bytes_view secret) : ctx_(keyed_mac(secret)) {}
  bool operator()(bytes_view message, unsigned char* out) {
    const owner<EVP_MAC_CTX> ctx(EVP_MAC_CTX_dup(ctx_.get()));
    return ctx != nullptr && finish_mac(ctx.get(), message, out);
  }

 private:
  owner<EVP_MAC_CTX> ctx_;
};

// ---- key pairs ----

inline owner<EVP_PKEY> read_key(const std::string& pem, bool is_private) {
  const owner<BIO> text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  owner<EVP_PKEY> key(is_private ? PEM_read_bio_PrivateKey(text.get(), nullptr, nullptr, nullptr)
                                 : PEM_read_bio_PUBKEY(text.get(), nullptr, nullptr, nullptr));
  require(key != nullptr, "the PEM text");
  return key;
}

/// RSA and ECDSA: the digest, then EVP_PKEY_verify or EVP_PKEY_sign on a context that is kept.
class digest_then_key {
 public:
  static constexpr const char* name = "digest, then EVP_PKEY";
  digest_then_key(jot::algorithm algorithm, const std::string& pem, bool to_sign)
      : hash_(algorithm == jot::algorithm::es384 ? "SHA384" : "SHA256"),
        key_(read_key(pem, to_sign)),
        ctx_(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr)) {
    EVP_PKEY_CTX* const ctx = ctx_.get();
    require((to_sign ? EVP_PKEY_sign_init(ctx) : EVP_PKEY_verify_init(ctx)) == 1 &&
                EVP_PKEY_CTX_set_signature_md(ctx, hash_.md()) == 1,
            "the key's context");
    if (algorithm == jot::algorithm::rs256) {
      require(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1, "the padding");
    } else if (algorithm == jot::algorithm::ps256) {
      require(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) == 1 &&
                  EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, hash_.md()) == 1 &&
                  EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) == 1,
              "the padding");
    }
  }
  bool verify(bytes_view message, bytes_view signature) {
    digest_bytes hash;
    return hash_(message, hash.data()) &&
           EVP_PKEY_verify(ctx_.get(), signature.data(), signature.size(), hash.data(), hash_.size()) == 1;
  }
  /// `out` is resized to what is written; ECDSA gives DER here, as OpenSSL does.
  bool sign(bytes_view message, bytes& out) {
    digest_bytes hash;
    std::size_t size = room_;
    out.resize(size);
    if (!hash_(message, hash.data()) || EVP_PKEY_sign(ctx_.get(), out.data(), &size, hash.data(), hash_.size()) != 1) {
      return false;
    }
    out.resize(size);
    return true;
  }

 private:
  digest hash_;
  owner<EVP_PKEY> key_;
  owner<EVP_PKEY_CTX> ctx_;
  std::size_t room_ = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
};

/// EdDSA: EVP_DigestVerify or EVP_DigestSign, on the prepared context itself or on a copy of it.
class eddsa {
 public:
  enum class context { kept, copied };
  eddsa(const std::string& pem, bool to_sign, context how)
      : key_(read_key(pem, to_sign)), prepared_(EVP_MD_CTX_new()), copy_(EVP_MD_CTX_new()), how_(how) {
    require((to_sign ? EVP_DigestSignInit_ex(prepared_.get(), nullptr, nullptr, nullptr, nullptr, key_.get(), nullptr)
                     : EVP_DigestVerifyInit_ex(prepared_.get(), nullptr, nullptr, nullptr, nullptr, key_.get(),
                                               nullptr)) == 1,
            "EdDSA");
  }
  static const char* name(context how) { return how == context::kept ? "EVP_Digest kept" : "EVP_Digest copied"; }

  bool verify(bytes_view message, bytes_view signature) {
    EVP_MD_CTX* const ctx = use();
    return ctx != nullptr &&
           EVP_DigestVerify(ctx, signature.data(), signature.size(), message.data(), message.size()) == 1;
  }
  bool sign(bytes_view message, bytes& out) {
    std::size_t size = 64;
    out.resize(size);
    EVP_MD_CTX* const ctx = use();
    return ctx != nullptr && EVP_DigestSign(ctx, out.data(), &size, message.data(), message.size()) == 1;
  }

 private:
  EVP_MD_CTX* use() {
    if (how_ == context::kept) return prepared_.get();
    return EVP_MD_CTX_copy_ex(copy_.get(), prepared_.get()) == 1 ? copy_.get() : nullptr;
  }

  owner<EVP_PKEY> key_;
  owner<EVP_MD_CTX> prepared_;
  owner<EVP_MD_CTX> copy_;
  context how_;
};

/// The r‖s of a token as the DER that OpenSSL reads; made before the clock starts.
inline bytes ecdsa_der(bytes_view r_s) {
  const auto half = static_cast<int>(r_s.size() / 2);
  ECDSA_SIG* const signature = ECDSA_SIG_new();
  require(
      ECDSA_SIG_set0(signature, BN_bin2bn(r_s.data(), half, nullptr), BN_bin2bn(r_s.data() + half, half, nullptr)) == 1,
      "r and s");
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  require(size > 0, "the DER of r and s");
  const bytes out(der, der + size);
  OPENSSL_free(der);
  ECDSA_SIG_free(signature);
  return out;
}

}  // namespace bench::floor

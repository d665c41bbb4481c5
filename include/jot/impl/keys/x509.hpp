// Bodies of x509.hpp.
#pragma once

#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/impl/crypto/pem.hpp>
#include <jot/x509.hpp>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <ctime>

namespace jot { inline namespace JOT_ABI {
namespace detail {

inline constexpr std::size_t max_certificates = 100;

struct certificate_access {
  static result<certificate> parse(bytes_view der) {
    const openssl_error_guard guard;
    openssl_ptr<X509> x509 = read_certificate(der);
    if (x509 == nullptr) {
      return error(errc::invalid_key, "not a certificate that OpenSSL can read: is it damaged, or of another kind?");
    }
    return certificate(std::shared_ptr<X509>(std::move(x509)));
  }
  [[nodiscard]] static X509* get(const certificate& c) noexcept { return c.x509_.get(); }
};

struct store_free {
  void operator()(X509_STORE* p) const noexcept { X509_STORE_free(p); }
  void operator()(X509_STORE_CTX* p) const noexcept { X509_STORE_CTX_free(p); }
  void operator()(STACK_OF(X509) * p) const noexcept { sk_X509_free(p); }
};

// Certificates in OpenSSL's kind of list, which does not own them.
inline std::unique_ptr<STACK_OF(X509), store_free> borrow(std::span<const certificate> certificates) {
  std::unique_ptr<STACK_OF(X509), store_free> out(sk_X509_new_null());
  for (const certificate& c : certificates) {
    if (out != nullptr && sk_X509_push(out.get(), certificate_access::get(c)) <= 0) out.reset();
  }
  return out;
}

JOT_INLINE result<void> verify_path(std::span<const certificate> chain, const chain_rules& rules,
                                    std::chrono::sys_seconds now) {
  const error failure(errc::crypto_failure, "OpenSSL could not check the chain");
  const std::unique_ptr<X509_STORE_CTX, store_free> ctx(X509_STORE_CTX_new());
  const std::unique_ptr<X509_STORE, store_free> store(X509_STORE_new());
  const auto roots = borrow(rules.roots);
  const auto others = borrow(chain);
  if (ctx == nullptr || store == nullptr || roots == nullptr || others == nullptr ||
      X509_STORE_CTX_init(ctx.get(), store.get(), certificate_access::get(chain[0]), others.get()) != 1) {
    return failure;
  }
  X509_STORE_CTX_set0_trusted_stack(ctx.get(), roots.get());
  X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(ctx.get());
  X509_VERIFY_PARAM_set_time(param, static_cast<std::time_t>(now.time_since_epoch().count()));
  X509_VERIFY_PARAM_set_auth_level(param, 2);  // 112 bits, as RSA of 2048 bits and SHA-256 have
  if (X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_X509_STRICT) != 1 ||
      (!rules.host.empty() && X509_VERIFY_PARAM_set1_host(param, rules.host.data(), rules.host.size()) != 1)) {
    return failure;
  }
  if (X509_verify_cert(ctx.get()) == 1) return {};
  return error(errc::invalid_key, "x5c", "the certificate chain was rejected: {}",
               error_value::from_table(X509_verify_cert_error_string(X509_STORE_CTX_get_error(ctx.get()))));
}

}  // namespace detail

JOT_INLINE result<certificate> certificate::from_der(bytes_view der) { return detail::certificate_access::parse(der); }

JOT_INLINE result<certificate> certificate::from_pem(std::string_view pem) {
  const result<detail::pem_block> block = detail::read_pem(pem, detail::one_of<detail::pem_label::certificate>);
  if (!block) return block.error();
  return from_der(block->der.view());
}

JOT_INLINE result<certificate> certificate::from_x5c(std::string_view base64) {
  const result<secret_bytes> der = detail::decode_base64(base64);
  if (!der) return error(errc::invalid_key, "x5c", "an entry is not base64 of a certificate");
  return from_der(der->view());
}

JOT_INLINE result<std::vector<certificate>> certificate::all_from_pem(std::string_view pem) {
  std::vector<certificate> out;
  while (true) {
    // A chain that is cut off must not be read as a shorter one.
    const bool more = pem.find("-----BEGIN CERTIFICATE-----") != std::string_view::npos;
    if (!more && !out.empty()) return out;
    const result<detail::pem_block> block = detail::take_pem(pem, detail::one_of<detail::pem_label::certificate>);
    if (!block) return block.error();
    if (out.size() == detail::max_certificates) {
      return error(errc::limit_exceeded, "more than {} certificates",
                   static_cast<std::int64_t>(detail::max_certificates));
    }
    const result<certificate> next = from_der(block->der.view());
    if (!next) return next.error();
    out.push_back(*next);
  }
}

JOT_INLINE std::string certificate::thumbprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  if (X509_digest(x509_.get(), EVP_sha256(), digest.data(), &size) != 1) return {};
  return base64url_encode({digest.data(), size});
}

JOT_INLINE std::string certificate::subject() const {
  const detail::openssl_ptr<BIO> bio(BIO_new(BIO_s_mem()));
  if (bio == nullptr || X509_NAME_print_ex(bio.get(), X509_get_subject_name(x509_.get()), 0, XN_FLAG_RFC2253) < 0)
    return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  if (size <= 0) return {};
  return {data, static_cast<std::size_t>(size)};
}

JOT_INLINE result<any_verification_key> certificate::verification_key(algorithm alg, const key_limits& limits) const {
  const auto load = [&] { return detail::load_certificate(x509_.get(), limits); };
  return detail::key_access::make<any_verification_key>(alg, detail::key_pair_for(alg, load), limits);
}

JOT_INLINE result<any_verification_key> verify_chain(algorithm alg, std::span<const certificate> chain,
                                                     const chain_rules& rules, std::chrono::sys_seconds now) {
  const detail::openssl_error_guard guard;
  if (rules.roots.empty())
    return error(errc::invalid_configuration, "roots",
                 "no trusted certificate is given, so no chain could be accepted");
  if (rules.host.empty() && !rules.accept) {
    return error(errc::invalid_configuration, "host", "the expected certificate is not named; set host or accept");
  }
  if (chain.empty() || chain.size() > detail::max_certificates) {
    return error(errc::invalid_key, "x5c", "a chain of {} certificates is not supported",
                 static_cast<std::int64_t>(chain.size()));
  }
  if (const result<void> good = detail::verify_path(chain, rules, now); !good) return good.error();
  // All bits are set where the certificate does not limit its use.
  if ((X509_get_key_usage(detail::certificate_access::get(chain[0])) & KU_DIGITAL_SIGNATURE) == 0) {
    return error(errc::key_mismatch, "x5c", "the certificate's key is not for signatures (digitalSignature)");
  }
  if (rules.accept && !rules.accept(chain[0])) {
    return error(errc::invalid_key, "x5c", "the certificate is valid, but the rules do not accept it");
  }
  return chain[0].verification_key(alg, rules.keys);
}

}}  // namespace jot::JOT_ABI

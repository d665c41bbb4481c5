// JSON Web Signature in the compact serialization (RFC 7515 §3.1, §7.1): bytes signed and verified, whatever they are.
#pragma once

#include <jot/header_fields.hpp>
#include <jot/jws_header.hpp>
#include <jot/key_source.hpp>
#include <jot/limits.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI {

class verified_jws;
struct jws_options;

namespace detail {
class token_parts;
result<verified_jws> verify_compact(std::string_view token, const key_source_ref& keys, const jws_options& options);
}  // namespace detail

/// What verify_jws() checks besides the signature.
struct jws_options {
  token_limits limits = {};  ///< on the token and its header
  /// The extensions that the caller understands and processes; a token whose `crit` names any other is refused (RFC
  /// 7515 §4.1.11). "b64" and names that RFC 7515 or 7518 define must not be listed.
  std::vector<std::string> understood_critical = {};
};

/// A JWS whose signature was good: only verify_jws() makes one. A copy shares the bytes; a temporary hands none out.
class verified_jws {
 public:
  /// The header.
  [[nodiscard]] const jws_header& header() const& noexcept;
  const jws_header& header() const&& = delete;
  /// The payload's bytes, whatever they are.
  [[nodiscard]] bytes_view payload() const& noexcept;
  bytes_view payload() const&& = delete;

 private:
  friend result<verified_jws> detail::verify_compact(std::string_view, const detail::key_source_ref&,
                                                     const jws_options&);
  explicit verified_jws(std::shared_ptr<const detail::token_parts> parts) noexcept : parts_(std::move(parts)) {}
  std::shared_ptr<const detail::token_parts> parts_;
};

namespace detail {

// A signer without its type.
struct signer_ref {
  const void* signer;
  algorithm alg;
  std::string_view kid;
  result<bytes> (*sign)(const void* signer, bytes_view signing_input);
};

template <jot::signer S>
[[nodiscard]] signer_ref erase_signer(const S& signer) {
  return {&signer, signer.alg(), signer.kid(),
          [](const void* s, bytes_view signing_input) { return static_cast<const S*>(s)->sign(signing_input); }};
}

result<std::string> sign_compact(const signer_ref& signer, const header_fields& header, bytes_view payload,
                                 std::string_view default_typ = {});

}  // namespace detail

/// Signs a payload and gives the compact serialization (RFC 7515 §7.1). Errors: crypto_failure (also for a signature of
/// a wrong length or form), or the signer's own; invalid_claims_to_sign for a header parameter that is not UTF-8, and
/// for header_fields::extra that is not a JSON object or has a name that an RFC defines; limit_exceeded for extra
/// beyond json_limits.
template <signer S>
result<std::string> sign_jws(const S& signer, bytes_view payload, const header_fields& header = {}) {
  return detail::sign_compact(detail::erase_signer(signer), header, payload);
}

/// Verifies a compact JWS (RFC 7515 §5.2). The checks in their order: size, shape, header, algorithm, crit, key,
/// signature. Errors: malformed_token, invalid_base64url, invalid_header, limit_exceeded, algorithm_not_allowed,
/// unsupported_critical, key_not_found, key_mismatch, signature_invalid, keys_unavailable, crypto_failure,
/// invalid_configuration.
template <key_source S>
result<verified_jws> verify_jws(std::string_view token, const S& keys, const jws_options& options = {}) {
  return detail::verify_compact(token, detail::erase_key_source(keys), options);
}

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jws/jws.hpp>
#endif

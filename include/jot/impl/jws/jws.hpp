// Bodies of jws.hpp.
#pragma once

#include <jot/base64url.hpp>
#include <jot/impl/crypto/signature_form.hpp>
#include <jot/impl/jws/token.hpp>
#include <jot/jws.hpp>

namespace jot { inline namespace JOT_ABI {
namespace detail {

JOT_INLINE void append_base64url(std::string& out, bytes_view data) {
  const std::size_t before = out.size();
  out.resize(before + base64url_encoded_size(data.size()));
  base64url_encode_to(data, out.data() + before);
}

JOT_INLINE result<std::string> sign_compact(const signer_ref& signer, const header_fields& fields, bytes_view payload,
                                            std::string_view default_typ) {
  text_buffer header;
  const std::string_view kid = fields.kid ? std::string_view(*fields.kid) : signer.kid;
  if (const result<void> ok = write_header(header, signer.alg, kid, fields, default_typ); !ok) return ok.error();

  std::string token;
  token.reserve(base64url_encoded_size(header.size()) + base64url_encoded_size(payload.size()) + 2 + 128);
  append_base64url(token, as_bytes(header.view()));
  token += '.';
  append_base64url(token, payload);
  const result<bytes> signature = signer.sign(signer.signer, as_bytes(token));
  if (!signature) return signature.error();
  if (const result<void> form = check_signature_form(signer.alg, *signature); !form) return form.error();
  token += '.';
  append_base64url(token, *signature);
  return token;
}

JOT_INLINE result<verified_jws> verify_compact(std::string_view token, const key_source_ref& keys,
                                               const jws_options& options) {
  if (const result<void> ok = check_understood(options.understood_critical); !ok) return ok.error();
  opened_token opened;
  const result<void> good =
      opened.authenticate(token, keys, {.limits = options.limits, .understood = options.understood_critical});
  if (!good) return good.error();
  auto parts = std::make_shared_for_overwrite<token_parts>();
  if (const result<void> taken = parts->take(opened); !taken) return taken.error();
  return verified_jws(std::move(parts));
}

}  // namespace detail

JOT_INLINE const jws_header& verified_jws::header() const& noexcept { return parts_->header(); }
JOT_INLINE bytes_view verified_jws::payload() const& noexcept { return as_bytes(parts_->payload()); }

}}  // namespace jot::JOT_ABI

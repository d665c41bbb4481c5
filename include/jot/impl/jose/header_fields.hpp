// Bodies of header_fields.hpp: a header is written.
#pragma once

#include <jot/base64url.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/header_fields.hpp>
#include <jot/impl/jose/header.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/jwk.hpp>
#include <jot/x509.hpp>

#include <openssl/x509.h>

#include <algorithm>
#include <cstdint>

namespace jot { inline namespace JOT_ABI {
namespace detail {

struct header_access {
  static const std::optional<error>& failure(const header_members& members) noexcept { return members.failure_; }
  static std::string_view text(const header_members& members) noexcept { return members.text_; }
  template <class Fields>
  static auto& jwk(Fields& fields) noexcept {
    return fields.keys.jwk_;
  }
  template <class Fields>
  static auto& x5c(Fields& fields) noexcept {
    return fields.keys.x5c_;
  }
};

// Finds a name among further members that they must not have.
class extra_reader final : public json_visitor {
 public:
  void on_member(std::string_view name, const json_value&) override {
    empty_ = false;
    if (failure_ || !is_registered_parameter(name)) return;
    const auto refuse = [&](detail_text why) { failure_ = error(errc::invalid_claims_to_sign, name, why); };
    if (name == "typ" || name == "cty" || name == "kid") {
      refuse("is a field of header_fields, not a member of extra");
    } else if (name == "jwk" || name == "x5c") {
      refuse("is set by header_fields::with_jwk or with_x5c alone");
    } else if (name == "alg") {
      refuse("comes from the key");
    } else {
      refuse("is defined by RFC 7515, 7516, 7518 or 7797 and cannot be set here");
    }
  }
  void on_element(const json_value&) override {}

  [[nodiscard]] const std::optional<error>& failure() const noexcept { return failure_; }
  [[nodiscard]] bool empty() const noexcept { return empty_; }

 private:
  std::optional<error> failure_;
  bool empty_ = true;
};

// Writes the members of the object `extra`, if they are allowed in a header.
JOT_INLINE result<void> write_extra(json_writer& out, const header_members& extra) {
  if (const auto& failure = header_access::failure(extra)) return *failure;
  const std::string_view text = header_access::text(extra);
  if (text.empty()) return {};
  constexpr std::size_t own_parameters = 6;
  json_limits limits;
  limits.members -= own_parameters;
  extra_reader reader;
  if (const auto read = read_json_object(text, limits, errc::invalid_claims_to_sign, reader); !read) return read;
  if (reader.failure()) return *reader.failure();
  const std::size_t start = text.find('{') + 1;
  if (!reader.empty()) out.raw(text.substr(start, text.rfind('}') - start));
  return {};
}

JOT_INLINE result<void> write_header(text_buffer& text, algorithm alg, std::string_view kid,
                                     const header_fields& fields, std::string_view default_typ) {
  json_writer out(text);
  out.begin_object();
  out.name("alg");
  bool ok = out.text(name(alg));
  const auto write = [&](const char(&parameter)[4], std::string_view value) {
    out.name(parameter);
    ok = out.text(value) && ok;
  };
  if (fields.typ || !default_typ.empty()) write("typ", fields.typ ? std::string_view(*fields.typ) : default_typ);
  if (fields.cty) write("cty", *fields.cty);
  if (!kid.empty()) write("kid", kid);
  if (!ok) return error(errc::invalid_claims_to_sign, "a header parameter is not valid UTF-8");
  const auto write_text = [&](const char(&parameter)[4], std::string_view json) {
    if (json.empty()) return;
    out.name(parameter);
    out.raw(json);
  };
  write_text("jwk", header_access::jwk(fields));
  write_text("x5c", header_access::x5c(fields));
  if (const result<void> written = write_extra(out, fields.extra); !written) return written;
  out.end_object();
  return {};
}

// An entry of x5c: base64, not base64url, and padded. Empty when OpenSSL does not write the certificate.
JOT_INLINE std::string base64_of(const certificate& c) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate_access::get(c), &der);
  if (size <= 0) return {};
  const openssl_ptr<unsigned char> owner(der);
  std::string out = base64url_encode({der, static_cast<std::size_t>(size)});
  std::ranges::replace(out, '-', '+');
  std::ranges::replace(out, '_', '/');
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

}  // namespace detail

JOT_INLINE result<header_fields> header_fields::with_jwk(const jwk& key) const {
  if (key.is_private()) {
    return error(errc::key_mismatch, "jwk",
                 "a private key or a secret must not be published; use jwk::from_public(key.verification_key())");
  }
  result<std::string> text = key.to_public_json();
  if (!text) return text.error();
  header_fields out = *this;
  detail::header_access::jwk(out) = std::move(*text);
  return out;
}

JOT_INLINE result<header_fields> header_fields::with_x5c(std::span<const certificate> chain) const {
  const detail::openssl_error_guard guard;
  if (chain.empty()) return error(errc::invalid_key, "x5c", "the chain has no certificate");
  if (chain.size() > detail::max_certificates) {
    return error(errc::limit_exceeded, "x5c", "{} certificates; at most {} are allowed",
                 static_cast<std::int64_t>(chain.size()), static_cast<std::int64_t>(detail::max_certificates));
  }
  detail::text_buffer text;
  detail::json_writer out(text);
  out.begin_array();
  for (const certificate& each : chain) {
    const std::string entry = detail::base64_of(each);
    if (entry.empty() || !out.text(entry)) return error(errc::crypto_failure, "OpenSSL could not write a certificate");
  }
  out.end_array();
  header_fields fields = *this;
  detail::header_access::x5c(fields) = std::string(text.view());
  return fields;
}

}}  // namespace jot::JOT_ABI

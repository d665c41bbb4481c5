// Bodies of detail/pem.hpp.
#pragma once

#include <jot/base64url.hpp>
#include <jot/detail/pem.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace jot { inline namespace JOT_ABI { namespace detail {

struct pem_label_row {
  pem_label label;
  std::string_view text;
};

inline constexpr std::array pem_labels{
    pem_label_row{pem_label::public_key, "PUBLIC KEY"},
    pem_label_row{pem_label::rsa_public_key, "RSA PUBLIC KEY"},
    pem_label_row{pem_label::certificate, "CERTIFICATE"},
    pem_label_row{pem_label::private_key, "PRIVATE KEY"},
    pem_label_row{pem_label::encrypted_private_key, "ENCRYPTED PRIVATE KEY"},
    pem_label_row{pem_label::rsa_private_key, "RSA PRIVATE KEY"},
    pem_label_row{pem_label::ec_private_key, "EC PRIVATE KEY"},
    pem_label_row{pem_label::ec_parameters, "EC PARAMETERS"},
    pem_label_row{pem_label::openssh_private_key, "OPENSSH PRIVATE KEY"},
    pem_label_row{pem_label::certificate_request, "CERTIFICATE REQUEST"},
};

// What an error calls a block.
inline error_value word(pem_label label) noexcept {
  for (const pem_label_row& row : pem_labels) {
    if (row.label == label) return error_value::from_table(row.text.data());
  }
  return error_value(detail_text("a PEM block of another kind"));
}

struct raw_pem_block {
  pem_label label;
  std::string_view body;
};

// Takes the next block off the front of the text; nothing when there is none, or when it does not end.
JOT_INLINE std::optional<raw_pem_block> next_pem_block(std::string_view& text) {
  constexpr std::string_view begin = "-----BEGIN ";
  constexpr std::string_view end = "-----END ";
  constexpr std::string_view dashes = "-----";
  const std::size_t start = text.find(begin);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + begin.size());
  const std::size_t label_end = text.find(dashes);
  if (label_end == std::string_view::npos) return std::nullopt;
  const std::string_view label = text.substr(0, label_end);
  text.remove_prefix(label_end + dashes.size());
  // Compared where it stands: where the BEGIN line has lost its dashes, what is taken for a label is the key itself.
  const auto ends_at = [&](std::size_t at) {
    const std::string_view line = text.substr(at + end.size());
    return line.starts_with(label) && line.substr(label.size()).starts_with(dashes);
  };
  std::size_t body_end = text.find(end);
  while (body_end != std::string_view::npos && !ends_at(body_end)) body_end = text.find(end, body_end + 1);
  if (body_end == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(0, body_end);
  text.remove_prefix(body_end + end.size() + label.size() + dashes.size());
  for (const pem_label_row& row : pem_labels) {
    if (row.text == label) return raw_pem_block{row.label, body};
  }
  return raw_pem_block{pem_label::other, body};
}

// Base64 with white space, as base64url without: the one decoder of the library then judges it.
JOT_INLINE result<secret_bytes> decode_base64(std::string_view body) {
  std::string text;
  text.reserve(body.size());
  std::size_t padding = 0;
  for (std::size_t i = 0; i < body.size(); ++i) {
    const char c = body[i];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '\\' && i + 1 < body.size() && (body[i + 1] == 'n' || body[i + 1] == 'r')) {
      ++i;
      continue;
    }
    if (c == '=') {
      ++padding;
      continue;
    }
    text += padding != 0 ? '=' : c == '+' ? '-' : c == '/' ? '_' : c == '-' || c == '_' ? '=' : c;
  }
  secret_bytes der(base64url_decoded_size(text.size()));
  const bool ok = (text.size() + padding) % 4 == 0 && base64url_decode_to(text, der.data()).ok;
  wipe(text);
  if (!ok) return error(errc::invalid_key, "not base64: is it cut off, or was it edited?");
  return der;
}

JOT_INLINE result<pem_block> read_pem(std::string_view text, std::initializer_list<pem_label> wanted,
                                      detail_text wanted_in_words) {
  return take_pem(text, wanted, wanted_in_words);
}

JOT_INLINE result<pem_block> take_pem(std::string_view& text, std::initializer_list<pem_label> wanted,
                                      detail_text wanted_in_words) {
  const std::string_view whole = text;
  std::optional<pem_label> found;
  while (const std::optional<raw_pem_block> block = next_pem_block(text)) {
    if (std::find(wanted.begin(), wanted.end(), block->label) != wanted.end()) {
      if (block->body.find("Proc-Type:") != std::string_view::npos) {
        return error(errc::invalid_key,
                     "the PEM block is encrypted in OpenSSL's old form; convert it to PKCS#8 with "
                     "`openssl pkcs8 -topk8`");
      }
      result<secret_bytes> der = decode_base64(block->body);
      if (!der) return error(errc::invalid_key, "the PEM block is not base64: is it cut off, or was it edited?");
      return pem_block{block->label, std::move(*der)};
    }
    if (!found || *found == pem_label::ec_parameters) found = block->label;
  }
  if (found) return error(errc::invalid_key, "found {}, wanted {}", word(*found), error_value(wanted_in_words));
  if (whole.find("-----BEGIN ") != std::string_view::npos) {
    return error(errc::invalid_key, "the PEM block has a BEGIN line but no matching END line: is it cut off?");
  }
  const std::size_t first = whole.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && whole[first] == '{') {
    return error(errc::invalid_key, "this is JSON, not PEM; read it with jot::jwk::parse or jot::jwk_set::parse");
  }
  return error(errc::invalid_key, "no PEM block; wanted {} between -----BEGIN and -----END lines",
               error_value(wanted_in_words));
}

}}}  // namespace jot::JOT_ABI::detail

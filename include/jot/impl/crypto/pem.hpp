// PEM (RFC 7468): strict about the contents of a block, lenient about the text around and in it: indentation, CRLF, a
// BOM, literal "\n" from an environment variable, missing line breaks.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

enum class pem_label : std::uint8_t {
  public_key,
  rsa_public_key,
  certificate,
  private_key,
  encrypted_private_key,
  rsa_private_key,
  ec_private_key,
  ec_parameters,
  openssh_private_key,
  certificate_request,
  other,
};

/// The labels' texts in a file, in the order of their enum.
inline constexpr std::array<const char*, 10> pem_label_texts{
    "PUBLIC KEY",      "RSA PUBLIC KEY", "CERTIFICATE",   "PRIVATE KEY",         "ENCRYPTED PRIVATE KEY",
    "RSA PRIVATE KEY", "EC PRIVATE KEY", "EC PARAMETERS", "OPENSSH PRIVATE KEY", "CERTIFICATE REQUEST"};

/// The labels that a caller accepts, as a list and in words: "PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE".
struct pem_choice {
  std::span<const pem_label> labels;
  const char* words;
};

template <pem_label... Label>
struct pem_choice_of {
  static constexpr std::array labels{Label...};
  static constexpr auto words = [] {
    constexpr std::size_t size = (std::string_view(pem_label_texts[static_cast<std::size_t>(Label)]).size() + ...);
    std::array<char, size + 4 * sizeof...(Label) + 1> out{};
    std::size_t used = 0;
    const auto add = [&](std::string_view text) {
      for (const char c : text) out[used++] = c;
    };
    for (std::size_t i = 0; i < labels.size(); ++i) {
      add(i == 0 ? "" : i + 1 == labels.size() ? " or " : ", ");
      add(pem_label_texts[static_cast<std::size_t>(labels[i])]);
    }
    return out;
  }();
};

template <pem_label... Label>
inline constexpr pem_choice one_of{pem_choice_of<Label...>::labels, pem_choice_of<Label...>::words.data()};

struct pem_block {
  pem_label label;
  secret_bytes der;
};

struct raw_pem_block {
  pem_label label;
  std::string_view body;
};

// Finds the next block and removes the text up to its end; nothing when there is none, or when it does not end.
inline std::optional<raw_pem_block> next_pem_block(std::string_view& text) {
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
  // Compared in place, not copied: where the BEGIN line has lost its dashes, the "label" is key material.
  const auto ends_at = [&](std::size_t at) {
    const std::string_view line = text.substr(at + end.size());
    return line.starts_with(label) && line.substr(label.size()).starts_with(dashes);
  };
  std::size_t body_end = text.find(end);
  while (body_end != std::string_view::npos && !ends_at(body_end)) body_end = text.find(end, body_end + 1);
  if (body_end == std::string_view::npos) return std::nullopt;
  const std::string_view body = text.substr(0, body_end);
  text.remove_prefix(body_end + end.size() + label.size() + dashes.size());
  const auto known = std::find(pem_label_texts.begin(), pem_label_texts.end(), label);
  return raw_pem_block{static_cast<pem_label>(known - pem_label_texts.begin()), body};
}

/// Decodes base64 (RFC 4648 §4) with white space and literal "\n" in it, as base64url, so that the library has one
/// decoder. Error: invalid_key.
inline result<secret_bytes> decode_base64(std::string_view body) {
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

/// Reads the first block with one of the labels and removes the text up to its end. Error: invalid_key, with what was
/// found and what is expected.
inline result<pem_block> take_pem(std::string_view& text, const pem_choice& expected) {
  const std::string_view whole = text;
  const error_value words = error_value::from_table(expected.words);
  std::optional<pem_label> found;
  while (const std::optional<raw_pem_block> block = next_pem_block(text)) {
    if (std::find(expected.labels.begin(), expected.labels.end(), block->label) != expected.labels.end()) {
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
  if (found) {
    return error(errc::invalid_key, "found {}, expected {}",
                 *found == pem_label::other
                     ? error_value(detail_text("a PEM block of another kind"))
                     : error_value::from_table(pem_label_texts[static_cast<std::size_t>(*found)]),
                 words);
  }
  if (whole.find("-----BEGIN ") != std::string_view::npos) {
    return error(errc::invalid_key, "the PEM block has a BEGIN line but no matching END line: is it cut off?");
  }
  const std::size_t first = whole.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && whole[first] == '{') {
    return error(errc::invalid_key, "this is JSON, not PEM; read it with jot::jwk::parse or jot::jwk_set::parse");
  }
  return error(errc::invalid_key, "no PEM block; expected {} between -----BEGIN and -----END lines", words);
}

/// Reads the first block with one of the labels.
inline result<pem_block> read_pem(std::string_view text, const pem_choice& expected) {
  return take_pem(text, expected);
}

}}}  // namespace jot::JOT_ABI::detail

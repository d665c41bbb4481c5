// PEM (RFC 7468): strict about what is inside a block, forgiving about how it travelled: indentation, CRLF, a BOM,
// literal "\n" from an environment variable, missing line breaks.
#pragma once

#include <jot/bytes.hpp>

#include <initializer_list>
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

struct pem_block {
  pem_label label;
  secret_bytes der;
};

/// The first block with one of the wanted labels. Error: invalid_key, naming what was found and what was wanted.
result<pem_block> read_pem(std::string_view text, std::initializer_list<pem_label> wanted, detail_text wanted_in_words);

/// The same, taking what was read off the front of the text.
result<pem_block> take_pem(std::string_view& text, std::initializer_list<pem_label> wanted,
                           detail_text wanted_in_words);

/// Base64 (RFC 4648 §4) with white space and literal "\n" in it. Error: invalid_key.
result<secret_bytes> decode_base64(std::string_view text);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/crypto/pem.hpp>
#endif

// Bodies of error.hpp: the one table of codes, and how a message is put together.
#pragma once

#include <jot/error.hpp>

#include <array>

namespace jot { inline namespace JOT_ABI {
namespace detail {

struct errc_facts {
  errc code;
  std::string_view name;
  jot::category category;
};

inline constexpr std::array errc_table{
    errc_facts{errc::malformed_token, "malformed_token", category::malformed},
    errc_facts{errc::invalid_base64url, "invalid_base64url", category::malformed},
    errc_facts{errc::invalid_header, "invalid_header", category::malformed},
    errc_facts{errc::invalid_payload, "invalid_payload", category::malformed},
    errc_facts{errc::limit_exceeded, "limit_exceeded", category::malformed},
    errc_facts{errc::malformed_credentials, "malformed_credentials", category::malformed},
    errc_facts{errc::missing_credentials, "missing_credentials", category::unauthentic},
    errc_facts{errc::algorithm_not_allowed, "algorithm_not_allowed", category::unauthentic},
    errc_facts{errc::unsupported_critical, "unsupported_critical", category::unauthentic},
    errc_facts{errc::key_not_found, "key_not_found", category::unauthentic},
    errc_facts{errc::key_mismatch, "key_mismatch", category::unauthentic},
    errc_facts{errc::signature_invalid, "signature_invalid", category::unauthentic},
    errc_facts{errc::decryption_failed, "decryption_failed", category::unauthentic},
    errc_facts{errc::type_mismatch, "type_mismatch", category::unacceptable},
    errc_facts{errc::missing_claim, "missing_claim", category::unacceptable},
    errc_facts{errc::invalid_claim, "invalid_claim", category::unacceptable},
    errc_facts{errc::token_expired, "token_expired", category::unacceptable},
    errc_facts{errc::token_not_yet_valid, "token_not_yet_valid", category::unacceptable},
    errc_facts{errc::token_too_old, "token_too_old", category::unacceptable},
    errc_facts{errc::issuer_mismatch, "issuer_mismatch", category::unacceptable},
    errc_facts{errc::audience_mismatch, "audience_mismatch", category::unacceptable},
    errc_facts{errc::subject_mismatch, "subject_mismatch", category::unacceptable},
    errc_facts{errc::claim_rejected, "claim_rejected", category::unacceptable},
    errc_facts{errc::replayed, "replayed", category::unacceptable},
    errc_facts{errc::nonce_required, "nonce_required", category::unacceptable},
    errc_facts{errc::binding_mismatch, "binding_mismatch", category::unacceptable},
    errc_facts{errc::insufficient_scope, "insufficient_scope", category::insufficient},
    errc_facts{errc::keys_unavailable, "keys_unavailable", category::unavailable},
    errc_facts{errc::keys_pending, "keys_pending", category::unavailable},
    errc_facts{errc::state_unavailable, "state_unavailable", category::unavailable},
    errc_facts{errc::invalid_key, "invalid_key", category::misuse},
    errc_facts{errc::weak_key, "weak_key", category::misuse},
    errc_facts{errc::invalid_claims_to_sign, "invalid_claims_to_sign", category::misuse},
    errc_facts{errc::invalid_configuration, "invalid_configuration", category::misuse},
    errc_facts{errc::crypto_failure, "crypto_failure", category::misuse},
    errc_facts{errc::result_has_value, "result_has_value", category::misuse},
};

static_assert(
    [] {
      for (std::size_t i = 0; i < errc_table.size(); ++i) {
        if (static_cast<std::size_t>(errc_table[i].code) != i) return false;
      }
      return static_cast<std::size_t>(errc::result_has_value) + 1 == errc_table.size();
    }(),
    "errc_table is indexed by the code: one row each, in the order of the enum");

}  // namespace detail

JOT_INLINE std::string_view name(errc code) noexcept { return detail::errc_table[static_cast<std::size_t>(code)].name; }

JOT_INLINE category category_of(errc code) noexcept {
  return detail::errc_table[static_cast<std::size_t>(code)].category;
}

JOT_INLINE error::error(errc code, detail_text detail, error_value first, error_value second) noexcept
    : detail_(detail.c_str()), values_{first, second}, code_(code) {}

JOT_INLINE error::error(errc code, std::string_view claim, detail_text detail, error_value first,
                        error_value second) noexcept
    : error(error(code, detail, first, second).about(claim)) {}

namespace detail {

// How many bytes the control character takes that begins here, 0 where there is none: ASCII's, U+0080 to U+009F and the
// line ends U+2028 and U+2029.
inline std::size_t control_character(std::string_view text) noexcept {
  const auto byte = static_cast<unsigned char>(text[0]);
  if (byte < 0x20 || byte == 0x7F) return 1;
  if (byte == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;
  return text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9") ? 3 : 0;
}

}  // namespace detail

JOT_INLINE error error::about(std::string_view claim) const noexcept {
  error out = *this;
  std::size_t kept = 0;
  // A claim's name may come from a token and must not forge a log line or control a terminal.
  while (!claim.empty() && kept < max_claim) {
    const std::size_t control = detail::control_character(claim);
    out.claim_[kept++] = control != 0 ? '?' : claim[0];
    claim.remove_prefix(control != 0 ? control : 1);
  }
  if (!claim.empty()) {
    kept = max_claim - 3;
    // Half a UTF-8 sequence would be refused by whoever writes the message as JSON.
    while (kept > 0 && (static_cast<unsigned char>(out.claim_[kept]) & 0xC0) == 0x80) --kept;
    kept += std::string_view("...").copy(out.claim_ + kept, 3);
  }
  out.claim_size_ = static_cast<std::uint8_t>(kept);
  return out;
}

JOT_INLINE std::string error::message() const {
  std::string out(claim());
  if (!out.empty()) out += ": ";
  std::size_t next = 0;
  for (const char* p = detail_; *p != '\0'; ++p) {
    if (p[0] == '{' && p[1] == '}' && next < 2) {
      const error_value& value = values_[next++];
      out += value.word() != nullptr ? value.word() : std::to_string(value.number());
      ++p;
    } else {
      out += *p;
    }
  }
  return out;
}

}}  // namespace jot::JOT_ABI

// What can go wrong: a stable code, the claim or member concerned, and a sentence that names the fix.
#pragma once

#include <jot/detail/config.hpp>

#include <concepts>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <version>

// <chrono> brings it too, where there is one.
#if defined(__cpp_lib_format)
#include <format>
#endif

namespace jot { inline namespace JOT_ABI {

/// The reason for a refusal. Names are stable; new ones may be added in a minor version.
enum class errc : std::uint8_t {
  // malformed
  malformed_token,        ///< not three segments with two dots (RFC 7515 §7.1)
  invalid_base64url,      ///< not base64url, padding or stray bits included (RFC 7515 §2)
  invalid_header,         ///< the header is not a JSON object, or a parameter has the wrong type (RFC 7515 §4)
  invalid_payload,        ///< the payload is not a JSON object (RFC 7519 §7.2)
  limit_exceeded,         ///< larger or longer than limits.hpp allows
  malformed_credentials,  ///< the Authorization header does not hold one bearer token (RFC 6750 §2.1)
  // unauthentic
  missing_credentials,    ///< the request has no bearer token
  algorithm_not_allowed,  ///< the token's alg is unknown, not accepted, or not that of the key
  unsupported_critical,   ///< crit names an extension that is not understood (RFC 7515 §4.1.11)
  key_not_found,          ///< no key has the token's kid, or there is none at all
  key_mismatch,           ///< the key cannot serve the algorithm
  signature_invalid,      ///< the key does not verify the signature
  decryption_failed,      ///< the token cannot be decrypted with the key
  // unacceptable
  type_mismatch,        ///< the header's typ is not the expected one
  missing_claim,        ///< a required claim is absent
  invalid_claim,        ///< a claim has the wrong type or form
  token_expired,        ///< exp has passed (RFC 7519 §4.1.4)
  token_not_yet_valid,  ///< nbf, or iat where it counts, is in the future (RFC 7519 §4.1.5)
  token_too_old,        ///< iat is longer ago than max_age
  issuer_mismatch,      ///< iss is not an expected one
  audience_mismatch,    ///< aud does not name an expected recipient
  subject_mismatch,     ///< sub is not the expected one
  claim_rejected,       ///< a claim does not say what the rules demand, or the token was revoked
  replayed,             ///< what may be used once has been used before
  nonce_required,       ///< the server asks for a nonce of its own
  binding_mismatch,     ///< the token is bound to a key, which was not proved (RFC 7800)
  // insufficient
  insufficient_scope,  ///< the token lacks a scope that the request needs (RFC 6750 §3.1)
  // unavailable
  keys_unavailable,   ///< the issuer's keys could not be fetched
  keys_pending,       ///< the first fetch of the keys has not ended yet
  state_unavailable,  ///< a store that the verdict needs does not answer
  // misuse
  invalid_key,             ///< not a key, or one that fails a check
  weak_key,                ///< a key that is too small for its algorithm
  invalid_claims_to_sign,  ///< claims or header parameters that cannot be written
  invalid_configuration,   ///< options or rules that contradict themselves
  crypto_failure,          ///< OpenSSL could not do its work, for want of memory for instance
  result_has_value,        ///< error() was asked of a result that holds a value
};

/// The closed set of kinds of error; a new code always falls into one of these.
enum class category : std::uint8_t {
  malformed,     ///< not a token, or not a request, at all: malformed_token to malformed_credentials
  unauthentic,   ///< no trusted key has signed it: missing_credentials to decryption_failed
  unacceptable,  ///< authentic, but not for us or not now: type_mismatch to binding_mismatch
  insufficient,  ///< acceptable, but the bearer may not do this: insufficient_scope
  unavailable,   ///< no verdict was possible, trying again may help: keys_unavailable to state_unavailable
  misuse,        ///< the program or its configuration is wrong, not the token: invalid_key to result_has_value
};

/// The code's name as written in errc, for logs and scripts ("token_expired").
[[nodiscard]] std::string_view name(errc code) noexcept;

/// The category the code belongs to.
[[nodiscard]] category category_of(errc code) noexcept;

/// A sentence fixed at compile time, so that no error can ever carry bytes of a token or a key.
class detail_text {
 public:
  /// A string literal.
  consteval detail_text(const char* literal) : text_(literal) {}  // NOLINT(google-explicit-constructor)
  /// The sentence, ended by a NUL.
  [[nodiscard]] constexpr const char* c_str() const noexcept { return text_; }

 private:
  const char* text_;
};

/// A figure or a fixed word that replaces a `{}` in an error's detail.
class error_value {
 public:
  /// The figure 0.
  constexpr error_value() noexcept = default;
  /// Any integer; one beyond std::int64_t becomes its maximum.
  template <std::integral Number>
  constexpr error_value(Number number) noexcept  // NOLINT(google-explicit-constructor)
      : number_(std::in_range<std::int64_t>(number) ? static_cast<std::int64_t>(number)
                                                    : (std::numeric_limits<std::int64_t>::max)()) {}
  /// A word; explicit, because `error(code, "a {}", "b")` names the claim "a {}".
  constexpr explicit error_value(detail_text word) noexcept : word_(word.c_str()) {}
  /// A word from a table of constants; it must live as long as the program.
  [[nodiscard]] static constexpr error_value from_table(const char* word) noexcept {
    error_value out;
    out.word_ = word;
    return out;
  }

  /// The word; nullptr for a figure.
  [[nodiscard]] constexpr const char* word() const noexcept { return word_; }
  /// The figure; 0 for a word.
  [[nodiscard]] constexpr std::int64_t number() const noexcept { return number_; }

 private:
  const char* word_ = nullptr;
  std::int64_t number_ = 0;
};

/// One refusal: code, claim and detail. It has 80 bytes, is trivially copyable, allocates only in message(), and never
/// holds token bytes, keys or expected MACs.
class error {
 public:
  /// The longest claim or member name kept, in bytes; a longer one is cut and ends in "...".
  static constexpr std::size_t max_claim = 38;

  /// An error about the token or request as a whole. The values replace each `{}` in the detail in turn.
  error(errc code, detail_text detail, error_value first = {}, error_value second = {}) noexcept;

  /// An error about one claim, header parameter or key member.
  error(errc code, std::string_view claim, detail_text detail, error_value first = {},
        error_value second = {}) noexcept;

  /// The same error about another claim.
  [[nodiscard]] error about(std::string_view claim) const noexcept;

  /// The reason, to decide by.
  [[nodiscard]] errc code() const noexcept { return code_; }
  /// The category of the code; oauth2::status() gives the HTTP status.
  [[nodiscard]] jot::category category() const noexcept { return category_of(code_); }

  /// The claim, header parameter or key member concerned; empty where the error is about the whole.
  [[nodiscard]] std::string_view claim() const noexcept { return {claim_, claim_size_}; }

  /// "exp: token expired 12 s ago": the claim, what was found, what was expected and, where there is one, the fix.
  [[nodiscard]] std::string message() const;

  /// Two errors are equal when code and claim are; the figures in the detail do not count.
  friend bool operator==(const error& a, const error& b) noexcept {
    return a.code_ == b.code_ && a.claim() == b.claim();
  }

  /// Writes "token_expired: exp: token expired 12 s ago", for logs; std::format does too. Needs `<ostream>`.
  template <class Traits>
  friend std::basic_ostream<char, Traits>& operator<<(std::basic_ostream<char, Traits>& out, const error& e) {
    return out << name(e.code()) << ": " << e.message();
  }

 private:
  const char* detail_;
  error_value values_[2];
  errc code_;
  std::uint8_t claim_size_ = 0;
  char claim_[max_claim] = {};
};

}}  // namespace jot::JOT_ABI

#if defined(__cpp_lib_format)
/// The same text as with <<; the format is that of a std::string_view.
template <>
struct std::formatter<jot::error> : std::formatter<std::string_view> {
  template <class Context>
  auto format(const jot::error& e, Context& context) const {
    return std::formatter<std::string_view>::format(std::string(name(e.code())) + ": " + e.message(), context);
  }
};
#endif

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/text/error.hpp>
#endif

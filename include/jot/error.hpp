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
  // malformed: not a token, or not a request, at all
  malformed_token,
  invalid_base64url,
  invalid_header,
  invalid_payload,
  limit_exceeded,
  malformed_credentials,
  // unauthentic: nobody we trust signed it
  missing_credentials,
  algorithm_not_allowed,
  unsupported_critical,
  key_not_found,
  key_mismatch,
  signature_invalid,
  decryption_failed,
  // unacceptable: authentic, but not for us or not now
  type_mismatch,
  missing_claim,
  invalid_claim,
  token_expired,
  token_not_yet_valid,
  token_too_old,
  issuer_mismatch,
  audience_mismatch,
  subject_mismatch,
  claim_rejected,
  replayed,          ///< what may be used once has been used before
  nonce_required,    ///< the server asks for a nonce of its own
  binding_mismatch,  ///< bound to a key of which nothing, or something else, was proved (RFC 7800)
  // insufficient: acceptable, but the bearer may not do this
  insufficient_scope,
  // unavailable: no verdict was possible; trying again may help
  keys_unavailable,
  keys_pending,       ///< the first fetch of the keys is still on its way
  state_unavailable,  ///< a store that the verdict needs does not answer
  // misuse: the program or its configuration is wrong, never the token
  invalid_key,
  weak_key,
  invalid_claims_to_sign,
  invalid_configuration,
  crypto_failure,
  result_has_value,  ///< error() was asked of a result that holds a value
};

/// The closed set of kinds of error; a new code always falls into one of these.
enum class category : std::uint8_t { malformed, unauthentic, unacceptable, insufficient, unavailable, misuse };

/// The code's name as written in errc, for logs and scripts ("token_expired").
[[nodiscard]] std::string_view name(errc code) noexcept;

/// The category the code belongs to.
[[nodiscard]] category category_of(errc code) noexcept;

/// A sentence fixed at compile time, so that no error can ever carry bytes of a token or a key.
class detail_text {
 public:
  consteval detail_text(const char* literal) : text_(literal) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] constexpr const char* c_str() const noexcept { return text_; }

 private:
  const char* text_;
};

/// A figure or a fixed word that stands for `{}` in an error's detail.
class error_value {
 public:
  constexpr error_value() noexcept = default;
  /// Any integer; one beyond 64 bits with a sign is the largest of them.
  template <std::integral Number>
  constexpr error_value(Number number) noexcept  // NOLINT(google-explicit-constructor)
      : number_(std::in_range<std::int64_t>(number) ? static_cast<std::int64_t>(number)
                                                    : (std::numeric_limits<std::int64_t>::max)()) {}
  /// Explicit, because `error(code, "a {}", "b")` names the claim "a {}".
  constexpr explicit error_value(detail_text word) noexcept : word_(word.c_str()) {}
  /// A word from a table of constants; it must live as long as the program.
  [[nodiscard]] static constexpr error_value from_table(const char* word) noexcept {
    error_value out;
    out.word_ = word;
    return out;
  }

  [[nodiscard]] constexpr const char* word() const noexcept { return word_; }
  [[nodiscard]] constexpr std::int64_t number() const noexcept { return number_; }

 private:
  const char* word_ = nullptr;
  std::int64_t number_ = 0;
};

/// One refusal: code, claim and detail. 80 bytes, trivially copyable, never allocates before message() is called,
/// and never holds token bytes, keys or expected MACs.
class error {
 public:
  /// The longest claim or member name kept, in bytes; a longer one is cut and ends in "...".
  static constexpr std::size_t max_claim = 38;

  /// An error about the token or request as a whole. Each `{}` in the detail stands for one of the values in turn.
  error(errc code, detail_text detail, error_value first = {}, error_value second = {}) noexcept;

  /// An error about one claim, header parameter or key member.
  error(errc code, std::string_view claim, detail_text detail, error_value first = {},
        error_value second = {}) noexcept;

  /// The same about another claim.
  [[nodiscard]] error about(std::string_view claim) const noexcept;

  [[nodiscard]] errc code() const noexcept { return code_; }
  [[nodiscard]] jot::category category() const noexcept { return category_of(code_); }

  /// The claim, header parameter or key member concerned; empty where the error is about the whole.
  [[nodiscard]] std::string_view claim() const noexcept { return {claim_, claim_size_}; }

  /// "exp: token expired 12 s ago": the claim, what was found, what was expected and, where there is one, the fix.
  [[nodiscard]] std::string message() const;

  /// Two errors are equal when code and claim are; the figures in the detail do not count.
  friend bool operator==(const error& a, const error& b) noexcept {
    return a.code_ == b.code_ && a.claim() == b.claim();
  }

  /// "token_expired: exp: token expired 12 s ago", for logs. Needs <ostream>.
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
/// The same text as with <<; takes what a std::string_view's format takes.
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

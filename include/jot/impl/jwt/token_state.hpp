// A token's state: its texts, and the registered claims read out of its payload. Private: declared and defined here.
#pragma once

#include <jot/claims.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/impl/jws/token.hpp>
#include <jot/impl/jwt/claim_lookup.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// What a verified token shares with its copies: the texts, and the claims as views of them.
class token_state : public token_parts {
 public:
  /// Reads the claims set out of the payload.
  result<void> read_claims(const token_limits& limits, std::span<const std::string> required,
                           std::span<const claim_rule> equal);

  [[nodiscard]] const claims_view& claims() const noexcept { return claims_; }
  [[nodiscard]] const claim_findings& findings() const noexcept { return findings_; }
  /// Its size in a cache in bytes, without the token's text, but with its places in lists.
  [[nodiscard]] std::size_t bytes() const noexcept {
    constexpr std::size_t bookkeeping = 384;
    return sizeof *this + bookkeeping + arena_bytes() + audiences_.capacity() * sizeof(std::string_view);
  }

 private:
  friend class claims_reader;
  /// The text as a view of the payload, or a kept copy where it had escapes and is in the reader's buffer.
  [[nodiscard]] std::string_view lasting(std::string_view text) noexcept {
    const char* const end = payload().data() + payload().size();
    const bool is_of_payload = !std::less<>()(text.data(), payload().data()) && std::less<>()(text.data(), end);
    return is_of_payload ? text : arena().keep(text);
  }

  claims_view claims_;
  claim_findings findings_;
  kept_json document_;
  std::string_view single_audience_;
  std::vector<std::string_view> audiences_;
};

// All names that are looked for have three letters, so that they fit into a number to switch on.
constexpr std::uint32_t three_letters(std::string_view name) noexcept {
  const auto letter = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(name[i])}; };
  return letter(0) << 16 | letter(1) << 8 | letter(2);
}

// A registered claim of a wrong type is an error even where no rule asks for it (RFC 7519 §4.1): a check that is
// silently skipped is worse than one that fails.
class claims_reader final : public json_visitor {
 public:
  claims_reader(token_state& state, const token_limits& limits, std::span<const std::string> required)
      : state_(state), claims_(state.claims_), required_(required), limits_(limits) {}

  void on_member(std::string_view name, const json_value& value) override {
    in_aud_ = false;
    if (value.kind != json_kind::null) note_presence(name);
    if (name.size() != 3) return;
    switch (three_letters(name)) {
      case three_letters("iss"):
        return take_text(name, value, claims_.iss);
      case three_letters("sub"):
        return take_text(name, value, claims_.sub);
      case three_letters("jti"):
        return take_text(name, value, claims_.jti);
      case three_letters("exp"):
        return take_date(name, value, claims_.exp);
      case three_letters("nbf"):
        return take_date(name, value, claims_.nbf);
      case three_letters("iat"):
        return take_date(name, value, claims_.iat);
      case three_letters("aud"):
        return take_audience(name, value);
      case three_letters("cnf"):
        state_.findings_.bound = true;
        return;
      default:
        return;
    }
  }

  void on_element(const json_value& value) override {
    if (!in_aud_) return;
    if (value.kind != json_kind::string) {
      fail(error(errc::invalid_claim, "aud", "an entry of the array is not a string"));
    } else if (state_.audiences_.size() == limits_.audiences) {
      fail(error(errc::limit_exceeded, "aud", "more than {} entries are not accepted", limits_.audiences));
    } else {
      state_.audiences_.push_back(state_.lasting(value.text));
    }
  }

  /// Completes the claims; gives the first failure, if there was one.
  result<void> finish() {
    if (failure_) return *failure_;
    if (aud_is_array_) claims_.aud = audience_view(state_.audiences_);
    return {};
  }
  [[nodiscard]] std::uint64_t found() const noexcept { return found_; }

 private:
  void note_presence(std::string_view name) {
    for (std::size_t i = 0; i < required_.size(); ++i) {
      if (required_[i] == name) found_ |= std::uint64_t{1} << i;
    }
  }
  void take_text(std::string_view name, const json_value& value, claim<std::string_view>& out) {
    if (value.kind == json_kind::string) {
      out = state_.lasting(value.text);
    } else {
      fail(error(errc::invalid_claim, name, "must be a string"));
    }
  }
  void take_date(std::string_view name, const json_value& value, claim<numeric_date>& out) {
    std::optional<numeric_date> date;
    if (value.kind == json_kind::integer) {
      date = numeric_date::from_seconds(value.integer);
    } else if (value.kind == json_kind::decimal) {
      date = numeric_date::from_json_number(value.text);
    } else {
      fail(error(errc::invalid_claim, name, "must be a number of seconds since 1970"));
      return;
    }
    if (!date || !is_within(*date, limits_.date_seconds)) {
      fail(date_out_of_range(errc::invalid_claim, name, date, limits_.date_seconds));
      return;
    }
    out = *date;
  }
  void take_audience(std::string_view name, const json_value& value) {
    if (value.kind == json_kind::string) {
      state_.single_audience_ = state_.lasting(value.text);
      claims_.aud = audience_view({&state_.single_audience_, 1});
    } else if (value.kind == json_kind::array) {
      in_aud_ = true;
      aud_is_array_ = true;
    } else {
      fail(error(errc::invalid_claim, name, "must be a string or an array of strings"));
    }
  }
  void fail(const error& e) {
    if (!failure_) failure_ = e;
  }

  token_state& state_;
  claims_view& claims_;
  std::span<const std::string> required_;
  const token_limits& limits_;
  std::uint64_t found_ = 0;
  std::optional<error> failure_;
  bool in_aud_ = false;
  bool aud_is_array_ = false;
};

inline result<void> token_state::read_claims(const token_limits& limits, std::span<const std::string> required,
                                             std::span<const claim_rule> equal) {
  claims_.text = payload();
  claims_.kept = &document_;
  claims_reader reader(*this, limits, required);
  const result<void> read = read_json_object(payload(), limits.json, errc::invalid_payload, reader);
  if (!read) return within("payload", read.error());
  findings_.missing = ~reader.found();
  if (!equal.empty()) judge_claims(payload(), limits.json, equal, findings_);
  return reader.finish();
}

}}}  // namespace jot::JOT_ABI::detail

// Bodies of jwt.hpp: a token's state, from its bytes to its verdict.
#pragma once

#include <jot/base64url.hpp>
#include <jot/detail/token.hpp>
#include <jot/detail/token_cache.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/jwt.hpp>
#include <jot/primitives.hpp>

#include <openssl/evp.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace detail {

/// What a verified token shares with its copies: the texts, and the claims as views of them.
class token_state : public token_parts {
 public:
  /// Reads the claims set out of the payload.
  result<void> read_claims(const token_limits& limits, std::span<const std::string> required);

  [[nodiscard]] const claims_view& claims() const noexcept { return claims_; }
  /// A required name is missing when it is absent or null.
  [[nodiscard]] const other_claims& others() const noexcept { return others_; }
  /// What it takes in a cache besides the token's text, places in lists included.
  [[nodiscard]] std::size_t bytes() const noexcept {
    constexpr std::size_t bookkeeping = 384;
    return sizeof *this + bookkeeping + arena_bytes() + audiences_.capacity() * sizeof(std::string_view);
  }

 private:
  friend class claims_reader;
  /// The text, which the reader took from the payload or, where it had escapes, from a buffer of its own.
  [[nodiscard]] std::string_view lasting(std::string_view text) noexcept {
    const char* const end = payload().data() + payload().size();
    const bool is_of_payload = !std::less<>()(text.data(), payload().data()) && std::less<>()(text.data(), end);
    return is_of_payload ? text : arena().keep(text);
  }

  claims_view claims_;
  other_claims others_;
  std::string_view single_audience_;
  std::vector<std::string_view> audiences_;
};

// All names that are looked for have three letters, which make a number to switch on.
constexpr std::uint32_t three_letters(std::string_view name) noexcept {
  const auto letter = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(name[i])}; };
  return letter(0) << 16 | letter(1) << 8 | letter(2);
}

// A registered claim of a wrong type is an error even where nobody asked for it (RFC 7519 §4.1): a check that is
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
        state_.others_.bound = true;
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
      fail(error(errc::limit_exceeded, "aud", "more than {} entries", static_cast<std::int64_t>(limits_.audiences)));
    } else {
      state_.audiences_.push_back(state_.lasting(value.text));
    }
  }

  /// The claims are complete; gives the first failure, if there was one.
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
  void take_text(std::string_view name, const json_value& value, std::optional<std::string_view>& out) {
    if (value.kind == json_kind::string) {
      out = state_.lasting(value.text);
    } else {
      fail(error(errc::invalid_claim, name, "must be a string"));
    }
  }
  void take_date(std::string_view name, const json_value& value, std::optional<numeric_date>& out) {
    if (value.kind == json_kind::integer) {
      out = numeric_date::from_seconds(value.integer);
    } else if (value.kind == json_kind::decimal) {
      out = numeric_date::from_json_number(value.text);
    } else {
      fail(error(errc::invalid_claim, name, "must be a number of seconds since 1970"));
      return;
    }
    if (!out || !is_within(*out, limits_.date_seconds)) {
      fail(date_out_of_range(errc::invalid_claim, name, out, limits_.date_seconds));
    }
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

JOT_INLINE result<void> token_state::read_claims(const token_limits& limits, std::span<const std::string> required) {
  claims_.text = payload();
  claims_reader reader(*this, limits, required);
  const result<void> read = read_json_object(payload(), limits.json, errc::invalid_payload, reader);
  if (!read) return read;
  others_.missing = ~reader.found();
  return reader.finish();
}

JOT_INLINE result<std::string> sign_token(const signer_ref& signer, const registered_claims& registered,
                                          const nlohmann::json* custom, const header_fields& header) {
  text_buffer payload;
  if (const result<void> written = write_claims(registered, custom, payload); !written) return written.error();
  if (header.typ) return sign_compact(signer, header, as_bytes(payload.view()));
  header_fields with_typ = header;
  with_typ.typ = "JWT";
  return sign_compact(signer, with_typ, as_bytes(payload.view()));
}

class verifier_memory {
 public:
  explicit verifier_memory(const cache_limits* limits) {
    if (limits != nullptr) tokens.emplace(*limits);
  }
  header_memo headers;
  std::optional<token_cache> tokens;
};

JOT_INLINE result<void> check_not_revoked(const token_cache& tokens, std::string_view token) {
  if (tokens.is_revoked(token)) return error(errc::claim_rejected, "the token was revoked");
  return {};
}

// The token as it was accepted before, if the keys still say that its key is the one, and the rules still hold. Nothing
// where it must be verified anew.
JOT_INLINE std::optional<result<std::shared_ptr<const token_state>>> recall_token(token_cache& tokens,
                                                                                  std::string_view token,
                                                                                  const key_source_ref& keys,
                                                                                  const validation& rules,
                                                                                  const clock_ref& clock) {
  const token_cache::entry known = tokens.find(token);
  if (known == nullptr) return std::nullopt;
  const jws_header& header = known->state->header();
  const result<key_candidates> found = keys.find(keys.source, {*header.alg, header.kid});
  const bool same_key =
      found && found->any_of([&](const any_verification_key& key) { return key_access::bound(key) == known->key; });
  if (!same_key) {
    tokens.erase(token);
    if (!found) return found.error();
    return std::nullopt;
  }
  if (const result<void> holds = check_claims(known->state->claims(), known->state->others(), rules, clock.now());
      !holds) {
    tokens.erase(token);
    return holds.error();
  }
  return std::shared_ptr<const token_state>(known, known->state.get());
}

JOT_INLINE result<std::shared_ptr<const token_state>> verify_token(std::string_view token, const key_source_ref& keys,
                                                                   const validation& rules, const clock_ref& clock,
                                                                   verifier_memory* memory) {
  if (const result<void> ok = check_rules(rules); !ok) return ok.error();
  token_cache* const tokens = memory != nullptr && memory->tokens ? &*memory->tokens : nullptr;
  if (tokens != nullptr) {
    if (auto known = recall_token(*tokens, token, keys, rules, clock)) {
      if (!*known) return *known;
      if (const auto ok = check_not_revoked(*tokens, token); !ok) return ok.error();
      return *known;
    }
  }
  opened_token opened;
  std::shared_ptr<const bound_key> key;
  if (const auto ok =
          opened.authenticate(token, keys, rules.limits, rules.understood_critical,
                              memory != nullptr ? &memory->headers : nullptr, tokens != nullptr ? &key : nullptr);
      !ok) {
    return ok.error();
  }
  auto state = std::make_shared_for_overwrite<token_state>();
  if (const auto ok = state->take(opened); !ok) return ok.error();
  if (const auto ok = check_typ(state->header(), rules); !ok) return ok.error();
  if (const auto ok = state->read_claims(rules.limits, rules.required); !ok) return ok.error();
  if (const auto ok = check_claims(state->claims(), state->others(), rules, clock.now()); !ok) return ok.error();
  if (tokens != nullptr) {
    if (const auto ok = check_not_revoked(*tokens, token); !ok) return ok.error();
    tokens->insert(std::make_shared<const cached_token>(
        cached_token{std::string(token), state, std::move(key), token.size() + state->bytes()}));
  }
  return std::shared_ptr<const token_state>(std::move(state));
}

JOT_INLINE std::shared_ptr<verifier_memory> make_verifier_memory(const cache_limits* limits) {
  return std::make_shared<verifier_memory>(limits);
}

JOT_INLINE result<void> revoke_token(verifier_memory& memory, std::string_view token, const token_state& state,
                                     std::chrono::sys_seconds now) {
  if (!memory.tokens) {
    return error(errc::invalid_configuration,
                 "the verifier remembers no tokens, so none can be revoked; construct it with cache_limits");
  }
  return memory.tokens->revoke(token, state.claims().exp, now);
}

JOT_INLINE void clear_cache(verifier_memory& memory) noexcept {
  if (memory.tokens) memory.tokens->clear();
}

JOT_INLINE cache_status status_of_cache(const verifier_memory& memory) {
  return memory.tokens ? memory.tokens->status() : cache_status{};
}

JOT_INLINE result<std::shared_ptr<const token_state>> decode_token(std::string_view token, const token_limits& limits) {
  opened_token opened;
  if (const auto ok = opened.read_unverified(token, limits); !ok) return ok.error();
  auto state = std::make_shared_for_overwrite<token_state>();
  if (const auto ok = state->take(opened); !ok) return ok.error();
  if (const auto ok = state->read_claims(limits, {}); !ok) return ok.error();
  return std::shared_ptr<const token_state>(std::move(state));
}

JOT_INLINE result<std::string> read_unverified_issuer(std::string_view token, const token_limits& limits) {
  const auto state = decode_token(token, limits);
  if (!state) return state.error();
  const std::optional<std::string_view>& iss = (*state)->claims().iss;
  if (!iss) return error(errc::missing_claim, "iss", "the token names no issuer, and one is wanted");
  return std::string(*iss);
}

JOT_INLINE const claims_view& claims_of(const token_state& state) noexcept { return state.claims(); }
JOT_INLINE const jws_header& header_of(const token_state& state) noexcept { return state.header(); }

JOT_INLINE result<void> convert_claims(const token_state& state, claims_converter convert, void* claims) {
  nlohmann::json document;
  const emptied_leaves_first guard(document);
  build_accepted_json(state.payload(), document);
  return convert(document, claims);
}

JOT_INLINE error conversion_error(std::string_view what) noexcept {
  // nlohmann says "… key 'scope' not found" of a member that from_json wanted: the name is the program's, not the
  // token's.
  constexpr std::string_view before = "key '";
  constexpr std::string_view after = "' not found";
  const std::size_t start = what.rfind(before);
  if (start != std::string_view::npos && what.ends_with(after)) {
    const std::string_view name =
        what.substr(start + before.size(), what.size() - start - before.size() - after.size());
    return {errc::missing_claim, name, "the claim is missing, and the claims type reads it"};
  }
  return {errc::invalid_claim, "a custom claim is not of the type that the claims type reads"};
}

}  // namespace detail

JOT_INLINE result<std::string> signing_input_thumbprint(std::string_view token, const token_limits& limits) {
  detail::compact_segments segments;
  if (const result<void> split = detail::split_compact(token, limits, segments); !split) return split.error();
  const auto digest = sha256(as_bytes(segments.signing_input));
  if (!digest) return digest.error();
  return base64url_encode(*digest);
}

}}  // namespace jot::JOT_ABI

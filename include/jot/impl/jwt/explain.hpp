// Bodies of explain.hpp: the checks of verify() one by one, each made by the function that verify() uses.
#pragma once

#include <jot/explain.hpp>
#include <jot/impl/jws/token.hpp>
#include <jot/impl/jwt/explain_claims.hpp>
#include <jot/impl/jwt/explain_header.hpp>
#include <jot/impl/jwt/explain_words.hpp>
#include <jot/impl/jwt/token_state.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Passes on what a key source answers, and keeps it: asked again, a remote set might answer something else.
class recorded_keys {
 public:
  explicit recorded_keys(const key_source_ref& keys) noexcept : keys_(keys) {}

  [[nodiscard]] const result<key_candidates>& find(const key_query& query) const {
    if (!answer_) answer_.emplace(keys_.find(keys_.source, query));
    return *answer_;
  }
  [[nodiscard]] key_source_ref ref() const noexcept {
    return {this, [](const void* self, const key_query& query) -> result<key_candidates> {
              return static_cast<const recorded_keys*>(self)->find(query);
            }};
  }

 private:
  key_source_ref keys_;
  mutable std::optional<result<key_candidates>> answer_;
};

// What is usual with HMAC secrets in files: a newline too many, a newline too few, base64url that was not decoded.
class secret_doctor {
 public:
  secret_doctor(const compact_segments& segments, algorithm alg) noexcept : segments_(segments), alg_(alg) {}

  [[nodiscard]] std::string_view hint(const key_candidates& keys) const {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (keys[i].key_type() != key_type::oct) continue;
      if (const std::string_view found = hint(key_access::material(keys[i])->secret()); !found.empty()) return found;
    }
    return {};
  }

 private:
  [[nodiscard]] std::string_view hint(bytes_view secret) const {
    const std::string_view text = as_text(secret);
    if (text.ends_with('\n')) {
      const std::size_t end = text.ends_with("\r\n") ? 2 : 1;
      return verifies(secret.first(secret.size() - end))
                 ? "the secret ends in a newline, and without it the signature is good: remove it from the file"
                 : "the secret ends in a newline: was it read from a text file?";
    }
    secret_bytes other(secret.size() + 1);
    std::copy(secret.begin(), secret.end(), other.data());
    other.data()[secret.size()] = '\n';
    if (verifies(other.view())) return "the token was signed with this secret and a newline at its end";
    const base64url_decoded decoded = base64url_decode_to(text, other.data());
    if (decoded.ok && verifies(other.view().first(decoded.size))) {
      return "the secret is base64url, and decoded it verifies the signature: use from_secret_base64url, or k of a JWK";
    }
    return {};
  }
  [[nodiscard]] bool verifies(bytes_view secret) const {
    const auto key = any_verification_key::from_secret(alg_, secret, {.allow_short_secret = true});
    if (!key) return false;
    key_candidates only;
    only.add(*key);
    return verify_signature(alg_, only, segments_).has_value();
  }

  const compact_segments& segments_;
  algorithm alg_;
};

inline constexpr std::array explained_names{
    std::string_view("rules"),  std::string_view("size"),      std::string_view("shape"),
    std::string_view("header"), std::string_view("algorithm"), std::string_view("crit"),
    std::string_view("key"),    std::string_view("signature"), std::string_view("payload"),
    std::string_view("typ"),    std::string_view("claims"),    std::string_view("exp"),
    std::string_view("nbf"),    std::string_view("iat"),       std::string_view("lifetime"),
    std::string_view("iss"),    std::string_view("aud"),       std::string_view("sub"),
    std::string_view("jti"),    std::string_view("cnf"),       std::string_view("required"),
    std::string_view("equal"),  std::string_view("check"),
};

class token_explainer {
 public:
  token_explainer(std::string_view token, const recorded_keys& keys, const validation& rules,
                  std::chrono::sys_seconds now, const explain_options& options)
      : token_(token), keys_(keys), rules_(rules), now_(now), words_(now, options) {}

  explanation explain(const result<void>& verified, claims_check read) {
    explanation out{.verdict = verified, .checks = {}, .time = now_, .header = {}, .payload = {}};
    if (const result<void> ok = check_rules(rules_); !ok) {
      list_.judge("rules", ok);
      for (const std::string_view each : explained_names) {
        if (each != "rules") list_.not_reached(each);
      }
      if (read != nullptr) list_.not_reached("struct");
      out.checks = std::move(list_).take();
      return out;
    }
    list_.add("rules", check_outcome::passed);
    explain_text();
    explain_header();
    explain_key();
    explain_payload();
    explain_claims();
    explain_check(verified);
    if (read != nullptr) explain_struct(read, out.verdict);
    out.checks = std::move(list_).take();
    if (words_.shows_values() && header_) out.header = opened_.header();
    if (words_.shows_values() && claims_.claims != nullptr) out.payload = claims_.payload;
    return out;
  }

 private:
  // Size and shape; text_ becomes what can be read of the token.
  void explain_text() {
    compact_segments segments;
    const result<void> split = split_compact(token_, rules_.limits, segments);
    const bool is_too_large = !split && split.error().code() == errc::limit_exceeded;
    list_.judge("size", is_too_large ? split : result<void>(), counted(token_.size(), "byte"),
                "at most " + counted(rules_.limits.token_bytes, "byte"));
    if (token_.size() > rules_.limits.token_bytes) return list_.not_reached("shape", "two dots");
    const auto dots = static_cast<std::size_t>(std::count(token_.begin(), token_.end(), '.'));
    list_.judge("shape", is_too_large ? result<void>() : split, counted(dots, "dot"), "two dots");
    if (is_too_large || dots == 0 || (!split && token_.front() == '{')) return;
    text_ = token_;
    has_payload_ = dots < 3;
    has_signature_ = dots == 2;
    if (dots == 2) return;
    repaired_ = std::string(has_payload_ ? token_ : token_.substr(0, token_.find('.'))) + (has_payload_ ? "." : "..");
    text_ = repaired_;
  }

  void explain_header() {
    constexpr std::string_view object = "a JSON object";
    constexpr std::string_view known = "a signature algorithm";
    const result<void> read = text_.empty() ? result<void>() : opened_.read_unverified(text_, rules_.limits);
    if (text_.empty() || !read) {
      if (read) {
        list_.not_reached("header", std::string(object));
      } else {
        list_.judge("header", read, counted(text_.find('.'), "character"), std::string(object));
      }
      list_.not_reached("algorithm", std::string(known));
      return list_.not_reached("crit");
    }
    header_.emplace(opened_.header(), header_rules_);
    const std::string size = counted(opened_.header().size(), "byte");
    for (const error& e : header_->of_parameters()) list_.judge("header", e, size, std::string(object));
    if (header_->of_parameters().empty()) list_.judge("header", {}, size, std::string(object));
    explain_algorithm(known);
    for (const error& e : header_->of_crit()) list_.judge("crit", e, header_->has_crit() ? "present" : "absent");
    if (!header_->of_crit().empty()) return;
    list_.add("crit", header_->has_crit() ? check_outcome::passed : check_outcome::skipped,
              header_->has_crit() ? "present" : "absent");
  }
  void explain_algorithm(std::string_view expected) {
    if (header_->is_faulty("alg")) return list_.not_reached("algorithm", std::string(expected));
    const std::optional<algorithm> alg = header_->facts().alg();
    list_.judge("algorithm", check_algorithm(header_->has_alg(), header_->facts()),
                alg                  ? std::string(name(*alg))
                : header_->has_alg() ? words_.text(std::string_view(header_->alg()))
                                     : "absent",
                std::string(expected));
  }

  void explain_key() {
    if (!header_ || !header_->facts().alg() || header_->is_faulty("kid")) {
      list_.not_reached("key");
      return list_.not_reached("signature");
    }
    const algorithm alg = *header_->facts().alg();
    const std::optional<std::string_view> kid = text_at(opened_.texts(), opened_.facts().kid);
    const result<key_candidates>& found = keys_.find({alg, kid});
    const std::string expected = "a key for " + std::string(name(alg));
    const std::string kid_text = kid ? "kid is " + words_.text(*kid) : "no kid";
    if (!found) {
      list_.judge("key", found.error(), kid_text, expected);
      return list_.not_reached("signature");
    }
    const std::string keys = counted(found->size(), "key");
    if (!has_signature_) {
      list_.judge("key", {}, keys + ", " + kid_text, expected);
      return list_.not_reached("signature");
    }
    const compact_segments& segments = opened_.segments();
    const result<std::size_t> good = verify_signature(alg, *found, segments);
    // A source that returns no key, or one of another algorithm, breaks its promise.
    if (!good && (good.error().code() == errc::key_not_found || good.error().code() == errc::key_mismatch)) {
      list_.judge("key", good.error(), keys + ", " + kid_text, expected);
      return list_.not_reached("signature");
    }
    list_.judge("key", {}, keys + ", " + kid_text, expected);
    explained_check& check =
        list_.judge("signature", good ? result<void>() : good.error(),
                    counted(base64url_decoded_size(segments.signature.size()), "octet"),
                    found->size() == 0 ? "" : counted(key_access::bound((*found)[0])->signature_bytes(), "octet"));
    if (!good && good.error().code() == errc::signature_invalid) check.hint = secret_doctor(segments, alg).hint(*found);
  }

  void explain_payload() {
    const bool is_decoded = has_payload_ && explain_encoding();
    if (!has_payload_) list_.not_reached("payload", "base64url");
    explain_typ();
    if (!is_decoded) return list_.not_reached("claims", "a JSON object");
    const std::string size = counted(state_.payload().size(), "byte");
    const result<void> read = state_.read_claims(rules_.limits, rules_.required, rules_.equal);
    if (read) {
      list_.judge("claims", {}, size, "a JSON object");
      claims_ = {&state_.claims(), &state_.findings(), state_.payload(), &type_faults_};
      return;
    }
    static_cast<void>(by_claim_.take(source_of_payload()));
    const claim_faults faults(by_claim_, rules_.limits);
    if (!faults.read()) {
      list_.judge("claims", read, size, "a JSON object");
      return;
    }
    type_faults_ = faults.all();
    for (const error& e : type_faults_) list_.judge("claims", e, size, "claims of their types");
    claims_ = {&by_claim_.claims(), &state_.findings(), state_.payload(), &type_faults_};
  }
  // The header that the payload came with, or an empty one where that cannot be read.
  [[nodiscard]] const opened_token& source_of_payload() const { return header_ ? opened_ : without_header_; }
  bool explain_encoding() {
    const std::string_view rest = text_.substr(text_.find('.') + 1);
    const std::string_view segment = rest.substr(0, rest.find('.'));
    if (!header_) {
      substitute_ = "e30." + std::string(segment) + '.';
      token_limits all;
      all.token_bytes = (std::numeric_limits<std::size_t>::max)();
      static_cast<void>(without_header_.read_unverified(substitute_, all));
    }
    const result<void> decoded = state_.take(source_of_payload());
    list_.judge("payload", decoded, counted(segment.size(), "character"), "base64url");
    return decoded.has_value();
  }
  void explain_typ() {
    const std::optional<std::string_view> typ = header_ ? text_at(opened_.texts(), opened_.facts().typ) : std::nullopt;
    const std::string expected = rules_.typ ? words_.expected(*rules_.typ) : "";
    if (!rules_.typ) {
      list_.add("typ", check_outcome::skipped, header_ ? words_.text(typ) : "");
    } else if (!header_ || header_->is_faulty("typ")) {
      list_.not_reached("typ", expected);
    } else {
      jws_header header;
      header.typ = typ;
      list_.judge("typ", check_typ(header, rules_), words_.text(typ), expected);
    }
  }

  void explain_claims() { claims_explainer(claims_, rules_, now_, words_, list_).explain(); }

  // Not called again: what it has seen once, such as a nonce, it may refuse the second time.
  void explain_check(const result<void>& verified) {
    if (!rules_.check) {
      list_.add("check", check_outcome::skipped);
    } else if (list_.has_failed()) {
      list_.not_reached("check");
    } else {
      list_.judge("check", verified);
    }
  }
  void explain_struct(claims_check read, result<void>& verdict) {
    if (claims_.claims == nullptr) return list_.not_reached("struct");
    const result<void> ok = read(claims_.payload);
    list_.judge("struct", ok);
    if (verdict) verdict = ok;
  }

  std::string_view token_;
  const recorded_keys& keys_;
  const validation& rules_;
  std::chrono::sys_seconds now_;
  wording words_;
  check_list list_;
  header_rules header_rules_{.limits = rules_.limits, .understood = rules_.understood_critical};

  std::string repaired_;
  std::string substitute_;
  std::string_view text_;  // the token, or what can be read of it with two dots; empty where nothing can be
  bool has_payload_ = false;
  bool has_signature_ = false;
  opened_token opened_;
  opened_token without_header_;
  std::optional<header_faults> header_;  // where the header is an object
  token_state state_;
  token_state by_claim_;  // read claim by claim, where one has a wrong type
  std::vector<error> type_faults_;
  claims_to_explain claims_;
};

JOT_INLINE explanation explain_token(std::string_view token, const key_source_ref& keys, const validation& rules,
                                     const clock_ref& clock, const explain_options& options, claims_check read) {
  const fixed_clock now{clock.now()};
  const recorded_keys recorded(keys);
  const auto verified = verify_token(token, recorded.ref(), rules, erase_clock(now));
  return token_explainer(token, recorded, rules, now.time, options)
      .explain(verified ? result<void>() : verified.error(), read);
}

}}}  // namespace jot::JOT_ABI::detail

// Each rule for the claims, judged as if it were the only one. Private: declared and defined here.
#pragma once

#include <jot/impl/jwt/claim_lookup.hpp>
#include <jot/impl/jwt/explain_words.hpp>
#include <jot/impl/jwt/token_state.hpp>
#include <jot/validation.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The claims of a payload that is an object, and every fault in their types, where verifying ends at the first.
class claim_faults final : public json_visitor {
 public:
  /// The state has the token's texts and has not read any claims.
  claim_faults(token_state& state, const token_limits& limits) : state_(state), limits_(limits) {
    read_ = read_json_object(state.payload(), limits.json, errc::invalid_payload, *this);
    end_member();
  }
  /// What verify() reports where the payload is not an object.
  [[nodiscard]] const result<void>& read() const noexcept { return read_; }
  [[nodiscard]] const std::vector<error>& all() const noexcept { return faults_; }

 private:
  // A reader for each claim, because one reader keeps its first failure alone.
  void on_member(std::string_view name, const json_value& value) override {
    end_member();
    reader_.emplace(state_, limits_, std::span<const std::string>());
    reader_->on_member(name, value);
  }
  void on_element(const json_value& value) override { reader_->on_element(value); }
  void end_member() {
    if (!reader_) return;
    if (const result<void> ok = reader_->finish(); !ok) faults_.push_back(ok.error());
    reader_.reset();
  }

  token_state& state_;
  const token_limits& limits_;
  std::optional<claims_reader> reader_;
  result<void> read_;
  std::vector<error> faults_;
};

/// What the rules for claims are applied to.
struct claims_to_explain {
  const claims_view* claims = nullptr;  ///< null where the payload could not be read
  const claim_findings* findings = nullptr;
  std::string_view payload;
  const std::vector<error>* faults = nullptr;
};

/// Adds the checks from exp to equal. Each is made by check_claims, which verify() uses, with one rule and with the
/// claims that it is about.
class claims_explainer {
 public:
  claims_explainer(const claims_to_explain& token, const validation& rules, std::chrono::sys_seconds now,
                   const wording& words, check_list& out)
      : token_(token), rules_(rules), now_(now), words_(words), out_(out) {}

  void explain() {
    explain_exp();
    explain_nbf();
    explain_iat();
    explain_lifetime();
    explain_iss();
    explain_aud();
    explain_text("sub", rules_.subject, token_.claims != nullptr ? &token_.claims->sub : nullptr,
                 [&](validation& one, claims_view& seen) {
                   one.subject = rules_.subject;
                   seen.sub = token_.claims->sub;
                 });
    explain_text("jti", rules_.jti, token_.claims != nullptr ? &token_.claims->jti : nullptr,
                 [&](validation& one, claims_view& seen) {
                   one.jti = rules_.jti;
                   seen.jti = token_.claims->jti;
                 });
    explain_cnf();
    explain_required();
    explain_equal();
  }

 private:
  [[nodiscard]] bool is_readable(std::string_view claim) const {
    return token_.claims != nullptr &&
           std::ranges::none_of(*token_.faults, [&](const error& e) { return e.claim() == claim; });
  }

  // Rules that ask for nothing, for one to be added.
  [[nodiscard]] validation no_rule() const {
    validation out{.issuer = ignore, .audience = ignore, .confirmation = ignore};
    out.exp = expiry::ignored;
    out.leeway = rules_.leeway;
    return out;
  }

  // `choose` copies the rule, and the claims that it is about.
  template <class Choose>
  [[nodiscard]] result<void> judgement(const Choose& choose, const claim_findings& findings = {}) const {
    validation one = no_rule();
    claims_view seen;
    choose(one, seen);
    return check_claims(seen, {}, findings, one, now_);
  }

  // `is_asked` is about rules and token, and needs the claims only where they could be read.
  template <class Choose>
  void judge(std::string_view name, bool is_asked, std::string found, std::string expected, const Choose& choose) {
    const bool is_read = name == "lifetime" ? is_readable("exp") && is_readable("iat") : is_readable(name);
    if (!is_asked) {
      out_.add(name, check_outcome::skipped, std::move(found));
    } else if (!is_read) {
      out_.not_reached(name, std::move(expected));
    } else {
      out_.judge(name, judgement(choose), std::move(found), std::move(expected));
    }
  }

  [[nodiscard]] std::string found_date(const claim<numeric_date> claims_view::* date, std::string_view name) const {
    return is_readable(name) ? words_.date(token_.claims->*date) : std::string();
  }
  [[nodiscard]] std::string with_leeway(std::string text) const {
    return rules_.leeway.count() == 0 ? text : text + ", leeway " + duration_text(rules_.leeway.count());
  }

  void explain_exp() {
    const bool may_be_absent = rules_.exp == expiry::optional && is_readable("exp") && !token_.claims->exp;
    judge("exp", rules_.exp != expiry::ignored && !may_be_absent, found_date(&claims_view::exp, "exp"),
          with_leeway("in the future"), [&](validation& one, claims_view& seen) {
            one.exp = rules_.exp;
            seen.exp = token_.claims->exp;
          });
  }
  void explain_nbf() {
    judge("nbf", !is_readable("nbf") || token_.claims->nbf, found_date(&claims_view::nbf, "nbf"),
          with_leeway("not in the future"), [&](validation&, claims_view& seen) { seen.nbf = token_.claims->nbf; });
  }
  void explain_iat() {
    const std::string oldest = rules_.max_age ? duration_text(rules_.max_age->count()) : "";
    judge("iat", rules_.max_age.has_value(), found_date(&claims_view::iat, "iat"),
          with_leeway("at most " + oldest + " ago"), [&](validation& one, claims_view& seen) {
            one.max_age = rules_.max_age;
            seen.iat = token_.claims->iat;
          });
  }
  void explain_lifetime() {
    const std::string longest = rules_.max_lifetime ? duration_text(rules_.max_lifetime->count()) : "";
    std::string found;
    if (is_readable("exp") && is_readable("iat") && token_.claims->exp && token_.claims->iat) {
      const std::int64_t seconds = seconds_between(*token_.claims->iat, *token_.claims->exp);
      found = seconds < 0 ? "exp is before iat" : duration_text(seconds) + " from iat to exp";
    }
    judge("lifetime", rules_.max_lifetime.has_value(), found, "at most " + longest,
          [&](validation& one, claims_view& seen) {
            one.max_lifetime = rules_.max_lifetime;
            seen.exp = token_.claims->exp;
            seen.iat = token_.claims->iat;
          });
  }

  void explain_iss() {
    judge("iss", !rules_.issuer.ignored(), is_readable("iss") ? words_.text(token_.claims->iss) : "",
          words_.expected(rules_.issuer.values(), "one of "), [&](validation& one, claims_view& seen) {
            one.issuer = rules_.issuer;
            seen.iss = token_.claims->iss;
          });
  }
  void explain_aud() {
    using mode = audience_rule::mode;
    const mode how = rules_.audience.how();
    judge("aud", how != mode::ignored, is_readable("aud") ? words_.audience(token_.claims->aud) : "",
          how == mode::none ? "absent"
                            : words_.expected(rules_.audience.values(), how == mode::all ? "all of " : "one of "),
          [&](validation& one, claims_view& seen) {
            one.audience = rules_.audience;
            seen.aud = token_.claims->aud;
          });
  }
  template <class Choose>
  void explain_text(std::string_view name, const std::optional<std::string>& rule, const claim<std::string_view>* found,
                    const Choose& choose) {
    judge(name, rule.has_value(), is_readable(name) ? words_.text(*found) : "", rule ? words_.expected(*rule) : "",
          choose);
  }

  void explain_cnf() {
    const bool is_asked = !rules_.confirmation.ignored();
    const std::string found = token_.claims == nullptr ? "" : token_.findings->bound ? "present" : "absent";
    if (!is_asked || token_.claims == nullptr) {
      out_.add("cnf", is_asked ? check_outcome::not_reached : check_outcome::skipped, found);
      return;
    }
    const auto choose = [&](validation& one, claims_view&) { one.confirmation = rules_.confirmation; };
    out_.judge("cnf", judgement(choose, {.bound = token_.findings->bound}), found, "absent");
  }

  // `bits` picks from the findings what concerns the rule of this place.
  template <class Bits, class Choose>
  void judge_named(std::string_view name, std::string claim, std::optional<std::string_view> found,
                   std::string expected, const Bits& bits, const Choose& choose) {
    if (token_.claims == nullptr) {
      out_.add(name, check_outcome::not_reached, {}, std::move(expected)).claim = std::move(claim);
      return;
    }
    out_.judge(name, judgement(choose, bits(*token_.findings)), words_.json(found), std::move(expected)).claim =
        std::move(claim);
  }

  void explain_required() {
    if (rules_.required.empty()) out_.add("required", check_outcome::skipped);
    for (std::size_t i = 0; i < rules_.required.size(); ++i) {
      const std::string& claim = rules_.required[i];
      judge_named(
          "required", claim, token_.claims != nullptr ? find_child(token_.payload, claim) : std::nullopt,
          "present and not null",
          [&](const claim_findings& all) { return claim_findings{.missing = all.missing >> i & 1}; },
          [&](validation& one, claims_view&) { one.required = {claim}; });
    }
  }
  void explain_equal() {
    if (rules_.equal.empty()) out_.add("equal", check_outcome::skipped);
    for (std::size_t i = 0; i < rules_.equal.size(); ++i) {
      const claim_rule& rule = rules_.equal[i];
      judge_named(
          "equal", rule.name(), token_.claims != nullptr ? find_claim(token_.payload, rule.name()) : std::nullopt,
          words_.expected(rule),
          [&](const claim_findings& all) {
            return claim_findings{.absent = all.absent >> i & 1, .different = all.different >> i & 1};
          },
          [&](validation& one, claims_view&) { one.equal = {rule}; });
    }
  }

  const claims_to_explain& token_;
  const validation& rules_;
  std::chrono::sys_seconds now_;
  const wording& words_;
  check_list& out_;
};

}}}  // namespace jot::JOT_ABI::detail

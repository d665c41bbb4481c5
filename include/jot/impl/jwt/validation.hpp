// Bodies of validation.hpp: the rules, in their one order.
#pragma once

#include <jot/validation.hpp>

#include <algorithm>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE result<void> check_rules(const validation& rules) {
  const auto wrong = [](std::string_view field, detail_text text) {
    return error(errc::invalid_configuration, field, text);
  };
  const bool audience_named =
      rules.audience.how() == audience_rule::mode::any || rules.audience.how() == audience_rule::mode::all;
  if (!rules.issuer.ignored() && rules.issuer.values().empty())
    return wrong("issuer", "an empty list; jot::ignore switches the check off");
  if (audience_named && rules.audience.values().empty())
    return wrong("audience", "an empty list; jot::ignore switches the check off");
  if (rules.leeway.count() < 0 || rules.leeway > validation::max_leeway) return wrong("leeway", "must be 0 s to 24 h");
  if (rules.max_age && (rules.max_age->count() < 0 || rules.max_age->count() > numeric_date::max_seconds))
    return wrong("max_age", "must not be negative, nor beyond all dates");
  if (rules.required.size() > 64) return wrong("required", "more than 64 names");
  return check_understood(rules.understood_critical);
}

inline std::string_view media_type(std::string_view typ) {
  constexpr std::string_view prefix = "application/";
  if (equal_ignoring_case(typ.substr(0, prefix.size()), prefix)) typ.remove_prefix(prefix.size());
  return typ;
}

JOT_INLINE result<void> check_typ(const jws_header& header, const validation& rules) {
  if (!rules.typ) return {};
  if (!header.typ) return error(errc::type_mismatch, "typ", "the header has none, and one is wanted");
  if (!equal_ignoring_case(media_type(*header.typ), media_type(*rules.typ))) {
    return error(errc::type_mismatch, "typ", "the token is of another type than wanted");
  }
  return {};
}

// Whole seconds from one date to a later one, for messages.
inline std::int64_t seconds_between(numeric_date from, numeric_date to) {
  return (to.seconds() - from.seconds()).count();
}

JOT_INLINE result<void> check_times(const claims_view& claims, const validation& rules, numeric_date now) {
  if (!claims.exp && rules.exp == expiry::required) {
    return error(errc::missing_claim, "exp", "the token never expires; if that is wanted, set exp = expiry::optional");
  }
  if (claims.exp && now - rules.leeway >= *claims.exp) {
    return error(errc::token_expired, "exp", "token expired {} s ago", seconds_between(*claims.exp, now));
  }
  if (claims.nbf && now + rules.leeway < *claims.nbf) {
    return error(errc::token_not_yet_valid, "nbf", "{} s in the future: clock skew? set leeway",
                 seconds_between(now, *claims.nbf));
  }
  if (!rules.max_age) return {};
  if (!claims.iat) return error(errc::missing_claim, "iat", "max_age is set and cannot be told without it");
  if (now + rules.leeway < *claims.iat) {
    return error(errc::token_not_yet_valid, "iat", "issued {} s in the future: clock skew? set leeway",
                 seconds_between(now, *claims.iat));
  }
  if (now - rules.leeway - *rules.max_age > *claims.iat) {
    return error(errc::token_too_old, "iat", "issued {} s ago; max_age is {} s", seconds_between(*claims.iat, now),
                 rules.max_age->count());
  }
  return {};
}

JOT_INLINE result<void> check_issuer(const claims_view& claims, const issuer_rule& rule) {
  if (rule.ignored()) return {};
  if (!claims.iss) return error(errc::missing_claim, "iss", "the token names no issuer, and one is wanted");
  const std::vector<std::string>& trusted = rule.values();
  if (std::find(trusted.begin(), trusted.end(), *claims.iss) != trusted.end()) return {};
  // The one mistake that everybody makes once deserves its own sentence.
  const auto without_slash = [](std::string_view url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  };
  const bool slash = std::any_of(trusted.begin(), trusted.end(), [&](const std::string& value) {
    return without_slash(value) == without_slash(*claims.iss);
  });
  return slash ? error(errc::issuer_mismatch, "iss",
                       "differs from the trusted issuer only by a trailing '/'; write it as the issuer does")
               : error(errc::issuer_mismatch, "iss", "the token is of an issuer that is not trusted here");
}

JOT_INLINE result<void> check_audience(const claims_view& claims, const audience_rule& rule) {
  const std::vector<std::string>& wanted = rule.values();
  const auto present = [&](const std::string& value) { return claims.aud->contains(value); };
  switch (rule.how()) {
    case audience_rule::mode::ignored:
      return {};
    case audience_rule::mode::none:
      if (!claims.aud) return {};
      return error(errc::audience_mismatch, "aud",
                   "the token is meant for somebody, and no audience is configured here (RFC 7519 section 4.1.3)");
    case audience_rule::mode::any:
    case audience_rule::mode::all:
      break;
  }
  if (!claims.aud) return error(errc::missing_claim, "aud", "the token names no audience, and one is wanted");
  const bool ok = rule.how() == audience_rule::mode::any ? std::any_of(wanted.begin(), wanted.end(), present)
                                                         : std::all_of(wanted.begin(), wanted.end(), present);
  if (!ok) return error(errc::audience_mismatch, "aud", "the token is meant for somebody else");
  return {};
}

JOT_INLINE result<void> check_exact(std::string_view name, const std::optional<std::string_view>& found,
                                    const std::optional<std::string>& wanted, errc mismatch) {
  if (!wanted) return {};
  if (!found) return error(errc::missing_claim, name, "the claim is missing, and a certain value is wanted");
  if (*found != *wanted) return error(mismatch, name, "another value than wanted");
  return {};
}

JOT_INLINE result<void> check_claims(const claims_view& claims, const other_claims& others, const validation& rules,
                                     std::chrono::sys_seconds now) {
  if (const auto ok = check_times(claims, rules, now); !ok) return ok;
  if (const auto ok = check_issuer(claims, rules.issuer); !ok) return ok;
  if (const auto ok = check_audience(claims, rules.audience); !ok) return ok;
  if (const auto ok = check_exact("sub", claims.sub, rules.subject, errc::subject_mismatch); !ok) return ok;
  if (const auto ok = check_exact("jti", claims.jti, rules.jti, errc::claim_rejected); !ok) return ok;
  if (others.bound && !rules.confirmation.ignored()) {
    return error(errc::binding_mismatch, "cnf",
                 "the token is bound to a key, and nothing proves that the sender has it; if that is wanted, set "
                 "confirmation = jot::ignore");
  }
  for (std::size_t i = 0; i < rules.required.size(); ++i) {
    if ((others.missing >> i & 1) != 0) {
      return error(errc::missing_claim, rules.required[i], "the claim is missing or null, and it is required");
    }
  }
  return rules.check ? rules.check(claims) : result<void>();
}

}}}  // namespace jot::JOT_ABI::detail

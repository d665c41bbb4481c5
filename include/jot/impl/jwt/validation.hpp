// Bodies of validation.hpp: the rules, in the order in which they are checked.
#pragma once

#include <jot/impl/jose/header.hpp>
#include <jot/impl/text/decimal.hpp>
#include <jot/impl/text/issuer_difference.hpp>
#include <jot/validation.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

namespace jot { inline namespace JOT_ABI {

JOT_INLINE claim_value::claim_value(double number) : kind_(kind::number) {
  std::array<char, 32> room;
  const auto [end, ec] = std::to_chars(room.data(), room.data() + room.size(), number);
  if (ec == std::errc()) text_.assign(room.data(), end);
}

namespace detail {

// Whether each '~' begins an escape, if it is a JSON pointer.
inline bool is_name_or_pointer(std::string_view name) noexcept {
  if (!name.starts_with('/')) return true;
  for (std::size_t at = name.find('~'); at != std::string_view::npos; at = name.find('~', at + 1)) {
    if (at + 1 == name.size() || (name[at + 1] != '0' && name[at + 1] != '1')) return false;
  }
  return true;
}

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
  const auto is_empty = [](const std::string& value) { return value.empty(); };
  if (std::ranges::any_of(rules.issuer.values(), is_empty))
    return wrong("issuer", "an empty text: is a setting missing? jot::ignore switches the check off");
  if (std::ranges::any_of(rules.audience.values(), is_empty))
    return wrong("audience", "an empty text: is a setting missing? jot::ignore switches the check off");
  if (rules.leeway.count() < 0 || rules.leeway > validation::max_leeway) return wrong("leeway", "must be 0 s to 24 h");
  if (rules.max_age && (rules.max_age->count() < 0 || rules.max_age->count() > numeric_date::max_seconds))
    return wrong("max_age", "must be neither negative nor longer than the calendar");
  if (rules.max_lifetime &&
      (rules.max_lifetime->count() <= 0 || rules.max_lifetime->count() > numeric_date::max_seconds))
    return wrong("max_lifetime", "must be more than 0 s and not longer than the calendar");
  if (rules.required.size() > 64) return wrong("required", "more than 64 names");
  if (rules.equal.size() > 64) return wrong("equal", "more than 64 claims");
  for (const claim_rule& rule : rules.equal) {
    if (rule.name().empty()) return wrong("equal", "the name of a claim is empty");
    if (!is_name_or_pointer(rule.name()))
      return wrong("equal", "a '~' in a JSON pointer: write ~0 for '~' and ~1 for '/' (RFC 6901 section 3)");
    if (rule.value().what() == claim_value::kind::number && !split_decimal(rule.value().text()))
      return wrong("equal", "NaN or infinity, which JSON cannot represent");
  }
  return check_understood(rules.understood_critical);
}

inline std::string_view media_type(std::string_view typ) {
  constexpr std::string_view prefix = "application/";
  if (equal_ignoring_case(typ.substr(0, prefix.size()), prefix)) typ.remove_prefix(prefix.size());
  return typ;
}

JOT_INLINE result<void> check_typ(const jws_header& header, const validation& rules) {
  if (!rules.typ) return {};
  if (!header.typ) return error(errc::type_mismatch, "typ", "the header has no typ, and one is required");
  if (!equal_ignoring_case(media_type(*header.typ), media_type(*rules.typ))) {
    return error(errc::type_mismatch, "typ", "the token's type is not the expected one");
  }
  return {};
}

// Whole seconds from one date to a later one, for messages.
inline std::int64_t seconds_between(numeric_date from, numeric_date to) {
  return (to.seconds() - from.seconds()).count();
}

// Checks how long ago the token was issued.
inline result<void> check_age(const claims_view& claims, const validation& rules, numeric_date now) {
  if (!claims.iat)
    return error(errc::missing_claim, "iat", "max_age is set, and the token does not say when it was issued");
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

// Checks how long the token is good for: from iat, or where iat is missing or in the future from now, to exp.
inline result<void> check_lifetime(const claims_view& claims, const validation& rules, numeric_date now) {
  if (!claims.exp) {
    return error(errc::missing_claim, "exp", "the token has no exp, and max_lifetime is set");
  }
  const bool is_issued = claims.iat && *claims.iat <= now + rules.leeway;
  const numeric_date start = is_issued ? *claims.iat : now + rules.leeway;
  if (*claims.exp > start + *rules.max_lifetime) {
    return error(errc::claim_rejected, "exp", "the token is good for {} s; max_lifetime is {} s",
                 seconds_between(start, *claims.exp), rules.max_lifetime->count());
  }
  return {};
}

JOT_INLINE result<void> check_times(const claims_view& claims, const validation& rules, numeric_date now) {
  if (!claims.exp && rules.exp == expiry::required) {
    return error(errc::missing_claim, "exp",
                 "the token never expires; to accept such tokens, set exp = expiry::optional");
  }
  if (claims.exp && now - rules.leeway >= *claims.exp && rules.exp != expiry::ignored) {
    const std::int64_t ago = seconds_between(*claims.exp, now);
    return ago <= 60 ? error(errc::token_expired, "exp", "token expired {} s ago: clock skew? set leeway", ago)
                     : error(errc::token_expired, "exp", "token expired {} s ago", ago);
  }
  if (claims.nbf && now + rules.leeway < *claims.nbf) {
    return error(errc::token_not_yet_valid, "nbf", "{} s in the future: clock skew? set leeway",
                 seconds_between(now, *claims.nbf));
  }
  if (rules.max_age) {
    if (const result<void> ok = check_age(claims, rules, now); !ok) return ok;
  }
  return rules.max_lifetime ? check_lifetime(claims, rules, now) : result<void>();
}

JOT_INLINE result<void> check_issuer(const claims_view& claims, const issuer_rule& rule) {
  if (rule.ignored()) return {};
  if (!claims.iss) return error(errc::missing_claim, "iss", "the token has no issuer, and one is required");
  const std::vector<std::string>& trusted = rule.values();
  if (std::find(trusted.begin(), trusted.end(), *claims.iss) != trusted.end()) return {};
  for (const std::string& expected : trusted) {
    if (const auto usual = issuer_difference(*claims.iss, expected)) return error(errc::issuer_mismatch, "iss", *usual);
  }
  return error(errc::issuer_mismatch, "iss", "the token's issuer is not trusted here");
}

JOT_INLINE result<void> check_audience(const claims_view& claims, const audience_rule& rule) {
  const std::vector<std::string>& expected = rule.values();
  switch (rule.how()) {
    case audience_rule::mode::ignored:
      return {};
    case audience_rule::mode::none:
      if (!claims.aud) return {};
      return error(errc::audience_mismatch, "aud",
                   "the token names an audience, but none is configured here (RFC 7519 section 4.1.3)");
    case audience_rule::mode::any:
    case audience_rule::mode::all:
      break;
  }
  if (!claims.aud) return error(errc::missing_claim, "aud", "the token has no audience, and one is required");
  const auto present = [aud = *claims.aud](const std::string& value) { return aud.contains(value); };
  const bool ok = rule.how() == audience_rule::mode::any ? std::any_of(expected.begin(), expected.end(), present)
                                                         : std::all_of(expected.begin(), expected.end(), present);
  if (ok) return {};
  return rule.how() == audience_rule::mode::any
             ? error(errc::audience_mismatch, "aud", "none of the token's audiences is accepted here")
             : error(errc::audience_mismatch, "aud", "the token lacks one of the audiences that are all required here");
}

JOT_INLINE result<void> check_exact(std::string_view name, const claim<std::string_view>& found,
                                    const std::optional<std::string>& expected, errc mismatch) {
  if (!expected) return {};
  if (!found) return error(errc::missing_claim, name, "the claim is missing, and one value of it is required");
  if (*found != *expected) return error(mismatch, name, "the value is not the expected one");
  return {};
}

inline result<void> check_equal(const std::vector<claim_rule>& rules, const claim_findings& findings) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if ((findings.absent >> i & 1) != 0) {
      return error(errc::missing_claim, rules[i].name(),
                   "the claim is missing or null, and validation::equal expects a value");
    }
    if ((findings.different >> i & 1) == 0) continue;
    return rules[i].is_element()
               ? error(errc::claim_rejected, rules[i].name(), "not an array that contains the expected value")
               : error(errc::claim_rejected, rules[i].name(), "the value is not the expected one");
  }
  return {};
}

inline result<void> ask_caller(const validation& rules, const claims_view& claims, const jws_header& header) {
#if JOT_EXCEPTIONS
  try {
    return rules.check(claims, header);
  } catch (const exception& e) {
    return e.error();
  } catch (const std::bad_alloc&) {
    throw;
  } catch (...) {
    return error(errc::claim_rejected, "validation::check threw an exception");
  }
#else
  return rules.check(claims, header);
#endif
}

JOT_INLINE result<void> check_claims(const claims_view& claims, const jws_header& header,
                                     const claim_findings& findings, const validation& rules,
                                     std::chrono::sys_seconds now) {
  if (const auto ok = check_times(claims, rules, now); !ok) return ok;
  if (const auto ok = check_issuer(claims, rules.issuer); !ok) return ok;
  if (const auto ok = check_audience(claims, rules.audience); !ok) return ok;
  if (const auto ok = check_exact("sub", claims.sub, rules.subject, errc::subject_mismatch); !ok) return ok;
  if (const auto ok = check_exact("jti", claims.jti, rules.jti, errc::claim_rejected); !ok) return ok;
  if (findings.bound && !rules.confirmation.ignored()) {
    return error(
        errc::binding_mismatch, "cnf",
        "the token is bound to a key, and nothing proves that the sender has that key; to accept such tokens, set "
        "confirmation = jot::ignore");
  }
  for (std::size_t i = 0; i < rules.required.size(); ++i) {
    if ((findings.missing >> i & 1) != 0) {
      return error(errc::missing_claim, rules.required[i], "the claim is missing or null, and it is required");
    }
  }
  if (const auto ok = check_equal(rules.equal, findings); !ok) return ok;
  return rules.check ? ask_caller(rules, claims, header) : result<void>();
}

}  // namespace detail
}}  // namespace jot::JOT_ABI

// Claims sets and rules from a generator, judged by the library and by a reference evaluator in decimal digits: the
// same verdict, and the same code when it is a refusal.
#include "claims_model.hpp"
#include "keys.hpp"

#include <jot/jwt.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jot_fuzz::claims { namespace {

std::string_view name_of(std::optional<jot::errc> verdict) { return verdict ? jot::name(*verdict) : "accepted"; }

struct registered_members {
  std::optional<std::string> iss, sub, jti;
  std::optional<jot::one_or_many<std::string>> aud;
  std::optional<jot::numeric_date> exp, nbf, iat;
  jot::other_claims rest;
};
struct whole_seconds {
  std::optional<std::int64_t> exp;
};

// The same claims as members of a struct.
void check_members(const claims_model& claims, const jot::claims_view& seen, const std::string& token,
                   const std::string& payload) {
  // The rules may allow dates that decode() and members do not.
  for (const jot::claim<jot::numeric_date>* date : {&seen.exp, &seen.nbf, &seen.iat}) {
    const auto limit = jot::numeric_date::from_seconds(jot::token_limits{}.date_seconds).value();
    const auto least = jot::numeric_date::from_seconds(-jot::token_limits{}.date_seconds).value();
    if (date->has_value() && (**date > limit || **date < least)) return;
  }
  const auto decoded = jot::unsafe::decode<registered_members>(token);
  require(decoded.has_value(), "registered claims that were accepted are read as members", payload);
  const registered_members& members = decoded->claims();
  const auto same_text = [](const std::optional<std::string>& member, const jot::claim<std::string_view>& text) {
    return member.has_value() == text.has_value() && (!member || *member == *text);
  };
  require(same_text(members.iss, seen.iss) && same_text(members.sub, seen.sub) && same_text(members.jti, seen.jti),
          "a text is the same as a member", payload);
  require(members.aud.has_value() == seen.aud.has_value(), "aud is a member where there is one", payload);
  for (std::size_t i = 0; members.aud && i < members.aud->size(); ++i) {
    require(members.aud->values()[i] == (*seen.aud)[i], "an audience is the same as a member", payload);
  }
  const auto same_date = [](const std::optional<jot::numeric_date>& member, const jot::claim<jot::numeric_date>& date) {
    return member.has_value() == date.has_value() && (!member || *member == *date);
  };
  require(same_date(members.exp, seen.exp) && same_date(members.nbf, seen.nbf) && same_date(members.iat, seen.iat),
          "a date is the same as a member", payload);
  for (const auto& [name, source] : members.rest.sources()) {
    require(claims.find(name) != nullptr, "another claim was signed", payload);
  }

  const claim_value* const exp = claims.find("exp");
  const auto whole = jot::unsafe::decode<whole_seconds>(token);
  const bool has_fraction =
      exp != nullptr && static_cast<long long>(decimal(exp->text).digits.size()) > decimal(exp->text).exponent;
  require(whole.has_value() != has_fraction, "an integer is read from a number without a fraction alone", payload);
  if (!whole || exp == nullptr) return;
  require(decimal(*whole->claims().exp).compare(decimal(exp->text)) == 0, "an integer is what was signed", payload);
}

void run(input data) {
  reader in(data);
  const rules_model rules = some_rules(in);
  const claims_model claims = some_claims(in, rules.now);
  const std::string payload = claims.json();
  const jot::any_signing_key& key = key_for(jot::algorithm::hs256);
  const std::string header = R"({"alg":"HS256")" + (rules.typ ? R"(,"typ":")" + *rules.typ + "\"}" : "}");
  const jot::fixed_clock clock{std::chrono::sys_seconds(std::chrono::seconds(rules.now))};

  const std::string token = signed_token(header, payload, key);
  const auto verified = jot::verify(token, key.verification_key(), rules.rules, clock);
  const std::optional<jot::errc> found = verified ? std::nullopt : std::optional(verified.error().code());
  const std::optional<jot::errc> wanted = reference(claims, rules).verdict();
  if (found != wanted) {
    const std::string story = header + payload + " at " + std::to_string(rules.now) + ": the library says " +
                              std::string(name_of(found)) + ", the reference " + std::string(name_of(wanted));
    require(false, "the library and the reference evaluator agree", story);
  }
  if (!verified) {
    require(!verified.error().message().empty(), "a refusal says why");
    return;
  }
  const jot::claims_view& seen = verified->registered();
  check_members(claims, seen, token, payload);
  const auto same_text = [&](const char* name, const jot::claim<std::string_view>& text) {
    const claim_value* value = claims.find(name);
    return text ? value != nullptr && value->text == *text : value == nullptr;
  };
  require(same_text("iss", seen.iss) && same_text("sub", seen.sub) && same_text("jti", seen.jti),
          "texts are handed on as signed", payload);
  if (const claim_value* aud = claims.find("aud")) {
    require(seen.aud && seen.aud->size() == (aud->is_text() ? 1 : aud->list.size()), "aud is handed on whole", payload);
  }
  for (const auto& [name, date] : {std::pair("exp", &seen.exp), {"nbf", &seen.nbf}, {"iat", &seen.iat}}) {
    const claim_value* value = claims.find(name);
    require((value != nullptr) == date->has_value(), "a date is there when it was signed", payload);
    if (value == nullptr) continue;
    const decimal second((*date)->seconds().time_since_epoch().count());
    const decimal next((*date)->seconds().time_since_epoch().count() + 1);
    require(second.compare(decimal(value->text)) <= 0 && decimal(value->text).compare(next) < 0,
            "seconds() is the second in which the date lies", payload);
  }
}

std::vector<std::string> seeds(const vector_seeds&) { return random_scripts(300, 120); }

const registration registered({"claims", run, seeds});

}}  // namespace jot_fuzz::claims

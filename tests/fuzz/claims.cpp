// Claims sets and rules from a generator, judged by the library and by a reference evaluator in decimal digits: the
// same verdict, and the same code when it is a refusal.
#include "claims_model.hpp"
#include "keys.hpp"

#include <jot/jwt.hpp>

namespace jot_fuzz::claims { namespace {

std::string_view name_of(std::optional<jot::errc> verdict) { return verdict ? jot::name(*verdict) : "accepted"; }

void run(input data) {
  reader in(data);
  const rules_model rules = some_rules(in);
  const claims_model claims = some_claims(in, rules.now);
  const std::string payload = claims.json();
  const jot::any_signing_key& key = key_for(jot::algorithm::hs256);
  const std::string header = R"({"alg":"HS256")" + (rules.typ ? R"(,"typ":")" + *rules.typ + "\"}" : "}");
  const jot::fixed_clock clock{std::chrono::sys_seconds(std::chrono::seconds(rules.now))};

  const auto verified = jot::verify(signed_token(header, payload, key), key.verification_key(), rules.rules, clock);
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

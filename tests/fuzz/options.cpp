// Rules are monotonic: what is accepted is still accepted with more leeway, longer lists, larger limits, more keys and
// more algorithms, and with a rule less.
#include "claims_model.hpp"
#include "keys.hpp"

#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

namespace jot_fuzz::options { namespace {

// Returns false where the change would not relax these rules.
bool relax(jot::validation& rules, reader& in) {
  using mode = jot::audience_rule::mode;
  const auto longer = [&](std::vector<std::string> list) {
    // An empty text contradicts the rules instead.
    const auto place = list.begin() + static_cast<std::ptrdiff_t>(in.byte() % (list.size() + 1));
    const std::string name = some_name(in);
    list.insert(place, name.empty() ? "x" : name);
    return list;
  };
  switch (in.below(15)) {
    case 0:
      rules.leeway = (std::min)(rules.leeway + std::chrono::seconds(in.byte()), jot::validation::max_leeway);
      return true;
    case 1:
      if (rules.issuer.ignored()) return false;
      rules.issuer = jot::any_of(longer(rules.issuer.values()));
      return true;
    case 2:
      rules.issuer = jot::ignore;
      return true;
    case 3:
      if (rules.audience.how() != mode::any) return false;
      rules.audience = jot::any_of(longer(rules.audience.values()));
      return true;
    case 4:
      if (rules.audience.how() != mode::all) return false;
      rules.audience = jot::any_of(rules.audience.values());
      return true;
    case 5:
      rules.audience = jot::ignore;
      return true;
    case 6:
      if (rules.exp == jot::expiry::ignored) return false;
      rules.exp = in.flag() ? jot::expiry::optional : jot::expiry::ignored;
      return true;
    case 7:
      if (!rules.max_age) return false;
      rules.max_age = (std::min)(*rules.max_age + std::chrono::seconds(in.byte()), std::chrono::seconds(max_date));
      return true;
    case 8:
      rules.max_age.reset();
      return true;
    case 9:
      rules.subject.reset();
      return true;
    case 10:
      rules.jti.reset();
      return true;
    case 11:
      rules.typ.reset();
      return true;
    case 12:
      if (rules.required.empty()) return false;
      rules.required.pop_back();
      return true;
    case 13:
      rules.confirmation = jot::ignore;
      return true;
    default:
      rules.understood_critical.emplace_back("y");
      rules.limits.token_bytes += in.byte();
      rules.limits.header_bytes += in.byte();
      rules.limits.audiences += in.byte();
      rules.limits.critical += 1;
      rules.limits.date_seconds += in.byte();
      rules.limits.json.depth += 1;
      rules.limits.json.members += 1;
      rules.limits.json.name_bytes += 1;
      rules.limits.json.number_chars += 1;
      return true;
  }
}

jot::jwk_set set_of(jot::algorithm_set algorithms) {
  std::vector<jot::any_verification_key> keys;
  for (const jot::algorithm alg : all_algorithms) {
    if (algorithms.contains(alg)) keys.push_back(key_for(alg).verification_key());
  }
  return jot::jwk_set::of(keys).value();
}

jot::algorithm_set some_algorithms(reader& in) {
  jot::algorithm_set out;
  const unsigned bits = in.two_bytes() ^ 1;
  for (unsigned i = 0; i < all_algorithms.size(); ++i) {
    if ((bits >> i & 1) != 0) out.insert(all_algorithms[i]);
  }
  return out;
}

jot::algorithm_set both(jot::algorithm_set a, jot::algorithm_set b) {
  for (const jot::algorithm alg : all_algorithms) {
    if (b.contains(alg)) a.insert(alg);
  }
  return a;
}

void run(input data) {
  reader in(data);
  rules_model model = some_rules(in);
  model.rules.limits.token_bytes = 300 + 4 * in.byte();
  model.rules.limits.header_bytes = 50 + in.byte();
  model.rules.limits.audiences = 1 + in.below(6);
  model.rules.limits.json.members = 4 + in.below(8);
  model.rules.limits.json.depth = 1 + in.below(3);
  if (in.flag()) model.rules.understood_critical = {"x"};
  const claims_model claims = some_claims(in, model.now);
  std::string header = R"({"alg":"HS256")";
  if (model.typ) header += R"(,"typ":")" + *model.typ + "\"";
  if (in.flag()) header += R"(,"kid":"HS256")";
  if (in.below(8) == 1) header += R"(,"crit":["x"],"x":1)";
  const std::string token = signed_token(header + "}", claims.json(), key_for(jot::algorithm::hs256));
  const jot::fixed_clock clock{std::chrono::sys_seconds(std::chrono::seconds(model.now))};

  jot::algorithm_set algorithms = some_algorithms(in);
  jot::validation rules = model.rules;
  bool accepted = jot::verify(token, set_of(algorithms), rules, clock).has_value();
  for (unsigned steps = 0; steps < 12 && !in.empty(); ++steps) {
    if (in.below(4) == 0) {
      algorithms = both(algorithms, some_algorithms(in));
    } else if (!relax(rules, in)) {
      continue;
    }
    const auto again = jot::verify(token, set_of(algorithms), rules, clock);
    require(again.has_value() || !accepted, "to relax a rule never turns acceptance into refusal", claims.json());
    accepted = again.has_value();
  }
}

std::vector<std::string> seeds(const vector_seeds&) { return random_scripts(300, 160); }

const registration registered({"options", run, seeds});

}}  // namespace jot_fuzz::options

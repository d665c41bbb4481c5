// Operations on tokens.
#include "attacks/forge.hpp"
#include "faults/operations.hpp"

#include <jot/jwk_set.hpp>

#include <nlohmann/json.hpp>

namespace {

using attack::key_for;
using fault::operation;
using fault::verdict;
using jot::algorithm;

// One algorithm for each scheme.
constexpr algorithm schemes[] = {algorithm::hs256, algorithm::rs256, algorithm::ps256, algorithm::es256,
                                 algorithm::ed25519};

const std::string claims = R"({"iss":"issuer","sub":"alice","aud":["api","web"],"exp":1700000600,"scope":"read"})";
const std::string other_claims =
    R"({"iss":"issuer","sub":"mallory","aud":["api","web"],"exp":1700000600,"scope":"all"})";

const jot::validation rules{.issuer = "issuer", .audience = "api"};

struct scope_claims {
  std::string scope;
};
void from_json(const nlohmann::json& document, scope_claims& out) { document.at("scope").get_to(out.scope); }

std::string good_token(algorithm alg, const std::string& kid = {}) {
  const std::string header =
      kid.empty() ? attack::header(alg) : R"({"alg":")" + std::string(jot::name(alg)) + R"(","kid":")" + kid + "\"}";
  return attack::forge(header, claims, key_for(alg));
}

struct named_token {
  std::string name;
  verdict expected;
  std::string text;
};

// The good token of a key, and tokens whose signature is another's, is nothing but zeros, or is for other claims.
std::vector<named_token> tokens_for(algorithm alg, const std::string& kid = {}) {
  const std::string good = good_token(alg, kid);
  const std::string other = attack::forge(attack::split(good)[0].empty() ? "" : attack::header(alg), other_claims,
                                          jot::any_signing_key::generate(alg).value());
  const std::string body = good.substr(0, good.rfind('.'));
  const std::size_t size = jot::base64url_decode(attack::split(good)[2]).value().size();
  return {{"good", verdict::accepted, good},
          {"changed", verdict::refused,
           attack::split(good)[0] + '.' + attack::b64(other_claims) + '.' + attack::split(good)[2]},
          {"of another key", verdict::refused, body + other.substr(other.rfind('.'))},
          {"of zeros", verdict::refused, body + '.' + attack::b64(std::string(size, '\0'))}};
}

bool is_alice(const jot::claims_view& read) { return read.sub == "alice" && read.aud && read.aud->size() == 2; }

void add_verifying(std::vector<operation>& out, algorithm alg) {
  const std::string alg_name(jot::name(alg));
  const auto key = key_for(alg).verification_key();
  for (const named_token& token : tokens_for(alg)) {
    out.push_back(fault::make_operation(
        alg_name + " verify, " + token.name, token.expected,
        [=] { return jot::verify(token.text, key, rules, attack::at(attack::now)); },
        [](const auto& who) { return is_alice(who.registered()); }));
    out.push_back(fault::make_operation(
        alg_name + " verify with claims, " + token.name, token.expected,
        [=] { return jot::verify<scope_claims>(token.text, key, rules, attack::at(attack::now)); },
        [](const auto& who) { return is_alice(who.registered()) && who.claims().scope == "read"; }));
  }
}

// The first use of a key makes the context that later uses find waiting.
void add_verifying_with_new_keys(std::vector<operation>& out, algorithm alg) {
  const std::string text = jot::jwk::from_private(key_for(alg)).to_private_json();
  for (const named_token& token : tokens_for(alg)) {
    out.push_back({std::string(jot::name(alg)) + " verify with a new key, " + token.name, token.expected, [=] {
                     const auto key = jot::jwk::parse(text).value().verification_key(alg).value();
                     const auto who =
                         fault::during([&] { return jot::verify(token.text, key, rules, attack::at(attack::now)); });
                     if (!who) return verdict::refused;
                     return is_alice(who->registered()) ? verdict::accepted : verdict::broken;
                   }});
  }
}

void add_verifying_by_set(std::vector<operation>& out) {
  const auto es256 = key_for(algorithm::es256).verification_key();
  const auto stranger = jot::any_signing_key::generate(algorithm::es256).value().verification_key();
  const std::vector keys{stranger.with_kid("a"), es256.with_kid("b"),
                         key_for(algorithm::ed25519).verification_key().with_kid("c")};
  const auto set = jot::jwk_set::of(keys).value();
  for (const char* kid : {"", "b"}) {
    for (const named_token& token : tokens_for(algorithm::es256, kid)) {
      out.push_back(fault::make_operation(
          std::string("set verify, kid '") + kid + "', " + token.name, token.expected,
          [=] { return jot::verify(token.text, set, rules, attack::at(attack::now)); },
          [](const auto& who) { return is_alice(who.registered()); }));
    }
  }
}

// A good signature, and everything that is checked behind it.
void add_rules(std::vector<operation>& out) {
  const auto key = key_for(algorithm::hs256).verification_key();
  const std::string token = good_token(algorithm::hs256);
  const auto add = [&](const char* name, const jot::validation& wanted, std::int64_t now) {
    out.push_back(fault::make_operation(
        name, verdict::refused, [=] { return jot::verify(token, key, wanted, attack::at(now)); },
        [](const auto&) { return true; }));
  };
  add("rules, expired", rules, attack::now + 600);
  add("rules, of another issuer", {.issuer = "other", .audience = "api"}, attack::now);
  add("rules, for another audience", {.issuer = "issuer", .audience = "other"}, attack::now);
  jot::validation more = rules;
  more.required = {"scope", "nonce"};
  add("rules, without a required claim", more, attack::now);
  const std::string crit = attack::forge(R"({"alg":"HS256","crit":["x"],"x":1})", claims, key_for(algorithm::hs256));
  out.push_back(fault::make_operation(
      "rules, crit that is not understood", verdict::refused,
      [=] { return jot::verify(crit, key, rules, attack::at(attack::now)); }, [](const auto&) { return true; }));
  const std::string twice =
      attack::forge(attack::header(algorithm::hs256), R"({"aud":"api","iss":"issuer","iss":"issuer","exp":1700000600})",
                    key_for(algorithm::hs256));
  out.push_back(fault::make_operation(
      "rules, a claim twice", verdict::refused, [=] { return jot::verify(twice, key, rules, attack::at(attack::now)); },
      [](const auto&) { return true; }));
}

template <class Look>
void add_signing_with_new_keys(std::vector<operation>& out, algorithm alg, const jot::registered_claims& registered,
                               const Look& look) {
  const std::string text = jot::jwk::from_private(key_for(alg)).to_private_json();
  out.push_back({"sign with a new key, " + std::string(jot::name(alg)), verdict::accepted, [=] {
                   const auto key = jot::jwk::parse(text).value().signing_key(alg).value();
                   const auto token = fault::during([&] { return jot::sign(key, registered); });
                   return token ? look(*token) : verdict::refused;
                 }});
}

void add_signing(std::vector<operation>& out, algorithm alg, fault::signing_keys keys) {
  const std::string alg_name(jot::name(alg));
  const jot::any_signing_key key = key_for(alg).with_kid("k");
  const auto verifies = [=](const std::string& token) {
    const auto who = jot::verify(token, key.verification_key(), rules, attack::at(attack::now));
    if (!who) return verdict::useless;
    return who->registered().sub == "alice" ? verdict::accepted : verdict::broken;
  };
  const nlohmann::json custom{{"scope", "read"}, {"nested", {{"list", {1, 2}}}}};
  const jot::registered_claims registered{
      .iss = "issuer", .sub = "alice", .aud = "api", .exp = jot::numeric_date::from_seconds(attack::now + 600).value()};
  add_signing_with_new_keys(out, alg, registered, verifies);
  const bool rsa = alg == algorithm::rs256 || alg == algorithm::ps256;
  if (rsa && keys == fault::signing_keys::new_each_time) return;
  out.push_back(fault::make_operation(
      alg_name + " sign", verdict::accepted, [=] { return jot::sign(key, registered); }, verifies));
  out.push_back(fault::make_operation(
      alg_name + " sign with claims", verdict::accepted, [=] { return jot::sign(key, registered, custom); }, verifies));
}

}  // namespace

verdict fault::verifies(const jot::any_verification_key& key, const jot::any_signing_key& signer) {
  const std::string body = attack::signing_input(attack::header(signer.alg()), claims);
  const auto signature = signer.sign(jot::as_bytes(body));
  if (!signature) return verdict::useless;
  const std::string encoded = jot::base64url_encode(*signature);
  const std::string forged = attack::signing_input(attack::header(signer.alg()), other_claims) + '.' + encoded;
  if (attack::verdict(forged, key) != "signature_invalid") return verdict::broken;
  return attack::verdict(body + '.' + encoded, key) == "accepted" ? verdict::accepted : verdict::useless;
}

std::vector<operation> fault::token_operations(signing_keys keys) {
  std::vector<operation> out;
  for (const algorithm alg : schemes) {
    add_verifying(out, alg);
    add_verifying_with_new_keys(out, alg);
    add_signing(out, alg, keys);
  }
  add_verifying_by_set(out);
  add_rules(out);
  const std::string token = good_token(algorithm::es256);
  const std::string wanted = jot::signing_input_thumbprint(token).value();
  out.push_back(make_operation(
      "thumbprint of a token", verdict::accepted, [=] { return jot::signing_input_thumbprint(token); },
      [=](const std::string& made) { return made == wanted; }));
  out.push_back(make_operation(
      "unverified reading", verdict::accepted, [=] { return jot::unsafe::decode(token); },
      [](const auto& read) { return is_alice(read.registered()); }));
  return out;
}

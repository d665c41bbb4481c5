// Every check of a token, judged on its own: an explanation ends with verify's verdict and lists all faults.
#include <jot/explain.hpp>
#include <jot/remote_jwk_set.hpp>
#include <jot/testing.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace jot::testing_support;
using namespace std::chrono_literals;
using jot::check_outcome;

namespace {

jot::explanation explained(const std::string& token, const jot::validation& rules = no_rules(),
                           const jot::explain_options& options = {}) {
  return jot::explain(token, hs256_key().verification_key(), rules, now_clock(), options);
}

const jot::explained_check& check_of(const jot::explanation& of, std::string_view name) {
  const auto at = std::ranges::find(of.checks, name, &jot::explained_check::name);
  REQUIRE(at != of.checks.end());
  return *at;
}
std::string outcome(const jot::explanation& of, std::string_view check) {
  return std::string(jot::name(check_of(of, check).outcome));
}

std::vector<std::string> failed(const jot::explanation& of) {
  std::vector<std::string> out;
  for (const auto& each : of.checks) {
    if (each.outcome == check_outcome::failed) out.emplace_back(each.name);
  }
  return out;
}

// "token_expired: exp: token expired 12 s ago", empty for acceptance.
template <class T>
std::string said(const jot::result<T>& verdict) {
  return verdict ? "" : std::string(jot::name(verdict.error().code())) + ": " + verdict.error().message();
}

// A token and rules that it satisfies, all of them, put together so that faults can be added.
struct draft {
  std::vector<std::pair<std::string, std::string>> header{
      {"alg", R"("HS256")"}, {"typ", R"("JWT")"}, {"cty", R"("x")"}, {"crit", R"(["x"])"}, {"x", "1"}};
  std::vector<std::pair<std::string, std::string>> claims{{"iss", R"("https://id.example")"},
                                                          {"aud", R"(["api","billing"])"},
                                                          {"sub", R"("alice")"},
                                                          {"jti", R"("j")"},
                                                          {"exp", std::to_string(now_seconds + 300)},
                                                          {"nbf", std::to_string(now_seconds - 10)},
                                                          {"iat", std::to_string(now_seconds - 5)},
                                                          {"tenant", R"("acme")"},
                                                          {"plan", R"("gold")"}};
  jot::validation rules{.issuer = "https://id.example", .audience = "api", .subject = "alice"};
  std::function<std::string(std::string)> in_payload = [](std::string text) { return text; };
  std::function<std::string(std::string)> in_token = [](std::string text) { return text; };

  draft() {
    rules.max_age = 60s;
    rules.max_lifetime = 600s;
    rules.typ = "JWT";
    rules.jti = "j";
    rules.required = {"tenant"};
    rules.equal = {{"plan", "gold"}};
    rules.understood_critical = {"x"};
    rules.check = [](const jot::claims_view&, const jot::jws_header&) { return jot::result<void>(); };
  }
  static void set(std::vector<std::pair<std::string, std::string>>& in, const std::string& name, std::string value) {
    std::erase_if(in, [&](const auto& each) { return each.first == name; });
    if (!value.empty()) in.emplace_back(name, std::move(value));
  }
  void claim(const std::string& name, std::string value) { set(claims, name, std::move(value)); }
  void date(const std::string& name, std::int64_t from_now) { claim(name, std::to_string(now_seconds + from_now)); }
  void parameter(const std::string& name, std::string value) { set(header, name, std::move(value)); }

  [[nodiscard]] std::string token() const {
    const auto object = [](const auto& members) {
      std::string out;
      for (const auto& [name, value] : members) out += (out.empty() ? "{\"" : ",\"") + name + "\":" + value;
      return out + "}";
    };
    std::string text = base64url_of(object(header)) + '.' + in_payload(base64url_of(object(claims)));
    const jot::bytes signature = hs256_key().sign(jot::as_bytes(text)).value();
    text += '.' + jot::base64url_encode(signature);
    return in_token(std::move(text));
  }
};

// A fault fails one check. It hides others, which cannot be judged then, and is not combined with their faults.
struct fault {
  std::string check;
  std::function<void(draft&)> add;
  std::vector<std::string> hides = {};

  [[nodiscard]] bool goes_with(const fault& other) const {
    const auto hidden_by = [](const fault& a, const fault& b) {
      return std::ranges::find(b.hides, a.check) != b.hides.end() || std::ranges::find(b.hides, "*") != b.hides.end();
    };
    return !hidden_by(*this, other) && !hidden_by(other, *this);
  }
};

const std::vector<fault>& all_faults() {
  static const std::vector<std::string> of_payload = {"claims", "exp", "nbf", "iat",   "lifetime", "iss",  "aud",
                                                      "sub",    "jti", "cnf", "equal", "required", "check"};
  static const std::vector<fault> all = {
      {"rules", [](draft& d) { d.rules.leeway = -1s; }, {"*"}},
      {"size", [](draft& d) { d.rules.limits.token_bytes = 20; }, {"*"}},
      {"shape", [](draft& d) { d.in_token = [](std::string t) { return t.substr(0, t.rfind('.')); }; }, {"signature"}},
      {"header", [](draft& d) { d.parameter("cty", "7"); }},
      {"algorithm", [](draft& d) { d.parameter("alg", R"("none")"); }, {"key", "signature"}},
      {"crit", [](draft& d) { d.parameter("crit", R"(["y"])"); }},
      {"key", [](draft& d) { d.parameter("alg", R"("HS384")"); }, {"signature"}},
      {"signature", [](draft& d) { d.in_token = [](std::string t) { return t.substr(0, t.size() - 4) + "AAAA"; }; }},
      {"payload", [](draft& d) { d.in_payload = [](std::string t) { return t + "*"; }; }, of_payload},
      {"typ", [](draft& d) { d.parameter("typ", R"("at+jwt")"); }},
      {"claims", [](draft& d) { d.claim("sub", "7"); }, {"sub"}},
      {"exp", [](draft& d) { d.date("exp", -12); }, {"lifetime"}},
      {"nbf", [](draft& d) { d.date("nbf", 30); }},
      {"iat", [](draft& d) { d.date("iat", -90); }},
      {"lifetime", [](draft& d) { d.date("exp", 5000); }},
      {"iss", [](draft& d) { d.claim("iss", R"("https://id.example/")"); }},
      {"aud", [](draft& d) { d.claim("aud", R"(["other"])"); }},
      {"sub", [](draft& d) { d.claim("sub", R"("bob")"); }},
      {"jti", [](draft& d) { d.claim("jti", ""); }},
      {"cnf", [](draft& d) { d.claim("cnf", "{}"); }},
      {"required", [](draft& d) { d.claim("tenant", "null"); }},
      {"equal", [](draft& d) { d.claim("plan", R"("silver")"); }},
      {"check",
       [](draft& d) {
         d.rules.check = [](const jot::claims_view&, const jot::jws_header&) -> jot::result<void> {
           return jot::error(jot::errc::claim_rejected, "the caller's own reason");
         };
       },
       {"*"}},
  };
  return all;
}

void check_faults(const std::vector<const fault*>& faults) {
  draft d;
  std::vector<std::string> expected;
  for (const fault* each : faults) {
    each->add(d);
    expected.push_back(each->check);
  }
  const std::string token = d.token();
  INFO(token);
  const jot::explanation out = explained(token, d.rules);
  CHECK(said(out.verdict) == said(jot::verify(token, hs256_key().verification_key(), d.rules, now_clock())));
  CHECK(failed(out) == expected);
  const auto first = std::ranges::find(out.checks, check_outcome::failed, &jot::explained_check::outcome);
  REQUIRE(first != out.checks.end());
  CHECK(std::all_of(out.checks.begin(), first,
                    [](const jot::explained_check& each) { return each.outcome == check_outcome::passed; }));
  REQUIRE(first->error.has_value());
  CHECK(said(jot::result<void>(*first->error)) == said(out.verdict));
}

}  // namespace

TEST_CASE("a good token passes every check of an explanation", "[explain]") {
  const draft d;
  const jot::explanation out = explained(d.token(), d.rules);
  CHECK(out.verdict.has_value());
  for (const auto& each : out.checks) {
    INFO(each.name);
    CHECK(each.outcome == check_outcome::passed);
    CHECK(!each.error);
  }
  CHECK(out.checks.size() == all_faults().size());
  for (std::size_t i = 0; i < out.checks.size(); ++i) CHECK(out.checks[i].name == all_faults()[i].check);
}

TEST_CASE("an explanation of a token with one fault fails that check alone", "[explain]") {
  for (const fault& one : all_faults()) check_faults({&one});
}

TEST_CASE("an explanation of a token with two or three faults lists them all, as verify would report each",
          "[explain]") {
  const std::vector<fault>& all = all_faults();
  std::size_t tokens = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (!all[i].goes_with(all[j])) continue;
      check_faults({&all[i], &all[j]});
      ++tokens;
      for (std::size_t k = j + 1; k < all.size(); ++k) {
        if (!all[i].goes_with(all[k]) || !all[j].goes_with(all[k])) continue;
        check_faults({&all[i], &all[j], &all[k]});
        ++tokens;
      }
    }
  }
  CHECK(tokens > 700);
}

TEST_CASE("an explanation decodes what is left of a broken token", "[explain]") {
  const std::string good = payload_token(R"({"sub":"alice","exp":1700000300})");
  const auto outcomes = [](const std::string& token) {
    const jot::explanation out = explained(token);
    return outcome(out, "header") + " " + outcome(out, "signature") + " " + outcome(out, "payload") + " " +
           outcome(out, "claims") + " " + outcome(out, "exp");
  };
  CHECK(outcomes(good) == "passed passed passed passed passed");
  CHECK(outcomes(good.substr(0, good.rfind('.'))) == "passed not_reached passed passed passed");
  CHECK(outcomes(good.substr(0, good.size() - 5)) == "passed failed passed passed passed");
  CHECK(outcomes("Bearer " + good) == "failed not_reached passed passed passed");
  CHECK(outcomes(good.substr(1)) == "failed not_reached passed passed passed");
  CHECK(outcomes(good + "." + good) == "passed not_reached not_reached not_reached not_reached");
  CHECK(outcomes("eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn") == "passed not_reached not_reached not_reached not_reached");
  CHECK(outcomes(R"({"a":"..","payload":"e30"})") == "failed not_reached passed failed not_reached");
  CHECK(outcomes(R"({"payload":"e30","a":"."})") == "not_reached not_reached not_reached not_reached not_reached");
  CHECK(outcomes("") == "not_reached not_reached not_reached not_reached not_reached");
  CHECK(outcomes("8f14e45fceea167a") == "not_reached not_reached not_reached not_reached not_reached");
  CHECK(outcomes(token_of(R"({"alg":"HS256"})", "sub=alice")) == "passed passed passed failed not_reached");
  CHECK(outcomes(token_of(R"({"alg":"HS256"})", R"({"exp":"x"})")) == "passed passed passed failed not_reached");
}

TEST_CASE("an explanation lists every fault of a header and of the claims' types", "[explain]") {
  draft d;
  d.parameter("cty", "7");
  d.parameter("typ", "[]");
  d.parameter("crit", "7");
  d.parameter("b64", "false");
  d.claim("sub", "7");
  d.claim("exp", R"("tomorrow")");
  d.claim("aud", "[7]");
  const jot::explanation out = explained(d.token(), d.rules);
  CHECK(failed(out) == std::vector<std::string>{"header", "header", "crit", "crit", "claims", "claims", "claims"});
  for (const char* name : {"typ", "exp", "lifetime", "aud", "sub"}) CHECK(outcome(out, name) == "not_reached");
  for (const char* name : {"nbf", "iat", "iss", "jti"}) CHECK(outcome(out, name) == "passed");
  CHECK(said(out.verdict) == said(jot::verify(d.token(), hs256_key().verification_key(), d.rules, now_clock())));
}

TEST_CASE("an explanation skips what the rules do not ask for", "[explain]") {
  const jot::explanation out = explained(payload_token(R"({"iss":"x"})"));
  for (const char* name :
       {"crit", "typ", "exp", "nbf", "iat", "lifetime", "iss", "aud", "sub", "jti", "required", "equal", "check"}) {
    INFO(name);
    CHECK(outcome(out, name) == "skipped");
  }
  CHECK(outcome(out, "cnf") == "passed");
  CHECK(out.verdict.has_value());
}

TEST_CASE("an explanation has a check for each required and each equal claim", "[explain]") {
  jot::validation rules = no_rules();
  rules.required = {"a", "b", "c"};
  rules.equal = {{"a", 1}, {"/d/e", jot::contains("x")}, {"b", true}};
  const jot::explanation out = explained(payload_token(R"({"a":1.0,"b":null,"d":{"e":["x"]}})"), rules);
  std::string text;
  for (const auto& each : out.checks) {
    if (!each.claim.empty()) text += each.claim + ' ' + std::string(jot::name(each.outcome)) + ' ' + each.found + '\n';
  }
  CHECK(text ==
        "a passed a number\nb failed null\nc failed absent\n"
        "a passed a number\n/d/e passed an array\nb failed null\n");
}

TEST_CASE("an explanation judges a claims type last", "[explain]") {
  struct account {
    std::string sub;
    int level = 0;
  };
  const auto explain_account = [](const std::string& payload) {
    return jot::explain<account>(payload_token(payload), hs256_key().verification_key(), no_rules(), now_clock());
  };
  CHECK(explain_account(R"({"sub":"a","level":1})").checks.back().outcome == check_outcome::passed);
  const jot::explanation out = explain_account(R"({"sub":"a","level":"1"})");
  CHECK(failed(out) == std::vector<std::string>{"struct"});
  CHECK(said(out.verdict) == said(jot::verify<account>(payload_token(R"({"sub":"a","level":"1"})"),
                                                       hs256_key().verification_key(), no_rules(), now_clock())));
  const jot::explanation expired = explain_account(R"({"sub":"a","exp":1})");
  CHECK(failed(expired) == std::vector<std::string>{"exp", "struct"});
  CHECK(expired.verdict.error().code() == jot::errc::token_expired);
  CHECK(outcome(explain_account("[]"), "struct") == "not_reached");
}

TEST_CASE("an explanation asks a key source once, and each kind of source", "[explain]") {
  struct counting {
    std::shared_ptr<int> calls = std::make_shared<int>(0);
    jot::result<jot::key_candidates> find(const jot::key_query&) const {
      ++*calls;
      return jot::error(jot::errc::keys_pending, "the first fetch of the keys has not ended yet");
    }
  };
  const std::string token = payload_token("{}");
  const counting source;
  const jot::explanation pending = jot::explain(token, source, no_rules(), now_clock());
  CHECK(*source.calls == 1);
  CHECK(pending.verdict.error().code() == jot::errc::keys_pending);
  CHECK(failed(pending) == std::vector<std::string>{"key"});
  CHECK(outcome(pending, "signature") == "not_reached");
  CHECK(outcome(pending, "claims") == "passed");

  const jot::testing::fake_issuer issuer;
  const jot::testing::fake_fetcher network;
  issuer.serve_on(network);
  const auto remote = jot::remote_jwk_set<jot::testing::fake_fetcher, jot::testing::fake_clock>::of_issuer(
                          issuer.issuer(), jot::accept<jot::es256>, network, {}, issuer.clock())
                          .value();
  const auto set = jot::jwk_set::parse(issuer.jwks(), jot::accept<jot::es256>).value();
  for (const jot::any_key_source& keys :
       {jot::any_key_source(remote), jot::any_key_source(set), jot::any_key_source(issuer.key().verification_key())}) {
    CHECK(jot::explain(issuer.good(), keys, issuer.rules(), issuer.clock()).verdict.has_value());
    CHECK(failed(jot::explain(issuer.forged(), keys, issuer.rules(), issuer.clock())) ==
          std::vector<std::string>{"signature"});
  }
  CHECK(jot::explain(issuer.good(), remote, issuer.rules(), issuer.clock()).verdict.has_value());
  CHECK(network.requests().size() == 2);
}

TEST_CASE("an explanation asks for keys also where verify ends before", "[explain]") {
  draft d;
  d.parameter("crit", "[]");
  d.in_token = [](std::string t) { return t.substr(0, t.size() - 4) + "AAAA"; };
  CHECK(failed(explained(d.token(), d.rules)) == std::vector<std::string>{"crit", "signature"});
}

TEST_CASE("a key source that breaks its promise fails the key and not the signature in an explanation", "[explain]") {
  struct wrong_source {
    jot::any_verification_key key;
    bool is_empty;
    jot::result<jot::key_candidates> find(const jot::key_query&) const {
      jot::key_candidates out;
      if (!is_empty) out.add(key);
      return out;
    }
  };
  for (const bool is_empty : {true, false}) {
    const wrong_source keys{key_for(jot::algorithm::hs384).verification_key(), is_empty};
    const jot::explanation out = jot::explain(payload_token("{}"), keys, no_rules(), now_clock());
    CHECK(failed(out) == std::vector<std::string>{"key"});
    CHECK(out.verdict.error().code() == (is_empty ? jot::errc::key_not_found : jot::errc::key_mismatch));
  }
}

TEST_CASE("an explanation calls the caller's check once, and only after all others have passed", "[explain]") {
  int calls = 0;
  draft d;
  d.rules.check = [&](const jot::claims_view& claims, const jot::jws_header&) -> jot::result<void> {
    ++calls;
    if (claims.sub == "alice") return {};
    return jot::error(jot::errc::replayed, "jti", "seen before");
  };
  CHECK(outcome(explained(d.token(), d.rules), "check") == "passed");
  CHECK(calls == 1);
  d.claim("iss", R"("elsewhere")");
  CHECK(outcome(explained(d.token(), d.rules), "check") == "not_reached");
  CHECK(calls == 1);
}

TEST_CASE("an explanation says what is usual with a secret whose signature fails", "[explain]") {
  const auto hint = [](const std::string& signed_with, const std::string& verified_with) {
    const auto signer = jot::signing_key<jot::hs256>::from_secret_text(signed_with).value();
    const auto key = jot::signing_key<jot::hs256>::from_secret_text(verified_with).value();
    const auto out =
        jot::explain(token_of(R"({"alg":"HS256"})", "{}", signer), key.verification_key(), no_rules(), now_clock());
    return std::string(check_of(out, "signature").hint);
  };
  const std::string secret(long_secret);
  const std::string other = "another secret, which is long enough";
  CHECK(hint(secret, secret).empty());
  CHECK(hint(other, secret).empty());
  CHECK(hint(secret, secret + "\n").find("ends in a newline, and without it the signature is good") !=
        std::string::npos);
  CHECK(hint(secret, secret + "\r\n").find("without it the signature is good") != std::string::npos);
  CHECK(hint(other, secret + "\n") == "the secret ends in a newline: was it read from a text file?");
  CHECK(hint(secret + "\n", secret).find("with this secret and a newline at its end") != std::string::npos);
  CHECK(hint(secret, base64url_of(secret)).find("is base64url, and decoded it verifies") != std::string::npos);
  const auto es256 = key_for(jot::algorithm::es256);
  const std::string forged = replaced(token_of(R"({"alg":"ES256"})", "{}", es256), ".e30.", ".e30K.");
  const auto out = jot::explain(forged, es256.verification_key(), no_rules(), now_clock());
  CHECK(failed(out).front() == "signature");
  CHECK(check_of(out, "signature").hint.empty());
}

TEST_CASE("an explanation has values only where they are asked for, and never a signature or a secret", "[explain]") {
  draft d;
  d.parameter("kid", R"("the-kid")");
  const std::string token = d.token();
  const std::string signature = token.substr(token.rfind('.') + 1);
  const std::string raw(jot::as_text(jot::base64url_decode(signature).value()));
  for (const bool values : {false, true}) {
    const jot::explanation out = explained(token, d.rules, {.values = values});
    const std::string text = out.to_text() + out.to_json();
    for (const char* value :
         {"id.example", "alice", "billing", "acme", "gold", "the-kid", "2023-11-14 22:18:20", "1700000300"}) {
      INFO(value);
      CHECK((text.find(value) != std::string::npos) == values);
    }
    CHECK(out.header.empty() == !values);
    for (std::size_t i = 0; i + 6 <= signature.size(); ++i) {
      CHECK(text.find(signature.substr(i, 6)) == std::string::npos);
    }
    for (std::size_t i = 0; i + 6 <= raw.size(); ++i) CHECK(text.find(raw.substr(i, 6)) == std::string::npos);
    CHECK(text.find(long_secret.substr(0, 8)) == std::string::npos);
  }
}

TEST_CASE("an explanation gives dates as UTC with the distance, or the distance alone", "[explain]") {
  const auto found = [](std::int64_t from_now, bool values) {
    const std::string payload = "{\"exp\":" + std::to_string(now_seconds + from_now) + "}";
    return check_of(explained(payload_token(payload), no_rules(), {.values = values}), "exp").found;
  };
  CHECK(found(-12, true) == "2023-11-14 22:13:08 UTC, 12 s ago");
  CHECK(found(-12, false) == "12 s ago");
  CHECK(found(0, false) == "now");
  CHECK(found(59, false) == "in 59 s");
  CHECK(found(60, false) == "in 1 min");
  CHECK(found(3'661, false) == "in 1 h 1 min");
  CHECK(found(3'601, false) == "in 1 h");
  CHECK(found(-90'000, false) == "1 d 1 h ago");
}

TEST_CASE("no terminal obeys an explanation, whatever is in the token and in the rules", "[explain]") {
  jot::validation rules = no_rules();
  rules.issuer = jot::any_of({"a\x1b[2J", "b\xFF"});
  rules.typ = "\x07";
  rules.required = {"\xE2\x80\xAE"};
  rules.equal = {{"x\x9b", "\x1b]0;"}};
  const std::string token = token_of("{\"alg\":\"\\u001b[2J\",\"typ\":\"\\u009b\",\"\xC2\x9B\":1,\"kid\":\"\\u202e\"}",
                                     "{\"iss\":\"\\u001b[2J\\u009b\xE2\x80\xAE\xF0\x9F\x98\x80\",\"aud\":[\"\\u0007\"],"
                                     "\"\xE2\x80\xAE\":null}");
  const jot::explanation out = explained(token, rules, {.values = true});
  for (const char c : out.to_text()) CHECK((c == '\n' || (c >= 0x20 && c < 0x7F)));
  CHECK(out.to_text().find("\\u{202e}\\u{01f600}") != std::string::npos);
  CHECK(nlohmann::json::parse(out.to_json()).at("payload").at("aud").size() == 1);
}

TEST_CASE("an explanation shows the beginning of a long value", "[explain]") {
  const std::string payload = R"({"iss":")" + std::string(300, 'i') + "\"}";
  CHECK(check_of(explained(payload_token(payload), no_rules(), {.values = true}), "iss").found ==
        '"' + std::string(60, 'i') + "\"... (300 bytes)");
}

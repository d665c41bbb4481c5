// The library in a program without exceptions and RTTI: the whole way of a token, and hostile input, end in values.
// Catch2 cannot be built so; this program counts for itself.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error "this program is for builds with -fno-exceptions -fno-rtti"
#endif

namespace {

int passed = 0;
int failed = 0;

void check(bool ok, const char* what) {
  ok ? ++passed : ++failed;
  if (!ok) std::printf("FAILED: %s\n", what);
}

// Without exceptions a claims type must take any document.
struct account {
  std::string scope;
  friend void from_json(const nlohmann::json& in, account& out) noexcept {
    const auto member = in.find("scope");
    if (member != in.end() && member->is_string()) out.scope = member->get<std::string>();
  }
  friend void to_json(nlohmann::json& out, const account& in) { out = {{"scope", in.scope}}; }
};

void every_algorithm_signs_and_verifies() {
  for (const auto& row : jot::algorithm_table) {
    const auto key = jot::any_signing_key::generate(row.id);
    check(key.has_value(), "generate");
    const auto token = jot::sign(*key, {.iss = "i", .aud = "a", .exp = jot::in(std::chrono::minutes(1))});
    check(token.has_value(), "sign");
    check(jot::verify(*token, key->verification_key(), {.issuer = "i", .audience = "a"}).has_value(), row.name.data());
    check(!jot::verify(*token + "A", key->verification_key(), {.issuer = "i", .audience = "a"}), "tampered");
  }
}

void custom_claims_come_back() {
  const auto key = jot::signing_key<jot::hs256>::generate();
  const auto token = jot::sign(*key, {.exp = jot::in(std::chrono::minutes(1))}, account{.scope = "read"});
  const auto who =
      jot::verify<account>(*token, key->verification_key(), {.issuer = jot::ignore, .audience = jot::ignore});
  check(who && who->claims().scope == "read", "custom claims");
  check(who && who->json().at("scope") == "read", "payload on demand");
}

struct grant {
  std::string sub;
  std::vector<int> levels;
  std::optional<std::string> org;
  jot::defaulted<bool> admin = false;
};

void plain_structs_are_claims() {
  const auto key = jot::signing_key<jot::hs256>::generate();
  const jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore};
  const auto token = jot::sign(*key, {.exp = jot::in(std::chrono::minutes(1))}, grant{"alice", {1, 2}, {}, true});
  const auto who = jot::verify<grant>(*token, key->verification_key(), rules);
  check(who && who->claims().sub == "alice" && who->claims().levels.size() == 2 && *who->claims().admin, "a struct");
  struct other {
    std::vector<std::string> levels;
  };
  const auto wrong = jot::verify<other>(*token, key->verification_key(), rules);
  check(!wrong && wrong.error().claim() == "levels[0]", "a struct that does not fit");
  check(!jot::sign(*key, {.exp = jot::never}, grant{"\xFF", {}, {}, {}}), "a struct that cannot be signed");
}

void hostile_bytes_end_in_errors() {
  const jot::testing::fake_issuer issuer;
  const auto keys = jot::jwk_set::parse(issuer.jwks(), jot::accept<jot::es256>);
  const jot::verifier v{*keys, issuer.rules(), issuer.clock()};
  check(v.verify(issuer.good()).has_value(), "the control");
  const std::vector<std::string> bad{"",
                                     ".",
                                     "..",
                                     "...",
                                     "{}",
                                     std::string(100'000, '.'),
                                     std::string(3, '\0'),
                                     "eyJ9.e30.",
                                     "e30.e30.e30",
                                     issuer.alg_none(),
                                     issuer.alg_confused(),
                                     issuer.forged(),
                                     issuer.expired(),
                                     issuer.unknown_kid(),
                                     issuer.with_crit()};
  for (const std::string& token : bad) {
    check(!v.verify(token), token.c_str());
    const jot::explanation why = jot::explain(token, *keys, issuer.rules(), issuer.clock(), {.values = true});
    check(!why.verdict && !why.to_text().empty() && nlohmann::json::accept(why.to_json()), "an explanation");
  }
  for (const char* text : {"", "[", "{\"keys\":", "{\"keys\":[1,{}]}", "\xFF", "{\"kty\":\"oct\",\"k\":1e999}"}) {
    check(!jot::jwk::parse(text), text);
    const auto set = jot::jwk_set::parse(text, jot::accept<jot::es256>);
    check(!set || set->size() == 0, text);
  }
}

void a_remote_set_survives_a_failing_provider() {
  const jot::testing::fake_issuer issuer;
  const jot::testing::fake_fetcher fetcher;
  issuer.serve_on(fetcher);
  const auto keys = jot::remote_jwk_set<jot::testing::fake_fetcher, jot::testing::fake_clock>::of_issuer(
      issuer.issuer(), jot::accept<jot::es256>, fetcher, {}, issuer.clock());
  const jot::verifier v{*keys, issuer.rules(), issuer.clock()};
  check(v.verify(issuer.good()).has_value(), "discovered");
  fetcher.fail(issuer.jwks_uri());
  check(!keys->refresh(), "the outage shows");
  check(v.verify(issuer.good()).has_value(), "the keys stay");
}

}  // namespace

int main() {
  every_algorithm_signs_and_verifies();
  custom_claims_come_back();
  plain_structs_are_claims();
  hostile_bytes_end_in_errors();
  a_remote_set_survives_a_failing_provider();
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

// The examples of docs/claims.md: a struct is what a token must say, what it may say, and what is made of it.
#include <jot/jot.hpp>

#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

using namespace std::chrono_literals;

namespace {

// [struct]
struct access {
  std::vector<std::string> roles;
};

struct account {
  std::string sub;                    // required; a registered claim is read like any other
  jot::oauth2::scope_set scope;       // required: "read write" or ["read", "write"]
  std::optional<std::string> email;   // may be absent or null
  jot::defaulted<int> seats = 1;      // may be absent, and is 1 then
  std::map<std::string, long> quota;  // an object whose names are not known before
  access realm_access;                // an object of its own
  jot::one_or_many<std::string> amr;  // "pwd" or ["pwd", "otp"]
};
// [/struct]

// [names]
enum class plan { free, team };
constexpr auto jot_value_names(plan) { return jot::value_names<plan>({{plan::free, "free"}, {plan::team, "team"}}); }

struct customer {
  std::string org;
  plan tier;
};
constexpr auto jot_claim_names(const customer*) { return jot::claim_names({{"org", "https://acme.example/org"}}); }
// [/names]

// [other]
struct session {
  std::string sid;
  jot::other_claims more;  // what no other member reads, kept as JSON text until get() asks
};
// [/other]

const jot::validation rules{.issuer = "https://id.example", .audience = "api"};
jot::registered_claims registered() { return {.iss = "https://id.example", .aud = "api", .exp = jot::in(15min)}; }

// [both]
template <class Key>
jot::result<std::string> name_of_owner(const Key& key) {
  account made{.sub = "alice",
               .scope = {"read", "write"},
               .email = std::nullopt,
               .seats = 5,
               .quota = {{"photos", 500}},
               .realm_access = {.roles = {"editor", "owner"}},
               .amr = {"pwd"}};
  const auto token = jot::sign(key, registered(), made);
  if (!token) return token.error();
  const auto who = jot::verify<account>(*token, key.verification_key(), rules);
  if (!who) return who.error();
  const account& read = who->claims();
  return read.sub + ", " + read.realm_access.roles.back() + ", " + std::to_string(read.seats);
}
// [/both]

// What a token of another program says where account expects something else.
struct mixed_access {
  std::vector<std::variant<std::string, int>> roles;
};
struct mixed_account {
  std::string sub, scope, amr;
  std::map<std::string, double> quota;
  mixed_access realm_access;
};

template <class Key>
std::string verdict(const Key& key, const mixed_account& claims) {
  const std::string token = jot::sign(key, registered(), claims).value();
  // [errors]
  const auto who = jot::verify<account>(token, key.verification_key(), rules);
  return who ? "accepted" : who.error().message();
  // [/errors]
}

}  // namespace

int main() {
  const auto key = jot::signing_key<jot::hs256>::generate().value();
  std::cout << name_of_owner(key).value() << '\n';

  const mixed_account good{.sub = "bob", .scope = "", .amr = "pwd", .quota = {{"photos", 3}}, .realm_access = {}};
  std::cout << verdict(key, good) << '\n';
  mixed_account wrong = good;
  wrong.realm_access.roles = {"editor", "owner", 7};
  std::cout << verdict(key, wrong) << '\n';
  wrong = good;
  wrong.quota["photos"] = 3.7;
  std::cout << verdict(key, wrong) << '\n';

  const std::string of_customer = jot::sign(key, registered(), customer{.org = "acme", .tier = plan::team}).value();
  const auto acme = jot::verify<customer>(of_customer, key.verification_key(), rules).value();
  std::cout << acme.claims().org << (acme.claims().tier == plan::team ? ", team\n" : "\n");

  session one{.sid = "s-1", .more = {}};
  // [other-use]
  one.more.set("locale", std::string("nl")).value();
  const std::string token = jot::sign(key, registered(), one).value();
  const auto seen = jot::verify<session>(token, key.verification_key(), rules).value();
  for (const auto& [name, json] : seen.claims().more.sources()) std::cout << name << " is " << json << '\n';
  const auto locale = seen.claims().more.get<std::string>("locale");
  // [/other-use]
  std::cout << locale.value() << '\n';
}

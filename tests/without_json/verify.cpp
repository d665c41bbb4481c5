// Verifies the token of the first file with the key set of the second; includes all there is for programs and for
// tests.
#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace {

struct grant {
  std::vector<std::string> roles;
  std::optional<std::string> org;
};

std::string read(const char* path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const jot::validation rules{
      .issuer = "https://id.example", .audience = "api", .typ = "at+jwt", .required = {"jti"}, .equal = {{"jti", "7"}}};
  const std::string token = read(argv[1]);
  const std::string jwks = read(argv[2]);
  const auto keys = jot::jwk_set::parse(jwks, jot::accept<jot::es256>).value();
  const auto who = jot::verify<grant>(token, keys, rules).value();
  const bool is_read = *who.registered().sub == "alice" && who.registered().aud->size() == 2 &&
                       who.header().kid == "one" && who.claims().roles == std::vector<std::string>{"reader"} &&
                       !who.claims().org;

  const jot::testing::fake_fetcher fetcher;
  fetcher.respond("https://id.example/.well-known/openid-configuration",
                  R"({"issuer":"https://id.example","jwks_uri":"https://id.example/keys","scopes_supported":["a"]})");
  fetcher.respond("https://id.example/keys", jwks);
  const auto remote = jot::remote_jwk_set<jot::testing::fake_fetcher>::of_issuer("https://id.example",
                                                                                 jot::accept<jot::es256>, fetcher);
  const bool is_found = jot::verify(token, remote.value(), rules).has_value();
  return is_read && is_found && jot::unsafe::decode(token).has_value() ? 0 : 1;
}

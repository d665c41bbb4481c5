// This library as one of the verifiers that differential_test.py compares: a case as a line of JSON on standard input,
// its verdict as a line on standard output: "accepted", or the name of the error's code. An explanation that ends with
// another verdict is one of its own: "explained otherwise".
#include <jot/explain.hpp>
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace {

using json = nlohmann::json;

jot::result<jot::jwk_set> keys_of(const json& test) {
  std::string names;
  for (const json& name : test.at("algorithms")) names += (names.empty() ? "" : ",") + name.get<std::string>();
  const auto accepted = jot::algorithm_set::parse(names);
  if (!accepted) return accepted.error();
  const std::string& text = test.at("key").get_ref<const std::string&>();
  if (test.at("is_set")) return jot::jwk_set::parse(text, *accepted);
  return jot::jwk::parse(text).and_then([&](const jot::jwk& key) { return jot::jwk_set::of(key, *accepted); });
}

jot::validation rules_of(const json& options) {
  jot::validation rules{.issuer = jot::ignore, .audience = jot::absent, .exp = jot::expiry::optional};
  if (options.contains("iss")) rules.issuer = options["iss"].get<std::string>();
  if (options.contains("aud")) rules.audience = options["aud"].get<std::string>();
  if (options.contains("sub")) rules.subject = options["sub"].get<std::string>();
  if (options.contains("typ")) rules.typ = options["typ"].get<std::string>();
  if (options.contains("max_age")) rules.max_age = std::chrono::seconds(options["max_age"].get<std::int64_t>());
  rules.required = options.value("required_claims", rules.required);
  rules.understood_critical = options.value("crit_understood", rules.understood_critical);
  rules.leeway = std::chrono::seconds(options.at("leeway").get<std::int64_t>());
  return rules;
}

std::string verdict(const json& test) {
  const auto keys = keys_of(test);
  if (!keys) return std::string(jot::name(keys.error().code()));
  const std::string& token = test.at("token").get_ref<const std::string&>();
  const auto name = [](const auto& result) {
    return std::string(result ? "accepted" : jot::name(result.error().code()));
  };
  if (test.at("is_jwt") == false) return name(jot::verify_jws(token, *keys));
  const json& options = test.at("options");
  const jot::fixed_clock clock{std::chrono::sys_seconds(std::chrono::seconds(options.at("now").get<std::int64_t>()))};
  const auto verified = jot::verify(token, *keys, rules_of(options), clock);
  const jot::explanation explained = jot::explain(token, *keys, rules_of(options), clock);
  const bool is_same = explained.verdict.has_value() == verified.has_value() &&
                       explained.verdict.error().code() == verified.error().code() &&
                       explained.verdict.error().message() == verified.error().message();
  return is_same ? name(verified) : "explained otherwise";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << verdict(json::parse(line)) << '\n';
}

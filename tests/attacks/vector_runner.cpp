// Bodies of vector_runner.hpp.
#include "vector_runner.hpp"

#include "support/vectors.hpp"

namespace attack {
namespace {

using json = nlohmann::json;

void collect_secrets(const json& key, std::vector<std::string>& out) {
  if (key.is_object()) {
    for (const char* name : {"k", "d", "p", "q", "dp", "dq", "qi"}) {
      if (const auto member = key.find(name); member != key.end() && member->is_string())
        out.push_back(member->get<std::string>());
    }
    if (const auto keys = key.find("keys"); keys != key.end()) collect_secrets(*keys, out);
  } else if (key.is_array()) {
    for (const json& one : key) collect_secrets(one, out);
  }
}

vector_case read_case(const json& in) {
  vector_case out;
  out.id = in.at("id");
  out.token = in.at("token");
  out.key = in.at("key").dump();
  out.is_set = in.at("key").contains("keys");
  out.accept = in.at("expect") == "accept";
  out.errors = in.value("errors", std::vector<std::string>());
  for (const json& name : in.at("alg_allowed"))
    out.algorithms += (out.algorithms.empty() ? "" : ",") + name.get<std::string>();
  const json& options = in.at("verify_options");
  out.rules.audience = jot::absent;
  if (options.contains("iss")) out.rules.issuer = options["iss"].get<std::string>();
  if (options.contains("aud")) out.rules.audience = options["aud"].get<std::string>();
  if (options.contains("sub")) out.rules.subject = options["sub"].get<std::string>();
  if (options.contains("typ")) out.rules.typ = options["typ"].get<std::string>();
  if (options.contains("max_age")) out.rules.max_age = std::chrono::seconds(options["max_age"].get<std::int64_t>());
  if (options.contains("required_claims"))
    out.rules.required = options["required_claims"].get<std::vector<std::string>>();
  if (options.contains("crit_understood"))
    out.rules.understood_critical = options["crit_understood"].get<std::vector<std::string>>();
  out.rules.leeway = std::chrono::seconds(options.at("leeway").get<std::int64_t>());
  out.time = options.at("now");
  collect_secrets(in.at("key"), out.secrets);
  return out;
}

}  // namespace

std::optional<std::vector<vector_case>> load_vectors() {
  const auto file = jot::testing_support::vectors_json("attacks.json");
  if (!file) return std::nullopt;
  std::vector<vector_case> out;
  for (const json& test : file->at("tests")) out.push_back(read_case(test));
  return out;
}

jot::result<jot::jwk_set> keys_of(const vector_case& test) {
  const auto accepted = jot::algorithm_set::parse(test.algorithms);
  // An allow-list that names what is not there must not be mended by leaving it out.
  if (!accepted) return jot::error(jot::errc::algorithm_not_allowed, "the allow-list is refused");
  if (test.is_set) return jot::jwk_set::parse(test.key, *accepted);
  return jot::jwk::parse(test.key).and_then([&](const jot::jwk& key) { return jot::jwk_set::of(key, *accepted); });
}

jot::result<void> judge(const vector_case& test, const jot::jwk_set& keys) {
  const auto who = jot::verify(test.token, keys, test.rules, at(test.time));
  if (!who) return who.error();
  return {};
}

jot::result<void> judge(const vector_case& test) {
  const auto keys = keys_of(test);
  if (!keys) return keys.error();
  return judge(test, *keys);
}

jot::result<void> judge_jws(const vector_case& test) {
  const auto keys = keys_of(test);
  if (!keys) return keys.error();
  const auto jws = jot::verify_jws(test.token, *keys, {.understood_critical = test.rules.understood_critical});
  if (!jws) return jws.error();
  return {};
}

}  // namespace attack

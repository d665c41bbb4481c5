// GitHub Actions: the ID tokens of workflow runs.
#include "fixture.hpp"

// [github]
template <class Http, class Clock = jot::system_clock>
auto github(std::string audience, std::string repository, Http http, Clock clock = {}) {
  const std::string issuer = "https://token.actions.githubusercontent.com";
  auto keys = jot::remote_jwk_set<Http, Clock>::of_issuer(issuer, jot::accept<jot::rs256>, std::move(http), {}, clock);
  return jot::verifier{
      keys.value(), {.issuer = issuer, .audience = audience, .equal = {{"repository", repository}}}, clock};
}
// [/github]

int main() {
  const fixture::provider at;
  const std::string issuer = "https://token.actions.githubusercontent.com";
  const fixture::provider_key key("cc413527-173f-5a05-976e-9c52b1d7b431");
  const fixture::provider_key other("38826B17-6A30-5F9B-B169-8BEB8202F723");
  const auto as_published = [](const fixture::provider_key& k) {
    fixture::json out = k.jwk(k.certified());
    out.update({{"use", "sig"}, {"alg", "RS256"}});
    return out;
  };
  at.publish(issuer, issuer + "/.well-known/jwks", {as_published(key), as_published(other)});

  const auto verifier = github("https://deploy.example", "octo-org/octo-repo", at.http, at.clock);
  fixture::judge(verifier, at, key, {{"typ", "JWT"}, {"x5t", key.certified()["x5t"]}},
                 {{"jti", "91a2f0a3-5c0c-4a5a-8e1c-1f2d3e4c5b66"},
                  {"sub", "repo:octo-org/octo-repo:environment:production"},
                  {"aud", "https://deploy.example"},
                  {"ref", "refs/heads/main"},
                  {"sha", "c040cae0f0dc81641728557b80f09cfa23b83fe5"},
                  {"repository", "octo-org/octo-repo"},
                  {"repository_owner", "octo-org"},
                  {"repository_owner_id", "65"},
                  {"run_id", "22259804324"},
                  {"run_number", "10"},
                  {"run_attempt", "2"},
                  {"repository_visibility", "private"},
                  {"repository_id", "74"},
                  {"actor_id", "12"},
                  {"actor", "octocat"},
                  {"workflow", "deploy"},
                  {"head_ref", ""},
                  {"base_ref", ""},
                  {"event_name", "workflow_dispatch"},
                  {"ref_protected", "true"},
                  {"ref_type", "branch"},
                  {"environment", "production"},
                  {"job_workflow_ref", "octo-org/octo-automation/.github/workflows/oidc.yml@refs/heads/main"},
                  {"runner_environment", "github-hosted"},
                  {"iss", issuer},
                  {"nbf", at.now() - 300},
                  {"exp", at.now() + 600},
                  {"iat", at.now()}},
                 {{"for another audience", {{"aud", "https://github.com/octo-org"}}},
                  {"of another issuer", {{"iss", "https://github.example/_services/token"}}},
                  {"of another repository", {{"repository", "octo-org/fork"}}},
                  {"without a repository", {{"repository", nullptr}}}});
  fixture::show_keys(verifier.keys().status());
}

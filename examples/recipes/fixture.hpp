// The other side of the recipes: keys, documents and tokens in the shape that a provider gives them, and the verdicts
// on tokens that differ from the provider's own in one thing each.
#pragma once

#include <jot/jot.hpp>
#include <jot/testing.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace fixture {

using jot::testing::fake_clock;
using jot::testing::fake_fetcher;
using nlohmann::json;

/// An RSA key of a provider: what it signs with, and what it publishes of it.
class provider_key {
 public:
  explicit provider_key(std::string kid);

  /// kty, n, e and kid, and whatever else the provider writes.
  [[nodiscard]] json jwk(const json& more) const;
  /// The members that go with a certificate: x5c, and x5t in base64url.
  [[nodiscard]] json certified() const;
  [[nodiscard]] const std::string& certificate_pem() const noexcept { return certificate_pem_; }
  /// A token of these claims. The header has alg and kid, and `more`.
  [[nodiscard]] std::string sign(const json& more, const json& claims) const;
  [[nodiscard]] const std::string& kid() const noexcept { return kid_; }

 private:
  std::string kid_;
  jot::any_signing_key key_;
  std::string certificate_pem_;
};

/// A provider on a network and in a time that the test commands.
struct provider {
  fake_clock clock;
  fake_fetcher http;

  [[nodiscard]] std::int64_t now() const { return clock.now().time_since_epoch().count(); }
  /// Publishes a discovery document and the key set that it leads to.
  void publish(const std::string& issuer, const std::string& jwks_uri, const std::vector<json>& keys) const;
};

/// A token that differs from the good one: a patch (RFC 7396) to its claims.
struct variant {
  std::string_view what;
  json claims;
};

inline void show(std::string_view what, std::string_view verdict) {
  std::cout << what << std::string(what.size() < 28 ? 28 - what.size() : 1, ' ') << verdict << '\n';
}

/// Prints the verdicts on the provider's own token, on its variants, and on what every verifier must refuse.
template <class Claims = jot::no_claims, class Verifier>
void judge(const Verifier& verifier, const provider& at, const provider_key& key, const json& header,
           const json& claims, const std::vector<variant>& variants) {
  const auto verdict = [&](std::string_view what, const std::string& token) {
    const auto outcome = verifier.template verify<Claims>(token);
    show(what, outcome ? "accepted" : outcome.error().message());
  };
  const auto patched = [&](const json& patch) {
    json out = claims;
    out.merge_patch(patch);
    return out;
  };
  const provider_key stranger("stranger");
  verdict("the provider's token", key.sign(header, claims));
  for (const variant& v : variants) verdict(v.what, key.sign(header, patched(v.claims)));
  verdict("expired", key.sign(header, patched({{"exp", at.now() - 60}})));
  verdict("an unknown kid", stranger.sign(header, claims));
  json under_known_kid = header;
  under_known_kid["kid"] = key.kid();
  verdict("a stranger's signature", stranger.sign(under_known_kid, claims));
}

/// Prints how many keys are in use and how many were left out.
inline void show_keys(const jot::remote_status& status) {
  show("keys", std::to_string(status.keys) + " used, " + std::to_string(status.skipped) + " left out");
}

}  // namespace fixture

// Keys from a file or a secret store, which change while the program runs.
#include "fixture.hpp"

#include <memory>
#include <mutex>

// [replaced-keys]
// A copy shares the keys. The verifier stays, and with it the rules and what it has revoked.
class replaced_keys {
 public:
  explicit replaced_keys(jot::jwk_set keys) : shared_(std::make_shared<shared>(std::move(keys))) {}

  void replace(jot::jwk_set keys) const {
    const std::lock_guard lock(shared_->mutex);
    shared_->keys = std::move(keys);
  }
  jot::result<jot::key_candidates> find(const jot::key_query& query) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->keys.find(query);
  }

 private:
  struct shared {
    explicit shared(jot::jwk_set first) : keys(std::move(first)) {}
    std::mutex mutex;
    jot::jwk_set keys;
  };
  std::shared_ptr<shared> shared_;
};
// [/replaced-keys]

int main() {
  const fixture::provider at;
  const fixture::provider_key old_key("2026-10");
  const fixture::provider_key new_key("2026-11");
  const auto set_of = [](const fixture::provider_key& key) {
    const fixture::json document{{"keys", {key.jwk({{"use", "sig"}, {"alg", "RS256"}})}}};
    return jot::jwk_set::parse(document.dump(), jot::accept<jot::rs256>).value();
  };
  const replaced_keys keys(set_of(old_key));
  const jot::verifier verifier{keys, {.issuer = "https://id.example", .audience = "shop"}, at.clock};
  const auto verdict = [&](std::string_view what, const fixture::provider_key& key) {
    const auto who = verifier.verify(
        key.sign(fixture::json::object(), {{"iss", "https://id.example"}, {"aud", "shop"}, {"exp", at.now() + 60}}));
    fixture::show(what, who ? "accepted" : who.error().message());
  };
  verdict("of the old key", old_key);
  verdict("of the new key", new_key);
  keys.replace(set_of(new_key));
  verdict("of the old key, afterwards", old_key);
  verdict("of the new key, afterwards", new_key);
}

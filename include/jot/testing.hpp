// For the tests of programs that verify tokens: a clock that the test moves, a fetcher that answers as the test says,
// and an issuer whose tokens are good or bad in every way that matters.
#pragma once

#include <jot/clock.hpp>
#include <jot/fetcher.hpp>
#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>
#include <jot/primitives.hpp>
#include <jot/remote_jwk_set.hpp>

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace testing {

/// A clock that moves only when advance() is called; copies share the time.
class fake_clock {
 public:
  /// A clock that shows 2023-11-14T22:13:20Z.
  fake_clock() : fake_clock(std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000))) {}
  /// A clock that shows this time.
  explicit fake_clock(std::chrono::sys_seconds start)
      : seconds_(std::make_shared<std::atomic<std::int64_t>>(start.time_since_epoch().count())) {}
  /// The time that it shows.
  [[nodiscard]] std::chrono::sys_seconds now() const {
    return std::chrono::sys_seconds(std::chrono::seconds(seconds_->load()));
  }
  /// Moves the clock, also back.
  void advance(std::chrono::seconds by) const { seconds_->fetch_add(by.count()); }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> seconds_;
};

/// A fetcher without a network: it answers as the test says, counts, fails, throws, or hangs until released. Copies
/// share everything, so that a test keeps one while the set owns another. A URL without an answer gets 404.
class fake_fetcher {
 public:
  /// @{
  /// From now on the URL gives this response, or 200 with this body. A request that names the response's ETag gets 304.
  void respond(std::string url, http_response response) const {
    const std::lock_guard lock(state_->mutex);
    state_->answers.insert_or_assign(std::move(url), result<http_response>(std::move(response)));
  }
  void respond(std::string url, std::string body) const {
    respond(std::move(url), http_response{.status = 200, .body = std::move(body)});
  }
  /// @}
  /// From now on the URL cannot be reached.
  void fail(std::string url) const {
    const std::lock_guard lock(state_->mutex);
    state_->answers.insert_or_assign(std::move(url), error(errc::keys_unavailable, "connection refused"));
  }
  /// From now on every request throws, which a fetcher must not do; `on = false` ends that.
  void throw_from_now_on(bool on = true) const {
    const std::lock_guard lock(state_->mutex);
    state_->throwing = on;
  }
  /// From now on requests hang until release().
  void hold() const {
    const std::lock_guard lock(state_->mutex);
    state_->held = true;
  }
  /// Lets requests go on after hold().
  void release() const {
    {
      const std::lock_guard lock(state_->mutex);
      state_->held = false;
    }
    state_->changed.notify_all();
  }
  /// Waits until so many requests have arrived, answered or not.
  void wait_for_requests(std::size_t count) const {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait(lock, [&] { return state_->requests.size() >= count; });
  }
  /// The URLs requested so far, in order.
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
  }

  /// The answer that the test gave for the URL.
  result<http_response> get(const http_request& request) const {
    std::unique_lock lock(state_->mutex);
    state_->requests.push_back(request.url);
    state_->changed.notify_all();
    state_->changed.wait(lock, [&] { return !state_->held; });
#if JOT_EXCEPTIONS
    if (state_->throwing) throw std::runtime_error("the fetcher is set to throw");
#endif
    const auto answer = state_->answers.find(request.url);
    if (answer == state_->answers.end()) return http_response{.status = 404};
    if (answer->second && !request.if_none_match.empty() && answer->second->etag == request.if_none_match) {
      return http_response{
          .status = 304, .etag = request.if_none_match, .cache_control = answer->second->cache_control};
    }
    return answer->second;
  }

 private:
  struct state {
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, result<http_response>> answers;
    std::vector<std::string> requests;
    bool held = false;
    bool throwing = false;
  };
  std::shared_ptr<state> state_ = std::make_shared<state>();
};

static_assert(clock<fake_clock> && http_fetcher<fake_fetcher>);

/// An issuer of tokens of the algorithm A, with a current key, a discovery document and a key set to publish. Claims of
/// your own are of any type that jot::sign takes.
template <signature_algorithm A>
class basic_fake_issuer {
 public:
  /// An issuer with a new key. Its tokens name the issuer and the audience; their dates come from the clock.
  explicit basic_fake_issuer(std::string issuer = "https://issuer.example", std::string audience = "api",
                             fake_clock clock = fake_clock())
      : issuer_(std::move(issuer)), audience_(std::move(audience)), clock_(std::move(clock)) {
    rotate();
  }

  /// The issuer's name, `iss`.
  [[nodiscard]] const std::string& issuer() const noexcept { return issuer_; }
  /// The clock, which the code under test should share.
  [[nodiscard]] const fake_clock& clock() const noexcept { return clock_; }
  /// Where the key set is.
  [[nodiscard]] std::string jwks_uri() const { return issuer_ + "/jwks.json"; }
  /// The current key, which signs.
  [[nodiscard]] const jot::signing_key<A>& key() const noexcept { return *keys_.back(); }

  /// The rules that good() tokens satisfy.
  [[nodiscard]] validation rules() const { return {.issuer = issuer_, .audience = audience_}; }

  /// Signs with a new key from now on; the old one stays published until retire_old_keys().
  void rotate() {
    auto key = jot::signing_key<A>::generate().value();
    const std::string kid = jwk::from_public(key.verification_key()).value().thumbprint();
    keys_.push_back(std::make_shared<const jot::signing_key<A>>(key.with_kid(kid)));
  }
  /// Publishes the current key alone.
  void retire_old_keys() { keys_.erase(keys_.begin(), keys_.end() - 1); }

  /// The JWK Set to publish.
  [[nodiscard]] std::string jwks() const {
    std::vector<any_verification_key> published;
    for (const auto& k : keys_) published.push_back(k->verification_key().any());
    return jwk_set::publish(published).value();
  }
  /// The discovery document.
  [[nodiscard]] std::string metadata() const {
    return R"({"issuer":")" + issuer_ + R"(","jwks_uri":")" + jwks_uri() + R"("})";
  }
  /// Publishes key set and discovery document on a fetcher; to be called again after each rotation. `like` gives the
  /// status and headers of the key set's response.
  void serve_on(const fake_fetcher& fetcher, http_response like = {.status = 200}) const {
    like.body = jwks();
    fetcher.respond(jwks_uri(), std::move(like));
    fetcher.respond(issuer_ + "/.well-known/openid-configuration", metadata());
  }

  // ---- tokens ----

  /// The registered claims of a good() token: `sub` is "alice", and it expires in five minutes.
  [[nodiscard]] registered_claims claims() const {
    return {.iss = issuer_,
            .sub = "alice",
            .aud = audience_,
            .exp = clock_.now() + std::chrono::minutes(5),
            .iat = clock_.now()};
  }
  /// @{
  /// A token of these claims, signed with the current key.
  [[nodiscard]] std::string sign(const registered_claims& claims, const header_fields& header = {}) const {
    return jot::sign(key(), claims, header).value();
  }
  template <class Custom>
    requires(!std::is_convertible_v<const Custom&, const header_fields&>)
  [[nodiscard]] std::string sign(const registered_claims& claims, const Custom& custom,
                                 const header_fields& header = {}) const {
    return jot::sign(key(), claims, custom, header).value();
  }
  /// @}
  /// @{
  /// A token that rules() accept, also with claims of your own.
  [[nodiscard]] std::string good() const { return sign(claims()); }
  template <class Custom>
  [[nodiscard]] std::string good(const Custom& custom) const {
    return sign(claims(), custom);
  }
  /// @}
  /// A token that expires at this second, so that it has expired.
  [[nodiscard]] std::string expired() const {
    return with([&](auto& c) { c.exp = clock_.now(); });
  }
  /// A token that becomes valid in one second.
  [[nodiscard]] std::string not_yet_valid() const {
    return with([&](auto& c) { c.nbf = clock_.now() + std::chrono::seconds(1); });
  }
  /// A token that never expires.
  [[nodiscard]] std::string without_exp() const {
    return with([](auto& c) { c.exp = never; });
  }
  /// A token for another audience.
  [[nodiscard]] std::string wrong_audience() const {
    return with([](auto& c) { c.aud = "another-api"; });
  }
  /// A token that names another issuer.
  [[nodiscard]] std::string wrong_issuer() const {
    return with([](auto& c) { c.iss = "https://elsewhere.example"; });
  }
  /// A token signed with a stranger's key under the kid of the issuer's key.
  [[nodiscard]] std::string wrong_key() const {
    return jot::sign(stranger().with_kid(std::string(key().kid())), claims()).value();
  }
  /// A token signed with a stranger's key under a kid that the issuer does not have.
  [[nodiscard]] std::string unknown_kid(std::string kid = "unknown") const {
    return jot::sign(stranger().with_kid(std::move(kid)), claims()).value();
  }
  /// A token of HS256 whose secret is the text of the issuer's public key: the classic confusion.
  [[nodiscard]] std::string alg_confused() const {
    // jot refuses a secret that is PEM. HMAC replaces one longer than a block by its hash (RFC 2104 §2), so that the
    // hash is the same secret.
    const auto hashed = sha256(as_bytes(key().verification_key().to_public_pem().value())).value();
    const auto secret = jot::signing_key<hs256>::from_secret(hashed).value().with_kid(std::string(key().kid()));
    return jot::sign(secret, claims()).value();
  }
  /// A token of "alg": "none", without a signature.
  [[nodiscard]] std::string alg_none() const {
    const std::string token = good();
    const std::size_t first = token.find('.');
    return base64url_encode(as_bytes(R"({"alg":"none"})")) + token.substr(first, token.rfind('.') - first + 1);
  }
  /// A token whose signature is good and whose header names an unknown critical extension.
  [[nodiscard]] std::string with_crit() const {
    const std::string token = good();
    const std::size_t first = token.find('.');
    std::string input = base64url_encode(as_bytes(R"({"alg":")" + std::string(name(A::id)) + R"(","kid":")" +
                                                  std::string(key().kid()) + R"(","crit":["x"],"x":1})")) +
                        token.substr(first, token.rfind('.') - first);
    const bytes signature = key().sign(as_bytes(input)).value();
    return input + '.' + base64url_encode(signature);
  }
  /// A good token whose payload was changed afterwards.
  [[nodiscard]] std::string forged() const {
    const std::string token = good();
    const std::string other = with([](auto& c) { c.sub = "mallory"; });
    return other.substr(0, other.rfind('.')) + token.substr(token.rfind('.'));
  }

 private:
  // One for all tokens, because an RSA key takes long to make.
  [[nodiscard]] static const jot::signing_key<A>& stranger() {
    static const jot::signing_key<A> key = jot::signing_key<A>::generate().value();
    return key;
  }
  template <class Change>
  [[nodiscard]] std::string with(const Change& change) const {
    registered_claims changed = claims();
    change(changed);
    return sign(changed);
  }

  std::string issuer_;
  std::string audience_;
  fake_clock clock_;
  std::vector<std::shared_ptr<const jot::signing_key<A>>> keys_;
};

/// An issuer of ES256 tokens.
using fake_issuer = basic_fake_issuer<es256>;

}}}  // namespace jot::JOT_ABI::testing

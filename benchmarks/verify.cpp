// What it costs to verify a token: ours, OpenSSL alone doing the cryptography of it (the floor), and other libraries,
// all interleaved in one process; forged tokens, a claims type of the caller's, and two threads on one verifier.
#include "support/floor.hpp"
#include "support/measure.hpp"
#include "support/peer.hpp"
#include "support/token.hpp"

#include <jot/jot.hpp>

#include <memory>
#include <string>

namespace {

using bench::account;
using bench::add;
using bench::rules;
using bench::signed_token;
using benchmark::DoNotOptimize;

template <class A>
using verifier_of = jot::verifier<jot::verification_key<A>>;

template <class A>
const verifier_of<A>& shared_verifier() {
  static const verifier_of<A> it{signed_token<A>::get().verification_key(), rules()};
  return it;
}

// What a peer is asked to do as well: the whole of verify(), its result kept alive until it is known.
template <class A, class Claims = jot::no_claims>
auto accept(const std::string& token) {
  return [token, &verifier = shared_verifier<A>()] {
    auto who = verifier.template verify<Claims>(token);
    DoNotOptimize(who);
    return who.has_value();
  };
}

// The same token again and again, as a gateway sees it; all but the first time it is remembered.
template <class A>
auto accept_again() {
  static const verifier_of<A> verifier{signed_token<A>::get().verification_key(), rules(), jot::cache_limits{}};
  return [token = signed_token<A>::get().token()] {
    auto who = verifier.verify(token);
    DoNotOptimize(who);
    return who.has_value();
  };
}

template <class A>
auto reject(const std::string& token) {
  return [token, &verifier = shared_verifier<A>()] {
    auto who = verifier.verify(token);
    DoNotOptimize(who);
    return !who.has_value() && who.error().code() == jot::errc::signature_invalid;
  };
}

std::string row(jot::algorithm algorithm, std::string who) {
  return "verify/" + std::string(jot::facts(algorithm).name) + "/" + std::move(who);
}

// The same bytes, hashed or verified by OpenSSL alone.
template <class Way>
auto hmac_floor() {
  const auto& of = signed_token<jot::hs256>::get();
  return [way = std::make_shared<Way>(jot::as_bytes(of.texts().secret)), message = of.signing_input()] {
    bench::floor::digest_bytes mac;
    const bool ok = (*way)(jot::as_bytes(message), mac.data());
    DoNotOptimize(mac);
    return ok;
  };
}

template <class A>
auto public_key_floor() {
  const auto& of = signed_token<A>::get();
  jot::bytes signature = jot::base64url_decode(of.signature()).value();
  if constexpr (jot::facts(A::id).key_type == jot::key_type::ec) signature = bench::floor::ecdsa_der(signature);
  return [way = std::make_shared<bench::floor::digest_then_key>(A::id, of.texts().public_pem, false),
          message = of.signing_input(), signature] { return way->verify(jot::as_bytes(message), signature); };
}

auto eddsa_floor(bench::floor::eddsa::context how) {
  const auto& of = signed_token<jot::eddsa>::get();
  return [way = std::make_shared<bench::floor::eddsa>(of.texts().public_pem, false, how), message = of.signing_input(),
          signature = jot::base64url_decode(of.signature()).value()] {
    return way->verify(jot::as_bytes(message), signature);
  };
}

template <class Way>
void add_hmac_floor() {
  add(row(jot::algorithm::hs256, std::string("floor: ") + Way::name), hmac_floor<Way>);
}

template <class A>
void add_algorithm() {
  add(row(A::id, "jot"), [] { return accept<A>(signed_token<A>::get().token()); });
  for (const bench::peer_library& library : bench::peers()) {
    const std::shared_ptr<bench::peer> peer = library.make(signed_token<A>::get().texts());
    if (!peer) continue;
    add(row(A::id, library.name),
        [peer] { return [peer, token = signed_token<A>::get().token()] { return peer->verify(token); }; });
  }
  if constexpr (A::id == jot::algorithm::hs256) {
    add_hmac_floor<bench::floor::hmac_by_copies>();
    add_hmac_floor<bench::floor::hmac_by_blocks>();
    add_hmac_floor<bench::floor::hmac_by_restart>();
    add_hmac_floor<bench::floor::hmac_by_duplicate>();
  } else if constexpr (A::id == jot::algorithm::eddsa) {
    using bench::floor::eddsa;
    for (const auto how : {eddsa::context::kept, eddsa::context::copied}) {
      add(row(A::id, std::string("floor: ") + eddsa::name(how)), [how] { return eddsa_floor(how); });
    }
  } else {
    add(row(A::id, std::string("floor: ") + bench::floor::digest_then_key::name), public_key_floor<A>);
  }
}

// One verifier for all threads; beside it threads that share nothing, which shows what the machine has to give. Many
// short slices, so that some of them have both processors to themselves even when others are at work.
void add_threads() {
  const auto accept_one = [] { return accept<jot::hs256>(signed_token<jot::hs256>::get().token()); };
  const auto hash_one = [] { return hmac_floor<bench::floor::hmac_by_copies>(); };
  const auto in_short_slices = [](benchmark::internal::Benchmark* one, int threads) {
    one->Threads(threads)->UseRealTime()->MinTime(0.003)->Repetitions(60);
  };
  for (const int threads : {1, 2}) {
    in_short_slices(add(row(jot::algorithm::hs256, "jot shared"), accept_one), threads);
    in_short_slices(add(row(jot::algorithm::hs256, "nothing shared"), hash_one), threads);
  }
}

void add_all() {
  add_algorithm<jot::hs256>();
  add_algorithm<jot::rs256>();
  add_algorithm<jot::ps256>();
  add_algorithm<jot::es256>();
  add_algorithm<jot::es384>();
  add_algorithm<jot::eddsa>();
  const auto& hs256 = signed_token<jot::hs256>::get();
  add(row(jot::algorithm::hs256, "jot forged"), [&] { return reject<jot::hs256>(hs256.forged()); });
  add(row(jot::algorithm::hs256, "jot cached"), [] { return accept_again<jot::hs256>(); });
  add(row(jot::algorithm::es256, "jot cached"), [] { return accept_again<jot::es256>(); });
  add(row(jot::algorithm::hs256, "jot into a struct"), [&] { return accept<jot::hs256, account>(hs256.token()); });
  add_threads();
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, add_all); }

// What it costs to verify a token: ours, OpenSSL alone doing the cryptography of it (the floor), and other libraries,
// all interleaved in one process; forged tokens, claims read into a struct, and two threads on one verifier.
#include "support/floor.hpp"
#include "support/grant.hpp"
#include "support/measure.hpp"
#include "support/peer.hpp"
#include "support/token.hpp"

#include <jot/jot.hpp>

#include <memory>
#include <string>

namespace {

using bench::add;
using bench::grant;
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

std::string row(jot::algorithm algorithm, const std::string& who = {}) {
  return "verify/" + std::string(jot::facts(algorithm).name) + "/" + who;
}

template <class A>
auto accept_its_token() {
  return accept<A>(signed_token<A>::get().token());
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
  bench::add_other(row(jot::algorithm::hs256), std::string("floor: ") + Way::name, hmac_floor<Way>,
                   accept_its_token<jot::hs256>);
}

template <class A>
void add_algorithm() {
  using bench::floor::digest_then_key;
  using bench::floor::eddsa;
  add(row(A::id, "jot"), accept_its_token<A>);
  for (const bench::peer_library& library : bench::peers()) {
    const std::shared_ptr<bench::peer> peer = library.make(signed_token<A>::get().texts());
    if (!peer) continue;
    const auto accept_by_peer = [peer] {
      return [peer, token = signed_token<A>::get().token()] { return peer->verify(token); };
    };
    bench::add_other(row(A::id), library.name, accept_by_peer, accept_its_token<A>);
  }
  if constexpr (A::id == jot::algorithm::hs256) {
    add_hmac_floor<bench::floor::hmac_by_copies>();
    add_hmac_floor<bench::floor::hmac_by_blocks>();
    add_hmac_floor<bench::floor::hmac_by_restart>();
    add_hmac_floor<bench::floor::hmac_by_duplicate>();
  } else if constexpr (A::id == jot::algorithm::eddsa) {
    for (const auto how : {eddsa::context::kept, eddsa::context::copied}) {
      bench::add_other(
          row(A::id), std::string("floor: ") + eddsa::name(how), [how] { return eddsa_floor(how); },
          accept_its_token<A>);
    }
  } else {
    bench::add_other(row(A::id), std::string("floor: ") + digest_then_key::name, public_key_floor<A>,
                     accept_its_token<A>);
  }
}

// One verifier for all threads; beside it threads that share nothing, which shows what the machine has to give. Many
// short slices, so that some of them have both processors to themselves even when others are at work.
void add_threads() {
  const auto hash_one = [] { return hmac_floor<bench::floor::hmac_by_copies>(); };
  const auto in_short_slices = [](benchmark::internal::Benchmark* one, int threads) {
    one->Threads(threads)->UseRealTime()->MinTime(0.003)->Repetitions(60);
  };
  for (const int threads : {1, 2}) {
    in_short_slices(add(row(jot::algorithm::hs256, "jot shared"), accept_its_token<jot::hs256>), threads);
    in_short_slices(add(row(jot::algorithm::hs256, "nothing shared"), hash_one), threads);
  }
}

// The same token with and without the struct, and what the struct's own strings and vectors allocate.
void add_struct() {
  const auto& of = signed_token<jot::hs256>::get();
  const std::string token = jot::sign(of.signing_key(), bench::claims_beside_grant(), bench::granted()).value();
  bench::floor::require(bench::is_granted(shared_verifier<jot::hs256>().verify<grant>(token).value().claims()) &&
                            shared_verifier<jot::hs256>().verify(token).has_value(),
                        "the struct that is measured is not what was signed");
  const auto with_struct = [token] { return accept<jot::hs256, grant>(token); };
  const auto without = [token] { return accept<jot::hs256>(token); };
  add(row(jot::algorithm::hs256, "struct"), with_struct);
  add(row(jot::algorithm::hs256, "no struct"), without);
  add(row(jot::algorithm::hs256, "copy of the struct"), [] {
    return [original = bench::granted()] {
      grant copy = original;
      DoNotOptimize(copy);
      return true;
    };
  });
  bench::add_comparison(row(jot::algorithm::hs256, "struct over no struct"), with_struct, without);
}

void add_all() {
  add_algorithm<jot::hs256>();
  add_algorithm<jot::rs256>();
  add_algorithm<jot::ps256>();
  add_algorithm<jot::es256>();
  add_algorithm<jot::es384>();
  add_algorithm<jot::eddsa>();
  const auto& hs256 = signed_token<jot::hs256>::get();
  const auto refuse_forged = [&] { return reject<jot::hs256>(hs256.forged()); };
  add(row(jot::algorithm::hs256, "jot forged"), refuse_forged);
  add(row(jot::algorithm::hs256, "jot cached"), [] { return accept_again<jot::hs256>(); });
  add(row(jot::algorithm::es256, "jot cached"), [] { return accept_again<jot::es256>(); });
  bench::add_comparison(row(jot::algorithm::hs256, "jot forged over jot"), refuse_forged, accept_its_token<jot::hs256>);
  add_struct();
  add_threads();
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, add_all); }

// What it costs to make a token of seven claims: ours, OpenSSL alone signing the same bytes (the floor), and other
// libraries, all interleaved in one process; and what a struct of claims adds to it.
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
using bench::signed_token;
using benchmark::DoNotOptimize;

std::string row(jot::algorithm algorithm, const std::string& who = {}) {
  return "sign/" + std::string(jot::facts(algorithm).name) + "/" + who;
}

// As a server does it: the registered claims put together, and the caller's own type beside them.
template <class A>
auto sign_with_struct() {
  return [&key = signed_token<A>::get().signing_key()] {
    auto token =
        jot::sign(key, bench::claims_until(jot::in(std::chrono::minutes(15)), jot::in(std::chrono::seconds(0))),
                  bench::account{bench::scope});
    DoNotOptimize(token);
    return token.has_value();
  };
}

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

template <class Way>
auto private_key_floor(std::shared_ptr<Way> way, std::string message) {
  return [way, message, signature = jot::bytes()]() mutable {
    const bool ok = way->sign(jot::as_bytes(message), signature);
    DoNotOptimize(signature.data());
    return ok;
  };
}

template <class Way>
void add_hmac_floor() {
  bench::add_other(row(jot::algorithm::hs256), std::string("floor: ") + Way::name, hmac_floor<Way>,
                   sign_with_struct<jot::hs256>);
}

template <class A>
void add_algorithm() {
  const auto& of = signed_token<A>::get();
  add(row(A::id, "jot"), sign_with_struct<A>);
  for (const bench::peer_library& library : bench::peers()) {
    const std::shared_ptr<bench::peer> peer = library.make(of.texts());
    if (!peer) continue;
    const auto sign_by_peer = [peer] {
      return [peer] {
        const std::string token = peer->sign();
        DoNotOptimize(token.data());
        return !token.empty();
      };
    };
    bench::add_other(row(A::id), library.name, sign_by_peer, sign_with_struct<A>);
  }
  if constexpr (A::id == jot::algorithm::hs256) {
    add_hmac_floor<bench::floor::hmac_by_copies>();
    add_hmac_floor<bench::floor::hmac_by_blocks>();
    add_hmac_floor<bench::floor::hmac_by_restart>();
    add_hmac_floor<bench::floor::hmac_by_duplicate>();
  } else if constexpr (A::id == jot::algorithm::eddsa) {
    using bench::floor::eddsa;
    for (const auto how : {eddsa::context::kept, eddsa::context::copied}) {
      const auto floor = [how, &of] {
        return private_key_floor(std::make_shared<eddsa>(of.texts().private_pem, true, how), of.signing_input());
      };
      bench::add_other(row(A::id), std::string("floor: ") + eddsa::name(how), floor, sign_with_struct<A>);
    }
  } else {
    using bench::floor::digest_then_key;
    const auto floor = [&of] {
      return private_key_floor(std::make_shared<digest_then_key>(A::id, of.texts().private_pem, true),
                               of.signing_input());
    };
    bench::add_other(row(A::id), std::string("floor: ") + digest_then_key::name, floor, sign_with_struct<A>);
  }
}

std::size_t payload_size(const std::string& token) {
  const std::size_t begin = token.find('.') + 1;
  return jot::base64url_decode(token.substr(begin, token.rfind('.') - begin)).value().size();
}

// The claims are made before the clock starts: what is compared is sign() alone. Without the struct, sub is as long as
// the struct's members are together.
void add_struct() {
  const auto& key = signed_token<jot::hs256>::get().signing_key();
  const bench::grant granted = bench::granted();
  const jot::registered_claims beside = bench::claims_beside_grant();
  const std::string token = jot::sign(key, beside, granted).value();
  jot::registered_claims alone = beside;
  alone.sub = "";
  alone.sub = std::string(payload_size(token) - payload_size(jot::sign(key, alone).value()), 'a');
  const jot::verifier verifier{key.verification_key(), bench::rules()};
  bench::floor::require(bench::is_granted(verifier.verify<bench::grant>(token).value().claims()) &&
                            payload_size(token) == payload_size(jot::sign(key, alone).value()),
                        "the struct that is measured was not signed as it is");
  const auto with_struct = [&key, beside, granted] {
    return [&key, beside, granted] {
      auto made = jot::sign(key, beside, granted);
      DoNotOptimize(made);
      return made.has_value();
    };
  };
  const auto without = [&key, alone] {
    return [&key, alone] {
      auto made = jot::sign(key, alone);
      DoNotOptimize(made);
      return made.has_value();
    };
  };
  add(row(jot::algorithm::hs256, "struct"), with_struct);
  add(row(jot::algorithm::hs256, "no struct"), without);
  bench::add_comparison(row(jot::algorithm::hs256, "struct over no struct"), with_struct, without);
}

void add_all() {
  add_algorithm<jot::hs256>();
  add_algorithm<jot::rs256>();
  add_algorithm<jot::ps256>();
  add_algorithm<jot::es256>();
  add_algorithm<jot::es384>();
  add_algorithm<jot::eddsa>();
  add_struct();
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, add_all); }

// Raw tokens and edited good ones, against keys of every type: nothing is accepted but what the harness signed, text
// for text; the one exception is the other signature that every ECDSA signature has (n - s in the place of s).
#include "fuzz.hpp"
#include "keys.hpp"

#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include <openssl/bn.h>

#include <algorithm>
#include <map>
#include <memory>

namespace jot_fuzz::token { namespace {

constexpr std::string_view header_with_kid = R"({"alg":"%","kid":"%","typ":"JWT"})";
constexpr std::string_view header_alone = R"({"alg":"%"})";
constexpr std::string_view payload = R"({"iss":"https://id.example","sub":"alice","aud":["api"],"exp":1700000300})";
constexpr std::string_view other_payload = R"({"iss":"https://id.example","sub":"bob","aud":"api","admin":true})";

const jot::fixed_clock now{std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000))};

std::string filled(std::string_view text, std::string_view name) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += name;
    } else {
      out += c;
    }
  }
  return out;
}

// The order of the curve's group in hexadecimal (SEC 2 §2.4, §2.5, §2.6); nothing for an algorithm that is no ECDSA.
const char* group_order(jot::algorithm alg) {
  switch (alg) {
    case jot::algorithm::es256:
      return "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    case jot::algorithm::es384:
      return "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973";
    case jot::algorithm::es512:
      return "01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB"
             "5C9B"
             "8899C47AEBB6FB71E91386409";
    case jot::algorithm::es256k:
      return "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141";
    default:
      return nullptr;
  }
}

std::string twin_of(const std::string& token, jot::algorithm alg) {
  const std::size_t dot = token.rfind('.');
  jot::bytes signature = jot::base64url_decode(std::string_view(token).substr(dot + 1)).value();
  const auto half = static_cast<int>(signature.size() / 2);
  BIGNUM* order = nullptr;
  BN_hex2bn(&order, group_order(alg));
  BIGNUM* const s = BN_bin2bn(signature.data() + half, half, nullptr);
  BN_sub(s, order, s);
  BN_bn2binpad(s, signature.data() + half, half);
  BN_free(order);
  BN_free(s);
  return token.substr(0, dot + 1) + jot::base64url_encode(signature);
}

struct world {
  std::vector<std::string> good;
  std::map<std::string, jot::algorithm, std::less<>> acceptable;  // the good ones and their twins, with who signed them
  std::unique_ptr<jot::jwk_set> set;

  world() {
    std::vector<jot::any_verification_key> keys;
    for (const jot::algorithm alg : all_algorithms) {
      const jot::any_signing_key& key = key_for(alg);
      keys.push_back(key.verification_key());
      for (const auto& [header, claims] : {std::pair(header_with_kid, payload), {header_alone, other_payload}}) {
        good.push_back(signed_token(filled(header, jot::name(alg)), claims, key));
        acceptable.emplace(good.back(), alg);
        if (group_order(alg) != nullptr) acceptable.emplace(twin_of(good.back(), alg), alg);
      }
    }
    set = std::make_unique<jot::jwk_set>(jot::jwk_set::of(keys).value());
  }
};

const world& the_world() {
  static const world one;
  return one;
}

jot::validation open_rules() {
  jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore};
  rules.exp = jot::expiry::optional;
  return rules;
}

template <class Keys>
bool accepts(std::string_view token, const Keys& keys) {
  static const jot::validation rules = open_rules();
  const bool as_jwt = jot::verify(token, keys, rules, now).has_value();
  require(!as_jwt || jot::verify_jws(token, keys).has_value(), "a good JWT is a good JWS", token);
  if (as_jwt) require(jot::unsafe::decode(token).has_value(), "what is verified can be decoded", token);
  return as_jwt;
}

void check(std::string_view token) {
  const world& w = the_world();
  const auto known = w.acceptable.find(token);
  const bool signed_by_us = known != w.acceptable.end();
  require(accepts(token, *w.set) == signed_by_us, "a set of all keys accepts what was signed and nothing else", token);
  for (const jot::algorithm alg : all_algorithms) {
    const bool its_own = signed_by_us && known->second == alg;
    require(accepts(token, key_for(alg).verification_key()) == its_own,
            "a key accepts what it signed itself and nothing else", token);
  }
  (void)jot::unsafe::decode(token).has_value();
  (void)jot::signing_input_thumbprint(token).has_value();
}

std::string edited(std::string text, reader& in) {
  const world& w = the_world();
  const std::size_t at = text.empty() ? 0 : in.two_bytes() % text.size();
  switch (in.below(9)) {
    case 0:
      if (!text.empty()) text[at] = static_cast<char>(text[at] ^ (1 << in.below(8)));
      break;
    case 1:
      if (!text.empty()) text[at] = static_cast<char>(in.byte());
      break;
    case 2:
      text.insert(at, 1, static_cast<char>(in.byte()));
      break;
    case 3:
      text.erase(at, 1 + in.byte());
      break;
    case 4:
      text.insert(at, in.text(in.byte()));
      break;
    case 5:
      text.insert(at, text.substr(in.two_bytes() % (text.size() + 1), in.byte()));
      break;
    case 6: {  // a segment of another good token
      const std::string& other = in.one_of(w.good);
      const auto cut = [](const std::string& token, unsigned which) {
        const std::size_t first = token.find('.');
        const std::size_t last = token.rfind('.');
        return which == 0   ? std::pair(std::size_t{0}, first)
               : which == 1 ? std::pair(first + 1, last - first - 1)
                            : std::pair(last + 1, token.size() - last - 1);
      };
      if (std::ranges::count(text, '.') < 2) break;
      const unsigned which = in.below(3);
      const auto [from, size] = cut(text, which);
      const auto [other_from, other_size] = cut(other, which);
      text.replace(from, size, other.substr(other_from, other_size));
      break;
    }
    case 7: {  // another text in the place of a segment, well encoded
      const std::string segment = jot::base64url_encode(jot::as_bytes(in.text(in.byte())));
      const std::size_t dot = in.flag() ? text.find('.') : text.rfind('.');
      if (dot == std::string::npos) break;
      text = in.flag() ? segment + text.substr(dot) : text.substr(0, dot + 1) + segment;
      break;
    }
    default:
      text += in.rest();
      break;
  }
  return text;
}

void run(input data) {
  reader in(data);
  const world& w = the_world();
  const unsigned choice = in.byte();
  if (choice >= w.good.size()) {
    check(in.rest());
    return;
  }
  std::string token = w.good[choice];
  while (!in.empty()) token = edited(std::move(token), in);
  check(token);
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out;
  for (unsigned char i = 0; i < static_cast<unsigned char>(the_world().good.size()); ++i) {
    const std::string first(1, static_cast<char>(i));
    out.push_back(first);                                     // as it is
    out.push_back(first + std::string("\0\5\0\3", 4));        // one bit
    out.push_back(first + std::string("\0\x30\6\0\5\1", 6));  // another token's payload
    out.push_back(first + std::string("\0\0\7\x0e{\"alg\":\"none\"}\1\1", 20));
  }
  for (const std::string& token : vectors.tokens) out.push_back('\xFF' + token);
  return out;
}

const registration registered({"token", run, seeds});

}}  // namespace jot_fuzz::token

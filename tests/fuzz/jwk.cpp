// JWKs and JWK Sets, raw and as edits of good keys: what is accepted passes the rules by an independent look, survives
// export and import with its thumbprint, and shows no private member in public.
#include "fuzz.hpp"
#include "keys.hpp"

#include <jot/base64url.hpp>
#include <jot/jwk_set.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <ctime>

namespace jot_fuzz::jwk { namespace {

using document = nlohmann::json;

constexpr std::array private_members{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};

jot::bytes octets(const document& key, const char* name) {
  return jot::base64url_decode(key.at(name).get_ref<const std::string&>()).value();
}

std::size_t bits_of(jot::bytes number) {
  const auto first = std::ranges::find_if(number, [](unsigned char c) { return c != 0; });
  number.erase(number.begin(), first);
  return number.empty() ? 0 : number.size() * 8 - static_cast<std::size_t>(std::countl_zero(number.front()));
}

// Anybody can write the signature (R = the neutral element, S = 0); only a key of small order takes it.
void check_no_universal_signature(const jot::jwk& key, std::string_view text) {
  for (const jot::algorithm alg : {jot::algorithm::ed25519, jot::algorithm::ed448}) {
    const auto verifier = key.verification_key(alg);
    if (!verifier) continue;
    jot::bytes signature(alg == jot::algorithm::ed25519 ? 64 : 114);
    signature[0] = 1;
    for (unsigned char message = 0; message < 24; ++message) {
      require(!verifier->verify({&message, 1}, signature), "no key takes a signature that anybody can write", text);
    }
  }
}

// Null and an array of nothing say no more than a member that is not there.
bool has(const document& members, const char* name) {
  const auto member = members.find(name);
  return member != members.end() && !member->is_null() && !(member->is_array() && member->empty());
}

void check_strength(const jot::jwk& key, const document& members, std::string_view text) {
  switch (key.key_type()) {
    case jot::key_type::oct:
      require(members.at("kty") == "oct" && !octets(members, "k").empty(), "no secret is empty", text);
      break;
    case jot::key_type::rsa: {
      const jot::bytes n = octets(members, "n");
      const jot::bytes e = octets(members, "e");
      require(members.at("kty") == "RSA" && bits_of(n) >= 2048 && bits_of(n) <= 8192 && (n.back() & 1) == 1,
              "an RSA modulus is odd and has 2048 to 8192 bits", text);
      require(bits_of(e) >= 2 && bits_of(e) <= 64 && (e.back() & 1) == 1, "an RSA exponent is odd, 3 to 64 bits", text);
      break;
    }
    case jot::key_type::ec: {
      const std::size_t size = jot::facts(key.curve()).coordinate_bytes;
      require(members.at("kty") == "EC" && members.at("crv") == jot::facts(key.curve()).name &&
                  octets(members, "x").size() == size && octets(members, "y").size() == size,
              "an EC key is on the curve it names, its coordinates as long as the curve wants", text);
      break;
    }
    case jot::key_type::okp:
      require(members.at("kty") == "OKP" && members.at("crv") == jot::facts(key.curve()).name &&
                  octets(members, "x").size() == jot::facts(key.curve()).coordinate_bytes,
              "an OKP key is on the curve it names, and as long as the curve wants", text);
      check_no_universal_signature(key, text);
      break;
  }
}

void check_public(std::string_view json, std::string_view text) {
  const document exported = document::parse(json);
  for (const char* name : private_members) {
    require(!exported.contains(name), "no private member is published", text);
  }
}

void check_algorithms(const jot::jwk& key, const document& members, std::string_view text) {
  for (const jot::algorithm alg : all_algorithms) {
    const auto bound = key.verification_key(alg);
    if (bound) {
      require(key.verifies().contains(alg), "a key verifies only what it says it verifies", text);
      require(!has(members, "alg") || members["alg"] == jot::name(alg), "alg binds the key", text);
      require(!has(members, "use") || members["use"] == "sig", "a key that is not for signatures verifies none", text);
      require(!has(members, "key_ops") || std::ranges::count(members["key_ops"], document("verify")) == 1,
              "a key whose operations do not include verify verifies nothing", text);
      require(jot::facts(alg).key_type == key.key_type(), "the family of the key is the algorithm's", text);
      require(key.key_type() != jot::key_type::oct || key.bits() >= 8 * jot::facts(alg).hash_bytes,
              "a secret is at least as long as the hash", text);
      require(bound->kid() == key.kid().value_or(""), "the key keeps its kid", text);
      if (key.key_type() != jot::key_type::oct) {
        require(jot::jwk::from_public(*bound).value().thumbprint() == key.thumbprint(), "it is still this key", text);
      }
    } else {
      require(!key.verifies().contains(alg) || bound.error().code() == jot::errc::weak_key,
              "a key verifies what it says it verifies, unless it is too weak", text);
    }
  }
}

void check_key(std::string_view text) {
  const std::clock_t start = std::clock();
  const auto key = jot::jwk::parse(text);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  if (!key) {
    require(seconds < 0.5, "a key is refused without long computations", text);
    return;
  }
  // Twenty milliseconds are promised; a sanitizer may take ten times as long, and a private key proves itself by
  // signing.
  require(key->is_private() || seconds < 0.2, "a public key is read without long computations", text);
  const document members = document::parse(text);
  check_strength(*key, members, text);
  require(key->is_private() == (key->key_type() == jot::key_type::oct || has(members, "d")),
          "what has d is private, and so is a secret", text);
  check_algorithms(*key, members, text);

  const auto exported = key->to_public_json();
  require(exported.has_value() == (key->key_type() != jot::key_type::oct), "a secret has no public half", text);
  if (exported) {
    check_public(*exported, text);
    const auto again = jot::jwk::parse(*exported);
    require(again && again->thumbprint() == key->thumbprint() && !again->is_private(),
            "the public half is the same key, and not private", text);
    require(again->kid() == key->kid() && again->alg() == key->alg() && again->use() == key->use(),
            "the public half keeps kid, alg and use", text);
  }
  const auto whole = jot::jwk::parse(key->to_private_json());
  require(whole && whole->thumbprint() == key->thumbprint() && whole->is_private() == key->is_private(),
          "the whole key reads back as itself", text);
}

void check_set(std::string_view text) {
  const auto set = jot::jwk_set::parse(text, every_algorithm());
  if (!set) return;
  const document members = document::parse(text);
  require(members.at("keys").size() <= jot::jwk_set::max_keys, "a set has no more keys than the limit", text);
  std::vector<jot::any_verification_key> keys;
  for (const jot::algorithm alg : all_algorithms) {
    std::vector<std::optional<std::string_view>> kids{std::nullopt, "no such kid"};
    for (const document& member : members["keys"]) {
      if (!member.is_object() || !member.contains("kid") || !member["kid"].is_string()) continue;
      kids.emplace_back(member["kid"].get_ref<const std::string&>());
    }
    for (const auto& kid : kids) {
      const auto found = set->find({alg, kid});
      if (!found) continue;
      // EdDSA has two curves, and a key of each may say EdDSA, another one nothing.
      const std::size_t places = alg == jot::algorithm::eddsa ? 4 : 2;
      require(found->size() > 0 && (!kid || found->size() <= places || kid->empty()), "a kid means one key", text);
      for (std::size_t i = 0; i < found->size(); ++i) {
        require((*found)[i].alg() == alg, "candidates are of the algorithm that was asked for", text);
        require(!kid || (*found)[i].kid() == *kid, "candidates have the kid that was asked for", text);
        if (kid || (*found)[i].key_type() == jot::key_type::oct) continue;
        const auto same = [&](const jot::any_verification_key& key) {
          return jot::jwk::from_public(key).value().thumbprint() ==
                 jot::jwk::from_public((*found)[i]).value().thumbprint();
        };
        if (std::ranges::none_of(keys, same)) keys.push_back((*found)[i].with_kid(""));
      }
    }
  }
  const auto published = jot::jwk_set::publish(keys);
  if (!published) return;
  const document all = document::parse(*published);
  for (const document& member : all.at("keys")) check_public(member.dump(), text);
  require(jot::jwk_set::parse(*published, every_algorithm()).has_value(), "what is published can be read", text);
}

// A good key with members exchanged, resized or taken away.
document edited(reader& in) {
  document key = document::parse(in.one_of(private_jwks));
  if (in.flag()) {
    for (const char* name : {"d", "p", "q", "dp", "dq", "qi"}) key.erase(name);
  }
  static constexpr std::array words{"sig",   "enc",   "verify", "sign",    "RSA",   "EC",    "OKP",
                                    "oct",   "P-256", "P-384",  "Ed25519", "Ed448", "HS256", "RS256",
                                    "PS512", "ES256", "EdDSA",  "none",    "",      "1"};
  static constexpr std::array names{"kty", "crv", "x", "y",   "n",   "e",   "d",       "p",   "q",  "dp",
                                    "dq",  "qi",  "k", "kid", "alg", "use", "key_ops", "x5c", "oth"};
  for (unsigned edits = in.below(5); edits != 0; --edits) {
    const char* name = in.one_of(names);
    switch (in.below(6)) {
      case 0:
        key.erase(name);
        break;
      case 1:
        key[name] = jot::base64url_encode(jot::as_bytes(in.text(in.byte())));
        break;
      case 2:
        key[name] = in.one_of(words);
        break;
      case 3:
        key[name] = in.flag() ? document::array() : document::array({in.one_of(words), in.one_of(words)});
        break;
      case 4: {  // one octet of a number changed, added or taken away
        if (!key.contains(name) || !key[name].is_string()) break;
        auto value = jot::base64url_decode(key[name].get_ref<const std::string&>());
        if (!value || value->empty()) break;
        const std::size_t at = in.two_bytes() % value->size();
        const unsigned how = in.below(4);
        const auto byte = static_cast<unsigned char>(in.byte());
        if (how == 0) value->at(at) = byte;
        if (how == 1) value->insert(value->begin(), byte);
        if (how == 2) value->erase(value->begin());
        if (how == 3) value->back() = byte;
        key[name] = jot::base64url_encode(*value);
        break;
      }
      default:
        key[name] = in.flag() ? document(nullptr) : document(in.byte());
        break;
    }
  }
  return key;
}

void run(input data) {
  reader in(data);
  switch (in.byte()) {
    case 0:
      check_key(edited(in).dump());
      break;
    case 1: {
      document keys = document::array();
      for (unsigned n = in.below(6); n != 0; --n) keys.push_back(edited(in));
      check_set(document{{"keys", keys}}.dump());
      break;
    }
    case 2:
      check_set(in.rest());
      break;
    default:
      check_key(in.rest());
      break;
  }
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out;
  std::string all;
  for (const std::string_view key : private_jwks) {
    out.push_back("3" + std::string(key));
    all += (all.empty() ? "" : ",") + std::string(key);
  }
  out.push_back("\x02{\"keys\":[" + all + "]}");
  for (const std::string& script : random_scripts(80, 60)) {
    out.push_back('\0' + script);
    out.push_back('\1' + script);
  }
  // The points of small order of Ed25519 and Ed448 that are written most easily.
  for (const std::size_t size : {std::size_t{32}, std::size_t{57}}) {
    for (const unsigned first : {0U, 1U}) {
      jot::bytes x(size);
      x[0] = static_cast<unsigned char>(first);
      const std::string crv = size == 32 ? "Ed25519" : "Ed448";
      out.push_back(R"(3{"kty":"OKP","crv":")" + crv + R"(","x":")" + jot::base64url_encode(x) + "\"}");
    }
  }
  for (const std::string& key : vectors.keys) {
    out.push_back((key.find("\"keys\"") == std::string::npos ? '3' : '\2') + key);
  }
  return out;
}

const registration registered({"jwk", run, seeds});

}}  // namespace jot_fuzz::jwk

// Bodies of jwk_set.hpp.
#pragma once

#include <jot/detail/json_writer.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/json/json_members.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/impl/keys/jwk_read.hpp>
#include <jot/jwk_set.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace detail {

inline error duplicate_kid(std::string_view kid) {
  return {errc::invalid_key, kid,
          "two keys of one type and alg share this kid; the token does not say which one signed it"};
}

// Whether both are one key, private half or not.
inline bool same_key(const key_material& a, const key_material& b) noexcept {
  if (a.key_type() != key_type::oct) return same_public(a, b);
  return b.key_type() == key_type::oct && equal_in_constant_time(a.secret(), b.secret());
}

// The place of a key in a set: a token says kid and alg, and alg decides kty and crv.
struct key_place {
  std::string_view kid;
  std::string_view kty;
  std::string_view crv;
  std::string_view alg;  // empty: any that fits
  friend bool operator==(const key_place&, const key_place&) = default;
};

struct jwk_set_core {
  result<void> add(const jwk& key);
  void add_member(std::size_t index, std::string_view kid, const result<jwk>& key);
  [[nodiscard]] bool has(const any_verification_key& key) const;

  std::vector<any_verification_key> keys;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_kid;  // views of the keys' own kids
  std::vector<skipped_key> skipped;
  algorithm_set accepted;
  bool kid_matters = true;

  // The last step: keys are not moved any more.
  void build_index() {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!keys[i].kid().empty()) by_kid[keys[i].kid()].push_back(i);
    }
  }
};

// Whether the same key is already in the set under its kid.
JOT_INLINE bool jwk_set_core::has(const any_verification_key& key) const {
  return !key.kid().empty() && std::any_of(keys.begin(), keys.end(), [&](const any_verification_key& other) {
    return other.alg() == key.alg() && other.kid() == key.kid() &&
           same_key(*key_access::material(other), *key_access::material(key));
  });
}

// Adds the key once for each accepted algorithm that it serves. The error says why it was left out.
JOT_INLINE result<void> jwk_set_core::add(const jwk& key) {
  bool serves = false;
  std::optional<error> reason;
  for (const algorithm_facts& row : algorithm_table) {
    if (!accepted.contains(row.id)) continue;
    const result<any_verification_key> bound = key.verification_key(row.id);
    if (bound) {
      serves = true;
      if (!has(*bound)) keys.push_back(*bound);
    } else if (!reason || reason->claim() == "kty" || reason->claim() == "alg") {
      // Any other reason says more about this key than "for another algorithm".
      reason = bound.error();
    }
  }
  if (!serves) return *reason;
  return {};
}

// Adds a member of a set, or notes why it is left out.
JOT_INLINE void jwk_set_core::add_member(std::size_t index, std::string_view kid, const result<jwk>& key) {
  const result<void> added = key ? add(*key) : result<void>(key.error());
  if (!added) skipped.push_back({index, std::string(kid), added.error()});
}

// Finds ambiguous kids by the members' own kid, kty, crv and alg, not by the keys: which of two keys of one kid is
// meant must not depend on whether the other one can be read.
class jwk_set_census {
 public:
  explicit jwk_set_census(algorithm_set accepted) : accepted_(accepted) {}

  // The error means that the set must not be used at all.
  result<void> count(const json_members& member) {
    places_.emplace_back();
    const std::string_view kty = member.text("kty");
    if (std::find(key_type_names.begin(), key_type_names.end(), kty) == key_type_names.end()) return {};
    (kty == "oct" ? secrets_ : pairs_) = true;
    if (secrets_ && pairs_) {
      return error(errc::invalid_key, "keys",
                   "secrets and public keys in one set; a secret that is published protects nothing");
    }
    if (!may_verify(member)) return {};
    const bool on_curve = kty == "EC" || kty == "OKP";
    places_.back() = {member.text("kid"), kty, on_curve ? member.text("crv") : std::string_view(), member.text("alg")};
    return {};
  }

  // Finds each kid under which two different keys have one place. The same key twice is one.
  void compare(const std::vector<result<jwk>>& keys, const auto& same) {
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].kid.empty()) continue;
      const auto first = std::find(places_.begin(), places_.end(), places_[i]);
      const result<jwk>& namesake = keys[static_cast<std::size_t>(first - places_.begin())];
      if (&namesake == &keys[i] || (namesake && keys[i] && same(*namesake, *keys[i]))) continue;
      ambiguous_.insert(places_[i].kid);
    }
  }
  [[nodiscard]] bool is_ambiguous(std::size_t index) const { return ambiguous_.contains(places_[index].kid); }

 private:
  // A key of the same kid for encryption, or for an algorithm that is not accepted, never verifies.
  [[nodiscard]] bool may_verify(const json_members& member) const {
    const std::string_view use = member.text("use");
    const std::string_view alg = member.text("alg");
    const json_members::member* const ops = optional_member(member, "key_ops");
    const bool permitted = ops == nullptr || ops->kind != json_kind::array || names(member.elements(*ops), "verify");
    const std::optional<algorithm> known = find_algorithm(alg);
    return (use.empty() || use == "sig") && permitted && (alg.empty() || (known && accepted_.contains(*known)));
  }

  static bool names(std::span<const json_members::value> operations, std::string_view wanted) {
    return std::any_of(operations.begin(), operations.end(), [&](const json_members::value& operation) {
      return operation.kind == json_kind::string && operation.text == wanted;
    });
  }

  algorithm_set accepted_;
  std::vector<key_place> places_;  // views of the members; without a kid where a member cannot be ambiguous
  std::unordered_set<std::string_view> ambiguous_;
  bool secrets_ = false;
  bool pairs_ = false;
};

// The checks that are the same for every form of a set.
JOT_INLINE result<void> read_set_document(std::string_view json, algorithm_set accepted, json_members& out) {
  if (accepted.empty())
    return error(errc::invalid_configuration, "no algorithm is accepted; name those the issuer uses");
  if (json.size() > jwk_set::max_bytes) {
    return error(errc::limit_exceeded, "a key set of {} bytes; at most {} are allowed",
                 static_cast<std::int64_t>(json.size()), static_cast<std::int64_t>(jwk_set::max_bytes));
  }
  return out.read(json, json_limits{}, errc::invalid_key);
}

}  // namespace detail

JOT_INLINE result<jwk_set> jwk_set::parse(std::string_view json, algorithm_set accepted, const key_limits& limits) {
  detail::json_members document;
  if (const result<void> read = detail::read_set_document(json, accepted, document); !read) return read.error();
  const detail::json_members::member* const listed = document.find("keys");
  if (listed == nullptr || listed->kind != detail::json_kind::array) {
    return error(errc::invalid_key, "keys", "a JWK Set is an object with an array of this name (RFC 7517 section 5)");
  }
  static_assert(max_keys <= detail::json_members::kept_elements);
  if (listed->elements > max_keys) {
    return error(errc::limit_exceeded, "keys", "a set of {} keys; at most {} are allowed",
                 static_cast<std::int64_t>(listed->elements), static_cast<std::int64_t>(max_keys));
  }
  const std::span<const detail::json_members::value> written = document.elements(*listed);
  std::vector<detail::json_members> members(written.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (written[i].kind != detail::json_kind::object) continue;
    const result<void> read = members[i].read(written[i].text, json_limits{}, errc::invalid_key);
    if (!read) return read.error();
  }

  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  detail::jwk_set_census census(accepted);
  for (const detail::json_members& member : members) {
    if (const result<void> clear = census.count(member); !clear) return clear.error();
  }
  std::vector<result<jwk>> keys;
  keys.reserve(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto read_key = [&]() -> result<jwk> {
      if (written[i].kind != detail::json_kind::object) return error(errc::invalid_key, "the member is not an object");
      const auto core_of_key = detail::jwk_reader(members[i], limits).read();
      if (!core_of_key) return core_of_key.error();
      return jwk(*core_of_key);
    };
    keys.push_back(read_key());
  }
  census.compare(keys,
                 [](const jwk& a, const jwk& b) { return detail::same_key(*a.core_->material, *b.core_->material); });
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string_view kid = members[i].text("kid");
    const bool usable = keys[i] && !census.is_ambiguous(i);
    core->add_member(i, kid, usable || !keys[i] ? keys[i] : result<jwk>(detail::duplicate_kid(kid)));
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<jwk_set> jwk_set::parse_certificates(std::string_view json, algorithm_set accepted,
                                                       const key_limits& limits) {
  detail::json_members document;
  if (const result<void> read = detail::read_set_document(json, accepted, document); !read) return read.error();
  const std::span<const detail::json_members::member> members = document.all();
  if (members.size() > max_keys) {
    return error(errc::limit_exceeded, "a set of {} certificates; at most {} are allowed",
                 static_cast<std::int64_t>(members.size()), static_cast<std::int64_t>(max_keys));
  }
  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto read_key = [&]() -> result<jwk> {
      if (members[i].kind != detail::json_kind::string)
        return error(errc::invalid_key, "the member is not a string of PEM text");
      auto material = detail::load_public_pem(members[i].text, limits);
      if (!material) return material.error();
      return jwk(std::make_shared<const detail::jwk_core>(detail::jwk_core{
          std::move(*material), limits, std::string(members[i].name), std::nullopt, std::nullopt, std::nullopt}));
    };
    core->add_member(i, members[i].name, read_key());
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<std::string> jwk_set::publish(std::span<const any_verification_key> keys) {
  detail::text_buffer text;
  detail::json_writer out(text);
  out.begin_object();
  out.name("keys");
  out.begin_array();
  std::vector<any_verification_key> named;
  for (const any_verification_key& key : keys) {
    result<jwk> member = jwk::from_public(key);
    if (!member) return member.error();
    if (!member->kid()) *member = member->with_kid(member->thumbprint());
    if (member->kid()->empty()) return error(errc::crypto_failure, "OpenSSL could not make the key's thumbprint");
    // Other libraries compare kid and kty alone (RFC 7517 §4.5), also where two members are one key with two
    // algorithms.
    for (const any_verification_key& other : named) {
      if (other.kid() == *member->kid() && other.key_type() == key.key_type())
        return detail::duplicate_kid(other.kid());
    }
    named.push_back(key.with_kid(*member->kid()));
    const result<std::string> written = member->with_use("sig").to_public_json();
    if (!written) return written.error();
    out.raw(*written);
  }
  out.end_array();
  out.end_object();
  return std::string(text.view());
}

JOT_INLINE result<jwk_set> jwk_set::of(const jwk& key, algorithm_set accepted) {
  if (accepted.empty()) return error(errc::invalid_configuration, "no algorithm is accepted; name the one to use");
  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  core->kid_matters = false;
  if (const result<void> added = core->add(key); !added) return added.error();
  return jwk_set(std::move(core));
}

JOT_INLINE result<jwk_set> jwk_set::of(std::span<const any_verification_key> keys) {
  auto core = std::make_shared<detail::jwk_set_core>();
  for (const any_verification_key& key : keys) {
    if (core->has(key)) continue;
    const auto clashes = [&](const any_verification_key& other) {
      return !key.kid().empty() && other.kid() == key.kid() && other.alg() == key.alg() && other.curve() == key.curve();
    };
    const bool clash = std::any_of(core->keys.begin(), core->keys.end(), clashes);
    if (clash) return detail::duplicate_kid(key.kid());
    core->accepted.insert(key.alg());
    core->keys.push_back(key);
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<key_candidates> jwk_set::find(const key_query& query) const {
  const detail::jwk_set_core& set = *core_;
  if (!set.accepted.contains(query.alg)) {
    return error(errc::algorithm_not_allowed, "alg", "the token's alg is {}, which is not accepted here",
                 word(query.alg));
  }
  key_candidates out(core_);
  if (query.kid && set.kid_matters) {
    const auto found = set.by_kid.find(*query.kid);
    if (found == set.by_kid.end()) {
      const bool left_out = std::any_of(set.skipped.begin(), set.skipped.end(), [&](const skipped_key& key) {
        return !key.kid.empty() && key.kid == *query.kid;
      });
      return left_out
                 ? error(errc::key_not_found, "kid", "the key of this kid was left out of the set; skipped() says why")
                 : error(errc::key_not_found, "kid", "no key of this kid among the set's keys, {} in all",
                         static_cast<std::int64_t>(set.keys.size()));
    }
    for (const std::size_t i : found->second) {
      if (set.keys[i].alg() == query.alg) out.add(set.keys[i]);
    }
  } else {
    for (const any_verification_key& key : set.keys) {
      if (key.alg() == query.alg && !out.add(key)) break;
    }
  }
  if (out.size() == 0) {
    return set.keys.empty() ? error(errc::key_not_found, "the key set has no usable key")
                            : error(errc::key_mismatch, "alg",
                                    "the token's alg is {}, but the selected key does not support it", word(query.alg));
  }
  return out;
}

JOT_INLINE std::span<const any_verification_key> jwk_set::keys() const noexcept { return core_->keys; }
JOT_INLINE std::span<const skipped_key> jwk_set::skipped() const noexcept { return core_->skipped; }

}}  // namespace jot::JOT_ABI

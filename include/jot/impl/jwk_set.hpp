// Bodies of jwk_set.hpp.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/detail/signature.hpp>
#include <jot/jwk_set.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace jot::inline JOT_ABI {
namespace detail {

struct jwk_set_core {
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

  [[nodiscard]] bool has_kid_of_type(std::string_view kid, key_type type) const {
    return !kid.empty() && std::ranges::any_of(keys, [&](const any_verification_key& k) {
      return k.kid() == kid && k.key_type() == type;
    });
  }
};

inline error duplicate_kid(std::string_view kid) {
  return {errc::invalid_key, kid, "two keys of one type share this kid; which one is meant cannot be told"};
}

// Adds the key once for each accepted algorithm that it serves. The error says why it was left out.
JOT_INLINE result<void> add_jwk(jwk_set_core& set, const jwk& key) {
  const std::size_t before = set.keys.size();
  std::optional<error> reason;
  for (const algorithm_facts& row : algorithm_table) {
    if (!set.accepted.contains(row.id)) continue;
    const result<any_verification_key> bound = key.verification_key(row.id);
    if (bound) {
      set.keys.push_back(*bound);
    } else if (!reason || reason->claim() == "kty") {
      // "of another kty" says least; any other reason tells more of what is wrong with this key.
      reason = bound.error();
    }
  }
  if (set.keys.size() == before) return *reason;
  return {};
}

}  // namespace detail

JOT_INLINE result<jwk_set> jwk_set::parse(std::string_view json, algorithm_set accepted, const key_limits& limits) {
  if (accepted.empty()) return error(errc::invalid_configuration, "no algorithm is accepted; name those the issuer uses");
  if (json.size() > max_bytes) {
    return error(errc::limit_exceeded, "a key set of {} bytes; at most {}", static_cast<std::int64_t>(json.size()),
                 static_cast<std::int64_t>(max_bytes));
  }
  nlohmann::json document;
  const result<void> read = detail::read_json_document(json, json_limits{}, errc::invalid_key, document);
  if (!read) return read.error();
  const auto members = document.find("keys");
  if (members == document.end() || !members->is_array()) {
    return error(errc::invalid_key, "keys", "a JWK Set is an object with an array of this name (RFC 7517 section 5)");
  }
  if (members->size() > max_keys) {
    return error(errc::limit_exceeded, "keys", "a set of {} keys; at most {}", static_cast<std::int64_t>(members->size()),
                 static_cast<std::int64_t>(max_keys));
  }

  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  for (std::size_t i = 0; i < members->size(); ++i) {
    auto& member = (*members)[i];
    std::string kid;
    result<void> added;
    if (!member.is_object()) {
      added = error(errc::invalid_key, "the member is no object");
    } else if (const auto parsed = detail::jwk_reader(member, limits).read(); !parsed) {
      added = parsed.error();
      if (const auto text = member.find("kid"); text != member.end() && text->is_string()) kid = text->get<std::string>();
    } else {
      const jwk key = jwk(*parsed);
      kid = key.kid().value_or("");
      if (core->has_kid_of_type(kid, key.key_type()) && !(key.verifies() & accepted).empty()) {
        return detail::duplicate_kid(kid);
      }
      added = detail::add_jwk(*core, key);
    }
    if (!added) core->skipped.push_back({i, std::move(kid), added.error()});
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<jwk_set> jwk_set::of(const jwk& key, algorithm_set accepted) {
  if (accepted.empty()) return error(errc::invalid_configuration, "no algorithm is accepted; name the one to use");
  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  core->kid_matters = false;
  if (const result<void> added = detail::add_jwk(*core, key); !added) return added.error();
  return jwk_set(std::move(core));
}

JOT_INLINE result<jwk_set> jwk_set::of(std::span<const any_verification_key> keys) {
  auto core = std::make_shared<detail::jwk_set_core>();
  for (const any_verification_key& key : keys) {
    // The same key may stand there once for each of its algorithms.
    const bool clash = std::ranges::any_of(core->keys, [&](const any_verification_key& other) {
      return !key.kid().empty() && other.kid() == key.kid() && other.key_type() == key.key_type() &&
             (other.alg() == key.alg() || detail::key_access::material(other) != detail::key_access::material(key));
    });
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
    return error(errc::algorithm_not_allowed, "alg", "the token says {}, which is not accepted here", word(query.alg));
  }
  key_candidates out(core_);
  if (query.kid && set.kid_matters) {
    const auto found = set.by_kid.find(*query.kid);
    if (found == set.by_kid.end()) {
      const bool left_out = std::ranges::find(set.skipped, *query.kid, &skipped_key::kid) != set.skipped.end();
      return left_out ? error(errc::key_not_found, "kid", "the key of this kid was left out of the set; skipped() says why")
                      : error(errc::key_not_found, "kid", "no key of this kid among the {} keys of the set",
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
                            : error(errc::key_mismatch, "alg", "the token says {}, and the key it means is not for that",
                                    word(query.alg));
  }
  return out;
}

JOT_INLINE std::size_t jwk_set::size() const noexcept { return core_->keys.size(); }
JOT_INLINE std::span<const skipped_key> jwk_set::skipped() const noexcept { return core_->skipped; }

}  // namespace jot::inline JOT_ABI

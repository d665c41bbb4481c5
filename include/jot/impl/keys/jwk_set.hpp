// Bodies of jwk_set.hpp.
#pragma once

#include <jot/detail/json.hpp>
#include <jot/detail/signature.hpp>
#include <jot/jwk_set.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace detail {

inline error duplicate_kid(std::string_view kid) {
  return {errc::invalid_key, kid, "two keys of one type share this kid; which one is meant cannot be told"};
}

struct jwk_set_core {
  result<void> add(const jwk& key);
  void add_member(std::size_t index, std::string kid, const result<jwk>& key);

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

// Adds the key once for each accepted algorithm that it serves. The error says why it was left out.
JOT_INLINE result<void> jwk_set_core::add(const jwk& key) {
  const std::size_t before = keys.size();
  std::optional<error> reason;
  for (const algorithm_facts& row : algorithm_table) {
    if (!accepted.contains(row.id)) continue;
    const result<any_verification_key> bound = key.verification_key(row.id);
    if (bound) {
      keys.push_back(*bound);
    } else if (!reason || reason->claim() == "kty" || reason->claim() == "alg") {
      // "for another algorithm" says least; any other reason tells more of what is wrong with this key.
      reason = bound.error();
    }
  }
  if (keys.size() == before) return *reason;
  return {};
}

// Adds a member of a set, or notes why it is left out.
JOT_INLINE void jwk_set_core::add_member(std::size_t index, std::string kid, const result<jwk>& key) {
  const result<void> added = key ? add(*key) : result<void>(key.error());
  if (!added) skipped.push_back({index, std::move(kid), added.error()});
}

// What makes a set ambiguous as a whole is judged by what its members say of themselves, before any is read: which of
// two namesakes is meant must not depend on whether the other one can be read.
class jwk_set_census {
 public:
  explicit jwk_set_census(algorithm_set accepted) : accepted_(accepted) {}

  result<void> count(const nlohmann::json& member) {
    const std::string_view kty = text_member(member, "kty");
    if (std::find(key_type_names.begin(), key_type_names.end(), kty) == key_type_names.end()) return {};
    (kty == "oct" ? secrets_ : pairs_) = true;
    if (secrets_ && pairs_) {
      return error(errc::invalid_key, "keys", "secrets and public keys in one set: a published secret is lost");
    }
    const std::string_view kid = text_member(member, "kid");
    if (kid.empty() || !may_verify(member)) return {};
    for (const namesake& other : seen_) {
      if (other.kid == kid && other.kty == kty) return duplicate_kid(kid);
    }
    seen_.push_back({kid, kty});
    return {};
  }

 private:
  struct namesake {
    std::string_view kid;
    std::string_view kty;
  };

  // A namesake for encryption, or for an algorithm that is not accepted, is never asked to verify.
  [[nodiscard]] bool may_verify(const nlohmann::json& member) const {
    const std::string_view use = text_member(member, "use");
    const std::string_view alg = text_member(member, "alg");
    const nlohmann::json* const ops = optional_member(member, "key_ops");
    const bool permitted = ops == nullptr || !ops->is_array() || names(*ops, "verify");
    const std::optional<algorithm> known = find_algorithm(alg);
    return (use.empty() || use == "sig") && permitted && (alg.empty() || (known && accepted_.contains(*known)));
  }

  static bool names(const nlohmann::json& operations, std::string_view wanted) {
    for (const nlohmann::json& operation : operations) {
      if (operation.is_string() && operation.get_ref<const std::string&>() == wanted) return true;
    }
    return false;
  }

  algorithm_set accepted_;
  std::vector<namesake> seen_;  // views of the document
  bool secrets_ = false;
  bool pairs_ = false;
};

// Wipes what holds key bytes in the members of a set, those included that are never read.
class set_wiper {
 public:
  explicit set_wiper(nlohmann::json& members) noexcept : members_(members) {}
  ~set_wiper() {
    for (nlohmann::json& member : members_) wipe_key_bytes(member);
  }
  set_wiper(const set_wiper&) = delete;
  set_wiper& operator=(const set_wiper&) = delete;

 private:
  nlohmann::json& members_;
};

// What every form of a set has in common before its members are looked at.
JOT_INLINE result<void> read_set_document(std::string_view json, algorithm_set accepted, nlohmann::json& out) {
  if (accepted.empty())
    return error(errc::invalid_configuration, "no algorithm is accepted; name those the issuer uses");
  if (json.size() > jwk_set::max_bytes) {
    return error(errc::limit_exceeded, "a key set of {} bytes; at most {}", static_cast<std::int64_t>(json.size()),
                 static_cast<std::int64_t>(jwk_set::max_bytes));
  }
  return read_json_document(json, json_limits{}, errc::invalid_key, out);
}

}  // namespace detail

JOT_INLINE result<jwk_set> jwk_set::parse(std::string_view json, algorithm_set accepted, const key_limits& limits) {
  nlohmann::json document;
  const detail::emptied_leaves_first guard(document);
  if (const result<void> read = detail::read_set_document(json, accepted, document); !read) return read.error();
  const auto members = document.find("keys");
  if (members == document.end() || !members->is_array()) {
    return error(errc::invalid_key, "keys", "a JWK Set is an object with an array of this name (RFC 7517 section 5)");
  }
  const detail::set_wiper wiper(*members);
  if (members->size() > max_keys) {
    return error(errc::limit_exceeded, "keys", "a set of {} keys; at most {}",
                 static_cast<std::int64_t>(members->size()), static_cast<std::int64_t>(max_keys));
  }

  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  detail::jwk_set_census census(accepted);
  for (std::size_t i = 0; i < members->size(); ++i) {
    auto& member = (*members)[i];
    if (const result<void> clear = census.count(member); !clear) return clear.error();
    std::string kid(detail::text_member(member, "kid"));
    const auto read_key = [&]() -> result<jwk> {
      if (!member.is_object()) return error(errc::invalid_key, "the member is no object");
      const auto core_of_key = detail::jwk_reader(member, limits).read();
      if (!core_of_key) return core_of_key.error();
      return jwk(*core_of_key);
    };
    core->add_member(i, std::move(kid), read_key());
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<jwk_set> jwk_set::parse_certificates(std::string_view json, algorithm_set accepted,
                                                       const key_limits& limits) {
  nlohmann::json document;
  const detail::emptied_leaves_first guard(document);
  if (const result<void> read = detail::read_set_document(json, accepted, document); !read) return read.error();
  if (document.size() > max_keys) {
    return error(errc::limit_exceeded, "a set of {} certificates; at most {}",
                 static_cast<std::int64_t>(document.size()), static_cast<std::int64_t>(max_keys));
  }
  auto core = std::make_shared<detail::jwk_set_core>();
  core->accepted = accepted;
  std::size_t index = 0;
  for (const auto& [kid, pem] : document.items()) {
    const auto read_key = [&, &id = kid, &text = pem]() -> result<jwk> {
      if (!text.is_string()) return error(errc::invalid_key, "the member is no PEM text");
      auto material = detail::key_material::from_public_pem(text.get_ref<const std::string&>(), limits);
      if (!material) return material.error();
      return jwk(std::make_shared<const detail::jwk_core>(
          detail::jwk_core{std::move(*material), limits, id, std::nullopt, std::nullopt, std::nullopt}));
    };
    core->add_member(index++, kid, read_key());
  }
  core->build_index();
  return jwk_set(std::move(core));
}

JOT_INLINE result<std::string> jwk_set::publish(std::span<const any_verification_key> keys) {
  std::string out = "{\"keys\":[";
  std::vector<any_verification_key> named;
  for (const any_verification_key& key : keys) {
    result<jwk> member = jwk::from_public(key);
    if (!member) return member.error();
    if (!member->kid()) *member = member->with_kid(member->thumbprint());
    if (member->kid()->empty()) return error(errc::crypto_failure, "OpenSSL could not make the key's thumbprint");
    // parse() cannot tell two members of one name apart, not even where they are one key with two algorithms.
    for (const any_verification_key& other : named) {
      if (other.kid() == *member->kid() && other.key_type() == key.key_type())
        return detail::duplicate_kid(other.kid());
    }
    named.push_back(key.with_kid(*member->kid()));
    const result<std::string> text = member->with_use("sig").to_public_json();
    if (!text) return text.error();
    if (named.size() > 1) out += ',';
    out += *text;
  }
  out += "]}";
  return out;
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
    // The same key may stand there once for each of its algorithms.
    const auto clashes = [&](const any_verification_key& other) {
      return !key.kid().empty() && other.kid() == key.kid() && other.key_type() == key.key_type() &&
             (other.alg() == key.alg() || detail::key_access::material(other) != detail::key_access::material(key));
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
    return error(errc::algorithm_not_allowed, "alg", "the token says {}, which is not accepted here", word(query.alg));
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
                            : error(errc::key_mismatch, "alg",
                                    "the token says {}, and the key it means is not for that", word(query.alg));
  }
  return out;
}

JOT_INLINE std::span<const any_verification_key> jwk_set::keys() const noexcept { return core_->keys; }
JOT_INLINE std::span<const skipped_key> jwk_set::skipped() const noexcept { return core_->skipped; }

}}  // namespace jot::JOT_ABI

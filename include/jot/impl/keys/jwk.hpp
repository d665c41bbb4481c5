// Bodies of jwk.hpp: JSON members to key material and back.
#pragma once

#include <jot/base64url.hpp>
#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/crypto/pem.hpp>
#include <jot/impl/json/document.hpp>
#include <jot/impl/json/writer.hpp>
#include <jot/jwk.hpp>
#include <jot/primitives.hpp>

#include <openssl/core_names.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace detail {

struct jwk_core {
  key_material::ptr material;
  key_limits limits;
  std::optional<std::string> kid;
  std::optional<std::string> alg;
  std::optional<std::string> use;
  std::optional<std::vector<std::string>> key_ops;

  [[nodiscard]] bool permits(std::string_view operation) const {
    return !key_ops || std::find(key_ops->begin(), key_ops->end(), operation) != key_ops->end();
  }
};

inline constexpr std::size_t max_jwk_bytes = 128 * 1024;
inline constexpr std::size_t max_key_ops = 64;

inline constexpr std::array<std::string_view, 4> key_type_names{"oct", "RSA", "EC", "OKP"};

// The text of this name in a document that may be none; empty when there is none.
inline std::string_view text_member(const nlohmann::json& document, const char* name) {
  const auto member = document.is_object() ? document.find(name) : document.end();
  return member != document.end() && member->is_string() ? member->get_ref<const std::string&>() : std::string_view();
}

// The member of this name, unless it says nothing: null and an array of nothing count as absent, for some libraries
// write each member that they know.
inline const nlohmann::json* optional_member(const nlohmann::json& document, const char* name) {
  const auto member = document.find(name);
  if (member == document.end() || member->is_null() || (member->is_array() && member->empty())) return nullptr;
  return &*member;
}

// Wipes what holds key bytes in a JWK document.
inline void wipe_key_bytes(nlohmann::json& document) {
  if (!document.is_object()) return;
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
    if (const auto member = document.find(name); member != document.end() && member->is_string()) {
      wipe(member->get_ref<std::string&>());
    }
  }
}

// Reads the members of one JWK document; what holds key bytes is wiped when done.
class jwk_reader {
 public:
  jwk_reader(nlohmann::json& document, const key_limits& limits) : document_(document), limits_(limits) {}

  ~jwk_reader() { wipe_key_bytes(document_); }
  jwk_reader(const jwk_reader&) = delete;
  jwk_reader& operator=(const jwk_reader&) = delete;

  result<std::shared_ptr<const jwk_core>> read() {
    jwk_core out;
    out.limits = limits_;
    if (const result<void> kid = read_text("kid", out.kid); !kid) return kid.error();
    if (const result<void> alg = read_text("alg", out.alg); !alg) return alg.error();
    if (const result<void> use = read_text("use", out.use); !use) return use.error();
    if (const result<void> ops = read_key_ops(out); !ops) return ops.error();
    result<key_material::ptr> material = read_material();
    if (!material) return material.error();
    if (const result<void> same = check_x5c(**material); !same) return same.error();
    out.material = std::move(*material);
    return std::make_shared<const jwk_core>(std::move(out));
  }

 private:
  // Leaves `out` alone when the member is not there.
  result<void> read_text(const char* name, std::optional<std::string>& out) const {
    const nlohmann::json* const member = optional_member(document_, name);
    if (member == nullptr) return {};
    if (!member->is_string()) return error(errc::invalid_key, name, "the member must be a string");
    out = member->get_ref<const std::string&>();
    return {};
  }

  result<void> read_key_ops(jwk_core& out) const {
    const nlohmann::json* const member = optional_member(document_, "key_ops");
    if (member == nullptr) return {};
    const error wrong(errc::invalid_key, "key_ops", "must be an array of strings, each once (RFC 7517 section 4.3)");
    if (!member->is_array()) return wrong;
    // RFC 7517 defines eight; each is compared with all before it.
    if (member->size() > max_key_ops) {
      return error(errc::limit_exceeded, "key_ops", "{} operations; at most {}",
                   static_cast<std::int64_t>(member->size()), static_cast<std::int64_t>(max_key_ops));
    }
    out.key_ops.emplace();
    for (const auto& operation : *member) {
      if (!operation.is_string() || out.permits(operation.get_ref<const std::string&>())) return wrong;
      out.key_ops->push_back(operation.get_ref<const std::string&>());
    }
    return {};
  }

  // The first certificate must carry this very key (RFC 7517 §4.7); the members are what is used all the same.
  result<void> check_x5c(const key_material& key) const {
    const nlohmann::json* const member = optional_member(document_, "x5c");
    if (member == nullptr) return {};
    const error wrong(errc::invalid_key, "x5c",
                      "must be an array of base64 certificates, the first of them with this key");
    if (!member->is_array() || !member->front().is_string()) return wrong;
    const result<secret_bytes> der = decode_base64(member->front().get_ref<const std::string&>());
    if (!der) return wrong;
    const result<key_material::ptr> certified = load_public_der(der->view(), limits_);
    if (!certified || !same_public(**certified, key)) return wrong;
    return {};
  }

  // The octets of a base64url member; `size` 0 takes any number but none.
  result<secret_bytes> octets(const char* name, std::size_t size = 0) const {
    const auto member = document_.find(name);
    if (member == document_.end()) return error(errc::invalid_key, name, "the member is missing");
    if (!member->is_string()) return error(errc::invalid_key, name, "the member must be a string of base64url");
    const auto& encoded = member->get_ref<const std::string&>();
    secret_bytes out(base64url_decoded_size(encoded.size()));
    if (const base64url_decoded read = base64url_decode_to(encoded, out.data()); !read.ok) {
      return error(errc::invalid_key, name, "not base64url at offset {} (no padding, no line breaks)",
                   static_cast<std::int64_t>(read.error_offset));
    }
    if (size != 0 && out.size() != size) {
      return error(errc::invalid_key, name, "{} octets; the curve needs {}, leading zeros included",
                   static_cast<std::int64_t>(out.size()), static_cast<std::int64_t>(size));
    }
    return out;
  }

  [[nodiscard]] bool has(const char* name) const { return optional_member(document_, name) != nullptr; }

  result<key_material::ptr> read_material() const {
    std::optional<std::string> kty;
    if (const result<void> read = read_text("kty", kty); !read) return read.error();
    if (!kty) return error(errc::invalid_key, "kty", "the member is missing; oct, RSA, EC or OKP is expected");
    const auto name = std::find(key_type_names.begin(), key_type_names.end(), *kty);
    if (name == key_type_names.end())
      return error(errc::invalid_key, "kty", "unknown key type; oct, RSA, EC or OKP is expected");
    switch (static_cast<jot::key_type>(name - key_type_names.begin())) {
      case key_type::oct:
        return read_secret();
      case key_type::rsa:
        return read_rsa();
      case key_type::ec:
        return read_curve_key(key_type::ec);
      case key_type::okp:
        return read_curve_key(key_type::okp);
    }
    return error(errc::invalid_key, "kty", "unknown key type");
  }

  result<key_material::ptr> read_secret() const {
    const result<secret_bytes> k = octets("k");
    if (!k) return k.error();
    return checked_key::of_secret(k->view(), limits_);
  }

  result<key_material::ptr> read_rsa() const {
    static constexpr std::array names{"n", "e", "d", "p", "q", "dp", "dq", "qi"};
    if (has("oth")) return error(errc::invalid_key, "oth", "RSA keys of more than two primes are not supported");
    std::array<secret_bytes, names.size()> parts;
    // n and e always; d makes it private; the other five come all together or not at all (RFC 7518 §6.3.2).
    const bool with_primes = std::any_of(names.begin() + 3, names.end(), [&](const char* n) { return has(n); });
    const std::size_t wanted = with_primes ? 8 : has("d") ? 3 : 2;
    for (std::size_t i = 0; i < wanted; ++i) {
      result<secret_bytes> part = octets(names[i]);
      if (!part) return part.error();
      if (part->size() == 0) return error(errc::invalid_key, names[i], "the member is empty");
      if (part->size() > 4096) return error(errc::limit_exceeded, names[i], "an RSA number of more than 4096 octets");
      parts[i] = std::move(*part);
    }
    return key_of_rsa({parts[0].view(), parts[1].view(), parts[2].view(), parts[3].view(), parts[4].view(),
                       parts[5].view(), parts[6].view(), parts[7].view()},
                      limits_);
  }

  result<key_material::ptr> read_curve_key(jot::key_type type) const {
    std::optional<std::string> crv;
    if (const result<void> read = read_text("crv", crv); !read) return read.error();
    const std::optional<jot::curve> found = crv ? find_curve(*crv) : std::nullopt;
    if (!found || facts(*found).key_type != type) {
      return error(errc::invalid_key, "crv", "missing or not a curve of this key type; {} is expected",
                   type == key_type::ec ? error_value(detail_text("P-256, P-384, P-521 or secp256k1"))
                                        : error_value(detail_text("Ed25519 or Ed448")));
    }
    const std::size_t size = facts(*found).coordinate_bytes;
    const result<secret_bytes> x = octets("x", size);
    if (!x) return x.error();
    secret_bytes d;
    if (has("d")) {
      result<secret_bytes> read = octets("d", size);
      if (!read) return read.error();
      d = std::move(*read);
    }
    if (type == key_type::okp) return key_of_okp(*found, x->view(), d.view());
    const result<secret_bytes> y = octets("y", size);
    if (!y) return y.error();
    return key_of_ec(*found, x->view(), y->view(), d.view());
  }

  nlohmann::json& document_;
  const key_limits& limits_;
};

// Writes a JWK member by member, each octet string straight into the text, so that no secret is left behind elsewhere.
class jwk_writer {
 public:
  // Room for all of it: text that grows is moved, and would leave its secrets behind. A character is six when escaped.
  explicit jwk_writer(const jwk_core& core) {
    std::size_t described = core.kid.value_or("").size() + core.alg.value_or("").size() + core.use.value_or("").size();
    for (const std::string& operation : core.key_ops.value_or(std::vector<std::string>())) {
      described += operation.size() + 3;
    }
    // Seven numbers of an RSA key, each as long as its modulus, are 7/6 characters a bit.
    out_.reserve(512 + 2 * static_cast<std::size_t>(core.material->bits()) + 6 * described);
  }
  ~jwk_writer() { wipe(out_); }
  jwk_writer(const jwk_writer&) = delete;
  jwk_writer& operator=(const jwk_writer&) = delete;

  void name(std::string_view member) {
    out_ += out_.empty() ? "{\"" : ",\"";
    out_ += member;
    out_ += "\":";
  }
  void text(std::string_view member, std::string_view value) {
    name(member);
    string(value);
  }
  void octets(std::string_view member, bytes_view value) {
    name(member);
    out_ += '"';
    const std::size_t before = out_.size();
    out_.resize(before + base64url_encoded_size(value.size()));
    base64url_encode_to(value, out_.data() + before);
    out_ += '"';
  }
  // A number of the key that must be there: none means that OpenSSL does not give it out.
  void wanted(std::string_view member, const secret_bytes& number) {
    complete_ = complete_ && number.size() != 0;
    octets(member, number.view());
  }
  void strings(std::string_view member, const std::vector<std::string>& values) {
    name(member);
    out_ += '[';
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i != 0) out_ += ',';
      string(values[i]);
    }
    out_ += ']';
  }
  // Empty when something was not there.
  [[nodiscard]] std::string finish() && {
    if (!complete_) return {};
    out_ += '}';
    return std::move(out_);
  }

 private:
  void string(std::string_view value) {
    if (text_buffer text; append_json_string(text, value)) {
      out_ += text.view();
      return;
    }
    // Not UTF-8, which only the program itself can have put there.
    out_ += nlohmann::json(std::string(value)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  std::string out_;
  bool complete_ = true;
};

// What the private half signs the public half verifies (RFC 7517 §4.3); the other operations stay what they are.
inline std::vector<std::string> public_operations(std::vector<std::string> operations) {
  const auto sign = std::find(operations.begin(), operations.end(), "sign");
  if (sign == operations.end()) return operations;
  operations.erase(sign);
  if (std::find(operations.begin(), operations.end(), "verify") == operations.end()) operations.emplace_back("verify");
  return operations;
}

enum class jwk_members : std::uint8_t { required, all };

// The key as JSON text, its private members only when asked for: all members, or those alone that RFC 7638 §3.2 wants.
// In lexicographic order and without white space, as §3.3 there wants it. Empty when OpenSSL does not give the key out.
JOT_INLINE std::string jwk_text(const jwk_core& core, bool with_private, jwk_members which = jwk_members::all) {
  const key_material& key = *core.material;
  const key_type type = key.key_type();
  const bool is_curve_key = type == key_type::ec || type == key_type::okp;
  const std::size_t coordinate = is_curve_key ? facts(key.curve()).coordinate_bytes : 0;
  const bool private_half = with_private && key.is_private();
  const bool described = which == jwk_members::all;
  jwk_writer out(core);
  const auto put_if_there = [&](const char* member, const char* parameter) {
    const secret_bytes number = shortest_number(key.pkey(), parameter);
    if (number.size() != 0) out.wanted(member, number);
  };

  if (described && core.alg) out.text("alg", *core.alg);
  if (is_curve_key) out.text("crv", facts(key.curve()).name);
  if (private_half && type == key_type::okp) out.wanted("d", private_octets(key.pkey()));
  if (private_half && type == key_type::ec)
    out.wanted("d", padded_number(key.pkey(), OSSL_PKEY_PARAM_PRIV_KEY, coordinate));
  if (private_half && type == key_type::rsa) {
    out.wanted("d", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_D));
    put_if_there("dp", OSSL_PKEY_PARAM_RSA_EXPONENT1);
    put_if_there("dq", OSSL_PKEY_PARAM_RSA_EXPONENT2);
  }
  if (type == key_type::rsa) out.wanted("e", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_E));
  if (private_half && type == key_type::oct) out.octets("k", key.secret());
  if (described && core.key_ops) {
    out.strings("key_ops", with_private ? *core.key_ops : public_operations(*core.key_ops));
  }
  if (described && core.kid) out.text("kid", *core.kid);
  out.text("kty", key_type_names[static_cast<std::size_t>(type)]);
  if (type == key_type::rsa) out.wanted("n", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_N));
  if (private_half && type == key_type::rsa) {
    put_if_there("p", OSSL_PKEY_PARAM_RSA_FACTOR1);
    put_if_there("q", OSSL_PKEY_PARAM_RSA_FACTOR2);
    put_if_there("qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  }
  if (described && core.use) out.text("use", *core.use);
  if (type == key_type::okp) out.wanted("x", public_octets(key.pkey()));
  if (type == key_type::ec) {
    out.wanted("x", padded_number(key.pkey(), OSSL_PKEY_PARAM_EC_PUB_X, coordinate));
    out.wanted("y", padded_number(key.pkey(), OSSL_PKEY_PARAM_EC_PUB_Y, coordinate));
  }
  return std::move(out).finish();
}

// Why the key may not do this; success when it may.
JOT_INLINE result<void> jwk_permits(const jwk_core& core, algorithm alg, std::string_view operation) {
  if (core.use && *core.use != "sig")
    return error(errc::key_mismatch, "use", "the key is not for signatures (\"sig\")");
  if (!core.permits(operation)) {
    return error(errc::key_mismatch, "key_ops", "the key's operations do not include this one");
  }
  if (core.alg && *core.alg != name(alg)) {
    return error(errc::key_mismatch, "alg", "the key is for another algorithm than {}", word(alg));
  }
  if (!fits(alg, core.material->key_type(), core.material->curve())) {
    return error(errc::key_mismatch, "kty", "a key of this type and curve cannot serve {}", word(alg));
  }
  return {};
}

}  // namespace detail

JOT_INLINE result<jwk> jwk::parse(std::string_view json, const key_limits& limits) {
  if (json.size() > detail::max_jwk_bytes) {
    return error(errc::limit_exceeded, "a JWK of {} bytes; at most {}", static_cast<std::int64_t>(json.size()),
                 static_cast<std::int64_t>(detail::max_jwk_bytes));
  }
  nlohmann::json document;
  const detail::emptied_leaves_first guard(document);
  if (const result<void> read = detail::read_json_document(json, json_limits{}, errc::invalid_key, document); !read) {
    return read.error();
  }
  const auto core = detail::jwk_reader(document, limits).read();
  if (!core) return core.error();
  return jwk(*core);
}

JOT_INLINE result<jwk> jwk::of(result<detail::key_material::ptr> material, const key_limits& limits) {
  if (!material) return material.error();
  return jwk(std::make_shared<const detail::jwk_core>(detail::jwk_core{std::move(*material), limits, {}, {}, {}, {}}));
}

JOT_INLINE result<jwk> jwk::from_pem(std::string_view pem, std::string_view password, const key_limits& limits) {
  const bool has_private = pem.find("PRIVATE KEY-----") != std::string_view::npos;
  return of(has_private ? detail::load_private_pem(pem, password, limits) : detail::load_public_pem(pem, limits),
            limits);
}

JOT_INLINE result<jwk> jwk::from_der(bytes_view der, const key_limits& limits) {
  return of(detail::load_any_der(der, limits), limits);
}

JOT_INLINE result<jwk> jwk::from_secret(bytes_view secret, const key_limits& limits) {
  return of(detail::checked_key::of_secret(secret, limits), limits);
}

JOT_INLINE result<jwk> jwk::from_public(const any_verification_key& key) {
  const detail::key_material::ptr& material = detail::key_access::material(key);
  if (material->key_type() == jot::key_type::oct) {
    return error(errc::key_mismatch, "an HMAC secret has no public half and must not be published");
  }
  result<detail::key_material::ptr> half = detail::public_half(*material);
  if (!half) return half.error();
  detail::jwk_core core{std::move(*half), {}, {}, std::string(name(key.alg())), {}, {}};
  if (!key.kid().empty()) core.kid = key.kid();
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::from_private(const any_signing_key& key) {
  detail::jwk_core core{detail::key_access::material(key), {}, {}, std::string(name(key.alg())), {}, {}};
  if (!key.kid().empty()) core.kid = key.kid();
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE key_type jwk::key_type() const noexcept { return core_->material->key_type(); }
JOT_INLINE curve jwk::curve() const noexcept { return core_->material->curve(); }
JOT_INLINE int jwk::bits() const noexcept { return core_->material->bits(); }
JOT_INLINE bool jwk::is_private() const noexcept { return core_->material->is_private(); }
JOT_INLINE const std::optional<std::string>& jwk::kid() const noexcept { return core_->kid; }
JOT_INLINE const std::optional<std::string>& jwk::alg() const noexcept { return core_->alg; }
JOT_INLINE const std::optional<std::string>& jwk::use() const noexcept { return core_->use; }

JOT_INLINE algorithm_set jwk::verifies() const noexcept {
  algorithm_set out;
  for (const algorithm_facts& row : algorithm_table) {
    if (detail::jwk_permits(*core_, row.id, "verify")) out.insert(row.id);
  }
  return out;
}

JOT_INLINE result<any_verification_key> jwk::verification_key(algorithm alg) const {
  if (const result<void> may = detail::jwk_permits(*core_, alg, "verify"); !may) return may.error();
  return detail::key_access::make<any_verification_key>(alg, core_->material, core_->limits, core_->kid.value_or(""));
}

JOT_INLINE result<any_signing_key> jwk::signing_key(algorithm alg) const {
  if (const result<void> may = detail::jwk_permits(*core_, alg, "sign"); !may) return may.error();
  if (!is_private()) return error(errc::invalid_key, "d", "found a public key, expected a private key");
  return detail::key_access::make<any_signing_key>(alg, core_->material, core_->limits, core_->kid.value_or(""));
}

JOT_INLINE std::string jwk::thumbprint() const {
  std::string text = detail::jwk_text(*core_, key_type() == jot::key_type::oct, detail::jwk_members::required);
  if (text.empty()) return {};
  const auto digest = sha256(as_bytes(text));
  wipe(text);
  return digest ? base64url_encode(*digest) : std::string();
}

JOT_INLINE result<std::string> jwk::to_public_json() const {
  if (key_type() == jot::key_type::oct) {
    return error(errc::key_mismatch, "an HMAC secret has no public half and must not be published");
  }
  std::string text = detail::jwk_text(*core_, false);
  if (text.empty()) return error(errc::crypto_failure, "OpenSSL could not write the public key");
  return text;
}

JOT_INLINE std::string jwk::to_private_json() const { return detail::jwk_text(*core_, true); }

JOT_INLINE jwk jwk::with_kid(std::string kid) const {
  detail::jwk_core core = *core_;
  core.kid = std::move(kid);
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::with_alg(std::optional<algorithm> alg) const {
  detail::jwk_core core = *core_;
  core.alg = alg ? std::optional(std::string(name(*alg))) : std::nullopt;
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

JOT_INLINE jwk jwk::with_use(std::string use) const {
  detail::jwk_core core = *core_;
  core.use = std::move(use);
  return jwk(std::make_shared<const detail::jwk_core>(std::move(core)));
}

}}  // namespace jot::JOT_ABI

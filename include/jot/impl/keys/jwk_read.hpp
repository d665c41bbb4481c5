// JSON members to key material: strict about every member that is known.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_build.hpp>
#include <jot/impl/crypto/key_export.hpp>
#include <jot/impl/crypto/key_load.hpp>
#include <jot/impl/crypto/pem.hpp>
#include <jot/impl/json/json_members.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/jwa.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline constexpr std::size_t max_key_ops = 64;

// The member of this name; null where it is absent, null in JSON, or an empty array, because some libraries write each
// member that they know.
inline const json_members::member* optional_member(const json_members& jwk, std::string_view name) {
  const json_members::member* const member = jwk.find(name);
  if (member == nullptr || member->kind == json_kind::null) return nullptr;
  return member->kind == json_kind::array && member->elements == 0 ? nullptr : member;
}

// Makes a key from the members of one JWK.
class jwk_reader {
 public:
  jwk_reader(const json_members& jwk, const key_limits& limits) : jwk_(jwk), limits_(limits) {}

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
  template <class Text>
  result<void> read_text(const char* name, std::optional<Text>& out) const {
    const json_members::member* const member = optional_member(jwk_, name);
    if (member == nullptr) return {};
    if (member->kind != json_kind::string) return error(errc::invalid_key, name, "the member must be a string");
    out = member->text;
    return {};
  }

  result<void> read_key_ops(jwk_core& out) const {
    const json_members::member* const member = optional_member(jwk_, "key_ops");
    if (member == nullptr) return {};
    const error wrong(errc::invalid_key, "key_ops", "must be an array of strings, each once (RFC 7517 section 4.3)");
    if (member->kind != json_kind::array) return wrong;
    // A limit, because each is compared with all before it; RFC 7517 defines eight.
    static_assert(max_key_ops <= json_members::kept_elements);
    if (member->elements > max_key_ops) {
      return error(errc::limit_exceeded, "key_ops", "{} operations; at most {} are allowed",
                   static_cast<std::int64_t>(member->elements), static_cast<std::int64_t>(max_key_ops));
    }
    out.key_ops.emplace();
    for (const json_members::value& operation : jwk_.elements(*member)) {
      if (operation.kind != json_kind::string || out.permits(operation.text)) return wrong;
      out.key_ops->emplace_back(operation.text);
    }
    return {};
  }

  // The first certificate must have the same key (RFC 7517 §4.7), though only the members are used.
  result<void> check_x5c(const key_material& key) const {
    const json_members::member* const member = optional_member(jwk_, "x5c");
    if (member == nullptr) return {};
    const error wrong(errc::invalid_key, "x5c",
                      "must be an array of base64 certificates, the first of them with this key");
    if (member->kind != json_kind::array) return wrong;
    const json_members::value& first = jwk_.elements(*member).front();
    if (first.kind != json_kind::string) return wrong;
    const result<secret_bytes> der = decode_base64(first.text);
    if (!der) return wrong;
    const result<key_material::ptr> certified = load_public_der(der->view(), limits_);
    if (!certified || !same_public(**certified, key)) return wrong;
    return {};
  }

  // The octets of a base64url member.
  result<secret_bytes> octets(const char* name) const {
    const json_members::member* const member = jwk_.find(name);
    if (member == nullptr) return error(errc::invalid_key, name, "the member is missing");
    if (member->kind != json_kind::string)
      return error(errc::invalid_key, name, "the member must be a string of base64url");
    const std::string_view encoded = member->text;
    secret_bytes out(base64url_decoded_size(encoded.size()));
    if (const base64url_decoded read = base64url_decode_to(encoded, out.data()); !read.ok) {
      return base64url_error(errc::invalid_key, name, encoded, read.error_offset);
    }
    return out;
  }

  // The same, of exactly this many.
  result<secret_bytes> octets_of_size(const char* name, std::size_t size) const {
    result<secret_bytes> out = octets(name);
    if (out && out->size() != size) {
      return error(errc::invalid_key, name, "{} octets; the curve needs {}, leading zeros included",
                   static_cast<std::int64_t>(out->size()), static_cast<std::int64_t>(size));
    }
    return out;
  }

  [[nodiscard]] bool has(const char* name) const { return optional_member(jwk_, name) != nullptr; }

  result<key_material::ptr> read_material() const {
    std::optional<std::string_view> kty;
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
    std::optional<std::string_view> crv;
    if (const result<void> read = read_text("crv", crv); !read) return read.error();
    const std::optional<jot::curve> found = crv ? find_curve(*crv) : std::nullopt;
    if (!found || facts(*found).key_type != type) {
      return error(errc::invalid_key, "crv", "missing or not a curve of this key type; {} is expected",
                   type == key_type::ec ? error_value(detail_text("P-256, P-384, P-521 or secp256k1"))
                                        : error_value(detail_text("Ed25519 or Ed448")));
    }
    const std::size_t size = facts(*found).coordinate_bytes;
    const result<secret_bytes> x = octets_of_size("x", size);
    if (!x) return x.error();
    secret_bytes d;
    if (has("d")) {
      result<secret_bytes> read = octets_of_size("d", size);
      if (!read) return read.error();
      d = std::move(*read);
    }
    if (type == key_type::okp) return key_of_okp(*found, x->view(), d.view());
    const result<secret_bytes> y = octets_of_size("y", size);
    if (!y) return y.error();
    return key_of_ec(*found, x->view(), y->view(), d.view());
  }

  const json_members& jwk_;
  const key_limits& limits_;
};

}}}  // namespace jot::JOT_ABI::detail

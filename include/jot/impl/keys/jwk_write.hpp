// Key material to JSON members.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/detail/text_buffer.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/impl/text/utf8.hpp>
#include <jot/jwa.hpp>

#include <openssl/core_names.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Writes a JWK member by member, each octet string straight into the text, so that no copy of a secret is left
// elsewhere.
class jwk_writer {
 public:
  // Reserves the whole size: text that grows is moved, and would leave a copy of its secrets. An escaped character is
  // six.
  explicit jwk_writer(const jwk_core& core) {
    std::size_t described = core.kid.value_or("").size() + core.alg.value_or("").size() + core.use.value_or("").size();
    for (const std::string& operation : core.key_ops.value_or(std::vector<std::string>())) {
      described += operation.size() + 3;
    }
    // Seven numbers of an RSA key, each at most as long as the modulus, are 7/6 characters for each bit of it.
    text_.reserve(512 + 2 * static_cast<std::size_t>(core.material->bits()) + 6 * described);
    out_.begin_object();
  }
  ~jwk_writer() { text_.wipe(); }
  jwk_writer(const jwk_writer&) = delete;
  jwk_writer& operator=(const jwk_writer&) = delete;

  template <std::size_t N>
  void text(const char (&member)[N], std::string_view value) {
    out_.name(member);
    string(value);
  }
  template <std::size_t N>
  void octets(const char (&member)[N], bytes_view value) {
    out_.name(member);
    out_.octets(value);
  }
  // A number that the key must have; without it OpenSSL does not give the key out.
  template <std::size_t N>
  void required(const char (&member)[N], const secret_bytes& number) {
    complete_ = complete_ && number.size() != 0;
    octets(member, number.view());
  }
  // A number that the key need not have.
  template <std::size_t N>
  void optional(const char (&member)[N], const secret_bytes& number) {
    if (number.size() != 0) octets(member, number.view());
  }
  template <std::size_t N>
  void strings(const char (&member)[N], const std::vector<std::string>& values) {
    out_.name(member);
    out_.begin_array();
    for (const std::string& value : values) string(value);
    out_.end_array();
  }
  // Empty when a number was missing.
  [[nodiscard]] std::string finish() && {
    out_.end_object();
    return complete_ ? std::string(text_.view()) : std::string();
  }

 private:
  void string(std::string_view value) {
    if (out_.text(value)) return;
    // A text that is not UTF-8, which only the program itself can have set. The comma is written already.
    static_cast<void>(append_json_string(text_, well_formed_utf8(value)));
  }

  text_buffer text_;
  json_writer out_{text_};
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

// The key as JSON text, with or without private members: all of them, or only those that RFC 7638 §3.2 requires. In
// lexicographic order and without white space, as §3.3 there requires. Empty when OpenSSL does not give the key out.
inline std::string jwk_text(const jwk_core& core, key_half half, jwk_members which = jwk_members::all) {
  const key_material& key = *core.material;
  const key_type type = key.key_type();
  const bool is_curve_key = type == key_type::ec || type == key_type::okp;
  const std::size_t coordinate = is_curve_key ? facts(key.curve()).coordinate_bytes : 0;
  const bool with_private = half == key_half::private_half;
  const bool private_half = with_private && key.is_private();
  const bool described = which == jwk_members::all;
  jwk_writer out(core);

  if (described && core.alg) out.text("alg", *core.alg);
  if (is_curve_key) out.text("crv", facts(key.curve()).name);
  if (private_half && type == key_type::okp) out.required("d", private_octets(key.pkey()));
  if (private_half && type == key_type::ec)
    out.required("d", padded_number(key.pkey(), OSSL_PKEY_PARAM_PRIV_KEY, coordinate));
  if (private_half && type == key_type::rsa) {
    out.required("d", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_D));
    out.optional("dp", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_EXPONENT1));
    out.optional("dq", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_EXPONENT2));
  }
  if (type == key_type::rsa) out.required("e", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_E));
  if (private_half && type == key_type::oct) out.octets("k", key.secret());
  if (described && core.key_ops) {
    out.strings("key_ops", with_private ? *core.key_ops : public_operations(*core.key_ops));
  }
  if (described && core.kid) out.text("kid", *core.kid);
  out.text("kty", key_type_names[static_cast<std::size_t>(type)]);
  if (type == key_type::rsa) out.required("n", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_N));
  if (private_half && type == key_type::rsa) {
    out.optional("p", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_FACTOR1));
    out.optional("q", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_FACTOR2));
    out.optional("qi", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1));
  }
  if (described && core.use) out.text("use", *core.use);
  if (type == key_type::okp) out.required("x", public_octets(key.pkey()));
  if (type == key_type::ec) {
    out.required("x", padded_number(key.pkey(), OSSL_PKEY_PARAM_EC_PUB_X, coordinate));
    out.required("y", padded_number(key.pkey(), OSSL_PKEY_PARAM_EC_PUB_Y, coordinate));
  }
  return std::move(out).finish();
}

}}}  // namespace jot::JOT_ABI::detail

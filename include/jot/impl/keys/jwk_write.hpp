// Key material to JSON members.
#pragma once

#include <jot/base64url.hpp>
#include <jot/bytes.hpp>
#include <jot/impl/crypto/key_material.hpp>
#include <jot/impl/crypto/key_numbers.hpp>
#include <jot/impl/json/writer.hpp>
#include <jot/impl/keys/jwk_core.hpp>
#include <jot/jwa.hpp>

#include <openssl/core_names.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

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
  void required(std::string_view member, const secret_bytes& number) {
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

// The key as JSON text, its private members only when asked for: all members, or those alone that RFC 7638 §3.2
// requires. In lexicographic order and without white space, as §3.3 there requires. Empty when OpenSSL does not give
// the key out.
inline std::string jwk_text(const jwk_core& core, key_half half, jwk_members which = jwk_members::all) {
  const key_material& key = *core.material;
  const key_type type = key.key_type();
  const bool is_curve_key = type == key_type::ec || type == key_type::okp;
  const std::size_t coordinate = is_curve_key ? facts(key.curve()).coordinate_bytes : 0;
  const bool with_private = half == key_half::private_half;
  const bool private_half = with_private && key.is_private();
  const bool described = which == jwk_members::all;
  jwk_writer out(core);
  const auto put_if_there = [&](const char* member, const char* parameter) {
    const secret_bytes number = shortest_number(key.pkey(), parameter);
    if (number.size() != 0) out.required(member, number);
  };

  if (described && core.alg) out.text("alg", *core.alg);
  if (is_curve_key) out.text("crv", facts(key.curve()).name);
  if (private_half && type == key_type::okp) out.required("d", private_octets(key.pkey()));
  if (private_half && type == key_type::ec)
    out.required("d", padded_number(key.pkey(), OSSL_PKEY_PARAM_PRIV_KEY, coordinate));
  if (private_half && type == key_type::rsa) {
    out.required("d", shortest_number(key.pkey(), OSSL_PKEY_PARAM_RSA_D));
    put_if_there("dp", OSSL_PKEY_PARAM_RSA_EXPONENT1);
    put_if_there("dq", OSSL_PKEY_PARAM_RSA_EXPONENT2);
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
    put_if_there("p", OSSL_PKEY_PARAM_RSA_FACTOR1);
    put_if_there("q", OSSL_PKEY_PARAM_RSA_FACTOR2);
    put_if_there("qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
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

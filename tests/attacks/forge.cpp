// Bodies of forge.hpp. OpenSSL is used here directly, so that a fault of the library cannot hide itself.
#include "forge.hpp"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>
#include <map>
#include <memory>
#include <random>
#include <stdexcept>

namespace attack {
namespace {

void must(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("the test could not make its input: ") + what);
}

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

template <auto Free>
struct freer {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using pkey_ptr = std::unique_ptr<EVP_PKEY, freer<&EVP_PKEY_free>>;
using pkey_ctx_ptr = std::unique_ptr<EVP_PKEY_CTX, freer<&EVP_PKEY_CTX_free>>;
using md_ctx_ptr = std::unique_ptr<EVP_MD_CTX, freer<&EVP_MD_CTX_free>>;
using bio_ptr = std::unique_ptr<BIO, freer<&BIO_free_all>>;
using x509_ptr = std::unique_ptr<X509, freer<&X509_free>>;

pkey_ptr read_private(std::string_view private_pem) {
  const bio_ptr bio(BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())));
  pkey_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  must(key != nullptr, "private key");
  return key;
}

std::string tlv(char tag, std::string_view content) {
  std::string out(1, tag);
  if (content.size() < 0x80) {
    out += static_cast<char>(content.size());
  } else {
    std::string length;
    for (std::size_t n = content.size(); n != 0; n >>= 8) length.insert(length.begin(), static_cast<char>(n & 0xFF));
    out += static_cast<char>(0x80 | length.size());
    out += length;
  }
  return out += content;
}

std::string der_integer(std::string_view big_endian) {
  while (big_endian.size() > 1 && big_endian.front() == 0) big_endian.remove_prefix(1);
  std::string content(big_endian.empty() ? std::string_view("\0", 1) : big_endian);
  if (static_cast<unsigned char>(content.front()) >= 0x80) content.insert(content.begin(), '\0');
  return tlv(0x02, content);
}

std::string spki(const std::string& algorithm, std::string_view key) {
  return tlv(0x30, tlv(0x30, algorithm) + tlv(0x03, std::string(1, '\0').append(key)));
}

template <class I2d, class T>
std::string to_der(I2d i2d, T* object) {
  unsigned char* data = nullptr;
  const int size = i2d(object, &data);
  must(size > 0, "DER");
  std::string out(reinterpret_cast<char*>(data), static_cast<std::size_t>(size));
  OPENSSL_free(data);
  return out;
}

std::string sign_rsa(std::string_view private_pem, std::string_view text, const char* hash, const char* mgf1_hash,
                     int salt, int padding) {
  const pkey_ptr key = read_private(private_pem);
  const md_ctx_ptr ctx(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;
  must(EVP_DigestSignInit_ex(ctx.get(), &settings, hash, nullptr, nullptr, key.get(), nullptr) == 1, "sign");
  must(EVP_PKEY_CTX_set_rsa_padding(settings, padding) == 1, "padding");
  if (padding == RSA_PKCS1_PSS_PADDING) {
    must(EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt) == 1, "salt");
    must(EVP_PKEY_CTX_set_rsa_mgf1_md_name(settings, mgf1_hash, nullptr) == 1, "MGF1");
  }
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  std::size_t size = signature.size();
  must(EVP_DigestSign(ctx.get(), raw(signature), &size, raw(text), text.size()) == 1, "signature");
  signature.resize(size);
  return signature;
}

}  // namespace

jot::fixed_clock at(std::int64_t seconds) { return {std::chrono::sys_seconds(std::chrono::seconds(seconds))}; }

jot::validation lax() { return {.issuer = jot::ignore, .audience = jot::ignore, .exp = jot::expiry::optional}; }

namespace {
template <class Keys>
std::string verdict_of(std::string_view token, const Keys& keys, const jot::validation& rules, std::int64_t time) {
  const auto who = jot::verify(token, keys, rules, at(time));
  return who ? "accepted" : std::string(jot::name(who.error().code()));
}
}  // namespace

std::string verdict(std::string_view token, const jot::any_verification_key& key, const jot::validation& rules,
                    std::int64_t time) {
  return verdict_of(token, key, rules, time);
}
std::string verdict(std::string_view token, const jot::jwk_set& keys, const jot::validation& rules, std::int64_t time) {
  return verdict_of(token, keys, rules, time);
}
std::string jws_verdict(std::string_view token, const jot::any_verification_key& key, const jot::jws_options& options) {
  const auto jws = jot::verify_jws(token, key, options);
  return jws ? "accepted" : std::string(jot::name(jws.error().code()));
}

std::string b64(std::string_view text) { return jot::base64url_encode(jot::as_bytes(text)); }

std::string unhex(std::string_view hex) {
  const auto decoded = jot::decode_hex(hex);
  must(decoded.has_value(), "hexadecimal");
  return std::string(jot::as_text(*decoded));
}

std::string noise(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 generator(seed);
  std::string out(count, '\0');
  for (char& c : out) c = static_cast<char>(generator() & 0xFF);
  return out;
}

std::string add(std::string_view a, std::string_view b, std::size_t size) {
  std::string out(size, '\0');
  unsigned carry = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto digit = [&](std::string_view n) {
      return i < n.size() ? static_cast<unsigned char>(n[n.size() - 1 - i]) : 0U;
    };
    const unsigned sum = digit(a) + digit(b) + carry;
    out[size - 1 - i] = static_cast<char>(sum & 0xFF);
    carry = sum >> 8;
  }
  return out;
}

std::string subtract(std::string_view a, std::string_view b, std::size_t size) {
  std::string out(size, '\0');
  int borrow = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto digit = [&](std::string_view n) {
      return i < n.size() ? static_cast<unsigned char>(n[n.size() - 1 - i]) : 0;
    };
    int difference = digit(a) - digit(b) - borrow;
    borrow = difference < 0 ? 1 : 0;
    difference += borrow * 256;
    out[size - 1 - i] = static_cast<char>(difference);
  }
  return out;
}

std::string signing_input(std::string_view header, std::string_view payload) {
  return b64(header) + '.' + b64(payload);
}

std::string forge(std::string_view header, std::string_view payload, std::string_view signature) {
  return signing_input(header, payload) + '.' + b64(signature);
}

std::string forge(std::string_view header, std::string_view payload, const jot::any_signing_key& key) {
  const auto signature = key.sign(jot::as_bytes(signing_input(header, payload)));
  must(signature.has_value(), "signature");
  return forge(header, payload, jot::as_text(*signature));
}

std::string forge_hmac(std::string_view header, std::string_view payload, std::string_view secret, const char* hash) {
  return forge(header, payload, hmac(hash, secret, signing_input(header, payload)));
}

std::string header(jot::algorithm alg) { return R"({"alg":")" + std::string(jot::name(alg)) + R"("})"; }

std::vector<std::string> split(std::string_view token) {
  std::vector<std::string> out(1);
  for (const char c : token) {
    if (c == '.') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

std::string hmac(const char* hash, std::string_view secret, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  const unsigned char none = 0;
  const unsigned char* key = secret.empty() ? &none : raw(secret);
  must(HMAC(EVP_get_digestbyname(hash), key, static_cast<int>(secret.size()), raw(text), text.size(), out.data(),
            &size) != nullptr,
       "HMAC");
  return {reinterpret_cast<char*>(out.data()), size};
}

std::string digest(const char* hash, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  std::size_t size = 0;
  must(EVP_Q_digest(nullptr, hash, nullptr, text.data(), text.size(), out.data(), &size) == 1, "digest");
  return {reinterpret_cast<char*>(out.data()), size};
}

std::string sign_pss(std::string_view private_pem, std::string_view text, const char* hash, const char* mgf1_hash,
                     int salt) {
  return sign_rsa(private_pem, text, hash, mgf1_hash, salt, RSA_PKCS1_PSS_PADDING);
}

std::string sign_pkcs1(std::string_view private_pem, std::string_view text, const char* hash) {
  return sign_rsa(private_pem, text, hash, nullptr, 0, RSA_PKCS1_PADDING);
}

std::string rsa_private_operation(std::string_view private_pem, std::string_view encoded_message) {
  const pkey_ptr key = read_private(private_pem);
  const pkey_ctx_ptr ctx(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  must(EVP_PKEY_sign_init(ctx.get()) == 1, "sign");
  must(EVP_PKEY_CTX_set_rsa_padding(ctx.get(), RSA_NO_PADDING) == 1, "padding");
  std::string signature(encoded_message.size(), '\0');
  std::size_t size = signature.size();
  must(EVP_PKEY_sign(ctx.get(), raw(signature), &size, raw(encoded_message), encoded_message.size()) == 1, "signature");
  return signature;
}

std::string rsa_private_pem(int bits, std::uint64_t exponent) {
  const pkey_ctx_ptr ctx(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  must(EVP_PKEY_keygen_init(ctx.get()) == 1 && EVP_PKEY_CTX_set_rsa_keygen_bits(ctx.get(), bits) == 1, "key");
  const std::unique_ptr<BIGNUM, freer<&BN_free>> e(BN_new());
  std::string big_endian(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) big_endian[7 - i] = static_cast<char>(exponent >> (8 * i) & 0xFF);
  BN_bin2bn(raw(big_endian), 8, e.get());
  must(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(ctx.get(), e.get()) == 1, "exponent");
  EVP_PKEY* made = nullptr;
  must(EVP_PKEY_generate(ctx.get(), &made) == 1, "key");
  const pkey_ptr key(made);
  const bio_ptr bio(BIO_new(BIO_s_mem()));
  must(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string rsa_spki(std::string_view n, std::string_view e) {
  static const std::string rsa_encryption = unhex("06092a864886f70d0101010500");
  return spki(rsa_encryption, tlv(0x30, der_integer(n) + der_integer(e)));
}

std::string okp_spki(std::string_view point) {
  return spki(tlv(0x06, unhex(point.size() == 32 ? "2b6570" : "2b6571")), point);
}

std::string ec_spki(std::string_view curve_oid_hex, std::string_view point) {
  static const std::string ec_public_key = unhex("06072a8648ce3d0201");
  return spki(ec_public_key + tlv(0x06, unhex(curve_oid_hex)), point);
}

std::string ec_spki_explicit_parameters(bool other_generator) {
  // P-256 (SEC 2 §2.4.2). Under another generator, any public point can be given a known private key.
  static const std::string p = unhex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  static const std::string a = unhex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
  static const std::string b = unhex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  static const std::string n = unhex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  static const std::string g = unhex(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  const std::string public_der = der_of(*key_for(jot::algorithm::es256).verification_key().to_public_pem());
  const std::string point = public_der.substr(public_der.size() - 65);
  const std::string prime_field = tlv(0x30, unhex("06072a8648ce3d0101") + der_integer(p));
  const std::string parameters =
      tlv(0x30, der_integer(std::string(1, '\1')) + prime_field + tlv(0x30, tlv(0x04, a) + tlv(0x04, b)) +
                    tlv(0x04, other_generator ? point : g) + der_integer(n) + der_integer(std::string(1, '\1')));
  return spki(unhex("06072a8648ce3d0201") + parameters, point);
}

std::string certificate_of(std::string_view spki_der) {
  const unsigned char* p = raw(spki_der);
  const pkey_ptr subject(d2i_PUBKEY(nullptr, &p, static_cast<long>(spki_der.size())));
  const pkey_ptr issuer(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const x509_ptr x509(X509_new());
  must(subject != nullptr && X509_set_pubkey(x509.get(), subject.get()) == 1, "certificate");
  must(X509_gmtime_adj(X509_getm_notBefore(x509.get()), 0) != nullptr, "certificate");
  must(X509_gmtime_adj(X509_getm_notAfter(x509.get()), 3600) != nullptr, "certificate");
  must(X509_sign(x509.get(), issuer.get(), EVP_sha256()) > 0, "certificate");
  return to_der(&i2d_X509, x509.get());
}

std::string pem(std::string_view label, std::string_view der) {
  std::string encoded = b64(der);
  for (char& c : encoded) c = c == '-' ? '+' : c == '_' ? '/' : c;
  while (encoded.size() % 4 != 0) encoded += '=';
  std::string out = "-----BEGIN " + std::string(label) + "-----\n";
  for (std::size_t i = 0; i < encoded.size(); i += 64) out += encoded.substr(i, 64) + '\n';
  return out + "-----END " + std::string(label) + "-----\n";
}

std::string der_of(std::string_view pem_text) {
  std::string body;
  for (std::string_view rest = pem_text.substr(pem_text.find('\n') + 1); !rest.starts_with("-----");) {
    const std::size_t end = rest.find('\n');
    body += rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  for (char& c : body) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (body.ends_with('=')) body.pop_back();
  const auto decoded = jot::base64url_decode(body);
  must(decoded.has_value(), "PEM");
  return std::string(jot::as_text(*decoded));
}

std::string rsa_jwk(std::string_view n, std::string_view e, std::string_view more) {
  return R"({"kty":"RSA","n":")" + b64(n) + R"(","e":")" + b64(e) + '"' + std::string(more) + '}';
}

std::string oct_jwk(std::string_view secret, std::string_view more) {
  return R"({"kty":"oct","k":")" + b64(secret) + '"' + std::string(more) + '}';
}

std::string public_jwk(const jot::any_signing_key& key) {
  return jot::jwk::from_public(key.verification_key())
      .and_then([](const jot::jwk& k) { return k.to_public_json(); })
      .value();
}

const jot::any_signing_key& key_for(jot::algorithm alg) {
  static std::map<jot::algorithm, jot::any_signing_key> keys;
  auto found = keys.find(alg);
  if (found == keys.end()) found = keys.emplace(alg, jot::any_signing_key::generate(alg).value()).first;
  return found->second;
}

bool openssl_queue_is_empty() { return ERR_peek_error() == 0; }

}  // namespace attack

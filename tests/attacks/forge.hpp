// What an attacker needs: tokens, signatures and keys put together by hand, without the checks of the library's own
// signing side.
#pragma once

#include <jot/jwk_set.hpp>
#include <jot/jwt.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace attack {

/// The time at which all tokens here are verified.
inline constexpr std::int64_t now = 1'700'000'000;

[[nodiscard]] jot::fixed_clock at(std::int64_t seconds);

/// Rules that ask for nothing, so that only the signature and the claims' own form can refuse a token.
[[nodiscard]] jot::validation lax();

/// "accepted", or the name of the error's code.
[[nodiscard]] std::string verdict(std::string_view token, const jot::any_verification_key& key,
                                  const jot::validation& rules = lax(), std::int64_t time = now);
[[nodiscard]] std::string verdict(std::string_view token, const jot::jwk_set& keys,
                                  const jot::validation& rules = lax(), std::int64_t time = now);
/// The same for the bare-JWS entry point.
[[nodiscard]] std::string jws_verdict(std::string_view token, const jot::any_verification_key& key,
                                      const jot::jws_options& options = {});
/// What a result says: "ok", or the name of the error's code.
template <class T>
[[nodiscard]] std::string outcome(const jot::result<T>& result) {
  return result ? "ok" : std::string(jot::name(result.error().code()));
}

/// base64url of the text's bytes.
[[nodiscard]] std::string b64(std::string_view text);
/// The bytes of hexadecimal text, for which the program answers.
[[nodiscard]] std::string unhex(std::string_view hex);
/// `count` bytes from a generator with a fixed seed, so that a failure can be repeated.
[[nodiscard]] std::string noise(std::size_t count, std::uint64_t seed = 1);
/// The bytes of the text as big-endian numbers of `size` octets: a + b, and a − b.
[[nodiscard]] std::string add(std::string_view a, std::string_view b, std::size_t size);
[[nodiscard]] std::string subtract(std::string_view a, std::string_view b, std::size_t size);

/// header '.' payload '.' signature, the signature being made over the first two by this key.
[[nodiscard]] std::string forge(std::string_view header, std::string_view payload, const jot::any_signing_key& key);
/// The same with a signature that is given.
[[nodiscard]] std::string forge(std::string_view header, std::string_view payload, std::string_view signature);
/// The same with HMAC under any key at all, even one that the library would not take.
[[nodiscard]] std::string forge_hmac(std::string_view header, std::string_view payload, std::string_view secret,
                                     const char* hash = "SHA256");
/// A good header of this algorithm: {"alg":"…"}.
[[nodiscard]] std::string header(jot::algorithm alg);
/// A token's segments, still encoded.
[[nodiscard]] std::vector<std::string> split(std::string_view token);
/// header '.' payload, encoded.
[[nodiscard]] std::string signing_input(std::string_view header, std::string_view payload);

[[nodiscard]] std::string hmac(const char* hash, std::string_view secret, std::string_view text);
[[nodiscard]] std::string digest(const char* hash, std::string_view text);

/// RSASSA-PSS with any hash for MGF1 and any salt length (bytes; OpenSSL's −3 is the longest possible).
[[nodiscard]] std::string sign_pss(std::string_view private_pem, std::string_view text, const char* hash,
                                   const char* mgf1_hash, int salt);
/// RSASSA-PKCS1-v1_5 with any hash.
[[nodiscard]] std::string sign_pkcs1(std::string_view private_pem, std::string_view text, const char* hash);
/// The private operation on a whole encoded message: what a holder of the key can make any padding with.
[[nodiscard]] std::string rsa_private_operation(std::string_view private_pem, std::string_view encoded_message);
/// A new RSA key with this public exponent, as PKCS#8 in PEM.
[[nodiscard]] std::string rsa_private_pem(int bits, std::uint64_t exponent);

/// An SPKI with these numbers, however bad they are.
[[nodiscard]] std::string rsa_spki(std::string_view n, std::string_view e);
/// An SPKI of Ed25519 (32 octets) or Ed448 (57 octets) with this encoded point.
[[nodiscard]] std::string okp_spki(std::string_view point);
/// An SPKI with an uncompressed point on a named curve, the object identifier given as its DER content in hex.
[[nodiscard]] std::string ec_spki(std::string_view curve_oid_hex, std::string_view point);
/// The key pair as an SPKI whose curve is spelt out in numbers instead of being named (CVE-2020-0601).
[[nodiscard]] std::string ec_spki_explicit_parameters(bool other_generator);
/// A certificate whose subject key this SPKI is, signed by another key.
[[nodiscard]] std::string certificate_of(std::string_view spki);
[[nodiscard]] std::string pem(std::string_view label, std::string_view der);
[[nodiscard]] std::string der_of(std::string_view pem);

/// JWK text of a public key.
[[nodiscard]] std::string rsa_jwk(std::string_view n, std::string_view e, std::string_view more = "");
[[nodiscard]] std::string oct_jwk(std::string_view secret, std::string_view more = "");
[[nodiscard]] std::string public_jwk(const jot::any_signing_key& key);

/// One key of each kind, made once in a run.
[[nodiscard]] const jot::any_signing_key& key_for(jot::algorithm alg);

/// True when OpenSSL has left nothing in this thread's queue of errors.
[[nodiscard]] bool openssl_queue_is_empty();

}  // namespace attack

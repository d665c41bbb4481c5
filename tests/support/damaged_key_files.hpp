// Private key files that were changed on their way, and what the library says of each: of a P-256 key, unless they say
// otherwise.
#pragma once

#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jot::testing_support {

inline std::string with_lines(const std::string& text, const std::function<std::string(const std::string&)>& change) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    out += change(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}
inline std::string all_replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

inline constexpr char wanted_public[] = "PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE";
inline constexpr char wanted_private[] = "PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY";
inline constexpr char not_base64[] = "the PEM block is not base64: is it cut off, or was it edited?";
inline constexpr char not_a_private_key[] =
    "not a private key that OpenSSL can read: is it damaged, or of another kind?";
inline constexpr char not_a_public_key[] = "not a public key that OpenSSL can read: is it damaged, or of another kind?";
inline constexpr char no_end[] = "the PEM block has a BEGIN line but no matching END line: is it cut off?";
inline constexpr char json_not_pem[] = "this is JSON, not PEM; read it with jot::jwk::parse or jot::jwk_set::parse";

inline std::string found(std::string_view what, std::string_view wanted) {
  return "found " + std::string(what) + ", expected " + std::string(wanted);
}

struct damaged_key_file {
  const char* how;
  std::string text;
  std::string expected = "loads";  // or the message
};

/// What keeps its meaning.
inline std::vector<damaged_key_file> forgiven_key_files() {
  EVP_PKEY* const key = key_pair("EC", "P-256");
  const std::string p8 = pkcs8_pem(key);
  const std::string pub = spki_pem(key);
  return {
      {"untouched", p8},
      {"indented, as in YAML", with_lines(p8, [](const std::string& l) { return "    " + l + "\n"; })},
      {"indented by a tab", with_lines(p8, [](const std::string& l) { return "\t" + l + "\n"; })},
      {"CRLF line ends", all_replaced(p8, "\n", "\r\n")},
      {"CR line ends", all_replaced(p8, "\n", "\r")},
      {"a BOM in front", "\xEF\xBB\xBF" + p8},
      {"literal \\n, as in an environment variable", all_replaced(p8, "\n", "\\n")},
      {"literal \\r\\n", all_replaced(p8, "\n", "\\r\\n")},
      {"on one line with spaces", all_replaced(p8, "\n", " ")},
      {"on one line without spaces", all_replaced(p8, "\n", "")},
      {"no line end at the end", p8.substr(0, p8.size() - 1)},
      {"in quotes", "\"" + p8 + "\""},
      {"spaces at line ends", with_lines(p8, [](const std::string& l) { return l + "  \n"; })},
      {"text around it", "Bag Attributes\n  friendlyName: x\n" + p8 + "see also: wiki\n"},
      {"behind EC PARAMETERS", ec_parameters_pem(key) + traditional_pem(key)},
      {"public and private in one file", pub + p8},
  };
}

/// What lost its meaning.
inline std::vector<damaged_key_file> refused_key_files() {
  EVP_PKEY* const key = key_pair("EC", "P-256");
  EVP_PKEY* const rsa = key_pair("RSA");
  const std::string p8 = pkcs8_pem(key);
  const std::string pub = spki_pem(key);
  const std::string ec_parameters = found("EC PARAMETERS", wanted_private);
  const std::string public_found = found("PUBLIC KEY", wanted_private);
  const std::string certificate_found = found("CERTIFICATE", wanted_private);
  const std::string request_found = found("CERTIFICATE REQUEST", wanted_private);
  const std::string openssh_found = found("OPENSSH PRIVATE KEY", wanted_private);
  const std::string other_found = found("a PEM block of another kind", wanted_private);
  const std::string no_pem =
      std::string("no PEM block; expected ") + wanted_private + " between -----BEGIN and -----END lines";
  const std::size_t body = p8.find('\n') + 1;
  return {
      {"empty", "", no_pem},
      {"white space", " \n ", no_pem},
      {"a file name instead of the file", "/etc/keys/private.pem", no_pem},
      {"DER instead of PEM", der_of(p8), no_pem},
      {"base64 without the lines around it", p8.substr(body, p8.find("-----END") - body), no_pem},
      {"four dashes", all_replaced(p8, "-----", "----"), no_pem},
      {"a JWK", R"({"kty":"EC"})", json_not_pem},
      {"a JWK set behind white space", "\n {\"keys\":[]}", json_not_pem},
      {"cut off in the middle", p8.substr(0, p8.size() / 2), no_end},
      {"another END line", replaced(p8, "END PRIVATE KEY", "END PUBLIC KEY"), no_end},
      {"the END line lost its dashes", replaced(p8, "-----END PRIVATE KEY-----", "END PRIVATE KEY"), no_end},
      {"characters lost", replaced(p8, p8.substr(body, 3), ""), not_base64},
      {"a line lost", p8.substr(0, body) + p8.substr(p8.find('\n', body) + 1), not_a_private_key},
      {"a character outside base64", replaced(p8, p8.substr(body, 1), "*"), not_base64},
      {"a dash in the body", replaced(p8, p8.substr(body, 1), "-"), not_base64},
      {"padding in the middle", replaced(p8, p8.substr(body, 4), "AA=="), not_base64},
      {"an empty block", "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n", not_a_private_key},
      {"a wrong label", all_replaced(pub, "PUBLIC KEY", "PRIVATE KEY"), not_a_private_key},
      {"a label in lower case", all_replaced(p8, "PRIVATE KEY", "private key"), other_found},
      {"the public key", pub, public_found},
      {"a certificate", certificate_pem(key), certificate_found},
      {"a certificate request", request_pem(key), request_found},
      {"EC PARAMETERS alone", ec_parameters_pem(key), ec_parameters},
      {"OpenSSH", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEA\n-----END OPENSSH PRIVATE KEY-----\n",
       openssh_found},
      {"PGP", "-----BEGIN PGP PRIVATE KEY BLOCK-----\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n", other_found},
      {"bytes behind the key", pem_around("PRIVATE KEY", der_of(p8) + std::string(3, '\0')), not_a_private_key},
      {"the last byte lost", pem_around("PRIVATE KEY", der_of(p8).substr(0, der_of(p8).size() - 1)), not_a_private_key},
      {"another algorithm's curve", pkcs8_pem(key_pair("EC", "secp256k1")),
       "found a key on the curve secp256k1, the algorithm needs P-256"},
      {"a curve that no algorithm has", pkcs8_pem(key_pair("EC", "brainpoolP256r1")),
       "an EC key on another curve; expected P-256, P-384, P-521 or secp256k1"},
      {"a key for agreement", pkcs8_pem(key_pair("X25519")),
       "an X25519 key is for key agreement and cannot sign; expected Ed25519 or Ed448"},
      {"an RSA key", pkcs8_pem(rsa), "found an RSA key; ES256 needs an EC key"},
  };
}

}  // namespace jot::testing_support

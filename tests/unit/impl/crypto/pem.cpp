// Tests of impl/crypto/pem.hpp: which block of a text is taken, and what of its body is forgiven.
#include <jot/impl/crypto/pem.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"
#include "support/key_files.hpp"

#include <string>
#include <string_view>

using namespace jot::testing_support;
using jot::detail::pem_label;

namespace {

// The label's number and the bytes, or the message.
std::string read(std::string_view text) {
  const auto block = jot::detail::read_pem(text, jot::detail::one_of<pem_label::public_key, pem_label::certificate>);
  if (!block) return block.error().message();
  return std::to_string(static_cast<int>(block->label)) + ":" + std::string(jot::as_text(block->der.view()));
}
std::string body(std::string_view text) {
  return "-----BEGIN PUBLIC KEY-----" + std::string(text) + "-----END PUBLIC KEY-----";
}

constexpr std::string_view not_base64 = "the PEM block is not base64: is it cut off, or was it edited?";

}  // namespace

TEST_CASE("the first block of a wanted label is taken", "[pem]") {
  const std::string key = pem_around("PUBLIC KEY", "key");
  const std::string certificate = pem_around("CERTIFICATE", "cert");
  const std::string other = pem_around("X509 CRL", "crl");
  CHECK(read(key) == "0:key");
  CHECK(read(certificate + key) == "2:cert");
  CHECK(read(key + certificate) == "0:key");
  CHECK(read(other + "text\n" + certificate) == "2:cert");
  CHECK(read(other) == "found a PEM block of another kind, expected PUBLIC KEY or CERTIFICATE");
  CHECK(read(pem_around("EC PARAMETERS", "x") + pem_around("EC PRIVATE KEY", "y")) ==
        "found EC PRIVATE KEY, expected PUBLIC KEY or CERTIFICATE");
  CHECK(read("") == "no PEM block; expected PUBLIC KEY or CERTIFICATE between -----BEGIN and -----END lines");
}

TEST_CASE("an error names the labels of the list", "[pem]") {
  using jot::detail::one_of;
  const auto words = [](const jot::detail::pem_choice& choice) { return std::string_view(choice.words); };
  CHECK(words(one_of<pem_label::certificate>) == "CERTIFICATE");
  CHECK(words(one_of<pem_label::private_key, pem_label::ec_private_key>) == "PRIVATE KEY or EC PRIVATE KEY");
  CHECK(words(one_of<pem_label::public_key, pem_label::rsa_public_key, pem_label::certificate_request>) ==
        "PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE REQUEST");
}

TEST_CASE("a block of many megabytes of dashes ends in time", "[pem]") {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "-----BEGIN PUBLIC KEY-----\n";
  CHECK(read(text).find("cut off") != std::string::npos);
}

TEST_CASE("every length of a body is decoded", "[pem]") {
  std::string data;
  for (int n = 0; n < 200; ++n) {
    CHECK(read(pem_around("PUBLIC KEY", data)) == "0:" + data);
    data += static_cast<char>(n * 37);
  }
}

TEST_CASE("white space and literal line ends are forgiven, everything else is not base64", "[pem]") {
  CHECK(read(body("Zm9v")) == "0:foo");
  CHECK(read(body(" \t\r\nZ m\n9\\nv\\r\\n")) == "0:foo");
  CHECK(read(body("+/+/")) == "0:\xFB\xFF\xBF");
  CHECK(read(body("Zm8=")) == "0:fo");
  CHECK(read(body("Zg==")) == "0:f");
  CHECK(read(body("Zg= =\n")) == "0:f");
  for (const char* text : {"Zm8", "Zg", "Zg=", "Z", "Zm9v=", "Zg==Zg==", "=", "Zm9", "Zh==", "Zm9=", "-_-_", "Zm9v!",
                           "Zm\\9v", "Zm9v\\", "Zm\\t9v", "Zm9v\xC2\xA0", "Zm9v,"}) {
    CAPTURE(text);
    CHECK(read(body(text)) == not_base64);
  }
}

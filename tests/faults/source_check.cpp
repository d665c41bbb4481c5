// The table of OpenSSL's functions against the source: a call that is not in it would never be made to fail.
#include "faults/injection.hpp"
#include "support/catch.hpp"
#include "support/source_text.hpp"

#include <algorithm>
#include <regex>
#include <set>

using namespace jot::testing_support;

namespace {

// Macros of OpenSSL's headers, and the functions that are called in their place.
const std::map<std::string, std::string> behind_macro{{"BIO_get_mem_data", "BIO_ctrl"},
                                                      {"BN_num_bytes", "BN_num_bits"},
                                                      {"sk_X509_new_null", "OPENSSL_sk_new_null"},
                                                      {"sk_X509_push", "OPENSSL_sk_push"}};

// Functions that cannot fail, or do not say so: they give nothing back, or what is there anyway.
const std::set<std::string> cannot_fail{"BIO_free_all",
                                        "BIO_s_mem",
                                        "BN_clear_free",
                                        "CRYPTO_memcmp",
                                        "ERR_clear_error",
                                        "ERR_peek_error",
                                        "ERR_get_error",
                                        "EVP_CIPHER_free",
                                        "EVP_MD_CTX_free",
                                        "EVP_MD_free",
                                        "EVP_PKEY_CTX_free",
                                        "EVP_PKEY_free",
                                        "EVP_sha256",
                                        "OPENSSL_cleanse",
                                        "OPENSSL_free",
                                        "OSSL_PARAM_BLD_free",
                                        "OSSL_PARAM_free",
                                        "X509_SIG_free",
                                        "X509_STORE_CTX_free",
                                        "X509_STORE_CTX_get0_param",
                                        "X509_STORE_CTX_get_error",
                                        "X509_STORE_CTX_set0_trusted_stack",
                                        "X509_STORE_free",
                                        "X509_VERIFY_PARAM_set_auth_level",
                                        "X509_VERIFY_PARAM_set_time",
                                        "X509_free",
                                        "X509_get_subject_name",
                                        "X509_verify_cert_error_string",
                                        "sk_X509_free"};

// The names of OpenSSL's functions in a text; types and constants have no small letter.
std::set<std::string> openssl_names(const std::string& code) {
  static const std::regex name(
      R"((?:ASN1|BIO|BN|CRYPTO|EC|ECDSA|ERR|EVP|OBJ|OPENSSL|OSSL|PEM|PKCS\w*|RAND|RSA|X509|d2i|i2d|sk)_\w+)");
  std::set<std::string> out;
  for (std::sregex_iterator at(code.begin(), code.end(), name), end; at != end; ++at) {
    const std::string found = at->str();
    const auto before = static_cast<std::size_t>(at->position());
    if (before != 0 && is_name(code[before - 1])) continue;
    if (std::ranges::any_of(found, [](char c) { return c >= 'a' && c <= 'z'; })) out.insert(found);
  }
  return out;
}

const fault::openssl_function* find_function(const std::string& name) {
  const auto rows = fault::openssl_functions();
  const auto row = std::ranges::find(rows, name, [](const fault::openssl_function& f) { return std::string(f.name); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace

TEST_CASE("row 29: each OpenSSL function that can fail is made to") {
  const auto files = sources();
  if (files.empty()) return skip_without_source();
  std::set<std::string> called;
  for (const auto& [file, code] : files) {
    if (file.starts_with("http/")) continue;
    for (const std::string& name : openssl_names(code)) {
      if (cannot_fail.contains(name)) continue;
      const auto macro = behind_macro.find(name);
      const std::string& function = macro == behind_macro.end() ? name : macro->second;
      called.insert(function);
      CAPTURE(file, name);
      CHECK(find_function(function) != nullptr);
    }
  }
  for (const fault::openssl_function& row : fault::openssl_functions()) {
    CAPTURE(row.name);
    CHECK(called.contains(row.name));
  }
}

TEST_CASE("row 29: each status that OpenSSL returns is compared with 1") {
  const auto files = sources();
  if (files.empty()) return skip_without_source();
  std::size_t calls = 0;
  for (const auto& [file, code] : files) {
    for (const fault::openssl_function& row : fault::openssl_functions()) {
      if (row.kind != fault::answer::status) continue;
      for (const std::size_t at : find_word(code, row.name)) {
        const std::size_t open = at + std::string(row.name).size();
        if (code[open] != '(') continue;
        ++calls;
        std::size_t end = after_call(code, open);
        while (end < code.size() && std::isspace(static_cast<unsigned char>(code[end])) != 0) ++end;
        const std::string next = code.substr(end, 4);
        CAPTURE(file, row.name, next);
        CHECK((next == "== 1" || next == "!= 1"));
      }
    }
  }
  CHECK(calls > 50);
}

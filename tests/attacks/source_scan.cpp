// Properties of the library that no call can show: read in its source, which JOT_SOURCE_DIR leads to.
#include "support/catch.hpp"

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

// The text without comments; strings stay, for a literal is what some of these checks look for.
std::string without_comments(const std::string& text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!in_string && text.compare(i, 2, "//") == 0) {
      while (i < text.size() && text[i] != '\n') ++i;
      out += '\n';
      continue;
    }
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\') && !(i > 0 && text[i - 1] == '\'')) in_string = !in_string;
    if (text[i] == '\n') in_string = false;
    out += text[i];
  }
  return out;
}

// Header names below include/jot, and their code; empty where the source is not at hand.
std::map<std::string, std::string> sources() {
  std::map<std::string, std::string> out;
  const char* root = std::getenv("JOT_SOURCE_DIR");
  if (root == nullptr || *root == '\0') return out;
  const std::filesystem::path dir = std::filesystem::path(root) / "include" / "jot";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    out[std::filesystem::relative(entry.path(), dir).generic_string()] =
        without_comments(std::string(std::istreambuf_iterator<char>(stream), {}));
  }
  return out;
}

void skip() {
  std::printf("\nskipped: JOT_SOURCE_DIR is not set\n");
  std::fflush(stdout);
}

bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Where the word stands as a whole, so that CRYPTO_memcmp is not memcmp.
std::vector<std::size_t> find_word(const std::string& text, const std::string& word) {
  std::vector<std::size_t> out;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_name(word.front()) || !is_name(text[at - 1]);
    const bool ends = at + word.size() >= text.size() || !is_name(word.back()) || !is_name(text[at + word.size()]);
    if (starts && ends) out.push_back(at);
  }
  return out;
}

// testing.hpp makes bad tokens on purpose; http/ and the remote key set are what reaches outside.
bool is_core(const std::string& file) {
  return !file.starts_with("http/") && file.find("testing.hpp") == std::string::npos &&
         file.find("remote_jwk_set.hpp") == std::string::npos;
}

void check_absent(const std::vector<std::string>& words) {
  const auto files = sources();
  if (files.empty()) return skip();
  REQUIRE(files.contains("impl/signature.hpp"));
  for (const auto& [file, code] : files) {
    if (!is_core(file)) continue;
    for (const std::string& word : words) {
      CAPTURE(file, word);
      CHECK(find_word(code, word).empty());
    }
  }
}

// The position after the parenthesis that closes the one at `open`.
std::size_t after_call(const std::string& code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '(') ++depth;
    if (code[i] == ')' && --depth == 0) return i + 1;
  }
  return code.size();
}

}  // namespace

TEST_CASE("row 01: the source has no algorithm of the name none") {
  check_absent({"\"none\"", "\"None\"", "\"NONE\"", "algorithm::none"});
}

TEST_CASE("row 17: the core opens no connection and no file") {
  check_absent({"curl",     "socket",  "sys/socket.h", "netdb.h",         "winsock2.h",    "WinSock2.h", "getaddrinfo",
                "asio",     "httplib", "connect(",     "BIO_new_connect", "OSSL_HTTP_get", "fopen",      "ifstream",
                "ofstream", "fstream", "BIO_new_file", "BIO_s_file",      "popen",         "system(",    "sqlite3"});
}

TEST_CASE("row 21: secrets are compared by CRYPTO_memcmp alone") {
  check_absent({"memcmp", "strcmp", "strncmp", "bcmp", "strcoll"});
  const auto files = sources();
  if (files.empty()) return;
  std::size_t users = 0;
  for (const auto& [file, code] : files) users += find_word(code, "CRYPTO_memcmp").size();
  CHECK(users == 1);
  // The one comparison of a MAC goes through it.
  CHECK(find_word(files.at("impl/signature.hpp"), "equal_in_constant_time").size() == 1);
}

TEST_CASE("row 29: each status that OpenSSL returns is compared with 1") {
  const auto files = sources();
  if (files.empty()) return skip();
  const char* functions[] = {"EVP_DigestInit_ex2",
                             "EVP_DigestUpdate",
                             "EVP_DigestFinal_ex",
                             "EVP_Digest",
                             "EVP_Q_digest",
                             "EVP_MD_CTX_copy_ex",
                             "EVP_MD_CTX_reset",
                             "EVP_DigestSignInit_ex",
                             "EVP_DigestVerifyInit_ex",
                             "EVP_DigestSign",
                             "EVP_DigestVerify",
                             "EVP_PKEY_verify_init",
                             "EVP_PKEY_sign_init",
                             "EVP_PKEY_verify",
                             "EVP_PKEY_sign",
                             "EVP_PKEY_fromdata_init",
                             "EVP_PKEY_fromdata",
                             "EVP_PKEY_public_check",
                             "EVP_PKEY_pairwise_check",
                             "EVP_PKEY_CTX_set_signature_md",
                             "EVP_PKEY_CTX_set_rsa_padding",
                             "EVP_PKEY_CTX_set_rsa_mgf1_md",
                             "EVP_PKEY_CTX_set_rsa_pss_saltlen",
                             "EVP_PKEY_get_bn_param",
                             "EVP_PKEY_get_group_name",
                             "OSSL_PARAM_BLD_push_BN",
                             "OSSL_PARAM_BLD_push_utf8_string",
                             "OSSL_PARAM_BLD_push_octet_string",
                             "RAND_priv_bytes",
                             "RAND_bytes",
                             "PEM_write_bio_PUBKEY",
                             "PEM_write_bio_PKCS8PrivateKey",
                             "EVP_PKEY_is_a"};
  std::size_t calls = 0;
  for (const auto& [file, code] : files) {
    for (const char* function : functions) {
      for (const std::size_t at : find_word(code, function)) {
        const std::size_t open = at + std::string(function).size();
        if (code[open] != '(') continue;
        ++calls;
        std::size_t end = after_call(code, open);
        while (end < code.size() && std::isspace(static_cast<unsigned char>(code[end])) != 0) ++end;
        const std::string next = code.substr(end, 4);
        CAPTURE(file, function, next);
        CHECK((next == "== 1" || next == "!= 1"));
      }
    }
  }
  CHECK(calls > 40);
}

TEST_CASE("row 56: no regular expression is in the library") {
  check_absent({"regex", "std::regex", "fnmatch", "glob", "wildcard"});
}

TEST_CASE("row 70: nothing in the library depends on the locale or on static state") {
  check_absent({"setlocale", "localeconv", "strtod", "stod",    "stoi",    "stol",    "stoll",
                "strtol",    "atoi",       "atof",   "tolower", "toupper", "isspace", "isalpha",
                "localtime", "gmtime",     "mktime", "strtok",  "rand(",   "getenv"});
  const auto files = sources();
  for (const auto& [file, code] : files) {
    if (!is_core(file)) continue;
    // The room that simdjson works in belongs to a thread, and no token's text decides another's verdict there.
    if (file != "impl/fast_json.hpp") CHECK(find_word(code, "thread_local").empty());
    for (const std::size_t at : find_word(code, "static")) {
      // A static variable is constant; anything else that is static is a function.
      const std::string rest = code.substr(at + 7, code.find_first_of(";{=(", at) - at - 7);
      CAPTURE(file, rest);
      const char stop = code[code.find_first_of(";{=(", at)];
      CHECK((rest.starts_with("const") || stop == '('));
    }
  }
}

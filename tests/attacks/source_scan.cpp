// Properties of the library that no call can show: read in its source, which JOT_SOURCE_DIR leads to.
#include "support/catch.hpp"
#include "support/source_text.hpp"

#include <string>
#include <vector>

using namespace jot::testing_support;

namespace {

// testing.hpp makes bad tokens on purpose; http/, the remote key set and its file are what reaches outside.
bool is_core(const std::string& file) {
  return !file.starts_with("http/") && file.find("testing.hpp") == std::string::npos &&
         file.find("remote_jwk_set.hpp") == std::string::npos && file != "impl/remote/cache_file.hpp";
}

void check_absent(const std::vector<std::string>& words) {
  const auto files = sources();
  if (files.empty()) return skip_without_source();
  REQUIRE(files.contains("impl/crypto/hmac.hpp"));
  for (const auto& [file, code] : files) {
    if (!is_core(file)) continue;
    for (const std::string& word : words) {
      CAPTURE(file, word);
      CHECK(find_word(code, word).empty());
    }
  }
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
  CHECK(find_word(files.at("impl/crypto/hmac.hpp"), "equal_in_constant_time").size() == 1);
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
    CHECK(find_word(code, "thread_local").empty());
    for (const std::size_t at : find_word(code, "static")) {
      // A static variable is constant; anything else that is static is a function.
      const std::string rest = code.substr(at + 7, code.find_first_of(";{=(", at) - at - 7);
      CAPTURE(file, rest);
      const char stop = code[code.find_first_of(";{=(", at)];
      CHECK((rest.starts_with("const ") || rest.starts_with("constexpr") || stop == '('));
    }
  }
}

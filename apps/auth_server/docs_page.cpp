// See docs_page.hpp.
#include "docs_page.hpp"

#include <sodium.h>

#include <array>

namespace auth {
namespace {

/// 'sha256-…' of the text between the two tags (CSP Level 3, §2.3.1).
std::string hash_between(std::string_view opening, std::string_view closing) {
  const std::size_t begin = docs_page.find(opening) + opening.size();
  const std::string_view content = docs_page.substr(begin, docs_page.find(closing, begin) - begin);

  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(content.data()), content.size());
  std::array<char, sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)> text{};
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
  return std::string("'sha256-").append(text.data()).append("'");
}

}  // namespace

std::string docs_page_policy() {
  return "default-src 'none'; script-src " + hash_between("<script>", "</script>") + "; style-src " +
         hash_between("<style>", "</style>") +
         "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
         "require-trusted-types-for 'script'";
}

}  // namespace auth

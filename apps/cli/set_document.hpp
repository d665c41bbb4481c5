// A JWK Set as text: from a file, from a URL, by discovery of an issuer, or made of keys to be published.
#pragma once

#include "command_line.hpp"

#include <jot/jwk_set.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cli {

class key_file;

class set_document {
 public:
  /// The set of a file that is known to hold one.
  [[nodiscard]] static set_document of_file(key_file file);
  /// The set of a file or, when there is "://" in it, of a URL: https, or http to the machine itself.
  [[nodiscard]] static set_document at(const std::string& file_or_url);
  /// The set of a URL and of nothing else.
  [[nodiscard]] static set_document at_url(const std::string& url);
  /// The set of an issuer, found by discovery.
  [[nodiscard]] static set_document of_issuer(const std::string& issuer);

  [[nodiscard]] std::string_view text() const noexcept { return contents_.text(); }
  [[nodiscard]] bool is_fetched() const noexcept { return !source_.empty(); }

  /// The set as the library reads it: with the usable keys, and those it leaves out.
  [[nodiscard]] jot::jwk_set read(jot::algorithm_set accepted) const;

  /// What verifies a token: the keys for the algorithms allowed, or for those of `considered` that they name
  /// themselves.
  [[nodiscard]] jot::jwk_set keys(std::optional<jot::algorithm_set> allowed, jot::algorithm_set considered) const;

 private:
  set_document(file_contents contents, std::string source) noexcept
      : contents_(std::move(contents)), source_(std::move(source)) {}
  static set_document fetch(const std::string& url);
  [[noreturn]] void fail(const jot::error& reason) const;

  file_contents contents_;
  std::string source_;  // the URL; empty for a file
};

/// The members, one by one, of a set that the library has read before.
[[nodiscard]] std::vector<jot::result<jot::jwk>> members_of_set(std::string_view text);

/// The JWK Set of the keys' public halves; kid is the thumbprint where a key has none. An algorithm that a key does not
/// name is the only one of those allowed that it can serve.
[[nodiscard]] std::string published_set(const std::vector<jot::jwk>& keys, std::optional<jot::algorithm_set> allowed);

/// True for what names a place in the web and not a file.
[[nodiscard]] bool is_url(std::string_view file_or_url) noexcept;

}  // namespace cli

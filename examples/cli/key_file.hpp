// A key file of any kind (JWK, JWK Set, PEM, DER, raw secret), and the jot keys that can be made of it.
#pragma once

#include "command_line.hpp"

#include <jot/jwk_set.hpp>
#include <jot/key.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cli {

/// The options that say where a key is; each subcommand that needs a key has them.
struct key_options {
  const CLI::Option* key;
  const CLI::Option* secret_file;
  const CLI::Option* password_file;
};
[[nodiscard]] key_options add_key_options(CLI::App& command);

class key_file {
 public:
  enum class format { jwk, jwk_set, pem, der, secret };

  /// Reads the file and finds out what it is.
  [[nodiscard]] static key_file read(const std::string& path, const CLI::Option* password_file);
  /// Reads a secret: the file's bytes, all of them.
  [[nodiscard]] static key_file read_secret(const std::string& path);
  /// The one of the two that the options name.
  [[nodiscard]] static key_file from(const key_options& options);

  [[nodiscard]] format kind() const noexcept { return format_; }
  [[nodiscard]] std::string_view text() const noexcept { return contents_.text(); }

  /// The single JWK in the file.
  [[nodiscard]] jot::jwk as_jwk() const;

  /// The members of the JWK Set in the file, as JSON texts; the set as a whole has been read by jot.
  [[nodiscard]] std::vector<std::string> members() const;

  /// The key of a PEM, DER or secret file, bound to each of the algorithms that it can serve. When there is none:
  /// why.
  [[nodiscard]] jot::result<std::vector<jot::any_verification_key>> verification_keys(jot::algorithm_set wanted) const;
  [[nodiscard]] jot::result<std::vector<jot::any_signing_key>> signing_keys(jot::algorithm_set wanted) const;

 private:
  key_file(format kind, file_contents contents) noexcept : format_(kind), contents_(std::move(contents)) {}
  [[nodiscard]] jot::result<jot::any_verification_key> verification_key(jot::algorithm alg) const;
  [[nodiscard]] jot::result<jot::any_signing_key> signing_key(jot::algorithm alg) const;
  [[nodiscard]] std::string_view password() const noexcept;

  format format_;
  file_contents contents_;
  std::optional<file_contents> password_;
};

/// Every algorithm there is.
[[nodiscard]] jot::algorithm_set all_algorithms() noexcept;

/// The algorithms of a set, for people: "RS256, PS256".
[[nodiscard]] std::string names_of(jot::algorithm_set algorithms);

/// The algorithms that these keys are bound to.
template <class Key>
[[nodiscard]] jot::algorithm_set algorithms_of(const std::vector<Key>& keys) {
  jot::algorithm_set algorithms;
  for (const Key& key : keys) algorithms.insert(key.alg());
  return algorithms;
}

/// One key that may have several algorithms: it is used whatever kid the token names, for there is nothing to choose.
class single_key {
 public:
  explicit single_key(std::vector<jot::any_verification_key> bound) noexcept : bound_(std::move(bound)) {}
  [[nodiscard]] jot::result<jot::key_candidates> find(const jot::key_query& query) const;

 private:
  std::vector<jot::any_verification_key> bound_;
};
static_assert(jot::key_source<single_key>);

/// What a token is verified with.
using verification_keys = std::variant<jot::jwk_set, single_key>;

/// The keys of the file for the algorithms allowed, or for those that the keys themselves name.
[[nodiscard]] verification_keys verification_keys_of(const key_file& file, std::optional<jot::algorithm_set> allowed);

/// The key of the file that signs with the algorithm, or with the one that the key itself names.
[[nodiscard]] jot::any_signing_key signing_key_of(const key_file& file, std::optional<jot::algorithm> alg);

}  // namespace cli

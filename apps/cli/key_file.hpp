// A key file of any kind (JWK, JWK Set, PEM, DER, certificate, raw secret), the key in it, and the algorithm it serves.
#pragma once

#include "command_line.hpp"

#include <jot/jwk.hpp>
#include <jot/jwk_set.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cli {

/// The options that say where a key is; each subcommand that needs a key has them.
struct key_options {
  const CLI::Option* key;
  const CLI::Option* secret_file;
  const CLI::Option* password_file;
};
[[nodiscard]] key_options add_key_options(CLI::App& command);
/// The one for encrypted PEM alone.
CLI::Option* add_password_option(CLI::App& command);

class key_file {
 public:
  enum class format { jwk, jwk_set, pem, der, certificate, secret };

  /// Reads the file and finds out what it is.
  [[nodiscard]] static key_file read(const std::string& path, const std::optional<std::string>& password_file = {});
  /// The file that the options name.
  [[nodiscard]] static key_file from(const key_options& options);

  [[nodiscard]] format kind() const noexcept { return format_; }
  [[nodiscard]] std::string_view text() const noexcept { return contents_.text(); }
  [[nodiscard]] jot::bytes_view bytes() const noexcept { return contents_.bytes(); }

  /// The key in the file, which is not a set.
  [[nodiscard]] jot::jwk key() const;
  /// The same, or the keys of the set, which must all be good.
  [[nodiscard]] std::vector<jot::jwk> keys() const;

  /// Gives the bytes away.
  [[nodiscard]] file_contents release() && noexcept { return std::move(contents_); }

 private:
  key_file(format kind, file_contents contents) noexcept : format_(kind), contents_(std::move(contents)) {}

  format format_;
  file_contents contents_;
  std::optional<file_contents> password_;
};

/// The bytes of the first PEM block of this label ("CERTIFICATE"), wherever in the text it is.
[[nodiscard]] jot::secret_bytes der_of_pem(std::string_view pem, std::string_view label);

/// Every algorithm there is.
[[nodiscard]] jot::algorithm_set all_algorithms() noexcept;
/// Those of key pairs: every one but the HMACs.
[[nodiscard]] jot::algorithm_set key_pair_algorithms() noexcept;

/// The algorithms of a set, one by one.
[[nodiscard]] std::vector<jot::algorithm> list_of(jot::algorithm_set algorithms);
/// The same for people: "RS256, PS256".
[[nodiscard]] std::string names_of(jot::algorithm_set algorithms);
/// The set that an option names, if it is there.
[[nodiscard]] std::optional<jot::algorithm_set> algorithms_of(const CLI::Option* option);

/// The public half of a key, bound to the algorithm.
[[nodiscard]] jot::result<jot::any_verification_key> public_half(const jot::jwk& key, jot::algorithm alg);

/// The algorithms that the key can serve by its kind, its size and its own members: none where use or key_ops forbid
/// it. The error gives any other reason against all algorithms.
[[nodiscard]] jot::result<jot::algorithm_set> usable_algorithms(const jot::jwk& key);

/// The algorithm that the key names.
[[nodiscard]] jot::algorithm algorithm_named_in(const jot::jwk& key);
/// The algorithm that the key names, or the only one of those allowed that it can serve.
[[nodiscard]] jot::algorithm sole_algorithm(const jot::jwk& key, std::optional<jot::algorithm_set> allowed);

[[noreturn]] void fail_without_algorithm(const std::string& subject);

/// The keys of the file for the algorithms allowed, or for those that the keys themselves name.
[[nodiscard]] jot::jwk_set verification_keys_of(key_file file, std::optional<jot::algorithm_set> allowed);

/// The key of the file that signs with the algorithm, or with the one that the key itself names.
[[nodiscard]] jot::any_signing_key signing_key_of(const key_file& file, std::optional<jot::algorithm> alg);

}  // namespace cli

// Where the server's keys come from: the secret of HS256, a key file, or a directory of key files that is looked at
// again while the server runs.
#pragma once

#include "key_ring.hpp"

#include <jot/jwa.hpp>

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace auth {

/// The secret of the file, else of the environment's JOT_SECRET, else a new one. Throws std::runtime_error.
[[nodiscard]] jot::any_signing_key load_secret(const std::string& secret_file);

/// A private key, PEM or JWK, for this algorithm; its kid is that of the JWK, else the thumbprint. Throws
/// std::runtime_error.
[[nodiscard]] jot::any_signing_key load_key_file(const std::string& path, jot::algorithm alg);

/// A new key, gone with the process.
[[nodiscard]] jot::any_signing_key make_key(jot::algorithm alg);

/// A directory of private keys: its files *.pem and *.jwk in the order of their names, "2025-01.pem" before
/// "2025-02.pem". A file's time of modification says since when its key has been published, unless the file turned up
/// later while the server was running. What is wrong with a file is reported once, and its last good key goes on.
class key_directory {
 public:
  key_directory(std::string path, jot::algorithm alg) : path_(std::move(path)), alg_(alg) {}

  /// The keys that are there now; none when there is no good one. Throws std::runtime_error when the directory cannot
  /// be read.
  [[nodiscard]] std::vector<dated_key> scan(std::chrono::sys_seconds now);

 private:
  struct known_file {
    std::vector<dated_key> key;  ///< none or one
    std::string problem;         ///< empty when all is well
  };

  void read(const std::string& name, known_file& file, std::chrono::sys_seconds now) const;
  void report(const std::string& name, known_file& file, std::string problem) const;

  std::string path_;
  jot::algorithm alg_;
  std::map<std::string, known_file> files_;
  bool scanned_before_ = false;
};

}  // namespace auth

// See key_files.hpp.
#include "key_files.hpp"

#include <jot/jwk.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace auth {
namespace {

/// The bytes of a file; throws when there are none.
std::string read_file(const std::string& path, const std::string& what) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  if (!file || !content) throw std::runtime_error(what + ": cannot read " + path + ", or it is empty");
  return std::move(content).str();
}

jot::any_signing_key secret_of(std::string_view secret, const std::string& source) {
  auto key = jot::signing_key<jot::hs256>::from_secret_text(secret);
  if (!key) {
    throw std::runtime_error(
        source + ": " + key.error().message() +
        "\nmake a good secret with: head -c 48 /dev/urandom > secret, and pass --secret-file secret");
  }
  return key->any();
}

jot::any_signing_key with_some_kid(const jot::any_signing_key& key) {
  return key.kid().empty() ? key.with_kid(jot::jwk::from_private(key).thumbprint()) : key;
}

bool same_key(const jot::any_signing_key& a, const jot::any_signing_key& b) {
  return a.kid() == b.kid() && jot::jwk::from_private(a).thumbprint() == jot::jwk::from_private(b).thumbprint();
}

bool is_key_file(const std::filesystem::directory_entry& entry) {
  const std::filesystem::path& path = entry.path();
  return (path.extension() == ".pem" || path.extension() == ".jwk") && entry.is_regular_file();
}

std::chrono::sys_seconds modified(const std::string& path) {
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0) throw std::runtime_error("it no longer exists");
  return std::chrono::sys_seconds(std::chrono::seconds(facts.st_mtime));
}

}  // namespace

jot::any_signing_key load_secret(const std::string& secret_file) {
  if (!secret_file.empty()) {
    std::string secret = read_file(secret_file, "--secret-file");
    const jot::any_signing_key key = secret_of(secret, "--secret-file " + secret_file);
    jot::wipe(secret);
    return key;
  }
  if (const char* secret = std::getenv("JOT_SECRET")) return secret_of(secret, "JOT_SECRET");
  std::cerr << "neither --secret-file nor JOT_SECRET is given: signing with a random secret, so tokens become invalid "
               "when this process ends\n";
  return jot::any_signing_key::generate(jot::algorithm::hs256).value();
}

jot::any_signing_key load_key_file(const std::string& path, jot::algorithm alg) {
  std::string text = read_file(path, "key file");
  const bool is_json = text.find_first_not_of(" \t\r\n") == text.find('{');
  const auto key = (is_json ? jot::jwk::parse(text) : jot::jwk::from_pem(text)).and_then([&](const jot::jwk& read) {
    return read.signing_key(alg);
  });
  jot::wipe(text);
  if (!key) throw std::runtime_error(path + ": " + key.error().message());
  return with_some_kid(*key);
}

jot::any_signing_key make_key(jot::algorithm alg) {
  std::cerr << "neither --key nor --key-dir is given: signing with a key made for this run, so tokens become invalid "
               "when this process ends\n";
  return with_some_kid(jot::any_signing_key::generate(alg).value());
}

std::vector<dated_key> key_directory::scan(std::chrono::sys_seconds now) {
  std::map<std::string, known_file> found;
  try {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      if (!is_key_file(entry)) continue;
      const std::string name = entry.path().filename().string();
      found.emplace(name, files_[name]);
    }
  } catch (const std::filesystem::filesystem_error& e) {
    throw std::runtime_error("--key-dir: cannot read " + path_ + ": " + e.code().message());
  }
  std::vector<dated_key> keys;
  std::set<std::string, std::less<>> kids;
  for (auto& [name, file] : found) {
    read(name, file, now);
    if (file.key.empty()) continue;
    if (kids.emplace(file.key[0].key.kid()).second) {
      keys.push_back(file.key[0]);
    } else {
      report(name, file, "a different file has the same key or kid");
    }
  }
  files_ = std::move(found);
  scanned_before_ = true;
  return keys;
}

void key_directory::read(const std::string& name, known_file& file, std::chrono::sys_seconds now) const {
  const std::string path = path_ + "/" + name;
  try {
    const jot::any_signing_key key = load_key_file(path, alg_);
    if (file.key.empty() || !same_key(file.key[0].key, key)) {
      const std::chrono::sys_seconds written = modified(path);
      file.key = {{key, scanned_before_ ? (std::max)(written, now) : written}};
      std::cerr << "key file " << name << ": published with kid " << key.kid() << '\n';
    }
    file.problem.clear();
  } catch (const std::runtime_error& e) {
    report(name, file, e.what());
  }
}

/// Says it once, not at every look.
void key_directory::report(const std::string& name, known_file& file, std::string problem) const {
  if (file.problem != problem) std::cerr << "key file " << name << " is left out: " << problem << '\n';
  file.problem = std::move(problem);
}

}  // namespace auth

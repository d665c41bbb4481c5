// Published test vectors, which are read where they lie and never copied into the project. A test whose data is absent
// says so in a line that ctest reports as "skipped", not as "passed":
//
//     const auto file = jot::testing_support::vectors_json("wycheproof/ed25519_test.json");
//     if (!file) return jot::testing_support::skip_without_vectors("wycheproof/ed25519_test.json");
#pragma once

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>

namespace jot::testing_support {

/// The folder that JOT_VECTORS_DIR names, if there is one.
inline std::optional<std::filesystem::path> vectors_dir() {
  const char* name = std::getenv("JOT_VECTORS_DIR");
  if (name == nullptr || *name == '\0') return std::nullopt;
  std::filesystem::path dir(name);
  std::error_code ignored;
  if (!std::filesystem::is_directory(dir, ignored)) return std::nullopt;
  return dir;
}

/// A file of the folder; nothing when it is absent.
inline std::optional<std::filesystem::path> vectors_file(const std::string& name) {
  const auto dir = vectors_dir();
  if (!dir) return std::nullopt;
  std::error_code ignored;
  if (auto file = *dir / name; std::filesystem::exists(file, ignored)) return file;
  return std::nullopt;
}

/// Throws what nlohmann::json::parse throws: a file that is there but broken must not look like one that is absent.
inline nlohmann::json read_json(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  return nlohmann::json::parse(stream);
}

inline std::optional<nlohmann::json> vectors_json(const std::string& name) {
  const auto file = vectors_file(name);
  if (!file) return std::nullopt;
  return read_json(*file);
}

/// Says what is missing; the test returns at once, for ctest takes the line for the whole verdict.
inline void skip_without_vectors(const std::string& name) {
  // On a line of its own: Catch2 writes before it, and ctest looks for the start of a line.
  std::printf("\nskipped: JOT_VECTORS_DIR has no %s\n", name.c_str());
  std::fflush(stdout);
}

}  // namespace jot::testing_support

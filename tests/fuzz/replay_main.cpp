// Replays a fuzz target without libFuzzer, so that every compiler and sanitizer runs it as an ordinary test: findings
// kept in regressions/, built-in seeds, seeds of the published vectors, and mutations of all of them that are the same
// at every run.
//
//     jot_fuzz TARGET [--regressions DIR] [--mutations N]   replays
//     jot_fuzz TARGET --write-seeds DIR                     writes the seeds as files, for libFuzzer
//     jot_fuzz TARGET FILE…                                 runs these inputs alone
//     jot_fuzz --list
//
// With JOT_FUZZ_SAVE=FILE in the environment the file holds the input that was run last, which is the one that failed.
#include "fuzz.hpp"
#include "support/vectors.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

namespace {

using jot_fuzz::target;

jot_fuzz::vector_seeds read_vectors() {
  jot_fuzz::vector_seeds out;
  const auto keep_token = [&](const nlohmann::json& token) {
    if (token.is_string()) out.tokens.push_back(token.get<std::string>());
  };
  const auto keep_key = [&](const nlohmann::json& holder) {
    for (const char* name : {"key", "jwks", "public", "private"}) {
      if (holder.contains(name) && holder[name].is_object()) out.keys.push_back(holder[name].dump());
    }
  };
  if (const auto file = jot::testing_support::vectors_json("attacks.json")) {
    for (const auto& test : file->at("tests")) {
      keep_token(test.value("token", nlohmann::json()));
      keep_key(test);
    }
  }
  for (const char* name : {"wycheproof/json_web_signature_test.json", "wycheproof/json_web_key_test.json"}) {
    const auto file = jot::testing_support::vectors_json(name);
    if (!file) continue;
    for (const auto& group : file->at("testGroups")) {
      keep_key(group);
      for (const auto& test : group.at("tests")) {
        keep_token(test.value("jws", nlohmann::json()));
        keep_key(test);
      }
    }
  }
  for (const char* name : {"wycheproof/ed25519_test.json", "wycheproof/ecdsa_secp256r1_sha256_p1363_test.json"}) {
    const auto file = jot::testing_support::vectors_json(name);
    if (!file) continue;
    for (const auto& group : file->at("testGroups")) {
      if (group.contains("publicKeyJwk")) out.keys.push_back(group["publicKeyJwk"].dump());
    }
  }
  std::ranges::sort(out.keys);
  out.keys.erase(std::unique(out.keys.begin(), out.keys.end()), out.keys.end());
  return out;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.string().c_str());
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

jot_fuzz::input as_input(const std::string& text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

// An input that breaks a promise ends the program at once, and must be written down before it is run.
void run(const target& one, const std::string& data) {
  static const char* const save_as = std::getenv("JOT_FUZZ_SAVE");
  if (save_as != nullptr) std::ofstream(save_as, std::ios::binary | std::ios::trunc) << data;
  one.run(as_input(data));
}

std::string mutate(std::string data, const std::vector<std::string>& seeds, std::mt19937& random) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  for (std::size_t edits = 1 + below(4); edits != 0; --edits) {
    const std::size_t at = below(data.size() + 1);
    switch (below(6)) {
      case 0:
        if (at < data.size()) data[at] = static_cast<char>(data[at] ^ (1 << below(8)));
        break;
      case 1:
        if (at < data.size()) data[at] = static_cast<char>(below(256));
        break;
      case 2:
        data.insert(at, 1, static_cast<char>(below(256)));
        break;
      case 3:
        data.erase(at, 1 + below(4));
        break;
      case 4:
        data.insert(at, data.substr(below(data.size() + 1), below(32)));
        break;
      default: {
        const std::string& other = seeds[below(seeds.size())];
        data = data.substr(0, at) + other.substr(below(other.size() + 1));
        break;
      }
    }
  }
  return data;
}

int replay(const target& one, const std::string& regressions, std::size_t mutations) {
  std::vector<std::filesystem::path> findings;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(regressions, ignored)) findings.push_back(entry.path());
  std::ranges::sort(findings);
  for (const std::filesystem::path& finding : findings) run(one, read_file(finding));

  const std::vector<std::string> seeds = one.seeds(read_vectors());
  for (const std::string& seed : seeds) run(one, seed);

  std::mt19937 random(20240229);
  for (std::size_t i = 0; i < mutations; ++i) run(one, mutate(seeds[random() % seeds.size()], seeds, random));
  std::printf("%s: %zu findings, %zu seeds and %zu mutations replayed\n", one.name, findings.size(), seeds.size(),
              mutations);
  return 0;
}

int write_seeds(const target& one, const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::size_t number = 0;
  for (const std::string& seed : one.seeds(read_vectors())) {
    std::ofstream(folder / ("seed-" + std::to_string(number++)), std::ios::binary) << seed;
  }
  std::printf("%zu\n", number);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  std::ranges::sort(jot_fuzz::targets(), {}, [](const target& t) { return std::string_view(t.name); });
  if (arguments.size() == 1 && arguments[0] == "--list") {
    for (const target& t : jot_fuzz::targets()) std::puts(t.name);
    return 0;
  }
  const auto found = std::ranges::find_if(
      jot_fuzz::targets(), [&](const target& t) { return !arguments.empty() && arguments[0] == t.name; });
  if (found == jot_fuzz::targets().end()) {
    std::fprintf(stderr,
                 "usage: jot_fuzz TARGET [--regressions DIR] [--mutations N] | [--write-seeds DIR] | [FILE…]\n");
    return 2;
  }
  std::string regressions;
  std::size_t mutations = 2000;
  bool files = false;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const bool has_value = i + 1 < arguments.size();
    if (arguments[i] == "--write-seeds" && has_value) return write_seeds(*found, arguments[i + 1]);
    if (arguments[i] == "--regressions" && has_value) {
      regressions = arguments[++i];
    } else if (arguments[i] == "--mutations" && has_value) {
      mutations = std::stoul(arguments[++i]);
    } else {
      run(*found, read_file(arguments[i]));
      files = true;
    }
  }
  return files ? 0 : replay(*found, regressions, mutations);
}

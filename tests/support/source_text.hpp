// The library's own source as text, which JOT_SOURCE_DIR leads to: for properties that no call can show.
#pragma once

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace jot::testing_support {

// The text without comments; strings stay, for a literal is what some of these checks look for.
inline std::string without_comments(const std::string& text) {
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
inline std::map<std::string, std::string> sources() {
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

inline void skip_without_source() {
  std::printf("\nskipped: JOT_SOURCE_DIR is not set\n");
  std::fflush(stdout);
}

inline bool is_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Where the word stands as a whole, so that CRYPTO_memcmp is not memcmp.
inline std::vector<std::size_t> find_word(const std::string& text, const std::string& word) {
  std::vector<std::size_t> out;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_name(word.front()) || !is_name(text[at - 1]);
    const bool ends = at + word.size() >= text.size() || !is_name(word.back()) || !is_name(text[at + word.size()]);
    if (starts && ends) out.push_back(at);
  }
  return out;
}

// The position after the parenthesis that closes the one at `open`.
inline std::size_t after_call(const std::string& code, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < code.size(); ++i) {
    if (code[i] == '(') ++depth;
    if (code[i] == ')' && --depth == 0) return i + 1;
  }
  return code.size();
}

}  // namespace jot::testing_support

// What the fuzz targets share: the promise that ends the program when it is broken, an input that is read piece by
// piece, and the list of targets. A target is one file; it is linked with libfuzzer_entry.cpp to be fuzzed, and all of
// them with replay_main.cpp to be replayed by any compiler.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot_fuzz {

using input = std::span<const unsigned char>;

/// Ends the program with the sentence that turned out false. The evidence is printed as it is.
inline void require(bool kept, const char* promise, std::string_view evidence = {}) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  if (!evidence.empty()) std::fwrite(evidence.data(), 1, evidence.size(), stderr);
  std::fputc('\n', stderr);
  std::abort();
}

/// Takes decisions and texts off the front of an input; one that is used up gives zeros and empty texts.
class reader {
 public:
  explicit reader(input data) noexcept : data_(data) {}

  [[nodiscard]] bool empty() const noexcept { return data_.empty(); }
  unsigned byte() noexcept {
    if (data_.empty()) return 0;
    const unsigned out = data_.front();
    data_ = data_.subspan(1);
    return out;
  }
  unsigned two_bytes() noexcept {
    const unsigned high = byte();
    return high << 8 | byte();
  }
  /// One of 0 … n-1.
  unsigned below(unsigned n) noexcept { return byte() % n; }
  bool flag() noexcept { return (byte() & 1) != 0; }
  template <class Range>
  const auto& one_of(const Range& range) noexcept {
    return range[two_bytes() % std::size(range)];
  }
  std::string_view text(std::size_t size) noexcept {
    const input piece = data_.first(size < data_.size() ? size : data_.size());
    data_ = data_.subspan(piece.size());
    return {reinterpret_cast<const char*>(piece.data()), piece.size()};
  }
  std::string_view rest() noexcept { return text(data_.size()); }

 private:
  input data_;
};

/// Seeds for a target whose input is a script of decisions: any bytes are one, and these are the same at every run.
inline std::vector<std::string> random_scripts(std::size_t count, std::size_t size) {
  std::mt19937 random(20240229);
  std::vector<std::string> out{std::string(size, '\0')};
  while (out.size() < count) {
    std::string script;
    while (script.size() < size) script += static_cast<char>(random() & 0xFF);
    out.push_back(script);
  }
  return out;
}

/// Published vectors as seeds; empty where there are none on this machine.
struct vector_seeds {
  std::vector<std::string> tokens;
  std::vector<std::string> keys;  ///< each a JWK or a JWK Set
};

struct target {
  const char* name;
  void (*run)(input data);
  std::vector<std::string> (*seeds)(const vector_seeds& vectors);
};

inline std::vector<target>& targets() {
  static std::vector<target> all;
  return all;
}

struct registration {
  explicit registration(const target& one) { targets().push_back(one); }
};

}  // namespace jot_fuzz

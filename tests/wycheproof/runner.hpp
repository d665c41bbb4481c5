// The accounting of a Wycheproof file: each test is executed, or skipped for a reason that has a name.
#pragma once

#include "support/catch.hpp"
#include "support/vectors.hpp"

#include <cstdio>
#include <map>
#include <set>
#include <string>

namespace wycheproof {

using json = nlohmann::json;

class account {
 public:
  explicit account(std::string file) : file_(std::move(file)) {}

  /// A verdict that is as the file labels it, or as our own reason has it.
  void executed(const json& test, bool accepted, bool expected) {
    ++executed_;
    ++(accepted ? accepted_ : refused_);
    INFO(file_ << " tcId " << test.at("tcId") << ": " << test.at("comment").get<std::string>());
    CHECK(accepted == expected);
  }
  void skipped(const std::string& reason) { ++skipped_[reason]; }
  void overridden(const std::string& reason) { ++overridden_[reason]; }

  [[nodiscard]] std::size_t executed() const { return executed_; }
  [[nodiscard]] std::size_t accepted() const { return accepted_; }
  [[nodiscard]] std::size_t refused() const { return refused_; }
  [[nodiscard]] std::size_t skipped() const { return sum(skipped_); }
  [[nodiscard]] std::size_t overridden() const { return sum(overridden_); }

  void print() const {
    std::printf("%s: %zu executed (%zu accepted, %zu refused), %zu skipped\n", file_.c_str(), executed_, accepted_,
                refused_, skipped());
    for (const auto& [reason, count] : skipped_) std::printf("  skipped %zu: %s\n", count, reason.c_str());
    for (const auto& [reason, count] : overridden_) std::printf("  overridden %zu: %s\n", count, reason.c_str());
  }

 private:
  static std::size_t sum(const std::map<std::string, std::size_t>& counts) {
    std::size_t out = 0;
    for (const auto& [reason, count] : counts) out += count;
    return out;
  }

  std::string file_;
  std::size_t executed_ = 0;
  std::size_t accepted_ = 0;
  std::size_t refused_ = 0;
  std::map<std::string, std::size_t> skipped_;
  std::map<std::string, std::size_t> overridden_;
};

/// A label that we do not follow, and why; the verdict is then this one.
struct override_row {
  bool accept;
  const char* reason;
};

}  // namespace wycheproof

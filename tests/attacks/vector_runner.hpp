// The published acceptance set as cases that can be run one by one, in any order and from any thread.
#pragma once

#include "forge.hpp"

#include <optional>
#include <string>
#include <vector>

namespace attack {

struct vector_case {
  std::string id;
  std::string token;
  std::string key;  ///< JWK or JWK Set as JSON text
  bool is_set = false;
  bool accept = false;
  std::vector<std::string> errors;  ///< codes that the set thinks right
  std::string algorithms;           ///< separated by commas
  jot::validation rules = lax();
  std::int64_t time = 0;
  std::vector<std::string> secrets;  ///< private and secret members of the key, as written
};

/// All of attacks.json; nothing where the vectors are absent.
[[nodiscard]] std::optional<std::vector<vector_case>> load_vectors();

/// The keys of a case, or why there are none.
[[nodiscard]] jot::result<jot::jwk_set> keys_of(const vector_case& test);

/// The verdict with keys that are at hand, and the one from the start.
[[nodiscard]] jot::result<void> judge(const vector_case& test, const jot::jwk_set& keys);
[[nodiscard]] jot::result<void> judge(const vector_case& test);
[[nodiscard]] jot::result<void> judge_jws(const vector_case& test);

}  // namespace attack

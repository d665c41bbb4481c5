// Row 70 of the security table: what is shared between threads. A file of its own, so that ThreadSanitizer, which takes
// a hundred times as long, is spared the rest.
#include "support/catch.hpp"
#include "support/vectors.hpp"
#include "vector_runner.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace attack;

TEST_CASE("row 70: eight threads share each key set and come to the same verdicts") {
  const auto tests = load_vectors();
  if (!tests) return jot::testing_support::skip_without_vectors("attacks.json");
  std::vector<jot::result<jot::jwk_set>> keys;
  std::vector<std::string> wanted;
  for (const vector_case& test : *tests) {
    keys.push_back(keys_of(test));
    wanted.push_back(outcome(judge(test)));
  }
  std::atomic<std::size_t> wrong{0};
  std::atomic<std::size_t> done{0};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t n = 0; n < tests->size(); ++n) {
        const std::size_t i = (n + t * 48) % tests->size();
        const auto verdict = keys[i] ? judge((*tests)[i], *keys[i]) : jot::result<void>(keys[i].error());
        if (outcome(verdict) != wanted[i]) ++wrong;
        ++done;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(done == 8 * tests->size());
}

TEST_CASE("row 70: eight threads sign and verify with one key of each kind") {
  std::atomic<std::size_t> wrong{0};
  for (const jot::algorithm_facts& row : jot::algorithm_table) static_cast<void>(key_for(row.id));
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (const jot::algorithm_facts& row : jot::algorithm_table) {
        const auto& key = key_for(row.id);
        const std::string body = R"({"jti":")" + std::to_string(t) + R"("})";
        const std::string token = forge(header(row.id), body, key);
        if (verdict(token, key.verification_key()) != "accepted") ++wrong;
        if (verdict(forge(header(row.id), body, std::string(64, '\1')), key.verification_key()) != "signature_invalid")
          ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}

// Passwords: Argon2id hashes, and the pool that computes them. A hash costs 64 MiB and some 50 ms by design; it must
// neither block the thread that serves requests nor compete with it for the processor.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace auth {

/// The password's PHC string, with a new salt. Throws std::runtime_error without memory for it.
[[nodiscard]] std::string hash_password(std::string_view password);

/// Verifies passwords on threads of its own, at the lowest priority. The queue is bounded: a flood of logins is
/// answered with "try again later".
class password_pool {
 public:
  /// `deliver` runs a task on the thread that sends answers.
  password_pool(std::size_t threads, std::size_t queue, std::function<void(std::function<void()>)> deliver);
  ~password_pool();
  password_pool(const password_pool&) = delete;
  password_pool& operator=(const password_pool&) = delete;

  /// Verifies the password against the hash and delivers the verdict. With an empty hash (the user does not exist) it
  /// is always false, after the same time. Returns false when the queue is full; nothing will be delivered then.
  [[nodiscard]] bool verify(std::string password, std::string hash, std::function<void(bool)> done);

 private:
  struct job {
    std::string password;
    std::string hash;
    std::function<void(bool)> done;
  };
  void work();

  const std::size_t queue_bound_;
  const std::function<void(std::function<void()>)> deliver_;
  const std::string nobodys_hash_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace auth

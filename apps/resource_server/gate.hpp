// Verifies tokens outside the thread that serves requests: a token whose key is not known yet may have to wait until
// the issuer has answered, and other requests must not wait with it. So there are two queues. Tokens of a kid that has
// verified before go into the quick one; all others, with any invented kids, wait in the other one.
#pragma once

#include "access_token.hpp"

#include "support/worker_pool.hpp"

#include <cstddef>
#include <functional>
#include <set>
#include <string>

namespace orders {

using verdict = jot::result<access_token>;

class gate {
 public:
  /// `verify` is called from several threads at once, `deliver` runs a task on the thread that calls admit().
  gate(std::size_t threads, std::size_t queue, std::function<verdict(const std::string&)> verify,
       std::function<void(std::function<void()>)> deliver);

  /// Verifies the token and delivers the verdict. False when the queue is full: nothing will be delivered then.
  [[nodiscard]] bool admit(std::string token, std::function<void(const verdict&)> done);

  /// Runs tasks that may wait for the issuer.
  [[nodiscard]] bool run_patiently(std::function<void()> task) { return patient_.run(std::move(task)); }

 private:
  void remember(const std::string& kid, const verdict& given);

  const std::function<verdict(const std::string&)> verify_;
  const std::function<void(std::function<void()>)> deliver_;
  std::set<std::string> known_kids_;
  example::worker_pool quick_;
  // One thread, because all tokens here wait for the same answer.
  example::worker_pool patient_;
};

}  // namespace orders

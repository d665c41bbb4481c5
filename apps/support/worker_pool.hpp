// Threads for what must not hold up the thread that serves requests.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace example {

/// Runs tasks in the order given. The queue is bounded, so that a flood is refused instead of growing without end. The
/// destructor drops tasks that wait and finishes those that run.
class worker_pool {
 public:
  worker_pool(std::size_t threads, std::size_t queue);
  ~worker_pool();
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;

  /// False when the queue is full: the task will not run then. The task does not throw.
  [[nodiscard]] bool run(std::function<void()> task);

 private:
  void work();

  const std::size_t queue_bound_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace example

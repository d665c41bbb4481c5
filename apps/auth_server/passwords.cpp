// See passwords.hpp.
#include "passwords.hpp"

#include <jot/bytes.hpp>

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <utility>

#if defined(__linux__)
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace auth {
namespace {

void lower_own_priority() noexcept {
#if defined(__linux__)
  // On Linux a priority belongs to a thread, whatever POSIX says.
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), 19);
#endif
}

std::string hash_of_random_password() {
  std::array<char, 32> random{};
  randombytes_buf(random.data(), random.size());
  return hash_password({random.data(), random.size()});
}

}  // namespace

std::string hash_password(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> phc{};
  if (crypto_pwhash_str_alg(phc.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("not enough memory to hash a password");
  }
  return phc.data();
}

password_pool::password_pool(std::size_t threads, std::size_t queue, std::function<void(std::function<void()>)> deliver)
    : queue_bound_(queue), deliver_(std::move(deliver)), nobodys_hash_(hash_of_random_password()) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

password_pool::~password_pool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (job& dropped : jobs_) jot::wipe(dropped.password);
    jobs_.clear();
  }
  arrived_.notify_all();
  for (std::thread& one : threads_) one.join();
}

bool password_pool::verify(std::string password, std::string hash, std::function<void(bool)> done) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= queue_bound_) {
      jot::wipe(password);
      return false;
    }
    jobs_.push_back({std::move(password), std::move(hash), std::move(done)});
  }
  arrived_.notify_one();
  return true;
}

void password_pool::work() {
  lower_own_priority();
  while (true) {
    job next;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      next = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const std::string& hash = next.hash.empty() ? nobodys_hash_ : next.hash;
    const bool matches = crypto_pwhash_str_verify(hash.c_str(), next.password.data(), next.password.size()) == 0;
    jot::wipe(next.password);
    deliver_([done = std::move(next.done), verdict = matches && !next.hash.empty()] { done(verdict); });
  }
}

}  // namespace auth

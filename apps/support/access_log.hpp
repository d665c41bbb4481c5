// The access log: one line a request, written in blocks, so that it costs a request next to nothing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace example {

class access_log {
 public:
  /// Writes to an open file descriptor, which must outlive the log.
  explicit access_log(int descriptor) : descriptor_(descriptor) {}
  access_log(const access_log&) = delete;
  access_log& operator=(const access_log&) = delete;
  ~access_log() { flush(); }

  /// Adds "2025-01-01T00:00:00Z GET /users/me 200 57 113us johndoe": method, path, status, bytes of the body,
  /// microseconds, user. Characters that could forge a line or control a terminal are escaped; what looks like a token
  /// in the path is left out. `user` must be an authenticated name, never the text of a name field: it may be a
  /// password.
  void add(std::string_view method, std::string_view path, int status, std::size_t bytes,
           std::chrono::microseconds duration, std::string_view user);

  /// Writes what has been added since the last time.
  void flush() noexcept;

  [[nodiscard]] bool empty() const noexcept { return pending_.empty(); }

 private:
  void append_time();
  void append_escaped(std::string_view text);

  int descriptor_;
  std::string pending_;
  std::int64_t second_ = -1;
  std::string time_;  // the text of second_
};

}  // namespace example

// See access_log.hpp.
#include "access_log.hpp"

#include "text.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <ctime>

namespace example {
namespace {

constexpr std::size_t block_bytes = std::size_t{32} * 1024;
constexpr std::size_t max_text = 256;

template <class Integer>
void append_number(std::string& out, Integer number) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void access_log::add(std::string_view method, std::string_view path, int status, std::size_t bytes,
                     std::chrono::microseconds duration, std::string_view user) {
  append_time();
  pending_ += ' ';
  append_escaped(method);
  pending_ += ' ';
  // The first letters of every compact JWS: base64url of `{"`.
  append_escaped(path.substr(0, path.find("eyJ")));
  if (path.find("eyJ") != std::string_view::npos) pending_ += "...";
  pending_ += ' ';
  append_number(pending_, status);
  pending_ += ' ';
  append_number(pending_, bytes);
  pending_ += ' ';
  append_number(pending_, duration.count());
  pending_ += "us ";
  append_escaped(user);
  pending_ += '\n';
  if (pending_.size() >= block_bytes) flush();
}

void access_log::flush() noexcept {
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    // A log that cannot be written must not stop the service; what could not be written is lost.
    if (written < 0 && errno != EINTR) break;
    if (written > 0) rest.remove_prefix(static_cast<std::size_t>(written));
  }
  pending_.clear();
}

void access_log::append_time() {
  const std::time_t now = std::time(nullptr);
  if (now != second_) {
    second_ = now;
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> text{};
    time_.assign(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc));
  }
  pending_ += time_;
}

void access_log::append_escaped(std::string_view text) {
  if (text.empty()) pending_ += '-';
  for (const char c : text.substr(0, max_text)) {
    if (c == ' ' || c == '"' || c == '\\' || is_control(c) || static_cast<unsigned char>(c) > 0x7f) {
      constexpr std::string_view hex = "0123456789abcdef";
      const auto code = static_cast<unsigned char>(c);
      pending_ += "\\x";
      pending_ += hex[code >> 4U];
      pending_ += hex[code & 0xfU];
    } else {
      pending_ += c;
    }
  }
  if (text.size() > max_text) pending_ += "...";
}

}  // namespace example

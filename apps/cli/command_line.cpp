// Options, files and streams. POSIX, because a private key must be created with the mode it is to have.
#include "command_line.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <initializer_list>
#include <system_error>

namespace cli {
namespace {

class descriptor {
 public:
  explicit descriptor(int fd) noexcept : fd_(fd) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail_file(const char* doing, const std::string& path) {
  throw failure{unusable,
                std::string("file: cannot ") + doing + " " + path + ": " + std::generic_category().message(errno)};
}

// Reads until the end or until the room is full.
std::size_t read_all(int fd, unsigned char* out, std::size_t room, const std::string& path) {
  std::size_t size = 0;
  while (size < room) {
    const ssize_t n = ::read(fd, out + size, room - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_file("read", path);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  return size;
}

void write_new_file(const std::string& path, std::initializer_list<std::string_view> parts, readers who) {
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(who)));
  if (file.get() < 0) fail_file("create", path);
  for (std::string_view rest : parts) {
    while (!rest.empty()) {
      const ssize_t n = ::write(file.get(), rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail_file("write", path);
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
  }
}

}  // namespace

void wrong_usage(const std::string& message) { throw failure{unusable, "usage: " + message}; }

void fail_unusable(const jot::error& error) {
  throw failure{unusable, std::string(name(error.code())) + ": " + error.message()};
}

void fail_verdict(const jot::error& error) {
  if (error.category() == jot::category::misuse) fail_unusable(error);
  throw failure{rejected, std::string(name(error.code())) + ": " + error.message()};
}

// No variable is bound to an option: CLI11's conversions give "{}" and "[a,b]" a meaning of their own, so that
// `--iss {}` would become no issuer at all. What is read is what was typed.
CLI::Option* add_text(CLI::App& command, const std::string& name, const std::string& type, const std::string& help) {
  return command.add_option(name, help)->type_name(type)->allow_extra_args(false);
}

CLI::Option* add_texts(CLI::App& command, const std::string& name, const std::string& type, const std::string& help) {
  return add_text(command, name, type, help)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

CLI::Option* add_switch(CLI::App& command, const std::string& name, const std::string& help) {
  return command.add_flag(name, help);
}

bool is_on(const CLI::Option* option) {
  for (const std::string& value : option->results()) {
    if (value != "true") wrong_usage(option->get_name() + " takes no value");
  }
  return !option->results().empty();
}

std::optional<std::string> text_of(const CLI::Option* option) {
  if (option->results().empty()) return std::nullopt;
  return option->results().front();
}

std::optional<std::int64_t> number_of(const CLI::Option* option) {
  const std::optional<std::string> text = text_of(option);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, problem] = std::from_chars(text->data(), end, number);
  if (problem != std::errc() || stop != end || !jot::numeric_date::from_seconds(number)) {
    wrong_usage(option->get_name() + " takes a whole number of seconds");
  }
  return number;
}

std::optional<std::chrono::seconds> seconds_of(const CLI::Option* option) {
  const std::optional<std::int64_t> number = number_of(option);
  if (!number) return std::nullopt;
  if (*number < 0) wrong_usage(option->get_name() + " must not be negative");
  return std::chrono::seconds(*number);
}

jot::fixed_clock clock_of(const CLI::Option* now) {
  if (const std::optional<std::int64_t> epoch = number_of(now)) {
    return {std::chrono::sys_seconds(std::chrono::seconds(*epoch))};
  }
  return {jot::system_clock::now()};
}

file_contents read_file(const std::string& path) {
  constexpr std::size_t max_size = 1024 * 1024;
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) fail_file("open", path);
  // Allocated at once: a buffer that grows would leave copies of the secret in memory.
  jot::secret_bytes buffer(max_size + 1);
  const std::size_t size = read_all(file.get(), buffer.data(), buffer.size(), path);
  if (size > max_size) throw failure{unusable, "file: " + path + " is larger than 1 MiB"};
  return {std::move(buffer), size};
}

void must_be_new(const std::string& path) {
  if (::access(path.c_str(), F_OK) == 0) {
    throw failure{unusable, "file: " + path + " already exists and is not overwritten"};
  }
}

std::string argument_or_stdin(const CLI::Option* argument, std::size_t max_size) {
  const std::optional<std::string> text = text_of(argument);
  if (text && *text != "-") return *text;
  if (!text && ::isatty(STDIN_FILENO) != 0) {
    wrong_usage(argument->get_name(true) + " is missing; - reads it from standard input");
  }
  std::string out(max_size + 2, '\0');
  out.resize(read_all(STDIN_FILENO, reinterpret_cast<unsigned char*>(out.data()), out.size(), "standard input"));
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

void write(const std::optional<std::string>& path, std::string_view text, readers who, std::string_view ending) {
  if (path) {
    write_new_file(*path, {text, ending}, who);
    return;
  }
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
      std::fwrite(ending.data(), 1, ending.size(), stdout) != ending.size() || std::fflush(stdout) != 0) {
    throw failure{unusable, "file: cannot write to standard output"};
  }
}

}  // namespace cli

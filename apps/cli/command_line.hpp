// What the subcommands share: exit codes, the one line on stderr, options read as they were written, files and
// standard input.
#pragma once

#include <jot/bytes.hpp>
#include <jot/clock.hpp>

#include <CLI/App.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cli {

/// What scripts rely on.
enum exit_code : int { success = 0, rejected = 1, unusable = 2 };

/// Ends the command: thrown anywhere, printed once, in main(), unless the line is empty.
struct failure {
  exit_code code;
  std::string line;
};

/// Exit 2: the options contradict the manual or each other.
[[noreturn]] void wrong_usage(const std::string& message);

/// Exit 2: the key, the claims to sign or the options cannot be used, and the library says why.
[[noreturn]] void fail_unusable(const jot::error& error);

/// Exit 1 for a verdict on the token; exit 2 where the error blames the key or the options.
[[noreturn]] void fail_verdict(const jot::error& error);

template <class T>
[[nodiscard]] T or_unusable(jot::result<T> result) {
  if (!result) fail_unusable(result.error());
  return *std::move(result);
}

template <class T>
[[nodiscard]] T or_verdict(jot::result<T> result) {
  if (!result) fail_verdict(result.error());
  return *std::move(result);
}

/// An option that takes one value, at most once.
CLI::Option* add_text(CLI::App& command, const std::string& name, const std::string& type, const std::string& help);

/// An option that takes one value each time it is given.
CLI::Option* add_texts(CLI::App& command, const std::string& name, const std::string& type, const std::string& help);

/// An option without a value.
CLI::Option* add_switch(CLI::App& command, const std::string& name, const std::string& help);

/// True when the switch is there; `--switch=false` is an error, for it would look like its opposite.
[[nodiscard]] bool is_on(const CLI::Option* option);

/// The option's value as typed; nothing when it was not given.
[[nodiscard]] std::optional<std::string> text_of(const CLI::Option* option);

/// A whole number within ±(2^53−1), the range of a NumericDate.
[[nodiscard]] std::optional<std::int64_t> number_of(const CLI::Option* option);

/// The same as a duration, which must not be negative.
[[nodiscard]] std::optional<std::chrono::seconds> seconds_of(const CLI::Option* option);

/// The time of --now, or of the machine.
[[nodiscard]] jot::fixed_clock clock_of(const CLI::Option* now);

/// A file's bytes, wiped when they go: most files here are secrets.
class file_contents {
 public:
  file_contents(jot::secret_bytes buffer, std::size_t size) noexcept : buffer_(std::move(buffer)), size_(size) {}
  [[nodiscard]] jot::bytes_view bytes() const noexcept { return buffer_.view().first(size_); }
  [[nodiscard]] std::string_view text() const noexcept { return jot::as_text(bytes()); }
  /// The text but for one newline at its end, which an editor or echo has put there.
  [[nodiscard]] std::string_view line() const noexcept {
    return text().substr(0, text().size() - (text().ends_with('\n') ? 1 : 0));
  }

 private:
  jot::secret_bytes buffer_;
  std::size_t size_;
};

/// Reads a file, which may be a pipe, of at most 1 MiB.
[[nodiscard]] file_contents read_file(const std::string& path);

/// Ends the command when there is something of that name already.
void must_be_new(const std::string& path);

/// The bytes of an argument, or, where it is "-" or missing, of standard input: as they are, but for one newline at
/// the end. No more than `max_size` + 1 bytes are kept, which is enough to see that there are too many.
[[nodiscard]] std::string argument_or_stdin(const CLI::Option* argument, std::size_t max_size);

/// Who may read a file that is written, as for open(2).
enum class readers : unsigned { owner = 0600, everybody = 0644 };

/// Writes the text and its ending to a new file, or, without a path, to standard output. A file that is there already
/// is never touched.
void write(const std::optional<std::string>& path, std::string_view text, readers who, std::string_view ending = "\n");

/// Writes the text and a newline to standard output.
inline void print(std::string_view text) { write(std::nullopt, text, readers::everybody); }

void add_keygen(CLI::App& app);
void add_sign(CLI::App& app);
void add_verify(CLI::App& app);
void add_explain(CLI::App& app);
void add_decode(CLI::App& app);
void add_inspect(CLI::App& app);
void add_convert(CLI::App& app);
void add_jwks(CLI::App& app);

}  // namespace cli

// See user_commands.hpp.
#include "user_commands.hpp"

#include "passwords.hpp"
#include "support/text.hpp"
#include "users.hpp"

#include <jot/bytes.hpp>

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <stdexcept>

namespace auth {
namespace {

/// Switches the terminal's echo off for as long as it lives.
class silence {
 public:
  silence() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~silence() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  silence(const silence&) = delete;
  silence& operator=(const silence&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

std::string ask(const char* prompt) {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  std::optional<silence> quiet;
  if (terminal) {
    quiet.emplace();
    std::cerr << prompt << ": " << std::flush;
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) std::cerr << '\n';
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

/// Reads the password from the first line of a pipe, or twice from a terminal. Never from an argument, which every user
/// of the machine can read in the list of processes.
std::string read_password() {
  std::string password = ask("password");
  if (password.empty()) throw std::runtime_error("the password is empty; it is read from standard input");
  if (!example::is_utf8(password) || std::any_of(password.begin(), password.end(), example::is_control)) {
    throw std::runtime_error("a password is UTF-8 text without control characters");
  }
  if (::isatty(STDIN_FILENO) == 1) {
    std::string again = ask("once more");
    const bool same = again == password;
    jot::wipe(again);
    if (!same) throw std::runtime_error("the two passwords differ");
  }
  return password;
}

int add(const user_command& command, user_store& users) {
  if (command.name.empty() || command.name.size() > 256 || !example::is_utf8(command.name) ||
      std::any_of(command.name.begin(), command.name.end(), example::is_control)) {
    throw std::runtime_error("a user name is 1 to 256 bytes of UTF-8 text without control characters");
  }
  user added{.name = command.name, .password_hash = {}, .scopes = {}};
  for (const std::string& text : command.scopes) {
    const auto scopes = jot::oauth2::scope_set::parse(text);
    if (!scopes) throw std::runtime_error("--scope: " + scopes.error().message());
    for (const std::string& one : scopes->tokens()) added.scopes.insert(one);
  }
  std::string password = read_password();
  added.password_hash = hash_password(password);
  jot::wipe(password);
  if (!users.add(added)) {
    std::cerr << "error: there already is a user '" << command.name << "' already\n";
    return 1;
  }
  return 0;
}

int list(user_store& users) {
  for (const user& one : users.list()) {
    std::cout << one.name << '\t' << (one.disabled ? "disabled" : "enabled") << '\t' << one.scopes.to_string() << '\n';
  }
  return 0;
}

int set_disabled(const user_command& command, user_store& users, bool disabled) {
  if (users.set_disabled(command.name, disabled)) return 0;
  std::cerr << "error: there is no user '" << command.name << "'\n";
  return 1;
}

}  // namespace

int run_user_command(const user_command& command, const std::string& db) {
  if (db == ":memory:") {
    std::cerr << "error: name the user database with --db PATH; one in memory would not outlive this command\n";
    return 2;
  }
  user_store users(db);
  switch (command.what) {
    case user_command::action::add:
      return add(command, users);
    case user_command::action::list:
      return list(users);
    case user_command::action::disable:
      return set_disabled(command, users, true);
    case user_command::action::enable:
      return set_disabled(command, users, false);
    case user_command::action::none:
      break;
  }
  return 2;
}

}  // namespace auth

// Who may log in: names, password hashes and scopes in SQLite. In memory, or in a file that `jot-auth-server user …`
// may change while the server runs: every look-up asks the database, so that disabling a user takes effect at once.
#pragma once

#include <jot/oauth2/scope.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace auth {

struct user {
  std::string name;
  std::string password_hash;  ///< a PHC string ("$argon2id$…")
  jot::oauth2::scope_set scopes;
  bool disabled = false;
};

/// For one thread at a time. Everything throws std::runtime_error when the database does not work.
class user_store {
 public:
  /// Opens the file, and makes it when it is not there; ":memory:" is a store of this process alone.
  explicit user_store(const std::string& path);
  ~user_store();
  user_store(const user_store&) = delete;
  user_store& operator=(const user_store&) = delete;

  /// False when the name exists already.
  [[nodiscard]] bool add(const user& added);
  [[nodiscard]] std::optional<user> find(std::string_view name);
  /// True when the user is there and not disabled.
  [[nodiscard]] bool may_act(std::string_view name);
  [[nodiscard]] std::vector<user> list();
  /// False when the user does not exist.
  [[nodiscard]] bool set_disabled(std::string_view name, bool disabled);

 private:
  class query;
  struct close_database {
    void operator()(sqlite3* database) const noexcept;
  };
  struct finalize_statement {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  using statement = std::unique_ptr<sqlite3_stmt, finalize_statement>;

  [[nodiscard]] statement prepare(const char* sql);

  std::unique_ptr<sqlite3, close_database> database_;
  statement add_;
  statement find_;
  statement may_act_;
  statement list_;
  statement set_disabled_;
};

}  // namespace auth

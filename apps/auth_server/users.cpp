// See users.hpp.
#include "users.hpp"

#include <sqlite3.h>

#include <stdexcept>

namespace auth {
namespace {

[[noreturn]] void fail(sqlite3* database) {
  throw std::runtime_error(std::string("user database: ") + sqlite3_errmsg(database));
}

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS users("
    "name TEXT PRIMARY KEY NOT NULL, "
    "password_hash TEXT NOT NULL, "
    "scopes TEXT NOT NULL, "
    "disabled INTEGER NOT NULL DEFAULT 0"
    ") WITHOUT ROWID";

}  // namespace

/// One run of a prepared statement; reset at the end, so that no lock outlives it.
class user_store::query {
 public:
  query(const statement& prepared, sqlite3* database) : statement_(prepared.get()), database_(database) {}
  ~query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  query(const query&) = delete;
  query& operator=(const query&) = delete;

  /// Binds the next parameter, in order. The text must outlive the query.
  query& with(std::string_view text) {
    // A null pointer would bind NULL.
    const char* data = text.data() == nullptr ? "" : text.data();
    if (sqlite3_bind_text64(statement_, ++bound_, data, text.size(), nullptr, SQLITE_UTF8) != SQLITE_OK) {
      fail(database_);
    }
    return *this;
  }
  query& with(bool value) {
    if (sqlite3_bind_int(statement_, ++bound_, value ? 1 : 0) != SQLITE_OK) fail(database_);
    return *this;
  }

  /// True when there is a row; false at the end, or when a constraint was in the way.
  bool next() {
    const int status = sqlite3_step(statement_);
    if (status == SQLITE_ROW) return true;
    if (status == SQLITE_DONE || status == SQLITE_CONSTRAINT) return false;
    fail(database_);
  }

  [[nodiscard]] std::string text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return data == nullptr ? std::string()
                           : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  [[nodiscard]] bool flag(int column) const { return sqlite3_column_int(statement_, column) != 0; }

  [[nodiscard]] user row() const {
    auto scopes = jot::oauth2::scope_set::parse(text(2));
    if (!scopes)
      throw std::runtime_error("user database: the scopes of '" + text(0) + "': " + scopes.error().message());
    return {.name = text(0), .password_hash = text(1), .scopes = std::move(*scopes), .disabled = flag(3)};
  }

 private:
  sqlite3_stmt* statement_;
  sqlite3* database_;
  int bound_ = 0;
};

void user_store::close_database::operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
void user_store::finalize_statement::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

user_store::user_store(const std::string& path) {
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int status = sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  database_.reset(opened);
  if (status != SQLITE_OK) throw std::runtime_error("user database " + path + ": " + sqlite3_errmsg(opened));

  sqlite3_busy_timeout(opened, 2000);
  sqlite3_extended_result_codes(opened, 0);
  // With a write-ahead log, readers go on while another process writes.
  for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", schema}) {
    if (sqlite3_exec(opened, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error("user database " + path + ": " + sqlite3_errmsg(opened));
    }
  }
  add_ = prepare("INSERT INTO users(name, password_hash, scopes, disabled) VALUES(?, ?, ?, ?)");
  find_ = prepare("SELECT name, password_hash, scopes, disabled FROM users WHERE name = ?");
  may_act_ = prepare("SELECT 1 FROM users WHERE name = ? AND disabled = 0");
  list_ = prepare("SELECT name, password_hash, scopes, disabled FROM users ORDER BY name");
  set_disabled_ = prepare("UPDATE users SET disabled = ? WHERE name = ?");
}

user_store::~user_store() = default;

user_store::statement user_store::prepare(const char* sql) {
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr) != SQLITE_OK) {
    fail(database_.get());
  }
  return statement(prepared);
}

bool user_store::add(const user& added) {
  const std::string scopes = added.scopes.to_string();
  query insert(add_, database_.get());
  insert.with(added.name).with(added.password_hash).with(scopes).with(added.disabled).next();
  return sqlite3_changes(database_.get()) == 1;
}

std::optional<user> user_store::find(std::string_view name) {
  query select(find_, database_.get());
  if (!select.with(name).next()) return std::nullopt;
  return select.row();
}

bool user_store::may_act(std::string_view name) {
  query select(may_act_, database_.get());
  return select.with(name).next();
}

std::vector<user> user_store::list() {
  std::vector<user> all;
  query select(list_, database_.get());
  while (select.next()) all.push_back(select.row());
  return all;
}

bool user_store::set_disabled(std::string_view name, bool disabled) {
  query update(set_disabled_, database_.get());
  update.with(disabled).with(name).next();
  return sqlite3_changes(database_.get()) == 1;
}

}  // namespace auth

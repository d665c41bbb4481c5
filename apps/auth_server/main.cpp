// jot-auth-server: log in with a password, get a JWT, and use it. This file reads the command line and puts the parts
// together; routes.hpp says what is enforced, token_endpoint.hpp how one logs in, tokens.hpp what a token is,
// key_ring.hpp who signs it, well_known.hpp what others need to verify it.
#include "docs_page.hpp"
#include "key_files.hpp"
#include "key_ring.hpp"
#include "openapi.hpp"
#include "options.hpp"
#include "passwords.hpp"
#include "routes.hpp"
#include "token_endpoint.hpp"
#include "tokens.hpp"
#include "user_commands.hpp"
#include "users.hpp"
#include "well_known.hpp"

#include "support/access_log.hpp"
#include "support/http_server.hpp"
#include "support/listen_address.hpp"

#include <jot/version.hpp>

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <optional>
#include <stdexcept>

namespace auth { namespace {

scope_meanings scopes_of(const options& chosen) {
  scope_meanings scopes = {{"me", "read who you are"}, {"items", "read the items that are yours"}};
  for (const std::string& text : chosen.more_scopes) {
    const auto more = jot::oauth2::scope_set::parse(text);
    if (!more) throw std::runtime_error("--more-scopes: " + more.error().message());
    for (const std::string& scope : more->tokens()) scopes.emplace_back(scope, "something that another server stores");
  }
  return scopes;
}

constexpr std::chrono::seconds rescan_period{10};

jot::oauth2::scope_set names_of(const scope_meanings& scopes) {
  jot::oauth2::scope_set known;
  for (const auto& [scope, meaning] : scopes) known.insert(scope);
  return known;
}

void add_demo_users(user_store& users) {
  const auto add = [&](const char* name, const char* password, bool disabled) {
    if (users.find(name)) return;
    const bool added = users.add(
        {.name = name, .password_hash = hash_password(password), .scopes = {"me", "items"}, .disabled = disabled});
    if (!added) throw std::runtime_error(std::string("cannot add the demo user ") + name);
  };
  add("johndoe", "secret", false);
  add("alice", "secret2", true);
  std::cerr << "demo users added: johndoe, alice (disabled)\n";
}

http::response json_response(const nlohmann::ordered_json& body) { return {.body = body.dump()}; }

std::vector<route> make_routes(const token_endpoint& log_in) {
  using json = nlohmann::ordered_json;
  const auto object = [](json properties) {
    json required = json::array();
    for (const auto& [name, schema] : properties.items()) required.push_back(name);
    return json{{"type", "object"}, {"required", std::move(required)}, {"properties", std::move(properties)}};
  };
  const json text = {{"type", "string"}};
  const json number = {{"type", "integer"}};
  const auto list_of = [](json items) { return json{{"type", "array"}, {"items", std::move(items)}}; };

  return {
      {.method = "POST",
       .path = "/token",
       .summary = "Log in: a user name and a password for an access token",
       .run = token_handler(log_in),
       .answer = object({{"access_token", text}, {"token_type", text}, {"expires_in", number}, {"scope", text}})},
      {.method = "GET",
       .path = "/users/me",
       .summary = "Who you are",
       .run = protected_handler([](const access_token& token) {
         return json_response({{"username", *token.registered().sub}, {"scopes", token.claims().scope->tokens()}});
       }),
       .scopes = {"me"},
       .answer = object({{"username", text}, {"scopes", list_of(text)}})},
      {.method = "GET",
       .path = "/users/me/items",
       .summary = "The items that are yours",
       .run = protected_handler([](const access_token& token) {
         return json_response(json::array({{{"item_id", "1"}, {"owner", *token.registered().sub}},
                                           {{"item_id", "2"}, {"owner", *token.registered().sub}}}));
       }),
       .scopes = {"me", "items"},
       .answer = list_of(object({{"item_id", text}, {"owner", text}}))},
      {.method = "GET",
       .path = "/status",
       .summary = "Whether the server is healthy, for anyone with a valid token",
       .run = protected_handler([](const access_token&) { return json_response({{"status", "ok"}}); }),
       .answer = object({{"status", text}})},
      {.method = "GET",
       .path = "/public",
       .summary = "What everyone may see",
       .run = open_handler([] { return json_response({{"message", "no token needed"}}); }),
       .answer = object({{"message", text}})},
  };
}

/// The pages about the routes, which are routes themselves.
void add_documentation(std::vector<route>& table, const scope_meanings& scopes) {
  const std::string description = openapi(table, scopes);
  const std::string policy = docs_page_policy();
  table.push_back({.method = "GET", .path = "/openapi.json", .summary = "", .run = open_handler([description] {
                                                                              return http::response{.body =
                                                                                                        description};
                                                                            })});
  table.push_back(
      {.method = "GET", .path = "/docs", .summary = "", .run = open_handler([policy] {
                                                          return http::response{
                                                              .content_type = "text/html; charset=utf-8",
                                                              .body = std::string(docs_page),
                                                              .fields = {{"Content-Security-Policy", policy},
                                                                         {"Referrer-Policy", "no-referrer"},
                                                                         {"Cache-Control", "no-cache"}}};
                                                        })});
  table.push_back({.method = "GET", .path = "/", .summary = "", .run = open_handler([] {
                                                                  return http::response{
                                                                      .status = 302, .fields = {{"Location", "/docs"}}};
                                                                })});
}

/// The keys as they are at the start; `directory` is set when they come from one.
std::vector<dated_key> load_keys(const options& chosen, jot::algorithm alg, std::optional<key_directory>& directory) {
  if (!chosen.key_directory.empty()) {
    directory.emplace(chosen.key_directory, alg);
    std::vector<dated_key> keys = directory->scan(jot::system_clock::now());
    if (keys.empty()) throw std::runtime_error("--key-dir: there is no key for " + chosen.alg + " in it");
    return keys;
  }
  if (alg == jot::algorithm::hs256) return {{load_secret(chosen.secret_file), {}}};
  return {{chosen.key_file.empty() ? make_key(alg) : load_key_file(chosen.key_file, alg), {}}};
}

/// Looks at the directory again. Whatever is wrong with it, the server goes on with the keys that it has.
void rescan(key_directory& directory, key_ring& keys) {
  try {
    std::vector<dated_key> found = directory.scan(jot::system_clock::now());
    if (found.empty()) throw std::runtime_error("--key-dir: it no longer contains a key");
    keys.replace(std::move(found));
  } catch (const std::exception& e) {
    std::cerr << "error: " << e.what() << "; the keys stay as they were\n";
  }
}

int serve(const options& chosen) {
  const jot::algorithm alg = jot::find_algorithm(chosen.alg).value();
  const std::chrono::seconds ttl(chosen.token_ttl);
  const std::chrono::seconds publish_ahead(chosen.publish_ahead);
  std::optional<key_directory> directory;
  key_ring keys(load_keys(chosen, alg, directory), {.publish_ahead = publish_ahead, .token_ttl = ttl});
  const scope_meanings scopes = scopes_of(chosen);
  user_store users(chosen.db);
  if (chosen.demo_users) add_demo_users(users);

  example::access_log log(STDOUT_FILENO);
  const auto [host, port] = example::parse_listen_address(chosen.listen);
  http::server server(host, port, log);
  const std::string url = "http://" + server.address();
  const std::string issuer = chosen.issuer.empty() ? url : chosen.issuer;

  const token_service tokens(keys, issuer, chosen.audience, ttl);
  password_pool passwords(chosen.login_threads, chosen.login_queue,
                          [&server](std::function<void()> task) { server.post(std::move(task)); });
  std::vector<route> table = make_routes(token_endpoint(users, passwords, tokens, names_of(scopes)));
  add_documentation(table, scopes);
  if (alg != jot::algorithm::hs256) {
    // A client that keeps the set no longer than this knows each key before its first token.
    const published_facts facts{.issuer = issuer, .alg = alg, .scopes = names_of(scopes), .max_age = publish_ahead};
    for (route& one : well_known_routes(keys, facts)) table.push_back(std::move(one));
  }
  const router routes({.realm = "jot", .cors_origins = chosen.cors_origins}, std::move(table), tokens,
                      [&users](std::string_view subject) { return users.may_act(subject); });
  if (directory) server.repeat(rescan_period, SIGHUP, [&] { rescan(*directory, keys); });

  // Flushed, because a script may be waiting for this line.
  std::cout << "listening on " << url << '\n' << std::flush;
  server.run([&routes](const http::request& request, const http::reply& reply) { routes(request, reply); });
  return 0;
}

/// What of the options about keys does not go together; empty when all of it does.
std::string contradiction(const options& chosen) {
  const bool secret = chosen.alg == "HS256";
  if (secret && !(chosen.key_file.empty() && chosen.key_directory.empty())) {
    return "--key and --key-dir are for ES256, RS256 and EdDSA; for HS256 use --secret-file";
  }
  if (!secret && !chosen.secret_file.empty()) return "--secret-file is for HS256; for " + chosen.alg + " has --key";
  return {};
}

int run(int argc, char** argv) {
  options chosen;
  user_command command;
  CLI::App app("An OAuth2 password-flow server with JWT access tokens; open /docs in a browser.", "jot-auth-server");
  app.set_version_flag("--version", std::to_string(jot::version_major) + "." + std::to_string(jot::version_minor) +
                                        "." + std::to_string(jot::version_patch));
  app.add_option("--listen", chosen.listen, "HOST:PORT to listen on; port 0 takes any free one")->capture_default_str();
  app.add_option("--issuer", chosen.issuer, "iss of the tokens (default: the URL it listens on)");
  app.add_option("--audience", chosen.audience, "aud of the tokens")->capture_default_str();
  app.add_option("--token-ttl", chosen.token_ttl, "how long a token lives, in seconds")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31 * 86400}))
      ->capture_default_str();
  app.add_option("--db", chosen.db, "user database, an SQLite file (default: in memory, gone when the server stops)");
  app.add_option("--alg", chosen.alg, "algorithm to sign with; all but HS256 publish their keys below /.well-known/")
      ->check(CLI::IsMember({"HS256", "ES256", "RS256", "EdDSA"}))
      ->capture_default_str();
  app.add_option("--secret-file", chosen.secret_file,
                 "HS256: secret to sign with, its bytes as they are, at least 32 (default: the text of JOT_SECRET, "
                 "else a random one)");
  CLI::Option* key =
      app.add_option("--key", chosen.key_file, "private key to sign with, PEM or JWK (default: one made for this run)");
  app.add_option("--key-dir", chosen.key_directory,
                 "directory of private keys, *.pem and *.jwk: the last by name signs, once it has been published for "
                 "--publish-ahead; the others are published until their tokens have expired; looked at again at SIGHUP "
                 "and every 10 seconds, so that a new file is a rotation, and a file removed a key withdrawn at once")
      ->excludes(key);
  app.add_option("--publish-ahead", chosen.publish_ahead,
                 "how long a new key is published before it signs, and how long others may keep the published set, in "
                 "seconds")
      ->check(CLI::Range(std::int64_t{0}, std::int64_t{31 * 86400}))
      ->capture_default_str();
  app.add_flag("--demo-users", chosen.demo_users,
               "add johndoe / secret (scopes me items) and alice / secret2 (disabled)");
  app.add_option("--more-scopes", chosen.more_scopes,
                 "scopes that tokens may have besides me and items, for servers that rely on this one (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--cors-origin", chosen.cors_origins, "origin whose pages may call this server (repeatable)")
      ->allow_extra_args(false);
  app.add_option("--login-threads", chosen.login_threads, "threads that verify passwords, 64 MiB each")
      ->check(CLI::Range(std::size_t{1}, std::size_t{64}))
      ->capture_default_str();
  app.add_option("--login-queue", chosen.login_queue, "logins that may wait; beyond it the answer is 503")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10000}))
      ->capture_default_str();

  CLI::App* user = app.add_subcommand("user", "Manage the users of --db PATH, also while the server runs");
  user->require_subcommand(1);
  const auto subcommand = [&](const char* name, const char* help, user_command::action what) {
    CLI::App* made = user->add_subcommand(name, help);
    made->callback([&command, what] { command.what = what; });
    if (what != user_command::action::list) made->add_option("NAME", command.name, "the user")->required();
    made->fallthrough();
    return made;
  };
  subcommand("add", "Add a user; the password is read from standard input", user_command::action::add)
      ->add_option("--scope", command.scopes, "scopes the user may have, \"me items\" (repeatable)")
      ->allow_extra_args(false);
  subcommand("list", "List the users: name, state and scopes between tabs", user_command::action::list);
  subcommand("disable", "Lock a user out; tokens stop working at once", user_command::action::disable);
  subcommand("enable", "Let a disabled user in again", user_command::action::enable);
  user->fallthrough();

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  if (const std::string wrong = contradiction(chosen); !wrong.empty()) {
    std::cerr << wrong << '\n';
    return 2;
  }
  // The user database holds password hashes.
  ::umask(077);
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
  return command.what == user_command::action::none ? serve(chosen) : run_user_command(command, chosen.db);
}

}}  // namespace auth

int main(int argc, char** argv) {
  try {
    return auth::run(argc, argv);
  } catch (const std::exception& e) {
    std::cerr << "error: " << e.what() << '\n';
    return 1;
  }
}

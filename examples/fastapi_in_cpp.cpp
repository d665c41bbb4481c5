// FastAPI's security tutorial (OAuth2 with password and hashing, bearer with JWT) on cpp-httplib and libsodium.
//   SECRET_KEY=$(openssl rand -hex 32) fastapi_in_cpp 8000
//   curl -d grant_type=password -d username=johndoe -d password=secret http://127.0.0.1:8000/token
//   curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/users/me
#include <jot/jot.hpp>

#include <httplib.h>
#include <sodium.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <new>
#include <string>

using namespace std::chrono_literals;
using nlohmann::json;

struct user {
  std::string full_name, email, hashed_password;
  bool disabled = false;
};
struct access_claims {
  std::string sub;
};
struct http_exception {
  int status;
  std::string detail, www_authenticate = {};
};

std::string hash_password(const std::string& password) {
  char hash[crypto_pwhash_STRBYTES];  // Argon2id, two passes over 64 MiB, salt and costs in the text
  if (crypto_pwhash_str(hash, password.data(), password.size(), 2, 64 << 20) != 0) throw std::bad_alloc();
  return hash;
}

class service {
 public:
  explicit service(jot::signing_key<jot::hs256> key) : key_(std::move(key)) {}

  [[nodiscard]] json login(const httplib::Request& request) const {
    // cpp-httplib adds the query's parameters to the form's, and a password in a URL ends in logs.
    if (request.target != "/token" || !request.has_param("username") || !request.has_param("password")) {
      throw http_exception{422, "Send username and password as a form"};
    }
    const auto name = request.get_param_value("username"), password = request.get_param_value("password");
    const auto found = users_.find(name);
    const bool known = found != users_.end();
    const auto& hash = known ? found->second.hashed_password : hash_of_no_user_;  // which takes as long
    if (crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) != 0 || !known) {
      throw http_exception{401, "Incorrect username or password", "Bearer"};
    }
    const auto token = jot::sign(key_, {.iss = issuer, .sub = name, .aud = issuer, .exp = jot::in(30min)});
    return {{"access_token", token.value()}, {"token_type", "bearer"}};
  }

  [[nodiscard]] json me(const httplib::Request& request) const {
    const std::string authorization = request.get_header_value("Authorization");
    const auto proof = jot::oauth2::bearer_token(authorization).and_then([&](std::string_view token) {
      return verifier_.verify<access_claims>(token);
    });
    if (!proof) {
      const jot::error& e = proof.error();
      throw http_exception{jot::oauth2::status(e), e.message(), jot::oauth2::challenge(e, "users")};
    }
    const auto found = users_.find(proof->claims().sub);  // may be gone since
    if (found == users_.end()) throw http_exception{401, "Could not validate credentials", "Bearer"};
    const auto& [name, who] = *found;
    if (who.disabled) throw http_exception{400, "Inactive user"};
    return {{"username", name}, {"full_name", who.full_name}, {"email", who.email}, {"disabled", who.disabled}};
  }

 private:
  static constexpr const char* issuer = "http://127.0.0.1";
  jot::signing_key<jot::hs256> key_;
  jot::verifier<jot::verification_key<jot::hs256>> verifier_{key_.verification_key(),
                                                             {.issuer = issuer, .audience = issuer}};
  std::map<std::string, user> users_{
      {"johndoe", {"John Doe", "johndoe@example.com", hash_password("secret")}},
      {"alice", {"Alice Wonderson", "alice@example.com", hash_password("secret2"), true}}};
  std::string hash_of_no_user_ = hash_password("");
};

void send(httplib::Response& response, int status, const json& body) {
  response.status = status;
  response.set_header("Cache-Control", "no-store");
  response.set_content(body.dump(), "application/json");
}

void refuse(const httplib::Request&, httplib::Response& response, const std::exception_ptr& thrown) try {
  std::rethrow_exception(thrown);
} catch (const http_exception& e) {
  if (!e.www_authenticate.empty()) response.set_header("WWW-Authenticate", e.www_authenticate);
  send(response, e.status, {{"detail", e.detail}});
} catch (...) {
  send(response, 500, {{"detail", "Internal Server Error"}});
}

int main(int argc, char** argv) {
  const char* const secret = std::getenv("SECRET_KEY");  // without one, tokens end with this process
  const auto key = secret != nullptr ? jot::signing_key<jot::hs256>::from_secret_hex(secret)
                                     : jot::signing_key<jot::hs256>::generate();
  if (!key) return std::fprintf(stderr, "SECRET_KEY: %s\n", key.error().message().c_str()), 2;
  if (sodium_init() < 0) return 2;
  const service api(*key);
  httplib::Server server;
  server.set_payload_max_length(16 * 1024);
  server.Post("/token", [&](const auto& request, auto& response) { send(response, 200, api.login(request)); });
  server.Get("/users/me", [&](const auto& request, auto& response) { send(response, 200, api.me(request)); });
  server.set_exception_handler(refuse);
  int port = argc > 1 ? std::atoi(argv[1]) : 8000;
  const bool bound =
      port != 0 ? server.bind_to_port("127.0.0.1", port) : (port = server.bind_to_any_port("127.0.0.1")) > 0;
  if (!bound) return std::fputs("the port cannot be listened on\n", stderr), 2;
  std::printf("http://127.0.0.1:%d\n", port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}

// A small HTTP/1.1 server for the examples (RFC 9110, RFC 9112): one thread, asynchronous, so that a connection which
// does nothing costs memory and nothing else. It knows messages, limits and time-outs; what is answered is the
// handler's affair. Boost.Beast parses; only http_server.cpp sees it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace example {

class access_log;

namespace http {

/// A header field of a request.
struct field {
  std::string_view name;
  std::string_view value;
};

/// A request as it came, except that the target is split; valid until it is answered.
struct request {
  std::string_view method;
  std::string_view path;   ///< as sent, percent-encoding included; "*" for the server as a whole
  std::string_view query;  ///< what follows the ?, as sent
  /// The fields of the header section. Those of a chunked body's trailer are left out on purpose: a proxy that strips
  /// or checks Authorization may not look there (RFC 9110 §6.5.1).
  std::vector<field> fields;
  std::string_view body;

  /// The values of all fields of this name, in the order sent.
  [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const;
};

/// An answer. Date, Content-Length and Connection are added by the server, and the body is left out for HEAD.
struct response {
  int status = 200;
  std::string content_type = "application/json";  ///< not sent when there is no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string user;  ///< for the access log alone: who asked, once that has been proved
};

class session;
struct server_state;

/// Answers one request, at once or later, from any thread. Copies answer the same request; the first answer counts.
class reply {
 public:
  void operator()(response answer) const;

 private:
  friend class session;
  reply(std::shared_ptr<session> to, std::uint64_t request_number) : to_(std::move(to)), number_(request_number) {}

  std::shared_ptr<session> to_;
  std::uint64_t number_;
};

using handler = std::function<void(const request&, const reply&)>;

/// What one client may use. Beyond a size the answer is 413, 414 or 431 and the connection is closed; beyond a time the
/// connection is closed.
struct limits {
  std::size_t target_bytes = 8000;  ///< RFC 9110 §4.1 asks for at least that
  std::size_t header_bytes = std::size_t{32} * 1024;
  std::size_t body_bytes = std::size_t{16} * 1024;  ///< that much of each connection is kept before anything is known
  std::size_t connections = 10000;                  ///< at most; less when the process may open fewer files
  std::chrono::seconds idle{75};                    ///< between requests
  std::chrono::seconds receive{15};                 ///< from a request's first byte to its last
  std::chrono::seconds send{30};                    ///< for one answer
  std::chrono::seconds stop{10};                    ///< for requests in flight, after SIGTERM or SIGINT
};

class server {
 public:
  /// Listens; port 0 is any free one. Throws std::runtime_error when it cannot.
  server(const std::string& host, std::uint16_t port, access_log& log, const limits& bounds = {});
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// "127.0.0.1:8000", "[::1]:8000": the address with the actual port.
  [[nodiscard]] std::string address() const;

  /// Serves until SIGTERM or SIGINT: then it accepts nothing more, finishes the requests in flight and returns.
  void run(handler answer);

  /// Runs the task on the server's thread, soon. From any thread, while run() runs or before.
  void post(std::function<void()> task);

  /// Runs the task on the server's thread every so often, and whenever the signal comes, until the server stops. Not
  /// while run() runs. The task does not throw.
  void repeat(std::chrono::seconds period, int signal, std::function<void()> task);

 private:
  std::unique_ptr<server_state> state_;
};

}  // namespace http
}  // namespace example

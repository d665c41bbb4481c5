// HTTP on the loopback for the fetchers' tests: a server in this process on a free port, and ports where nobody
// answers.
#pragma once

#include "support/key_files.hpp"

#include <httplib.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

namespace jot::testing_support {

/// Serves from construction to destruction. Routes are set on `Server` before it is handed over.
template <class Server>
class running {
 public:
  explicit running(Server& server) : server_(server), port_(server.bind_to_any_port("127.0.0.1")) {
    server_.set_keep_alive_max_count(1);  // a connection that a client keeps open would hold stop() for seconds
    if (port_ <= 0) throw std::runtime_error("no free port on the loopback");
    thread_ = std::thread([this] {
      server_.listen_after_bind();
      ended_ = true;
    });
    // A server that is told to stop before it runs would run for ever; old versions can only be asked.
    while (!server_.is_running() && !ended_) std::this_thread::yield();
  }
  ~running() { stop(); }
  running(const running&) = delete;
  running& operator=(const running&) = delete;

  /// Returns when all handlers have ended.
  void stop() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] std::string url(const std::string& path, const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  Server& server_;
  std::atomic<bool> ended_ = false;
  int port_;
  std::thread thread_;
};

/// A port of the loopback that is held: with `listening` connections are taken and never answered, without they are
/// refused.
class silent_port {
 public:
  explicit silent_port(bool listening) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (socket_ < 0 || ::bind(socket_, any, size) != 0 || ::getsockname(socket_, any, &size) != 0 ||
        (listening && ::listen(socket_, 8) != 0)) {
      throw std::runtime_error("no free port on the loopback");
    }
    port_ = ntohs(address.sin_port);
  }
  ~silent_port() { ::close(socket_); }
  silent_port(const silent_port&) = delete;
  silent_port& operator=(const silent_port&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int socket_;
  int port_ = 0;
};

}  // namespace jot::testing_support

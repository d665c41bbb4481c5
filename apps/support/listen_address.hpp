// The value of --listen.
#pragma once

#include <cstdint>
#include <string>

namespace example {

struct listen_address {
  std::string host;
  std::uint16_t port;
};

/// The parts of "127.0.0.1:8000" or "[::1]:8000". Throws std::runtime_error for anything else.
[[nodiscard]] listen_address parse_listen_address(const std::string& listen);

}  // namespace example

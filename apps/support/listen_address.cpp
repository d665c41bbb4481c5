// See listen_address.hpp.
#include "listen_address.hpp"

#include <charconv>
#include <stdexcept>
#include <system_error>

namespace example {

listen_address parse_listen_address(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  std::uint16_t port = 0;
  const char* end = listen.data() + listen.size();
  const char* digits = colon == std::string::npos ? end : listen.data() + colon + 1;
  const auto read = std::from_chars(digits, end, port);
  std::string host = listen.substr(0, colon == std::string::npos ? 0 : colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (host.empty() || digits == end || read.ec != std::errc() || read.ptr != end) {
    throw std::runtime_error("--listen: '" + listen + "' is not HOST:PORT");
  }
  return {host, port};
}

}  // namespace example

// Both fetchers in one program; what they are asked for needs no network.
#include <jot/http/curl.hpp>
#include <jot/http/httplib.hpp>
#include <jot/jot.hpp>

#include <cstdio>

int main() {
  jot::http::curl curl;
  const jot::http::httplib httplib;
  const jot::http_request impossible{.url = "gopher://127.0.0.1/"};
  const auto by_curl = curl.get(impossible);
  const auto by_httplib = httplib.get(impossible);
  if (by_curl || by_httplib) return 1;
  std::printf("%s\n%s\n", by_curl.error().message().c_str(), by_httplib.error().message().c_str());
  return 0;
}

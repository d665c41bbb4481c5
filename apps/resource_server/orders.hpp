// The protected resource: each user's own orders, and the routes to them.
#pragma once

#include "access_token.hpp"

#include "support/http_server.hpp"

#include <jot/oauth2/scope.hpp>

#include <deque>
#include <functional>
#include <string>
#include <string_view>

namespace orders {

namespace http = example::http;

/// The orders since the server started, the latest of them; for one thread at a time.
class order_book {
 public:
  /// The orders of the token's subject.
  [[nodiscard]] http::response list(const access_token& token) const;
  /// Adds {"item": text} for the token's subject.
  [[nodiscard]] http::response add(const access_token& token, std::string_view body);

 private:
  struct order {
    std::uint64_t number;
    std::string owner;
    std::string item;
  };
  std::deque<order> orders_;
  std::uint64_t last_number_ = 0;
};

struct route {
  std::string_view method;
  jot::oauth2::scope_set needed;
  std::function<http::response(const access_token&, std::string_view body)> run;
};

}  // namespace orders

// How the example servers say no: the JSON body of every refusal, and the answer to a token that will not do.
#pragma once

#include "http_server.hpp"

#include <jot/error.hpp>

#include <string>
#include <string_view>

namespace example {

/// {"error": code, "error_description": why}: the body of every refusal.
[[nodiscard]] std::string error_body(std::string_view code, std::string_view description);

/// The answer of RFC 6750 §3 to a missing, bad or too weak token. `needed` are the scopes of the route, named where
/// they are what is lacking.
[[nodiscard]] http::response bearer_refusal(const jot::error& reason, std::string_view realm, std::string_view needed);

}  // namespace example

// The OpenAPI 3.1 description of the routes.
#pragma once

#include "routes.hpp"

#include <string>
#include <utility>
#include <vector>

namespace auth {

/// A scope and what it lets its bearer do.
using scope_meanings = std::vector<std::pair<std::string, std::string>>;

/// The description as JSON text. Security and refusals of each operation follow from its row.
[[nodiscard]] std::string openapi(const std::vector<route>& table, const scope_meanings& scopes);

}  // namespace auth

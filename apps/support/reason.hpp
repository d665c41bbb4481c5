// The reason phrases of HTTP.
#pragma once

#include <string_view>

namespace example::http {

/// The words after the status in an answer's first line; empty for a status that no example answers with.
[[nodiscard]] std::string_view reason(int status) noexcept;

}  // namespace example::http

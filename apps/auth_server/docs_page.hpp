// The page at /docs: docs/page.html with its style and script inside, turned into a string when the program is built.
#pragma once

#include <string>
#include <string_view>

namespace auth {

/// The whole page; embed_docs.cmake writes the definition.
extern const std::string_view docs_page;

/// The Content-Security-Policy for it: its own script and style, named by their hashes, requests to its own origin, and
/// nothing else.
[[nodiscard]] std::string docs_page_policy();

}  // namespace auth

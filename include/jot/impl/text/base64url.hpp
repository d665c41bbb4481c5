// Bodies of base64url.hpp: what a text that is not base64url has instead.
#pragma once

#include <jot/base64url.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

// Compared whole: a '.' three times and U+2026 are what logs and terminals put where they cut.
inline bool is_ellipsis(std::string_view rest) noexcept {
  return rest.starts_with("...") || rest.starts_with("\u2026");
}

JOT_INLINE error base64url_error(errc code, std::string_view name, std::string_view text, std::size_t offset) {
  const auto at = static_cast<std::int64_t>(offset);
  const std::string_view rest = text.substr((std::min)(offset, text.size()));
  const char c = rest.empty() ? 'A' : rest.front();
  if (std::string_view(base64url_alphabet).find(c) != std::string_view::npos) {
    return text.size() % 4 == 1
               ? error(code, name, "no base64url is {} characters long: was it cut off?", text.size())
               : error(code, name, "not base64url: the last character has bits that are not zero; was it cut off?");
  }
  if (is_ellipsis(rest))
    return {code, name, "not base64url at offset {}: an ellipsis; was it shortened, as in a log?", at};
  switch (c) {
    case '=':
      return {code, name, "not base64url at offset {}: '=', and base64url has no padding here (RFC 7515 section 2)",
              at};
    case '+':
    case '/':
      return {code, name, "not base64url at offset {}: base64 has '+' and '/', base64url has '-' and '_' instead", at};
    case '\r':
    case '\n':
      return {code, name, "not base64url at offset {}: a line break; was it wrapped, or read with its final newline?",
              at};
    case ' ':
    case '\t':
      return {code, name, "not base64url at offset {}: white space; remove it", at};
    case '"':
    case '\'':
    case '`':
      return {code, name, "not base64url at offset {}: a quotation mark; remove the quotation marks around it", at};
    case '%':
      return {code, name, "not base64url at offset {}: '%'; is it percent-encoded?", at};
    case ',':
      return {code, name, "not base64url at offset {}: a comma; were two values joined?", at};
    default:
      return {code, name, "not base64url at offset {}: only A-Z a-z 0-9 - _ are allowed", at};
  }
}

}}}  // namespace jot::JOT_ABI::detail

// The way past the strict reader for plain JSON, on simdjson: there when the build has JOT_WITH_SIMDJSON.
#pragma once

#include <jot/detail/json_value.hpp>
#include <jot/limits.hpp>

#include <string_view>

#if defined(JOT_WITH_SIMDJSON)

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Reads a JSON object that is plain: at most 16 KiB, no escapes, no number but those that fit 64 bits with sign,
/// no object of more than 32 members, all within the limits, no duplicate member at any level. True when it was, and
/// the visitor has heard all of it. False is no verdict: the visitor has heard nothing, and the strict reader decides.
[[nodiscard]] bool read_plain_json(std::string_view text, const json_limits& limits, json_visitor& visitor);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/json/fast_json.hpp>
#endif
#endif

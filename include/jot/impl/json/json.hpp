// Bodies of detail/json.hpp.
#pragma once

#include <jot/detail/json.hpp>

#include <nlohmann/json.hpp>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE void build_accepted_json(std::string_view text, nlohmann::json& out) {
  out = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}

}}}  // namespace jot::JOT_ABI::detail

// See health.hpp.
#include "health.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <ctime>
#include <optional>

namespace orders {
namespace {

using json = nlohmann::ordered_json;

json text_of(const std::optional<std::chrono::sys_seconds>& time) {
  if (!time) return nullptr;
  const std::time_t seconds = time->time_since_epoch().count();
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  return std::string(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc));
}

}  // namespace

example::http::response health(const jot::remote_status& keys) {
  using freshness = jot::remote_status::freshness;
  const bool fresh = keys.state == freshness::fresh;
  const bool usable = fresh || keys.state == freshness::stale;
  const json body = {{"status", fresh    ? "ok"
                                : usable ? "stale"
                                         : "unavailable"},
                     {"keys",
                      {{"state", jot::name(keys.state)},
                       {"count", keys.keys},
                       {"skipped", keys.skipped},
                       {"generation", keys.generation},
                       {"last_success", text_of(keys.last_success)},
                       {"last_attempt", text_of(keys.last_attempt)},
                       {"attempts", keys.attempts},
                       {"failures", keys.failures},
                       {"last_error", keys.last_error.empty() ? json() : json(keys.last_error)}}}};
  return {.status = usable ? 200 : 503, .body = body.dump(), .fields = {{"Cache-Control", "no-store"}}};
}

}  // namespace orders

// Bodies of claim_types.hpp.
#pragma once

#include <jot/claim_types.hpp>
#include <jot/limits.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

JOT_INLINE bool claim_io<numeric_date>::read(claims_input& in, numeric_date& out) {
  if (!in.expect(number_kind)) return false;
  const std::optional<numeric_date> date = numeric_date::from_json_number(in.take_source());
  if (!date || !is_within(*date, token_limits{}.date_seconds)) {
    return in.fail_as(date_out_of_range(errc::invalid_claim, {}, date, token_limits{}.date_seconds));
  }
  out = *date;
  return true;
}

JOT_INLINE bool claim_io<numeric_date>::write(claims_output& out, const numeric_date& value) {
  if (!is_within(value, token_limits{}.date_seconds)) {
    return out.fail_as(date_out_of_range(errc::invalid_claims_to_sign, {}, value, token_limits{}.date_seconds));
  }
  out.source(value.to_json_number());
  return true;
}

JOT_INLINE bool claim_io<std::chrono::sys_seconds>::read(claims_input& in, std::chrono::sys_seconds& out) {
  numeric_date date;
  if (!claim_io<numeric_date>::read(in, date)) return false;
  out = date.seconds();
  return true;
}

JOT_INLINE bool claim_io<std::chrono::sys_seconds>::write(claims_output& out, const std::chrono::sys_seconds& value) {
  return claim_io<numeric_date>::write(out, numeric_date(value));
}

JOT_INLINE void claim_io<other_claims>::add(other_claims& to, claims_input& in, std::string_view name) {
  if (in.is_root() && is_registered_claim(name)) return void(in.take_source());
  std::string kept(name);
  to.sources_.insert_or_assign(std::move(kept), std::string(in.take_source()));
}

// How many arrays and objects of a JSON text are within each other.
inline std::size_t levels_of(std::string_view json) noexcept {
  std::size_t level = 0;
  std::size_t most = 0;
  bool is_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') is_string = !is_string;
    if (is_string) {
      if (c == '\\') ++i;
    } else if (c == '{' || c == '[') {
      most = (std::max)(most, ++level);
    } else if (c == '}' || c == ']') {
      --level;
    }
  }
  return most;
}

JOT_INLINE bool claim_io<other_claims>::write_members(claims_output& out, const other_claims& value,
                                                      std::span<const std::string_view> members, std::size_t own,
                                                      bool is_root) {
  for (const auto& [name, source] : value.sources_) {
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i == own || members[i] != name) continue;
      return out.fail("is a member of the struct and among its other claims; set it in one of them"), out.at_name(name);
    }
    if (levels_of(source) > out.depth()) return out.too_deep(), out.at_name(name);
    std::vector<std::string> texts;
    claims_input in(source, claims_input::of::one_claim);
    const bool fits = in.kind() == string_kind || (name == "aud" && in.kind() == array_kind && read_claim(in, texts));
    if (!(is_root ? out.claim_name(name, fits) : out.name(name))) return false;
    out.source(source);
  }
  return true;
}

}}}  // namespace jot::JOT_ABI::detail

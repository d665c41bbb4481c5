// Bodies of claims.hpp: the claims set as text.
#pragma once

#include <jot/claims.hpp>

#include <algorithm>
#include <string>

namespace jot { inline namespace JOT_ABI { namespace detail {

// A registered claim that is text.
template <std::size_t N>
result<void> write_text(json_writer& out, const char (&name)[N], std::string_view value) {
  out.name(name);
  return out.text(value) ? result<void>() : error(errc::invalid_claims_to_sign, name, "the text is not valid UTF-8");
}

JOT_INLINE result<void> write_audience(json_writer& out, const audience& aud) {
  const error not_utf8(errc::invalid_claims_to_sign, "aud", "the text is not valid UTF-8");
  out.name("aud");
  if (aud.values().size() == 1) return out.text(aud.values()[0]) ? result<void>() : not_utf8;
  out.begin_array();
  for (const std::string& value : aud.values()) {
    if (!out.text(value)) return not_utf8;
  }
  out.end_array();
  return {};
}

JOT_INLINE result<void> check_custom(const registered_claims& registered, std::string_view name, bool is_of_its_type) {
  if (!is_registered_claim(name)) return {};
  const auto refused = [&](detail_text text) { return error(errc::invalid_claims_to_sign, name, text); };
  const bool is_date = name == "exp" || name == "nbf" || name == "iat";
  if (is_date) return refused("is a registered claim; set it in registered_claims");
  const bool is_set_twice = (name == "iss" && registered.iss) || (name == "sub" && registered.sub) ||
                            (name == "aud" && !registered.aud.empty()) || (name == "jti" && registered.jti);
  if (is_set_twice) return refused("is set in registered_claims and in the custom claims; set it in one of them");
  if (!is_of_its_type) return refused("a registered claim whose type no verifier accepts");
  return {};
}

JOT_INLINE result<void> write_claims(const registered_claims& registered, const custom_claims& custom,
                                     text_buffer& text) {
  json_writer out(text);
  result<void> ok;
  out.begin_object();
  if (registered.iss && ok) ok = write_text(out, "iss", *registered.iss);
  if (registered.sub && ok) ok = write_text(out, "sub", *registered.sub);
  if (!registered.aud.empty() && ok) ok = write_audience(out, registered.aud);
  const auto write_date = [&](const char(&name)[4], const std::optional<numeric_date>& date) {
    if (!date || !ok) return;
    // Rounded down, because a verifier's clock has whole seconds: an nbf later in this second would be in the future.
    const numeric_date whole(date->seconds());
    if (!is_within(whole, registered.date_seconds)) {
      ok = date_out_of_range(errc::invalid_claims_to_sign, name, whole, registered.date_seconds);
      return;
    }
    out.name(name);
    out.raw(whole.to_json_number());
  };
  write_date("exp", registered.exp.date());
  write_date("nbf", registered.nbf);
  write_date("iat", registered.iat);
  if (registered.jti && ok) ok = write_text(out, "jti", *registered.jti);
  if (custom.write != nullptr && ok) ok = custom.write(out, registered, custom.claims);
  out.end_object();
  return ok;
}

}}}  // namespace jot::JOT_ABI::detail

// Bodies of claims.hpp: the claims set as text.
#pragma once

#include <jot/claims.hpp>
#include <jot/impl/json/writer.hpp>
#include <jot/limits.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace jot { inline namespace JOT_ABI { namespace detail {

class claims_writer {
 public:
  explicit claims_writer(text_buffer& out) noexcept : out_(out) {}

  using three_letters = const char (&)[4];  // as all registered names are

  void name(three_letters member) {
    separate();
    const std::array quoted{'"', member[0], member[1], member[2], '"', ':'};
    out_.add({quoted.data(), quoted.size()});
  }
  result<void> text(three_letters member, std::string_view value) {
    name(member);
    return string(member, value);
  }
  result<void> string(std::string_view member, std::string_view value) {
    if (!append_json_string(out_, value)) return error(errc::invalid_claims_to_sign, member, "the text is not UTF-8");
    return {};
  }
  void raw(std::string_view text) { out_.add(text); }

  result<void> custom(const std::string& member, const nlohmann::json& value) {
    separate();
    if (!append_json_string(out_, member)) {
      return error(errc::invalid_claims_to_sign, "a claim's name is not UTF-8");
    }
    out_.add(':');
    return any(member, value, json_limits{}.depth - 1);
  }
  void finish() { out_.add(before_ == '{' ? "{}" : "}"); }

 private:
  void separate() { out_.add(std::exchange(before_, ',')); }

  // nlohmann's dump() recurses without end, throws on text that is not UTF-8 and writes NaN as null.
  result<void> any(std::string_view member, const nlohmann::json& value, std::size_t depth) {
    using kind = nlohmann::json::value_t;
    switch (value.type()) {
      case kind::null:
        out_.add("null");
        return {};
      case kind::boolean:
        out_.add(value.get_ref<const bool&>() ? "true" : "false");
        return {};
      case kind::number_integer:
        out_.add(std::to_string(value.get_ref<const nlohmann::json::number_integer_t&>()));
        return {};
      case kind::number_unsigned:
        out_.add(std::to_string(value.get_ref<const nlohmann::json::number_unsigned_t&>()));
        return {};
      case kind::number_float:
        if (!std::isfinite(value.get_ref<const double&>())) {
          return error(errc::invalid_claims_to_sign, member, "NaN and infinity cannot be written as JSON");
        }
        out_.add(value.dump());
        return {};
      case kind::string:
        return string(member, value.get_ref<const std::string&>());
      case kind::array:
      case kind::object:
        if (depth == 0) return error(errc::invalid_claims_to_sign, member, "nested too deep for a verifier to accept");
        return value.is_array() ? array(member, value, depth - 1) : object(member, value, depth - 1);
      case kind::binary:
      case kind::discarded:
        break;
    }
    return error(errc::invalid_claims_to_sign, member, "binary data cannot be written as JSON; encode it as text");
  }

  result<void> array(std::string_view member, const nlohmann::json& value, std::size_t depth) {
    char before = '[';
    for (const nlohmann::json& element : value.get_ref<const nlohmann::json::array_t&>()) {
      out_.add(std::exchange(before, ','));
      if (const result<void> written = any(member, element, depth); !written) return written;
    }
    out_.add(before == '[' ? "[]" : "]");
    return {};
  }

  result<void> object(std::string_view member, const nlohmann::json& value, std::size_t depth) {
    char before = '{';
    for (const auto& [name, child] : value.get_ref<const nlohmann::json::object_t&>()) {
      out_.add(std::exchange(before, ','));
      if (!append_json_string(out_, name)) {
        return error(errc::invalid_claims_to_sign, member, "a member's name is not UTF-8");
      }
      out_.add(':');
      if (const result<void> written = any(member, child, depth); !written) return written;
    }
    out_.add(before == '{' ? "{}" : "}");
    return {};
  }

  text_buffer& out_;
  char before_ = '{';
};

JOT_INLINE result<void> write_audience(claims_writer& out, const audience& aud) {
  out.name("aud");
  if (aud.values().size() == 1) return out.string("aud", aud.values()[0]);
  for (std::size_t i = 0; i < aud.values().size(); ++i) {
    out.raw(i == 0 ? "[" : ",");
    if (const result<void> written = out.string("aud", aud.values()[i]); !written) return written;
  }
  out.raw("]");
  return {};
}

JOT_INLINE result<void> write_custom(claims_writer& out, const nlohmann::json& custom) {
  if (!custom.is_object()) {
    return error(errc::invalid_claims_to_sign, "the custom claims are no JSON object; let to_json give one");
  }
  for (const auto& [name, value] : custom.get_ref<const nlohmann::json::object_t&>()) {
    if (std::ranges::find(registered_claim_names, name) != std::end(registered_claim_names)) {
      return error(errc::invalid_claims_to_sign, name, "is a registered claim; set it in registered_claims");
    }
    if (const result<void> written = out.custom(name, value); !written) return written;
  }
  return {};
}

JOT_INLINE result<void> write_claims(const registered_claims& registered, const nlohmann::json* custom,
                                     text_buffer& text) {
  claims_writer out(text);
  result<void> ok;
  if (registered.iss && ok) ok = out.text("iss", *registered.iss);
  if (registered.sub && ok) ok = out.text("sub", *registered.sub);
  if (!registered.aud.empty() && ok) ok = write_audience(out, registered.aud);
  const auto write_date = [&](claims_writer::three_letters name, const std::optional<numeric_date>& date) {
    if (!date || !ok) return;
    // A verifier's clock has whole seconds: what is valid from a fraction of this second on would be refused all of it.
    const numeric_date whole(date->seconds());
    if (!is_within(whole, registered.date_seconds)) {
      ok = date_out_of_range(errc::invalid_claims_to_sign, name, whole, registered.date_seconds);
      return;
    }
    out.name(name);
    out.raw(whole.to_json_number());
  };
  write_date("exp", registered.exp);
  write_date("nbf", registered.nbf);
  write_date("iat", registered.iat);
  if (registered.jti && ok) ok = out.text("jti", *registered.jti);
  if (custom != nullptr && ok) ok = write_custom(out, *custom);
  out.finish();
  return ok;
}

}}}  // namespace jot::JOT_ABI::detail

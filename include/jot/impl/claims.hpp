// Bodies of claims.hpp: the claims set as text.
#pragma once

#include <jot/claims.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace jot::inline JOT_ABI::detail {

class claims_writer {
 public:
  void name(std::string_view member) {
    out_ += out_.size() == 1 ? "\"" : ",\"";
    out_ += member;
    out_ += "\":";
  }
  result<void> text(std::string_view member, std::string_view value) {
    name(member);
    return string(member, value);
  }
  result<void> string(std::string_view member, std::string_view value) {
    if (!append_json_string(out_, value)) return error(errc::invalid_claims_to_sign, member, "the text is not UTF-8");
    return {};
  }
  void raw(std::string_view text) { out_ += text; }
  [[nodiscard]] std::string finish() && {
    out_ += '}';
    return std::move(out_);
  }

 private:
  std::string out_ = "{";
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

// nlohmann's dump() recurses, throws on text that is not UTF-8 and writes NaN as null; what it is given is checked
// first.
JOT_INLINE result<void> check_writable(std::string_view member, const nlohmann::json& value, std::size_t depth) {
  if (value.is_string()) {
    std::string scratch;
    if (!append_json_string(scratch, value.get_ref<const std::string&>())) {
      return error(errc::invalid_claims_to_sign, member, "the text is not UTF-8");
    }
  } else if (value.is_number_float() && !std::isfinite(value.get<double>())) {
    return error(errc::invalid_claims_to_sign, member, "NaN and infinity cannot be written as JSON");
  } else if (value.is_binary() || value.is_discarded()) {
    return error(errc::invalid_claims_to_sign, member, "binary data cannot be written as JSON; encode it as text");
  } else if (value.is_structured()) {
    if (depth == 0) return error(errc::invalid_claims_to_sign, member, "nested too deep for a verifier to accept");
    for (const auto& [name, child] : value.items()) {
      std::string scratch;
      if (value.is_object() && !append_json_string(scratch, name)) {
        return error(errc::invalid_claims_to_sign, member, "a member's name is not UTF-8");
      }
      if (const result<void> writable = check_writable(member, child, depth - 1); !writable) return writable;
    }
  }
  return {};
}

JOT_INLINE result<void> write_custom(claims_writer& out, const nlohmann::json& custom) {
  if (!custom.is_object()) {
    return error(errc::invalid_claims_to_sign, "the custom claims are no JSON object; let to_json give one");
  }
  for (const auto& [name, value] : custom.items()) {
    if (std::ranges::find(registered_claim_names, name) != std::end(registered_claim_names)) {
      return error(errc::invalid_claims_to_sign, name, "is a registered claim; set it in registered_claims");
    }
    if (const result<void> writable = check_writable(name, value, json_limits{}.depth - 1); !writable) return writable;
    std::string quoted;
    if (!append_json_string(quoted, name)) return error(errc::invalid_claims_to_sign, "a claim's name is not UTF-8");
    out.name(std::string_view(quoted).substr(1, quoted.size() - 2));
    out.raw(value.dump());
  }
  return {};
}

JOT_INLINE result<std::string> write_claims(const registered_claims& registered, const nlohmann::json* custom) {
  claims_writer out;
  result<void> ok;
  if (registered.iss && ok) ok = out.text("iss", *registered.iss);
  if (registered.sub && ok) ok = out.text("sub", *registered.sub);
  if (!registered.aud.empty() && ok) ok = write_audience(out, registered.aud);
  for (const auto& [name, date] :
       {std::pair("exp", &registered.exp), {"nbf", &registered.nbf}, {"iat", &registered.iat}}) {
    if (!*date) continue;
    out.name(name);
    out.raw((*date)->to_json_number());
  }
  if (registered.jti && ok) ok = out.text("jti", *registered.jti);
  if (custom != nullptr && ok) ok = write_custom(out, *custom);
  if (!ok) return ok.error();
  return std::move(out).finish();
}

}  // namespace jot::inline JOT_ABI::detail

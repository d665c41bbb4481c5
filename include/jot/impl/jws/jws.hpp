// Bodies of jws.hpp and detail/token.hpp.
#pragma once

#include <jot/base64url.hpp>
#include <jot/detail/token.hpp>
#include <jot/impl/crypto/bound_key.hpp>
#include <jot/impl/crypto/signature_form.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/impl/json/writer.hpp>
#include <jot/jws.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace jot { inline namespace JOT_ABI {
namespace detail {

inline error base64url_error(std::string_view segment, std::size_t offset) {
  return {errc::invalid_base64url, segment,
          "not base64url at offset {}: only A-Z a-z 0-9 - _, no padding, no stray bits",
          static_cast<std::int64_t>(offset)};
}

// The parameters of RFC 7515 §4.1 that mean something here. jwk, jku, x5u and x5c are passed over: a key that comes
// with the token proves nothing.
class header_reader final : public json_visitor {
 public:
  header_reader(opened_token& token, std::size_t max_critical) : token_(token), max_critical_(max_critical) {}

  void on_member(std::string_view name, const json_value& value) override {
    in_crit_ = false;
    if (name == "alg") {
      take(name, value, alg_);
      if (alg_) token_.header_.alg = find_algorithm(*alg_);
    } else if (name == "kid") {
      take(name, value, token_.header_.kid);
    } else if (name == "typ") {
      take(name, value, token_.header_.typ);
    } else if (name == "cty") {
      take(name, value, token_.header_.cty);
    } else if (name == "crit") {
      has_crit_ = true;
      in_crit_ = value.kind == json_kind::array;
      if (!in_crit_) fail(error(errc::unsupported_critical, name, "must be an array of names"));
    } else if (name == "b64" && !(value.kind == json_kind::boolean && value.truth)) {
      fail(error(errc::unsupported_critical, name, "unencoded payloads (RFC 7797) are not supported"));
    }
  }

  void on_element(const json_value& value) override {
    if (!in_crit_) return;
    if (value.kind != json_kind::string) {
      fail(error(errc::unsupported_critical, "crit", "must be an array of names"));
    } else if (critical_.size() == max_critical_) {
      fail(error(errc::limit_exceeded, "crit", "more than {} names", static_cast<std::int64_t>(max_critical_)));
    } else {
      critical_.push_back(token_.arena_.keep(value.text));
    }
  }

  [[nodiscard]] const std::optional<error>& failure() const noexcept { return failure_; }
  [[nodiscard]] bool has_alg() const noexcept { return alg_.has_value(); }
  [[nodiscard]] bool has_crit() const noexcept { return has_crit_; }
  [[nodiscard]] std::span<const std::string_view> critical() const noexcept { return critical_; }

 private:
  void take(std::string_view name, const json_value& value, std::optional<std::string_view>& out) {
    if (value.kind == json_kind::string) {
      out = token_.arena_.keep(value.text);
    } else {
      fail(error(errc::invalid_header, name, "must be a string"));
    }
  }
  void fail(const error& e) {
    if (!failure_) failure_ = e;
  }

  opened_token& token_;
  std::size_t max_critical_;
  std::optional<std::string_view> alg_;
  std::vector<std::string_view> critical_;
  std::optional<error> failure_;
  bool has_crit_ = false;
  bool in_crit_ = false;
};

// Finds out which of the names are members of the object.
class presence_reader final : public json_visitor {
 public:
  explicit presence_reader(std::span<const std::string_view> names) : names_(names), found_(names.size(), false) {}
  void on_member(std::string_view name, const json_value&) override {
    const auto at = std::ranges::find(names_, name);
    if (at != names_.end()) found_[static_cast<std::size_t>(at - names_.begin())] = true;
  }
  void on_element(const json_value&) override {}
  [[nodiscard]] bool all() const { return std::ranges::find(found_, false) == found_.end(); }

 private:
  std::span<const std::string_view> names_;
  std::vector<bool> found_;
};

JOT_INLINE bool never_critical(std::string_view name) noexcept {
  static constexpr std::array<std::string_view, 21> names{"alg",      "jku", "jwk", "kid",  "x5u", "x5c", "x5t",
                                                          "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
                                                          "apu",      "apv", "iv",  "tag",  "p2s", "p2c", "b64"};
  return std::ranges::find(names, name) != names.end();
}

JOT_INLINE result<void> check_understood(std::span<const std::string> names) {
  for (const std::string& name : names) {
    if (never_critical(name)) {
      return error(errc::invalid_configuration, name, "can never be in crit; understood_critical is for extensions");
    }
  }
  return {};
}

JOT_INLINE result<void> check_critical(std::span<const std::string_view> critical, std::string_view header,
                                       const json_limits& limits, std::span<const std::string> understood) {
  if (critical.empty()) return error(errc::unsupported_critical, "crit", "must name at least one parameter");
  for (std::size_t i = 0; i < critical.size(); ++i) {
    const std::string_view name = critical[i];
    if (never_critical(name)) {
      return error(errc::unsupported_critical, name, "may not be named in crit");
    }
    if (std::ranges::find(understood, name) == understood.end()) {
      return error(errc::unsupported_critical, name,
                   "named in crit and not understood here; if you process it, list it in understood_critical");
    }
    if (std::ranges::find(critical.first(i), name) != critical.first(i).end()) {
      return error(errc::unsupported_critical, name, "named twice in crit");
    }
  }
  presence_reader presence(critical);
  if (const result<void> read = read_json_object(header, limits, errc::invalid_header, presence); !read) return read;
  if (!presence.all()) return error(errc::unsupported_critical, "crit", "names a parameter that is not in the header");
  return {};
}

JOT_INLINE result<void> split_compact(std::string_view token, const token_limits& limits, compact_segments& out) {
  if (token.size() > limits.token_bytes) {
    return error(errc::limit_exceeded, "a token of {} bytes; at most {}", static_cast<std::int64_t>(token.size()),
                 static_cast<std::int64_t>(limits.token_bytes));
  }
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) {
    if (token.empty()) return error(errc::malformed_token, "the token is empty");
    return token.front() == '{'
               ? error(errc::malformed_token, "this is a JWS in the JSON serialization; only the compact one is a JWT")
               : error(errc::malformed_token, "not a compact token: two dots are wanted, found fewer");
  }
  if (token.find('.', second + 1) != std::string_view::npos) {
    return error(errc::malformed_token, "more than two dots: an encrypted token (JWE) has four, and is not taken here");
  }
  if (first > limits.header_bytes) {
    return error(errc::limit_exceeded, "a header of {} characters; at most {}", static_cast<std::int64_t>(first),
                 static_cast<std::int64_t>(limits.header_bytes));
  }
  out.signing_input = token.substr(0, second);
  out.header = token.substr(0, first);
  out.payload = token.substr(first + 1, second - first - 1);
  out.signature = token.substr(second + 1);
  return {};
}

JOT_INLINE result<void> opened_token::decode_header() {
  const std::size_t size = base64url_decoded_size(segments_.header.size());
  arena_.reserve(2 * size);
  char* const json = arena_.take(size);
  const base64url_decoded decoded = base64url_decode_to(segments_.header, reinterpret_cast<unsigned char*>(json));
  if (!decoded.ok) return base64url_error("header", decoded.error_offset);
  header_.text = {json, decoded.size};
  return {};
}

JOT_INLINE result<void> opened_token::read_header(const token_limits& limits, std::span<const std::string> understood,
                                                  header_reading how) {
  header_reader reader(*this, limits.critical);
  const result<void> read = read_json_object(header_.text, limits.json, errc::invalid_header, reader);
  if (!read) return read;
  if (how == header_reading::for_display) return {};
  if (reader.failure()) return *reader.failure();
  if (!reader.has_alg()) return error(errc::invalid_header, "alg", "the parameter is missing");
  if (!header_.alg) {
    return error(errc::algorithm_not_allowed, "alg", "no signature algorithm of that name; names are compared exactly");
  }
  if (reader.has_crit()) return check_critical(reader.critical(), header_.text, limits.json, understood);
  return {};
}

JOT_INLINE std::size_t longest_signature(const key_candidates& keys) noexcept {
  std::size_t out = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out = (std::max)(out, key_access::bound(keys[i])->signature_bytes());
  }
  return out;
}

// Several keys are tried only for a token without kid; the first whose signature is good ends it, and its place is
// the result.
JOT_INLINE result<std::size_t> verify_signature(algorithm alg, const key_candidates& keys,
                                                const compact_segments& segments) {
  // Whatever fits in is decoded before it is measured, so that an error says that it is not base64url.
  std::array<unsigned char, 2048> room;  // of an RSA key of 16384 bits
  std::vector<unsigned char> more_room;
  std::span<unsigned char> signature(room);
  if (const std::size_t size = base64url_decoded_size(segments.signature.size()); size > signature.size()) {
    if (size > longest_signature(keys)) {
      return error(errc::signature_invalid, "the signature is longer than that of any key");
    }
    more_room.resize(size);
    signature = more_room;
  }
  const base64url_decoded decoded = base64url_decode_to(segments.signature, signature.data());
  if (!decoded.ok) return base64url_error("signature", decoded.error_offset);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].alg() != alg) {
      return error(errc::key_mismatch, "alg", "the token says {}, the key source gave a key for {}", word(alg),
                   word(keys[i].alg()));
    }
    const result<void> good = keys[i].verify(as_bytes(segments.signing_input), {signature.data(), decoded.size});
    if (good) return i;
    if (i + 1 == keys.size()) return good.error();
  }
  return error(errc::key_not_found, "the key source has no key for the token");
}

JOT_INLINE result<void> opened_token::authenticate(std::string_view token, const key_source_ref& keys,
                                                   const token_limits& limits, std::span<const std::string> understood,
                                                   header_memo* memo, std::shared_ptr<const bound_key>* signed_by) {
  if (const result<void> split = split_compact(token, limits, segments_); !split) return split;
  if (const result<void> decoded = decode_header(); !decoded) return decoded;
  const bool known = memo != nullptr && memo->find(segments_.header, header_.text, header_);
  if (!known) {
    if (const result<void> read = read_header(limits, understood, header_reading::strict); !read) return read;
  }
  const result<key_candidates> found = keys.find(keys.source, {*header_.alg, header_.kid});
  if (!found) return found.error();
  const result<std::size_t> good = verify_signature(*header_.alg, *found, segments_);
  if (!good) return good.error();
  if (signed_by != nullptr) *signed_by = key_access::bound((*found)[*good]);
  if (memo != nullptr && !known) memo->remember(segments_.header, header_);
  return {};
}

JOT_INLINE result<void> opened_token::read_unverified(std::string_view token, const token_limits& limits) {
  if (const result<void> split = split_compact(token, limits, segments_); !split) return split;
  if (const result<void> decoded = decode_header(); !decoded) return decoded;
  return read_header(limits, {}, header_reading::for_display);
}

JOT_INLINE result<void> token_parts::take(const opened_token& token) {
  const std::string_view encoded = token.segments().payload;
  const std::size_t size = base64url_decoded_size(encoded.size());
  const std::string_view before = token.texts();
  arena_.reserve(before.size() + 2 * size);
  const std::string_view after = arena_.keep(before);
  const auto moved = [&](std::string_view view) {
    return after.substr(static_cast<std::size_t>(view.data() - before.data()), view.size());
  };
  const jws_header& from = token.header();
  header_.alg = from.alg;
  if (from.kid) header_.kid.emplace(moved(*from.kid));
  if (from.typ) header_.typ.emplace(moved(*from.typ));
  if (from.cty) header_.cty.emplace(moved(*from.cty));
  header_.text = moved(from.text);
  header_.kept = &header_document_;

  char* const out = arena_.take(size);
  const base64url_decoded decoded = base64url_decode_to(encoded, reinterpret_cast<unsigned char*>(out));
  if (!decoded.ok) return base64url_error("payload", decoded.error_offset);
  payload_ = {out, decoded.size};
  return {};
}

JOT_INLINE void append_base64url(std::string& out, bytes_view data) {
  const std::size_t before = out.size();
  out.resize(before + base64url_encoded_size(data.size()));
  base64url_encode_to(data, out.data() + before);
}

JOT_INLINE result<std::string> sign_compact(const signer_ref& signer, const header_fields& fields, bytes_view payload) {
  text_buffer header;
  json_writer out(header);
  const std::string_view kid = fields.kid ? std::string_view(*fields.kid) : signer.kid;
  out.begin_object();
  out.name("alg");
  bool ok = out.text(name(signer.alg));
  const auto write = [&](const char(&parameter)[4], std::string_view value) {
    out.name(parameter);
    ok = out.text(value) && ok;
  };
  if (fields.typ) write("typ", *fields.typ);
  if (fields.cty) write("cty", *fields.cty);
  if (!kid.empty()) write("kid", kid);
  out.end_object();
  if (!ok) return error(errc::invalid_claims_to_sign, "a header parameter is not UTF-8");

  std::string token;
  token.reserve(base64url_encoded_size(header.size()) + base64url_encoded_size(payload.size()) + 2 + 128);
  append_base64url(token, as_bytes(header.view()));
  token += '.';
  append_base64url(token, payload);
  const result<bytes> signature = signer.sign(signer.signer, as_bytes(token));
  if (!signature) return signature.error();
  if (const result<void> form = check_signature_form(signer.alg, *signature); !form) return form.error();
  token += '.';
  append_base64url(token, *signature);
  return token;
}

JOT_INLINE result<verified_jws> verify_compact(std::string_view token, const key_source_ref& keys,
                                               const jws_options& options) {
  if (const result<void> ok = check_understood(options.understood_critical); !ok) return ok.error();
  opened_token opened;
  const result<void> good = opened.authenticate(token, keys, options.limits, options.understood_critical);
  if (!good) return good.error();
  auto parts = std::make_shared_for_overwrite<token_parts>();
  if (const result<void> taken = parts->take(opened); !taken) return taken.error();
  return verified_jws(std::move(parts));
}

}  // namespace detail

JOT_INLINE const jws_header& verified_jws::header() const noexcept { return parts_->header(); }
JOT_INLINE bytes_view verified_jws::payload() const noexcept { return as_bytes(parts_->payload()); }

}}  // namespace jot::JOT_ABI

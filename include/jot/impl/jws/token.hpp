// A compact token on its way through the checks: split, header read, authenticated, payload decoded.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/kept_json.hpp>
#include <jot/impl/crypto/bound_key.hpp>
#include <jot/impl/jose/compact.hpp>
#include <jot/impl/jose/header.hpp>
#include <jot/impl/jose/header_cache.hpp>
#include <jot/impl/text/text_arena.hpp>
#include <jot/jws_header.hpp>
#include <jot/key_source.hpp>
#include <jot/limits.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline std::size_t longest_signature(const key_candidates& keys) noexcept {
  std::size_t out = 0;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out = (std::max)(out, key_access::bound(keys[i])->signature_bytes());
  }
  return out;
}

// Returns the index of the first key that verifies. There are several only for a token without kid.
inline result<std::size_t> verify_signature(algorithm alg, const key_candidates& keys,
                                            const compact_segments& segments) {
  // Decoded before its length is checked, so that a text that is not base64url is reported as that.
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
  if (!decoded.ok) return segment_error("signature", segments.signature, decoded.error_offset);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].alg() != alg) {
      return error(errc::key_mismatch, "alg", "the token's alg is {}, but the key source returned a key for {}",
                   word(alg), word(keys[i].alg()));
    }
    const result<void> good = keys[i].verify(as_bytes(segments.signing_input), {signature.data(), decoded.size});
    if (good) return i;
    if (i + 1 == keys.size()) return good.error();
  }
  return error(errc::key_not_found, "the key source has no key for the token");
}

// A header that does not even begin as JSON: the first characters of the token are missing, or were never those of one.
inline bool lacks_its_beginning(std::string_view header) {
  const std::size_t first = header.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ||
         std::string_view("{[\"-0123456789tfn\xEF").find(header[first]) == std::string_view::npos;
}
inline error cut_off_in_front() {
  return {errc::invalid_header, "header",
          "not JSON: encoded, the header of a JWT begins with \"ey\"; is the token's beginning missing?"};
}

inline result<void> check_algorithm(bool has_alg, const header_facts& facts) {
  if (!has_alg) return error(errc::invalid_header, "alg", "the token's header has no alg");
  if (!facts.alg()) {
    return error(errc::algorithm_not_allowed, "alg", "not the name of a signature algorithm; names are case-sensitive");
  }
  return {};
}

/// Whether to accept a header that verify() would refuse.
enum class header_reading : std::uint8_t { strict, for_display };

/// A token whose header was read and whose payload was not. A forged token gets no further, so this is on the stack and
/// allocates only for a header of more than 384 bytes.
class opened_token {
 public:
  opened_token() = default;
  opened_token(const opened_token&) = delete;
  opened_token& operator=(const opened_token&) = delete;

  /// Checks size, shape, header, algorithm, crit, key and signature, in this order. The cache may be null, and so may
  /// `signed_by`, which receives the key that verified the signature.
  result<void> authenticate(std::string_view token, const key_source_ref& keys, const header_rules& rules,
                            header_cache* cache = nullptr, std::shared_ptr<const bound_key>* signed_by = nullptr) {
    if (const result<void> split = split_compact(token, rules.limits, segments_); !split) return split;
    if (const result<void> decoded = decode_header(); !decoded) return decoded;
    const bool known = cache != nullptr && cache->find(segments_.header, facts_);
    if (!known) {
      if (const result<void> read = read_header(rules, header_reading::strict); !read) return read;
    }
    const algorithm alg = *facts_.alg();
    const result<key_candidates> found = keys.find(keys.source, {alg, text_at(texts(), facts_.kid)});
    if (!found) return found.error();
    const result<std::size_t> good = verify_signature(alg, *found, segments_);
    if (!good) return good.error();
    if (signed_by != nullptr) *signed_by = key_access::bound((*found)[*good]);
    if (cache != nullptr && !known) cache->insert(segments_.header, facts_, header_.size());
    return {};
  }

  /// Checks size, shape and header alone.
  result<void> read_unverified(std::string_view token, const token_limits& limits) {
    if (const result<void> split = split_compact(token, limits, segments_); !split) return split;
    if (const result<void> decoded = decode_header(); !decoded) return decoded;
    return read_header({.limits = limits, .understood = {}}, header_reading::for_display);
  }

  [[nodiscard]] const header_facts& facts() const noexcept { return facts_; }
  [[nodiscard]] std::string_view header() const noexcept { return header_; }
  [[nodiscard]] const compact_segments& segments() const noexcept { return segments_; }
  /// The header, followed by strings of it that had to be unescaped.
  [[nodiscard]] std::string_view texts() const noexcept { return arena_.used(); }

 private:
  // No JSON text is longer unescaped than escaped.
  result<void> decode_header() {
    arena_.reserve(2 * base64url_decoded_size(segments_.header.size()));
    return decode_segment("header", segments_.header, arena_, header_);
  }

  result<void> read_header(const header_rules& rules, header_reading how) {
    header_reader reader(header_, arena_, rules, facts_);
    const result<void> read = read_json_object(header_, rules.limits.json, errc::invalid_header, reader);
    if (!read) return lacks_its_beginning(header_) ? cut_off_in_front() : within("header", read.error());
    if (how == header_reading::for_display) return {};
    if (reader.failure()) return *reader.failure();
    if (const result<void> ok = check_algorithm(reader.has_alg(), facts_); !ok) return ok;
    if (reader.has_crit()) return check_critical(reader.critical(), header_, rules);
    return {};
  }

  std::array<char, 768> room_;
  text_arena arena_{room_};
  compact_segments segments_;
  std::string_view header_;
  header_facts facts_;
};

/// A token's header and payload, and the memory that their views point into.
class token_parts {
 public:
  token_parts() = default;
  token_parts(const token_parts&) = delete;
  token_parts& operator=(const token_parts&) = delete;

  /// Copies the header and decodes the payload. Error: invalid_base64url.
  result<void> take(const opened_token& token) {
    const std::string_view encoded = token.segments().payload;
    arena_.reserve(token.texts().size() + 2 * base64url_decoded_size(encoded.size()));
    view_header(token.facts(), arena_.keep(token.texts()), token.header().size(), header_);
    header_.kept = &header_document_;
    return decode_segment("payload", encoded, arena_, payload_);
  }

  [[nodiscard]] const jws_header& header() const noexcept { return header_; }
  [[nodiscard]] std::string_view payload() const noexcept { return payload_; }

 protected:
  [[nodiscard]] text_arena& arena() noexcept { return arena_; }
  [[nodiscard]] std::size_t arena_bytes() const noexcept { return arena_.heap_bytes(); }

 private:
  // An everyday token fits, so that these parts are its only allocation.
  std::array<char, 512> room_;
  text_arena arena_{room_};
  jws_header header_;
  kept_json header_document_;
  std::string_view payload_;
};

}}}  // namespace jot::JOT_ABI::detail

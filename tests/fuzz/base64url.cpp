// base64url and the split of a compact token, against readers that are slow and plain.
#include "fuzz.hpp"

#include <jot/base64url.hpp>
#include <jot/impl/jose/compact.hpp>
#include <jot/jws.hpp>

#include <algorithm>

namespace jot_fuzz::base64url { namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct slow_decoded {
  bool ok = false;
  std::string bytes;
  std::size_t error_offset = 0;
};

// One bit at a time.
slow_decoded slow_decode(std::string_view text) {
  slow_decoded out;
  std::string bits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t value = alphabet.find(text[i]);
    if (value == std::string_view::npos) {
      out.error_offset = i;
      return out;
    }
    for (int bit = 5; bit >= 0; --bit) bits += (value >> bit & 1) != 0 ? '1' : '0';
  }
  const std::string rest = bits.substr(bits.size() / 8 * 8);
  if (rest.size() >= 6 || rest.find('1') != std::string::npos) {
    out.error_offset = text.size() - 1;
    return out;
  }
  for (std::size_t i = 0; i + 8 <= bits.size(); i += 8) {
    out.bytes += static_cast<char>(std::stoi(bits.substr(i, 8), nullptr, 2));
  }
  out.ok = true;
  return out;
}

void check_decoder(std::string_view text) {
  // As large as was promised and not one byte larger, so that AddressSanitizer sees the first byte too many.
  std::vector<unsigned char> out(jot::base64url_decoded_size(text.size()));
  const jot::base64url_decoded fast = jot::base64url_decode_to(text, out.data());
  const slow_decoded slow = slow_decode(text);
  require(fast.ok == slow.ok, "both decoders agree on what base64url is", text);
  if (!fast.ok) {
    require(fast.error_offset == slow.error_offset, "the error is at the first character that is wrong", text);
    return;
  }
  require(fast.size == out.size(), "what decodes has the size that was announced", text);
  require(jot::as_text({out.data(), fast.size}) == slow.bytes, "both decoders give the same bytes", text);
  require(jot::base64url_encode({out.data(), fast.size}) == text, "each byte string has one accepted text", text);
}

void check_encoder(std::string_view data) {
  const std::string text = jot::base64url_encode(jot::as_bytes(data));
  require(text.size() == jot::base64url_encoded_size(data.size()), "the encoded size is the announced one", data);
  const auto back = jot::base64url_decode(text);
  require(back && jot::as_text(*back) == data, "what was encoded decodes to itself", data);
}

void check_split(std::string_view token, const jot::token_limits& limits) {
  jot::detail::compact_segments parts;
  const auto split = jot::detail::split_compact(token, limits, parts);
  if (token.size() > limits.token_bytes) {
    require(!split && split.error().code() == jot::errc::limit_exceeded, "a token too long is refused", token);
    return;
  }
  if (std::ranges::count(token, '.') != 2) {
    require(!split && split.error().code() == jot::errc::malformed_token, "two dots, no more and no fewer", token);
    return;
  }
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first > limits.header_bytes) {
    require(!split && split.error().code() == jot::errc::limit_exceeded, "a header too long is refused", token);
    return;
  }
  require(split.has_value(), "two dots within the limits are a token's shape", token);
  require(parts.header == token.substr(0, first), "the header is what stands before the first dot", token);
  require(parts.payload == token.substr(first + 1, last - first - 1), "the payload stands between the dots", token);
  require(parts.signature == token.substr(last + 1), "the signature is what stands behind the last dot", token);
  require(parts.signing_input == token.substr(0, last), "the signing input is header, dot and payload", token);
}

void run(input data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  check_decoder(text);
  check_encoder(text);
  check_split(text, {});
  check_split(text, {.token_bytes = 40, .header_bytes = 10});
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out{"",
                               "A",
                               "AA",
                               "AB",
                               "AAA",
                               "AAB",
                               "AAAA",
                               "AA==",
                               "AA+A",
                               "AA/A",
                               "a.b.c",
                               "..",
                               "...",
                               "AAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAA",
                               std::string(alphabet),
                               std::string(alphabet.substr(1)),
                               std::string(alphabet) + "+" + std::string(alphabet)};
  out.insert(out.end(), vectors.tokens.begin(), vectors.tokens.end());
  return out;
}

const registration registered({"base64url", run, seeds});

}}  // namespace jot_fuzz::base64url

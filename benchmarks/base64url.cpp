// What the codec costs: a text of 190 characters, which is a payload, and one of 16 KiB; beside it memcpy of as many
// bytes, which is what no codec can beat, and OpenSSL's base64, which has another alphabet and padding.
#include "support/measure.hpp"

#include <jot/base64url.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace {

using bench::add;
using benchmark::ClobberMemory;
using benchmark::DoNotOptimize;

jot::bytes some_bytes(std::size_t size) {
  jot::bytes out(size);
  std::uint32_t state = 1;
  for (unsigned char& byte : out) {
    state = state * 1'664'525 + 1'013'904'223;
    byte = static_cast<unsigned char>(state >> 24);
  }
  return out;
}

void add_size(std::size_t size) {
  const auto source = [size] { return some_bytes(size); };
  const std::string suffix = "/" + std::to_string(jot::base64url_encoded_size(size)) + "/";

  add("decode" + suffix + "jot", [source] {
    return [text = jot::base64url_encode(source()), out = jot::bytes(source().size())]() mutable {
      DoNotOptimize(text.data());
      const bool ok = jot::base64url_decode_to(text, out.data()).ok;
      ClobberMemory();
      return ok;
    };
  });
  add("encode" + suffix + "jot", [source] {
    return [bytes = source(), out = std::string(jot::base64url_encoded_size(source().size()), '\0')]() mutable {
      DoNotOptimize(bytes.data());
      jot::base64url_encode_to(bytes, out.data());
      ClobberMemory();
      return true;
    };
  });
  add("decode" + suffix + "openssl", [source] {
    const jot::bytes bytes = source();
    std::vector<unsigned char> text(bytes.size() * 2 + 8);
    text.resize(static_cast<std::size_t>(EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()))));
    return [text, out = jot::bytes(text.size())]() mutable {
      DoNotOptimize(text.data());
      const bool ok = EVP_DecodeBlock(out.data(), text.data(), static_cast<int>(text.size())) > 0;
      ClobberMemory();
      return ok;
    };
  });
  add("encode" + suffix + "openssl", [source] {
    return [bytes = source(), out = jot::bytes(source().size() * 2 + 8)]() mutable {
      DoNotOptimize(bytes.data());
      const bool ok = EVP_EncodeBlock(out.data(), bytes.data(), static_cast<int>(bytes.size())) > 0;
      ClobberMemory();
      return ok;
    };
  });
  add("memcpy" + suffix + "libc", [source] {
    return [bytes = source(), out = source()]() mutable {
      DoNotOptimize(bytes.data());
      std::memcpy(out.data(), bytes.data(), bytes.size());
      ClobberMemory();
      return true;
    };
  });
}

void add_all() {
  add_size(142);
  add_size(12'288);
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, add_all); }

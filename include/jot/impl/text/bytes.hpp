// Bodies of bytes.hpp.
#pragma once

#include <jot/bytes.hpp>

#include <openssl/crypto.h>

#include <algorithm>
#include <cstring>

namespace jot { inline namespace JOT_ABI {

JOT_INLINE bool equal_in_constant_time(bytes_view a, bytes_view b) noexcept {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

JOT_INLINE bool detail::equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

JOT_INLINE result<bytes> decode_hex(std::string_view hex) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (hex.size() % 2 != 0) {
    return error(errc::invalid_key, "hexadecimal text has an odd number of digits ({}); each byte takes two",
                 static_cast<std::int64_t>(hex.size()));
  }
  bytes out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) {
      wipe(out);
      return error(errc::invalid_key, "not a hexadecimal digit at offset {}: only 0-9, a-f and A-F, without separators",
                   static_cast<std::int64_t>(high < 0 ? i : i + 1));
    }
    out.push_back(static_cast<unsigned char>(high * 16 + low));
  }
  return out;
}

JOT_INLINE secret_bytes::secret_bytes(std::size_t size) : data_(std::make_unique<unsigned char[]>(size)), size_(size) {}

JOT_INLINE secret_bytes::secret_bytes(bytes_view source) : secret_bytes(source.size()) {
  if (!source.empty()) std::memcpy(data_.get(), source.data(), source.size());
}

JOT_INLINE secret_bytes::secret_bytes(secret_bytes&& other) noexcept
    : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

JOT_INLINE secret_bytes& secret_bytes::operator=(secret_bytes&& other) noexcept {
  if (this != &other) {
    OPENSSL_cleanse(data_.get(), size_);
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

JOT_INLINE secret_bytes::~secret_bytes() { OPENSSL_cleanse(data_.get(), size_); }

JOT_INLINE void wipe(std::string& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

JOT_INLINE void wipe(bytes& secret) noexcept {
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

JOT_INLINE void detail::wipe_memory(void* data, std::size_t size) noexcept { OPENSSL_cleanse(data, size); }

}}  // namespace jot::JOT_ABI

// What a jwk holds.
#pragma once

#include <jot/impl/crypto/key_material.hpp>
#include <jot/limits.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

struct jwk_core {
  key_material::ptr material;
  key_limits limits;
  std::optional<std::string> kid;
  std::optional<std::string> alg;
  std::optional<std::string> use;
  std::optional<std::vector<std::string>> key_ops;

  [[nodiscard]] bool permits(std::string_view operation) const {
    return !key_ops || std::find(key_ops->begin(), key_ops->end(), operation) != key_ops->end();
  }
};

/// `kty` (RFC 7518 §6.1), in the order of key_type.
inline constexpr std::array<std::string_view, 4> key_type_names{"oct", "RSA", "EC", "OKP"};

}}}  // namespace jot::JOT_ABI::detail

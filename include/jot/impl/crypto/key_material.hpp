// Key material as OpenSSL holds it, before any algorithm is bound to it.
#pragma once

#include <jot/bytes.hpp>
#include <jot/impl/crypto/openssl.hpp>
#include <jot/jwa.hpp>

#include <memory>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Which half of a key pair a key is loaded for. A secret is its own private half.
enum class key_half : std::uint8_t { public_half, private_half };

/// The facts about a key that has passed the checks.
struct key_facts {
  jot::key_type type = jot::key_type::oct;
  jot::curve crv = jot::curve::none;
  key_half half = key_half::public_half;
  int bits = 0;           ///< of the secret, the modulus or the curve
  bool pss_only = false;  ///< an RSA key whose own parameters say that it is for PSS only (RFC 4055 §1.2)
};

/// A secret or an OpenSSL key that passed the checks of key_check.hpp. Immutable.
class key_material {
  friend struct checked_key;
  struct hidden {  // so that only checked_key can construct
    explicit hidden() = default;
  };

 public:
  using ptr = std::shared_ptr<const key_material>;
  key_material(hidden, openssl_ptr<EVP_PKEY> pkey, const key_facts& facts) : pkey_(std::move(pkey)), facts_(facts) {}
  key_material(hidden, bytes_view secret, const key_facts& facts) : secret_(secret), facts_(facts) {}

  [[nodiscard]] jot::key_type key_type() const noexcept { return facts_.type; }
  [[nodiscard]] jot::curve curve() const noexcept { return facts_.crv; }
  [[nodiscard]] int bits() const noexcept { return facts_.bits; }
  [[nodiscard]] bool is_private() const noexcept { return facts_.half == key_half::private_half; }
  [[nodiscard]] bool is_pss_only() const noexcept { return facts_.pss_only; }
  [[nodiscard]] EVP_PKEY* pkey() const noexcept { return pkey_.get(); }  ///< null for a secret
  [[nodiscard]] bytes_view secret() const noexcept { return secret_.view(); }

 private:
  openssl_ptr<EVP_PKEY> pkey_;
  secret_bytes secret_;
  key_facts facts_;
};

}}}  // namespace jot::JOT_ABI::detail

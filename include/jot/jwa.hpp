// The algorithms of RFC 7518 §3.1, RFC 8037, RFC 8812 and RFC 9864 as types, and the one table of facts about them.
#pragma once

#include <jot/result.hpp>

#include <array>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI {

// clang-format off
/// A signature algorithm. There is no value for "none".
enum class algorithm : std::uint8_t {
  hs256, hs384, hs512,          ///< HMAC with SHA-2 (RFC 7518 §3.2)
  rs256, rs384, rs512,          ///< RSASSA-PKCS1-v1_5 with SHA-2 (RFC 7518 §3.3)
  ps256, ps384, ps512,          ///< RSASSA-PSS with SHA-2 (RFC 7518 §3.5)
  es256, es384, es512, es256k,  ///< ECDSA with SHA-2 (RFC 7518 §3.4, RFC 8812 §3.2)
  eddsa, ed25519, ed448,        ///< EdDSA (RFC 8037 §3.1, RFC 9864 §2.2)
};
// clang-format on

/// The key's family: `kty` of a JWK (RFC 7518 §6.1).
enum class key_type : std::uint8_t {
  oct,  ///< a secret
  rsa,  ///< an RSA key
  ec,   ///< a key on an elliptic curve in short Weierstrass form
  okp,  ///< an octet key pair: Ed25519, Ed448, X25519, X448 (RFC 8037 §2)
};

/// The curve of an EC or OKP key: `crv` of a JWK (RFC 7518 §6.2.1.1, RFC 8037 §2).
enum class curve : std::uint8_t { none, p256, p384, p521, secp256k1, ed25519, ed448, x25519, x448 };

/// What the keys of a curve are for: signatures, key agreement, or both.
enum class curve_purpose : std::uint8_t { sign, agree, sign_or_agree };

/// How a signature is made.
enum class scheme : std::uint8_t { hmac, rsa_pkcs1, rsa_pss, ecdsa, eddsa };

/// The facts about an algorithm; nothing outside this table decides by an algorithm's name.
struct algorithm_facts {
  algorithm id;                   ///< the algorithm
  std::string_view name;          ///< as in the header's alg
  jot::scheme scheme;             ///< how its signatures are made
  jot::key_type key_type;         ///< the family of its keys
  jot::curve curve;               ///< the only curve; none where there is no curve, or where more than one fits (EdDSA)
  const char* hash;               ///< OpenSSL's name of the digest; nullptr for EdDSA, which has its own
  std::uint16_t hash_bytes;       ///< of the digest; also the least HMAC secret (RFC 7518 §3.2)
  std::uint16_t signature_bytes;  ///< of every signature; 0 where the key decides (RSA: the modulus; EdDSA: the curve)
};

/// All algorithms, in the order of their enum.
inline constexpr std::array algorithm_table{
    algorithm_facts{algorithm::hs256, "HS256", scheme::hmac, key_type::oct, curve::none, "SHA256", 32, 32},
    algorithm_facts{algorithm::hs384, "HS384", scheme::hmac, key_type::oct, curve::none, "SHA384", 48, 48},
    algorithm_facts{algorithm::hs512, "HS512", scheme::hmac, key_type::oct, curve::none, "SHA512", 64, 64},
    algorithm_facts{algorithm::rs256, "RS256", scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA256", 32, 0},
    algorithm_facts{algorithm::rs384, "RS384", scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA384", 48, 0},
    algorithm_facts{algorithm::rs512, "RS512", scheme::rsa_pkcs1, key_type::rsa, curve::none, "SHA512", 64, 0},
    algorithm_facts{algorithm::ps256, "PS256", scheme::rsa_pss, key_type::rsa, curve::none, "SHA256", 32, 0},
    algorithm_facts{algorithm::ps384, "PS384", scheme::rsa_pss, key_type::rsa, curve::none, "SHA384", 48, 0},
    algorithm_facts{algorithm::ps512, "PS512", scheme::rsa_pss, key_type::rsa, curve::none, "SHA512", 64, 0},
    algorithm_facts{algorithm::es256, "ES256", scheme::ecdsa, key_type::ec, curve::p256, "SHA256", 32, 64},
    algorithm_facts{algorithm::es384, "ES384", scheme::ecdsa, key_type::ec, curve::p384, "SHA384", 48, 96},
    algorithm_facts{algorithm::es512, "ES512", scheme::ecdsa, key_type::ec, curve::p521, "SHA512", 64, 132},
    algorithm_facts{algorithm::es256k, "ES256K", scheme::ecdsa, key_type::ec, curve::secp256k1, "SHA256", 32, 64},
    algorithm_facts{algorithm::eddsa, "EdDSA", scheme::eddsa, key_type::okp, curve::none, nullptr, 0, 0},
    algorithm_facts{algorithm::ed25519, "Ed25519", scheme::eddsa, key_type::okp, curve::ed25519, nullptr, 0, 64},
    algorithm_facts{algorithm::ed448, "Ed448", scheme::eddsa, key_type::okp, curve::ed448, nullptr, 0, 114},
};

/// The facts about a curve.
struct curve_facts {
  curve id;                        ///< the curve
  std::string_view name;           ///< `crv` of a JWK
  const char* group;               ///< OpenSSL's name of the group or key type
  jot::key_type key_type;          ///< the family of its keys
  curve_purpose purpose;           ///< what its keys are for
  std::uint16_t coordinate_bytes;  ///< of x (and y), and of d
  std::uint16_t signature_bytes;   ///< 0 where the curve signs nothing
};

/// All curves, in the order of their enum, without curve::none.
inline constexpr std::array curve_table{
    curve_facts{curve::p256, "P-256", "prime256v1", key_type::ec, curve_purpose::sign_or_agree, 32, 64},
    curve_facts{curve::p384, "P-384", "secp384r1", key_type::ec, curve_purpose::sign_or_agree, 48, 96},
    curve_facts{curve::p521, "P-521", "secp521r1", key_type::ec, curve_purpose::sign_or_agree, 66, 132},
    curve_facts{curve::secp256k1, "secp256k1", "secp256k1", key_type::ec, curve_purpose::sign, 32, 64},
    curve_facts{curve::ed25519, "Ed25519", "ED25519", key_type::okp, curve_purpose::sign, 32, 64},
    curve_facts{curve::ed448, "Ed448", "ED448", key_type::okp, curve_purpose::sign, 57, 114},
    curve_facts{curve::x25519, "X25519", "X25519", key_type::okp, curve_purpose::agree, 32, 0},
    curve_facts{curve::x448, "X448", "X448", key_type::okp, curve_purpose::agree, 56, 0},
};

/// The row of the algorithm.
[[nodiscard]] constexpr const algorithm_facts& facts(algorithm alg) noexcept {
  return algorithm_table[static_cast<std::size_t>(alg)];
}
/// The row of the curve, which must not be none.
[[nodiscard]] constexpr const curve_facts& facts(curve crv) noexcept {
  return curve_table[static_cast<std::size_t>(crv) - 1];
}

/// The algorithm's name as in the header's alg: "ES256".
[[nodiscard]] constexpr std::string_view name(algorithm alg) noexcept { return facts(alg).name; }

/// The algorithm's name as part of an error's detail.
[[nodiscard]] constexpr error_value word(algorithm alg) noexcept {
  return error_value::from_table(facts(alg).name.data());
}

/// The algorithm of exactly this name, compared byte by byte; nothing for any other text, "none" included.
[[nodiscard]] constexpr std::optional<algorithm> find_algorithm(std::string_view name) noexcept {
  for (const algorithm_facts& row : algorithm_table) {
    if (row.name == name) return row.id;
  }
  return std::nullopt;
}

/// The curve of exactly this `crv`; nothing for any other text.
[[nodiscard]] constexpr std::optional<curve> find_curve(std::string_view name) noexcept {
  for (const curve_facts& row : curve_table) {
    if (row.name == name) return row.id;
  }
  return std::nullopt;
}

/// Whether a key of this family and curve can serve the algorithm (RFC 7518 §3.1, RFC 9864 §2).
[[nodiscard]] constexpr bool fits(algorithm alg, key_type type, curve crv) noexcept {
  const algorithm_facts& a = facts(alg);
  if (a.key_type != type) return false;
  if (type != key_type::okp || a.curve != curve::none) return a.curve == crv;
  return crv != curve::none && facts(crv).key_type == type && facts(crv).purpose != curve_purpose::agree;
}

/// An algorithm as a type: a struct with the constant `id`.
template <class A>
concept signature_algorithm = requires {
  { A::id } -> std::convertible_to<algorithm>;
};

// clang-format off
struct hs256 { static constexpr algorithm id = algorithm::hs256; };    ///< HMAC with SHA-256 (RFC 7518 §3.2)
struct hs384 { static constexpr algorithm id = algorithm::hs384; };    ///< HMAC with SHA-384 (RFC 7518 §3.2)
struct hs512 { static constexpr algorithm id = algorithm::hs512; };    ///< HMAC with SHA-512 (RFC 7518 §3.2)
struct rs256 { static constexpr algorithm id = algorithm::rs256; };    ///< RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3)
struct rs384 { static constexpr algorithm id = algorithm::rs384; };    ///< RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 §3.3)
struct rs512 { static constexpr algorithm id = algorithm::rs512; };    ///< RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 §3.3)
struct ps256 { static constexpr algorithm id = algorithm::ps256; };    ///< RSASSA-PSS with SHA-256 (RFC 7518 §3.5)
struct ps384 { static constexpr algorithm id = algorithm::ps384; };    ///< RSASSA-PSS with SHA-384 (RFC 7518 §3.5)
struct ps512 { static constexpr algorithm id = algorithm::ps512; };    ///< RSASSA-PSS with SHA-512 (RFC 7518 §3.5)
struct es256 { static constexpr algorithm id = algorithm::es256; };    ///< ECDSA on P-256 with SHA-256 (RFC 7518 §3.4)
struct es384 { static constexpr algorithm id = algorithm::es384; };    ///< ECDSA on P-384 with SHA-384 (RFC 7518 §3.4)
struct es512 { static constexpr algorithm id = algorithm::es512; };    ///< ECDSA on P-521 with SHA-512 (RFC 7518 §3.4)
struct es256k { static constexpr algorithm id = algorithm::es256k; };  ///< ECDSA on secp256k1 with SHA-256 (RFC 8812 §3.2)
/// EdDSA with Ed25519 or Ed448, whichever the key is (RFC 8037 §3.1).
struct eddsa { static constexpr algorithm id = algorithm::eddsa; };
/// Ed25519 by its fully-specified name (RFC 9864 §2.2), which is another `alg` than "EdDSA".
struct ed25519 { static constexpr algorithm id = algorithm::ed25519; };
/// Ed448 by its fully-specified name (RFC 9864 §2.2), which is another `alg` than "EdDSA".
struct ed448 { static constexpr algorithm id = algorithm::ed448; };
// clang-format on

/// A set of allowed algorithms. The empty one allows nothing.
class algorithm_set {
 public:
  /// The empty set.
  constexpr algorithm_set() noexcept = default;
  /// The set of these algorithms.
  constexpr algorithm_set(std::initializer_list<algorithm> algorithms) noexcept {
    for (const algorithm a : algorithms) insert(a);
  }

  /// Allows one more algorithm.
  constexpr void insert(algorithm alg) noexcept { bits_ = static_cast<std::uint32_t>(bits_ | bit(alg)); }
  /// Whether the algorithm is allowed.
  [[nodiscard]] constexpr bool contains(algorithm alg) const noexcept { return (bits_ & bit(alg)) != 0; }
  /// Whether nothing is allowed.
  [[nodiscard]] constexpr bool empty() const noexcept { return bits_ == 0; }

  /// Reads the names of a configuration, separated by commas: "ES256,RS256". Error: invalid_configuration for an
  /// unknown name, for "none" and for an empty list.
  static result<algorithm_set> parse(std::string_view names);

  /// The algorithms that are in both.
  friend constexpr algorithm_set operator&(algorithm_set a, algorithm_set b) noexcept {
    a.bits_ &= b.bits_;
    return a;
  }
  friend constexpr bool operator==(algorithm_set, algorithm_set) noexcept = default;

 private:
  static constexpr std::uint32_t bit(algorithm alg) noexcept { return std::uint32_t{1} << static_cast<unsigned>(alg); }
  std::uint32_t bits_ = 0;
};

/// The set of these algorithms: `jot::accept<jot::es256, jot::rs256>`.
template <signature_algorithm... A>
  requires(sizeof...(A) > 0)
inline constexpr algorithm_set accept{A::id...};

}}  // namespace jot::JOT_ABI

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/keys/jwa.hpp>
#endif

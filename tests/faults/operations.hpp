// What the library does for its users, as operations that can be repeated while something in them fails.
#pragma once

#include "faults/injection.hpp"

#include <jot/jwt.hpp>

#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace fault {

enum class verdict {
  accepted,
  refused,
  useless,  ///< accepted, and what came out serves nobody
  broken    ///< accepted, and what came out is not what it should be
};

struct operation {
  std::string name;
  verdict expected;                  ///< when nothing fails
  std::function<verdict()> attempt;  ///< may throw std::bad_alloc, and nothing else
};

/// An operation of a call that gives a result<T>, and of a look at what it gave: a verdict, or true when that is right.
/// Only the call is exposed to failures.
template <class Call, class Look>
operation make_operation(std::string name, verdict expected, Call call, Look look) {
  return {std::move(name), expected, [call = std::move(call), look = std::move(look)] {
            const auto result = during(call);
            if (!result) return verdict::refused;
            if constexpr (std::is_same_v<decltype(look(*result)), verdict>) {
              return look(*result);
            } else {
              return look(*result) ? verdict::accepted : verdict::broken;
            }
          }};
}

/// A failure of its memory while OpenSSL renews the blinding of an RSA key spoils the next signatures made with the
/// key.
enum class signing_keys { shared, new_each_time };

/// Verifying good and forged tokens; signing.
[[nodiscard]] std::vector<operation> token_operations(signing_keys keys = signing_keys::shared);
/// Loading keys from every form that is taken.
[[nodiscard]] std::vector<operation> key_operations();
/// Loading keys that must be refused: weak, off their curve, of small order, of halves that do not fit.
[[nodiscard]] std::vector<operation> bad_key_operations();
/// Key sets, exports, certificates, discovery documents and Authorization headers.
[[nodiscard]] std::vector<operation> document_operations();

/// What a key makes of a good and of a forged token of this signing key: useless when it or the signer refuses all.
[[nodiscard]] verdict verifies(const jot::any_verification_key& key, const jot::any_signing_key& signer);

}  // namespace fault

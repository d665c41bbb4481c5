// Which key signs, and which keys are published, at a given time. A new key is published before it is used, so that
// verifiers that keep the set for a while know it when its first token comes; a key that has stopped signing stays
// until its last token has died. Time is an argument: nothing here reads a clock.
#pragma once

#include <jot/jwk_set.hpp>
#include <jot/key.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace auth {

/// A key, and since when it may be published.
struct dated_key {
  jot::any_signing_key key;
  std::chrono::sys_seconds since;
};

struct rotation_rules {
  std::chrono::seconds publish_ahead{0};  ///< from a key's first publication to its first signature
  std::chrono::seconds token_ttl{0};      ///< how long a token lives
};

/// For one thread at a time.
class key_ring {
 public:
  /// What the ring comes to at one time.
  struct view {
    jot::any_signing_key signing;
    std::vector<jot::any_verification_key> published;
    jot::jwk_set verifying;  ///< the published ones, ready for use
  };

  /// The keys in the order in which they are to sign; at least one, of one algorithm, each with a kid of its own when
  /// there are several. The first one signs until the second may. Throws jot::exception for keys that make no set.
  key_ring(std::vector<dated_key> keys, rotation_rules rules);

  /// Goes on with other keys; as the constructor.
  void replace(std::vector<dated_key> keys);

  /// What is right now. The reference is good until the next call.
  [[nodiscard]] const view& at(std::chrono::sys_seconds now);

 private:
  [[nodiscard]] std::size_t signing_at(std::chrono::sys_seconds now) const;
  void look(std::chrono::sys_seconds now);

  std::vector<dated_key> keys_;
  rotation_rules rules_;
  std::optional<view> view_;
  // view_ is right between these.
  std::chrono::sys_seconds from_;
  std::chrono::sys_seconds until_;
};

}  // namespace auth

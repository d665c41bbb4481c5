// Another JWT library, called the way its documentation says: what can be prepared once is prepared in the constructor.
#pragma once

#include "support/token.hpp"

#include <memory>
#include <string>
#include <vector>

namespace bench {

/// Its functions are virtual so that each peer is compiled by itself; the call costs a nanosecond.
class peer {
 public:
  peer() = default;
  peer(const peer&) = delete;
  peer& operator=(const peer&) = delete;
  virtual ~peer() = default;

  /// Signature, iss, aud and exp. Must not throw.
  virtual bool verify(const std::string& token) = 0;
  /// A token of the same seven claims.
  virtual std::string sign() = 0;
};

struct peer_library {
  const char* name;
  /// Null when the library does not know the algorithm.
  std::unique_ptr<peer> (*make)(const key_texts&);
};

#if defined(JOT_BENCH_JWT_CPP)
std::unique_ptr<peer> make_jwt_cpp(const key_texts& key);
#endif
#if defined(JOT_BENCH_CPP_JWT)
std::unique_ptr<peer> make_cpp_jwt(const key_texts& key);
#endif
#if defined(JOT_BENCH_LIBJWT)
std::unique_ptr<peer> make_libjwt(const key_texts& key);
#endif

/// The ones that were found when this was configured.
inline std::vector<peer_library> peers() {
  return {
#if defined(JOT_BENCH_JWT_CPP)
      {"jwt-cpp", make_jwt_cpp},
#endif
#if defined(JOT_BENCH_CPP_JWT)
      {"cpp-jwt", make_cpp_jwt},
#endif
#if defined(JOT_BENCH_LIBJWT)
      {"libjwt", make_libjwt},
#endif
  };
}

}  // namespace bench

// expect: is private within this context|calling a private constructor
//
// verified<T> is proof; proof that anybody can write is none.
#include <jot/jwt.hpp>

#include <optional>
#include <string_view>

struct account {
  int id = 0;
};

std::optional<jot::verified<account>> proof(const jot::result<jot::verified<account>>& outcome) {
#ifdef CONTROL
  if (!outcome) return std::nullopt;
  return *outcome;
#else
  static_cast<void>(outcome);
  return jot::verified<account>(nullptr);
#endif
}

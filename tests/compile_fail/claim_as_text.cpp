// expect: conversion from .*claim.* to non-scalar type|no viable conversion from .*claim
//
// A claim may be absent: it is not a text by itself.
#include <jot/jwt.hpp>

#include <optional>
#include <string>

std::string subject(const jot::verified<>& who) {
#ifdef CONTROL
  const std::optional<std::string> sub(who.registered().sub);
  return sub.value_or("nobody");
#else
  const std::optional<std::string> sub = who.registered().sub;
  return sub.value_or("nobody");
#endif
}

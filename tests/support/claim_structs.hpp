// Claims types that read or write themselves in each of the ways there are, for the tests of claims structs.
#pragma once

#include <nlohmann/json.hpp>

#include <vector>

namespace jot::testing_support {

struct node {
  int id = 0;
  std::vector<node> children;
};

struct with_adl {
  int doubled = 0;
  friend void from_json(const nlohmann::json& in, with_adl& out) { out.doubled = 2 * in.at("doubled").get<int>(); }
  friend void to_json(nlohmann::json& out, const with_adl& in) { out = {{"doubled", in.doubled / 2}}; }
  bool operator==(const with_adl&) const = default;
};

struct with_serializer {
  int tripled = 0;
  bool operator==(const with_serializer&) const = default;
};

}  // namespace jot::testing_support

template <>
struct nlohmann::adl_serializer<jot::testing_support::with_serializer> {
  static void from_json(const json& in, jot::testing_support::with_serializer& out) {
    out.tripled = 3 * in.at("tripled").get<int>();
  }
  static void to_json(json& out, const jot::testing_support::with_serializer& in) {
    out = {{"tripled", in.tripled / 3}};
  }
};

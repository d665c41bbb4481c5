// Types that are read and written in each of the four ways, by every translation unit of this test: what decides is
// beside the type, not what was included before it.
#pragma once

#include "everything.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace odr {

enum class rank { low, high };
constexpr auto jot_value_names(rank) { return jot::value_names<rank>({{rank::low, "low"}, {rank::high, "high"}}); }

struct plain {
  std::string who;
  std::vector<int> levels;
  rank is = rank::low;
};

/// Each way is told by what it makes of the members.
struct beside {
  std::string who;
  friend void from_json(const nlohmann::json& in, beside& out) { out.who = "beside " + in.value("who", ""); }
  friend void to_json(nlohmann::json& out, const beside& in) { out = {{"who", in.who}, {"by", "to_json"}}; }
};
struct serialized {
  std::string who;
};
/// from_json beside the type goes before a serializer, and both before the members.
struct all_ways {
  std::string who;
  friend void from_json(const nlohmann::json& in, all_ways& out) { out.who = "beside " + in.value("who", ""); }
};

struct nested {
  plain by_members;
  beside by_from_json;
  serialized by_serializer;
  nlohmann::json as_document;
};

}  // namespace odr

template <>
struct nlohmann::adl_serializer<odr::all_ways> {
  static void from_json(const json&, odr::all_ways& out) { out.who = "the serializer, which is not asked"; }
};
template <>
struct nlohmann::adl_serializer<odr::serialized> {
  static void from_json(const json& in, odr::serialized& out) { out.who = "serialized " + in.value("who", ""); }
  static void to_json(json& out, const odr::serialized& in) { out = {{"who", in.who}, {"by", "serializer"}}; }
};

namespace odr {

inline const jot::registered_claims no_expiry{.exp = jot::never};

/// What is signed in each of the ways, as payloads after each other.
inline std::string written_in_all_ways() {
  std::string out;
  const auto add = [&](const auto& claims) {
    const auto token = jot::sign(key(), no_expiry, claims).value();
    const auto decoded = jot::unsafe::decode(token).value();
    out += std::string(decoded.registered().text) + "\n";
  };
  add(nlohmann::json({{"who", "d"}}));
  add(beside{"f"});
  add(serialized{"s"});
  add(plain{"m", {1, 2}, rank::high});
  add(nested{{"m", {}, rank::low}, {"f"}, {"s"}, {{"who", "d"}}});
  return out;
}
inline std::string issue_claims() {
  const nlohmann::json claims = {{"who", "w"},
                                 {"levels", {1, 2.0}},
                                 {"is", "high"},
                                 {"by_members", {{"who", "m"}, {"levels", nlohmann::json::array()}, {"is", "low"}}},
                                 {"by_from_json", {{"who", "f"}}},
                                 {"by_serializer", {{"who", "s"}}},
                                 {"as_document", {{"who", "d"}}}};
  return jot::sign(key(), no_expiry, claims).value();
}

template <class T>
jot::result<T> read(std::string_view token) {
  return jot::unsafe::decode<T>(token).transform([](const auto& decoded) { return decoded.claims(); });
}

/// What is read in each of the ways, as one text.
inline std::string read_in_all_ways(std::string_view token) {
  const auto document = read<nlohmann::json>(token).value();
  const auto members = read<plain>(token).value();
  const auto all = read<nested>(token).value();
  return document["who"].get<std::string>() + ", " + read<beside>(token).value().who + ", " +
         read<serialized>(token).value().who + ", " + members.who + std::to_string(members.levels.at(1)) +
         (members.is == rank::high ? "high" : "low") + ", " + all.by_members.who + ", " + all.by_from_json.who + ", " +
         all.by_serializer.who + ", " + all.as_document.dump() + ", " + read<all_ways>(token).value().who;
}

}  // namespace odr

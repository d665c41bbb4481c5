// Properties of claims structs: of random documents a struct reads what nlohmann's document holds, or refuses with a
// reason that is on the list below.
#include <jot/claim_types.hpp>

#include <jot/jwt.hpp>

#include "support/catch.hpp"
#include "support/fixtures.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

using nlohmann::json;

namespace {

struct inner {
  std::string name;
  std::optional<std::int16_t> rank;
};
struct sample {
  bool flag = false;
  std::int8_t small = 0;
  std::uint8_t byte = 0;
  std::int64_t wide = 0;
  std::uint64_t wide_unsigned = 0;
  double real = 0;
  std::string text;
  std::optional<std::string> maybe;
  jot::defaulted<int> preset = 7;
  std::vector<std::int32_t> numbers;
  std::set<std::string> words;
  std::array<bool, 2> both{};
  std::map<std::string, double> prices;
  inner nested;
  std::variant<std::string, std::vector<std::string>> either;
  jot::one_or_many<std::string> many;
  json dynamic;
  jot::other_claims rest;
};

// What the document says, by hand; or why a struct has no such member.
using reason = std::optional<std::string>;

using document = nlohmann::ordered_json;

reason kind_is(const document& value, bool fits) {
  if (fits) return std::nullopt;
  return value.is_null() ? "null" : value.is_boolean() ? "a boolean" : "wrong kind";
}

template <class T>
reason by_hand(const document& value, T& out) {
  if constexpr (std::is_same_v<T, bool>) {
    if (reason wrong = kind_is(value, value.is_boolean())) return wrong;
    out = value.get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    if (reason wrong = kind_is(value, value.is_number())) return wrong;
    if (value.is_number_float()) {
      const auto real = value.get<double>();
      if (real != std::floor(real)) return "a fraction";
      // The generator has no decimals that a double does not hold.
      const double beyond = std::ldexp(1.0, std::numeric_limits<T>::digits);
      if (real >= beyond || real < static_cast<double>((std::numeric_limits<T>::min)())) return "out of range";
      out = static_cast<T>(real);
    } else if (value.is_number_unsigned()) {
      if (!std::in_range<T>(value.get<std::uint64_t>())) return "out of range";
      out = static_cast<T>(value.get<std::uint64_t>());
    } else {
      if (!std::in_range<T>(value.get<std::int64_t>())) return "out of range";
      out = static_cast<T>(value.get<std::int64_t>());
    }
  } else if constexpr (std::is_same_v<T, double>) {
    if (reason wrong = kind_is(value, value.is_number())) return wrong;
    out = value.get<double>();
  } else {
    if (reason wrong = kind_is(value, value.is_string())) return wrong;
    out = value.get<std::string>();
  }
  return std::nullopt;
}

template <class T, class Add>
reason each_by_hand(const document& value, const Add& add) {
  if (reason wrong = kind_is(value, value.is_array())) return wrong;
  for (const document& element : value) {
    T one{};
    if (reason wrong = by_hand(element, one)) return wrong;
    add(std::move(one));
  }
  return std::nullopt;
}

// Members are judged in the order in which they are written: the first that is wrong is the error.
reason by_hand(const document& claims, sample& out) {
  const auto texts = [](const document& value, std::vector<std::string>& to) {
    return each_by_hand<std::string>(value, [&](std::string one) { to.push_back(std::move(one)); });
  };
  std::set<std::string> seen;
  for (const auto& [name, value] : claims.items()) {
    seen.insert(name);
    reason wrong;
    if (name == "flag") wrong = by_hand(value, out.flag);
    if (name == "small") wrong = by_hand(value, out.small);
    if (name == "byte") wrong = by_hand(value, out.byte);
    if (name == "wide") wrong = by_hand(value, out.wide);
    if (name == "wide_unsigned") wrong = by_hand(value, out.wide_unsigned);
    if (name == "real") wrong = by_hand(value, out.real);
    if (name == "text") wrong = by_hand(value, out.text);
    if (name == "maybe" && !value.is_null()) wrong = by_hand(value, out.maybe.emplace());
    if (name == "preset") wrong = by_hand(value, out.preset.value());
    if (name == "numbers") {
      wrong = each_by_hand<std::int32_t>(value, [&](std::int32_t one) { out.numbers.push_back(one); });
    }
    if (name == "words") {
      wrong = each_by_hand<std::string>(value, [&](std::string one) { out.words.insert(std::move(one)); });
    }
    if (name == "both") {
      wrong = kind_is(value, value.is_array());
      for (std::size_t i = 0; !wrong && i < value.size() && i < 2; ++i) wrong = by_hand(value[i], out.both[i]);
      if (!wrong && value.size() != 2) wrong = "wrong length";
    }
    if (name == "prices") {
      wrong = kind_is(value, value.is_object());
      for (const auto& [key, price] : value.items()) {
        if (!wrong) wrong = by_hand(price, out.prices[key]);
      }
    }
    if (name == "nested") {
      wrong = kind_is(value, value.is_object());
      bool has_name = false;
      for (const auto& [key, member] : value.items()) {
        if (wrong) break;
        if (key == "name") has_name = true, wrong = by_hand(member, out.nested.name);
        if (key == "rank" && !member.is_null()) wrong = by_hand(member, out.nested.rank.emplace());
      }
      if (!wrong && !has_name) wrong = "missing";
    }
    if (name == "either") {
      wrong = value.is_array() ? texts(value, out.either.emplace<1>()) : by_hand(value, out.either.emplace<0>());
    }
    if (name == "many") {
      wrong = value.is_array() ? texts(value, out.many.values()) : by_hand(value, out.many.values().emplace_back());
    }
    if (name == "dynamic") out.dynamic = value;
    if (wrong) return wrong;
  }
  for (const char* name : {"flag", "small", "byte", "wide", "wide_unsigned", "real", "text", "numbers", "words", "both",
                           "prices", "nested", "either", "many", "dynamic"}) {
    if (!seen.contains(name)) return "missing";
  }
  return std::nullopt;
}

bool same(const sample& a, const sample& b) {
  return a.flag == b.flag && a.small == b.small && a.byte == b.byte && a.wide == b.wide &&
         a.wide_unsigned == b.wide_unsigned && a.real == b.real && a.text == b.text && a.maybe == b.maybe &&
         a.preset == b.preset && a.numbers == b.numbers && a.words == b.words && a.both == b.both &&
         a.prices == b.prices && a.nested.name == b.nested.name && a.nested.rank == b.nested.rank &&
         a.either == b.either && a.many == b.many && a.dynamic == b.dynamic;
}

// The kind of refusal, of the error's own words.
std::string kind_of(const jot::error& refusal) {
  const std::string message = refusal.message();
  const auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  if (refusal.code() == jot::errc::missing_claim) return "missing";
  if (says("with a fraction")) return "a fraction";
  if (says("a number outside of")) return "out of range";
  if (says(" elements, ")) return "wrong length";
  if (says(": null, ")) return "null";
  if (says(": a boolean, ")) return "a boolean";
  if (says(" is expected")) return "wrong kind";
  return message;
}

// Without optimisation nlohmann's part alone takes 20 s for all of them.
#if defined(__OPTIMIZE__)
constexpr std::size_t documents = 100'000;
#else
constexpr std::size_t documents = 20'000;
#endif

class generator {
 public:
  // Most members are good: of a document with one fault more is learnt than of one with five.
  std::string text_of_claims() {
    std::vector<std::string> members;
    const auto add = [&](std::string_view name, const std::string& good) {
      if (!one_in(80)) members.push_back(quoted(name) + ':' + (one_in(50) ? any(2) : good));
    };
    add("flag", boolean());
    add("small", integer(128, 1));
    add("byte", integer(256, 0));
    add("wide", integer(0, 1));
    add("wide_unsigned", integer(0, 0));
    add("real", number());
    add("text", text());
    if (one_in(2)) add("maybe", one_in(3) ? "null" : text());
    if (one_in(2)) add("preset", integer(1000, 1));
    add("numbers", array(4, [&] { return integer(100'000, 1); }));
    add("words", array(4, [&] { return text(); }));
    add("both", "[" + boolean() + "," + boolean() + (one_in(60) ? ",1]" : "]"));
    add("prices", object(3, [&] { return number(); }));
    add("nested", R"({"rank":)" + (one_in(3) ? "null" : integer(32768, 1)) + ",\"name\":" + text() + ",\"x\":[]}");
    add("either", one_in(2) ? text() : array(3, [&] { return text(); }));
    add("many", one_in(2) ? text() : array(3, [&] { return text(); }));
    add("dynamic", any(3));
    if (one_in(2)) add("unknown", any(3));
    std::shuffle(members.begin(), members.end(), engine_);
    std::string out = "{";
    for (const std::string& member : members) out += (out.size() > 1 ? space() + "," : "") + space() + member;
    return out + space() + "}";
  }

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::string space() { return one_in(8) ? " \n" : ""; }
  std::string boolean() { return one_in(2) ? "true" : "false"; }
  // Below the limit in most cases, and about the edges of the types in some; 0 stands for no limit.
  std::string integer(std::uint64_t limit, std::uint64_t negative) {
    static constexpr std::array edges{"127",
                                      "128",
                                      "-128",
                                      "-129",
                                      "255",
                                      "256",
                                      "32767",
                                      "32768",
                                      "-32768",
                                      "-32769",
                                      "2147483647",
                                      "2147483648",
                                      "-2147483648",
                                      "-2147483649",
                                      "1.5",
                                      "9223372036854775807",
                                      "9223372036854775808",
                                      "-9223372036854775808",
                                      "18446744073709551615",
                                      "18446744073709551616",
                                      "1e19",
                                      "-1",
                                      "1e2",
                                      "2.50e1",
                                      "3.0",
                                      "-0",
                                      "-0.0",
                                      "25e-1",
                                      "1e300"};
    if (one_in(limit == 0 ? 4 : 60)) return edges[below(edges.size())];
    const std::uint64_t magnitude = limit == 0 ? engine_() >> (1 + below(60)) : below(limit);
    const std::string digits = std::to_string(magnitude);
    const bool is_negative = negative != 0 && magnitude != 0 && one_in(3);
    return (is_negative ? "-" : "") + digits + (magnitude < 1'000'000 && one_in(10) ? ".0" : "");
  }
  std::string number() {
    if (one_in(2)) return integer(1000, 1);
    return std::to_string(static_cast<double>(static_cast<std::int64_t>(engine_() >> 20)) / 1024.0) +
           (one_in(4) ? "e-" + std::to_string(below(20)) : "");
  }
  std::string quoted(std::string_view plain) {
    std::string out = "\"";
    static constexpr char digits[] = "0123456789abcdef";
    for (const char c : plain) {
      const auto byte = static_cast<unsigned char>(c);
      if (one_in(40)) {
        out += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
      } else {
        out += c;
      }
    }
    return out + '"';
  }
  std::string text() {
    static constexpr std::array pieces{"a",
                                       "b",
                                       "admin",
                                       "]}",
                                       ",",
                                       ":",
                                       "\\\"",
                                       "\\\\",
                                       "\\n",
                                       "\\u00e9",
                                       "\\ud83d\\udd11",
                                       "\xC3\xA9",
                                       "\xF0\x9F\x94\x91",
                                       " ",
                                       "null",
                                       "1"};
    std::string out = "\"";
    for (std::size_t n = below(6); n > 0; --n) out += pieces[below(pieces.size())];
    return out + '"';
  }
  template <class Make>
  std::string array(std::size_t most, const Make& make) {
    std::string out = "[";
    for (std::size_t n = below(most + 1); n > 0; --n)
      out += space() + (one_in(100) ? any(1) : make()) + (n > 1 ? "," : "");
    return out + "]";
  }
  template <class Make>
  std::string object(std::size_t most, const Make& make) {
    std::string out = "{";
    const std::size_t n = below(most + 1);
    for (std::size_t i = 0; i < n; ++i) {
      out += (i > 0 ? "," : "") + space() + quoted("k" + std::to_string(i)) + ":" + (one_in(100) ? any(1) : make());
    }
    return out + "}";
  }
  std::string any(std::size_t levels) {
    switch (below(levels == 0 ? 5 : 7)) {
      case 0:
        return "null";
      case 1:
        return boolean();
      case 2:
        return integer(300, 1);
      case 3:
        return number();
      case 4:
        return text();
      case 5:
        return array(3, [&] { return any(levels - 1); });
      default:
        return object(3, [&] { return any(levels - 1); });
    }
  }

  std::mt19937_64 engine_{20'260'101};
};

}  // namespace

TEST_CASE("a claims struct reads what nlohmann's document holds, or refuses for a reason that is on a list",
          "[properties][claims]") {
  std::map<std::string, std::size_t> refusals{{"a boolean", 0},    {"a fraction", 0}, {"missing", 0},     {"null", 0},
                                              {"out of range", 0}, {"wrong kind", 0}, {"wrong length", 0}};
  const std::size_t listed = refusals.size();
  std::size_t accepted = 0;
  generator some;
  for (std::size_t i = 0; i < documents; ++i) {
    const std::string payload = some.text_of_claims();
    sample ours;
    const jot::result<void> read = jot::detail::read_claims_into(payload, ours);
    sample by_nlohmann;
    const reason wrong = by_hand(document::parse(payload), by_nlohmann);
    const std::string verdict = read ? "accepted" : kind_of(read.error());
    if (verdict != wrong.value_or("accepted") || (read && !same(ours, by_nlohmann))) {
      CAPTURE(i, payload, verdict, wrong.value_or("accepted"));
      FAIL("the struct and the document differ");
    }
    ++(read ? accepted : refusals[verdict]);
    // One in a hundred as a token, which the strict reader sees first.
    if (i % 100 != 0) continue;
    const auto token = jot::unsafe::decode<sample>(jot::testing_support::payload_token(payload));
    if (token.has_value() != read.has_value()) {
      CAPTURE(payload, jot::testing_support::message(token));
      FAIL("a token of the same text is read otherwise");
    }
  }
  std::cout << "claims structs: " << accepted << " accepted";
  for (const auto& [why, count] : refusals) {
    std::cout << ", " << count << " refused: " << why;
    CHECK(count > 100);
  }
  std::cout << '\n';
  CHECK(refusals.size() == listed);
  CHECK(accepted > documents / 4);
}

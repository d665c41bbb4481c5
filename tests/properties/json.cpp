// Properties of the strict JSON reader: it takes nothing that JSON is not, and everything that JSON within the limits
// is.
#include <jot/impl/json/json_members.hpp>

#include "support/catch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using generator = std::mt19937_64;

std::size_t below(generator& engine, std::size_t n) { return static_cast<std::size_t>(engine() % n); }

class deaf final : public jot::detail::json_visitor {
 public:
  void on_member(std::string_view, const jot::detail::json_value&) override {}
  void on_element(const jot::detail::json_value&) override {}
};

bool accepts(std::string_view text) {
  deaf visitor;
  return jot::detail::read_json_object(text, {}, jot::errc::invalid_payload, visitor).has_value();
}

constexpr std::string_view seeds[] = {
    R"({"iss":"https://id.example","sub":"alice","aud":["api","b"],"exp":1700000000,"nbf":1.5e9,"iat":-1,"jti":"x"})",
    R"({"alg":"HS256","typ":"JWT","kid":"\u0061\ud83d\udd11","crit":["x"],"x":null})",
    R"({"a":{"b":{"c":[1,2.5,-3e-7,true,false,null,"é€🔑"]}},"":"","\/":"\"\\\b\f\n\r\t"})",
    R"( { "k" : [ [ ] , { } , [ { "a" : 1 } , { "a" : 2 } ] ] } )",
};

// Bytes that JSON cares about, so that mutations hit its grammar often.
constexpr std::string_view dictionary[] = {"\"",
                                           "{",
                                           "}",
                                           "[",
                                           "]",
                                           ",",
                                           ":",
                                           "\\",
                                           "\\u0000",
                                           "\\ud800",
                                           "\\udc00",
                                           "0",
                                           "-",
                                           ".",
                                           "e",
                                           "1",
                                           "E+",
                                           "null",
                                           "true",
                                           " ",
                                           "\n",
                                           "\xEF\xBB\xBF",
                                           "\xC3",
                                           "\xA9",
                                           "\xED\xA0\x80",
                                           "/*",
                                           "//",
                                           "NaN",
                                           "\"a\":1,",
                                           std::string_view("\0", 1),
                                           "\x7F",
                                           "\x1F"};

constexpr std::string_view dictionary_of_members[] = {R"("exp":1)", R"("\u0061lg":0)", R"("k":[])",
                                                      R"("a":{})",  R"("":"")",        R"("new":1)"};

std::string mutated(generator& engine) {
  std::string text(seeds[below(engine, std::size(seeds))]);
  for (std::size_t rounds = 1 + below(engine, 3); rounds > 0; --rounds) {
    const std::size_t at = below(engine, text.size() + 1);
    switch (below(engine, 6)) {
      case 0:
        text.insert(at, dictionary[below(engine, std::size(dictionary))]);
        break;
      case 1:
        text.erase(at, 1 + below(engine, 3));
        break;
      case 2:
        if (at < text.size()) text[at] = static_cast<char>(engine());
        break;
      case 3:
        text.insert(at, text.substr(below(engine, text.size() + 1), below(engine, 12)));
        break;
      case 4:
        // A further member where one may stand: now and then it is there already.
        if (const std::size_t open = text.find('{', at); open != std::string::npos && text.find('"', open) < open + 4) {
          text.insert(open + 1,
                      std::string(dictionary_of_members[below(engine, std::size(dictionary_of_members))]) + ",");
        }
        break;
      default:
        if (at < text.size()) text.replace(at, 1, dictionary[below(engine, std::size(dictionary))]);
        break;
    }
  }
  return text;
}

// A value of JSON by its grammar, written without the help of any library.
std::string any_value(generator& engine, int levels);

std::string any_string(generator& engine) {
  static constexpr std::string_view pieces[] = {"a",
                                                "Z",
                                                "0",
                                                " ",
                                                "\\\"",
                                                "\\\\",
                                                "\\/",
                                                "\\b",
                                                "\\n",
                                                "\\u0000",
                                                "\\u20AC",
                                                "\\ud83d\\udd11",
                                                "\xC3\xA9",
                                                "\xE2\x82\xAC",
                                                "\xF0\x9F\x94\x91",
                                                "\x7F",
                                                "{",
                                                "]"};
  std::string out = "\"";
  for (std::size_t n = below(engine, 8); n > 0; --n) out += pieces[below(engine, std::size(pieces))];
  return out + "\"";
}

std::string any_number(generator& engine) {
  std::string out = below(engine, 2) == 0 ? "-" : "";
  out += below(engine, 3) == 0 ? "0" : std::to_string(engine() >> below(engine, 64));
  if (below(engine, 2) == 0) out += "." + std::to_string(engine() >> below(engine, 64));
  if (below(engine, 2) == 0) out += (below(engine, 2) == 0 ? "e-" : "E+") + std::to_string(below(engine, 200));
  return out;
}

std::string any_object(generator& engine, int levels) {
  std::string out = "{";
  for (std::size_t n = below(engine, 5), i = 0; i < n; ++i) {
    const std::string name = any_string(engine);
    // A number in front keeps names apart.
    out += (i == 0 ? "\"" : " ,\"") + std::to_string(i) + name.substr(1) + ": " + any_value(engine, levels - 1);
  }
  return out + "}";
}

std::string any_value(generator& engine, int levels) {
  switch (below(engine, levels > 0 ? 7 : 5)) {
    case 0:
      return "null";
    case 1:
      return "true";
    case 2:
      return "false";
    case 3:
      return any_number(engine);
    case 4:
      return any_string(engine);
    case 5:
      return any_object(engine, levels);
    default: {
      std::string out = "[";
      for (std::size_t n = below(engine, 5), i = 0; i < n; ++i)
        out += (i == 0 ? "" : ",") + any_value(engine, levels - 1);
      return out + "]";
    }
  }
}

bool is_same_object(const jot::detail::json_members& ours, const nlohmann::json& document) {
  const auto is_same = [&](const jot::detail::json_members::member& member) {
    const auto other = document.find(member.name);
    if (other == document.end()) return false;
    return other->is_structured() ? *other == nlohmann::json::parse(member.text)
                                  : member.text == (other->is_string() ? other->get<std::string>() : "");
  };
  return ours.all().size() == document.size() && std::all_of(ours.all().begin(), ours.all().end(), is_same);
}

}  // namespace

TEST_CASE("whatever the strict reader accepts is JSON to another reader too", "[json]") {
  generator engine(20240229);
  std::size_t accepted = 0;
  std::size_t stricter = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string text = mutated(engine);
    const bool json = nlohmann::json::accept(text);
    if (accepts(text)) {
      ++accepted;
      if (!json) FAIL_CHECK("accepted, though it is not JSON: " << text);
    } else if (json) {
      ++stricter;
    }
  }
  // Both kinds were met, so the property says something.
  CHECK(accepted > 5'000);
  CHECK(stricter > 100);
}

TEST_CASE("whatever the strict reader refuses of JSON objects has a reason", "[json]") {
  // The reasons that it has of its own: a repeated member, a BOM or a NUL. A document of the mutations is never large.
  generator engine(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = mutated(engine);
    if (accepts(text) || !nlohmann::json::accept(text)) continue;
    std::vector<std::set<std::string>> names;
    bool repeated = false;
    const auto watch = [&](int, nlohmann::json::parse_event_t event, nlohmann::json& value) {
      if (event == nlohmann::json::parse_event_t::object_start) names.emplace_back();
      if (event == nlohmann::json::parse_event_t::object_end) names.pop_back();
      if (event == nlohmann::json::parse_event_t::key)
        repeated |= !names.back().insert(value.get<std::string>()).second;
      return true;
    };
    const nlohmann::json document = nlohmann::json::parse(text, watch, false);
    const bool reason =
        repeated || !document.is_object() || text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string::npos;
    if (!reason) FAIL_CHECK("refused without a reason: " << text);
  }
  SUCCEED();
}

TEST_CASE("every JSON object within the limits is accepted, and means the same", "[json]") {
  generator engine(1);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = any_object(engine, 5);
    jot::detail::json_members ours;
    const auto read = ours.read(text, {}, jot::errc::invalid_payload);
    if (!read) {
      // The one thing that may be too large is a number.
      const bool number = read.error().code() == jot::errc::limit_exceeded || !nlohmann::json::accept(text);
      if (!number) FAIL_CHECK("refused: " << text << ": " << read.error().message());
    } else if (!is_same_object(ours, nlohmann::json::parse(text))) {
      FAIL_CHECK("read as another object: " << text);
    }
  }
  SUCCEED();
}

// The strict JSON reader accepts exactly what nlohmann accepts minus duplicates, depth, size, BOM and NUL; what it
// reports is nlohmann's document; and what is written as a JSON string reads back.
#include "fuzz.hpp"
#include "json_oracle.hpp"

#include <jot/base64url.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/impl/json/json_members.hpp>

namespace jot_fuzz::json { namespace {

// What a visitor hears of a value at its beginning, as a document: of a nested one only that it is there.
nlohmann::json heard(const jot::detail::json_value& value) {
  using jot::detail::json_kind;
  switch (value.kind) {
    case json_kind::null:
      return nullptr;
    case json_kind::boolean:
      return value.truth;
    case json_kind::integer:
      return value.integer;
    case json_kind::decimal:
      return nlohmann::json::parse(value.text);
    case json_kind::string:
      return value.text;
    case json_kind::array:
      return nlohmann::json::array();
    case json_kind::object:
      return nlohmann::json::object();
  }
  return {};
}
nlohmann::json as_heard(const nlohmann::json& value) {
  if (value.is_array()) return nlohmann::json::array();
  return value.is_object() ? nlohmann::json::object() : value;
}

struct recorder final : jot::detail::json_visitor {
  std::vector<std::pair<std::string, nlohmann::json>> members;
  nlohmann::json elements = nlohmann::json::object();
  std::vector<std::pair<std::string, std::string>> member_sources;
  std::vector<std::pair<std::string, std::string>> element_sources;
  bool may_have_elements = false;

  void on_member(std::string_view name, const jot::detail::json_value& value) override {
    members.emplace_back(name, heard(value));
    may_have_elements = value.kind == jot::detail::json_kind::array;
  }
  void on_element(const jot::detail::json_value& value) override {
    require(may_have_elements, "elements follow only the member that is their array");
    elements[members.back().first].push_back(heard(value));
  }
  void on_member_end(std::string_view source) override { member_sources.emplace_back(members.back().first, source); }
  void on_element_end(std::string_view source) override { element_sources.emplace_back(members.back().first, source); }
};

// Each object and array of the root, and of its arrays, is handed over once, in order, as the text that it was read
// from; and an object is one for the strict reader by itself.
void check_sources(const recorder& seen, const nlohmann::json& document, std::string_view text,
                   const jot::json_limits& limits) {
  const auto is_of_text = [&](const std::string& source, const nlohmann::json& value) {
    return text.find(source) != std::string_view::npos && nlohmann::json::parse(source) == value &&
           (!value.is_object() || is_strict_json(source, limits));
  };
  auto member = seen.member_sources.begin();
  auto element = seen.element_sources.begin();
  for (const auto& [name, value] : seen.members) {
    const nlohmann::json& written = document.at(name);
    if (!written.is_structured()) continue;
    require(member != seen.member_sources.end() && member->first == name && is_of_text(member->second, written),
            "a nested member is handed over as it is written", text);
    ++member;
    for (const nlohmann::json& child : written.is_array() ? written : nlohmann::json::array()) {
      if (!child.is_structured()) continue;
      require(element != seen.element_sources.end() && element->first == name && is_of_text(element->second, child),
              "a nested element is handed over as it is written", text);
      ++element;
    }
  }
  require(member == seen.member_sources.end() && element == seen.element_sources.end(), "nothing else is handed over",
          text);
}

// What is kept of an object: strings by what they mean, arrays and objects by how they are written.
void check_members(const jot::detail::json_members& kept, const nlohmann::json& document, std::string_view text) {
  using jot::detail::json_kind;
  const auto is_kept = [](const jot::detail::json_members::value& value, const nlohmann::json& written) {
    if (value.kind == json_kind::string) return written == value.text;
    if (value.kind == json_kind::array || value.kind == json_kind::object)
      return written == nlohmann::json::parse(value.text);
    return value.text.empty() && !written.is_string() && !written.is_structured();
  };
  require(kept.all().size() == document.size(), "each member is kept once", text);
  for (const jot::detail::json_members::member& member : kept.all()) {
    const auto written = document.find(member.name);
    require(written != document.end() && is_kept(member, *written), "a member is kept as it is written", text);
    require(kept.find(member.name) == &member, "a member is found by its name", text);
    if (!written->is_array()) continue;
    const auto elements = kept.elements(member);
    require(member.elements == written->size(), "each element is counted", text);
    require(elements.size() == std::min(written->size(), kept.kept_elements), "so many elements are kept", text);
    for (std::size_t i = 0; i < elements.size(); ++i) {
      require(is_kept(elements[i], (*written)[i]), "an element is kept as it is written", text);
    }
  }
}

void check_reader(std::string_view text, const jot::json_limits& limits) {
  recorder seen;
  const auto read = jot::detail::read_json_object(text, limits, jot::errc::invalid_payload, seen);
  require(read.has_value() == is_strict_json(text, limits), "the reader accepts what is strict JSON and nothing else",
          text);
  jot::detail::json_members kept;
  const auto also_read = kept.read(text, limits, jot::errc::invalid_payload);
  require(also_read.has_value() == read.has_value(), "both ways of reading agree", text);
  if (!read) {
    require(read.error().code() == jot::errc::invalid_payload || read.error().code() == jot::errc::limit_exceeded,
            "a refusal is malformed or over a limit", text);
    return;
  }
  const nlohmann::json document = nlohmann::json::parse(text);
  require(seen.members.size() == document.size(), "each member is reported once, and nothing else", text);
  for (const auto& [name, value] : seen.members) {
    const auto written = document.find(name);
    require(written != document.end() && as_heard(*written) == value, "a member is reported as it is written", text);
    if (!written->is_array()) continue;
    nlohmann::json elements;
    for (const nlohmann::json& element : *written) elements.push_back(as_heard(element));
    require(seen.elements.value(name, nlohmann::json()) == elements, "elements are reported as they are written", text);
  }
  check_sources(seen, document, text, limits);
  check_members(kept, document, text);
}

void check_writer(std::string_view text) {
  jot::detail::text_buffer out;
  out.add("before");
  const bool ok = jot::detail::append_json_string(out, text);
  const std::string written(out.view());
  const std::string lenient = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const nlohmann::json replaced = nlohmann::json::parse(lenient);
  const bool is_utf8 = replaced == nlohmann::json(text);
  require(ok == is_utf8, "exactly UTF-8 can be written", text);
  if (!ok) {
    require(written == "before", "what cannot be written leaves no trace", text);
  } else {
    require(nlohmann::json::parse(written.substr(6)) == nlohmann::json(text), "what is written reads back", text);
  }
}

void run(input data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  check_writer(text);
  if (!may_be_walked(text)) return;
  check_reader(text, {});
  check_reader(text, {.depth = 3, .members = 4, .name_bytes = 5, .number_chars = 6});
}

std::vector<std::string> seeds(const vector_seeds& vectors) {
  std::vector<std::string> out{R"({})",
                               R"({"a":1,"b":[1,2.5,-3e2,true,false,null,"x",{"c":[]}]})",
                               R"({"a":1,"\u0061":2})",
                               R"({"a":{"b":1,"b":2}})",
                               R"({"\ud83d\ude00":"\ud83d\ude00\u00e9\u2028"})",
                               R"({"n":[18446744073709551615,18446744073709551616,-9223372036854775808,1e400,0.1e-7]})",
                               "\xEF\xBB\xBF{}",
                               R"([1])",
                               R"({"a":1} x)",
                               "{\"a\":\"\xC3\xA9\"}",
                               std::string(40, '[') + std::string(40, ']'),
                               R"({"a":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]})"};
  for (const std::string& token : vectors.tokens) {
    const std::size_t dot = token.find('.');
    for (const std::string& segment :
         {token.substr(0, dot), token.substr(dot == std::string::npos ? token.size() : dot + 1)}) {
      if (const auto text = jot::base64url_decode(segment.substr(0, segment.find('.')))) {
        out.emplace_back(jot::as_text(*text));
      }
    }
  }
  out.insert(out.end(), vectors.keys.begin(), vectors.keys.end());
  return out;
}

const registration registered({"json", run, seeds});

}}  // namespace jot_fuzz::json

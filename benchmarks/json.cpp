// What it costs to read claims: an everyday set, and sets of 4 KiB; beside it simdjson, which parses the same text and
// is asked for nothing of it, where it is installed.
#include "support/measure.hpp"

#include <jot/impl/json/reader.hpp>

#if defined(JOT_BENCH_SIMDJSON)
#include <simdjson.h>
#endif

#include <string>
#include <string_view>

namespace {

using bench::add;
using benchmark::DoNotOptimize;

struct counting final : jot::detail::json_visitor {
  std::size_t heard = 0;
  void on_member(std::string_view, const jot::detail::json_value&) override { ++heard; }
  void on_element(const jot::detail::json_value&) override { ++heard; }
};

std::string array_of(std::string_view element, std::string_view separator) {
  std::string out = R"({"iss":"https://id.example","list":[)";
  while (out.size() < 4096) out.append(element).append(separator);
  return out.append(element).append("]}");
}

void add_text(const std::string& name, const std::string& text) {
  const auto read = [text] {
    return [text]() mutable {
      DoNotOptimize(text.data());
      counting visitor;
      const jot::json_limits limits;
      const bool ok = jot::detail::read_json_object(text, limits, jot::errc::invalid_payload, visitor).has_value();
      DoNotOptimize(visitor.heard);
      return ok;
    };
  };
  add(name + "/jot", read);
#if defined(JOT_BENCH_SIMDJSON)
  const auto parse = [text] {
    return [padded = simdjson::padded_string(text), parser = simdjson::dom::parser()]() mutable {
      DoNotOptimize(padded.data());
      return parser.parse(padded).error() == simdjson::SUCCESS;
    };
  };
  bench::add_other(name + "/", "simdjson", parse, read);
#endif
}

void add_all() {
  add_text("claims/everyday",
           R"({"iss":"https://id.example","sub":"alice","aud":"api","exp":2000000900,"iat":2000000000,)"
           R"("jti":"b8b2e0a4-6a0d-4f0e-9c1c-6f1d0a6f7d3e","scope":"read write"})");
  add_text("claims/one string", R"({"iss":"https://id.example","text":")" + std::string(4096, 'x') + "\"}");
  add_text("claims/strings", array_of(R"("group-name")", ","));
  add_text("claims/strings on lines", array_of(R"("group-name")", ",\n    "));
  add_text("claims/numbers", array_of("12345", ","));
  add_text("claims/objects", array_of(R"({"role":"admin"})", ","));
  add_text("claims/not ASCII", array_of(R"("группа")", ","));
}

}  // namespace

int main(int argc, char** argv) { return bench::run(argc, argv, add_all); }

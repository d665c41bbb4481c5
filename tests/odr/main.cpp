// Every part accepts the tokens of every other part and reads the same claims in them, and an exception keeps its type
// on the way out of the library.
#include <nlohmann/json.hpp>

#include "claims.hpp"

#include <cstdio>

namespace {

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "failed: %s\n", what);
  ++failures;
}

}  // namespace

int main() {
  for (const std::string& token : {odr::issue(), issued_by_other(), issued_by_shared()}) {
    expect(odr::check(token).has_value(), "the program accepts the token");
    expect(accepted_by_other(token), "the other translation unit accepts the token");
    expect(accepted_by_shared(token), "the shared library accepts the token");
  }
  const std::string claims = odr::issue_claims();
  const std::string read = R"(w, beside w, serialized w, w2high, m, beside f, serialized s, {"who":"d"}, beside w)";
  expect(odr::read_in_all_ways(claims) == read, "claims are read in each of the four ways");
  expect(read_by_other(claims) == read, "the other translation unit reads the same claims");
  expect(read_by_shared(claims) == read, "the shared library reads the same claims");
  const std::string written =
      "{\"who\":\"d\"}\n"
      "{\"by\":\"to_json\",\"who\":\"f\"}\n"
      "{\"by\":\"serializer\",\"who\":\"s\"}\n"
      "{\"who\":\"m\",\"levels\":[1,2],\"is\":\"high\"}\n"
      "{\"by_members\":{\"who\":\"m\",\"levels\":[],\"is\":\"low\"},"
      "\"by_from_json\":{\"by\":\"to_json\",\"who\":\"f\"},"
      "\"by_serializer\":{\"by\":\"serializer\",\"who\":\"s\"},\"as_document\":{\"who\":\"d\"}}\n";
  expect(odr::written_in_all_ways() == written, "claims are written in each of the four ways");
  expect(written_by_other() == written, "the other translation unit writes the same claims");
  expect(written_by_shared() == written, "the shared library writes the same claims");
  try {
    static_cast<void>(accepted_by_shared("not a token"));
    expect(false, "the shared library refuses what is no token");
  } catch (const jot::exception& refusal) {
    expect(refusal.error().code() == jot::errc::malformed_token, "the exception carries the error");
  }
  return failures == 0 ? 0 : 1;
}

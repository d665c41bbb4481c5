// Tests of the formatters, with a standard library that has <format>: the text of <<, and a string's options.
#include <jot/error.hpp>
#include <jot/numeric_date.hpp>

#include <cstdio>
#include <format>
#include <sstream>
#include <string>

namespace {

int failed = 0;

void check(const std::string& found, const std::string& expected) {
  if (found == expected) return;
  std::printf("found    %s\nexpected %s\n", found.c_str(), expected.c_str());
  ++failed;
}

template <class T>
std::string streamed(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

}  // namespace

int main() {
  const jot::error expired(jot::errc::token_expired, "exp", "token expired {} s ago", 12);
  check(std::format("{}", expired), "token_expired: exp: token expired 12 s ago");
  check(std::format("{}", expired), streamed(expired));
  check(std::format("{:.13}|{:>44}", expired, expired), "token_expired|  " + streamed(expired));
  const jot::numeric_date date = jot::numeric_date::from_seconds(1'700'000'000).value();
  check(std::format("{}", date), "1700000000");
  check(std::format("{:*^14}", date), "**" + streamed(date) + "**");
  return failed;
}

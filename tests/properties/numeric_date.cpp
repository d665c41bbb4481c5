// Properties of NumericDate: read and ordered as an exact decimal of any length is, and moved without ever wrapping.
#include <jot/numeric_date.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <compare>
#include <optional>
#include <random>
#include <string>

namespace {

using jot::numeric_date;
using generator = std::mt19937_64;

// A decimal number with so many places after the point that no digit of the tests is ever lost: slow, and plainly
// right.
class exact_decimal {
 public:
  static constexpr std::size_t places = 120;

  explicit exact_decimal(const std::string& text) {
    std::size_t i = 0;
    negative_ = text[0] == '-';
    i += negative_;
    std::size_t point = std::string::npos;
    for (; i < text.size() && text[i] != 'e'; ++i) {
      if (text[i] == '.') {
        point = digits_.size();
      } else {
        digits_ += text[i];
      }
    }
    if (point == std::string::npos) point = digits_.size();
    const int exponent = i < text.size() ? std::stoi(text.substr(i + 1)) : 0;
    const std::size_t behind = digits_.size() - point;
    digits_.append(static_cast<std::size_t>(static_cast<int>(places - behind) + exponent), '0');
    digits_.erase(0, digits_.find_first_not_of('0'));
    if (digits_.empty()) negative_ = false;
  }

  friend std::strong_ordering operator<=>(const exact_decimal& a, const exact_decimal& b) {
    if (a.negative_ != b.negative_) return a.negative_ ? std::strong_ordering::less : std::strong_ordering::greater;
    auto order = a.digits_.size() <=> b.digits_.size();
    if (order == 0) order = a.digits_ <=> b.digits_;
    return a.negative_ ? 0 <=> order : order;
  }

  // The digits up to the nanosecond, and whether more follow: what numeric_date promises to keep.
  [[nodiscard]] std::pair<std::string, bool> kept() const {
    const std::size_t cut = places - 9;
    if (digits_.size() <= cut) return {negative_ ? "-" : "", !digits_.empty()};
    return {(negative_ ? "-" : "") + digits_.substr(0, digits_.size() - cut),
            digits_.find_first_not_of('0', digits_.size() - cut) != std::string::npos};
  }

 private:
  bool negative_ = false;
  std::string digits_;
};

// Shifts the digits of a number to the left of its places, which stoi keeps small.
std::string any_number(generator& engine) {
  const auto below = [&](unsigned n) { return static_cast<unsigned>(engine() % n); };
  std::string out = below(2) == 0 ? "-" : "";
  switch (below(4)) {
    case 0:
      out += std::to_string(below(3));
      break;
    case 1:
      out += std::to_string(1'700'000'000 + below(3));
      break;
    case 2:
      out += std::to_string(numeric_date::max_seconds - 2 + below(5));
      break;
    default:
      out += std::to_string(engine() >> (10 + below(54)));
      break;
  }
  if (below(3) != 0) {
    out += '.';
    for (unsigned n = 1 + below(14); n > 0; --n) out += static_cast<char>('0' + (below(2) == 0 ? 0 : below(10)));
  }
  if (below(3) == 0) out += "e" + std::to_string(static_cast<int>(below(45)) - 30);
  return out;
}

const exact_decimal limit(std::to_string(numeric_date::max_seconds));
const exact_decimal lower_limit("-" + std::to_string(numeric_date::max_seconds));

}  // namespace

TEST_CASE("a number is a date exactly when it is within the limits", "[numeric_date]") {
  generator engine(3);
  std::size_t within = 0;
  std::size_t beyond = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = any_number(engine);
    const exact_decimal exact(text);
    const bool wanted = exact <= limit && exact >= lower_limit;
    if (numeric_date::from_json_number(text).has_value() != wanted) FAIL_CHECK(text);
    ++(wanted ? within : beyond);
  }
  CHECK(within > 5'000);
  CHECK(beyond > 1'000);
}

TEST_CASE("dates are ordered as exact decimals are", "[numeric_date]") {
  generator engine(4);
  std::size_t close = 0;
  for (int i = 0; i < 40'000; ++i) {
    const std::string a = any_number(engine);
    std::string b = any_number(engine);
    // Often the same number with a changed end, for that is where orders go wrong.
    if (i % 2 == 0 && a.find('e') == std::string::npos) {
      b = a + (a.find('.') == std::string::npos ? "." : "") + std::string(engine() % 12, '0') +
          std::to_string(engine() % 3);
    }
    const auto found_a = numeric_date::from_json_number(a);
    const auto found_b = numeric_date::from_json_number(b);
    if (!found_a || !found_b) continue;
    const exact_decimal exact_a(a);
    const exact_decimal exact_b(b);
    std::strong_ordering wanted = exact_a <=> exact_b;
    if (exact_a.kept() == exact_b.kept()) wanted = std::strong_ordering::equal;
    close += wanted != 0 && exact_a.kept().first == exact_b.kept().first;
    if ((*found_a <=> *found_b) != wanted) FAIL_CHECK(a << " and " << b);
  }
  CHECK(close > 500);
}

TEST_CASE("what is written of a date is read back the same, or a fraction of a nanosecond earlier", "[numeric_date]") {
  generator engine(5);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = any_number(engine);
    const auto found = numeric_date::from_json_number(text);
    if (!found) continue;
    const auto again = numeric_date::from_json_number(found->to_json_number());
    if (!again) {
      FAIL_CHECK(text);
      continue;
    }
    const bool same =
        again->seconds() == found->seconds() && again->fraction() == found->fraction() && *again <= *found;
    if (!same || (!exact_decimal(text).kept().second && *again != *found)) FAIL_CHECK(text);
  }
  SUCCEED();
}

TEST_CASE("sums are exact within the limits and stop there", "[numeric_date]") {
  generator engine(6);
  constexpr std::int64_t max = numeric_date::max_seconds;
  const auto same = [](numeric_date found, std::int64_t wanted) {
    return found == numeric_date::from_seconds(wanted).value();
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t start = std::clamp(static_cast<std::int64_t>(engine()) >> (engine() % 64), -max, max);
    const std::int64_t by = static_cast<std::int64_t>(engine()) >> (engine() % 64);
    const numeric_date date = numeric_date::from_seconds(start).value();
    const std::int64_t sum = by > max - start ? max : by < -max - start ? -max : start + by;
    const std::int64_t difference = by < start - max ? max : by > start + max ? -max : start - by;
    if (!same(date + std::chrono::seconds(by), sum) || !same(date - std::chrono::seconds(by), difference)) {
      FAIL_CHECK(start << " and " << by);
    }
  }
  SUCCEED();
}

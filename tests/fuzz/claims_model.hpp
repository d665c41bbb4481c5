// Claims sets and rules made from fuzz bytes, and a reference evaluator for them: it works on what was generated, not
// on the JSON text, and on decimal digits, not on binary numbers.
#pragma once

#include "fuzz.hpp"

#include <jot/validation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jot_fuzz {

// ---- exact decimals ----

/// A JSON number as its digits say: 0.d₁d₂d₃… × 10^exponent, d₁ ≠ 0; zero has no digits.
struct decimal {
  bool negative = false;
  std::string digits;
  long long exponent = 0;

  explicit decimal(std::string_view json_number) {
    negative = json_number.starts_with('-');
    if (negative) json_number.remove_prefix(1);
    const std::size_t e = json_number.find_first_of("eE");
    if (e != std::string_view::npos) {
      exponent = std::strtoll(std::string(json_number.substr(e + 1)).c_str(), nullptr, 10);  // saturates
      exponent = (std::max)(-1'000'000'000LL, (std::min)(1'000'000'000LL, exponent));
      json_number = json_number.substr(0, e);
    }
    const std::size_t point = (std::min)(json_number.find('.'), json_number.size());
    digits = std::string(json_number.substr(0, point));
    exponent += static_cast<long long>(point);
    if (point < json_number.size()) digits += json_number.substr(point + 1);
    const std::size_t zeros = (std::min)(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros);
    exponent -= static_cast<long long>(zeros);
    const std::size_t last = digits.find_last_not_of('0');
    digits.erase(last == std::string::npos ? 0 : last + 1);
    if (digits.empty()) {
      negative = false;
      exponent = 0;
    }
  }
  explicit decimal(long long number) : decimal(std::string_view(std::to_string(number))) {}

  [[nodiscard]] int compare(const decimal& other) const {
    if (negative != other.negative) return negative ? -1 : 1;
    const int magnitude = compare_magnitude(other);
    return negative ? -magnitude : magnitude;
  }

 private:
  [[nodiscard]] int compare_magnitude(const decimal& other) const {
    if (digits.empty() || other.digits.empty()) return static_cast<int>(!digits.empty()) - !other.digits.empty();
    if (exponent != other.exponent) return exponent < other.exponent ? -1 : 1;
    const int order = digits.compare(other.digits);  // a prefix is the smaller one: no digits end in 0
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
};

inline constexpr long long max_date = (1LL << 53) - 1;

/// Time shifted, held within ±(2^53−1) as numeric_date promises. No operand here is beyond ±2^54.
inline decimal shifted(long long time, long long by) {
  return decimal((std::max)(-max_date, (std::min)(max_date, time + by)));
}

// ---- claims ----

struct claim_value {
  enum class kind { null, boolean, number, text, list, object };
  kind is = kind::null;
  std::string text = {};  // of a text; of a number, its digits
  std::vector<claim_value> list = {};

  [[nodiscard]] bool is_text() const noexcept { return is == kind::text; }
};

struct claims_model {
  std::vector<std::pair<std::string, claim_value>> members;
  bool escape_names = false;

  [[nodiscard]] const claim_value* find(std::string_view name) const {
    for (const auto& [each, value] : members) {
      if (each == name) return &value;
    }
    return nullptr;
  }
  [[nodiscard]] bool has_duplicates() const {
    std::set<std::string> names;
    for (const auto& [name, value] : members) {
      if (!names.insert(name).second) return true;
    }
    return false;
  }

  [[nodiscard]] std::string json() const {
    std::string out = "{";
    for (const auto& [name, value] : members) {
      if (out.size() > 1) out += ',';
      // "\u0065xp" is exp.
      static constexpr char hex[] = "0123456789abcdef";
      const auto first = static_cast<unsigned char>(name[0]);
      out += escape_names ? std::string("\"\\u00") + hex[first >> 4] + hex[first & 15] + name.substr(1) : '"' + name;
      out += "\":";
      write(out, value);
    }
    return out + "}";
  }

 private:
  static void write(std::string& out, const claim_value& value) {
    switch (value.is) {
      case claim_value::kind::null:
        out += "null";
        break;
      case claim_value::kind::boolean:
        out += "true";
        break;
      case claim_value::kind::number:
        out += value.text;
        break;
      case claim_value::kind::text:
        out += '"' + value.text + '"';
        break;
      case claim_value::kind::list:
        out += '[';
        for (std::size_t i = 0; i < value.list.size(); ++i) {
          if (i != 0) out += ',';
          write(out, value.list[i]);
        }
        out += ']';
        break;
      case claim_value::kind::object:
        out += R"({"exp":1,"aud":"api"})";
        break;
    }
  }
};

/// Rules, the time, and the header's typ: what a token is judged by.
struct rules_model {
  jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore};
  long long now = 0;
  std::optional<std::string> typ;
};

// ---- generators ----

inline constexpr std::array<std::string_view, 8> names_in_use{
    "https://id.example", "https://id.example/", "https://id.exampl", "api", "API", "billing", "a", ""};

// The generators lean towards what is accepted: a story with one thing wrong says more than one with five.
inline std::string some_name(reader& in) {
  const unsigned which = in.byte() % 16;
  return std::string(names_in_use[which < names_in_use.size() ? which : 0]);
}

inline long long some_time(reader& in) {
  static constexpr std::array times{1'700'000'000LL,  1'700'000'000LL, 0LL,       -1LL,        2'147'483'648LL,
                                    -2'147'483'649LL, max_date,        -max_date, max_date - 3};
  return times[in.byte() % times.size()];
}

inline std::string some_digits(reader& in, unsigned count) {
  std::string out;
  for (unsigned i = 0; i < count; ++i) out += static_cast<char>('0' + in.byte() % 10);
  return out;
}

inline std::string some_number(reader& in, long long around) {
  static constexpr std::array edges{"253402300799",
                                    "253402300799.0",
                                    "253402300799.0000000001",
                                    "253402300800",
                                    "-253402300799",
                                    "-253402300799.0000000001",
                                    "-253402300800",
                                    "1700000000000",
                                    "9007199254740991",
                                    "9007199254740992",
                                    "-9007199254740991",
                                    "-9007199254740992",
                                    "-9007199254740991.5",
                                    "9007199254740990.9999999999",
                                    "9007199254740991.0",
                                    "9007199254740991.000001",
                                    "9223372036854775807",
                                    "9223372036854775808",
                                    "-9223372036854775808",
                                    "-9223372036854775809",
                                    "18446744073709551615",
                                    "18446744073709551616",
                                    "1e400",
                                    "-1e400",
                                    "1e-400",
                                    "-1e-400",
                                    "0",
                                    "-0",
                                    "-0.0",
                                    "0e99999999999999999999",
                                    "1.7e9",
                                    "17e8",
                                    "1700000000000000000",
                                    "1e15",
                                    "1e16",
                                    "0.00000000000000000017e28",
                                    "-0.0000000001",
                                    "1700000000.0000000001",
                                    "1699999999.9999999999",
                                    "17000000000000000000000000e-16"};
  static constexpr std::array fractions{".0", ".5", ".000000001", ".9999999999", ".0000000000001", ".25e0"};
  const long long near = around + static_cast<signed char>(in.byte());
  switch (in.below(8)) {
    default:
      return std::to_string(near);
    case 3:
    case 4:
      return std::to_string(near) + in.one_of(fractions);
    case 5:
      return in.one_of(edges);
    case 6: {  // the point moved to the left, and put back by the exponent
      std::string digits = std::to_string(near < 0 ? -near : near);
      const std::size_t places = digits.size() - 1;
      digits.insert(1, places == 0 ? "" : ".");
      return (near < 0 ? "-" : "") + digits + (in.flag() ? "e" : "E+") + std::to_string(places);
    }
    case 7: {
      const unsigned whole = in.below(20);
      std::string out = in.flag() ? "-" : "";
      out += whole == 0 ? "0" : std::string(1, static_cast<char>('1' + in.byte() % 9)) + some_digits(in, whole - 1);
      if (const unsigned fraction = in.below(14); fraction != 0) out += "." + some_digits(in, fraction);
      if (in.flag()) out += "e" + std::to_string(static_cast<int>(in.below(60)) - 30);
      return out;
    }
  }
}

inline claim_value some_wrong_value(reader& in) {
  switch (in.below(5)) {
    case 0:
      return {.is = claim_value::kind::null};
    case 1:
      return {.is = claim_value::kind::boolean};
    case 2:
      return {.is = claim_value::kind::object};
    case 3:
      return {.is = claim_value::kind::list};
    default:
      return {.is = claim_value::kind::list, .list = {{.is = claim_value::kind::number, .text = "1700000300"}}};
  }
}

inline claim_value some_text(reader& in) { return {.is = claim_value::kind::text, .text = some_name(in)}; }

inline claim_value some_value(reader& in, std::string_view name, long long now) {
  const bool is_date = name == "exp" || name == "nbf" || name == "iat";
  const unsigned form = in.byte() % 64;
  if (form == 1) return some_wrong_value(in);
  if (is_date == (form == 2)) return some_text(in);
  if (is_date || form == 2) {
    return {.is = claim_value::kind::number, .text = some_number(in, name == "exp" ? now + 100 : now - 100)};
  }
  if (name != "aud" || form < 20) return some_text(in);
  claim_value out{.is = claim_value::kind::list};
  for (unsigned n = in.below(5); n != 0; --n) {
    out.list.push_back(in.byte() % 64 == 1 ? some_wrong_value(in) : some_text(in));
  }
  return out;
}

inline claims_model some_claims(reader& in, long long now) {
  static constexpr std::array names{"exp", "nbf", "iat", "iss", "aud", "sub", "jti", "x"};
  claims_model out;
  const unsigned present = ~(in.byte() & in.byte());
  for (unsigned i = 0; i < names.size(); ++i) {
    if ((present >> i & 1) == 0) continue;
    out.members.emplace_back(names[i], some_value(in, names[i], now));
  }
  const unsigned extra = in.byte();
  out.escape_names = (extra & 1) != 0;
  if ((extra & 0x70) == 0x70) out.members.emplace_back(in.one_of(names), some_value(in, "sub", now));
  if ((extra & 0x86) == 0x86) out.members.emplace_back("cnf", some_value(in, "x", now));
  if ((extra & 8) != 0 && !out.members.empty()) {
    std::rotate(out.members.begin(), out.members.begin() + static_cast<std::ptrdiff_t>(in.byte() % out.members.size()),
                out.members.end());
  }
  return out;
}

inline std::vector<std::string> some_names(reader& in, unsigned at_most) {
  std::vector<std::string> out;
  for (unsigned n = in.byte() % 32 == 31 ? 0 : 1 + in.below(at_most); n != 0; --n) out.push_back(some_name(in));
  return out;
}

inline rules_model some_rules(reader& in) {
  rules_model out;
  out.now = some_time(in);
  jot::validation& rules = out.rules;
  if (in.flag()) rules.issuer = jot::any_of(some_names(in, 3));
  switch (in.below(6)) {
    case 0:
      rules.audience = jot::absent;
      break;
    case 1:
      rules.audience = jot::any_of(some_names(in, 3));
      break;
    case 2:
      rules.audience = jot::all_of(some_names(in, 3));
      break;
    case 3:
      rules.audience = some_name(in);
      break;
    default:
      break;
  }
  const unsigned more = in.byte() & in.byte();
  if ((more & 1) != 0) rules.exp = jot::expiry::optional;
  if ((more & 2) != 0) {
    static constexpr std::array<long long, 20> leeways{0,  1,  2,  3,   5,   5,   7,      10,     30, 60,
                                                       60, 90, 99, 100, 127, 300, 86'400, 86'401, -1, -(1LL << 53)};
    rules.leeway = std::chrono::seconds(in.one_of(leeways));
  }
  if ((more & 4) != 0) {
    static constexpr std::array<long long, 12> ages{0, 1, 10, 90, 100, 100, 127, 200, 300, max_date, max_date + 1, -1};
    rules.max_age = std::chrono::seconds(in.one_of(ages));
  }
  if ((more & 8) != 0) rules.subject = some_name(in);
  if ((more & 16) != 0) rules.jti = some_name(in);
  if ((more & 32) != 0) {
    for (unsigned n = in.below(4); n != 0; --n) {
      static constexpr std::array<const char*, 6> names{"exp", "sub", "aud", "x", "y", "iat"};
      rules.required.emplace_back(in.one_of(names));
    }
  }
  static constexpr std::array<const char*, 8> types{
      "JWT", "jwt", "at+jwt", "application/at+jwt", "APPLICATION/AT+JWT", "application/", "", "at+jwtx"};
  if ((more & 64) != 0) {
    rules.typ = in.one_of(types);
    out.typ = rules.typ;
  }
  if ((more & 128) != 0) out.typ = in.one_of(types);
  const unsigned rare = in.byte();
  if (rare % 4 == 3) rules.limits.date_seconds = max_date;
  if ((rare & 4) != 0) rules.confirmation = jot::ignore;
  if ((rare & 24) == 24) rules.exp = jot::expiry::ignored;
  return out;
}

// ---- the reference ----

/// What the verdict must be: nothing for acceptance.
class reference {
 public:
  reference(const claims_model& claims, const rules_model& model)
      : claims_(claims), rules_(model.rules), model_(model) {}

  [[nodiscard]] std::optional<jot::errc> verdict() const {
    for (const auto check :
         {&reference::configuration, &reference::typ, &reference::grammar, &reference::types, &reference::times,
          &reference::issuer, &reference::audience, &reference::exact, &reference::binding, &reference::required}) {
      if (const auto wrong = (this->*check)()) return wrong;
    }
    return std::nullopt;
  }

 private:
  using finding = std::optional<jot::errc>;

  [[nodiscard]] finding configuration() const {
    const long long leeway = rules_.leeway.count();
    const bool named = rules_.audience.how() == jot::audience_rule::mode::any ||
                       rules_.audience.how() == jot::audience_rule::mode::all;
    const auto has_empty = [](const std::vector<std::string>& texts) { return std::ranges::count(texts, "") != 0; };
    const bool wrong = (!rules_.issuer.ignored() && rules_.issuer.values().empty()) ||
                       has_empty(rules_.issuer.values()) || has_empty(rules_.audience.values()) ||
                       (named && rules_.audience.values().empty()) || leeway < 0 || leeway > 24 * 60 * 60 ||
                       (rules_.max_age && (rules_.max_age->count() < 0 || rules_.max_age->count() > max_date));
    return wrong ? finding(jot::errc::invalid_configuration) : std::nullopt;
  }

  [[nodiscard]] finding typ() const {
    if (!rules_.typ) return std::nullopt;
    if (!model_.typ || media_type(*model_.typ) != media_type(*rules_.typ)) return jot::errc::type_mismatch;
    return std::nullopt;
  }
  static std::string media_type(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text.starts_with("application/") ? text.substr(12) : text;
  }

  // In the order of the text: the reader stops at the first thing that is no JSON, or appears twice.
  [[nodiscard]] finding grammar() const {
    std::set<std::string> names;
    for (const auto& [name, value] : claims_.members) {
      if (!names.insert(name).second) return jot::errc::invalid_payload;
      if (value.is != claim_value::kind::number) continue;
      // A number that no double can hold is no JSON to nlohmann, however it is written.
      if (!std::isfinite(std::strtod(value.text.c_str(), nullptr))) return jot::errc::invalid_payload;
    }
    return std::nullopt;
  }

  [[nodiscard]] finding types() const {
    for (const auto& [name, value] : claims_.members) {
      if (name == "exp" || name == "nbf" || name == "iat") {
        if (value.is != claim_value::kind::number || !is_date(value.text)) return jot::errc::invalid_claim;
      } else if (name == "iss" || name == "sub" || name == "jti") {
        if (!value.is_text()) return jot::errc::invalid_claim;
      } else if (name == "aud") {
        if (value.is == claim_value::kind::list) {
          for (const claim_value& entry : value.list) {
            if (!entry.is_text()) return jot::errc::invalid_claim;
          }
        } else if (!value.is_text()) {
          return jot::errc::invalid_claim;
        }
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] bool is_date(std::string_view number) const {
    const decimal date(number);
    const long long limit = rules_.limits.date_seconds;
    return date.compare(decimal(-limit)) >= 0 && date.compare(decimal(limit)) <= 0;
  }

  [[nodiscard]] finding times() const {
    const long long leeway = rules_.leeway.count();
    const claim_value* exp = claims_.find("exp");
    const claim_value* nbf = claims_.find("nbf");
    const claim_value* iat = claims_.find("iat");
    if (exp == nullptr && rules_.exp == jot::expiry::required) return jot::errc::missing_claim;
    if (exp != nullptr && rules_.exp != jot::expiry::ignored &&
        shifted(model_.now, -leeway).compare(decimal(exp->text)) >= 0) {
      return jot::errc::token_expired;
    }
    if (nbf != nullptr && shifted(model_.now, leeway).compare(decimal(nbf->text)) < 0) {
      return jot::errc::token_not_yet_valid;
    }
    if (!rules_.max_age) return std::nullopt;
    if (iat == nullptr) return jot::errc::missing_claim;
    if (shifted(model_.now, leeway).compare(decimal(iat->text)) < 0) return jot::errc::token_not_yet_valid;
    if (shifted(model_.now, -leeway - rules_.max_age->count()).compare(decimal(iat->text)) > 0) {
      return jot::errc::token_too_old;
    }
    return std::nullopt;
  }

  [[nodiscard]] finding issuer() const {
    if (rules_.issuer.ignored()) return std::nullopt;
    const claim_value* iss = claims_.find("iss");
    if (iss == nullptr) return jot::errc::missing_claim;
    for (const std::string& trusted : rules_.issuer.values()) {
      if (trusted == iss->text) return std::nullopt;
    }
    return jot::errc::issuer_mismatch;
  }

  [[nodiscard]] finding audience() const {
    using mode = jot::audience_rule::mode;
    const claim_value* aud = claims_.find("aud");
    if (rules_.audience.how() == mode::ignored) return std::nullopt;
    if (rules_.audience.how() == mode::none) {
      return aud == nullptr ? std::nullopt : finding(jot::errc::audience_mismatch);
    }
    if (aud == nullptr) return jot::errc::missing_claim;
    std::set<std::string> meant;
    if (aud->is_text()) meant.insert(aud->text);
    for (const claim_value& entry : aud->list) meant.insert(entry.text);
    std::size_t found = 0;
    for (const std::string& wanted : rules_.audience.values()) found += meant.count(wanted);
    const bool ok = rules_.audience.how() == mode::any ? found > 0 : found == rules_.audience.values().size();
    return ok ? std::nullopt : finding(jot::errc::audience_mismatch);
  }

  [[nodiscard]] finding exact() const {
    for (const auto& [name, wanted, mismatch] : {std::tuple("sub", &rules_.subject, jot::errc::subject_mismatch),
                                                 {"jti", &rules_.jti, jot::errc::claim_rejected}}) {
      if (!*wanted) continue;
      const claim_value* found = claims_.find(name);
      if (found == nullptr) return jot::errc::missing_claim;
      if (found->text != **wanted) return mismatch;
    }
    return std::nullopt;
  }

  [[nodiscard]] finding binding() const {
    if (claims_.find("cnf") == nullptr || rules_.confirmation.ignored()) return std::nullopt;
    return jot::errc::binding_mismatch;
  }

  [[nodiscard]] finding required() const {
    for (const std::string& name : rules_.required) {
      const claim_value* found = claims_.find(name);
      if (found == nullptr || found->is == claim_value::kind::null) return jot::errc::missing_claim;
    }
    return std::nullopt;
  }

  const claims_model& claims_;
  const jot::validation& rules_;
  const rules_model& model_;
};

}  // namespace jot_fuzz

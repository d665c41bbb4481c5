// The header of a JOSE object (RFC 7515 §4, RFC 7516 §4): its parameters are read, and crit is checked.
#pragma once

#include <jot/impl/json/reader.hpp>
#include <jot/impl/text/text_arena.hpp>
#include <jot/jws_header.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Where a parameter is in a header's texts: the header itself, followed by strings that had to be unescaped.
struct text_place {
  static constexpr std::uint32_t missing = 0xFFFFFFFF;
  std::uint32_t at = 0;
  std::uint32_t size = missing;

  [[nodiscard]] bool is_within(std::size_t chars) const noexcept { return size == missing || at + size <= chars; }
};

/// A header's parameters as places in its texts, so that they stay valid when the texts are moved.
struct header_facts {
  static constexpr std::uint64_t unknown = ~std::uint64_t{0};
  std::uint64_t alg_number = unknown;
  text_place kid, typ, cty;

  [[nodiscard]] std::optional<algorithm> alg() const noexcept {
    return alg_number == unknown ? std::nullopt : std::optional(static_cast<algorithm>(alg_number));
  }
};

/// The one list of the text parameters that a jws_header has: name, place, and member.
template <class Visit>
constexpr void for_each_text_parameter(Visit visit) {
  visit("kid", &header_facts::kid, &jws_header::kid);
  visit("typ", &header_facts::typ, &jws_header::typ);
  visit("cty", &header_facts::cty, &jws_header::cty);
}

inline std::optional<std::string_view> text_at(std::string_view texts, text_place place) noexcept {
  if (place.size == text_place::missing) return std::nullopt;
  return std::string_view(texts.data() + place.at, place.size);
}

/// Fills in a jws_header with views of the texts, of which the header is the first `header_chars`.
inline void view_header(const header_facts& facts, std::string_view texts, std::size_t header_chars,
                        jws_header& out) noexcept {
  out.alg = facts.alg();
  out.text = texts.substr(0, header_chars);
  for_each_text_parameter([&](std::string_view, auto place, auto view) { out.*view = text_at(texts, facts.*place); });
}

/// The parameters that RFC 7515 §4.1, RFC 7516 §4.1, RFC 7518 §4 and RFC 7797 §3 define.
inline bool is_registered_parameter(std::string_view name) noexcept {
  constexpr std::string_view names[] = {"alg",      "jku", "jwk", "kid",  "x5u", "x5c", "x5t",
                                        "x5t#S256", "typ", "cty", "crit", "enc", "zip", "epk",
                                        "apu",      "apv", "iv",  "tag",  "p2s", "p2c", "b64"};
  return std::ranges::find(names, name) != std::end(names);
}

/// The rules for a header. `unencoded_payload`: the function that verifies accepts payloads that are not base64url,
/// which b64 and its place in crit announce (RFC 7797).
struct header_rules {
  const token_limits& limits;
  std::span<const std::string> understood;
  bool unencoded_payload = false;
};

/// Whether the name must not be in crit (RFC 7515 §4.1.11): registered ones must not, except b64, which must, if it may
/// be in the header at all.
inline bool never_critical(std::string_view name, bool unencoded_payload) noexcept {
  return is_registered_parameter(name) && !(unencoded_payload && name == "b64");
}

/// invalid_configuration when such a name is listed as understood.
inline result<void> check_understood(std::span<const std::string> names) {
  for (const std::string& name : names) {
    if (never_critical(name, false)) {
      return error(errc::invalid_configuration, name, "can never be in crit; understood_critical is for extensions");
    }
  }
  return {};
}

// Reads the parameters that are used here. jwk, jku, x5u and x5c are skipped: a key that comes with the token proves
// nothing.
class header_reader final : public json_visitor {
 public:
  /// The arena begins with the header; unescaped strings are added to it.
  header_reader(std::string_view header, text_arena& arena, const header_rules& rules, header_facts& out)
      : arena_(arena), header_(header), rules_(rules), facts_(out) {}

  void on_member(std::string_view name, const json_value& value) override {
    in_crit_ = false;
    bool taken = false;
    for_each_text_parameter([&](std::string_view parameter, auto place, auto) {
      if (taken || name != parameter) return;
      taken = true;
      if (is_text(name, value)) facts_.*place = place_of(value.text);
    });
    if (taken) return;
    if (name == "alg") {
      has_alg_ = is_text(name, value);
      const std::optional<algorithm> alg = has_alg_ ? find_algorithm(value.text) : std::nullopt;
      if (alg) facts_.alg_number = static_cast<std::uint64_t>(*alg);
    } else if (name == "crit") {
      has_crit_ = true;
      in_crit_ = value.kind == json_kind::array;
      if (!in_crit_) fail(error(errc::unsupported_critical, name, "must be an array of parameter names"));
    } else if (name == "b64") {
      if (!rules_.unencoded_payload && !(value.kind == json_kind::boolean && value.truth)) {
        fail(error(errc::unsupported_critical, name, "unencoded payloads (RFC 7797) are not supported"));
      }
    }
  }

  void on_element(const json_value& value) override {
    if (!in_crit_) return;
    if (value.kind != json_kind::string) {
      fail(error(errc::unsupported_critical, "crit", "must be an array of parameter names"));
    } else if (critical_.size() == rules_.limits.critical) {
      fail(error(errc::limit_exceeded, "crit", "more than {} parameter names",
                 static_cast<std::int64_t>(rules_.limits.critical)));
    } else {
      critical_.push_back(is_of_header(value.text) ? value.text : arena_.keep(value.text));
    }
  }

  [[nodiscard]] const std::optional<error>& failure() const noexcept { return failure_; }
  [[nodiscard]] bool has_alg() const noexcept { return has_alg_; }
  [[nodiscard]] bool has_crit() const noexcept { return has_crit_; }
  [[nodiscard]] std::span<const std::string_view> critical() const noexcept { return critical_; }

 private:
  bool is_text(std::string_view name, const json_value& value) {
    if (value.kind != json_kind::string) fail(error(errc::invalid_header, name, "must be a string"));
    return value.kind == json_kind::string;
  }
  // Whether the text is in the header, and not in the reader's own buffer because it had escapes.
  [[nodiscard]] bool is_of_header(std::string_view text) const noexcept {
    return !std::less<>()(text.data(), header_.data()) && std::less<>()(text.data(), header_.data() + header_.size());
  }
  text_place place_of(std::string_view text) noexcept {
    if (!is_of_header(text)) text = arena_.keep(text);
    return {static_cast<std::uint32_t>(text.data() - header_.data()), static_cast<std::uint32_t>(text.size())};
  }
  void fail(const error& e) {
    if (!failure_) failure_ = e;
  }

  text_arena& arena_;
  std::string_view header_;
  const header_rules& rules_;
  header_facts& facts_;
  std::vector<std::string_view> critical_;
  std::optional<error> failure_;
  bool has_alg_ = false;
  bool has_crit_ = false;
  bool in_crit_ = false;
};

// Finds out which of the names are members of the object.
class presence_reader final : public json_visitor {
 public:
  explicit presence_reader(std::span<const std::string_view> names) : names_(names), found_(names.size(), false) {}
  void on_member(std::string_view name, const json_value&) override {
    const auto at = std::ranges::find(names_, name);
    if (at != names_.end()) found_[static_cast<std::size_t>(at - names_.begin())] = true;
  }
  void on_element(const json_value&) override {}
  [[nodiscard]] bool all() const { return std::ranges::find(found_, false) == found_.end(); }

 private:
  std::span<const std::string_view> names_;
  std::vector<bool> found_;
};

inline result<void> check_critical(std::span<const std::string_view> critical, std::string_view header,
                                   const header_rules& rules) {
  if (critical.empty()) return error(errc::unsupported_critical, "crit", "must name at least one header parameter");
  for (std::size_t i = 0; i < critical.size(); ++i) {
    const std::string_view name = critical[i];
    if (never_critical(name, rules.unencoded_payload)) {
      return error(errc::unsupported_critical, name, "may not be named in crit");
    }
    if (std::ranges::find(rules.understood, name) == rules.understood.end()) {
      return error(errc::unsupported_critical, name,
                   "named in crit and not understood here; if you process it, list it in understood_critical");
    }
    if (std::ranges::find(critical.first(i), name) != critical.first(i).end()) {
      return error(errc::unsupported_critical, name, "named twice in crit");
    }
  }
  presence_reader presence(critical);
  if (const result<void> read = read_json_object(header, rules.limits.json, errc::invalid_header, presence); !read)
    return read;
  if (!presence.all()) return error(errc::unsupported_critical, "crit", "names a parameter that is not in the header");
  return {};
}

}}}  // namespace jot::JOT_ABI::detail

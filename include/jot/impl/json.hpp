// Bodies of detail/json.hpp on nlohmann's SAX interface.
#pragma once

#include <jot/detail/fast_json.hpp>
#include <jot/detail/json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory_resource>
#include <string>
#include <vector>

namespace jot::inline JOT_ABI::detail {

// Tells nearly all names apart. The names of nearly all claims fit into one word.
inline std::uint32_t name_hash(std::string_view name) noexcept {
  std::uint64_t word = 0;
  if (name.size() > sizeof word) return static_cast<std::uint32_t>(std::hash<std::string_view>{}(name));
  std::memcpy(&word, name.data(), name.size());
  return static_cast<std::uint32_t>(word ^ word >> 32);
}

// nlohmann's reader accepts duplicate members, a BOM, text that ends at a NUL, and any depth and size; this handler
// adds what a verifier must refuse and passes the members of the root on.
class strict_sax {
 public:
  using json = nlohmann::json;

  strict_sax(const json_limits& limits, errc malformed, json_visitor& visitor)
      : limits_(limits), visitor_(visitor), malformed_(malformed) {
    frames_.reserve(8);
    names_.reserve(32);
    name_text_.reserve(255);
  }

  bool null() { return value({.kind = json_kind::null}); }
  bool boolean(bool b) { return value({.kind = json_kind::boolean, .truth = b}); }
  bool number_integer(json::number_integer_t n) { return value({.kind = json_kind::integer, .integer = n}); }
  bool number_unsigned(json::number_unsigned_t n) {
    if (n > static_cast<json::number_unsigned_t>((std::numeric_limits<std::int64_t>::max)())) {
      return value({.kind = json_kind::decimal, .text = std::to_string(n)});
    }
    return value({.kind = json_kind::integer, .integer = static_cast<std::int64_t>(n)});
  }
  bool number_float(json::number_float_t, const json::string_t& text) {
    if (text.size() > limits_.number_chars) {
      return refuse(errc::limit_exceeded, "a number of {} characters; at most {}", text.size(), limits_.number_chars);
    }
    // nlohmann gives the point as the locale writes it.
    std::string plain = text;
    std::ranges::replace_if(
        plain, [](char c) { return std::string_view("0123456789+-eE").find(c) == std::string_view::npos; }, '.');
    return value({.kind = json_kind::decimal, .text = plain});
  }
  bool string(json::string_t& text) { return value({.kind = json_kind::string, .text = text}); }
  bool binary(json::binary_t&) { return false; }  // not of JSON; nlohmann asks for it

  bool start_object(std::size_t) {
    if (!value({.kind = json_kind::object})) return false;
    return open(true);
  }
  bool start_array(std::size_t) {
    if (!value({.kind = json_kind::array})) return false;
    return open(false);
  }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(json::string_t& member) {
    if (member.size() > limits_.name_bytes) {
      return refuse(errc::limit_exceeded, "a member name of {} bytes; at most {}", member.size(), limits_.name_bytes);
    }
    frame& top = frames_.back();
    const std::size_t count = names_.size() - top.first_name;
    if (count >= limits_.members) {
      return refuse(errc::limit_exceeded, "an object of more than {} members", limits_.members);
    }
    const std::uint32_t hash = name_hash(member);
    for (std::size_t i = top.first_name; i < names_.size(); ++i) {
      if (names_[i].hash == hash && name_at(names_[i]) == member) {
        return refuse_member(member, "the member appears twice; each name may appear once (RFC 7519 §4)");
      }
    }
    names_.push_back({hash, static_cast<std::uint32_t>(member.size()), name_text_.size()});
    name_text_ += member;
    return true;
  }

  template <class Exception>
  bool parse_error(std::size_t position, const std::string&, const Exception& e) {
    constexpr int number_out_of_range = 406;  // nlohmann's number for it
    if (e.id == number_out_of_range) return refuse(malformed_, "a number too large for any type, at byte {}", position);
    return refuse(malformed_, "not JSON at byte {}", position == 0 ? 0 : position - 1);
  }

  [[nodiscard]] const std::optional<error>& failure() const noexcept { return failure_; }

 private:
  struct frame {
    std::size_t first_name;
    std::size_t first_text;
    bool object;
  };
  struct name_entry {
    std::uint32_t hash;
    std::uint32_t size;
    std::size_t offset;
  };

  [[nodiscard]] std::string_view name_at(const name_entry& entry) const {
    return std::string_view(name_text_).substr(entry.offset, entry.size);
  }

  bool value(const json_value& v) {
    if (frames_.empty() && v.kind != json_kind::object) return refuse(malformed_, "JSON, but not an object");
    if (frames_.size() == 1) {
      visitor_.on_member(name_at(names_.back()), v);
    } else if (frames_.size() == 2 && !frames_.back().object) {
      visitor_.on_element(v);
    }
    return true;
  }

  bool open(bool object) {
    if (frames_.size() == limits_.depth) {
      return refuse(errc::limit_exceeded, "nested deeper than {} levels", limits_.depth);
    }
    frames_.push_back({names_.size(), name_text_.size(), object});
    return true;
  }

  bool close() {
    names_.resize(frames_.back().first_name);
    name_text_.resize(frames_.back().first_text);
    frames_.pop_back();
    return true;
  }

  bool refuse(errc code, detail_text text, std::size_t first = 0, std::size_t second = 0) {
    failure_.emplace(code, text, static_cast<std::int64_t>(first), static_cast<std::int64_t>(second));
    return false;
  }
  bool refuse_member(std::string_view member, detail_text text) {
    failure_.emplace(malformed_, member, text);
    return false;
  }

  const json_limits& limits_;
  json_visitor& visitor_;
  errc malformed_;
  std::optional<error> failure_;
  // Enough for nearly every token, so that its reading leaves the heap alone.
  std::array<std::byte, 1536> room_;
  std::pmr::monotonic_buffer_resource memory_{room_.data(), room_.size()};
  std::pmr::vector<frame> frames_{&memory_};
  std::pmr::vector<name_entry> names_{&memory_};
  std::pmr::string name_text_{&memory_};
};

JOT_INLINE result<void> read_json_object(std::string_view text, const json_limits& limits, errc malformed,
                                         json_visitor& visitor) {
#if defined(JOT_WITH_SIMDJSON)
  if (read_plain_json(text, limits, visitor)) return {};
#endif
  if (text.starts_with("\xEF\xBB\xBF")) return error(malformed, "starts with a byte-order mark; plain UTF-8 is wanted");
  if (text.find('\0') != std::string_view::npos) return error(malformed, "JSON text with a NUL byte");
  strict_sax sax(limits, malformed, visitor);
  if (nlohmann::json::sax_parse(text, &sax)) return {};
  return sax.failure().value_or(error(malformed, "not JSON"));
}

JOT_INLINE result<void> read_json_document(std::string_view text, const json_limits& limits, errc malformed,
                                           nlohmann::json& out) {
  struct unconcerned final : json_visitor {
    void on_member(std::string_view, const json_value&) override {}
    void on_element(const json_value&) override {}
  } nobody;
  if (const result<void> read = read_json_object(text, limits, malformed, nobody); !read) return read;
  build_accepted_json(text, out);
  return {};
}

JOT_INLINE void build_accepted_json(std::string_view text, nlohmann::json& out) {
  out = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}

// The length of the well-formed UTF-8 sequence at the start of the text (RFC 3629 §4), 0 where there is none.
inline std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto tail = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return at(i) >= low && at(i) <= high;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) return text.empty() ? 0 : 1;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return tail(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return tail(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

JOT_INLINE bool append_json_string(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::size_t before = out.size();
  out += '"';
  while (!text.empty()) {
    // Nearly all text is letters, taken as they are.
    const auto special = std::ranges::find_if(
        text, [](char c) { return c < 0x20 || c == '"' || c == '\\' || static_cast<unsigned char>(c) >= 0x80; });
    const auto plain = static_cast<std::size_t>(special - text.begin());
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t n = utf8_sequence(text);
    if (n == 0) {
      out.resize(before);
      return false;
    }
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
    } else {
      out += text.substr(0, n);
    }
    text.remove_prefix(n);
  }
  out += '"';
  return true;
}

}  // namespace jot::inline JOT_ABI::detail

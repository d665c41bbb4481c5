// Bodies of detail/json.hpp: the strict reader, and how text is written.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/fast_json.hpp>
#include <jot/detail/json.hpp>
#include <jot/numeric_date.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <string>
#include <vector>

namespace jot::inline JOT_ABI::detail {

// Tells nearly all names apart.
inline std::uint32_t name_hash(std::string_view name) noexcept {
  std::uint32_t hash = 0;
  for (const char c : name) hash = std::rotl(hash, 5) ^ static_cast<unsigned char>(c);
  return hash;
}

// How many characters at the start of the text stand in JSON as they are: ASCII but control characters, quote and
// backslash. Nearly all text is such, so eight are looked at together; no sum below carries into the next byte.
inline std::size_t plain_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = 0x80 * ones;
  std::size_t i = 0;
  for (std::uint64_t word = 0; text.size() - i >= sizeof word; i += sizeof word) {
    std::memcpy(&word, text.data() + i, sizeof word);
    const std::uint64_t low = word & ~tops;
    const std::uint64_t plain =
        (low + 0x60 * ones) & ((low ^ '"' * ones) + 0x7F * ones) & ((low ^ '\\' * ones) + 0x7F * ones);
    const std::uint64_t special = (~plain | word) & tops;
    if (special == 0) continue;
    const int before =
        std::endian::native == std::endian::little ? std::countr_zero(special) : std::countl_zero(special);
    return i + static_cast<std::size_t>(before) / 8;
  }
  const auto is_plain = [](char c) {
    return c >= 0x20 && c != '"' && c != '\\' && static_cast<unsigned char>(c) < 0x80;
  };
  while (i < text.size() && is_plain(text[i])) ++i;
  return i;
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

inline void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// A stack whose first N places need no memory of their own.
template <class T, std::size_t N>
class short_stack {
 public:
  void push(const T& value) {
    if (size_ < N) {
      first_[size_] = value;
    } else {
      more_.push_back(value);
    }
    ++size_;
  }
  void shrink(std::size_t size) noexcept {
    while (size_ > size && size_ > N) more_.pop_back(), --size_;
    size_ = (std::min)(size_, size);
  }
  [[nodiscard]] T& operator[](std::size_t i) noexcept { return i < N ? first_[i] : more_[i - N]; }
  [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return i < N ? first_[i] : more_[i - N]; }
  [[nodiscard]] T& top() noexcept { return (*this)[size_ - 1]; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::array<T, N> first_;
  std::vector<T> more_;
  std::size_t size_ = 0;
};

// One pass over the text, RFC 8259's grammar and each limit as it comes. It keeps its own stack: how deep a text is
// nested is no affair of the program's.
class json_reader {
 public:
  json_reader(std::string_view text, const json_limits& limits, errc malformed, json_visitor& visitor) noexcept
      : text_(text), limits_(limits), visitor_(visitor), malformed_(malformed) {}
  // The text may be a private key's, and be refused behind it.
  ~json_reader() { wipe(unescaped_); }
  json_reader(const json_reader&) = delete;
  json_reader& operator=(const json_reader&) = delete;

  result<void> read() {
    if (text_.starts_with("\xEF\xBB\xBF")) refuse(malformed_, "starts with a byte-order mark; plain UTF-8 is wanted");
    skip_space();
    bool ok = !failure_ && root();
    while (ok && frames_.size() != 0) ok = next();
    skip_space();
    if (ok && at_ != text_.size()) not_json();
    if (failure_) return *failure_;
    return {};
  }

 private:
  struct frame {
    std::size_t first_name;
    bool object;
    bool empty;
  };
  struct name_entry {
    std::uint32_t hash;
    std::string_view name;
  };

  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  [[nodiscard]] std::string_view rest() const noexcept { return {text_.data() + at_, text_.size() - at_}; }
  [[nodiscard]] bool skip(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() noexcept {
    if (peek() > ' ') return;
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }

  bool root() {
    if (peek() == '{') return open(true);
    constexpr std::string_view beginnings = "[\"-0123456789tfn";
    if (peek() == '\0' || beginnings.find(peek()) == std::string_view::npos) return not_json();
    return refuse(malformed_, "JSON, but not an object");
  }

  // One member, one element, or the end of what is open.
  bool next() {
    frame& top = frames_.top();
    skip_space();
    if (skip(top.object ? '}' : ']')) {
      names_.shrink(top.first_name);
      frames_.shrink(frames_.size() - 1);
      return true;
    }
    if (!top.empty && !skip(',')) return not_json();
    top.empty = false;
    skip_space();
    return (!top.object || name(top)) && value();
  }

  bool name(const frame& top) {
    const std::size_t count = names_.size() - top.first_name;
    const std::optional<std::string_view> read = string();
    if (!read) return false;
    // Of unescaped text there is one buffer, and the next string takes it.
    const std::string_view member = read->data() == unescaped_.data() ? kept(*read) : *read;
    if (member.size() > limits_.name_bytes) {
      return refuse(errc::limit_exceeded, "a member name of {} bytes; at most {}", member.size(), limits_.name_bytes);
    }
    if (count >= limits_.members) {
      return refuse(errc::limit_exceeded, "an object of more than {} members", limits_.members);
    }
    const std::uint32_t hash = name_hash(member);
    for (std::size_t i = top.first_name; i < names_.size(); ++i) {
      if (names_[i].hash == hash && names_[i].name == member) {
        failure_ = error(malformed_, member, "the member appears twice; each name may appear once (RFC 7519 §4)");
        return false;
      }
    }
    names_.push({hash, member});
    skip_space();
    if (!skip(':')) return not_json();
    skip_space();
    return true;
  }

  std::string_view kept(std::string_view text) {
    // All names together are no longer unescaped than the text is, so what stands there never moves.
    if (escaped_names_.empty()) escaped_names_.reserve(text_.size());
    escaped_names_ += text;
    return std::string_view(escaped_names_).substr(escaped_names_.size() - text.size());
  }

  bool value() {
    switch (peek()) {
      case '"': {
        const std::optional<std::string_view> text = string();
        return text && tell({.kind = json_kind::string, .text = *text});
      }
      case '{':
        return open(true);
      case '[':
        return open(false);
      case 't':
        return word("true", {.kind = json_kind::boolean, .truth = true});
      case 'f':
        return word("false", {.kind = json_kind::boolean});
      case 'n':
        return word("null", {.kind = json_kind::null});
      default:
        return number();
    }
  }

  bool open(bool object) {
    if (frames_.size() == limits_.depth) {
      return refuse(errc::limit_exceeded, "nested deeper than {} levels", limits_.depth);
    }
    tell({.kind = object ? json_kind::object : json_kind::array});
    frames_.push({names_.size(), object, true});
    ++at_;
    return true;
  }

  bool word(std::string_view text, const json_value& v) {
    if (!rest().starts_with(text)) return not_json();
    at_ += text.size();
    return tell(v);
  }

  bool number() {
    constexpr std::size_t digits_that_fit = 18;
    const bool negative = peek() == '-';
    const std::size_t first = at_ + (negative ? 1 : 0);
    const std::size_t last = (std::min)(text_.size(), first + digits_that_fit);
    std::size_t end = first;
    std::int64_t integer = 0;
    for (; end < last && text_[end] >= '0' && text_[end] <= '9'; ++end) integer = integer * 10 + (text_[end] - '0');
    const std::size_t digits = end - first;
    const char next = end < text_.size() ? text_[end] : ' ';
    const bool goes_on = (next >= '0' && next <= '9') || next == '.' || next == 'e' || next == 'E';
    if (digits == 0 || (digits > 1 && text_[first] == '0') || goes_on || end - at_ > limits_.number_chars) {
      return any_number();
    }
    at_ = end;
    return tell({.kind = json_kind::integer, .integer = negative ? -integer : integer});
  }

  bool any_number() {
    const std::string_view text = rest().substr(0, rest().find_first_not_of("+-.eE0123456789"));
    const std::optional<decimal_text> parts = split_decimal(text);
    if (!parts) return not_json();
    if (text.size() > limits_.number_chars) {
      return refuse(errc::limit_exceeded, "a number of {} characters; at most {}", text.size(), limits_.number_chars);
    }
    // What a double cannot hold no other implementation could read.
    if (parts->beyond_double()) return refuse(malformed_, "a number too large for any type, at byte {}", at_);
    json_value v{.kind = json_kind::decimal, .text = text};
    if (parts->size() == text.size() - (parts->negative ? 1 : 0) &&
        std::from_chars(text.data(), text.data() + text.size(), v.integer).ec == std::errc()) {
      v.kind = json_kind::integer;
    }
    at_ += text.size();
    return tell(v);
  }

  // The string that begins here, unescaped; nothing where it is no string.
  std::optional<std::string_view> string() {
    if (!skip('"')) return not_a_string();
    std::size_t start = at_;
    bool escaped = false;
    for (;;) {
      at_ += plain_prefix(rest());
      const char c = peek();
      if (c == '"') break;
      if (c == '\\') {
        if (!escaped) wipe(unescaped_);
        escaped = true;
        unescaped_.reserve(text_.size());  // once, so that it never moves
        unescaped_ += text_.substr(start, at_ - start);
        if (!escape()) return not_a_string();
        start = at_;
      } else {
        const std::size_t n = static_cast<unsigned char>(c) < 0x80 ? 0 : utf8_sequence(rest());
        if (n == 0) return not_a_string();
        at_ += n;
      }
    }
    const std::string_view last(text_.data() + start, at_ - start);
    ++at_;
    if (!escaped) return last;
    unescaped_ += last;
    return unescaped_;
  }

  std::nullopt_t not_a_string() {
    not_json();
    return std::nullopt;
  }

  // The escape sequence that begins here (RFC 8259 §7); both halves of a pair are one character.
  bool escape() {
    ++at_;
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t i = letters.find(peek()); i != std::string_view::npos) {
      unescaped_ += meanings[i];
      ++at_;
      return true;
    }
    std::optional<std::uint32_t> code = unit();
    if (code && *code >= 0xD800 && *code <= 0xDBFF) {
      const std::optional<std::uint32_t> low = skip('\\') ? unit() : std::nullopt;
      if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
      code = 0x10000 + ((*code & 0x3FF) << 10 | (*low & 0x3FF));
    } else if (!code || (*code >= 0xDC00 && *code <= 0xDFFF)) {
      return false;
    }
    append_utf8(unescaped_, *code);
    return true;
  }

  // `u` and four hexadecimal digits.
  std::optional<std::uint32_t> unit() noexcept {
    const std::string_view digits = rest().substr(0, 5);
    std::uint32_t code = 0;
    if (digits.size() != 5 || digits[0] != 'u' ||
        std::from_chars(digits.data() + 1, digits.data() + 5, code, 16).ptr != digits.data() + 5) {
      return std::nullopt;
    }
    at_ += 5;
    return code;
  }

  bool tell(const json_value& v) {
    if (frames_.size() == 1) {
      visitor_.on_member(names_.top().name, v);
    } else if (frames_.size() == 2 && !frames_.top().object) {
      visitor_.on_element(v);
    }
    return true;
  }

  bool not_json() {
    return peek() == '\0' && at_ < text_.size() ? refuse(malformed_, "JSON text with a NUL byte, at byte {}", at_)
                                                : refuse(malformed_, "not JSON at byte {}", at_);
  }
  bool refuse(errc code, detail_text text, std::size_t first = 0, std::size_t second = 0) {
    failure_.emplace(code, text, static_cast<std::int64_t>(first), static_cast<std::int64_t>(second));
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  const json_limits& limits_;
  json_visitor& visitor_;
  errc malformed_;
  std::optional<error> failure_;
  short_stack<frame, 8> frames_;
  short_stack<name_entry, 32> names_;
  std::string unescaped_;
  std::string escaped_names_;
};

JOT_INLINE result<void> read_json_object(std::string_view text, const json_limits& limits, errc malformed,
                                         json_visitor& visitor) {
#if defined(JOT_WITH_SIMDJSON)
  if (read_plain_json(text, limits, visitor)) return {};
#endif
  return json_reader(text, limits, malformed, visitor).read();
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

JOT_INLINE bool append_json_string(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::size_t before = out.size();
  out += '"';
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text);
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

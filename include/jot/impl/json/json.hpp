// Bodies of detail/json.hpp: the strict reader, and how text is written.
#pragma once

#include <jot/bytes.hpp>
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

namespace jot { inline namespace JOT_ABI { namespace detail {

// Differs for nearly all pairs of names.
inline std::uint32_t name_hash(std::string_view name) noexcept {
  const std::size_t size = name.size();
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(name[i])}; };
  if (size < 4) return size == 0 ? 0 : byte(0) << 16 | byte(size / 2) << 8 | byte(size - 1);
  const auto word = [&](std::size_t i) {
    std::uint32_t four = 0;
    std::memcpy(&four, name.data() + i, sizeof four);
    return four;
  };
  std::uint32_t hash = word(size - 4) ^ static_cast<std::uint32_t>(size);
  for (std::size_t i = 0; i + 4 < size; i += 4) hash = std::rotl(hash, 9) ^ word(i);
  return hash;
}

// Hashes of names that have been, a bit for each.
struct hash_filter {
  std::uint64_t bits;

  // False where such a hash may have been before.
  [[nodiscard]] bool add(std::uint32_t hash) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << (hash * std::uint64_t{0x9E3779B1} >> 26 & 63);
    const bool is_new = (bits & bit) == 0;
    bits |= bit;
    return is_new;
  }
};

// How many characters at the start of the text stand in JSON as they are: ASCII but control characters, quote and
// backslash. Nearly all text is such, so eight are looked at together. Each difference sets the top bit of a byte that
// is zero or less, which may borrow from those behind it: only the first such byte is told, and only it is wanted.
inline std::size_t plain_prefix(std::string_view text) noexcept {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (std::uint64_t word = 0; text.size() - i >= sizeof word; i += sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      const std::uint64_t not_plain =
          (word | (word - ' ' * ones) | ((word ^ '"' * ones) - ones) | ((word ^ '\\' * ones) - ones)) & 0x80 * ones;
      if (not_plain != 0) return i + static_cast<std::size_t>(std::countr_zero(not_plain)) / 8;
    }
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

// A stack whose first N places need no memory of their own, and no initialisation either.
template <class T, std::size_t N>
class short_stack {
  static_assert(std::is_trivially_default_constructible_v<T>);

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
// nested is no affair of the program's. What reads a piece takes the place where it begins and gives the one behind it,
// null where it failed.
class json_reader {
 public:
  json_reader(std::string_view text, const json_limits& limits, errc malformed, json_visitor& visitor) noexcept
      : text_(text), end_(text.data() + text.size()), limits_(limits), visitor_(visitor), malformed_(malformed) {}
  // The text may be a private key's, and be refused behind it.
  ~json_reader() { wipe(unescaped_); }
  json_reader(const json_reader&) = delete;
  json_reader& operator=(const json_reader&) = delete;

  result<void> read() {
    const char* at = text_.starts_with("\xEF\xBB\xBF")
                         ? refuse(malformed_, "starts with a byte-order mark; plain UTF-8 is wanted")
                         : root(skip_space(text_.data()));
    while (at != nullptr && depth() != 0) at = next(at);
    if (at != nullptr && skip_space(at) != end_) not_json(skip_space(at));
    if (failure_) return *failure_;
    return {};
  }

 private:
  // What is open: an object with the names that it has had so far, or an array.
  struct frame {
    std::size_t first_name;
    hash_filter hashes;  // of the names, so that a new one is seldom looked for among them
    bool object;
    bool empty;
  };
  struct name_entry {
    const char* data;
    std::size_t size;
    std::uint32_t hash;

    [[nodiscard]] std::string_view name() const noexcept { return {data, size}; }
  };

  [[nodiscard]] char peek(const char* at) const noexcept { return at != end_ ? *at : '\0'; }
  [[nodiscard]] std::string_view from(const char* at) const noexcept {
    return {at, static_cast<std::size_t>(end_ - at)};
  }
  [[nodiscard]] const char* skip_space(const char* at) const noexcept {
    if (peek(at) > ' ') return at;
    while (peek(at) == ' ' || peek(at) == '\t' || peek(at) == '\n' || peek(at) == '\r') ++at;
    return at;
  }
  [[nodiscard]] std::size_t depth() const noexcept { return outer_.size(); }

  const char* root(const char* at) {
    if (peek(at) == '{') return open(at, true);
    constexpr std::string_view beginnings = "[\"-0123456789tfn";
    if (peek(at) == '\0' || beginnings.find(*at) == std::string_view::npos) return not_json(at);
    return refuse(malformed_, "JSON, but not an object");
  }

  // One member, one element, or the end of what is open.
  const char* next(const char* at) {
    at = skip_space(at);
    if (peek(at) == (open_.object ? '}' : ']')) {
      names_.shrink(open_.first_name);
      open_ = outer_.top();
      outer_.shrink(depth() - 1);
      return at + 1;
    }
    if (!open_.empty) {
      if (peek(at) != ',') return not_json(at);
      at = skip_space(at + 1);
    }
    open_.empty = false;
    if (open_.object) at = name(at);
    return at != nullptr ? value(at) : nullptr;
  }

  // With the colon behind it.
  const char* name(const char* at) {
    std::string_view member;
    at = string(at, member);
    if (at == nullptr) return nullptr;
    // Of unescaped text there is one buffer, and the next string takes it.
    if (member.data() == unescaped_.data()) member = kept(member);
    if (member.size() > limits_.name_bytes) {
      return refuse(errc::limit_exceeded, "a member name of {} bytes; at most {}", member.size(), limits_.name_bytes);
    }
    if (names_.size() - open_.first_name >= limits_.members) {
      return refuse(errc::limit_exceeded, "an object of more than {} members", limits_.members);
    }
    const std::uint32_t hash = name_hash(member);
    if (!open_.hashes.add(hash) && has_name(hash, member)) {
      failure_ = error(malformed_, member, "the member appears twice; each name may appear once (RFC 7519 §4)");
      return nullptr;
    }
    names_.push({member.data(), member.size(), hash});
    name_ = member;
    at = skip_space(at);
    return peek(at) == ':' ? skip_space(at + 1) : not_json(at);
  }

  [[nodiscard]] bool has_name(std::uint32_t hash, std::string_view name) const noexcept {
    for (std::size_t i = open_.first_name; i < names_.size(); ++i) {
      if (names_[i].hash == hash && names_[i].name() == name) return true;
    }
    return false;
  }

  std::string_view kept(std::string_view text) {
    // All names together are no longer unescaped than the text is, so what stands there never moves.
    if (escaped_names_.empty()) escaped_names_.reserve(text_.size());
    escaped_names_ += text;
    return std::string_view(escaped_names_).substr(escaped_names_.size() - text.size());
  }

  const char* value(const char* at) {
    switch (peek(at)) {
      case '"': {
        json_value v{.kind = json_kind::string};
        at = string(at, v.text);
        return at != nullptr ? tell(v, at) : nullptr;
      }
      case '{':
        return open(at, true);
      case '[':
        return open(at, false);
      case 't':
        return word(at, "true", {.kind = json_kind::boolean, .truth = true});
      case 'f':
        return word(at, "false", {.kind = json_kind::boolean});
      case 'n':
        return word(at, "null", {.kind = json_kind::null});
      default:
        return number(at);
    }
  }

  const char* open(const char* at, bool object) {
    if (depth() == limits_.depth) {
      return refuse(errc::limit_exceeded, "nested deeper than {} levels", limits_.depth);
    }
    tell({.kind = object ? json_kind::object : json_kind::array}, at);
    outer_.push(open_);
    open_ = {.first_name = names_.size(), .hashes = {}, .object = object, .empty = true};
    return at + 1;
  }

  const char* word(const char* at, std::string_view text, const json_value& v) {
    return from(at).starts_with(text) ? tell(v, at + text.size()) : not_json(at);
  }

  const char* number(const char* at) {
    constexpr std::ptrdiff_t digits_that_fit = 18;
    const auto digit_at = [](const char* place) { return static_cast<unsigned char>(*place - '0'); };
    const bool negative = peek(at) == '-';
    const char* const first = at + (negative ? 1 : 0);
    const char* const last = first + (std::min)(end_ - first, digits_that_fit);
    const char* behind = first;
    std::int64_t integer = 0;
    for (; behind != last && digit_at(behind) <= 9; ++behind) integer = integer * 10 + digit_at(behind);
    const char next = peek(behind);
    const bool goes_on = (next >= '0' && next <= '9') || next == '.' || next == 'e' || next == 'E';
    const bool starts_with_zero = behind - first > 1 && *first == '0';
    if (behind == first || starts_with_zero || goes_on ||
        static_cast<std::size_t>(behind - at) > limits_.number_chars) {
      return any_number(at);
    }
    return tell({.kind = json_kind::integer, .integer = negative ? -integer : integer}, behind);
  }

  const char* any_number(const char* at) {
    const std::string_view text = from(at).substr(0, from(at).find_first_not_of("+-.eE0123456789"));
    const std::optional<decimal_text> parts = split_decimal(text);
    if (!parts) return not_json(at);
    if (text.size() > limits_.number_chars) {
      return refuse(errc::limit_exceeded, "a number of {} characters; at most {}", text.size(), limits_.number_chars);
    }
    // What a double cannot hold no other implementation could read.
    if (parts->beyond_double()) return refuse(malformed_, "a number too large for any type, at byte {}", offset(at));
    json_value v{.kind = json_kind::decimal, .text = text};
    if (parts->size() == text.size() - (parts->negative ? 1 : 0) &&
        std::from_chars(text.data(), text.data() + text.size(), v.integer).ec == std::errc()) {
      v.kind = json_kind::integer;
    }
    return tell(v, at + text.size());
  }

  // `out` is the string unescaped.
  const char* string(const char* at, std::string_view& out) {
    if (peek(at) != '"') [[unlikely]]
      return not_json(at);
    const char* const start = at + 1;
    const char* const behind = start + plain_prefix(from(start));
    if (peek(behind) != '"') [[unlikely]]
      return unusual_string(start, behind, out);
    out = {start, static_cast<std::size_t>(behind - start)};
    return behind + 1;
  }

  // One that begins with plain characters as far as `at`, and has others.
  const char* unusual_string(const char* start, const char* at, std::string_view& out) {
    bool escaped = false;
    for (char c = peek(at); c != '"'; c = peek(at)) {
      if (c == '\\') {
        if (!escaped) wipe(unescaped_);
        escaped = true;
        unescaped_.reserve(text_.size());  // once, so that it never moves
        unescaped_.append(start, at);
        at = escape(at + 1);
        if (at == nullptr) return nullptr;
        start = at;
      } else {
        const std::size_t n = static_cast<unsigned char>(c) < 0x80 ? 0 : utf8_sequence(from(at));
        if (n == 0) return not_json(at);
        at += n;
      }
      at += plain_prefix(from(at));
    }
    out = {start, static_cast<std::size_t>(at - start)};
    if (escaped) {
      unescaped_ += out;
      out = unescaped_;
    }
    return at + 1;
  }

  // The rest of an escape sequence (RFC 8259 §7); both halves of a pair are one character.
  const char* escape(const char* at) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    if (const std::size_t i = letters.find(peek(at)); i != std::string_view::npos) {
      unescaped_ += meanings[i];
      return at + 1;
    }
    std::uint32_t code = 0;
    at = unit(at, code);
    if (at != nullptr && code >= 0xD800 && code <= 0xDBFF) {
      std::uint32_t low = 0;
      at = peek(at) == '\\' ? unit(at + 1, low) : not_json(at);
      if (at != nullptr && (low < 0xDC00 || low > 0xDFFF)) return not_json(at);
      code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF));
    } else if (at != nullptr && code >= 0xDC00 && code <= 0xDFFF) {
      return not_json(at);
    }
    if (at != nullptr) append_utf8(unescaped_, code);
    return at;
  }

  // `u` and four hexadecimal digits.
  const char* unit(const char* at, std::uint32_t& code) {
    const std::string_view digits = from(at).substr(0, 5);
    if (digits.size() != 5 || digits[0] != 'u' || std::from_chars(at + 1, at + 5, code, 16).ptr != at + 5) {
      return not_json(at);
    }
    return at + 5;
  }

  // `at` is where to go on.
  const char* tell(const json_value& v, const char* at) {
    if (depth() == 1) {
      visitor_.on_member(name_, v);
    } else if (depth() == 2 && !open_.object) {
      visitor_.on_element(v);
    }
    return at;
  }

  [[nodiscard]] std::size_t offset(const char* at) const noexcept {
    return static_cast<std::size_t>(at - text_.data());
  }
  const char* not_json(const char* at) {
    return at != end_ && *at == '\0' ? refuse(malformed_, "JSON text with a NUL byte, at byte {}", offset(at))
                                     : refuse(malformed_, "not JSON at byte {}", offset(at));
  }
  const char* refuse(errc code, detail_text text, std::size_t first = 0, std::size_t second = 0) {
    failure_.emplace(code, text, static_cast<std::int64_t>(first), static_cast<std::int64_t>(second));
    return nullptr;
  }

  std::string_view text_;
  const char* end_;
  const json_limits& limits_;
  json_visitor& visitor_;
  errc malformed_;
  std::optional<error> failure_;
  frame open_{};
  std::string_view name_;  // the last one
  short_stack<frame, 8> outer_;
  short_stack<name_entry, 32> names_;
  std::string unescaped_;
  std::string escaped_names_;
};

JOT_INLINE result<void> read_json_object(std::string_view text, const json_limits& limits, errc malformed,
                                         json_visitor& visitor) {
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

JOT_INLINE bool append_json_string(text_buffer& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  const std::size_t before = out.size();
  out.add('"');
  while (!text.empty()) {
    const std::size_t plain = plain_prefix(text);
    out.add(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t n = utf8_sequence(text);
    if (n == 0) {
      out.cut(before);
      return false;
    }
    const char c = text[0];
    if (c == '"' || c == '\\') {
      out.add('\\');
      out.add(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out.add("\\u00");
      out.add(digits[static_cast<unsigned char>(c) >> 4]);
      out.add(digits[static_cast<unsigned char>(c) & 15]);
    } else {
      out.add(text.substr(0, n));
    }
    text.remove_prefix(n);
  }
  out.add('"');
  return true;
}

}}}  // namespace jot::JOT_ABI::detail

// The strict JSON reader (RFC 8259, RFC 7493), through which all JSON from outside goes.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/json_events.hpp>
#include <jot/impl/text/decimal.hpp>
#include <jot/impl/text/utf8.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

// The hash of a name, of which each byte counts; quick for short names, as claims have (tests/cost).
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

// A Bloom filter of one bit a name.
struct hash_filter {
  std::uint64_t bits;

  // False where the hash may have been added before.
  [[nodiscard]] bool add(std::uint32_t hash) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << (hash * std::uint64_t{0x9E3779B1} >> 26 & 63);
    const bool is_new = (bits & bit) == 0;
    bits |= bit;
    return is_new;
  }
};

// A stack whose first N places are neither allocated nor initialised.
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

// Checks the grammar of RFC 8259 and each limit in one pass, with its own stack, so that nesting does not use up the
// program's. A function that reads a piece is given the place where it begins and returns the place after it, or null.
class json_reader {
 public:
  json_reader(std::string_view text, const json_limits& limits, errc malformed, json_visitor& visitor) noexcept
      : text_(text), end_(text.data() + text.size()), limits_(limits), visitor_(visitor), malformed_(malformed) {}
  // The text may be a private key's, and be refused after the key was read.
  ~json_reader() { wipe(unescaped_); }
  json_reader(const json_reader&) = delete;
  json_reader& operator=(const json_reader&) = delete;

  result<void> read() {
    const char* at = text_.starts_with("\xEF\xBB\xBF")
                         ? fail(malformed_, "starts with a byte-order mark; plain UTF-8 is expected")
                         : root(skip_space(text_.data()));
    while (at != nullptr && depth() != 0) at = next(at);
    if (at != nullptr && skip_space(at) != end_) fail_not_json(skip_space(at));
    if (failure_) return *failure_;
    return {};
  }

 private:
  // An open object with the names that it has had so far, or an open array.
  struct frame {
    std::size_t first_name;
    hash_filter hashes;  // of the names, so that a new name seldom has to be searched for
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
    return peek(at) > ' ' ? at : skip_more_space(at);
  }
  [[nodiscard]] const char* skip_more_space(const char* at) const noexcept {
    while (peek(at) == ' ' || peek(at) == '\t' || peek(at) == '\n' || peek(at) == '\r') ++at;
    return at;
  }
  [[nodiscard]] std::size_t depth() const noexcept { return outer_.size(); }

  const char* root(const char* at) {
    if (peek(at) == '{') return open(at, true);
    constexpr std::string_view beginnings = "[\"-0123456789tfn";
    if (peek(at) == '\0' || beginnings.find(*at) == std::string_view::npos) return fail_not_json(at);
    return fail(malformed_, "JSON, but not an object");
  }

  // One member, one element, or the end of what is open.
  const char* next(const char* at) {
    at = skip_space(at);
    if (peek(at) == (open_.object ? '}' : ']')) return close(at + 1);
    if (!open_.empty) {
      if (peek(at) != ',') return fail_not_json(at);
      at = skip_space(at + 1);
    }
    open_.empty = false;
    if (open_.object) at = name(at);
    return at != nullptr ? value(at) : nullptr;
  }

  // The name and the colon after it.
  const char* name(const char* at) {
    std::string_view member;
    at = string(at, member);
    if (at == nullptr) return nullptr;
    // There is one buffer for unescaped text, and the next string overwrites it.
    if (member.data() == unescaped_.data()) member = kept(member);
    if (member.size() > limits_.name_bytes) {
      return fail(errc::limit_exceeded, "a member name of {} bytes; at most {} are allowed", member.size(),
                  limits_.name_bytes);
    }
    if (names_.size() - open_.first_name >= limits_.members) {
      return fail(errc::limit_exceeded, "an object of more than {} members", limits_.members);
    }
    const std::uint32_t hash = name_hash(member);
    if (!open_.hashes.add(hash) && has_name(hash, member)) {
      failure_ = error(malformed_, member, "the member appears twice; each name may appear once (RFC 7519 §4)");
      return nullptr;
    }
    names_.push({member.data(), member.size(), hash});
    name_ = member;
    at = skip_space(at);
    return peek(at) == ':' ? skip_space(at + 1) : fail_not_json(at);
  }

  [[nodiscard]] bool has_name(std::uint32_t hash, std::string_view name) const noexcept {
    for (std::size_t i = open_.first_name; i < names_.size(); ++i) {
      if (names_[i].hash == hash && names_[i].name() == name) return true;
    }
    return false;
  }

  std::string_view kept(std::string_view text) {
    // All unescaped names together are not longer than the text, so the buffer never moves.
    if (escaped_names_.empty()) escaped_names_.reserve(text_.size());
    escaped_names_ += text;
    return std::string_view(escaped_names_).substr(escaped_names_.size() - text.size());
  }

  const char* value(const char* at) {
    if (const char c = peek(at); c == '{' || c == '[') return open(at, c == '{');
    json_value v;
    at = plain_value(at, v);
    return at != nullptr ? report(v, at) : nullptr;
  }

  // A value that is not an object or an array.
  const char* plain_value(const char* at, json_value& v) {
    switch (peek(at)) {
      case '"':
        v.kind = json_kind::string;
        return string(at, v.text);
      case 't':
      case 'f':
        v.kind = json_kind::boolean;
        v.truth = *at == 't';
        return word(at, v.truth ? "true" : "false");
      case 'n':
        return word(at, "null");
      default:
        return number(at, v);
    }
  }

  const char* open(const char* at, bool object) {
    if (depth() == limits_.depth) {
      return fail(errc::limit_exceeded, "nested deeper than {} levels", limits_.depth);
    }
    report({.kind = object ? json_kind::object : json_kind::array}, at);
    if (depth() == 1) member_ = at;
    if (depth() == 2) element_ = at;
    outer_.push(open_);
    open_ = {.first_name = names_.size(), .hashes = {}, .object = object, .empty = true};
    return at + 1;
  }

  const char* close(const char* at) {
    names_.shrink(open_.first_name);
    open_ = outer_.top();
    outer_.shrink(depth() - 1);
    if (depth() == 1) {
      visitor_.on_member_end({member_, static_cast<std::size_t>(at - member_)});
    } else if (depth() == 2 && !open_.object) {
      visitor_.on_element_end({element_, static_cast<std::size_t>(at - element_)});
    }
    return at;
  }

  const char* word(const char* at, std::string_view text) {
    return from(at).starts_with(text) ? at + text.size() : fail_not_json(at);
  }

  const char* number(const char* at, json_value& v) {
    constexpr std::ptrdiff_t digits_that_fit = 18;
    const auto digit_at = [](const char* place) { return static_cast<unsigned char>(*place - '0'); };
    const bool negative = peek(at) == '-';
    const char* const first = at + (negative ? 1 : 0);
    const char* const last = first + (std::min)(end_ - first, digits_that_fit);
    const char* after = first;
    std::int64_t integer = 0;
    for (; after != last && digit_at(after) <= 9; ++after) integer = integer * 10 + digit_at(after);
    const char next = peek(after);
    const bool goes_on = (next >= '0' && next <= '9') || next == '.' || next == 'e' || next == 'E';
    const bool starts_with_zero = after - first > 1 && *first == '0';
    if (after == first || starts_with_zero || goes_on || static_cast<std::size_t>(after - at) > limits_.number_chars) {
      return any_number(at, v);
    }
    v.kind = json_kind::integer;
    v.integer = negative ? -integer : integer;
    return after;
  }

  const char* any_number(const char* at, json_value& v) {
    const std::string_view text = from(at).substr(0, from(at).find_first_not_of("+-.eE0123456789"));
    const std::optional<decimal_text> parts = split_decimal(text);
    if (!parts) return fail_not_json(at);
    if (text.size() > limits_.number_chars) {
      return fail(errc::limit_exceeded, "a number of {} characters; at most {} are allowed", text.size(),
                  limits_.number_chars);
    }
    // Other implementations read numbers into a double, which cannot hold this one.
    if (parts->beyond_double()) {
      return fail(malformed_, "a number too large for any type, at byte {}", offset(at));
    }
    v = {.kind = json_kind::decimal, .text = text};
    if (parts->size() == text.size() - (parts->negative ? 1 : 0) &&
        std::from_chars(text.data(), text.data() + text.size(), v.integer).ec == std::errc()) {
      v.kind = json_kind::integer;
    }
    return at + text.size();
  }

  // `out` is the string unescaped.
  const char* string(const char* at, std::string_view& out) {
    if (peek(at) != '"') [[unlikely]]
      return fail_not_json(at);
    const char* const start = at + 1;
    const char* const after = start + plain_prefix(from(start));
    if (peek(after) != '"') [[unlikely]]
      return unusual_string(start, after, out);
    out = {start, static_cast<std::size_t>(after - start)};
    return after + 1;
  }

  // The rest of a string whose characters before `at` are plain.
  const char* unusual_string(const char* start, const char* at, std::string_view& out) {
    bool escaped = false;
    for (char c = peek(at); c != '"'; c = peek(at)) {
      if (c == '\\') {
        if (!escaped) wipe(unescaped_);
        escaped = true;
        unescaped_.reserve(text_.size());  // the most that it can need, so that it never moves
        unescaped_.append(start, at);
        at = escape(at + 1);
        if (at == nullptr) return nullptr;
        start = at;
        at += plain_prefix(from(at));
      } else {
        const std::size_t n = unescaped_prefix(from(at));
        if (n == 0) return fail_not_json(at);
        at += n;
      }
    }
    out = {start, static_cast<std::size_t>(at - start)};
    if (escaped) {
      unescaped_ += out;
      out = unescaped_;
    }
    return at + 1;
  }

  // The rest of an escape sequence (RFC 8259 §7); both halves of a surrogate pair are one character.
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
      at = peek(at) == '\\' ? unit(at + 1, low) : fail_not_json(at);
      if (at != nullptr && (low < 0xDC00 || low > 0xDFFF)) return fail_not_json(at);
      code = 0x10000 + ((code & 0x3FF) << 10 | (low & 0x3FF));
    } else if (at != nullptr && code >= 0xDC00 && code <= 0xDFFF) {
      return fail_not_json(at);
    }
    if (at != nullptr) append_utf8(unescaped_, code);
    return at;
  }

  // `u` and four hexadecimal digits.
  const char* unit(const char* at, std::uint32_t& code) {
    const std::string_view digits = from(at).substr(0, 5);
    if (digits.size() != 5 || digits[0] != 'u' || std::from_chars(at + 1, at + 5, code, 16).ptr != at + 5) {
      return fail_not_json(at);
    }
    return at + 5;
  }

  // Returns `at`, where the reading goes on.
  const char* report(const json_value& v, const char* at) {
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
  const char* fail_not_json(const char* at) {
    return at != end_ && *at == '\0' ? fail(malformed_, "JSON text with a NUL byte, at byte {}", offset(at))
                                     : fail(malformed_, "not JSON at byte {}", offset(at));
  }
  // These set the failure and return null.
  const char* fail(errc code, detail_text text, std::size_t first = 0, std::size_t second = 0) {
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
  std::string_view name_;          // the last one
  const char* member_ = nullptr;   // where the last member of the root begins that is an object or array
  const char* element_ = nullptr;  // where the last element of a member begins that is one
  short_stack<frame, 8> outer_;
  short_stack<name_entry, 32> names_;
  std::string unescaped_;
  std::string escaped_names_;
};

/// Reads one JSON object and nothing else: UTF-8 without BOM or NUL, no duplicate member at any level (compared after
/// unescaping), no unpaired surrogate, within the limits. Never throws on any bytes. On an error the visitor may have
/// seen part of the object. Errors: `malformed`, limit_exceeded.
inline result<void> read_json_object(std::string_view text, const json_limits& limits, errc malformed,
                                     json_visitor& visitor) {
  return json_reader(text, limits, malformed, visitor).read();
}

}}}  // namespace jot::JOT_ABI::detail

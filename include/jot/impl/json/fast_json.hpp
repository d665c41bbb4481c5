// Bodies of detail/fast_json.hpp. Whatever simdjson accepts has been validated whole, for its document is built before
// anything is believed; whatever is out of the ordinary goes to the strict reader, so that both give the same verdicts.
#pragma once

#include <jot/detail/fast_json.hpp>

#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>
#include <type_traits>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline constexpr std::size_t fast_json_bytes = 16 * 1024;
inline constexpr std::size_t fast_json_members = 32;
inline constexpr std::size_t fast_json_number_chars = 20;  // of any integer of 64 bits

// What simdjson works in, kept by each thread so that reading allocates nothing: 16 KiB of text that are followed by
// the padding it may read, and a document for as much (some 250 KiB once a text of that size has come).
struct fast_json_room {
  simdjson::dom::parser parser;
  std::array<char, fast_json_bytes + simdjson::SIMDJSON_PADDING> text;

  static fast_json_room& of_this_thread() {
    thread_local const std::unique_ptr<fast_json_room> room = std::make_unique<fast_json_room>();
    return *room;
  }
};

// Most names differ in their size, their first or their last character.
inline bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  return a.empty() || (a.front() == b.front() && a.back() == b.back() && a == b);
}

struct plain_member {
  std::string_view name;
  simdjson::dom::element value;
};

// The members of one object. The places that are not in use are not constructed either.
class plain_members {
 public:
  plain_members() noexcept {}  // NOLINT(modernize-use-equals-default): the union would have none
  plain_members(const plain_members&) = delete;
  plain_members& operator=(const plain_members&) = delete;
  ~plain_members() {}  // NOLINT(modernize-use-equals-default)

  [[nodiscard]] bool add(std::string_view name, simdjson::dom::element value) noexcept {
    if (size_ == fast_json_members) return false;
    for (const plain_member& other : *this) {
      if (same_name(other.name, name)) return false;
    }
    std::construct_at(&all_[size_++], plain_member{name, value});
    return true;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const plain_member* begin() const noexcept { return all_; }
  [[nodiscard]] const plain_member* end() const noexcept { return all_ + size_; }

 private:
  static_assert(std::is_trivially_destructible_v<plain_member>);
  union {
    plain_member all_[fast_json_members];
  };
  std::size_t size_ = 0;
};

// No duplicate, nothing beyond a limit, no number but 64-bit integers: what is left means the same to both readers.
class plain_check {
 public:
  explicit plain_check(const json_limits& limits) noexcept : limits_(limits) {}

  /// Adds the members of the object at this depth.
  [[nodiscard]] bool members(simdjson::dom::object object, std::size_t depth, plain_members& out) const {
    if (depth > limits_.depth) return false;
    for (const auto [name, child] : object) {
      if (out.size() == limits_.members || name.size() > limits_.name_bytes) return false;
      if (!out.add(name, child) || !value(child, depth + 1)) return false;
    }
    return true;
  }

 private:
  [[nodiscard]] bool value(simdjson::dom::element value, std::size_t depth) const {
    using type = simdjson::dom::element_type;
    switch (value.type()) {
      case type::DOUBLE:
      case type::UINT64:
        return false;
      case type::ARRAY:
        return depth <= limits_.depth && elements(value.get_array().value_unsafe(), depth);
      case type::OBJECT: {
        plain_members inner;
        return members(value.get_object().value_unsafe(), depth, inner);
      }
      default:
        return true;
    }
  }
  [[nodiscard]] bool elements(simdjson::dom::array array, std::size_t depth) const {
    for (const simdjson::dom::element child : array) {
      if (!value(child, depth + 1)) return false;
    }
    return true;
  }

  const json_limits& limits_;
};

inline json_value as_json_value(simdjson::dom::element value) {
  using type = simdjson::dom::element_type;
  switch (value.type()) {
    case type::STRING:
      return {.kind = json_kind::string, .text = value.get_string().value_unsafe()};
    case type::INT64:
      return {.kind = json_kind::integer, .integer = value.get_int64().value_unsafe()};
    case type::BOOL:
      return {.kind = json_kind::boolean, .truth = value.get_bool().value_unsafe()};
    case type::ARRAY:
      return {.kind = json_kind::array};
    case type::OBJECT:
      return {.kind = json_kind::object};
    default:
      return {.kind = json_kind::null};
  }
}

JOT_INLINE bool read_plain_json(std::string_view text, const json_limits& limits, json_visitor& visitor) {
  if (text.size() > fast_json_bytes || !text.starts_with('{') || text.find('\\') != std::string_view::npos ||
      limits.number_chars < fast_json_number_chars) {
    return false;
  }
  fast_json_room& room = fast_json_room::of_this_thread();
  std::memcpy(room.text.data(), text.data(), text.size());
  simdjson::dom::object root;
  plain_members members;
  if (room.parser.parse(room.text.data(), text.size(), /*realloc_if_needed=*/false).get(root) != simdjson::SUCCESS ||
      !plain_check(limits).members(root, 1, members)) {
    return false;
  }
  for (const auto& [name, value] : members) {
    visitor.on_member(name, as_json_value(value));
    if (!value.is_array()) continue;
    for (const simdjson::dom::element child : simdjson::dom::array(value.get_array().value_unsafe())) {
      visitor.on_element(as_json_value(child));
    }
  }
  return true;
}

}}}  // namespace jot::JOT_ABI::detail

// The members of one object, for documents that are small or read piece by piece: JWKs, sets of them, metadata.
#pragma once

#include <jot/bytes.hpp>
#include <jot/detail/json_events.hpp>
#include <jot/impl/json/reader.hpp>
#include <jot/limits.hpp>
#include <jot/result.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// The members of an object as views of the text that was read, which must outlive them. Only escaped strings are
/// copies; they may be part of a key, and are wiped.
class json_members final : public json_visitor {
 public:
  /// How many elements of an array are kept; the others are only counted.
  static constexpr std::size_t kept_elements = 256;

  struct value {
    json_kind kind = json_kind::null;
    std::string_view text = {};  ///< string: unescaped; array or object: as it is written
  };
  struct member : value {
    std::string_view name;
    std::size_t elements = 0;       ///< of an array, in all
    std::size_t first_element = 0;  ///< its place among the kept ones
  };

  json_members() = default;
  json_members(const json_members&) = delete;
  json_members& operator=(const json_members&) = delete;
  ~json_members() { wipe(unescaped_); }

  /// Reads one object, once. Errors: those of read_json_object.
  result<void> read(std::string_view text, const json_limits& limits, errc malformed) {
    text_ = text;
    return read_json_object(text, limits, malformed, *this);
  }

  [[nodiscard]] std::span<const member> all() const noexcept { return members_; }
  /// Null where there is none.
  [[nodiscard]] const member* find(std::string_view name) const noexcept {
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const member& m) { return m.name == name; });
    return found != members_.end() ? &*found : nullptr;
  }
  /// The string of this name; empty where there is none.
  [[nodiscard]] std::string_view text(std::string_view name) const noexcept {
    const member* const found = find(name);
    return found != nullptr && found->kind == json_kind::string ? found->text : std::string_view();
  }
  /// The elements of an array, as far as they were kept.
  [[nodiscard]] std::span<const value> elements(const member& array) const noexcept {
    return std::span(elements_).subspan(array.first_element, (std::min)(array.elements, kept_elements));
  }

 private:
  void on_member(std::string_view name, const json_value& v) override {
    members_.push_back({value_of(v), lasting(name), 0, elements_.size()});
  }
  void on_element(const json_value& v) override {
    if (++members_.back().elements <= kept_elements) elements_.push_back(value_of(v));
  }
  void on_member_end(std::string_view source) override { members_.back().text = source; }
  void on_element_end(std::string_view source) override {
    if (members_.back().elements <= kept_elements) elements_.back().text = source;
  }

  value value_of(const json_value& v) {
    return {v.kind, v.kind == json_kind::string ? lasting(v.text) : std::string_view()};
  }
  std::string_view lasting(std::string_view text) {
    const char* const end = text_.data() + text_.size();
    if (!std::less<>()(text.data(), text_.data()) && std::less<>()(text.data(), end)) return text;
    // No text is longer unescaped than escaped, so the copies never move.
    unescaped_.reserve(text_.size());
    unescaped_ += text;
    return std::string_view(unescaped_).substr(unescaped_.size() - text.size());
  }

  std::string_view text_;
  std::vector<member> members_;
  std::vector<value> elements_;
  std::string unescaped_;
};

}}}  // namespace jot::JOT_ABI::detail

// The part of reading claims that does not depend on the caller's types.
#pragma once

#include <jot/detail/accepted_json.hpp>
#include <jot/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Kinds of JSON values as bits, so that a type can be read from several.
enum claim_kinds : unsigned {
  null_kind = 1,
  boolean_kind = 2,
  number_kind = 4,
  string_kind = 8,
  array_kind = 16,
  object_kind = 32,
  any_kind = 63
};

/// Where in the claims an error is: "realm_access.roles[2]". It is put together after the failure, from its end to its
/// beginning; one that is too long for an error's text loses its end.
class claim_path {
 public:
  void begin_with_name(std::string_view name) noexcept;
  void begin_with_index(std::size_t index) noexcept;
  [[nodiscard]] std::string_view view() const noexcept { return {text_.data(), size_}; }

 private:
  void begin_with(std::string_view text) noexcept;
  std::array<char, error::max_claim + 4> text_{};
  std::size_t size_ = 0;
};

/// What went wrong, and where.
class claim_failure {
 public:
  void set(const error& what) noexcept {
    what_ = what;
    if (!what.claim().empty()) path.begin_with_name(what.claim());
  }
  [[nodiscard]] error what() const noexcept { return what_.about(path.view()); }
  claim_path path;

 private:
  error what_{errc::invalid_claim, ""};
};

/// A value of a claims set that the strict reader has accepted, read piece by piece. A function that fails returns
/// false; the caller then adds its name or place to the path and returns false as well.
class claims_input {
 public:
  enum class of : std::uint8_t { claims_set, one_claim };
  explicit claims_input(std::string_view accepted, of what) noexcept
      : json_(accepted), level_(what == of::claims_set ? 0 : 1) {}
  claims_input(const claims_input&) = delete;
  claims_input& operator=(const claims_input&) = delete;

  [[nodiscard]] claim_kinds kind() const noexcept;
  /// Fails unless the value that begins here is of one of the kinds.
  [[nodiscard]] bool expect(unsigned kinds) noexcept {
    if ((kind() & kinds) != 0) [[likely]]
      return true;
    return fail_kind(kinds);
  }

  [[nodiscard]] bool read(bool& out) noexcept;
  /// An integer, also one that is written as 3.0 or 3e2.
  [[nodiscard]] bool read_integer(std::int64_t least, std::int64_t most, std::int64_t& out) noexcept;
  [[nodiscard]] bool read_unsigned(std::uint64_t most, std::uint64_t& out) noexcept;
  [[nodiscard]] bool read(double& out) noexcept;
  /// The text is valid until the next one is read.
  [[nodiscard]] bool read(std::string_view& out);
  /// The value as JSON text.
  std::string_view take_source() noexcept { return json_.take_value(); }

  /// How many elements the array that begins here has.
  [[nodiscard]] std::size_t count_elements() const noexcept { return json_.count_elements(); }
  /// Enters the array or object that begins here, after expect().
  void enter() noexcept { json_.step(), ++level_; }
  /// Whether the members that are being read are the claims themselves.
  [[nodiscard]] bool is_root() const noexcept { return level_ == 1; }
  /// Whether there is another element; leaves the array if not.
  [[nodiscard]] bool next_element() noexcept;
  /// Whether there is another member, and its name, which is valid until the next text is read.
  [[nodiscard]] bool next_member(std::string_view& name);

  bool fail(detail_text text, error_value first = {}, error_value second = {}) noexcept {
    return fail_as(error(errc::invalid_claim, text, first, second));
  }
  bool fail_as(const error& what) noexcept { return failure_.set(what), false; }
  /// Always false, for the caller to return.
  bool at_name(std::string_view name) noexcept { return failure_.path.begin_with_name(name), false; }
  bool at_index(std::size_t index) noexcept { return failure_.path.begin_with_index(index), false; }
  [[nodiscard]] error failure() const noexcept { return failure_.what(); }

 private:
  bool fail_kind(unsigned kinds) noexcept;
  [[nodiscard]] std::string_view take_text();

  accepted_json json_;
  std::size_t level_;
  std::string buffer_;
  claim_failure failure_;
};

/// A member of a struct, for read_members.
struct member_entry {
  std::string_view name;
  bool (*read)(claims_input& in, void* place);
  bool required;
};

/// Reads a member that no entry names into `rest`. False where it failed.
using rest_reader = bool (*)(claims_input& in, std::string_view name, void* rest);

/// Reads an object into the places of the members. Without a rest_reader, members that no entry names are skipped.
[[nodiscard]] bool read_members(claims_input& in, const member_entry* entries, void* const* places, std::size_t count,
                                rest_reader read_rest, void* rest);

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claims_input.hpp>
#endif

// The part of writing claims that does not depend on the caller's types.
#pragma once

#include <jot/claims.hpp>
#include <jot/detail/claims_input.hpp>
#include <jot/detail/json_writer.hpp>
#include <jot/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Writes values one after another, as a json_writer does, and keeps the first failure. As with claims_input, a
/// function that fails returns false, and the caller adds its name or place to the path.
class claims_output {
 public:
  claims_output(json_writer& out, const registered_claims& registered) noexcept : out_(out), registered_(registered) {}
  claims_output(const claims_output&) = delete;
  claims_output& operator=(const claims_output&) = delete;

  /// The name of a member of the claims set itself. `fits`: its value is text or, for aud, a list of texts. See
  /// check_custom.
  [[nodiscard]] bool claim_name(std::string_view claim, bool fits) { return may_have(claim, fits) && name(claim); }
  [[nodiscard]] bool name(std::string_view name);
  /// A name that needs no escape, as identifiers do not; of the claims set itself after may_have().
  void plain_name(std::string_view name) { out_.plain_name(name); }
  /// Whether the caller's claims may have a claim of this name. Registered names have three letters.
  [[nodiscard]] bool may_have(std::string_view claim, bool fits) {
    return claim.size() != 3 || may_have_registered(claim, fits);
  }

  [[nodiscard]] bool begin_object() { return deeper() && (out_.begin_object(), true); }
  [[nodiscard]] bool begin_array() { return deeper() && (out_.begin_array(), true); }
  void end_object() { out_.end_object(), ++depth_; }
  void end_array() { out_.end_array(), ++depth_; }

  [[nodiscard]] bool text(std::string_view value);
  [[nodiscard]] bool number(double value);
  void integer(std::int64_t value) { out_.integer(value); }
  void unsigned_integer(std::uint64_t value);
  void boolean(bool value) { out_.raw(value ? "true" : "false"); }
  void null() { out_.raw("null"); }
  /// A value that is JSON text already.
  void source(std::string_view json) { out_.raw(json); }

  [[nodiscard]] json_writer& writer() noexcept { return out_; }
  /// How many levels of arrays and objects a value may still have.
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

  bool too_deep() noexcept { return fail("nested more deeply than a verifier accepts"); }
  bool fail(detail_text text) noexcept { return fail_as(error(errc::invalid_claims_to_sign, text)); }
  bool fail_as(const error& what) noexcept { return failure_.set(what), false; }
  bool at_name(std::string_view name) noexcept { return failure_.path.begin_with_name(name), false; }
  bool at_index(std::size_t index) noexcept { return failure_.path.begin_with_index(index), false; }
  [[nodiscard]] error failure() const noexcept { return failure_.what(); }

 private:
  [[nodiscard]] bool may_have_registered(std::string_view claim, bool fits);
  [[nodiscard]] bool deeper() noexcept;

  json_writer& out_;
  const registered_claims& registered_;
  std::size_t depth_ = json_limits{}.depth - 1;
  claim_failure failure_;
};

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jwt/claims_output.hpp>
#endif

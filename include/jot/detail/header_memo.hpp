// Headers that a verifier has already judged: most tokens of one issuer carry the same one, byte for byte.
#pragma once

#include <jot/jws_header.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace jot { inline namespace JOT_ABI { namespace detail {

/// Remembers the encoded headers of authentic tokens, at most 8 of at most 256 characters each, the oldest giving way:
/// one that comes again needs no JSON reader. Never waits and never allocates; shared by any number of threads. 2.3
/// KiB.
class header_memo {
 public:
  /// Whether the header is remembered. Then `out` has its parameters, as views into `text`, which is the segment
  /// decoded.
  [[nodiscard]] bool find(std::string_view segment, std::string_view text, jws_header& out) const noexcept;

  /// Remembers a header that was judged under the rules of the memo's owner. One that is too long, or whose parameters
  /// do not stand in its text as they are (for they were escaped), is left out.
  void remember(std::string_view segment, const jws_header& header) noexcept;

 private:
  static constexpr std::size_t slots = 8;
  static constexpr std::size_t max_chars = 256;
  using words = std::array<std::uint64_t, max_chars / sizeof(std::uint64_t)>;

  // Where a parameter stands in the text; nowhere when size is `missing`.
  struct place {
    static constexpr std::uint16_t missing = 0xFFFF;
    std::uint16_t at = 0;
    std::uint16_t size = missing;
  };
  struct facts {
    std::uint32_t alg = 0;
    place kid, typ, cty;
  };
  using packed_facts = std::array<std::uint64_t, 2>;
  static_assert(sizeof(facts) == sizeof(packed_facts));

  // A sequence lock: odd while it is written. All of it is atomic, so that a reader that comes in between sees other
  // bytes, never a race.
  struct slot {
    std::atomic<std::uint32_t> version{0};
    std::atomic<std::uint32_t> size{0};
    std::array<std::atomic<std::uint64_t>, 2> facts{};
    std::array<std::atomic<std::uint64_t>, max_chars / sizeof(std::uint64_t)> text{};
  };

  static bool locate(std::string_view text, const std::optional<std::string_view>& parameter, place& out) noexcept;

  std::array<slot, slots> slots_{};
  std::atomic<std::uint32_t> next_{0};
};

[[nodiscard]] std::shared_ptr<header_memo> make_header_memo();

}}}  // namespace jot::JOT_ABI::detail

#if !defined(JOT_PRECOMPILED)
#include <jot/impl/jose/header_memo.hpp>
#endif

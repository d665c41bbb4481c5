// Bodies of detail/header_memo.hpp.
#pragma once

#include <jot/detail/header_memo.hpp>

#include <bit>
#include <cstring>

namespace jot { inline namespace JOT_ABI { namespace detail {

inline std::uint64_t word_of(std::string_view text, std::size_t index) noexcept {
  std::uint64_t word = 0;
  const std::size_t at = index * sizeof word;
  if (text.size() - at >= sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
  } else {
    std::memcpy(&word, text.data() + at, text.size() - at);
  }
  return word;
}

inline std::size_t words_of(std::size_t chars) noexcept {
  return (chars + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
}

JOT_INLINE bool header_memo::find(std::string_view segment, std::string_view text, jws_header& out) const noexcept {
  if (segment.empty() || segment.size() > max_chars) return false;
  const std::size_t count = words_of(segment.size());
  for (const slot& s : slots_) {
    const std::uint32_t version = s.version.load(std::memory_order_acquire);
    if (version % 2 != 0 || s.size.load(std::memory_order_acquire) != segment.size()) continue;
    std::size_t i = 0;
    while (i < count && s.text[i].load(std::memory_order_acquire) == word_of(segment, i)) ++i;
    if (i != count) continue;
    const packed_facts packed{s.facts[0].load(std::memory_order_acquire), s.facts[1].load(std::memory_order_acquire)};
    if (s.version.load(std::memory_order_relaxed) != version) continue;
    const auto known = std::bit_cast<facts>(packed);
    const auto put = [text](place p, std::optional<std::string_view>& parameter) {
      parameter.reset();
      if (p.size != place::missing) parameter.emplace(text.substr(p.at, p.size));
    };
    out.alg = static_cast<algorithm>(known.alg);
    put(known.kid, out.kid);
    put(known.typ, out.typ);
    put(known.cty, out.cty);
    out.text = text;
    return true;
  }
  return false;
}

JOT_INLINE bool header_memo::locate(std::string_view text, const std::optional<std::string_view>& parameter,
                                    place& out) noexcept {
  if (!parameter) return true;
  const std::size_t at = text.find(*parameter);
  if (at == std::string_view::npos) return false;
  out = {static_cast<std::uint16_t>(at), static_cast<std::uint16_t>(parameter->size())};
  return true;
}

JOT_INLINE void header_memo::remember(std::string_view segment, const jws_header& header) noexcept {
  if (segment.empty() || segment.size() > max_chars || !header.alg) return;
  facts known;
  known.alg = static_cast<std::uint32_t>(*header.alg);
  if (!locate(header.text, header.kid, known.kid) || !locate(header.text, header.typ, known.typ) ||
      !locate(header.text, header.cty, known.cty)) {
    return;
  }
  slot& s = slots_[next_.fetch_add(1, std::memory_order_relaxed) % slots];
  std::uint32_t version = s.version.load(std::memory_order_relaxed);
  // Whoever else is writing there has as good a header; this one comes again.
  if (version % 2 != 0 || !s.version.compare_exchange_strong(version, version + 1, std::memory_order_acq_rel)) return;
  const auto packed = std::bit_cast<packed_facts>(known);
  s.size.store(static_cast<std::uint32_t>(segment.size()), std::memory_order_release);
  s.facts[0].store(packed[0], std::memory_order_release);
  s.facts[1].store(packed[1], std::memory_order_release);
  for (std::size_t i = 0; i < words_of(segment.size()); ++i) {
    s.text[i].store(word_of(segment, i), std::memory_order_release);
  }
  s.version.store(version + 2, std::memory_order_release);
}

JOT_INLINE std::shared_ptr<header_memo> make_header_memo() { return std::make_shared<header_memo>(); }

}}}  // namespace jot::JOT_ABI::detail

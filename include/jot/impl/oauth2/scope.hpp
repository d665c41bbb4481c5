// Bodies of oauth2/scope.hpp.
#pragma once

#include <jot/oauth2/scope.hpp>

#include <algorithm>
#include <utility>

namespace jot { inline namespace JOT_ABI {
namespace oauth2 {
namespace detail {

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) (RFC 6749 §3.3).
inline bool is_scope_token(std::string_view token) {
  return !token.empty() &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~' && c != '"' && c != '\\'; });
}

// Collects tokens that come from outside in linear time; scope_set::insert() compares with all that are there already.
class scope_reader {
 public:
  explicit scope_reader(std::size_t expected) { tokens_.reserve((std::min)(expected, scope_set::max_tokens)); }

  // `wrong` is the error for a text that is not a scope token.
  result<void> add(std::string_view token, detail_text wrong) {
    if (looked_at_ == scope_set::max_tokens) {
      return error(errc::limit_exceeded, "scope", "more than {} scope tokens are not accepted",
                   static_cast<std::int64_t>(scope_set::max_tokens));
    }
    ++looked_at_;
    if (!is_scope_token(token)) return error(errc::invalid_claim, "scope", wrong);
    if (is_known(token)) return {};
    tokens_.emplace_back(token);
    if (tokens_.size() == few) {
      sorted_.assign(tokens_.begin(), tokens_.end());
      std::sort(sorted_.begin(), sorted_.end());
    } else if (tokens_.size() > few) {
      sorted_.insert(std::lower_bound(sorted_.begin(), sorted_.end(), token), tokens_.back());
    }
    return {};
  }
  [[nodiscard]] std::vector<std::string> release() && { return std::move(tokens_); }

 private:
  // Up to so many tokens are compared one by one; beyond that a sorted list is searched.
  static constexpr std::size_t few = 16;
  [[nodiscard]] bool is_known(std::string_view token) const noexcept {
    if (tokens_.size() < few) return std::find(tokens_.begin(), tokens_.end(), token) != tokens_.end();
    return std::binary_search(sorted_.begin(), sorted_.end(), token);
  }

  std::vector<std::string> tokens_;  // never moves
  std::vector<std::string_view> sorted_;
  std::size_t looked_at_ = 0;
};

}  // namespace detail

JOT_INLINE scope_set::scope_set(std::initializer_list<std::string_view> tokens) {
  for (const std::string_view token : tokens) insert(token);
}

JOT_INLINE void scope_set::insert(std::string_view token) {
  if (!contains(token)) tokens_.emplace_back(token);
}

JOT_INLINE bool scope_set::contains(std::string_view token) const noexcept {
  return std::find(tokens_.begin(), tokens_.end(), token) != tokens_.end();
}

JOT_INLINE bool scope_set::contains_all(const scope_set& required) const noexcept {
  return std::all_of(required.tokens_.begin(), required.tokens_.end(),
                     [&](const std::string& token) { return contains(token); });
}

JOT_INLINE std::string scope_set::to_string() const {
  std::string out;
  for (const std::string& token : tokens_) {
    if (!out.empty()) out += ' ';
    out += token;
  }
  return out;
}

JOT_INLINE result<scope_set> scope_set::parse(std::string_view text) {
  scope_set out;
  if (text.empty()) return out;
  constexpr detail_text wrong = "must be scope tokens separated by single spaces (RFC 6749 section 3.3)";
  detail::scope_reader reader(1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')));
  while (true) {
    const std::size_t space = text.find(' ');
    if (const result<void> added = reader.add(text.substr(0, space), wrong); !added) return added.error();
    if (space == std::string_view::npos) break;
    text.remove_prefix(space + 1);
  }
  out.tokens_ = std::move(reader).release();
  return out;
}

JOT_INLINE result<scope_set> scope_set::read_entries(std::span<const std::string_view> entries) {
  constexpr detail_text wrong = "an entry of the array is not a scope token (RFC 6749 section 3.3)";
  detail::scope_reader reader(entries.size());
  for (const std::string_view entry : entries) {
    if (const result<void> added = reader.add(entry, wrong); !added) return added.error();
  }
  scope_set out;
  out.tokens_ = std::move(reader).release();
  return out;
}

JOT_INLINE result<void> scope_set::require(const scope_set& required) const {
  if (contains_all(required)) return {};
  const auto lacking = std::find_if_not(required.tokens_.begin(), required.tokens_.end(),
                                        [&](const std::string& token) { return contains(token); });
  return error(errc::insufficient_scope, *lacking, "the token does not have this scope");
}

}  // namespace oauth2

namespace detail {

JOT_INLINE bool claim_io<oauth2::scope_set>::read(claims_input& in, oauth2::scope_set& out) {
  // parse() names the claim "scope" in its errors; here the path of the struct's member replaces it.
  const auto take = [&](result<oauth2::scope_set> read) {
    if (!read) return in.fail_as(read.error().about({}));
    out = *std::move(read);
    return true;
  };
  std::string_view text;
  if (in.kind() != array_kind) return in.expect(kinds) && in.read(text) && take(oauth2::scope_set::parse(text));
  std::vector<std::string> entries;
  if (!read_claim(in, entries)) return false;
  const std::vector<std::string_view> views(entries.begin(), entries.end());
  return take(oauth2::scope_set::read_entries(views));
}

JOT_INLINE bool claim_io<oauth2::scope_set>::write(claims_output& out, const oauth2::scope_set& value) {
  return out.text(value.to_string());
}

}  // namespace detail
}}  // namespace jot::JOT_ABI

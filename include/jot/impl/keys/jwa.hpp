// Bodies of jwa.hpp, and the proof that its tables are in the order of their enums.
#pragma once

#include <jot/jwa.hpp>

namespace jot { inline namespace JOT_ABI {

namespace detail {

template <class Table>
constexpr bool is_indexed_by_id(const Table& table, std::size_t first) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (static_cast<std::size_t>(table[i].id) != first + i) return false;
  }
  return true;
}

}  // namespace detail

static_assert(detail::is_indexed_by_id(algorithm_table, 0) &&
              static_cast<std::size_t>(algorithm::ed448) + 1 == algorithm_table.size());
static_assert(detail::is_indexed_by_id(curve_table, 1) && static_cast<std::size_t>(curve::x448) == curve_table.size());

JOT_INLINE result<algorithm_set> algorithm_set::parse(std::string_view names) {
  if (names.empty())
    return error(errc::invalid_configuration, "the list of algorithms is empty: nothing could be accepted");
  algorithm_set out;
  while (true) {
    const std::size_t comma = names.find(',');
    const std::string_view entry = names.substr(0, comma);
    const std::optional<algorithm> alg = find_algorithm(entry);
    if (!alg) {
      return error(errc::invalid_configuration, entry,
                   "is not a signature algorithm; known: HS256/384/512, RS256/384/512, PS256/384/512, ES256/384/512, "
                   "ES256K, EdDSA, Ed25519, Ed448 (and never none)");
    }
    out.insert(*alg);
    if (comma == std::string_view::npos) return out;
    names.remove_prefix(comma + 1);
  }
}

}}  // namespace jot::JOT_ABI

// The version of the library; CMake reads the three numbers from here.
#pragma once

#include <jot/detail/config.hpp>

namespace jot { inline namespace JOT_ABI {

inline constexpr int version_major = 0;  ///< changes where programs must change
inline constexpr int version_minor = 1;  ///< grows with what is new
inline constexpr int version_patch = 0;  ///< grows with corrections

}}  // namespace jot::JOT_ABI

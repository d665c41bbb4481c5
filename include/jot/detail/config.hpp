// The library's only macros: how it is built, and the ABI namespace that follows from it.
#pragma once

// Makes an old standard one error and not thousands: compilers go on after #error, but not after a missing header.
#if !(defined(_MSVC_LANG) && _MSVC_LANG >= 202002L) && __cplusplus < 202002L
#error \
    "jot needs C++20: compile with -std=c++20 (MSVC: /std:c++20), in CMake target_compile_features(app PRIVATE cxx_std_20)"
#include <stop: jot needs C++20>
#endif

// 1 where exceptions are on. Without them result<T>::value() on an error ends the program; nothing else differs.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define JOT_EXCEPTIONS 1
#else
#define JOT_EXCEPTIONS 0
#endif

// The inline namespace of every declaration: objects that were built in different ways never mix in one program.
#if JOT_EXCEPTIONS
#define JOT_ABI v0
#else
#define JOT_ABI v0_noexcept
#endif

// JOT_PRECOMPILED (set by the CMake option of that name): bodies come from one translation unit of jot/src.hpp.
#if defined(JOT_PRECOMPILED)
#define JOT_INLINE
#else
#define JOT_INLINE inline
#endif

// The library's only macros: how it is built, and the ABI namespace that follows from it.
#pragma once

// 1 where exceptions are on. Without them result<T>::value() on an error ends the program; nothing else differs.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define JOT_EXCEPTIONS 1
#else
#define JOT_EXCEPTIONS 0
#endif

// JOT_WITH_SIMDJSON (set by the CMake option of that name): simdjson reads plain JSON of at least so many bytes, one
// number for all of a program. What is shorter jot's own reader has read before simdjson has begun; the tests set this
// to 0.
#if defined(JOT_WITH_SIMDJSON) && !defined(JOT_SIMDJSON_FROM_BYTES)
#define JOT_SIMDJSON_FROM_BYTES 1024
#endif

// The inline namespace of every declaration: objects that were built in different ways never mix in one program.
#if JOT_EXCEPTIONS && defined(JOT_WITH_SIMDJSON)
#define JOT_ABI v0_simdjson
#elif JOT_EXCEPTIONS
#define JOT_ABI v0
#elif defined(JOT_WITH_SIMDJSON)
#define JOT_ABI v0_simdjson_noexcept
#else
#define JOT_ABI v0_noexcept
#endif

// JOT_PRECOMPILED (set by the CMake option of that name): bodies come from one translation unit of jot/src.hpp.
#if defined(JOT_PRECOMPILED)
#define JOT_INLINE
#else
#define JOT_INLINE inline
#endif

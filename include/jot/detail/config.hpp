// The library's only macros: how it is built, and the ABI namespace that follows from it.
#pragma once

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

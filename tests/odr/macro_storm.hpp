// The macros that <windows.h>, <X11/Xlib.h> and their like define, as a user's file has them when it includes jot last.
// What other libraries' headers cannot bear stands before the storm: only jot is on trial here.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <charconv>
#include <chrono>
#include <climits>
#include <cmath>
#include <compare>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <exception>
#include <fstream>
#include <functional>
#include <future>
#include <initializer_list>
#include <iosfwd>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <random>
#include <ranges>
#include <set>
#include <shared_mutex>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <nlohmann/json.hpp>

// An adapter's framework may bring some of them itself.
#undef min
#undef max
#undef ERROR
#undef NO_ERROR
#undef DELETE
#undef IN
#undef OUT
#undef OPTIONAL
#undef STRICT
#undef interface
#undef small
#undef near
#undef far
#undef CONST
#undef VOID
#undef TRUE
#undef FALSE
#undef IGNORE
#undef INFINITE
#undef GetObject
#undef GetMessage
#undef SendMessage
#undef None
#undef Bool
#undef Status
#undef Success
#undef Always
#undef True
#undef False
#undef Unsorted
#undef Complex
#undef major
#undef minor
#undef unix
#undef linux

// windows.h
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define ERROR 0
#define NO_ERROR 0L
#define DELETE (0x00010000L)
#define IN
#define OUT
#define OPTIONAL
#define STRICT 1
#define interface struct
#define small char
#define near
#define far
#define CONST const
#define VOID void
#define TRUE 1
#define FALSE 0
#define IGNORE 0
#define INFINITE 0xFFFFFFFF
#define GetObject GetObjectA
#define GetMessage GetMessageA
#define SendMessage SendMessageA

// X11
#define None 0L
#define Bool int
#define Status int
#define Success 0
#define Always 2
#define True 1
#define False 0
#define Unsorted 0
#define Complex 0

// Older BSD, glibc and Arduino headers
#define major(device) (device)
#define minor(device) (device)
#define unix 1
#define linux 1

// A wrapper around each function of openssl_table.hpp. The linker sends the library's calls here (--wrap), and
// OpenSSL's calls of itself past it.
#include "faults/injection.hpp"
#include "faults/openssl_table.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstdarg>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace {

enum class index : std::size_t {
#define ENUMERATOR(function, parameters, kind) function,
  JOT_FAULTS_OPENSSL_FUNCTIONS(ENUMERATOR)
#undef ENUMERATOR
};

std::array table{
#define ELEMENT(function, parameters, kind) fault::openssl_function{#function, fault::answer::kind},
    JOT_FAULTS_OPENSSL_FUNCTIONS(ELEMENT)
#undef ELEMENT
};

bool strikes(index i) { return fault::strikes(table[static_cast<std::size_t>(i)]); }

template <class Result>
Result failed() {
  if constexpr (std::is_pointer_v<Result>) {
    return nullptr;
  } else if constexpr (std::is_signed_v<Result>) {
    return fault::planned_answer();
  } else {
    return 0;
  }
}

template <class Function>
struct signature;
template <class Result, class... Parameters>
struct signature<Result(Parameters...)> {
  using result = Result;
  using parameters = std::tuple<Parameters...>;
};
template <class Function>
using result_of = typename signature<Function>::result;
template <class Function, std::size_t i>
using parameter_of = std::tuple_element_t<i, typename signature<Function>::parameters>;

}  // namespace

std::span<fault::openssl_function> fault::openssl_functions() noexcept { return table; }

// One wrapper for each number of parameters; their types are those of the function itself.
#define PARAMETER(f, i) parameter_of<decltype(f), i> a##i
#define PARAMETERS_0(f)
#define PARAMETERS_1(f) PARAMETER(f, 0)
#define PARAMETERS_2(f) PARAMETERS_1(f), PARAMETER(f, 1)
#define PARAMETERS_3(f) PARAMETERS_2(f), PARAMETER(f, 2)
#define PARAMETERS_4(f) PARAMETERS_3(f), PARAMETER(f, 3)
#define PARAMETERS_5(f) PARAMETERS_4(f), PARAMETER(f, 4)
#define PARAMETERS_6(f) PARAMETERS_5(f), PARAMETER(f, 5)
#define PARAMETERS_7(f) PARAMETERS_6(f), PARAMETER(f, 6)
#define ARGUMENTS_0
#define ARGUMENTS_1 a0
#define ARGUMENTS_2 ARGUMENTS_1, a1
#define ARGUMENTS_3 ARGUMENTS_2, a2
#define ARGUMENTS_4 ARGUMENTS_3, a3
#define ARGUMENTS_5 ARGUMENTS_4, a4
#define ARGUMENTS_6 ARGUMENTS_5, a5
#define ARGUMENTS_7 ARGUMENTS_6, a6

#define WRAPPER_OF(f, n)                                            \
  decltype(f) __real_##f;                                           \
  result_of<decltype(f)> __wrap_##f(PARAMETERS_##n(f)) {            \
    if (strikes(index::f)) return failed<result_of<decltype(f)>>(); \
    return __real_##f(ARGUMENTS_##n);                               \
  }
#define WRAPPER(f, n, kind) WRAPPER_##n(f)
#define WRAPPER_0(f) WRAPPER_OF(f, 0)
#define WRAPPER_1(f) WRAPPER_OF(f, 1)
#define WRAPPER_2(f) WRAPPER_OF(f, 2)
#define WRAPPER_3(f) WRAPPER_OF(f, 3)
#define WRAPPER_4(f) WRAPPER_OF(f, 4)
#define WRAPPER_5(f) WRAPPER_OF(f, 5)
#define WRAPPER_6(f) WRAPPER_OF(f, 6)
#define WRAPPER_7(f) WRAPPER_OF(f, 7)
#define WRAPPER_variadic(f)

extern "C" {

JOT_FAULTS_OPENSSL_FUNCTIONS(WRAPPER)

decltype(EVP_PKEY_Q_keygen) __real_EVP_PKEY_Q_keygen;
// The rest is a size for RSA, a name for EC, and nothing for the others.
EVP_PKEY* __wrap_EVP_PKEY_Q_keygen(OSSL_LIB_CTX* library, const char* properties, const char* type, ...) {
  if (strikes(index::EVP_PKEY_Q_keygen)) return nullptr;
  const std::string_view name(type);
  EVP_PKEY* out = nullptr;
  va_list rest;
  va_start(rest, type);
  if (name == "RSA") {
    out = __real_EVP_PKEY_Q_keygen(library, properties, type, va_arg(rest, std::size_t));
  } else if (name == "EC") {
    out = __real_EVP_PKEY_Q_keygen(library, properties, type, va_arg(rest, char*));
  } else {
    out = __real_EVP_PKEY_Q_keygen(library, properties, type);
  }
  va_end(rest);
  return out;
}

}  // extern "C"

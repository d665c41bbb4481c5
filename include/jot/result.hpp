// result<T>: a value or an error, with the vocabulary of std::expected (which C++20 does not have yet).
#pragma once

#include <jot/error.hpp>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>

#if JOT_EXCEPTIONS
#include <exception>
#endif

namespace jot { inline namespace JOT_ABI {

#if JOT_EXCEPTIONS
/// Thrown where a value is read and there is none: by result<T>, and by a claim that is absent. It carries the error.
class exception : public std::exception {
 public:
  /// An exception of this error.
  explicit exception(const error& e) : error_(e), what_(std::string(name(e.code())) + ": " + e.message()) {}
  /// The code's name and the error's message: "token_expired: exp: token expired 12 s ago".
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  /// The error.
  [[nodiscard]] const jot::error& error() const noexcept { return error_; }

 private:
  jot::error error_;
  std::string what_;
};
#endif

template <class T>
class result;

namespace detail {

template <class T>
inline constexpr bool is_result = false;
template <class T>
inline constexpr bool is_result<result<T>> = true;

[[noreturn]] inline void value_of_error(const error& e) {
#if JOT_EXCEPTIONS
  throw exception(e);
#else
  std::fprintf(stderr, "jot: a value was read where there is none: %s\n", e.message().c_str());
  std::abort();
#endif
}

// Returned by error() on success, so that it never reads the wrong union member.
[[nodiscard]] inline const error& error_of_value() noexcept {
  static const error none(errc::result_has_value, "there is no error: the result holds a value");
  return none;
}

}  // namespace detail

/// A T or the error that explains why there is none. It must not be dropped; value(), * and -> of an error throw
/// jot::exception (and end the program where exceptions are off).
template <class T>
class [[nodiscard("jot::result: look at the result; it may hold an error")]] result {
  static_assert(std::is_object_v<T> && !std::is_same_v<std::remove_cv_t<T>, jot::error>,
                "result<T> needs an object type");

 public:
  using value_type = T;           ///< as in std::expected
  using error_type = jot::error;  ///< as in std::expected

  /// A value, or whatever converts to one.
  template <class U = T>
    requires(std::is_constructible_v<T, U> && std::is_convertible_v<U, T> &&
             !std::is_same_v<std::remove_cvref_t<U>, jot::error> && !detail::is_result<std::remove_cvref_t<U>>)
  result(U&& value) : has_value_(true) {  // NOLINT(google-explicit-constructor)
    std::construct_at(std::addressof(value_), std::forward<U>(value));
  }
  /// An error.
  result(const jot::error& e) noexcept : error_(e), has_value_(false) {}  // NOLINT(google-explicit-constructor)

  /// @{
  /// Copies or moves the value or the error.
  result(const result& other)
    requires std::is_copy_constructible_v<T>
      : has_value_(other.has_value_) {
    if (has_value_) {
      std::construct_at(std::addressof(value_), other.value_);
    } else {
      std::construct_at(std::addressof(error_), other.error_);
    }
  }
  result(result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : has_value_(other.has_value_) {
    if (has_value_) {
      std::construct_at(std::addressof(value_), std::move(other.value_));
    } else {
      std::construct_at(std::addressof(error_), other.error_);
    }
  }
  result& operator=(result other) noexcept(std::is_nothrow_move_constructible_v<T>) {
    // An error first: if the move throws, this holds an error and not half a value.
    destroy();
    std::construct_at(std::addressof(error_), other.has_value_ ? detail::error_of_value() : other.error_);
    has_value_ = false;
    if (!other.has_value_) return *this;
#if JOT_EXCEPTIONS
    if constexpr (!std::is_nothrow_move_constructible_v<T>) {
      try {
        std::construct_at(std::addressof(value_), std::move(other.value_));
      } catch (...) {
        std::construct_at(std::addressof(error_), jot::error(errc::crypto_failure, "a value could not be moved here"));
        throw;
      }
      has_value_ = true;
      return *this;
    }
#endif
    std::construct_at(std::addressof(value_), std::move(other.value_));
    has_value_ = true;
    return *this;
  }
  /// @}
  ~result() { destroy(); }

  /// @{
  /// Whether there is a value.
  [[nodiscard]] bool has_value() const noexcept { return has_value_; }
  explicit operator bool() const noexcept { return has_value_; }
  /// @}

  /// @{
  /// The value; throws jot::exception where there is an error.
  [[nodiscard]] const T& value() const& { return check(), value_; }
  [[nodiscard]] T& value() & { return check(), value_; }
  [[nodiscard]] T&& value() && { return check(), std::move(value_); }

  [[nodiscard]] const T& operator*() const& { return check(), value_; }
  [[nodiscard]] T& operator*() & { return check(), value_; }
  [[nodiscard]] T&& operator*() && { return check(), std::move(value_); }
  [[nodiscard]] const T* operator->() const& { return check(), std::addressof(value_); }
  [[nodiscard]] T* operator->() & { return check(), std::addressof(value_); }
  /// @}
  /// Deleted: the value of a temporary result dies with it. Give the result a name.
  const T* operator->() const&& = delete;

  /// The error; result_has_value where there is none.
  [[nodiscard]] const jot::error& error() const noexcept { return has_value_ ? detail::error_of_value() : error_; }

  /// @{
  /// The value, or the fallback where there is an error.
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) const& {
    return has_value_ ? value_ : static_cast<T>(std::forward<U>(fallback));
  }
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) && {
    return has_value_ ? std::move(value_) : static_cast<T>(std::forward<U>(fallback));
  }
  /// @}

  /// @{
  /// f(value), which is itself a result; or this error.
  template <class F>
  auto and_then(F&& f) const& -> std::invoke_result_t<F, const T&> {
    if (!has_value_) return error_;
    return std::invoke(std::forward<F>(f), value_);
  }
  template <class F>
  auto and_then(F&& f) && -> std::invoke_result_t<F, T&&> {
    if (!has_value_) return error_;
    return std::invoke(std::forward<F>(f), std::move(value_));
  }
  /// @}

  /// @{
  /// A result that holds f(value); or this error.
  template <class F>
  auto transform(F&& f) const& -> result<std::remove_cvref_t<std::invoke_result_t<F, const T&>>> {
    if (!has_value_) return error_;
    return std::invoke(std::forward<F>(f), value_);
  }
  template <class F>
  auto transform(F&& f) && -> result<std::remove_cvref_t<std::invoke_result_t<F, T&&>>> {
    if (!has_value_) return error_;
    return std::invoke(std::forward<F>(f), std::move(value_));
  }
  /// @}

  /// @{
  /// This value; or f(error), which is itself a result<T>.
  template <class F>
  result or_else(F&& f) const& {
    if (has_value_) return *this;
    return std::invoke(std::forward<F>(f), error_);
  }
  template <class F>
  result or_else(F&& f) && {
    if (has_value_) return std::move(*this);
    return std::invoke(std::forward<F>(f), error_);
  }
  /// @}

 private:
  void check() const {
    if (!has_value_) [[unlikely]]
      detail::value_of_error(error_);
  }
  void destroy() noexcept {
    if (has_value_) std::destroy_at(std::addressof(value_));
  }

  union {
    T value_;
    jot::error error_;
  };
  bool has_value_;
};

/// Success without a value, or an error.
template <>
class [[nodiscard("jot::result: look at the result; it may hold an error")]] result<void> {
 public:
  using value_type = void;        ///< as in std::expected
  using error_type = jot::error;  ///< as in std::expected

  /// Success.
  result() noexcept : nothing_(), has_value_(true) {}
  /// An error.
  result(const jot::error& e) noexcept : error_(e), has_value_(false) {}  // NOLINT(google-explicit-constructor)

  /// @{
  /// Whether it is success.
  [[nodiscard]] bool has_value() const noexcept { return has_value_; }
  explicit operator bool() const noexcept { return has_value_; }
  /// @}
  /// Nothing; throws jot::exception where there is an error.
  void value() const {
    if (!has_value_) detail::value_of_error(error_);
  }
  /// The error; result_has_value where there is none.
  [[nodiscard]] const jot::error& error() const noexcept { return has_value_ ? detail::error_of_value() : error_; }

  /// f(), which is itself a result; or this error.
  template <class F>
  auto and_then(F&& f) const -> std::invoke_result_t<F> {
    if (!has_value_) return error_;
    return std::invoke(std::forward<F>(f));
  }
  /// Success; or f(error), which is itself a result<void>.
  template <class F>
  result or_else(F&& f) const {
    if (has_value_) return {};
    return std::invoke(std::forward<F>(f), error_);
  }

 private:
  struct nothing {};
  union {
    nothing nothing_;
    jot::error error_;
  };
  bool has_value_;
};

}}  // namespace jot::JOT_ABI

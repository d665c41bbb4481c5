// Tests of result.hpp: the vocabulary of std::expected, and that every value made is destroyed once.
#include <jot/result.hpp>

#include "support/catch.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

using jot::errc;
using jot::result;

namespace {

const jot::error failure(errc::token_expired, "exp", "token expired {} s ago", 12);
const jot::error other_failure(errc::key_not_found, "kid", "no such key");

// Counts its living instances; copies know their number.
struct counted {
  explicit counted(int n) : number(n) { ++living; }
  counted(const counted& other) : number(other.number) { ++living; }
  counted(counted&& other) noexcept : number(std::exchange(other.number, -1)) { ++living; }
  counted& operator=(const counted&) = default;
  counted& operator=(counted&&) noexcept = default;
  ~counted() { --living; }
  int number;
  static inline int living = 0;
};

struct throws_when_moved {
  throws_when_moved() { ++living; }
  throws_when_moved(const throws_when_moved&) { ++living; }
  throws_when_moved(throws_when_moved&&) noexcept(false) {
    if (armed) throw std::runtime_error("moved");
    ++living;
  }
  throws_when_moved& operator=(const throws_when_moved&) = default;
  ~throws_when_moved() { --living; }
  static inline int living = 0;
  static inline bool armed = false;
};

result<int> half(int n) {
  if (n % 2 != 0) return other_failure;
  return n / 2;
}

}  // namespace

static_assert(std::is_copy_constructible_v<result<int>> && std::is_nothrow_move_constructible_v<result<std::string>>);
static_assert(!std::is_copy_constructible_v<result<std::unique_ptr<int>>> &&
              std::is_move_constructible_v<result<std::unique_ptr<int>>>);
template <class R>
concept has_arrow = requires(R r) { static_cast<R>(r).operator->(); };
static_assert(has_arrow<result<int>&> && has_arrow<const result<int>&>);
static_assert(!has_arrow<result<int>> && !has_arrow<const result<int>>, "what -> leads to dies with a temporary");
static_assert(!std::is_convertible_v<result<int>, bool>, "a result is never silently a bool");

TEST_CASE("the error of a result that holds a value says so", "[result]") {
  CHECK(jot::result<int>(7).error().code() == jot::errc::result_has_value);
  CHECK(jot::result<void>().error().code() == jot::errc::result_has_value);
}

TEST_CASE("a result gives its value in every way", "[result]") {
  result<std::string> r = std::string("text");
  REQUIRE(r.has_value());
  CHECK(static_cast<bool>(r));
  CHECK(r.value() == "text");
  CHECK(*r == "text");
  CHECK(r->size() == 4);
  *r += "!";
  r.value() += "?";
  r->push_back('.');
  CHECK(std::as_const(r).value() == "text!?.");
  CHECK(*std::as_const(r) == "text!?.");
  CHECK(std::as_const(r)->size() == 7);
  const std::string moved = std::move(r).value();
  CHECK(moved == "text!?.");
}

TEST_CASE("value() of an error throws an exception that carries the error", "[result]") {
  result<int> r = failure;
  REQUIRE_FALSE(r.has_value());
  CHECK_FALSE(static_cast<bool>(r));
  CHECK_THROWS_AS(r.value(), jot::exception);
  CHECK_THROWS_AS(std::as_const(r).value(), jot::exception);
  CHECK_THROWS_AS(std::move(r).value(), jot::exception);
  try {
    (void)r.value();
  } catch (const std::exception& e) {
    CHECK(std::string(e.what()) == "token_expired: exp: token expired 12 s ago");
    const auto* ours = dynamic_cast<const jot::exception*>(&e);
    REQUIRE(ours != nullptr);
    CHECK((ours->error() == failure));
  }
}

TEST_CASE("value_or gives the fallback for an error alone", "[result]") {
  const result<std::string> good = std::string("a");
  const result<std::string> bad = failure;
  CHECK(good.value_or("b") == "a");
  CHECK(bad.value_or("b") == "b");
  CHECK(result<std::string>(std::string("a")).value_or("b") == "a");
  CHECK(result<std::string>(failure).value_or("b") == "b");
}

TEST_CASE("the monadic functions pass values on and errors by", "[result]") {
  const result<int> eight = 8;
  const result<int> bad = failure;

  CHECK(eight.and_then(half).and_then(half).value() == 2);
  CHECK((eight.and_then(half).and_then(half).and_then(half).and_then(half).error() == other_failure));
  CHECK((bad.and_then(half).error() == failure));
  CHECK(result<int>(8).and_then(half).value() == 4);
  CHECK((result<int>(failure).and_then(half).error() == failure));

  const auto text = [](int n) { return std::to_string(n); };
  CHECK(eight.transform(text).value() == "8");
  CHECK((bad.transform(text).error() == failure));
  CHECK(result<int>(8).transform(text).value() == "8");
  CHECK((result<int>(failure).transform(text).error() == failure));

  const auto replace = [](const jot::error& e) { return e == failure ? result<int>(1) : result<int>(other_failure); };
  CHECK(eight.or_else(replace).value() == 8);
  CHECK(bad.or_else(replace).value() == 1);
  CHECK(result<int>(8).or_else(replace).value() == 8);
  CHECK((result<int>(other_failure).or_else(replace).error() == other_failure));
}

TEST_CASE("a result of void says success or why not", "[result]") {
  const result<void> good;
  const result<void> bad = failure;
  CHECK(good.has_value());
  CHECK(static_cast<bool>(good));
  CHECK_NOTHROW(good.value());
  CHECK_FALSE(bad.has_value());
  CHECK((bad.error() == failure));
  CHECK_THROWS_AS(bad.value(), jot::exception);
  CHECK(good.and_then([] { return result<int>(3); }).value() == 3);
  CHECK((bad.and_then([] { return result<int>(3); }).error() == failure));
  CHECK(bad.or_else([](const jot::error&) { return result<void>(); }).has_value());
  CHECK(good.or_else([](const jot::error&) { return result<void>(other_failure); }).has_value());
}

TEST_CASE("a result holds types that only move", "[result]") {
  result<std::unique_ptr<int>> r = std::make_unique<int>(5);
  result<std::unique_ptr<int>> moved = std::move(r);
  REQUIRE(moved.has_value());
  CHECK(**moved == 5);
  r = failure;
  CHECK((r.error() == failure));
  r = std::move(moved);
  CHECK(**r == 5);
  CHECK(std::move(r).transform([](std::unique_ptr<int>&& p) { return *p; }).value() == 5);
  const std::unique_ptr<int> out = result<std::unique_ptr<int>>(std::make_unique<int>(6)).value();
  CHECK(*out == 6);
}

TEST_CASE("assignment between values and errors destroys exactly what was there", "[result]") {
  {
    const result<counted> values[] = {counted(1), counted(2)};
    const result<counted> errors[] = {failure, other_failure};
    for (const auto& from : {values[0], values[1], errors[0], errors[1]}) {
      for (const auto& to : {values[0], errors[0]}) {
        result<counted> copied = to;
        copied = from;
        result<counted> source = from;
        result<counted> moved = to;
        moved = std::move(source);
        REQUIRE(copied.has_value() == from.has_value());
        REQUIRE(moved.has_value() == from.has_value());
        if (from) {
          CHECK(copied->number == from->number);
          CHECK(moved->number == from->number);
        } else {
          CHECK((copied.error() == from.error()));
          CHECK((moved.error() == from.error()));
        }
      }
    }
    result<counted> self = values[1];
    const result<counted>& same = self;
    self = same;
    CHECK(self->number == 2);
  }
  CHECK(counted::living == 0);
}

TEST_CASE("a value whose move throws during assignment leaves nothing behind that is destroyed twice", "[result]") {
  throws_when_moved::armed = false;
  {
    result<throws_when_moved> target = throws_when_moved();
    result<throws_when_moved> source = throws_when_moved();
    throws_when_moved::armed = true;
    CHECK_THROWS_AS(target = source, std::runtime_error);
    throws_when_moved::armed = false;
  }
  CHECK(throws_when_moved::living == 0);
}

TEST_CASE("* and -> of an error throw it, as value() does", "[result]") {
  result<std::string> bad = failure;
  const result<std::string>& constant = bad;
  CHECK_THROWS_AS(*bad, jot::exception);
  CHECK_THROWS_AS(*constant, jot::exception);
  CHECK_THROWS_AS(*std::move(bad), jot::exception);
  CHECK_THROWS_AS(bad->size(), jot::exception);
  CHECK_THROWS_AS(constant->size(), jot::exception);
  try {
    static_cast<void>(*constant);
  } catch (const jot::exception& e) {
    CHECK((e.error() == failure));
    CHECK(std::string(e.what()) == "token_expired: exp: token expired 12 s ago");
  }
}

TEST_CASE("a result with a name is read in each of the usual ways", "[result]") {
  const auto get = []() -> result<std::string> { return std::string("value"); };
  if (auto text = get(); text) CHECK(text->size() == 5);
  const auto constant = get();
  CHECK((*constant).size() == 5);
  CHECK(constant->size() == 5);
  CHECK(constant.value().size() == 5);
  auto text = get();
  text->push_back('!');
  CHECK(*std::move(text) == "value!");
  CHECK(*get() == "value");
}

// Whatever fails inside an operation: nothing is accepted that should not be, nothing ends the program or stays behind
// (that the sanitizers see), and the next run is as good as the first.
#include "faults/operations.hpp"
#include "support/catch.hpp"

#include <openssl/crypto.h>

#include <cstdio>
#include <cstdlib>
#include <new>

using fault::operation;
using fault::source;
using fault::verdict;

namespace {

// A call that gives a number has three ways to fail, all else has one.
constexpr int answers[] = {0, -1, -2};
bool has_more_answers() {
  const fault::openssl_function* const function = fault::failed_function();
  return function != nullptr && (function->kind == fault::answer::status || function->kind == fault::answer::size);
}

const char* text_of(verdict v) {
  constexpr const char* texts[] = {"accepted", "refused", "useless", "broken"};
  return texts[static_cast<std::size_t>(v)];
}

// What one attempt came to, as text: bad_alloc is an answer only where allocations of C++ fail.
std::string outcome(const operation& op, source what) {
  try {
    return text_of(op.attempt());
  } catch (const std::bad_alloc&) {
    return what == source::cpp_allocation ? "refused" : "threw bad_alloc";
  } catch (const std::exception& e) {
    return std::string("threw ") + e.what();
  }
}

std::size_t count_events(const operation& op, source what) {
  fault::plan(what, static_cast<std::size_t>(-1));
  static_cast<void>(outcome(op, what));
  return fault::end_plan().events;
}

// To find a decoder for a key, OpenSSL allocates thousands of times in the same way. Of such a row both ends are looked
// at whole, and of the middle each `stride`-th; JOT_FAULTS_ALL in the environment asks for all.
constexpr std::size_t ends = 60;
constexpr std::size_t stride = 97;
bool is_looked_at(std::size_t k, std::size_t events) {
  static const bool all = std::getenv("JOT_FAULTS_ALL") != nullptr;
  return all || k <= ends || k + ends >= events || k % stride == 0;
}

// Whether an operation in which something failed may end so. OpenSSL itself overlooks some failures of its own memory;
// what then came out may refuse everything.
bool may_end(const std::string& found, const std::string& expected, source what) {
  return found == "refused" || found == expected || (what == source::openssl_allocation && found == "useless");
}

// Fails the events of the operation one after the other, each in each way; gives how often something failed.
std::size_t survive(const operation& op, source what) {
  CAPTURE(op.name);
  const std::string expected = text_of(op.expected);
  REQUIRE(outcome(op, what) == expected);
  std::size_t failures = 0;
  const std::size_t events = count_events(op, what);
  for (std::size_t k = 1; k <= events; ++k) {
    if (!is_looked_at(k, events)) continue;
    for (const int answer : answers) {
      fault::plan(what, k, answer);
      const std::string found = outcome(op, what);
      if (!fault::end_plan().happened) continue;
      ++failures;
      const std::string function = fault::failed_function() == nullptr ? "" : fault::failed_function()->name;
      CAPTURE(k, answer, function);
      if (!may_end(found, expected, what)) FAIL_CHECK("came out as " << found);
      const bool more = has_more_answers();
      if (const std::string next = outcome(op, what); next != expected) FAIL_CHECK("the next run came out as " << next);
      if (!more) break;
    }
  }
  return failures;
}

void survive_all(const std::vector<operation>& operations, source what, std::size_t at_least) {
  std::size_t failures = 0;
  for (const operation& op : operations) failures += survive(op, what);
  CHECK(failures >= at_least);
}

void fail_operator_new(const std::vector<operation>& operations, std::size_t at_least) {
  if (!fault::operator_new_is_ours()) {
    std::printf("\nskipped: the operator new of this build cannot be replaced\n");
    std::fflush(stdout);
    return;
  }
  survive_all(operations, source::cpp_allocation, at_least);
}

void fail_openssl_memory(const std::vector<operation>& operations, std::size_t at_least) {
  REQUIRE(fault::openssl_memory_is_ours());
  survive_all(operations, source::openssl_allocation, at_least);
}

}  // namespace

TEST_CASE("row 69: tokens survive each failing allocation") { fail_operator_new(fault::token_operations(), 225); }
TEST_CASE("row 69: keys survive each failing allocation") { fail_operator_new(fault::key_operations(), 380); }
TEST_CASE("row 69: bad keys stay refused at each failing allocation") {
  fail_operator_new(fault::bad_key_operations(), 120);
}
TEST_CASE("row 69: documents survive each failing allocation") { fail_operator_new(fault::document_operations(), 280); }

TEST_CASE("row 69: tokens survive each failing allocation of OpenSSL") {
  fail_openssl_memory(fault::token_operations(fault::signing_keys::new_each_time), 500);
}
TEST_CASE("row 69: keys survive each failing allocation of OpenSSL") {
  fail_openssl_memory(fault::key_operations(), 3000);
}
TEST_CASE("row 69: bad keys stay refused at each failing allocation of OpenSSL") {
  fail_openssl_memory(fault::bad_key_operations(), 2000);
}
TEST_CASE("row 69: documents survive each failing allocation of OpenSSL") {
  fail_openssl_memory(fault::document_operations(), 1000);
}

TEST_CASE("row 29: tokens survive each failing call of OpenSSL") {
  survive_all(fault::token_operations(), source::openssl_call, 800);
}
TEST_CASE("row 29: keys survive each failing call of OpenSSL") {
  survive_all(fault::key_operations(), source::openssl_call, 1000);
}
TEST_CASE("row 29: bad keys stay refused at each failing call of OpenSSL") {
  survive_all(fault::bad_key_operations(), source::openssl_call, 500);
}
TEST_CASE("row 29: documents survive each failing call of OpenSSL") {
  survive_all(fault::document_operations(), source::openssl_call, 800);
}

// Calls without failing anything: whether the operations above reach every function of the table.
TEST_CASE("row 29: the operations call every function of the table") {
  for (const auto& operations : {fault::token_operations(), fault::key_operations(), fault::bad_key_operations(),
                                 fault::document_operations()}) {
    for (const operation& op : operations) static_cast<void>(count_events(op, source::openssl_call));
  }
  for (const fault::openssl_function& function : fault::openssl_functions()) {
    CAPTURE(function.name);
    CHECK(function.calls > 0);
  }
}

TEST_CASE("row 29: that OpenSSL has no memory is told apart from a bad signature") {
  for (const jot::algorithm alg : {jot::algorithm::rs256, jot::algorithm::ps256, jot::algorithm::es256,
                                   jot::algorithm::ed25519, jot::algorithm::hs256}) {
    INFO(jot::name(alg));
    const jot::any_signing_key key = jot::any_signing_key::generate(alg).value();
    const std::string token = jot::sign_jws(key, jot::as_bytes("x")).value();
    const auto public_key = key.verification_key();
    std::size_t failed = 0;
    std::size_t wrongly = 0;
    for (std::size_t k = 1;; ++k) {
      fault::plan(source::openssl_allocation, k);
      const auto outcome = fault::during([&] { return jot::verify_jws(token, public_key); });
      if (fault::end_plan().events < k) break;
      if (outcome) continue;
      ++failed;
      wrongly += outcome.error().code() == jot::errc::crypto_failure ? 0U : 1U;
    }
    // After 3.0 an HMAC allocates nothing.
    const bool is_newer = OpenSSL_version_num() >= 0x30100000UL;
    CHECK((failed > 0 || (is_newer && alg == jot::algorithm::hs256)));
    // In PSS and EdDSA OpenSSL itself says nothing of some of its failures, and after 3.0 of one in ECDSA.
    const bool silent = alg == jot::algorithm::ps256 || alg == jot::algorithm::ed25519;
    const std::size_t once = is_newer && alg == jot::algorithm::es256 ? 1 : 0;
    CHECK(wrongly <= (silent ? failed * 2 / 3 : once));
  }
}

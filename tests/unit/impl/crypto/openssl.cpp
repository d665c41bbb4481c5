// Tests of impl/crypto/openssl.hpp: owners free what they own, and the guard empties the error queue.
#include <jot/impl/crypto/openssl.hpp>

#include "support/catch.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <type_traits>

static_assert(!std::is_copy_constructible_v<jot::detail::openssl_error_guard> &&
              !std::is_copy_assignable_v<jot::detail::openssl_error_guard>);
static_assert(sizeof(jot::detail::openssl_ptr<EVP_PKEY>) == sizeof(EVP_PKEY*));

TEST_CASE("the guard leaves an empty error queue behind", "[openssl]") {
  ERR_clear_error();
  {
    const jot::detail::openssl_error_guard guard;
    ERR_raise(ERR_LIB_USER, ERR_R_INTERNAL_ERROR);
    CHECK(ERR_peek_error() != 0);
  }
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("DER is read whole or not at all", "[openssl]") {
  const auto read = [](jot::bytes_view der) {
    return jot::detail::read_der<EVP_PKEY>(der, [](auto** p, long n) { return d2i_PUBKEY(nullptr, p, n); });
  };
  jot::bytes der = jot::decode_hex(
                       "302a300506032b6570032100d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f7"
                       "07511a")
                       .value();
  CHECK(read(der) != nullptr);
  der.push_back(0);
  CHECK(read(der) == nullptr);
  CHECK(read({}) == nullptr);
  ERR_clear_error();
}

TEST_CASE("a shared OpenSSL object outlives one of its owners", "[openssl]") {
  jot::detail::openssl_ptr<EVP_PKEY> first(EVP_PKEY_new());
  REQUIRE(EVP_PKEY_up_ref(first.get()) == 1);
  jot::detail::openssl_ptr<EVP_PKEY> second(first.get());
  first.reset();
  CHECK(EVP_PKEY_get_id(second.get()) == EVP_PKEY_NONE);
}

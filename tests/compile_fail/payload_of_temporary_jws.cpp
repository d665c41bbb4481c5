// expect: use of deleted function.*payload|attempt to use a deleted function|call to deleted member function 'payload'
//
// The bytes are those of a proof that ends with the statement.
#include <jot/jws.hpp>
#include <jot/key.hpp>

#include <string_view>

std::size_t length(std::string_view token, const jot::verification_key<jot::hs256>& key) {
#ifdef CONTROL
  const auto proof = jot::verify_jws(token, key);
  const jot::bytes_view payload = proof->payload();
#else
  const jot::bytes_view payload = jot::verify_jws(token, key).value().payload();
#endif
  return payload.size();
}

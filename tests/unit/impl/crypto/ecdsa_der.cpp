// Tests of impl/crypto/ecdsa_der.hpp: r and s to DER and back, and nothing but strict DER.
#include <jot/impl/crypto/ecdsa_der.hpp>

#include "support/catch.hpp"

#include <string>

using jot::detail::ecdsa_der;

namespace {

jot::bytes of_hex(std::string_view hex) { return jot::decode_hex(hex).value(); }

// What to_fixed() makes of it, two octets a number; false where it is refused.
bool reads(std::string_view hex) {
  jot::bytes out(4);
  return ecdsa_der::to_fixed(of_hex(hex), out);
}

}  // namespace

TEST_CASE("every width goes to DER and back", "[ecdsa_der]") {
  for (const std::size_t half : {1U, 2U, 32U, 48U, 66U}) {
    for (const int top : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      const auto first = static_cast<unsigned char>(top);
      jot::bytes r_s(2 * half, 0x55);
      r_s[0] = first;
      r_s[half] = static_cast<unsigned char>(first ^ 0xFF);
      if (half > 1 && first == 0) r_s[1] = 0x80;
      const ecdsa_der der(r_s);
      jot::bytes back(2 * half, 0xAA);
      CAPTURE(half, top);
      CHECK(der.view().size() <= ecdsa_der::max_bytes);
      CHECK(ecdsa_der::to_fixed(der.view(), back));
      CHECK(back == r_s);
    }
  }
}

TEST_CASE("zero is an octet of its own", "[ecdsa_der]") {
  const jot::bytes zeros(4, 0);
  const ecdsa_der der(zeros);
  CHECK(jot::equal_in_constant_time(der.view(), of_hex("3006020100020100")));
}

TEST_CASE("what is not strict DER of two numbers is refused", "[ecdsa_der]") {
  CHECK(reads("3006020101020102"));
  CHECK(
      reads("300802020080"
            "02020102"));
  for (const char* hex : {
           "",
           "30",
           "3006",
           "3106020101020102",  // nothing, cut off, another tag
           "3005020101020102",
           "3007020101020102",  // a length that is not that of the rest
           "300602010102010203",
           "3003020101",  // bytes left over, one number
           "3006030101020102",
           "3006020101030102",  // not integers
           "30810602010102"
           "0102",  // a long form that is not needed
           "300702020001020102",
           "3007020101020200"
           "02",  // zeros before the number that are not needed
           "3006020181020102",
           "3006020101020181",  // negative
           "3005"
           "0200"
           "020102",
           "3005"
           "020101"
           "0200",  // a number of no octets
           "3008"
           "0203010203"
           "020102",  // longer than half
           "300602020101"
           "0101",
           "3006020101"
           "020202",  // a number that goes past the end
       }) {
    CAPTURE(hex);
    CHECK_FALSE(reads(hex));
  }
}

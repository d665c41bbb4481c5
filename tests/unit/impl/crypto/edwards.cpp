// Tests of impl/crypto/edwards.hpp: which points are of small order.
#include <jot/impl/crypto/edwards.hpp>

#include "support/catch.hpp"

#include <string>

using jot::curve;

namespace {

bool refused(curve crv, std::string_view hex) { return jot::detail::is_small_order(crv, jot::decode_hex(hex).value()); }

}  // namespace

TEST_CASE("y of small order is refused whatever its sign and however it is written", "[edwards]") {
  const std::string zeros(62, '0');
  const std::string ones(58, 'f');
  for (const std::string& y : {"00" + zeros, "01" + zeros, "ec" + ones + "ff7f", "ed" + ones + "ff7f",
                               "ee" + ones + "ff7f", "ff" + ones + "ff7f", "01" + zeros.substr(2) + "80",
                               "00" + zeros.substr(2) + "80", "ec" + ones + "ffff", "ff" + ones + "ffff"}) {
    CAPTURE(y);
    CHECK(refused(curve::ed25519, y));
  }
  for (const char* y : {"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"}) {
    CHECK(refused(curve::ed25519, y));
  }
  CHECK_FALSE(refused(curve::ed25519, "02" + zeros));
  CHECK_FALSE(refused(curve::ed25519, "eb" + ones + "ff7f"));
  CHECK_FALSE(refused(curve::ed25519, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
}

TEST_CASE("Ed448 has three of them", "[edwards]") {
  const std::string low(56, 'f');
  const std::string high(54, 'f');
  const std::string prime = low + "fe" + high + "00";
  CHECK(refused(curve::ed448, std::string(114, '0')));
  CHECK(refused(curve::ed448, "01" + std::string(112, '0')));
  CHECK(refused(curve::ed448, "01" + std::string(110, '0') + "80"));
  CHECK(refused(curve::ed448, "fe" + prime.substr(2)));
  CHECK(refused(curve::ed448, prime));
  CHECK(refused(curve::ed448, std::string(112, 'f') + "00"));
  CHECK_FALSE(refused(curve::ed448, "fd" + prime.substr(2)));
  CHECK_FALSE(refused(curve::ed448, "02" + std::string(112, '0')));
}

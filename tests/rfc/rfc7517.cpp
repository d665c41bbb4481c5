// RFC 7517 appendix A.1 to A.3 and RFC 7638 section 3.1: the example keys, and the thumbprint of one of them.
#include "support/catch.hpp"

#include <jot/jwk_set.hpp>

using jot::algorithm;

namespace {

// A.1 and A.2 are the same two keys: the EC one is for encryption, the RSA one signs.
const std::string ec_public =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfv)"
    R"(VHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"})";
const std::string rsa_public =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6)"
    R"(tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz)"
    R"(qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2)"
    R"(NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-0)"
    R"(4-29"})";
const std::string ec_private =
    R"({"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfv)"
    R"(VHuhp7x8PxltmWWlbbM4IFyM","d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE","use":"enc","kid":"1"})";
const std::string rsa_private =
    R"({"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6)"
    R"(tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz)"
    R"(qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2)"
    R"(NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","d":"X4cTteJY_gn4FYPsXB8rdX)"
    R"(ix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTz)"
    R"(lBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7)"
    R"(xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6)"
    R"(mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60eTDmD2ujnM)"
    R"(t5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs",)"
    R"("q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiWft_NG)"
    R"(EiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXkc6Ya9y8oJW)"
    R"(9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5tAA77Qe_Nmt)"
    R"(uYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhv)"
    R"(IllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74WbRsobRonuj)"
    R"(TYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEV)"
    R"(FEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGz)"
    R"(O6Ia6zTKhAVRU","alg":"RS256","kid":"2011-04-29"})";
// A.3: one key wraps keys, the other is that of RFC 7515 A.1.
const std::string wrapping_key = R"({"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"})";
const std::string hmac_key =
    R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9)"
    R"(CAow","kid":"HMAC key used in JWS A.1 example"})";

std::string set_of(const std::string& a, const std::string& b) { return R"({"keys":[)" + a + ',' + b + "]}"; }

}  // namespace

TEST_CASE("RFC 7517 A.1: of the public set the RSA key is used and the encryption key left out") {
  const auto set = jot::jwk_set::parse(set_of(ec_public, rsa_public), {algorithm::rs256, algorithm::es256}).value();
  CHECK(set.size() == 1);
  REQUIRE(set.skipped().size() == 1);
  CHECK(set.skipped()[0].kid == "1");
  CHECK(set.skipped()[0].reason.claim() == "use");
  CHECK(set.find({algorithm::rs256, "2011-04-29"}).value()[0].bits() == 2048);
  CHECK(jot::jwk::parse(ec_public).value().verifies().empty());
}

TEST_CASE("RFC 7517 A.2: the private RSA key signs and the encryption key does not") {
  const jot::jwk rsa = jot::jwk::parse(rsa_private).value();
  const auto key = rsa.signing_key(algorithm::rs256).value();
  const auto signature = key.sign(jot::as_bytes("text")).value();
  const auto public_key = jot::jwk::parse(rsa_public).value().verification_key(algorithm::rs256).value();
  CHECK(public_key.verify(jot::as_bytes("text"), signature));
  CHECK(jot::jwk::parse(rsa.to_private_json()).value().to_private_json() == rsa.to_private_json());
  const jot::jwk ec = jot::jwk::parse(ec_private).value();
  CHECK(ec.is_private());
  CHECK(ec.signing_key(algorithm::es256).error().code() == jot::errc::key_mismatch);
}

TEST_CASE("RFC 7517 A.3: the HMAC key signs and the key-wrapping key does not") {
  CHECK(jot::jwk::parse(hmac_key).value().bits() == 512);
  CHECK(jot::jwk::parse(hmac_key).value().signing_key(algorithm::hs256));
  CHECK(jot::jwk::parse(hmac_key).value().signing_key(algorithm::hs512));
  CHECK(jot::jwk::parse(wrapping_key).value().verifies().empty());
  CHECK(jot::jwk::parse(wrapping_key).value().signing_key(algorithm::hs256).error().claim() == "alg");
  const auto set = jot::jwk_set::parse(set_of(wrapping_key, hmac_key), {algorithm::hs256}).value();
  CHECK(set.size() == 1);
  CHECK(set.skipped().size() == 1);
}

TEST_CASE("RFC 7638 section 3.1: the thumbprint of the example key") {
  const std::string wanted = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
  CHECK(jot::jwk::parse(rsa_public).value().thumbprint() == wanted);
  CHECK(jot::jwk::parse(rsa_private).value().thumbprint() == wanted);
  CHECK(jot::jwk::parse(rsa_public).value().with_kid("other").thumbprint() == wanted);
  const auto pem =
      jot::jwk::parse(rsa_public).value().verification_key(algorithm::rs256).value().to_public_pem().value();
  const auto loaded = jot::any_verification_key::from_pem(algorithm::ps512, pem).value();
  CHECK(jot::jwk::from_public(loaded).value().thumbprint() == wanted);
  CHECK(jot::jwk::parse(ec_public).value().thumbprint() != wanted);
}

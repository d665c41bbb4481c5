// RFC 7515 appendix A.1 to A.4: the examples verify, and those that leave no choice come out again when signed.
#include "support/catch.hpp"

#include <jot/jwt.hpp>

using jot::algorithm;

namespace {

struct example {
  const char* section;
  algorithm alg;
  bool deterministic;
  std::string token;
  std::string key;  ///< the private key as the appendix prints it
};

const example examples[] = {
    {"A.1", algorithm::hs256, true,
     "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"
     "lLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
     R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9)"
     R"(CAow","kid":"HMAC key used in JWS A.1 example"})"},
    {"A.2", algorithm::rs256, true,
     "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
     "0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9"
     "uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383"
     "LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVm"
     "tVrBp0igcN_IoypGlUPQGe77Rw",
     R"({"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPM)"
     R"(EzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5)"
     R"(rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-D)"
     R"(WNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB","d":"Eq5xpGnNCivDflJsRQBXHx)"
     R"(1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoV)"
     R"(En2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2)"
     R"(QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjncz)"
     R"(T0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3K)"
     R"(hooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",)"
     R"("q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_Y)"
     R"(wD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDF)"
     R"(ZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb3)"
     R"(4MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZj)"
     R"(eeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS)"
     R"(1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy)"
     R"(26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK)"
     R"(0JKSHuLFkuQ3U"})"},
    {"A.3", algorithm::es256, false,
     "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
     "0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
     R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue6)"
     R"(59LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"})"},
    {"A.4", algorithm::es512, false,
     "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB"
     "34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
     R"({"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jS)"
     R"(fS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh)"
     R"(9ubmf63e3kyMj2","d":"AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53v)"
     R"(M9mE15j2C"})"},
};

}  // namespace

TEST_CASE("RFC 7515 A.1 to A.4: the examples verify") {
  for (const example& e : examples) {
    CAPTURE(e.section);
    const auto key = jot::jwk::parse(e.key).value().verification_key(e.alg);
    REQUIRE(key);
    const auto jws = jot::verify_jws(e.token, *key);
    REQUIRE(jws);
    CHECK(jws->header().alg == e.alg);
    const bool jwt = e.alg != algorithm::es512;
    CHECK(jot::as_text(jws->payload()) ==
          (jwt ? "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}" : "Payload"));
    for (std::size_t i = 0; i < e.token.size(); i += 11) {
      std::string changed = e.token;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      if (changed != e.token) CHECK_FALSE(jot::verify_jws(changed, *key));
    }
  }
}

TEST_CASE("RFC 7515 A.1 to A.4: signing gives the same bytes where the algorithm leaves no choice") {
  for (const example& e : examples) {
    CAPTURE(e.section);
    const auto key = jot::jwk::parse(e.key).value().signing_key(e.alg);
    REQUIRE(key);
    const std::string input = e.token.substr(0, e.token.rfind('.'));
    const auto signature = key->sign(jot::as_bytes(input));
    REQUIRE(signature);
    const std::string token = input + '.' + jot::base64url_encode(*signature);
    CHECK((token == e.token) == e.deterministic);
    CHECK(jot::verify_jws(token, key->verification_key()));
  }
}

TEST_CASE("RFC 7519 section 3.1: the example is good until it expires") {
  const auto key = jot::jwk::parse(examples[0].key).value().verification_key(algorithm::hs256).value();
  const jot::validation rules{.issuer = "joe", .audience = jot::absent};
  const auto at = [](std::int64_t seconds) {
    return jot::fixed_clock{std::chrono::sys_seconds(std::chrono::seconds(seconds))};
  };
  CHECK(jot::verify(examples[0].token, key, rules, at(1'300'819'379)));
  CHECK(jot::verify(examples[0].token, key, rules, at(1'300'819'380)).error().code() == jot::errc::token_expired);
}

TEST_CASE("RFC 7519 section 6.1: the unsecured example is refused") {
  const std::string token =
      "eyJhbGciOiJub25lIn0."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";
  const auto key = jot::jwk::parse(examples[0].key).value().verification_key(algorithm::hs256).value();
  const jot::validation rules{.issuer = jot::ignore, .audience = jot::ignore, .exp = jot::expiry::optional};
  const jot::fixed_clock early{std::chrono::sys_seconds(std::chrono::seconds(1'300'000'000))};
  CHECK(jot::verify(token, key, rules, early).error().code() == jot::errc::algorithm_not_allowed);
  CHECK(jot::verify_jws(token, key).error().code() == jot::errc::algorithm_not_allowed);
}

// Keys of every type, made for the fuzz targets and used nowhere else: fixed, so that a finding can be reproduced.
#pragma once

#include <jot/jwk.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace jot_fuzz {

// clang-format off: each is one line of JSON
inline constexpr std::array private_jwks{
    std::string_view(R"({"k":"c2V2ZW50eS10d28gb2N0ZXRzIG9mIHNlY3JldCwgd2hpY2ggaXMgZW5vdWdoIGZvciBIUzUxMiBhbmQgZm9yIHRoZSByZXN0","kty":"oct"})"),
    std::string_view(R"({"d":"AySkH7kpo8HQf2NX5-hjcZo0vjPt69CdFB3li39WIwuWFDMzIzR62aEEp51_9-tV26lbeEqRCkxjjx79lhXliO6X1WQpRSn1ffKhmNRi4xrCjl_oxgVEQ8uH59yh78lvDa4oDVd6DoXElhObgg8KZsk8GiiW8tIWa0ICnh6snzQWGyEKrzLqu8WNc3zWor0HP9wxKE9Rayi5DOTw4C4o7Mux4UUAo8dcua8j18Fq9wn4U9vOvjRdDDb3gQ5Zl_xIK7nn2A6_tlzt1UNN1zaz-hAKcV-slgqyXXFDnDcQhrxX4oRARbNSaZdGb3S6hx_3cqJ-HpfUarKdeYR9QYOXAQ","dp":"vo9iv5c8dMcYNwPTdf5z2JbSafZw7pXsjEErmwDrHmxVnRwFDm0TRG4G9lPtBR7f9QZifUi16JyOKBAe8EGD9rW4eZdFBqk-g-jdssuP-upgeSLTV0cx25_s8VomPupRHp1Dq9zrA_PDdbiAZOejAKH2qKdHi5cWaULoqiXQp4E","dq":"l51I7RaFeIzSF9hDanksGQP9b2RI4VruNf4sU7JEsBjym4QwmL3GGxpcGJKRc1S7MAGopgQT7oEBPUpUt_e1P9iQd_BMY7eO5M87BYrT6Tu0a6ksS3Pu14b4fzJxR2ZqrTmGFPNjebNVEq4o6vb-o-UZnm1_V_M5VeCYGWl1jrk","e":"AQAB","kty":"RSA","n":"7Ckq4jiapc-AY73BtM4ixr1CFS6g6ARfA0tm6XCFW7V9L43uEaTi5xZ2UTJJDmWhWOsgjEz-IEN2NSMPW33e7oBVshNrACP_rduesf_FJtuUnuqxGlpVRy-IE4dQnSDARZ6g1YZ2t9KKVjKBesShE8cHhrJUNNboZtlLr6savtbxLngvPhAJm0467gwfoSlBQYdJAG7bHBoJGe97YUlVgyhBX80qLg62PnazTxhJIElxdgO7z84VchFqpAz20oqtDFQvO8V0TkfsrMws_tC2wWQ_1zQaXY-0r9tdwIJsFmQgST8wqIZr9eB65ObxAfk_Uwgy-tHISvGJmOkReYXrCQ","p":"-_y4unVzM_IUT4vv33KPvy2kHMknXDDBpmPYdHiXR4g53AGE-_oUNEz7NAZcP43PWim5I9aXInsqp0v-HyuKNeIhNav-cJCS7eHFNMqO4EgLDSRnFzNK6tYgnuGsEYtgemPLy2DhdjaNrC_SSJgRRjpav4Kgqudy94-8YXO2k4E","q":"7-vtJjQTNLKbg58SdLHj1siMzpdCSud9Ascdelz7ZayuEbulwh1hAlVPUYecyfhWng_dh-axe2qIolG3oXpHz974CQ3hDmu1FaEXOmG8Y5EK-vWu3h8bNoyTea91y_aw_n_J5DrsUbW61-JzY0P5RJFk9PLQVRIv79dwHGTye4k","qi":"6C7Bp23YlcaVojgHNE_3FE2JO-pkkz2AcuNnJ1htKSPnX3JhzrfXbqtQOn4IYHOeqSEYN9L4r_sM-cyL2-ptpMKf3SQJWZZ71Qh8ozIXqnUpH9OBWb0ueHNyrtT1ZXgwxcMfd_FOGbyhzTY8RNdwpExFKToiAC2Aw6_3pqAnt2s"})"),
    std::string_view(R"({"crv":"P-256","d":"i0rfwF0sbniFz33UABt5yV9ihYFtmp1pwKk-cP8izQ4","kty":"EC","x":"VY1FCCj49K60Up0NYEpv9UShEzYok2FMoin6xlarIJM","y":"ELJSdZ73emX3-9Ip29yAxCpvtqmq4A5G2F9obgj-LhY"})"),
    std::string_view(R"({"crv":"P-384","d":"wJfUTyoZEDl8RBAcaTdthtrkIVIOTyECdeqgYeAYNIe-hoR4xrmhTXej5vuObIAC","kty":"EC","x":"OV-kDJ5ag6bFpXlDdZ0spRtyybm9jCUoq0uws8TnLrCaVf_ZgIEc5_X0D3e_STzK","y":"8OMS-AkQLGO1_GkfYXB4jHf-xICLid-WD2e4bNOERIexQcpsickl2StOEOF9D9I5"})"),
    std::string_view(R"({"crv":"P-521","d":"AaS-SO6X_GIUj5Ah-TcwLT7AgQwoDCVLhf9odbRsEo6maDE6hcE9-8HEpjGTbzn0Zeg4ufdISP5gr-6JqpjRksQS","kty":"EC","x":"ATrTJd91Bqv8CDzaz0OitQ9MZLABEJ6w4FCa-RZ1IGNMQrnr4d0SsFjVnp0JfqlcvrPJG36mI_PSQiINBFn__06F","y":"AIHyiY_6K7Xd0XzKu_J2Uc2thZ-qct28j5R5G5GqBSG0Z1wMfcVFwHnrdUjlrj-PFY86QH0N_On5jwZrssOcKlR2"})"),
    std::string_view(R"({"crv":"secp256k1","d":"6kULLgJAK-JOuGLl_PYvocgNg94H-No3YK_3KiPoAaI","kty":"EC","x":"VMCuVnc_ASxpA1uLHIOsnm0O6rZENmYn3-voMWMdJaY","y":"XnJ8xYGNS9Six2iOvviNo5r0IgEAGOqPxyT-jzRtyiQ"})"),
    std::string_view(R"({"crv":"Ed25519","d":"fXiAP7yHrLNStrVH-Ggjsxa1lyTTQPcDCTQBDWEF9SI","kty":"OKP","x":"iDKbj8wa_tVFv6imG1LcdvSgGUVdc1hmOBJd2FtqaH0"})"),
    std::string_view(R"({"crv":"Ed448","d":"MWsjSjZbGfkmcZ84Wuh76XCsnG0Z0Mgfj6JJYfoZ8UZD7h7cZm6mrXjYwR_j9QtQ967k1nvS4oBr","kty":"OKP","x":"kCQTwGSalnv93lXg5MGPdP5tb9ihFq_reEjKSsht756J4eal3H3VFnghxruIk1b84-9ONSYZKXwA"})"),
};
// clang-format on

inline constexpr std::array all_algorithms{
    jot::algorithm::hs256,  jot::algorithm::hs384, jot::algorithm::hs512,   jot::algorithm::rs256,
    jot::algorithm::rs384,  jot::algorithm::rs512, jot::algorithm::ps256,   jot::algorithm::ps384,
    jot::algorithm::ps512,  jot::algorithm::es256, jot::algorithm::es384,   jot::algorithm::es512,
    jot::algorithm::es256k, jot::algorithm::eddsa, jot::algorithm::ed25519, jot::algorithm::ed448};

inline jot::algorithm_set every_algorithm() {
  jot::algorithm_set out;
  for (const jot::algorithm alg : all_algorithms) out.insert(alg);
  return out;
}

/// The harness's key of the algorithm, with the algorithm's name as its kid.
inline const jot::any_signing_key& key_for(jot::algorithm alg) {
  static const std::vector<jot::any_signing_key> keys = [] {
    std::vector<jot::any_signing_key> out;
    for (const jot::algorithm each : all_algorithms) {
      for (const std::string_view text : private_jwks) {
        const jot::jwk key = jot::jwk::parse(text).value();
        if (!jot::fits(each, key.key_type(), key.curve())) continue;
        out.push_back(key.signing_key(each).value().with_kid(std::string(jot::name(each))));
        break;
      }
    }
    return out;
  }();
  return keys[static_cast<std::size_t>(alg)];
}

/// A compact JWS of exactly these texts, signed by the harness.
inline std::string signed_token(std::string_view header, std::string_view payload, const jot::any_signing_key& key) {
  std::string token =
      jot::base64url_encode(jot::as_bytes(header)) + "." + jot::base64url_encode(jot::as_bytes(payload));
  const jot::bytes signature = key.sign(jot::as_bytes(token)).value();
  return token + "." + jot::base64url_encode(signature);
}

}  // namespace jot_fuzz

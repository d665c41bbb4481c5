"""The examples of RFC 7515 A.1 to A.4, RFC 7519 §3.1 and RFC 8037 A.4 through `jot-cli verify`.

Where the payload is no JWT, the refusal must be for that and nothing before it: signatures are checked first.
"""

import unittest

import jot_cli

CLAIMS = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

HS256_KEY = {
    "kty": "oct",
    "k": "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
}
HS256_TOKEN = f"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

RS256_KEY = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZ"
         "S-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2"
         "R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcD"
         "TW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
RS256_TOKEN = (
    f"eyJhbGciOiJSUzI1NiJ9.{CLAIMS}."
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t"
    "1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12j"
    "zDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQ"
    "Ge77Rw"
)

ES256_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
ES256_TOKEN = (
    f"eyJhbGciOiJFUzI1NiJ9.{CLAIMS}."
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)

ES512_KEY = {
    "kty": "EC",
    "crv": "P-521",
    "x": "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
    "y": "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2",
}
ES512_TOKEN = (
    "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA."
    "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZC"
    "PEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
)

ED25519_KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
ED25519_TOKEN = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)


class RfcExamples(jot_cli.CliTest):
    def verify(self, alg, key, now="1300819379"):
        return ["verify", "--key", self.file(alg + ".jwk", key), "--alg", alg, "--now", now, "-"]

    def test_rfc7515_a1_to_a3_and_rfc7519_3_1_are_accepted_until_they_expire(self):
        for alg, key, token in [
            ("HS256", HS256_KEY, HS256_TOKEN),
            ("RS256", RS256_KEY, RS256_TOKEN),
            ("ES256", ES256_KEY, ES256_TOKEN),
        ]:
            with self.subTest(alg):
                claims = self.succeeds(*self.verify(alg, key), stdin=token).json
                self.assertEqual(claims, {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True})
                self.rejects("token_expired", *self.verify(alg, key, now="1300819380"), stdin=token)
                last = "A" if token[-2] != "A" else "B"
                self.rejects("signature_invalid", *self.verify(alg, key), stdin=token[:-2] + last + token[-1])

    def test_rfc7515_a4_and_rfc8037_a4_are_authentic_but_no_jwt(self):
        for alg, key, token in [("ES512", ES512_KEY, ES512_TOKEN), ("EdDSA", ED25519_KEY, ED25519_TOKEN)]:
            with self.subTest(alg):
                self.rejects("invalid_payload", *self.verify(alg, key), stdin=token)
                header, payload, signature = token.split(".")
                forged = ".".join([header, payload, ("A" if signature[0] != "A" else "B") + signature[1:]])
                self.rejects("signature_invalid", *self.verify(alg, key), stdin=forged)

    def test_rfc8037_a3_thumbprint(self):
        shown = self.succeeds("inspect", self.file("ed25519.jwk", ED25519_KEY)).text
        self.assertIn("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", shown)


if __name__ == "__main__":
    unittest.main()

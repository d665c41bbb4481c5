"""PyJWT and jwcrypto as the other side: their tokens verify here, ours verify there, whatever both can do."""

import json
import unittest

import jot_cli

try:
    import jwt
    from jwcrypto import jwk, jws
except ImportError as missing:
    jot_cli.skip(f"{missing} (scripts/setup test installs it)")

CLAIMS = {
    "iss": "https://id.example", "sub": "älice", "aud": ["api", "billing"], "iat": 1700000000, "exp": 4102444800,
    "scope": "read write", "nested": {"deep": [1, 2.5, None, True, {"€": "\u0001\"\\"}]},
}

# Neither knows the names of RFC 9864; both know EdDSA with either curve.
KEYS = [[alg] for alg in jot_cli.ALGORITHMS if alg not in ("Ed25519", "Ed448")] + [["EdDSA", "--curve", "Ed448"]]


class OtherSide(jot_cli.CliTest):
    def each_key(self, check):
        for alg, *options in KEYS:
            with self.subTest(alg=alg, options=options):
                check(alg, *self.keygen(self.id() + alg + "".join(options), alg, *options))

    def sign_here(self, private):
        return self.succeeds("sign", "--key", private, stdin=json.dumps(CLAIMS)).text

    def verify_here(self, public, token):
        shown = self.succeeds("verify", "--key", public, "--iss", "https://id.example", "--aud", "api",
                              "--require", "exp", "--now", "1700000001", "-", stdin=token)
        self.assertEqual(shown.json, CLAIMS)
        late = ["verify", "--key", public, "--any-audience", "--now", "4102444800", "-"]
        self.rejects("token_expired", *late, stdin=token)

    def test_pyjwt(self):
        algorithms = jwt.algorithms.get_default_algorithms()

        def check(alg, private, public):
            read_key = algorithms[alg].from_jwk
            token = self.sign_here(private)
            self.assertEqual(jwt.get_unverified_header(token)["kid"], json.loads(private.read_text())["kid"])
            read = jwt.decode(token, read_key(public.read_text()), [alg], issuer="https://id.example", audience="api")
            self.assertEqual(read, CLAIMS)
            self.verify_here(public, jwt.encode(CLAIMS, read_key(private.read_text()), alg))

        self.each_key(check)

    def test_pyjwt_with_pem(self):
        for alg in jot_cli.ALGORITHMS[3:14]:
            with self.subTest(alg):
                private, public = self.keygen("pem-" + alg, alg, form="pem")
                verify = ["verify", "--key", public, "--alg", alg, "--any-audience", "-"]
                token = self.succeeds("sign", "--key", private, "--alg", alg, stdin=json.dumps(CLAIMS)).text
                self.assertEqual(jwt.decode(token, public.read_bytes(), [alg], audience="api"), CLAIMS)
                token = jwt.encode(CLAIMS, private.read_bytes(), alg)
                self.assertEqual(self.succeeds(*verify, stdin=token).json, CLAIMS)

    def test_jwcrypto(self):
        def check(alg, private, public):
            token = jws.JWS()
            token.allowed_algs = [alg]
            token.deserialize(self.sign_here(private), jwk.JWK.from_json(public.read_text()))
            self.assertEqual(json.loads(token.payload), CLAIMS)
            token = jws.JWS(json.dumps(CLAIMS))
            token.allowed_algs = [alg]
            token.add_signature(jwk.JWK.from_json(private.read_text()), None, {"alg": alg, "typ": "JWT"})
            self.verify_here(public, token.serialize(compact=True))

        self.each_key(check)

    def test_a_key_set_of_jwcrypto(self):
        made = [
            jwk.JWK.generate(kty="RSA", size=2048, kid="r", use="sig", alg="RS256"),
            jwk.JWK.generate(kty="EC", crv="P-384", kid="e", use="sig", alg="ES384"),
            jwk.JWK.generate(kty="OKP", crv="Ed25519", kid="o", use="sig", alg="EdDSA"),
            jwk.JWK.generate(kty="EC", crv="P-256", kid="x", use="enc", alg="ECDH-ES"),
            jwk.JWK.generate(kty="OKP", crv="X25519", kid="y"),
        ]
        published = self.file("jwks.json", {"keys": [key.export_public(as_dict=True) for key in made]})
        for key in made[:3]:
            with self.subTest(key.export_public()):
                token = jws.JWS(json.dumps(CLAIMS))
                token.add_signature(key, None, {"alg": key["alg"], "kid": key["kid"]})
                self.verify_here(published, token.serialize(compact=True))

    def test_sets_that_are_published_here(self):
        pairs = [self.keygen("published-" + "".join(options), *options)[0] for options in KEYS if options[0][0] != "H"]
        published = self.succeeds("jwks", "publish", *pairs).text
        of_pyjwt, of_jwcrypto = jwt.PyJWKSet.from_json(published), jwk.JWKSet.from_json(published)
        self.assertEqual(len(of_pyjwt.keys), len(pairs))
        for private in pairs:
            key = json.loads(private.read_text())
            with self.subTest(key["alg"]):
                token = self.sign_here(private)
                kid = jwt.get_unverified_header(token)["kid"]
                found = next(one for one in of_pyjwt.keys if one.key_id == kid)
                self.assertEqual(found.public_key_use, "sig")
                self.assertEqual(jwt.decode(token, found.key, [key["alg"]], audience="api"), CLAIMS)
                found = of_jwcrypto.get_key(kid)
                self.assertFalse(found.has_private)
                self.assertEqual(found.thumbprint(), kid)
                read = jws.JWS()
                read.allowed_algs = [key["alg"]]
                read.deserialize(token, found)
                self.assertEqual(json.loads(read.payload), CLAIMS)

    def test_thumbprints_agree(self):
        def check(_, private, public):
            self.assertEqual(json.loads(public.read_text())["kid"], jwk.JWK.from_json(private.read_text()).thumbprint())

        self.each_key(check)


if __name__ == "__main__":
    unittest.main()

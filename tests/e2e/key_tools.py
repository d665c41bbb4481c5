# Keys for the tests of the example servers: made by openssl and jwcrypto, used by PyJWT.
import json
import os
import subprocess
import sys
import time

try:
    import jwt
    from jwcrypto import jwk
except ImportError as missing:
    print(f"skipped: {missing} (scripts/setup test installs it)")
    sys.exit(0)

KINDS = {"ES256": ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "RS256": ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
         "EdDSA": ["ED25519"]}


def make_pem(path, alg="ES256"):
    """A new private key in the file; its kid is the thumbprint."""
    # Beside and renamed: whoever looks at the directory sees a whole key or none.
    subprocess.run(["openssl", "genpkey", "-algorithm", *KINDS[alg], "-out", path + ".new"], check=True,
                   capture_output=True)
    os.rename(path + ".new", path)
    return Key(path, alg)


class Key:
    """A private key of the test's own."""

    def __init__(self, path, alg, kid=None):
        self.path, self.alg = path, alg
        with open(path, "rb") as file:
            self.pem = file.read()
        self.jwk = jwk.JWK.from_pem(self.pem)
        self.kid = kid or self.jwk.thumbprint()

    def public(self):
        return {**self.jwk.export_public(as_dict=True), "kid": self.kid, "use": "sig", "alg": self.alg}

    def public_pem(self):
        return self.jwk.export_to_pem()

    def sign(self, claims, kid=None, typ="at+jwt"):
        return jwt.encode(claims, self.pem, self.alg, {"kid": kid or self.kid, "typ": typ})


def claims(issuer, audience, **more):
    now = int(time.time())
    return {"iss": issuer, "sub": "johndoe", "aud": audience, "exp": now + 600, "iat": now, "jti": "1",
            "scope": "orders:read orders:write", **more}


def key_set(server):
    """What the server publishes, kid by kid."""
    answer = server.request("GET", "/.well-known/jwks.json")
    assert answer.status == 200, answer.status
    return {key["kid"]: key for key in json.loads(answer.body)["keys"]}


def kid_of(token):
    return jwt.get_unverified_header(token)["kid"]


def verify_by_published_keys(url, token, alg, audience):
    """Verified by PyJWT with what the server publishes."""
    key = jwt.PyJWKClient(url + "/.well-known/jwks.json").get_signing_key_from_jwt(token)
    return jwt.decode(token, key.key, [alg], audience=audience)

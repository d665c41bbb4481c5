"""PyJWT or jwcrypto, as the argument says, as one of the verifiers that differential_test.py compares.

A case is a line of JSON on standard input, its verdict a line on standard output: "accepted", "cannot say: WHY" for a
case that the library has no option for, or the exception.
"""

import datetime
import json
import sys
import types


class CannotSay(Exception):
    pass


def without(options, *names):
    for name in names:
        if name in options:
            raise CannotSay(f"has no option for {name}")


class PyJwt:
    # PyJWT reads a JWK by its kty alone; which algorithm is allowed is said to decode().
    READERS = {"oct": "HS256", "RSA": "RS256", "EC": "ES256", "OKP": "EdDSA"}

    def __init__(self):
        import jwt.api_jwt

        self.jwt = jwt
        self.jws = jwt.PyJWS()

    def set_now(self, now):
        class Clock(datetime.datetime):
            @classmethod
            def now(cls, tz=None):
                return cls.fromtimestamp(now, tz)

        self.jwt.api_jwt.datetime = Clock

    def key_of(self, case):
        key = json.loads(case["key"])
        if case["is_set"]:
            # As PyJWKClient chooses among keys that it has fetched.
            kid = self.jwt.get_unverified_header(case["token"]).get("kid")
            keys = self.jwt.PyJWKSet.from_dict(key).keys
            return next(one.key for one in keys if one.public_key_use in ("sig", None) and one.key_id == kid)
        return self.jwt.PyJWK(key, self.READERS[key["kty"]]).key

    def verify(self, case):
        if not case["is_jwt"]:
            self.jws.decode(case["token"], self.key_of(case), case["algorithms"])
            return
        options = case["options"]
        without(options, "sub", "typ", "max_age", "crit_understood")
        self.jwt.decode(
            case["token"], self.key_of(case), case["algorithms"], issuer=options.get("iss"),
            audience=options.get("aud"), leeway=options["leeway"],
            options={"require": options.get("required_claims", [])})


class JwCrypto:
    def __init__(self):
        from jwcrypto import jwk, jws, jwt

        self.jwk, self.jws, self.jwt = jwk, jws, jwt

    def set_now(self, now):
        self.jwt.time = types.SimpleNamespace(time=lambda: now)

    def key_of(self, case):
        if not case["is_set"]:
            return self.jwk.JWK.from_json(case["key"])
        kids = [key["kid"] for key in json.loads(case["key"])["keys"] if "kid" in key]
        if len(set(kids)) < len(kids):
            raise CannotSay("takes any of the keys that share a kid, another one in each run")
        return self.jwk.JWKSet.from_json(case["key"])

    def verify(self, case):
        key = self.key_of(case)
        if not case["is_jwt"]:
            token = self.jws.JWS()
            token.allowed_algs = case["algorithms"]
            token.deserialize(case["token"], key)
            return
        options = case["options"]
        without(options, "typ", "max_age", "crit_understood")
        expected = {name: options[name] for name in ("iss", "aud", "sub") if name in options}
        for name in options.get("required_claims", []):
            expected.setdefault(name)
        # Claims that are expected switch off what is checked by default: exp and nbf where they are there.
        for check_claims in [None, expected]:
            token = self.jwt.JWT(algs=case["algorithms"], check_claims=check_claims)
            token.leeway = options["leeway"]
            token.deserialize(case["token"], key)


def main():
    verifier = {"pyjwt": PyJwt, "jwcrypto": JwCrypto}[sys.argv[1]]()
    for line in sys.stdin:
        case = json.loads(line)
        verifier.set_now(case["options"]["now"])
        try:
            verifier.verify(case)
            verdict = "accepted"
        except CannotSay as why:
            verdict = f"cannot say: {why}"
        # Whatever they raise, and they raise much that is no error of theirs by name: the token is not accepted.
        except Exception as error:
            verdict = ascii(f"{type(error).__name__}: {error}")
        print(verdict[:200])


if __name__ == "__main__":
    main()

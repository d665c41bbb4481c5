"""Keys of every kind and tokens signed with them, with nothing of the four libraries that are compared.

Keys come from a fixed seed, so that a run can be repeated; only RSA keys, and the nonces of ECDSA and the salts of
RSASSA-PSS, differ from run to run.
"""

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from jot_cli import b64url

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}
CURVES = {
    "ES256": (ec.SECP256R1(), "P-256", 32, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551),
    "ES384": (ec.SECP384R1(), "P-384", 48, int("f" * 48 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)),
    "ES512": (ec.SECP521R1(), "P-521", 66,
              int("1f" + "f" * 64 + "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16)),
    "ES256K": (ec.SECP256K1(), "secp256k1", 32, 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141),
}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def seeded(name, size):
    return hashlib.shake_256(name.encode()).digest(size)


class Key:
    """A key for one algorithm; `kind` is the algorithm's name, and for EdDSA that of the curve too."""

    def __init__(self, kind, name="", rsa_key=None):
        self.kind = kind
        self.alg = kind.partition("/")[0]
        self.family = self.alg[:2]
        seed = kind + name
        if self.family == "HS":
            self.private = seeded(seed, int(self.alg[2:]) // 8)
        elif self.family in ("RS", "PS"):
            self.private = rsa_key or rsa.generate_private_key(65537, 2048)
        elif self.family == "ES":
            curve, _, size, _ = CURVES[self.alg]
            self.private = ec.derive_private_key(int.from_bytes(seeded(seed, size - 1), "big"), curve)
        elif "Ed448" in kind:
            self.private = ed448.Ed448PrivateKey.from_private_bytes(seeded(seed, 57))
        else:
            self.private = ed25519.Ed25519PrivateKey.from_private_bytes(seeded(seed, 32))

    @property
    def jwk(self):
        """The public members, or the secret; without alg, so that the allow-list alone decides."""
        if self.family == "HS":
            return {"kty": "oct", "k": b64url(self.private)}
        public = self.private.public_key()
        if self.family in ("RS", "PS"):
            numbers = public.public_numbers()
            return {"kty": "RSA", "n": b64url(numbers.n.to_bytes(256, "big")), "e": "AQAB"}
        if self.family == "ES":
            numbers, (_, name, size, _) = public.public_numbers(), CURVES[self.alg]
            x, y = (b64url(n.to_bytes(size, "big")) for n in (numbers.x, numbers.y))
            return {"kty": "EC", "crv": name, "x": x, "y": y}
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519" if len(raw) == 32 else "Ed448", "x": b64url(raw)}

    @property
    def pem(self):
        encoding = serialization.Encoding.PEM
        return self.private.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, text, hash_of=None, salt=None):
        """The raw signature of the text; hash_of and salt replace what the algorithm prescribes."""
        data = text.encode()
        digits = self.alg[2:5]
        if self.family == "HS":
            return hmac.digest(self.private, data, "sha" + (hash_of or digits))
        if self.family == "Ed":
            return self.private.sign(data)
        chosen = HASHES[hash_of or digits]
        if self.family == "RS":
            return self.private.sign(data, padding.PKCS1v15(), chosen)
        if self.family == "PS":
            size = chosen.digest_size if salt is None else salt
            return self.private.sign(data, padding.PSS(padding.MGF1(chosen), size), chosen)
        return self.join(*decode_dss_signature(self.private.sign(data, ec.ECDSA(chosen))))

    def join(self, r, s):
        """The two numbers of an ECDSA signature as JWA writes them (RFC 7518 §3.4)."""
        size = CURVES[self.alg][2]
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")

    def halves(self, signature):
        middle = len(signature) // 2
        return int.from_bytes(signature[:middle], "big"), int.from_bytes(signature[middle:], "big")

    def der(self, signature):
        return encode_dss_signature(*self.halves(signature))

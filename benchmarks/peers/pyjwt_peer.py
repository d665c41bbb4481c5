#!/usr/bin/env python3
# PyJWT, measured in short slices: one line of JSON a row, CPU nanoseconds an operation.
#   pyjwt_peer.py [SECONDS_A_SLICE [SLICES]]
# The token is benchmarks/support/token.hpp's; issuer, audience and expiry are checked; keys are loaded once.
import json
import statistics
import sys
import time

try:
    import jwt
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
except ImportError:
    print("skipped: there is no PyJWT (scripts/setup bench installs it)", file=sys.stderr)
    sys.exit(0)

SECRET = "thirty-two bytes, as is customary"
ISSUER = "https://issuer.example"
AUDIENCE = "api"


def keys_of(algorithm):
    if algorithm == "HS256":
        return SECRET, SECRET
    if algorithm in ("RS256", "PS256"):
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elif algorithm == "ES256":
        private = ec.generate_private_key(ec.SECP256R1())
    else:
        private = ed25519.Ed25519PrivateKey.generate()
    return private, private.public_key()


def operations_of(algorithm):
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": "alice", "aud": AUDIENCE, "exp": now + 86400, "iat": now,
              "jti": "01HF3Z9K5J8W7Q2R", "scope": "read write"}
    private, public = keys_of(algorithm)
    token = jwt.encode(claims, private, algorithm=algorithm)

    def verify():
        return jwt.decode(token, public, algorithms=[algorithm], audience=AUDIENCE, issuer=ISSUER)["sub"]

    def sign():
        return jwt.encode(claims, private, algorithm=algorithm)

    return [(f"verify/{algorithm}/PyJWT", verify), (f"sign/{algorithm}/PyJWT", sign)]


def measure(operation, seconds):
    end = time.monotonic() + seconds
    start = time.process_time_ns()
    count = 0
    while time.monotonic() < end:
        for _ in range(16):
            operation()
        count += 16
    return (time.process_time_ns() - start) / count


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.1
    slices = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    rows = [row for algorithm in ("HS256", "RS256", "PS256", "ES256", "EdDSA") for row in operations_of(algorithm)]
    results = {name: [] for name, _ in rows}
    for _ in range(slices):
        for name, operation in rows:
            results[name].append(measure(operation, seconds))
    for name, values in results.items():
        print(json.dumps({"name": name, "ns": statistics.median(values)}))


if __name__ == "__main__":
    main()

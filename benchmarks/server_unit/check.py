#!/usr/bin/env python3
# Asks servers the same questions: what they cost to compile can be compared only when they do the same.
#   check.py PROGRAM…
import base64
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import sys
import time

SECRET = "thirty-two bytes, as is customary"


def token(secret=SECRET, **changes):
    claims = {"iss": "https://id.example", "aud": "shop", "exp": int(time.time()) + 900, "sub": "alice",
              "scope": "orders profile", "org": "acme", "roles": ["editor", "billing"], "level": 3, **changes}
    parts = ({"alg": "HS256", "typ": "JWT"}, {name: value for name, value in claims.items() if value is not None})
    text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return f"{text}.{encoded(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))}"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


ORDERS = "orders of alice at acme, level 3, editor, billing"
QUESTIONS = {  # what is asked: Authorization, status, body
    "a good token": (f"Bearer {token()}", 200, ORDERS),
    "a token without org": (f"Bearer {token(org=None)}", 200, ORDERS.replace("acme", "home")),
    "no token": (None, 401, ""),
    "another scheme": ("Basic YWxpY2U6eA==", 401, ""),
    "no JWT": ("Bearer abc", 401, ""),
    "another key": (f"Bearer {token(SECRET[::-1])}", 401, ""),
    "another audience": (f"Bearer {token(aud='bank')}", 401, ""),
    "another issuer": (f"Bearer {token(iss='https://other.example')}", 401, ""),
    "an expired token": (f"Bearer {token(exp=1_700_000_000)}", 401, ""),
    "a token without level": (f"Bearer {token(level=None)}", 401, ""),
    "roles that are no list": (f"Bearer {token(roles='editor')}", 401, ""),
    "too little scope": (f"Bearer {token(scope='profile')}", 403, ""),
}


def ask(port, authorization):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/orders", headers={"Authorization": authorization} if authorization else {})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.getheader("WWW-Authenticate", "")


def check(program):
    failures = []
    with subprocess.Popen([program], stdout=subprocess.PIPE, env={**os.environ, "SECRET": SECRET}) as server:
        try:
            port = int(server.stdout.readline())
            for what, (authorization, status, body) in QUESTIONS.items():
                found = ask(port, authorization)
                if found[:2] != (status, body) or (status != 200) != found[2].startswith("Bearer "):
                    failures.append(f"{program}: {what}: {found}, {status} and '{body}' are expected")
        finally:
            server.kill()
    return failures


def main():
    failures = [failure for program in sys.argv[1:] for failure in check(program)]
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

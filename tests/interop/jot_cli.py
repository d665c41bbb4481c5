"""What the tests of this folder share: running jot-cli, a folder of their own, base64url, tokens made by hand.

Whatever a test runs, no private key or password that it has made may be in what jot-cli says, unless it was asked for.
"""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ALGORITHMS = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
    "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
]


def is_hmac(alg):
    return alg.startswith("HS")


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_b64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact_json(value):
    return json.dumps(value, separators=(",", ":"))


def hs256(payload, secret, header=None):
    """A token made with nothing but Python's own hmac; payload is bytes or what json.dumps takes."""
    if not isinstance(payload, bytes):
        payload = compact_json(payload).encode()
    signing_input = b64url(compact_json(header or {"alg": "HS256"}).encode()) + "." + b64url(payload)
    return signing_input + "." + b64url(hmac.digest(secret, signing_input.encode(), hashlib.sha256))


WINDOW = 8
PRIVATE_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "k")
# Each 8 successive bytes of private members and passwords, in each form in which they could be told; and the same of
# whole private key files, whose public half may be told, but not by an error.
confidential = set()
key_files = set()


def windows(data):
    return {data[i:i + WINDOW] for i in range(len(data) - WINDOW + 1)}


def forms(data):
    """As it is, in hexadecimal, in base64 and base64url; in these it matters where in three bytes a part begins."""
    out = windows(data) | windows(data.hex().encode()) | windows(data.hex().upper().encode())
    for skipped in range(3):
        out |= windows(base64.b64encode(data[skipped:]).rstrip(b"="))
        out |= windows(base64.urlsafe_b64encode(data[skipped:]).rstrip(b"="))
    return out


def keep_confidential(content):
    """From now on no command may tell of this private key: a JWK, or PEM, of which at least no error may."""
    if isinstance(content, dict):
        for name in PRIVATE_MEMBERS:
            if name in content:
                confidential.update(forms(from_b64url(content[name])))
    else:
        body = b"".join(line for line in content.splitlines() if b":" not in line and b"--" not in line)
        key_files.update(forms(base64.b64decode(body)))


def keep_password(password):
    confidential.update(windows(password.encode()))


def skip(reason):
    """Ends the test so that ctest reports it as skipped."""
    print("skipped: " + reason)
    sys.exit(0)


class Result:
    def __init__(self, completed):
        self.code = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr.decode(errors="replace")

    @property
    def text(self):
        return self.out.decode().rstrip("\n")

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        """The CODE of "CODE: message"."""
        return self.err.split(":", 1)[0]


def run(*args, stdin=b""):
    if isinstance(stdin, str):
        stdin = stdin.encode()
    result = Result(subprocess.run([os.environ["JOT_CLI"], *map(str, args)], input=stdin, capture_output=True))
    asked_for = result.code == 0 and (args[:1] == ("keygen",) or "--private" in args)
    said = windows(result.err.encode()) | (set() if asked_for else windows(result.out))
    told = said & (confidential if result.code == 0 else confidential | key_files)
    if told:
        raise AssertionError(f"jot-cli {args} tells of a private key: {told}")
    return result


class CliTest(unittest.TestCase):
    """A test case with a temporary folder for the class, and the ways to say what jot-cli must do."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    def file(self, name, content):
        path = self.folder / name
        if isinstance(content, (dict, list)):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def keygen(self, name, alg, *options, form="jwk"):
        """A new key: the path of its private file and that of its public file (the same one for a secret)."""
        private, public = self.folder / f"{name}.{form}", self.folder / f"{name}.pub.{form}"
        options = ["--alg", alg, "--format", form, "--out", private, *options]
        if is_hmac(alg):
            public = private
        else:
            options += ["--public-out", public]
        self.succeeds("keygen", *options)
        if "--password-file" not in options:
            if form == "pem":
                keep_confidential(private.read_bytes())
            keep_confidential(self.succeeds("convert", private, "--to", "jwk", "--private").json)
        return private, public

    def succeeds(self, *args, stdin=b""):
        result = run(*args, stdin=stdin)
        self.assertEqual((result.code, result.err), (0, ""), args)
        return result

    def fails(self, code, *args, stdin=b""):
        """Nothing on stdout, one line "CODE: message" on stderr."""
        result = run(*args, stdin=stdin)
        self.assertEqual((result.code, result.out), (code, b""), (args, result.err))
        self.assertRegex(result.err, r"\A[a-z_0-9]+: [^\n]+\n\Z", args)
        return result

    def rejects(self, error, *args, stdin=b""):
        result = self.fails(1, *args, stdin=stdin)
        self.assertEqual(result.error, error, (args, result.err))
        return result

    def misused(self, *args, stdin=b""):
        return self.fails(2, *args, stdin=stdin)

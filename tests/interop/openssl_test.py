"""The openssl program as the other side: keys, signatures and encodings, in both directions and byte by byte.

PKCS#1 v1.5, EdDSA and HMAC are deterministic: there the octets must be the same. ECDSA and PSS are verified instead.
"""

import shutil
import subprocess
import unittest

import jot_cli

CLAIMS = '{"sub":"alice","n":1.50,"z":"last in the alphabet, not in the object"}'

# For openssl: how a key is made, and how `dgst` signs. EdDSA has no digest and goes through pkeyutl.
GENPKEY = {
    "RS": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ES256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "ES384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "ES512": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "ES256K": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
    "Ed25519": ["-algorithm", "ED25519"],
    "Ed448": ["-algorithm", "ED448"],
}
PSS = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"]


def der_integer(value):
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return b"\x02" + bytes([len(body)]) + body


def der_from_raw(raw):
    half = len(raw) // 2
    body = der_integer(int.from_bytes(raw[:half], "big")) + der_integer(int.from_bytes(raw[half:], "big"))
    return b"\x30" + (b"\x81" if len(body) > 127 else b"") + bytes([len(body)]) + body


def raw_from_der(der, half):
    rest = der[3 if der[1] == 0x81 else 2:]
    out = b""
    for _ in range(2):
        assert rest[0] == 0x02
        size = rest[1]
        out += int.from_bytes(rest[2:2 + size], "big").to_bytes(half, "big")
        rest = rest[2 + size:]
    assert not rest
    return out


class OpenSsl(jot_cli.CliTest):
    def openssl(self, *args):
        done = subprocess.run(["openssl", *map(str, args)], capture_output=True, cwd=self.folder)
        self.assertEqual(done.returncode, 0, (args, done.stderr.decode()))
        return done.stdout

    def genpkey(self, name, kind, *options):
        private, public = self.folder / f"{name}.pem", self.folder / f"{name}.pub.pem"
        self.openssl("genpkey", *GENPKEY[kind], *options, "-out", private)
        password = ["-passin", "pass:correct horse"] if options else []
        self.openssl("pkey", "-in", private, *password, "-pubout", "-out", public)
        return private, public

    def their_signature(self, alg, private, data):
        path = self.file("data", data)
        if alg.startswith("Ed"):
            return self.openssl("pkeyutl", "-sign", "-inkey", private, "-rawin", "-in", path)
        options = PSS if alg.startswith("PS") else []
        return self.openssl("dgst", "-sha" + alg[2:5], "-sign", private, *options, path)

    def they_verify(self, alg, public, data, signature):
        path, sig = self.file("data", data), self.file("sig", signature)
        if alg.startswith("Ed"):
            self.openssl("pkeyutl", "-verify", "-pubin", "-inkey", public, "-rawin", "-in", path, "-sigfile", sig)
        else:
            options = PSS if alg.startswith("PS") else []
            self.openssl("dgst", "-sha" + alg[2:5], "-verify", public, "-signature", sig, *options, path)

    def both_ways(self, alg, private, public):
        token = self.succeeds("sign", "--key", private, "--alg", alg, stdin=CLAIMS).text
        signing_input, signature = token.rsplit(".", 1)
        ours = jot_cli.from_b64url(signature)
        theirs = self.their_signature(alg, private, signing_input)
        if alg.startswith("ES"):
            self.they_verify(alg, public, signing_input, der_from_raw(ours))
            theirs = raw_from_der(theirs, len(ours) // 2)
        else:
            self.they_verify(alg, public, signing_input, ours)
        if alg.startswith(("RS", "Ed")):
            self.assertEqual(ours, theirs, alg)
        else:
            self.assertEqual(len(ours), len(theirs), alg)
        for each in (ours, theirs):
            token = signing_input + "." + jot_cli.b64url(each)
            shown = self.succeeds("verify", "--key", public, "--alg", alg, "-", stdin=token)
            self.assertEqual(shown.json["sub"], "alice")

    def test_rsa_both_ways(self):
        private, public = self.genpkey("rsa", "RS")
        for alg in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"):
            with self.subTest(alg):
                self.both_ways(alg, private, public)

    def test_ecdsa_both_ways(self):
        for alg in ("ES256", "ES384", "ES512", "ES256K"):
            with self.subTest(alg):
                self.both_ways(alg, *self.genpkey(alg, alg))

    def test_eddsa_both_ways(self):
        for curve in ("Ed25519", "Ed448"):
            pair = self.genpkey(curve, curve)
            for alg in ("EdDSA", curve):
                with self.subTest(alg=alg, curve=curve):
                    self.both_ways(alg, *pair)

    def test_keys_of_jot_cli_serve_openssl(self):
        for alg in ("RS256", "ES256", "EdDSA"):
            with self.subTest(alg):
                self.both_ways(alg, *self.keygen("ours-" + alg, alg, form="pem"))

    def test_hmac_octets_are_the_same(self):
        for alg, size in (("HS256", 32), ("HS384", 48), ("HS512", 64)):
            with self.subTest(alg):
                secret = bytes(range(size))
                path = self.file(alg, secret)
                token = self.succeeds("sign", "--secret-file", path, "--alg", alg, stdin=CLAIMS).text
                signing_input, signature = token.rsplit(".", 1)
                data = self.file("data", signing_input)
                theirs = self.openssl("dgst", "-sha" + alg[2:], "-mac", "HMAC", "-macopt", "hexkey:" + secret.hex(),
                                      "-binary", data)
                self.assertEqual(jot_cli.from_b64url(signature), theirs)

    def test_every_encoding_of_one_rsa_key_is_the_same_key(self):
        private, public = self.genpkey("forms", "RS")
        self.openssl("rsa", "-in", private, "-traditional", "-out", "pkcs1.pem")
        self.openssl("rsa", "-in", private, "-RSAPublicKey_out", "-out", "pkcs1.pub.pem")
        self.openssl("pkey", "-in", private, "-outform", "DER", "-out", "pkcs8.der")
        self.openssl("rsa", "-in", private, "-traditional", "-outform", "DER", "-out", "pkcs1.der")
        self.openssl("pkey", "-in", private, "-pubout", "-outform", "DER", "-out", "spki.der")
        self.openssl("req", "-x509", "-key", private, "-subj", "/CN=issuer.example", "-out", "cert.pem")
        self.openssl("x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der")
        privates = ["forms.pem", "pkcs1.pem", "pkcs8.der", "pkcs1.der"]
        publics = ["forms.pub.pem", "pkcs1.pub.pem", "spki.der", "cert.pem", "cert.der"]
        self.same_key(privates, publics, "RS256")

    def test_every_encoding_of_one_ec_key_is_the_same_key(self):
        private, _ = self.genpkey("ec", "ES256")
        self.openssl("ec", "-in", private, "-out", "sec1.pem")
        self.openssl("ec", "-in", private, "-outform", "DER", "-out", "sec1.der")
        self.openssl("req", "-x509", "-key", private, "-subj", "/CN=issuer.example", "-out", "ec.cert.pem")
        self.same_key(["ec.pem", "sec1.pem", "sec1.der"], ["ec.pub.pem", "ec.cert.pem"], "ES256")

    def same_key(self, privates, publics, alg):
        def thumbprint(name):
            shown = self.succeeds("inspect", self.folder / name).text
            return next(line.split()[1] for line in shown.splitlines() if line.startswith("thumbprint:"))

        self.assertEqual(len({thumbprint(name) for name in privates + publics}), 1)
        for private in privates:
            token = self.succeeds("sign", "--key", self.folder / private, "--alg", alg, stdin=CLAIMS).text
            for public in publics + privates:
                with self.subTest(private=private, public=public):
                    self.succeeds("verify", "--key", self.folder / public, "--alg", alg, "-", stdin=token)

    def test_an_encrypted_pkcs8_key_opens_with_its_password(self):
        private, public = self.genpkey("locked", "ES256", "-aes-256-cbc", "-pass", "pass:correct horse")
        password = self.file("password", "correct horse\n")
        token = self.succeeds("sign", "--key", private, "--password-file", password, stdin=CLAIMS).text
        self.succeeds("verify", "--key", public, "-", stdin=token)
        self.misused("sign", "--key", private, stdin=CLAIMS)
        self.misused("sign", "--key", private, "--password-file", self.file("wrong", "correct horses"), stdin=CLAIMS)

    def test_openssl_opens_what_keygen_encrypted(self):
        password = self.file("password2", "battery staple\n")
        private, public = self.keygen("sealed", "ES384", "--password-file", password, form="pem")
        self.assertIn(b"ENCRYPTED PRIVATE KEY", private.read_bytes())
        half = self.openssl("pkey", "-in", private, "-passin", "pass:battery staple", "-pubout")
        self.assertEqual(half, public.read_bytes())


if __name__ == "__main__":
    if shutil.which("openssl") is None:
        jot_cli.skip("there is no openssl program")
    unittest.main()

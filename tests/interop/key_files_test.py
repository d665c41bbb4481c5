"""Key files as they come: converted between their forms, the same by every route, and damaged in every usual way."""

import base64
import json
import re
import shutil
import stat
import subprocess
import textwrap
import unittest

import jot_cli

OPENSSL = shutil.which("openssl")


def openssl(*args, stdin=b""):
    return subprocess.run([OPENSSL, *map(str, args)], input=stdin, capture_output=True, check=True).stdout


def der(pem):
    return base64.b64decode("".join(pem.decode().strip().splitlines()[1:-1]))


def pem(label, data):
    body = base64.encodebytes(data).decode().replace("\n", "")
    return f"-----BEGIN {label}-----\n" + "\n".join(textwrap.wrap(body, 64)) + f"\n-----END {label}-----\n"


class KeyFileTest(jot_cli.CliTest):
    def shown(self, *args):
        """What inspect says, as label → value."""
        lines = self.succeeds("inspect", *args).text.splitlines()
        return {label: value.strip() for label, value in (line.split(":", 1) for line in lines if line)}


class Convert(KeyFileTest):
    KINDS = (("RS256", []), ("ES256", []), ("ES512", []), ("ES256K", []), ("Ed25519", []), ("EdDSA", ["--curve", "Ed448"]))

    def convert(self, path, form, *options):
        out = self.folder / f"converted-{len(list(self.folder.iterdir()))}.{form}"
        self.assertEqual(self.succeeds("convert", path, "--to", form, *options, "--out", out).out, b"")
        return out

    def test_round_trips_through_every_form(self):
        for alg, options in self.KINDS:
            with self.subTest(alg):
                private, public = self.keygen("round-" + alg, alg, *options)
                for start, choice in ((private, "--private"), (private, "--public"), (public, "--public")):
                    there = self.convert(self.convert(start, "pem", choice), "der", choice)
                    back = self.convert(there, "jwk", choice, "--alg", alg)
                    expected = json.loads((private if choice == "--private" else public).read_text())
                    del expected["kid"]
                    self.assertEqual(json.loads(back.read_text()), expected)

    def test_a_jwk_keeps_what_it_says_of_itself(self):
        key = json.loads(self.keygen("says", "ES256")[1].read_text()) | {"kid": "k", "use": "sig", "key_ops": ["verify"]}
        path = self.convert(self.file("says.json", key), "jwk")
        self.assertEqual(json.loads(path.read_text()), key)

    def test_key_ops_of_a_private_key_become_those_of_its_public_half(self):
        key = json.loads(self.keygen("ops", "ES256")[0].read_text()) | {"key_ops": ["sign"]}
        path = self.file("ops.jwk", key)
        self.assertEqual(json.loads(self.convert(path, "jwk", "--public").read_text())["key_ops"], ["verify"])
        self.convert(path, "pem", "--public")
        other = self.file("other.jwk", key | {"key_ops": ["deriveBits"]})
        self.assertIn("key_ops", self.misused("convert", other, "--to", "pem", "--public").err)
        self.assertEqual(self.shown(other)["algorithms"], "none")

    def test_to_a_set_of_one_and_back(self):
        private, public = self.keygen("one", "ES256")
        made = self.convert(private, "jwks", "--public")
        keys = json.loads(made.read_text())["keys"]
        self.assertEqual(keys, [json.loads(public.read_text()) | {"use": "sig"}])
        self.assertEqual(json.loads(self.convert(made, "jwk").read_text()), keys[0])
        two = self.file("two.json", {"keys": keys + [keys[0] | {"kid": "2"}]})
        self.assertIn("2 keys", self.misused("convert", two, "--to", "jwk").err)

    def test_a_private_key_leaves_on_request_alone(self):
        private, public = self.keygen("careful", "ES256")
        for form in ("pem", "der", "jwk", "jwks"):
            self.assertRegex(self.misused("convert", private, "--to", form).err, "--public.*--private")
            self.misused("convert", private, "--to", form, "--public", "--private")
            self.misused("convert", public, "--to", form, "--private")
        self.misused("convert", private, "--to", "jwks", "--private")
        for form in ("pem", "der", "jwk"):
            path = self.convert(private, form, "--private")
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertEqual(self.shown(path)["private"].split(":")[0], "yes")
        for form in ("pem", "der", "jwk"):
            self.assertEqual(self.shown(self.convert(private, form, "--public"))["private"], "no")

    def test_an_hmac_secret_has_no_other_form(self):
        secret, _ = self.keygen("secret", "HS256")
        for form in ("pem", "der"):
            self.misused("convert", secret, "--to", form, "--private")
        for form in ("pem", "der", "jwk", "jwks"):
            self.misused("convert", secret, "--to", form)
            self.misused("convert", secret, "--to", form, "--public")
        self.assertEqual(self.succeeds("convert", secret, "--to", "jwk", "--private").json, json.loads(secret.read_text()))

    def test_standard_output_is_the_file_byte_for_byte(self):
        private, public = self.keygen("stdout", "ES256", form="pem")
        self.assertEqual(self.succeeds("convert", private, "--to", "pem", "--private").out, private.read_bytes())
        self.assertEqual(self.succeeds("convert", public, "--to", "pem").out, public.read_bytes())
        self.assertEqual(self.succeeds("convert", public, "--to", "der").out, der(public.read_bytes()))
        self.assertEqual(self.succeeds("convert", private, "--to", "der", "--private").out, der(private.read_bytes()))

    def test_an_encrypted_key_is_opened(self):
        password = self.file("password", "correct horse")
        locked, public = self.keygen("locked", "ES256", "--password-file", password, form="pem")
        self.assertIn("password", self.misused("convert", locked, "--to", "jwk", "--private").err)
        made = self.convert(locked, "pem", "--public", "--password-file", password)
        self.assertEqual(made.read_bytes(), public.read_bytes())

    def test_wrong_usage(self):
        private, public = self.keygen("usage", "ES256")
        there = self.file("there", "precious")
        for args in ([], [public], [public, "--to"], [public, "--to", "PEM"], [public, "--to", "ssh"],
                     [public, "--to", "pem", "--alg", "ES256"], [public, "--to", "jwk", "--alg", "ES384"],
                     [public, "--to", "jwk", "--alg", "none"], [public, "--to", "jwk", "extra"],
                     [public, "--to", "jwk", "--out", there], [self.folder / "absent", "--to", "jwk"]):
            with self.subTest(args):
                self.misused("convert", *args)
        self.assertEqual(there.read_bytes(), b"precious")


@unittest.skipUnless(OPENSSL, "there is no openssl")
class Routes(KeyFileTest):
    def certificate(self, private):
        return openssl("req", "-x509", "-key", private, "-subj", "/O=Example/CN=signer\n", "-days", "3")

    def test_the_same_key_by_every_route_has_the_same_thumbprint(self):
        for alg in ("RS256", "ES256", "ES384", "EdDSA"):
            with self.subTest(alg):
                private, public = self.keygen("route-" + alg, alg, form="pem")
                certificate = self.certificate(private)
                jwk = self.succeeds("convert", public, "--to", "jwk").json
                routes = {
                    "private PEM": private, "public PEM": public,
                    "private DER": self.file("private.der", der(private.read_bytes())),
                    "public DER": self.file("public.der", der(public.read_bytes())),
                    "PKCS#1 or SEC1": self.file("old.pem", openssl("pkey", "-in", private, "-traditional")
                                                if alg != "EdDSA" else private.read_bytes()),
                    "JWK": self.file("key.jwk", jwk),
                    "private JWK": self.file("private.jwk", self.succeeds("convert", private, "--to", "jwk",
                                                                          "--private").text),
                    "certificate": self.file("certificate.pem", certificate),
                    "certificate in DER": self.file("certificate.der", der(certificate)),
                    "JWK with x5c": self.file("x5c.jwk", jwk | {"x5c": [base64.b64encode(der(certificate)).decode()]}),
                    "JWK Set": self.file("set.json", {"keys": [jwk]}),
                    "published": self.file("published.json", self.succeeds("jwks", "publish", private, "--alg", alg).text),
                }
                found = {route: self.shown(path)["thumbprint"] for route, path in routes.items()}
                self.assertEqual(len(set(found.values())), 1, found)
                row = self.succeeds("jwks", "show", routes["published"]).text.splitlines()[1].split()
                self.assertEqual({row[0], row[-1]}, set(found.values()))

    def test_what_a_certificate_says(self):
        private, _ = self.keygen("certified", "ES256", form="pem")
        data = self.certificate(private)
        fingerprint = openssl("x509", "-noout", "-fingerprint", "-sha256", stdin=data).decode().split("=")[1]
        dates = [openssl("x509", "-noout", option, "-dateopt", "iso_8601", stdin=data).decode().split("=")[1].strip()
                 for option in ("-startdate", "-enddate")]
        for name, content, form in (("c.pem", data, "PEM"), ("c.der", der(data), "DER"),
                                    ("indented.pem", textwrap.indent(data.decode(), "  "), "PEM")):
            with self.subTest(name):
                lines = self.shown(self.file(name, content))
                self.assertEqual(lines["format"], f"certificate ({form})")
                self.assertEqual(lines["subject"], r"CN=signer\0A,O=Example")
                self.assertEqual([lines["not before"], lines["not after"]], [d.replace(" ", "T") for d in dates])
                self.assertEqual(lines["x5t#S256"], jot_cli.b64url(bytes.fromhex(fingerprint.strip().replace(":", ""))))
                self.assertEqual((lines["algorithms"], lines["private"]), ("ES256", "no"))

    def test_a_chain_an_expired_certificate_and_one_beside_its_key(self):
        private, _ = self.keygen("chained", "ES256", form="pem")
        one = self.certificate(private)
        # Newer versions of openssl make no certificate that has expired; inspect does not ask who signed it.
        late = pem("CERTIFICATE", re.sub(rb"\x17\x0d\d{12}Z", b"\x17\x0d200101000000Z", der(one)))
        self.assertIn("2 more", self.shown(self.file("chain.pem", one * 3))["chain"])
        self.assertIn("(expired)", self.shown(self.file("late.pem", late))["not after"])
        lines = self.shown(self.file("both.pem", one + private.read_bytes()))
        self.assertEqual((lines["format"], lines["private"][:3]), ("PEM", "yes"))

    def test_a_certificate_verifies_and_publishes_and_cannot_sign(self):
        private, _ = self.keygen("works", "ES256", form="pem")
        certificate = self.file("works.crt", self.certificate(private))
        token = self.succeeds("sign", "--key", private, stdin="{}").text
        self.succeeds("verify", "--key", certificate, token)
        published = self.file("works.json", self.succeeds("jwks", "publish", certificate).text)
        self.succeeds("verify", "--jwks", published, token)
        self.misused("sign", "--key", certificate, stdin="{}")


@unittest.skipUnless(OPENSSL, "there is no openssl")
class DamagedFiles(KeyFileTest):
    """What each file must do: load (the code is 0), or be refused with a message that has the words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        made = cls("succeeds")
        cls.private, cls.public = (path.read_bytes() for path in made.keygen("good", "ES256", form="pem"))
        rsa, _ = made.keygen("rsa", "RS256", form="pem")
        cls.rsa, cls.rsa_pkcs1 = rsa.read_bytes(), openssl("pkey", "-in", rsa, "-traditional")
        cls.weak = openssl("genrsa", "1024")
        cls.locked = openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:x", stdin=cls.private)
        cls.locked_of_old = openssl("ec", "-aes128", "-passout", "pass:x", stdin=cls.private)
        cls.certificate = openssl("req", "-x509", "-key", cls.folder / "good.pem", "-subj", "/CN=x")
        cls.request = openssl("req", "-new", "-key", cls.folder / "good.pem", "-subj", "/CN=x")
        cls.brainpool = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1")
        cls.explicit = openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-param_enc", "explicit")
        cls.x25519 = openssl("genpkey", "-algorithm", "X25519")
        cls.parameters = openssl("ecparam", "-name", "prime256v1")
        cls.jwk = made.succeeds("convert", cls.folder / "good.pub.pem", "--to", "jwk").json
        cls.private_jwk = made.succeeds("convert", cls.folder / "good.pem", "--to", "jwk", "--private").json
        for key in (cls.rsa_pkcs1, cls.weak, cls.locked, cls.locked_of_old, cls.brainpool, cls.explicit, cls.x25519):
            jot_cli.keep_confidential(key)

    def table(self):
        text, key = self.public.decode(), der(self.public)
        one_line = text.replace("\n", "")
        flipped = self.private[:60] + (b"A" if self.private[60:61] != b"A" else b"B") + self.private[61:]
        other = jot_cli.b64url(b"\1" * 32)
        return [
            # How a good file travels.
            ("indented", textwrap.indent(text, "    \t"), 0, ""),
            ("with CRLF", text.replace("\n", "\r\n"), 0, ""),
            ("with a BOM", "\ufeff" + text, 0, ""),
            ("with literal line ends", text.replace("\n", "\\n"), 0, ""),
            ("with literal CRLF", text.replace("\n", "\\r\\n"), 0, ""),
            ("on one line", one_line, 0, ""),
            ("with a last line without its end", text.rstrip(), 0, ""),
            ("with text around it", "subject=x\n" + text + "and more\n", 0, ""),
            ("behind EC PARAMETERS", self.parameters + self.private, 0, ""),
            ("quoted as in an environment file", "KEY=\"" + text.replace("\n", "\\n") + '"', 0, ""),
            ("a JWK indented, with CRLF", json.dumps(self.jwk, indent=4).replace("\n", "\r\n"), 0, ""),
            # What is no key file, or only half of one.
            ("empty", "", 2, "is not a JWK"),
            ("a BEGIN line alone", "-----BEGIN PUBLIC KEY-----\n", 2, "no matching END line"),
            ("cut off", text[:100], 2, "no matching END line"),
            ("cut off inside base64", text[:101] + text[102:], 2, "not base64"),
            ("short of some bytes", pem("PUBLIC KEY", key[:-4]), 2, "damaged"),
            ("longer than it says", pem("PUBLIC KEY", key + b"\0"), 2, "damaged"),
            ("DER cut off", key[:-1], 2, "invalid_key"),
            ("DER with more behind it", key + b"\0", 2, "invalid_key"),
            ("a bit flipped", flipped, 2, "invalid_key"),
            ("END of another label", text.replace("END PUBLIC", "END PRIVATE"), 2, "no matching END line"),
            ("base64url in PEM", text.replace(text.splitlines()[1], "-_" + text.splitlines()[1][2:]), 2, "not base64"),
            ("base64 without its frame", "".join(text.splitlines()[1:-1]), 2, "is not a JWK"),
            ("a certificate cut off", self.certificate[:200], 2, "no matching END line"),
            # What is something else.
            ("a private key under a public label", pem("PUBLIC KEY", der(self.private)), 2, "invalid_key"),
            ("a public key under a private label", pem("PRIVATE KEY", key), 2, "invalid_key"),
            ("a certificate request", self.request, 2, "found CERTIFICATE REQUEST"),
            ("parameters alone", self.parameters, 2, "found EC PARAMETERS"),
            ("OpenSSH's own form", pem("OPENSSH PRIVATE KEY", b"openssh-key-v1\0"), 2, "found OPENSSH PRIVATE KEY"),
            ("a public key of ssh", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here", 2, "is not a JWK"),
            ("encrypted", self.locked, 2, "password"),
            ("encrypted in the old form", self.locked_of_old, 2, "openssl pkcs8 -topk8"),
            ("a curve that JWS does not know", self.brainpool, 2, "another curve"),
            ("a curve spelt out", self.explicit, 2, "explicit"),
            ("a key for agreement", self.x25519, 2, "is for key agreement"),
            ("an RSA key of 1024 bits", self.weak, 2, "1024 bits"),
            # JWK.
            ("a JWK with a BOM", "\ufeff" + json.dumps(self.jwk), 2, "invalid_key"),
            ("a JWK with a comma too many", json.dumps(self.jwk)[:-1] + ",}", 2, "invalid_key"),
            ("a JWK with a member twice", json.dumps(self.jwk)[:-1] + ',"kty":"EC"}', 2, "kty"),
            ("a JWK in a list", [self.jwk], 2, "invalid_key"),
            ("a JWK of padded base64url", self.jwk | {"x": self.jwk["x"] + "="}, 2, "x: "),
            ("a JWK of base64", self.jwk | {"x": "+/" + self.jwk["x"][2:]}, 2, "x: "),
            ("a JWK off its curve", self.jwk | {"y": self.jwk["x"]}, 2, "curve"),
            ("a JWK of another curve", self.jwk | {"crv": "P-384"}, 2, "48"),
            ("a JWK of two halves", self.private_jwk | {"d": other}, 2, "does not belong to the public half"),
            ("a JWK without a coordinate", {n: v for n, v in self.jwk.items() if n != "y"}, 2, "y: "),
            ("a JWK of a kind in lower case", self.jwk | {"kty": "ec"}, 2, "kty: "),
            ("a JWK whose x5c is of another key",
             self.jwk | {"x5c": [base64.b64encode(der(openssl("req", "-x509", "-key", self.folder / "rsa.pem", "-subj",
                                                              "/CN=x"))).decode()]}, 2, "x5c: "),
            ("a set in a list", [{"keys": [self.jwk]}], 2, "invalid_key"),
            ("a set of nothing", {"keys": []}, 2, "no key"),
        ]

    def test_each_loads_or_says_what_is_wrong(self):
        expected = jot_cli.run("inspect", self.file("expected", self.public)).text.split("thumbprint:")[1]
        table = self.table()
        for name, content, code, words in table:
            with self.subTest(name):
                path = self.file("damaged", content)
                shown = jot_cli.run("inspect", path)
                converted = jot_cli.run("convert", path, "--to", "pem", "--public")
                self.assertEqual((shown.code, converted.code), (code, code), (shown.err, converted.err))
                if code == 0:
                    self.assertIn(expected, shown.text)
                    self.assertEqual(converted.out, self.public)
                    continue
                for result in (shown, converted):
                    self.assertEqual(result.out, b"")
                    self.assertRegex(result.err, r"\A[a-z_]+: [^\n]+\n\Z")
                if words not in shown.err:
                    self.fail(f"{words!r} is not in: {shown.err}")
        self.assertGreaterEqual(len(table), 30)

    def test_a_password_that_is_wrong_empty_or_not_needed(self):
        locked = self.file("locked.pem", self.locked)
        for password, code in (("x", 0), ("x\n", 0), ("y", 2), ("", 2), ("x\n\n", 2), ("x ", 2)):
            with self.subTest(password):
                result = jot_cli.run("inspect", locked, "--password-file", self.file("password", password))
                self.assertEqual(result.code, code, result.err)
        self.succeeds("inspect", self.file("open.pem", self.private), "--password-file", self.file("password", "x"))

    def test_no_command_tells_of_a_private_key_or_its_password(self):
        right, wrong = "correct horse battery", "incorrect donkey battery"
        jot_cli.keep_password(right)
        jot_cli.keep_password(wrong)
        locked = openssl("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:" + right, stdin=self.private)
        jot_cli.keep_confidential(locked)
        token = self.succeeds("sign", "--key", self.file("p.pem", self.private), stdin="{}").text
        jwk = json.dumps(self.private_jwk).encode()
        passwords = [self.file("right", right), self.file("wrong", wrong)]
        refused = 0
        contents = [
            self.private, self.rsa, self.rsa_pkcs1, self.weak, locked, self.locked_of_old, self.brainpool,
            self.explicit, self.x25519, der(self.private), der(self.rsa), der(locked), pem("CERTIFICATE", der(self.private)).encode(),
            self.private.replace(b"KEY-----\n", b"KEY\n"), b"".join(self.private.splitlines()[1:-1]), jwk, jwk.replace(b'"d": "', b'"d": "+/'),
            jwk.replace(b'"EC"', b'"oct"'), jwk[:-1] + b", " + jwk[1:],
            json.dumps({"keys": [self.private_jwk] * 2}).encode(),
        ]
        for content in contents:
            middle = len(content) // 2
            for damaged in (content, content[:middle], content[:middle] + b"!" + content[middle:],
                            content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1:]):
                path = self.file("damaged", damaged)
                for args in (["inspect", path], *(["inspect", path, "--password-file", file] for file in passwords),
                             ["convert", path, "--to", "jwk"], ["convert", path, "--to", "pem", "--public"],
                             ["sign", "--key", path, "--alg", "ES384"], ["verify", "--key", path, token],
                             ["jwks", "show", path], ["jwks", "publish", path]):
                    # What may not be told, run() looks for.
                    refused += jot_cli.run(*args, stdin="{}").code != 0
        self.assertGreater(refused, 400)

    def test_a_private_key_that_is_told_is_noticed(self):
        private, _ = self.keygen("told", "ES256")
        d = json.loads(private.read_text())["d"]
        body = "".join(self.private.decode().splitlines()[1:-1])
        jot_cli.keep_password("correct horse battery")
        for part in (d[7:15], jot_cli.from_b64url(d)[3:].hex()[:8], body[9:20], "horse ba"):
            with self.subTest(part), self.assertRaises(AssertionError):
                self.misused("inspect", self.folder / part / "absent")

    def test_a_good_key_of_the_wrong_kind_says_so(self):
        token = self.succeeds("sign", "--key", self.file("p.pem", self.private), stdin="{}").text
        k1, k1_public = self.keygen("k1", "ES256K", form="pem")
        self.rejects("key_mismatch", "verify", "--key", k1_public, "--alg", "ES256", token)
        self.assertRegex(self.misused("sign", "--key", k1, "--alg", "ES256", stdin="{}").err, "^key_mismatch: .*ES256")
        self.assertRegex(self.misused("sign", "--key", self.file("pub.pem", self.public), stdin="{}").err, "private key")


if __name__ == "__main__":
    unittest.main()

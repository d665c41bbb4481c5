"""Key sets through jot-cli: published, shown, fetched, and verified with, from files, URLs and by discovery."""

import hashlib
import json
import os
import stat
import unittest

import jot_cli
from jot_cli import hs256
from web_server import WebServer

PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "k"}
REQUIRED = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x")}


def thumbprint(key):
    text = jot_cli.compact_json({name: key[name] for name in REQUIRED[key["kty"]]})
    return jot_cli.b64url(hashlib.sha256(text.encode()).digest())


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


class SetTest(jot_cli.CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        probe = cls("succeeds")
        cls.ec, cls.ec_public = probe.keygen("ec", "ES256")
        cls.okp, cls.okp_public = probe.keygen("okp", "EdDSA")
        cls.rsa, cls.rsa_public = probe.keygen("rsa", "RS256", form="pem")
        cls.hmac, _ = probe.keygen("hmac", "HS256")

    def key(self, path, **members):
        key = json.loads(path.read_text()) | members
        return {name: value for name, value in key.items() if value is not None}

    def token(self, path=None, claims=None, *options):
        options = ["--key", path or self.ec, *options]
        return self.succeeds("sign", *options, stdin=json.dumps(claims or {"sub": "alice"})).text


class Publishing(SetTest):
    def published(self, *args):
        return self.succeeds("jwks", "publish", *args).json["keys"]

    def test_public_halves_under_their_own_kid_or_their_thumbprint(self):
        named, _ = self.keygen("named", "ES384", "--kid", "mine")
        keys = self.published(self.ec, self.okp_public, named, self.rsa, "--alg", "RS256")
        self.assertEqual([key["alg"] for key in keys], ["ES256", "EdDSA", "ES384", "RS256"])
        for key in keys:
            self.assertEqual(PRIVATE_MEMBERS & set(key), set())
            self.assertEqual(key["use"], "sig")
            self.assertEqual(key["kid"], "mine" if key["alg"] == "ES384" else thumbprint(key))

    def test_every_algorithm_is_published_and_verifies(self):
        pairs = [self.keygen("p-" + alg, alg) for alg in jot_cli.ALGORITHMS if not jot_cli.is_hmac(alg)]
        path = self.folder / "every.json"
        self.succeeds("jwks", "publish", *[private for private, _ in pairs], "--out", path)
        for private, _ in pairs:
            with self.subTest(private):
                shown = self.succeeds("verify", "--jwks", path, "-", stdin=self.token(private))
                self.assertEqual(shown.json, {"sub": "alice"})

    def test_a_set_is_published_anew_and_a_certificate_gives_its_key(self):
        first = self.file("first.json", self.succeeds("jwks", "publish", self.ec).text)
        self.assertEqual(len(self.published(first, self.okp)), 2)

    def test_an_hmac_secret_is_refused(self):
        self.assertIn("must not be published", self.misused("jwks", "publish", self.ec, self.hmac).err)
        self.assertIn("must not be published", self.misused("jwks", "publish", "--alg", "HS256", self.hmac).err)
        mixed = self.file("mixed.json", {"keys": [self.key(self.ec), self.key(self.hmac)]})
        self.misused("jwks", "publish", mixed)

    def test_an_algorithm_that_is_not_named_must_be_the_only_one(self):
        self.assertIn("--alg", self.misused("jwks", "publish", self.rsa).err)
        self.misused("jwks", "publish", self.rsa, "--alg", "RS256,PS256")
        self.misused("jwks", "publish", self.rsa, "--alg", "ES256")
        bare = self.file("bare.jwk", self.key(self.ec_public, alg=None))
        self.assertEqual(self.published(bare)[0]["alg"], "ES256")
        self.assertEqual(self.published(self.ec, self.rsa, "--alg", "PS512")[1]["alg"], "PS512")

    def test_a_private_key_that_may_only_sign_has_a_public_half_all_the_same(self):
        path = self.file("sign-only.jwk", self.key(self.ec, key_ops=["sign"]))
        self.assertEqual(self.published(path)[0]["kid"], self.key(self.ec)["kid"])

    def test_an_encrypted_key_is_opened(self):
        password = self.file("password", "correct horse\n")
        private, _ = self.keygen("locked", "ES256", "--password-file", password, form="pem")
        self.assertEqual(len(self.published(private, "--password-file", password)), 1)
        self.assertIn("password", self.misused("jwks", "publish", private).err)

    def test_the_same_kid_twice_is_refused(self):
        self.misused("jwks", "publish", self.ec, self.ec_public)
        self.misused("jwks", "publish", self.ec, self.file("x.jwk", self.key(self.keygen("o", "ES256")[0],
                                                                             kid=self.key(self.ec)["kid"])))

    def test_the_file_is_new_and_for_everybody(self):
        path = self.folder / "out.json"
        self.assertEqual(self.succeeds("jwks", "publish", self.ec, "--out", path).out, b"")
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o644 & ~umask())
        before = path.read_bytes()
        self.misused("jwks", "publish", self.okp, "--out", path)
        self.assertEqual(path.read_bytes(), before)

    def test_wrong_usage(self):
        for args in ([], ["publish"], ["publish", "--alg", "none", self.ec], ["publish", self.folder / "absent"],
                     ["publish", self.ec, "--out"], ["unknown"], ["show"], ["show", "a", "b"], ["fetch"],
                     ["fetch", self.ec], ["show", self.ec], ["show", self.folder / "absent"]):
            with self.subTest(args):
                self.misused("jwks", *args)


class Showing(SetTest):
    def test_a_table_with_what_is_left_out_below(self):
        rsa = self.succeeds("convert", self.rsa_public, "--to", "jwk", "--alg", "PS256").json
        keys = [
            self.key(self.ec_public, use="sig"), self.key(self.okp_public, kid=None, alg=None), rsa,
            {"kty": "future", "kid": "f"}, self.key(self.ec_public, kid="\x1b[2J\n", alg=None, use="enc"), 7,
        ]
        path = self.file("show.json", {"keys": keys})
        lines = self.succeeds("jwks", "show", path).text.splitlines()
        rows = [line.split() for line in lines]
        self.assertEqual(rows[0], ["kid", "kty", "crv/bits", "alg", "use", "thumbprint"])
        ec, okp = thumbprint(keys[0]), thumbprint(keys[1])
        self.assertEqual(rows[1], [ec, "EC", "P-256", "ES256", "sig", ec])
        self.assertEqual(rows[2], ["-", "OKP", "Ed25519", "-", "-", okp])
        self.assertEqual(rows[3], ["-", "RSA", "2048", "PS256", "-", thumbprint(rsa)])
        self.assertEqual(lines[4], "")
        self.assertRegex(lines[5], r"\Askipped member 3, kid f: invalid_key: kty: ")
        self.assertRegex(lines[6], r'\Askipped member 4, kid "\\u001b\[2J\\n": key_mismatch: use: ')
        self.assertRegex(lines[7], r"\Askipped member 5: invalid_key: ")
        self.assertEqual(len(lines), 8)

    def test_private_members_are_pointed_out(self):
        for leaked in (self.key(self.ec), self.key(self.hmac)):
            text = self.succeeds("jwks", "show", self.file("leak.json", {"keys": [leaked]})).text
            self.assertIn(f"private member 0, kid {leaked['kid']}: not to be published", text)
        self.misused("jwks", "show", self.file("leak.json", {"keys": [self.key(self.ec), self.key(self.hmac)]}))

    def test_a_kid_that_is_no_word_is_quoted(self):
        for kid, shown in (("a b", '"a b"'), ("", '""'), ("-", '"-"'), ('"', r'"\""'), ("é", r'"\u00e9"'),
                           ("\u202e", r'"\u202e"'), ("a/b+c=", "a/b+c=")):
            with self.subTest(kid):
                path = self.file("kid.json", {"keys": [self.key(self.ec_public, kid=kid)]})
                self.assertTrue(self.succeeds("jwks", "show", path).text.splitlines()[1].startswith(shown + "  "))

    def test_a_member_too_large_to_be_one_key_is_left_out(self):
        keys = [self.key(self.ec_public), self.key(self.okp_public, x5t="x" * 200_000)]
        lines = self.succeeds("jwks", "show", self.file("large.json", {"keys": keys})).text.splitlines()
        self.assertRegex(lines[-1], r"\Askipped member 1: limit_exceeded: ")
        self.assertEqual(len(lines), 4)

    def test_two_keys_of_one_kid_are_left_out_and_one_key_twice_is_shown(self):
        same = self.key(self.ec_public, kid="k")
        text = self.succeeds("jwks", "show", self.file("twice.json", {"keys": [same, same]})).text
        self.assertNotIn("skipped", text)
        twin = self.key(self.keygen("twin", "ES256")[1], kid="k")
        keys = [same, twin, self.key(self.okp_public)]
        lines = self.succeeds("jwks", "show", self.file("twins.json", {"keys": keys})).text.splitlines()
        self.assertRegex(lines[1], "OKP")
        self.assertRegex(lines[3], r"\Askipped member 0, kid k: invalid_key: k: two keys ")
        self.assertRegex(lines[4], r"\Askipped member 1, kid k: invalid_key: k: two keys ")
        self.assertEqual(len(lines), 5)

    def test_what_is_no_set(self):
        for content in ({"keys": {}}, {"keys": None}, "<html>", "", "[]"):
            with self.subTest(content):
                self.misused("jwks", "show", self.file("bad.json", content))


class Verifying(SetTest):
    """With --jwks FILE."""

    def verify(self, keys, token, *options):
        path = self.file("set.json", {"keys": keys})
        return jot_cli.run("verify", "--jwks", path, *options, "-", stdin=token)

    def accepted(self, *args):
        result = self.verify(*args)
        self.assertEqual((result.code, result.err), (0, ""))

    def refused(self, code, error, *args):
        result = self.verify(*args)
        self.assertEqual((result.code, result.out, result.error), (code, b"", error), result.err)

    def test_the_keys_name_the_algorithms(self):
        keys = [self.key(self.ec_public), self.key(self.okp_public)]
        self.accepted(keys, self.token(self.ec))
        self.accepted(keys, self.token(self.okp))
        self.refused(1, "algorithm_not_allowed", keys[:1], self.token(self.okp))
        self.refused(1, "algorithm_not_allowed", keys, self.token(self.ec), "--alg", "EdDSA")
        self.refused(1, "key_not_found", keys, self.token(self.ec, None, "--kid", "other"))

    def test_a_key_that_names_none_needs_the_option(self):
        keys = [self.key(self.ec_public, alg=None), self.key(self.okp_public)]
        self.refused(2, "usage", keys, self.token(self.ec))
        self.accepted(keys, self.token(self.ec), "--alg", "ES256,EdDSA")

    def test_what_cannot_verify_need_not_name_one(self):
        self.accepted([self.key(self.ec_public), self.key(self.okp_public, alg=None, use="enc"), {"kty": "future"}],
                      self.token(self.ec))

    def test_hmac_is_never_accepted_unless_it_is_asked_for(self):
        secret = jot_cli.from_b64url(self.key(self.hmac)["k"])
        token = hs256({}, secret)
        self.refused(1, "algorithm_not_allowed", [self.key(self.ec_public)], token)
        for members in ({}, {"alg": None}):
            keys = [self.key(self.hmac, **members)]
            self.refused(2, "invalid_key", keys, token)
            self.accepted(keys, token, "--alg", "HS256,ES256")

    def test_a_set_without_a_usable_key(self):
        self.refused(2, "invalid_key", [], self.token())
        self.refused(2, "invalid_key", [{"kty": "future"}], self.token())
        self.refused(2, "invalid_key", [], self.token(), "--alg", "ES256")
        self.misused("verify", "--jwks", self.ec_public, "-", stdin=self.token())

    def test_one_source_of_keys_only(self):
        path = self.file("one.json", {"keys": [self.key(self.ec_public)]})
        for options in (["--key", self.ec], ["--secret-file", self.ec], ["--issuer", "https://id.example"],
                        ["--password-file", self.ec]):
            self.misused("verify", "--jwks", path, *options, "-", stdin=self.token())
        self.misused("verify", "--issuer", "https://id.example", "--iss", "https://id.example", "-")


class Web(SetTest):
    """With a server on loopback."""

    def setUp(self):
        self.server = WebServer()
        self.addCleanup(lambda: self.server.stop() if self.server else None)
        self.set = json.dumps({"keys": [self.key(self.ec_public)]})
        self.jwks = self.server.put("/jwks", self.set)
        self.issuer = self.server.url + "/realm"
        self.discover({})

    def discover(self, members, path="/realm/.well-known/openid-configuration"):
        self.document = {"issuer": self.issuer, "jwks_uri": self.jwks} | members
        return self.server.put(path, json.dumps(self.document))

    def stop(self):
        self.server.stop()
        self.server = None

    def verify(self, *args, token=None):
        return ["verify", *args, "-"], token or self.token(None, {"iss": self.issuer})

    def accepts(self, *args, token=None):
        args, token = self.verify(*args, token=token)
        return self.succeeds(*args, stdin=token)

    def refuses(self, error, *args, token=None):
        args, token = self.verify(*args, token=token)
        return self.rejects(error, *args, stdin=token)

    def test_a_set_at_a_url(self):
        self.accepts("--jwks", self.jwks)
        self.accepts("--jwks", self.jwks, "--alg", "ES256,RS256")
        self.assertEqual(self.server.requests, ["/jwks", "/jwks"])
        self.refuses("algorithm_not_allowed", "--jwks", self.jwks, token=self.token(self.okp))
        self.accepts("--jwks", self.server.put("/keys?policy=a&b=c", self.set))

    def test_a_set_by_discovery_binds_the_issuer(self):
        self.assertEqual(self.accepts("--issuer", self.issuer).json, {"iss": self.issuer})
        self.assertEqual(self.server.requests, ["/realm/.well-known/openid-configuration", "/jwks"])
        self.refuses("issuer_mismatch", "--issuer", self.issuer, token=self.token(None, {"iss": "https://id.example"}))
        self.refuses("missing_claim", "--issuer", self.issuer, token=self.token(None, {"sub": "alice"}))

    def test_the_document_of_rfc_8414_where_there_is_no_other(self):
        del self.server.answers["/realm/.well-known/openid-configuration"]
        self.refuses("keys_unavailable", "--issuer", self.issuer)
        self.discover({}, "/.well-known/oauth-authorization-server/realm")
        self.accepts("--issuer", self.issuer)

    def test_a_document_of_another_issuer(self):
        for issuer in (self.issuer + "/", self.server.url, "https://id.example", self.issuer.upper()):
            with self.subTest(issuer):
                self.discover({"issuer": issuer})
                self.refuses("issuer_mismatch", "--issuer", self.issuer)
        self.assertNotIn("/jwks", self.server.requests)

    def test_a_document_that_leads_nowhere(self):
        for members in ({"issuer": None}, {"jwks_uri": None}, {"jwks_uri": "http://id.example/jwks"},
                        {"jwks_uri": "file:///etc/passwd"}, {"jwks_uri": "/jwks"}, {"jwks_uri": 7},
                        {"jwks_uri": self.server.url + "/absent"}):
            with self.subTest(members):
                self.discover(members)
                self.refuses("keys_unavailable", "--issuer", self.issuer)
        for body in ("<html>", "", "[]", '{"issuer":1,"issuer":2}'):
            with self.subTest(body):
                self.server.put("/realm/.well-known/openid-configuration", body)
                self.refuses("keys_unavailable", "--issuer", self.issuer)

    def test_answers_that_are_no_set(self):
        big = json.dumps({"keys": [self.key(self.ec_public)], "x": "x" * (2 * 1024 * 1024)})
        twin = self.key(self.keygen("web-twin", "ES256")[1], kid=self.key(self.ec_public)["kid"])
        for name, status, headers, body in [
            ("not found", 404, {}, self.set), ("error", 500, {}, self.set), ("no content", 204, {}, ""),
            ("redirect", 302, {"Location": self.jwks}, ""), ("redirect for good", 301, {"Location": self.jwks}, self.set),
            ("html", 200, {"Content-Type": "text/html"}, "<!doctype html><title>Log in</title>"),
            ("empty", 200, {}, ""), ("2 MiB", 200, {}, big), ("no keys", 200, {}, "{}"),
            ("an array", 200, {}, "[]"), ("cut off", 200, {}, self.set[:-2]), ("nothing usable", 200, {}, '{"keys":[]}'),
            ("deep", 200, {}, '{"keys":' + "[" * 100_000), ("NUL", 200, {}, self.set + "\0"),
            ("two of a kid", 200, {}, json.dumps({"keys": [self.key(self.ec_public), twin]})),
        ]:
            for alg in ([], ["--alg", "ES256"]):
                with self.subTest(name, alg=alg):
                    url = self.server.put("/bad", body, status, headers)
                    self.refuses("keys_unavailable", "--jwks", url, *alg)
                    self.discover({"jwks_uri": url})
                    self.refuses("keys_unavailable", "--issuer", self.issuer, *alg)
        self.assertNotIn("/jwks", self.server.requests)

    def test_a_server_that_is_gone(self):
        self.stop()
        for args in (["--jwks", self.jwks], ["--issuer", self.issuer]):
            self.refuses("keys_unavailable", *args)
        self.rejects("keys_unavailable", "jwks", "fetch", self.jwks)
        self.rejects("keys_unavailable", "jwks", "show", self.jwks)

    def test_urls_that_are_never_fetched(self):
        for url in ("http://id.example/jwks", "http://127.0.0.1.example/jwks", "ftp://127.0.0.1/jwks", "file:///etc/passwd",
                    "https://user:pass@id.example/", "https://", "://", self.jwks + "#x", self.server.url + "/a b",
                    self.server.url + "/\n"):
            with self.subTest(url):
                args, token = self.verify("--jwks", url)
                self.misused(*args, stdin=token)
                args, token = self.verify("--issuer", url)
                self.misused(*args, stdin=token)
                self.misused("jwks", "fetch", url)
                self.misused("jwks", "show", url)
        args, token = self.verify("--issuer", self.issuer + "?tenant=1")
        self.misused(*args, stdin=token)
        self.assertEqual(self.server.requests, [])

    def test_what_is_fetched_is_no_secret(self):
        token = hs256({"iss": self.issuer}, jot_cli.from_b64url(self.key(self.hmac)["k"]))
        for place in (["--jwks", self.jwks], ["--issuer", self.issuer]):
            self.server.put("/jwks", self.set)
            self.refuses("algorithm_not_allowed", *place, token=token)
            self.server.put("/jwks", json.dumps({"keys": [self.key(self.hmac)]}))
            self.refuses("keys_unavailable", *place, token=token)
            for alg in ("HS256", "ES256,HS256"):
                args, _ = self.verify(*place, "--alg", alg)
                self.misused(*args, stdin=token)

    def test_a_fetched_key_that_names_no_algorithm_needs_the_option(self):
        self.server.put("/jwks", json.dumps({"keys": [self.key(self.ec_public, alg=None)]}))
        args, token = self.verify("--issuer", self.issuer)
        self.assertIn("--alg", self.misused(*args, stdin=token).err)
        self.accepts("--issuer", self.issuer, "--alg", "ES256")

    def test_fetch_writes_what_came(self):
        text = self.set.replace(", ", " ,\t")
        self.server.put("/jwks", text)
        self.assertEqual(self.succeeds("jwks", "fetch", self.jwks).out, text.encode() + b"\n")
        path = self.folder / "fetched.json"
        self.succeeds("jwks", "fetch", self.jwks, "--out", path)
        self.assertEqual(path.read_text(), text + "\n")
        self.misused("jwks", "fetch", self.jwks, "--out", path)
        self.succeeds("verify", "--jwks", path, "-", stdin=self.token())
        for body, status in ((self.set, 404), ("<html>", 200), ("{}", 200)):
            missing = self.folder / "missing.json"
            self.rejects("keys_unavailable", "jwks", "fetch", self.server.put("/bad", body, status), "--out", missing)
            self.assertFalse(missing.exists())

    def test_show_takes_a_url(self):
        self.assertIn(self.key(self.ec)["kid"], self.succeeds("jwks", "show", self.jwks).text)
        self.rejects("keys_unavailable", "jwks", "show", self.server.put("/bad", "<html>"))


def has_web():
    """False for a program built without libcurl, whose answer then says how to get it."""
    refused = jot_cli.run("jwks", "fetch", "http://127.0.0.1:1/")
    return "built without libcurl" not in refused.err


class WithoutLibcurl(jot_cli.CliTest):
    def test_the_answer_says_how_to_get_it(self):
        for args in (["jwks", "fetch", "https://id.example/"], ["jwks", "show", "https://id.example/"],
                     ["verify", "--issuer", "https://id.example", "x"], ["verify", "--jwks", "https://id.example", "x"]):
            self.assertRegex(self.misused(*args).err, "built without libcurl.*install [a-z0-9-]+ .*build it anew")


if has_web():
    del WithoutLibcurl
else:
    del Web

if __name__ == "__main__":
    unittest.main()

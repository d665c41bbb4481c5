#!/usr/bin/env python3
# jot-auth-server's key pairs: what it publishes of them, and how they are rotated while it runs. When exactly a key
# signs and is published is tested, without waiting, in key_ring_test.cpp.
#   auth_server_keys_test.py PATH_TO_SERVER [unittest arguments]
import json
import os
import signal
import sys
import tempfile
import unittest

from key_tools import KINDS, Key, claims, jwk, key_set, kid_of, make_pem, verify_by_published_keys
from server_under_test import AUDIENCE, BINARY, ISSUER, Program, Server, bearer, decode, eventually, run

PATHS = ("/.well-known/jwks.json", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server")


class TestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jot-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def pem(self, name, alg="ES256", age=0):
        key = make_pem(self.path(name), alg)
        if age:
            written = os.stat(key.path).st_mtime - age
            os.utime(key.path, (written, written))
        return key

    def serve(self, alg, *options):
        server = Program(BINARY, "--demo-users", "--audience", AUDIENCE, "--alg", alg, *options)
        self.addCleanup(server.stop)
        return server

    def opens(self, server, token):
        return server.request("GET", "/status", [bearer(token)]).status == 200


class Publication(TestCase):
    def test_others_verify_our_tokens_with_what_we_publish(self):
        for alg in KINDS:
            server = self.serve(alg)
            self.assertIn("made for this run", server.stderr())
            token = server.token()
            self.assertEqual(decode(token)[0]["alg"], alg)
            seen = verify_by_published_keys(server.url, token, alg, AUDIENCE)
            self.assertEqual((seen["iss"], seen["sub"]), (server.url, "johndoe"))
            self.assertTrue(self.opens(server, token), alg)

    def test_the_set_has_public_members_and_nothing_else(self):
        members = {"ES256": {"crv", "x", "y"}, "RS256": {"n", "e"}, "EdDSA": {"crv", "x"}}
        for alg, of_the_kind in members.items():
            answer = self.serve(alg, "--publish-ahead", "77").request("GET", PATHS[0])
            self.assertEqual(answer["Content-Type"], "application/jwk-set+json")
            self.assertRegex(answer["Cache-Control"], r"\bmax-age=77\b")
            key, = json.loads(answer.body)["keys"]
            self.assertEqual(set(key), {"kty", "kid", "use", "alg"} | of_the_kind)
            self.assertEqual((key["use"], key["alg"]), ("sig", alg))
            self.assertEqual(key["kid"], jwk.JWK(**key).thumbprint())

    def test_a_secret_is_never_published(self):
        server = Server(BINARY)
        self.addCleanup(server.stop)
        self.assertEqual([server.request("GET", path).status for path in PATHS], [404] * 3)

    def test_the_metadata_lead_from_the_issuer_to_the_keys(self):
        for issuer, base in ((ISSUER, ISSUER), (ISSUER + "/", ISSUER), (ISSUER + "/tenant", ISSUER + "/tenant")):
            server = self.serve("ES256", "--issuer", issuer)
            answers = [server.request("GET", path) for path in PATHS[1:]]
            self.assertEqual(answers[0].json(), answers[1].json())
            for answer in answers:
                self.assertRegex(answer["Cache-Control"], r"\bmax-age=\d+\b")
            seen = answers[0].json()
            self.assertEqual(seen["issuer"], issuer)
            self.assertEqual(seen["jwks_uri"], base + PATHS[0])
            self.assertEqual(seen["token_endpoint"], base + "/token")
            self.assertEqual(seen["grant_types_supported"], ["password"])
            self.assertEqual(seen["scopes_supported"], ["me", "items"])
            self.assertEqual(seen["id_token_signing_alg_values_supported"], ["ES256"])
            self.assertEqual(decode(server.token())[1]["iss"], issuer)

    def test_more_scopes_are_granted_and_published(self):
        db = self.path("users.db")
        run(BINARY, "--db", db, "user", "add", "bob", "--scope", "orders:read me", stdin="secret\n")
        server = self.serve("ES256", "--db", db, "--more-scopes", "orders:read orders:write", "--more-scopes", "x")
        self.assertEqual(server.request("GET", PATHS[1]).json()["scopes_supported"],
                         ["me", "items", "orders:read", "orders:write", "x"])
        self.assertEqual(server.log_in("bob", "secret", scope="orders:read").json()["scope"], "orders:read")


class KeyFiles(TestCase):
    def test_pem_and_jwk(self):
        for alg in KINDS:
            pem = self.pem("key.pem", alg)
            server = self.serve(alg, "--key", pem.path)
            self.assertEqual(kid_of(server.token()), pem.kid)
            with open(self.path("key.jwk"), "w", encoding="utf-8") as file:
                json.dump({**pem.jwk.export_private(as_dict=True), "kid": "my own"}, file)
            server = self.serve(alg, "--key", self.path("key.jwk"))
            self.assertEqual(kid_of(server.token()), "my own")
            self.assertEqual(list(key_set(server)), ["my own"])

    def test_wrong_options(self):
        key = self.pem("key.pem").path
        for options in (["--key", key], ["--key-dir", self.folder], ["--alg", "HS256", "--key", key],
                        ["--alg", "ES256", "--secret-file", key], ["--alg", "none"], ["--alg", "es256"],
                        ["--alg", "ES256", "--key", key, "--key-dir", self.folder],
                        ["--alg", "ES256", "--publish-ahead", "-1"]):
            done = run(BINARY, *options)
            self.assertEqual(done.returncode, 2, options)
            self.assertNotEqual(done.stderr, "", options)

    def test_files_that_will_not_do(self):
        key = self.pem("key.pem")
        public, empty = self.path("public.pem"), self.path("empty.pem")
        with open(public, "wb") as file:
            file.write(key.public_pem())
        with open(empty, "wb"):
            pass
        os.mkdir(self.path("folder"))
        for options, words in ((["--alg", "RS256", "--key", key.path], "key"), (["--alg", "ES256", "--key", public], "private"),
                               (["--alg", "ES256", "--key", empty], "empty"),
                               (["--alg", "ES256", "--key", self.path("absent")], "cannot read"),
                               (["--alg", "ES256", "--key-dir", self.path("absent")], "cannot read"),
                               (["--alg", "ES256", "--key-dir", self.path("folder")], "no key for ES256"),
                               (["--alg", "RS256", "--key-dir", self.folder], "no key for RS256"),
                               (["--alg", "ES256", "--issuer", "me"], "--issuer"),
                               (["--alg", "ES256", "--issuer", "https://id.example/?a=b"], "--issuer")):
            done = run(BINARY, "--listen", "127.0.0.1:0", *options)
            self.assertEqual(done.returncode, 1, options)
            self.assertIn(words, done.stderr, options)
            self.assertNotIn("PRIVATE", done.stderr)


class Rotation(TestCase):
    def published(self, server, *keys):
        return eventually(lambda: set(key_set(server)) == {key.kid for key in keys}, [key.path for key in keys])

    def test_at_the_start_the_newest_key_that_has_been_published_long_enough_signs(self):
        old, current = self.pem("1.pem", age=7200), self.pem("2.pem", age=3600)
        new = self.pem("3.pem")
        server = self.serve("ES256", "--key-dir", self.folder, "--publish-ahead", "600", "--token-ttl", "60")
        self.assertEqual(kid_of(server.token()), current.kid)
        self.assertEqual(set(key_set(server)), {current.kid, new.kid}, "the tokens of the first have died")
        self.assertFalse(self.opens(server, old.sign(claims(server.url, AUDIENCE))))
        server = self.serve("ES256", "--key-dir", self.folder, "--publish-ahead", "600", "--token-ttl", "6000")
        self.assertEqual(set(key_set(server)), {old.kid, current.kid, new.kid}, "the tokens of the first may live")
        self.assertTrue(self.opens(server, old.sign(claims(server.url, AUDIENCE))))

    def test_a_new_key_is_published_before_it_signs(self):
        first = self.pem("1.pem")
        server = self.serve("ES256", "--key-dir", self.folder, "--publish-ahead", "3600")
        # As old as it may be: nobody has seen it yet.
        second = self.pem("2.pem", age=7200)
        server.signal(signal.SIGHUP)
        self.published(server, first, second)
        self.assertEqual(kid_of(server.token()), first.kid)

    def test_a_rotation_from_the_first_day_to_the_last_loses_no_request(self):
        first = self.pem("1.pem")
        server = self.serve("ES256", "--key-dir", self.folder, "--publish-ahead", "1", "--token-ttl", "3")
        kids = []

        def log_in_and_use_it():
            token = server.token()
            self.assertTrue(self.opens(server, token))
            self.assertIn(kid_of(token), key_set(server))
            kids.append(kid_of(token))
            return kids[-1]

        log_in_and_use_it()
        second = self.pem("2.pem")
        server.signal(signal.SIGHUP)
        eventually(lambda: log_in_and_use_it() == second.kid, "the second key signs")
        self.assertIn(first.kid, key_set(server), "its last token is as good as new")
        eventually(lambda: log_in_and_use_it() and set(key_set(server)) == {second.kid}, "the first key is gone")
        self.assertEqual(sorted(kids, key=[first.kid, second.kid].index), kids, "no way back")
        self.assertFalse(self.opens(server, first.sign(claims(server.url, AUDIENCE))))

    def test_without_a_signal_the_directory_is_looked_at_too(self):
        first = self.pem("1.pem")
        server = self.serve("ES256", "--key-dir", self.folder)
        self.published(server, first, self.pem("2.pem"))

    def test_a_removed_file_is_a_key_withdrawn(self):
        first, second = self.pem("1.pem", age=7200), self.pem("2.pem", age=3600)
        server = self.serve("ES256", "--key-dir", self.folder, "--token-ttl", "6000")
        token = server.token()
        self.assertEqual(kid_of(token), second.kid)
        os.remove(second.path)
        server.signal(signal.SIGHUP)
        self.published(server, first)
        self.assertFalse(self.opens(server, token))
        self.assertEqual(kid_of(server.token()), first.kid)

    def test_what_is_wrong_with_the_directory_stops_nobody(self):
        first = self.pem("1.pem")
        server = self.serve("ES256", "--key-dir", self.folder, "--publish-ahead", "0")
        token = server.token()
        contents = {"2.pem": b"-----BEGIN PRIVATE KEY-----\nrubbish", "3.jwk": b"{", "4.pem": first.pem,
                    "5.pem": first.public_pem(), "ignored.txt": b"hello"}
        for name, content in contents.items():
            with open(self.path(name), "wb") as file:
                file.write(content)
        self.pem("6.pem", "RS256")
        last = self.pem("7.pem")
        server.signal(signal.SIGHUP)
        self.published(server, first, last)
        for name in ("2.pem", "3.jwk", "4.pem", "5.pem", "6.pem"):
            self.assertEqual(server.stderr().count(f"{name} is left out"), 1, name)
        # A file that breaks keeps its key.
        with open(last.path, "wb") as file:
            file.write(b"rub")
        server.signal(signal.SIGHUP)
        eventually(lambda: "7.pem is left out" in server.stderr(), "the damage is reported")
        self.assertEqual(kid_of(server.token()), last.kid)
        for name in os.listdir(self.folder):
            os.remove(self.path(name))
        server.signal(signal.SIGHUP)
        eventually(lambda: "no longer contains a key" in server.stderr(), "the loss is reported")
        self.assertEqual(kid_of(server.token()), last.kid)
        self.assertTrue(self.opens(server, token))
        self.assertNotRegex(server.stderr(), "rubbish|PRIVATE|eyJ")

    def test_other_contents_under_the_same_name_and_kid_are_another_key(self):
        path = self.path("1.jwk")
        keys = [Key(self.pem(f"{name}.key").path, "ES256", kid="same") for name in "ab"]

        def write(key):
            with open(path + ".new", "w", encoding="utf-8") as file:
                json.dump({**key.jwk.export_private(as_dict=True), "kid": "same"}, file)
            os.rename(path + ".new", path)

        write(keys[0])
        server = self.serve("ES256", "--key-dir", self.folder)
        self.assertEqual(key_set(server)["same"]["x"], keys[0].public()["x"])
        write(keys[1])
        server.signal(signal.SIGHUP)
        eventually(lambda: key_set(server)["same"]["x"] == keys[1].public()["x"], "the new key is published")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])

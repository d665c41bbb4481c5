"""`jot-cli explain` beside `jot-cli verify`: every option, the same verdict and the same exit status; what it shows where,
and colors on a terminal alone. Tokens come from Python's own hmac.
"""

import json
import os
import pathlib
import pty
import re
import subprocess
import unittest

import jot_cli
from jot_cli import hs256

SECRET = bytes(range(32))
NOW = 1700000000
ATTACK_FLAGS = {
    "now": "--now", "leeway": "--leeway", "iss": "--iss", "aud": "--aud", "typ": "--typ", "sub": "--sub",
    "max_age": "--max-age", "required_claims": "--require", "crit_understood": "--understand-crit",
}


class Explain(jot_cli.CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.folder / "secret.bin"
        cls.secret.write_bytes(SECRET)

    def arguments(self, *options):
        return ["--secret-file", self.secret, "--alg", "HS256", "--now", NOW, *options, "-"]

    def explain(self, token, *options):
        """The explanation as JSON, once its verdict is found to be that of verify."""
        verified = jot_cli.run("verify", *self.arguments(*options), stdin=token)
        explained = jot_cli.run("explain", "--json", *self.arguments(*options), stdin=token)
        self.compare(verified, explained)
        return explained.json

    def compare(self, verified, explained):
        self.assertEqual(explained.code, verified.code, (verified.err, explained.err))
        # Without a usable key there is nothing to explain: the line on stderr is that of verify.
        if verified.code == 2 or not explained.out:
            self.assertEqual((explained.out, explained.err), (b"", verified.err))
            return
        self.assertEqual(explained.err, "")
        self.assertEqual(explained.out.count(b"\n"), 1)
        said = explained.json
        self.assertEqual(said["accepted"], verified.code == 0)
        if verified.code == 1:
            self.assertEqual(f"{said['code']}: {said['message']}\n", verified.err)

    def outcomes(self, explanation, outcome):
        return [check["check"] for check in explanation["checks"] if check["outcome"] == outcome]

    def test_a_good_token_has_no_failed_check_and_exits_0(self):
        said = self.explain(hs256({"sub": "a", "aud": "api"}, SECRET), "--aud", "api", "--sub", "a")
        self.assertEqual(self.outcomes(said, "failed"), [])
        self.assertIn("signature", self.outcomes(said, "passed"))

    def test_all_faults_are_listed(self):
        token = hs256({"exp": NOW - 12, "aud": "web", "sub": "bob"}, SECRET[::-1])
        said = self.explain(token, "--aud", "api", "--sub", "alice", "--require", "jti", "--typ", "JWT")
        self.assertEqual(self.outcomes(said, "failed"), ["signature", "typ", "exp", "aud", "sub", "required"])
        self.assertEqual(said["code"], "signature_invalid")

    def test_standard_input_is_explained_byte_for_byte(self):
        token = hs256({}, SECRET)
        self.assertTrue(self.explain(token)["accepted"])
        self.assertTrue(self.explain(token + "\n")["accepted"])
        for wrong in (token + "\n\n", token + "\r\n", " " + token, "Bearer " + token, token[:-1], token.rpartition(".")[0],
                      "", "\0", token + "\0"):
            self.assertFalse(self.explain(wrong)["accepted"], wrong)

    def test_wrong_usage_is_that_of_verify(self):
        for options in (["--leeway", "x"], ["--any-audience", "--aud", "a"], ["--iss", ""], ["--understand-crit", "alg"]):
            verified = jot_cli.run("verify", *self.arguments(*options), stdin=hs256({}, SECRET))
            explained = jot_cli.run("explain", *self.arguments(*options), stdin=hs256({}, SECRET))
            self.assertEqual(verified.code, 2, options)
            self.compare(verified, explained)
        self.misused("explain", "--json=false", *self.arguments())

    def test_explain_has_every_option_of_verify(self):
        def options_of(command):
            return set(re.findall(r"^ +(?:-\w,)?(--[\w-]+)", self.succeeds(command, "--help").text, re.MULTILINE))
        self.assertGreater(len(options_of("verify")), 15)
        self.assertEqual(options_of("explain"), options_of("verify") | {"--json", "--values"})

    def test_values_are_shown_on_request_alone(self):
        payload = {"sub": "alice-of-the-test", "exp": NOW - 12}
        token = hs256(payload, SECRET, {"alg": "HS256", "kid": "kid-of-the-test"})
        for form in ([], ["--json"]):
            plain = jot_cli.run("explain", *form, *self.arguments("--sub", "bob-of-the-rules"), stdin=token).text
            shown = jot_cli.run("explain", *form, *self.arguments("--sub", "bob-of-the-rules", "--values"), stdin=token).text
            for value in ("alice-of-the-test", "kid-of-the-test", "bob-of-the-rules", "2023-11-14 22:13:08"):
                self.assertNotIn(value, plain)
                self.assertIn(value, shown)
            self.assertIn("12 s ago", plain)
            for part in jot_cli.windows(token.rpartition(".")[2].encode()):
                self.assertNotIn(part.decode(), shown)
        self.assertEqual(json.loads(shown)["payload"], payload)

    def test_a_secret_that_ends_in_a_newline_is_named(self):
        with_newline = self.file("secret.txt", SECRET + b"\n")
        result = jot_cli.run("explain", "--secret-file", with_newline, "--alg", "HS256", "-", stdin=hs256({}, SECRET))
        self.assertEqual(result.code, 1)
        self.assertIn("the secret ends in a newline, and without it the signature is good", result.text)

    def on_a_terminal(self, **environment):
        """The output where standard output is a terminal."""
        master, slave = pty.openpty()
        command = [os.environ["JOT_CLI"], "explain", *map(str, self.arguments())]
        environment = {**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **environment}
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=slave, env=environment) as process:
            process.stdin.write(hs256({"exp": NOW}, SECRET).encode())
            process.stdin.close()
            os.close(slave)
            out = b""
            try:
                while part := os.read(master, 4096):
                    out += part
            except OSError:
                pass  # the other end is closed
        os.close(master)
        self.assertIn(b"FAILED", out)
        return out

    def test_colors_are_for_a_terminal_whose_user_has_not_refused_them(self):
        self.assertIn(b"\x1b[1;31m", self.on_a_terminal())
        self.assertIn(b"\x1b[1;31m", self.on_a_terminal(NO_COLOR=""))
        self.assertNotIn(b"\x1b", self.on_a_terminal(NO_COLOR="1"))
        self.assertNotIn(b"\x1b", self.on_a_terminal(TERM="dumb"))
        self.assertNotIn(b"\x1b", jot_cli.run("explain", *self.arguments(), stdin=hs256({"exp": NOW}, SECRET)).out)

    def test_the_verdict_is_that_of_verify_on_all_published_attacks(self):
        path = pathlib.Path(os.environ.get("JOT_VECTORS_DIR", ""), "attacks.json")
        if not path.is_file():
            self.skipTest("there is no attacks.json in JOT_VECTORS_DIR")
        for test in json.loads(path.read_text())["tests"]:
            with self.subTest(test["id"]):
                args = ["--key", self.file("key.json", test["key"]), "--alg", ",".join(test["alg_allowed"])]
                for name, value in test["verify_options"].items():
                    for one in value if isinstance(value, list) else [value]:
                        args += [ATTACK_FLAGS[name], one]
                # The newline is the one that standard input may end in.
                token = test["token"] + "\n"
                self.compare(jot_cli.run("verify", *args, "-", stdin=token),
                             jot_cli.run("explain", "--json", *args, "-", stdin=token))


if __name__ == "__main__":
    unittest.main()

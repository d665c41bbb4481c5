"""The contract of jot-cli that scripts rely on: options, exit statuses, and what stands on stdout and stderr.

Tokens come from Python's own hmac where the contract is about reading them, so that signing cannot hide a mistake.
"""

import base64
import hashlib
import json
import os
import stat
import subprocess
import unittest

import jot_cli
from jot_cli import hs256

SECRET = bytes(range(32))
NOW = 1700000000


class VerifyContract(jot_cli.CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.folder / "secret.bin"
        cls.secret.write_bytes(SECRET)

    def options(self, *options):
        return ["verify", "--secret-file", self.secret, "--alg", "HS256", "--now", NOW, *options, "-"]

    def accepts_token(self, payload, *options, header=None):
        result = self.succeeds(*self.options(*options), stdin=hs256(payload, SECRET, header))
        self.assertEqual(result.json, payload)
        return result

    def rejects_token(self, error, payload, *options, header=None):
        return self.rejects(error, *self.options(*options), stdin=hs256(payload, SECRET, header))

    def test_a_valid_token_exits_0_with_its_claims_as_one_line_of_json(self):
        payload = {"zeta": 1, "sub": "älice", "list": [1, {"a": None}], "big": 2**53 + 1, "f": 1.5}
        result = self.accepts_token(payload)
        self.assertEqual(result.out.count(b"\n"), 1)
        self.assertEqual(list(result.json), list(payload), "the claims keep their order")
        self.assertIn(str(2**53 + 1).encode(), result.out)

    def test_a_rejected_token_exits_1_with_code_and_message(self):
        self.rejects_token("token_expired", {"exp": NOW})
        self.rejects_token("token_not_yet_valid", {"nbf": NOW + 1})
        self.rejects_token("invalid_claim", {"exp": "tomorrow"})
        self.rejects_token("invalid_payload", b"[]")
        self.rejects_token("algorithm_not_allowed", {}, header={"alg": "HS384"})
        self.rejects_token("algorithm_not_allowed", {}, header={"alg": "none"})
        self.rejects("malformed_token", *self.options(), stdin="not a token")
        self.rejects("malformed_token", *self.options(), stdin="")
        self.rejects("signature_invalid", *self.options(), stdin=hs256({}, SECRET[::-1]))

    def test_a_wrong_mac_does_not_bring_out_the_right_one(self):
        signing_input, _, mac = hs256({"sub": "a"}, SECRET).rpartition(".")
        forbidden = jot_cli.forms(jot_cli.from_b64url(mac)) | jot_cli.forms(SECRET)
        for wrong in ("", mac[:-4], mac[::-1], mac + "AAAA", jot_cli.b64url(bytes(32))):
            with self.subTest(wrong):
                result = self.fails(1, *self.options(), stdin=signing_input + "." + wrong)
                self.assertEqual(jot_cli.windows(result.err.encode()) & forbidden, set())

    def test_without_iss_any_issuer_or_none_will_do(self):
        self.accepts_token({"iss": "https://id.example"})
        self.accepts_token({})

    def test_iss_must_be_one_of_those_given(self):
        self.accepts_token({"iss": "b"}, "--iss", "a", "--iss", "b")
        self.rejects_token("issuer_mismatch", {"iss": "c"}, "--iss", "a", "--iss", "b")
        self.rejects_token("missing_claim", {}, "--iss", "a")

    def test_without_aud_a_token_that_carries_one_is_rejected(self):
        self.accepts_token({})
        self.rejects_token("audience_mismatch", {"aud": "api"})
        self.rejects_token("audience_mismatch", {"aud": ["api"]})

    def test_aud_must_contain_one_of_those_given(self):
        self.accepts_token({"aud": "api"}, "--aud", "api")
        self.accepts_token({"aud": ["x", "b"]}, "--aud", "a", "--aud", "b")
        self.rejects_token("audience_mismatch", {"aud": ["x"]}, "--aud", "a", "--aud", "b")
        self.rejects_token("missing_claim", {}, "--aud", "a")

    def test_any_audience_does_not_look_at_aud(self):
        self.accepts_token({"aud": "api"}, "--any-audience")
        self.accepts_token({}, "--any-audience")
        self.misused(*self.options("--any-audience", "--aud", "api"))
        self.misused(*self.options("--any-audience=false"))

    def test_a_bound_token_is_no_bearer_token(self):
        for cnf in ({"jkt": "x"}, {}, 7, None):
            self.rejects_token("binding_mismatch", {"cnf": cnf})
            self.accepts_token({"cnf": cnf}, "--any-confirmation")

    def test_exp_is_checked_when_present_and_required_only_on_demand(self):
        self.accepts_token({})
        self.accepts_token({"exp": NOW + 1})
        self.rejects_token("token_expired", {"exp": NOW - 1})
        self.rejects_token("missing_claim", {}, "--require", "exp")
        self.rejects_token("missing_claim", {"exp": NOW + 1}, "--require", "exp", "--require", "jti")
        self.accepts_token({"exp": NOW + 1, "jti": "1"}, "--require", "exp", "--require", "jti")
        shown = " ".join(self.succeeds("verify", "--help").text.split())
        self.assertRegex(shown, r"exp is checked when it is there; --require exp .*library differs")

    def test_sub_typ_max_age_leeway_and_now(self):
        self.accepts_token({"sub": "alice"}, "--sub", "alice")
        self.rejects_token("subject_mismatch", {"sub": "bob"}, "--sub", "alice")
        self.accepts_token({}, "--typ", "at+jwt", header={"alg": "HS256", "typ": "application/AT+JWT"})
        self.rejects_token("type_mismatch", {}, "--typ", "at+jwt", header={"alg": "HS256", "typ": "JWT"})
        self.accepts_token({"iat": NOW - 60}, "--max-age", "60")
        self.rejects_token("token_too_old", {"iat": NOW - 61}, "--max-age", "60")
        self.rejects_token("missing_claim", {}, "--max-age", "60")
        self.accepts_token({"exp": NOW - 4, "nbf": NOW + 5}, "--leeway", "5")
        self.rejects_token("token_expired", {"exp": NOW - 5}, "--leeway", "5")
        token = hs256({"exp": 1000}, SECRET)
        verify = ["verify", "--secret-file", self.secret, "--alg", "HS256"]
        self.succeeds(*verify, "--now", "999", token)
        self.succeeds(*verify, "--now", "-1", token)
        self.rejects("token_expired", *verify, token)

    def test_understand_crit(self):
        header = {"alg": "HS256", "crit": ["urn:x"], "urn:x": 1}
        self.accepts_token({}, "--understand-crit", "urn:y", "--understand-crit", "urn:x", header=header)
        self.rejects_token("unsupported_critical", {}, header=header)
        header = {"alg": "HS256", "crit": ["b64"], "b64": True}
        self.rejects_token("unsupported_critical", {}, header=header)
        self.misused(*self.options("--understand-crit", "b64"), stdin=hs256({}, SECRET, header))

    def test_values_mean_what_was_typed(self):
        for value in ["{}", "[a]", "[a,b]", "a,b", "-x", "--aud", "%%", " a ", "a=b", "++", "é"]:
            with self.subTest(value):
                self.accepts_token({"iss": value, "aud": value}, "--iss", value, "--aud", value)
                self.accepts_token({"iss": value, "aud": value}, "--iss=" + value, "--aud=" + value)
                self.rejects_token("issuer_mismatch", {"iss": "other"}, "--iss", value)
                self.rejects_token("audience_mismatch", {"aud": "a"}, "--aud", value)

    def test_an_empty_issuer_or_audience_is_a_setting_that_is_missing(self):
        for option in ("--iss", "--aud"):
            self.misused(*self.options(option, ""), stdin=hs256({"iss": "", "aud": ""}, SECRET))

    def test_the_token_may_be_an_argument(self):
        token = hs256({"sub": "a"}, SECRET)
        verify = ["verify", "--secret-file", self.secret, "--alg", "HS256"]
        self.assertEqual(self.succeeds(*verify, token).json, {"sub": "a"})
        self.assertEqual(self.succeeds(*verify, "--", token).json, {"sub": "a"})
        self.assertEqual(self.succeeds("verify", token, *verify[1:]).json, {"sub": "a"})
        self.rejects("malformed_token", *verify, "--", "-dash")
        self.rejects("malformed_token", *verify, "")
        self.rejects("invalid_base64url", *verify, token + "\n")
        self.rejects("invalid_base64url", *verify, " " + token)
        self.misused(*verify, token, token)

    def test_standard_input_is_the_token_but_for_one_newline(self):
        token = hs256({"sub": "a"}, SECRET).encode()
        for good in (token, token + b"\n"):
            self.succeeds(*self.options(), stdin=good)
        for bad in (token + b"\n\n", token + b"\r\n", b"\n" + token, b" " + token, token + b" ", token + b"\0",
                    token + b"\0\n", token + b"\0" + token, b"\0" + token, token.replace(b".", b".\0", 1),
                    b"\xff" + token, b"\xef\xbb\xbf" + token, b"Bearer " + token, b"\n", b"\0", token + b"\n" + token):
            with self.subTest(bad):
                self.fails(1, *self.options(), stdin=bad)

    def test_without_a_token_argument_standard_input_is_read(self):
        token = hs256({"sub": "a"}, SECRET)
        self.succeeds(*self.options()[:-1], stdin=token)

    def test_a_token_beyond_the_limit_is_rejected_and_not_swallowed(self):
        self.rejects("limit_exceeded", *self.options(), stdin=b"a" * 100_000)
        self.rejects("limit_exceeded", *self.options(), stdin=b"." * 10_000_000)

    def test_wrong_usage_exits_2(self):
        good = ["verify", "--secret-file", self.secret, "--alg", "HS256", "x"]
        for args in [
            [], ["unknown"], ["verify"], ["verify", "x"], ["verify", "--alg", "HS256", "x"],
            ["verify", "--key"], ["verify", "--secret-file", self.secret, "x"],
            [*good, "--key", self.secret], [*good, "--unknown"], [*good, "--unknown=1"], [*good, "-x"],
            [*good, "--leeway", "-1"], [*good, "--leeway", "1.5"], [*good, "--leeway", "1h"], [*good, "--leeway", ""],
            [*good, "--leeway", "100000"], [*good, "--leeway", "9223372036854775808"], [*good, "--max-age", "-1"],
            [*good, "--now", "noon"], [*good, "--now", "1e9"], [*good, "--now", " 1"], [*good, "--now", str(2**53)],
            [*good, "--sub", "a", "--sub", "b"], [*good, "--typ"], [*good, "--alg", "HS256"],
            [*good, "--password-file", self.secret],
        ]:
            with self.subTest(args):
                self.misused(*args)

    def test_an_algorithm_list_must_name_known_algorithms(self):
        for names in ["", "none", "None", "HS256,none", "none,HS256", "HS257", "hs256", "HS256 ", "HS256, HS384",
                      "HS256,", ",HS256", "HS256,,HS384", "ES521", "dir", "*", "HS256;HS384"]:
            for spelling in (["--alg", names], ["--alg=" + names]):
                with self.subTest(spelling):
                    self.misused("verify", "--secret-file", self.secret, *spelling, "-", stdin=hs256({}, SECRET))

    def test_a_secret_file_is_bytes_as_they_are(self):
        for secret in (SECRET, SECRET + b"\n", b"\0" * 32, b"\n" * 32, b'{"kty":"oct","k":"AAAA"}' + b" " * 9,
                       b"-----BEGIN PUBLIC KEY-----  not a PEM", os.urandom(64)):
            with self.subTest(secret):
                path = self.file("raw", secret)
                verify = ["verify", "--secret-file", path, "--alg", "HS256", "-"]
                self.succeeds(*verify, stdin=hs256({}, secret))
                self.rejects("signature_invalid", *verify, stdin=hs256({}, secret + b"\n"))
        public = b"-----BEGIN PUBLIC KEY-----\n" + b"A" * 60 + b"\n-----END PUBLIC KEY-----\n"
        self.misused("verify", "--secret-file", self.file("public", public), "--alg", "HS256", "-")
        self.misused("verify", "--secret-file", self.file("short", SECRET[:-1]), "--alg", "HS256", "-")
        self.misused("verify", "--secret-file", self.file("empty", ""), "--alg", "HS256", "-")

    def test_a_raw_secret_serves_hmac_only(self):
        token = hs256({}, SECRET)
        self.fails(1, "verify", "--secret-file", self.secret, "--alg", "RS256", "-", stdin=token)
        self.succeeds("verify", "--secret-file", self.secret, "--alg", "RS256,HS256", "-", stdin=token)

    def oct_jwk(self, **members):
        return self.file("oct.jwk", {"kty": "oct", "k": jot_cli.b64url(SECRET), **members})

    def test_a_jwk_without_alg_takes_it_from_the_option(self):
        token = hs256({}, SECRET)
        self.succeeds("verify", "--key", self.oct_jwk(), "--alg", "HS256", "-", stdin=token)
        self.misused("verify", "--key", self.oct_jwk(), "-", stdin=token)

    def test_a_jwk_with_alg_needs_no_option_and_is_bound_by_it(self):
        token = hs256({}, SECRET)
        key = self.oct_jwk(alg="HS256")
        self.succeeds("verify", "--key", key, "-", stdin=token)
        self.succeeds("verify", "--key", key, "--alg", "RS256,HS256", "-", stdin=token)
        self.fails(1, "verify", "--key", key, "--alg", "HS384", "-", stdin=token)
        self.fails(1, "verify", "--key", self.oct_jwk(alg="HS384"), "--alg", "HS256", "-", stdin=token)
        self.misused("verify", "--key", self.oct_jwk(alg="dir"), "-", stdin=token)
        self.misused("verify", "--key", self.oct_jwk(alg="none"), "-", stdin=token)

    def test_a_single_jwk_is_used_whatever_kid_the_token_names(self):
        token = hs256({}, SECRET, {"alg": "HS256", "kid": "2"})
        self.succeeds("verify", "--key", self.oct_jwk(alg="HS256", kid="1"), "-", stdin=token)

    def test_a_jwk_set_is_searched_by_kid(self):
        other = jot_cli.b64url(SECRET[::-1])
        keys = [{"kty": "oct", "k": other, "kid": "1", "alg": "HS256"},
                {"kty": "oct", "k": jot_cli.b64url(SECRET), "kid": "2", "alg": "HS256"},
                {"kty": "future", "kid": "3"}, {"kty": "oct", "kid": "4"}]
        verify = ["verify", "--key", self.file("set.json", {"keys": keys}), "-"]
        self.succeeds(*verify, stdin=hs256({}, SECRET, {"alg": "HS256", "kid": "2"}))
        self.succeeds(*verify, stdin=hs256({}, SECRET))
        self.rejects("signature_invalid", *verify, stdin=hs256({}, SECRET, {"alg": "HS256", "kid": "1"}))
        self.rejects("key_not_found", *verify, stdin=hs256({}, SECRET, {"alg": "HS256", "kid": "9"}))
        self.rejects("algorithm_not_allowed", *verify, stdin=hs256({}, SECRET, {"alg": "HS512", "kid": "2"}))

    def test_a_key_of_a_set_without_alg_takes_it_from_the_option(self):
        path = self.file("bare-set.json", {"keys": [{"kty": "oct", "k": jot_cli.b64url(SECRET)}]})
        token = hs256({}, SECRET)
        self.succeeds("verify", "--key", path, "--alg", "HS256", "-", stdin=token)
        self.misused("verify", "--key", path, "-", stdin=token)

    def test_an_unusable_key_exits_2(self):
        k = jot_cli.b64url(SECRET)
        for number, content in enumerate([
            b"", b"\n", b"just a raw secret of more than 32 bytes", b"{", b"{}", b"[]", b'"text"', b"null",
            {"kty": "oct"}, {"kty": "oct", "k": 1}, {"kty": "oct", "k": k + "="}, {"kty": "oct", "k": k[:-2]},
            {"kty": "OCT", "k": k}, {"k": k}, {"keys": []}, {"keys": {}}, {"keys": [{"kty": "oct"}]},
            f'{{"kty":"oct","kty":"oct","k":"{k}"}}', f'{{"kty":"oct","k":"{k}"}} x', b"\xef\xbb\xbf{}",
            b"[" * 100_000, b'{"keys":' * 100_000, b"\0" * 100, b"\x30\x82\x01\x00" + b"\0" * 256,
            b"-----BEGIN PUBLIC KEY-----\n", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
            b"a" * (1024 * 1024 + 1),
        ]):
            with self.subTest(content=content[:40] if isinstance(content, bytes) else content):
                path = self.file(f"bad{number}", content)
                self.misused("verify", "--key", path, "--alg", "HS256,RS256,ES256", "-", stdin=hs256({}, SECRET))
                self.misused("sign", "--key", path, "--alg", "HS256", stdin="{}")
                self.misused("inspect", path)
        for path in (self.folder / "absent", self.folder, "", "a\nb"):
            with self.subTest(path=path):
                self.misused("verify", "--key", path, "--alg", "HS256", "-")
                self.misused("verify", "--secret-file", path, "--alg", "HS256", "-")
                self.misused("inspect", path)

    def test_a_pem_needs_alg_where_several_fit(self):
        rsa, rsa_public = self.keygen("rsa", "RS256", form="pem")
        token = self.succeeds("sign", "--key", rsa, "--alg", "RS256", stdin="{}").text
        self.misused("verify", "--key", rsa_public, token)
        self.misused("sign", "--key", rsa, stdin="{}")
        self.succeeds("verify", "--key", rsa_public, "--alg", "RS256", token)
        self.succeeds("verify", "--key", rsa_public, "--alg", "ES256,PS256,RS256,HS256", token)
        self.rejects("algorithm_not_allowed", "verify", "--key", rsa_public, "--alg", "PS256", token)
        self.fails(1, "verify", "--key", rsa_public, "--alg", "ES256", token)
        ec, ec_public = self.keygen("ec", "ES384", form="pem")
        token = self.succeeds("sign", "--key", ec, stdin="{}").text
        self.succeeds("verify", "--key", ec_public, token)

    def test_a_public_key_is_never_an_hmac_secret(self):
        _, public = self.keygen("confused", "RS256", form="pem")
        token = hs256({}, public.read_bytes())
        self.fails(1, "verify", "--key", public, "--alg", "HS256", "-", stdin=token)
        self.rejects("algorithm_not_allowed", "verify", "--key", public, "--alg", "RS256,HS256", "-", stdin=token)


class SignContract(jot_cli.CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.folder / "secret.bin"
        cls.secret.write_bytes(SECRET)
        cls.sign = ["sign", "--secret-file", cls.secret, "--alg", "HS256"]

    def parts(self, token):
        header, payload, _ = token.split(".")
        return json.loads(jot_cli.from_b64url(header)), jot_cli.from_b64url(payload)

    def test_claims_are_signed_byte_for_byte(self):
        for claims in ['{"z":1,"a":1.50,"e":1e3,"big":12345678901234567890}', '{ "iss" : "x" ,\r\n "sub":"\\u0061" }',
                       "{}", '{"exp":1700000000.5}', '{"€":"\\/"}', ' {"a":[1,2]} ']:
            with self.subTest(claims):
                path = self.file("claims.json", claims + "\n")
                for result in (
                    self.succeeds(*self.sign, stdin=claims),
                    self.succeeds(*self.sign, "-", stdin=claims + "\n"),
                    self.succeeds(*self.sign, path),
                ):
                    self.assertEqual(self.parts(result.text), ({"alg": "HS256", "typ": "JWT"}, claims.encode()))
                    self.assertEqual(result.text, hs256(claims.encode(), SECRET, {"alg": "HS256", "typ": "JWT"}))

    def test_header_options(self):
        header, _ = self.parts(self.succeeds(*self.sign, "--typ", "at+jwt", "--kid", 'a"b', stdin="{}").text)
        self.assertEqual(header, {"alg": "HS256", "typ": "at+jwt", "kid": 'a"b'})
        private, _ = self.keygen("named", "ES256", "--kid", "one")
        self.assertEqual(self.parts(self.succeeds("sign", "--key", private, stdin="{}").text)[0]["kid"], "one")
        token = self.succeeds("sign", "--key", private, "--kid", "two", stdin="{}").text
        self.assertEqual(self.parts(token)[0]["kid"], "two")

    def test_dates_are_added_at_the_end(self):
        for claims, expected in [
            ("{}", '{"iat":1000,"exp":1060}'),
            ("{ }\n", '{ "iat":1000,"exp":1060}'),
            ('{"a":{}}', '{"a":{},"iat":1000,"exp":1060}'),
            ('{"a":1.0} ', '{"a":1.0,"iat":1000,"exp":1060} '),
        ]:
            token = self.succeeds(*self.sign, "--iat", "--exp-in", "60", "--now", "1000", stdin=claims).text
            self.assertEqual(self.parts(token)[1].decode(), expected)
        self.misused(*self.sign, "--exp-in", "60", stdin='{"exp":1}')
        self.misused(*self.sign, "--iat", stdin='{"\\u0069at":1}')
        self.misused(*self.sign, "--exp-in", "-60", stdin="{}")

    def test_claims_that_a_strict_verifier_would_refuse_are_not_signed(self):
        for claims in ["", "[]", "1", "null", "{", "{} {}", '{"a":1,"a":2}', '{"a":{"b":1,"\\u0062":2}}', "\ufeff{}",
                       '{"a":1}\0', '{"exp":"1"}', '{"exp":true}', '{"iss":1}', '{"sub":1}', '{"aud":[1]}',
                       '{"aud":{}}', '{"jti":1}', '{"nbf":1e400}', '{"iat":9007199254740992}', "{'a':1}",
                       '{"a":NaN}', '{"a":1,}',
                       '{"a":"\\ud800"}', "[" * 50 + "]" * 50, '{"a":' * 40 + "1" + "}" * 40]:
            with self.subTest(claims[:40]):
                self.misused(*self.sign, stdin=claims)
        self.misused(*self.sign, stdin=b'{"a":"\xff"}')
        self.misused(*self.sign, stdin='{"a":"' + "x" * 100_000 + '"}')
        self.misused(*self.sign, self.folder / "absent.json")

    def test_what_cannot_sign_exits_2(self):
        private, public = self.keygen("pair", "ES256")
        self.misused("sign", "--key", public, stdin="{}")
        self.misused("sign", "--key", self.file("set.json", {"keys": [json.loads(private.read_text())]}), stdin="{}")
        self.misused("sign", "--key", private, "--alg", "ES384", stdin="{}")
        self.misused("sign", "--key", private, "--alg", "none", stdin="{}")
        self.misused("sign", "--key", private, "--alg", "ES256,ES384", stdin="{}")
        self.misused("sign", "--secret-file", self.secret, stdin="{}")
        self.misused("sign", "--secret-file", self.secret, "--alg", "HS512", stdin="{}")
        self.misused("sign", "--secret-file", self.secret, "--alg", "ES256", stdin="{}")
        self.misused("sign", stdin="{}")

    def test_a_secret_is_never_taken_from_an_argument_nor_repeated(self):
        for command in ("sign", "verify", "keygen", "inspect", "convert"):
            shown = self.succeeds(command, "--help").text
            for name in ("--secret", "--password", "--passphrase", "--key-text"):
                self.assertNotRegex(shown, name + r"[ ,=]")
                for args in ([name, "hunter2hunter2"], [name + "=hunter2hunter2"]):
                    result = self.misused(command, *args, stdin="{}")
                    self.assertNotIn("hunter2", result.err)


class RoundTrips(jot_cli.CliTest):
    CLAIMS = '{"sub":"alice","scope":"read"}'

    def round_trip(self, private, public, alg, *options):
        token = self.succeeds("sign", "--key", private, "--alg", alg, *options, stdin=self.CLAIMS).text
        shown = self.succeeds("verify", "--key", public, "--alg", alg, "-", stdin=token)
        self.assertEqual(shown.text, self.CLAIMS)
        header, payload, signature = token.split(".")
        self.assertEqual(json.loads(jot_cli.from_b64url(header))["alg"], alg)
        changed = jot_cli.b64url(self.CLAIMS.replace("read", "root").encode())
        self.rejects("signature_invalid", "verify", "--key", public, "--alg", alg, f"{header}.{changed}.{signature}")

    def test_every_algorithm_with_jwk(self):
        for alg in jot_cli.ALGORITHMS:
            with self.subTest(alg):
                self.round_trip(*self.keygen(alg, alg), alg)

    def test_every_algorithm_of_key_pairs_with_pem(self):
        password = self.file("password", "correct horse\n")
        for alg in jot_cli.ALGORITHMS:
            if jot_cli.is_hmac(alg):
                continue
            with self.subTest(alg):
                self.round_trip(*self.keygen(alg, alg, form="pem"), alg)
            with self.subTest(alg, encrypted=True):
                pair = self.keygen(alg + "-locked", alg, "--password-file", password, form="pem")
                self.assertIn(b"BEGIN ENCRYPTED PRIVATE KEY", pair[0].read_bytes())
                self.round_trip(*pair, alg, "--password-file", password)
                self.misused("sign", "--key", pair[0], "--alg", alg, stdin=self.CLAIMS)

    def test_every_hmac_with_a_secret_file(self):
        for alg, size in (("HS256", 32), ("HS384", 48), ("HS512", 64)):
            with self.subTest(alg):
                key = ["--secret-file", self.file(alg, os.urandom(size)), "--alg", alg]
                token = self.succeeds("sign", *key, stdin=self.CLAIMS).text
                self.assertEqual(self.succeeds("verify", *key, "-", stdin=token).text, self.CLAIMS)

    def test_eddsa_with_either_curve_under_either_name(self):
        for curve in ("Ed25519", "Ed448"):
            private, public = self.keygen("edd-" + curve, "EdDSA", "--curve", curve, form="pem")
            for alg in ("EdDSA", curve):
                with self.subTest(curve=curve, alg=alg):
                    self.round_trip(private, public, alg)
            token = self.succeeds("sign", "--key", private, "--alg", "EdDSA", stdin="{}").text
            self.rejects("algorithm_not_allowed", "verify", "--key", public, "--alg", curve, token)


class KeygenContract(jot_cli.CliTest):
    def test_the_private_file_is_for_its_owner_alone_and_the_public_one_has_no_private_member(self):
        for alg in ("RS256", "ES512", "Ed25519"):
            for form in ("jwk", "pem"):
                private, public = self.keygen("mode-" + alg, alg, form=form)
                self.assertEqual(stat.S_IMODE(private.stat().st_mode), 0o600)
                if form == "jwk":
                    self.assertIn("d", json.loads(private.read_text()))
                    self.assertFalse({"d", "p", "q", "dp", "dq", "qi", "k"} & set(json.loads(public.read_text())))
                else:
                    self.assertIn("BEGIN PRIVATE KEY", private.read_text())
                    self.assertTrue(public.read_text().startswith("-----BEGIN PUBLIC KEY-----\n"))

    def test_a_file_that_is_there_is_not_overwritten(self):
        path = self.file("there", "precious")
        self.misused("keygen", "--alg", "ES256", "--out", path)
        self.misused("keygen", "--alg", "ES256", "--out", self.folder / "new", "--public-out", path)
        self.assertEqual(path.read_bytes(), b"precious")
        self.misused("keygen", "--alg", "ES256", "--out", path, "--public-out", self.folder / "new")
        self.assertFalse((self.folder / "new").exists())

    def test_kid_is_the_thumbprint_unless_given(self):
        members = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"),
                   "oct": ("k", "kty")}
        for alg in ("HS256", "RS256", "ES256", "Ed448"):
            with self.subTest(alg):
                key = self.succeeds("keygen", "--alg", alg).json
                text = jot_cli.compact_json({name: key[name] for name in members[key["kty"]]})
                self.assertEqual(key["kid"], jot_cli.b64url(hashlib.sha256(text.encode()).digest()))
                self.assertEqual(key["alg"], alg)
        self.assertEqual(self.succeeds("keygen", "--alg", "ES256", "--kid", "mine").json["kid"], "mine")

    def test_sizes(self):
        for alg, size in (("HS256", 32), ("HS384", 48), ("HS512", 64)):
            self.assertEqual(len(jot_cli.from_b64url(self.succeeds("keygen", "--alg", alg).json["k"])), size)
        key = self.succeeds("keygen", "--alg", "PS256", "--rsa-bits", "3072").json
        self.assertEqual(len(jot_cli.from_b64url(key["n"])), 384)

    def test_wrong_usage_exits_2(self):
        for args in [
            [], ["--alg", "none"], ["--alg", "RS257"], ["--alg", "RS256", "--rsa-bits", "1024"],
            ["--alg", "RS256", "--rsa-bits", "many"], ["--alg", "ES256", "--rsa-bits", "2048"],
            ["--alg", "RS256", "--rsa-bits", "99999999999"], ["--alg", "HS256", "--format", "pem"],
            ["--alg", "HS256", "--public-out", self.folder / "public"], ["--alg", "ES256", "--format", "der"],
            ["--alg", "ES256", "--curve", "P-384"], ["--alg", "Ed448", "--curve", "Ed448"],
            ["--alg", "ES256", "--format", "pem", "--kid", "x"],
            ["--alg", "ES256", "--password-file", self.folder / "p"], ["--alg", "ES256", "extra"],
            ["--alg", "ES256", "--out", self.folder / "no" / "such" / "folder"],
        ]:
            with self.subTest(args):
                self.misused("keygen", *args)


class DecodeContract(jot_cli.CliTest):
    def test_header_and_payload_as_json_and_a_line_that_nothing_was_verified(self):
        header, payload = {"typ": "JWT", "alg": "HS256"}, {"z": 1, "exp": 1, "a": 2}
        token = hs256(payload, b"nobody knows this one", header)
        for args, stdin in ((["decode", token], ""), (["decode", "-"], token + "\n"), (["decode"], token)):
            result = jot_cli.run(*args, stdin=stdin)
            self.assertEqual(result.code, 0, result.err)
            self.assertEqual(result.json, {"header": header, "payload": payload})
            self.assertEqual(list(result.json["payload"]), ["z", "exp", "a"])
            self.assertRegex(result.err, r"\Anot verified: [^\n]+\n\Z")

    def test_what_is_no_token_exits_1(self):
        for bad in (b"", b"x", b"a.b.c", b"a.b.c.d.e", hs256(b"[]", SECRET).encode()):
            with self.subTest(bad):
                self.fails(1, "decode", "-", stdin=bad)


class InspectContract(jot_cli.CliTest):
    def shown(self, *args):
        return dict(line.split(":", 1) for line in self.succeeds("inspect", *args).text.splitlines() if line)

    def test_type_curve_size_thumbprint_algorithms_and_whether_it_is_private(self):
        for alg, form, kind, curve, size, algorithms in [
            ("RS256", "pem", "RSA", None, 2048, "RS256, RS384, RS512, PS256, PS384, PS512"),
            ("RS256", "jwk", "RSA", None, 2048, "RS256"),
            ("ES256", "pem", "EC", "P-256", 256, "ES256"),
            ("ES512", "jwk", "EC", "P-521", 521, "ES512"),
            ("ES256K", "pem", "EC", "secp256k1", 256, "ES256K"),
            ("Ed25519", "pem", "OKP", "Ed25519", 256, "EdDSA, Ed25519"),
            ("EdDSA", "jwk", "OKP", "Ed25519", 256, "EdDSA"),
            ("HS384", "jwk", "oct", None, 384, "HS384"),
        ]:
            with self.subTest(alg=alg, form=form):
                private, public = self.keygen("i-" + alg, alg, form=form)
                shown = {path: self.shown(path) for path in (private, public)}
                for path, lines in shown.items():
                    self.assertEqual(lines["format"].strip(), form.upper())
                    self.assertEqual(lines["type"].split()[0], kind)
                    self.assertEqual(lines.get("curve", "").strip(), curve or "")
                    self.assertEqual(lines["size"].strip(), f"{size} bits")
                    self.assertEqual(lines["algorithms"].strip(), algorithms)
                    self.assertEqual(lines["private"].split()[0].strip(":"), "yes" if path == private else "no")
                self.assertEqual(shown[private]["thumbprint"], shown[public]["thumbprint"])

    def test_der_and_raw_secrets(self):
        _, public = self.keygen("der", "ES256", form="pem")
        der = base64.b64decode("".join(public.read_text().splitlines()[1:-1]))
        lines = self.shown(self.file("key.der", der))
        self.assertEqual((lines["format"].strip(), lines["algorithms"].strip()), ("DER", "ES256"))
        lines = self.shown("--secret-file", self.file("raw", os.urandom(50)))
        self.assertEqual((lines["size"].strip(), lines["algorithms"].strip()), ("400 bits", "HS256, HS384"))

    def test_a_key_set_is_shown_key_by_key(self):
        _, public = self.keygen("member", "ES256")
        keys = [json.loads(public.read_text()), {"kty": "RSA", "n": "AQAB", "e": "AQAB", "kid": "line\nbreak"}]
        text = self.succeeds("inspect", self.file("set.json", {"keys": keys})).text
        self.assertRegex(text, r"keys: +2\n\nkey: +0\ntype: +EC\n(.+\n)+\nkey: +1\nunusable: +weak_key: ")

    def test_what_is_wrong_is_said_in_one_line(self):
        key = {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}
        self.assertEqual(self.misused("inspect", self.file("short.jwk", key)).error, "invalid_key")
        self.assertEqual(self.misused("inspect", self.file("weak.jwk", {"kty": "oct", "k": "AAAA"})).error, "weak_key")
        result = self.misused("inspect", self.file("text", "my secret in plain text, long enough to be one"))
        self.assertIn("--secret-file", result.err)
        self.misused("inspect")


class Help(jot_cli.CliTest):
    COMMANDS = ("keygen", "sign", "verify", "decode", "inspect", "convert", "jwks")

    def test_help_and_version_exit_0(self):
        for args in (["--help"], ["-h"], *([command, "--help"] for command in self.COMMANDS)):
            self.assertIn("Usage: jot-cli", self.succeeds(*args).text)
        for command in self.COMMANDS:
            self.assertRegex(self.succeeds(command, "--help").text, r"Examples?:\n  .*jot-cli " + command)
        self.assertRegex(self.succeeds("--version").text, r"\A\d+\.\d+\.\d+\Z")

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("there is no /dev/full")
        command = [os.environ["JOT_CLI"], "keygen", "--alg", "ES256"]
        with open("/dev/full", "wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()

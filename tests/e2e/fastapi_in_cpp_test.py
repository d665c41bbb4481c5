# examples/fastapi_in_cpp.cpp over a real socket: the log-in and the protected route answer as FastAPI's tutorial does.
import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

BINARY = sys.argv.pop(1)
SECRET = bytes(range(32))
ISSUER = "http://127.0.0.1"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(secret=SECRET, algorithm="HS256", **claims):
    """A token made by the standard library alone; what claims say of a name replaces the default, None takes it away."""
    payload = {"iss": ISSUER, "aud": ISSUER, "sub": "johndoe", "exp": int(time.time()) + 60, **claims}
    payload = {name: value for name, value in payload.items() if value is not None}
    signed = ".".join(encoded(json.dumps(part).encode()) for part in ({"alg": algorithm, "typ": "JWT"}, payload))
    return signed + "." + encoded(hmac.digest(secret, signed.encode(), hashlib.sha256) if secret else b"")


class FastApiInCpp(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.process = subprocess.Popen([BINARY, "0"], stdout=subprocess.PIPE, text=True,
                                       env={**os.environ, "SECRET_KEY": SECRET.hex()})
        cls.url = cls.process.stdout.readline().strip()

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        cls.process.wait(60)
        cls.process.stdout.close()

    def request(self, path, form=None, bearer=None):
        """Status, headers and the JSON of the answer."""
        headers = {} if bearer is None else {"Authorization": "Bearer " + bearer}
        body = None if form is None else urllib.parse.urlencode(form).encode()
        try:
            answer = urllib.request.urlopen(urllib.request.Request(self.url + path, body, headers), timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.headers, json.loads(answer.read())

    def log_in(self, username, password):
        return self.request("/token", {"grant_type": "password", "username": username, "password": password})

    def refused(self, bearer, error="invalid_token"):
        status, headers, body = self.request("/users/me", bearer=bearer)
        self.assertEqual(status, 401)
        self.assertTrue(headers["WWW-Authenticate"].startswith("Bearer "))
        self.assertEqual(f'error="{error}"' in headers["WWW-Authenticate"], error is not None)
        self.assertNotIn("username", body)
        return body["detail"]

    def test_log_in_and_read_oneself(self):
        status, headers, body = self.log_in("johndoe", "secret")
        self.assertEqual((status, body["token_type"]), (200, "bearer"))
        self.assertEqual(headers["Cache-Control"], "no-store")
        status, _, me = self.request("/users/me", bearer=body["access_token"])
        self.assertEqual(status, 200)
        self.assertEqual(me, {"username": "johndoe", "full_name": "John Doe", "email": "johndoe@example.com",
                              "disabled": False})

    def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(self):
        answers = [self.log_in("johndoe", "Secret"), self.log_in("nobody", "secret"), self.log_in("nobody", "")]
        for status, headers, body in answers:
            self.assertEqual((status, headers["WWW-Authenticate"]), (401, "Bearer"))
            self.assertEqual(body, {"detail": "Incorrect username or password"})

    def test_a_form_without_its_fields_or_in_the_url_is_no_form(self):
        self.assertEqual(self.request("/token", {"username": "johndoe"})[0], 422)
        self.assertEqual(self.request("/token?username=johndoe&password=secret", {})[0], 422)

    def test_no_token(self):
        self.assertIn("Authorization", self.refused(None, error=None))

    def test_a_token_made_by_the_standard_library_is_as_good(self):
        self.assertEqual(self.request("/users/me", bearer=token())[0], 200)

    def test_forged_tokens(self):
        self.refused(token(secret=bytes(32)))
        self.refused(token(secret=None, algorithm="none"))
        good = self.log_in("johndoe", "secret")[2]["access_token"]
        self.refused(good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1])
        header, _, signature = good.split(".")
        self.refused(".".join([header, token(sub="alice").split(".")[1], signature]))

    def test_an_expired_token(self):
        self.assertIn("expired", self.refused(token(exp=int(time.time()) - 1)))
        self.refused(token(exp=None))

    def test_a_token_of_another_service_or_user(self):
        self.refused(token(aud="another"))
        self.refused(token(iss="https://id.example"))
        self.refused(token(sub=None))
        self.assertEqual(self.request("/users/me", bearer=token(sub="gone"))[0], 401)

    def test_a_disabled_user_logs_in_and_is_refused(self):
        status, _, body = self.log_in("alice", "secret2")
        self.assertEqual(status, 200)
        status, _, body = self.request("/users/me", bearer=body["access_token"])
        self.assertEqual((status, body), (400, {"detail": "Inactive user"}))

    def test_a_body_beyond_the_limit_is_not_read(self):
        self.assertRaises((urllib.error.URLError, ConnectionError, json.JSONDecodeError), self.log_in, "johndoe",
                          "x" * 20000)
        self.assertEqual(self.log_in("johndoe", "secret")[0], 200)


class WithoutAGoodSecret(unittest.TestCase):
    def test_a_weak_secret_is_refused_at_the_start(self):
        ended = subprocess.run([BINARY, "0"], env={**os.environ, "SECRET_KEY": "abcd"}, capture_output=True, text=True,
                               timeout=60, check=False)
        self.assertEqual(ended.returncode, 2)
        self.assertIn("SECRET_KEY", ended.stderr)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
# jot-resource-server against jot-auth-server (discovery, rotation, an issuer that goes away and comes back), and against
# an issuer that misbehaves.
#   resource_server_test.py PATH_TO_AUTH_SERVER [unittest arguments]
# JOT_RESOURCE_SERVER names the program under test.
import base64
import os
import signal
import sys
import tempfile
import threading
import unittest

from fake_issuer import FakeIssuer
from key_tools import claims, kid_of, make_pem
from server_under_test import BINARY, Program, bearer, eventually, message, mint, run

RESOURCE_SERVER = os.path.abspath(os.environ["JOT_RESOURCE_SERVER"])
AUDIENCE = "orders"
IMPATIENT = ("--cooldown", "1", "--max-age", "1")
SCOPES = "orders:read orders:write"


class ResourceServer(Program):
    def __init__(self, issuer, *options, port=0):
        super().__init__(RESOURCE_SERVER, "--issuer", issuer, "--audience", AUDIENCE, *options, port=port)

    def get(self, token):
        return self.request("GET", "/orders", [bearer(token)])

    def post(self, token, body='{"item":"tea"}'):
        return self.request("POST", "/orders", [bearer(token)], body)

    def health(self):
        answer = self.request("GET", "/health")
        assert answer["Cache-Control"] == "no-store"
        return answer.json()

    def ready(self):
        eventually(lambda: self.health()["keys"]["attempts"] > 0 and self.health()["keys"]["last_attempt"]
                   and (self.health()["keys"]["count"] or self.health()["keys"]["failures"]), "the first fetch is over")
        return self


class TestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jot-e2e-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def make_key(self, name):
        return make_pem(self.path(name))

    def resource_server(self, issuer, *options, port=0):
        server = ResourceServer(issuer, *options, port=port).ready()
        self.addCleanup(server.stop)
        return server

    def assert_try_later(self, answer):
        self.assertEqual(answer.status, 503, answer.body)
        self.assertRegex(answer["Retry-After"], r"^\d+$")
        self.assertEqual(answer.json()["error"], "temporarily_unavailable")


class WithOurAuthServer(TestCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("keys"))
        self.first = self.make_key("keys/1.pem")
        done = run(BINARY, "--db", self.path("users.db"), "user", "add", "bob", "--scope", SCOPES, stdin="secret\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.auth = self.auth_server()

    def auth_server(self, port=0):
        server = Program(BINARY, "--db", self.path("users.db"), "--audience", AUDIENCE, "--alg", "ES256", "--key-dir",
                         self.path("keys"), "--publish-ahead", "4", "--more-scopes", SCOPES, port=port)
        self.addCleanup(server.stop)
        return server

    def token(self, **options):
        return self.auth.token(name="bob", **options)

    def test_tokens_are_verified_by_discovery_alone(self):
        server = self.resource_server(self.auth.url)
        token = self.token()
        self.assertEqual(server.post(token).status, 201)
        self.assertEqual(server.post(token, '{"item":"milk"}').json(), {"number": 2, "item": "milk"})
        answer = server.get(token)
        self.assertEqual((answer.status, answer["Cache-Control"]), (200, "no-store"))
        self.assertEqual(answer.json(), [{"number": 1, "item": "tea"}, {"number": 2, "item": "milk"}])
        health = server.health()
        self.assertEqual(health["status"], "ok")
        self.assertEqual({name: health["keys"][name] for name in ("state", "count", "attempts", "failures", "last_error")},
                         {"state": "fresh", "count": 1, "attempts": 1, "failures": 0, "last_error": None})
        self.assertRegex(health["keys"]["last_success"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_each_route_has_its_scope(self):
        server = self.resource_server(self.auth.url)
        for scope, get, post in (("orders:read", 200, 403), ("orders:write", 403, 201)):
            token = self.token(scope=scope)
            answers = server.get(token), server.post(token)
            self.assertEqual([answer.status for answer in answers], [get, post])
            refused = answers[get == 200]
            self.assertIn('error="insufficient_scope"', refused["WWW-Authenticate"])
            self.assertIn('scope="orders:' + ("write" if get == 200 else "read"), refused["WWW-Authenticate"])

    def test_rotation_needs_no_restart_and_loses_no_request(self):
        server = self.resource_server(self.auth.url, *IMPATIENT)
        statuses, kids, stop = [], [], threading.Event()

        def client():
            while not stop.is_set():
                token = self.token()
                statuses.extend(server.get(token).status for _ in range(20))
                kids.append(kid_of(token))

        clients = [threading.Thread(target=client) for _ in range(3)]
        for one in clients:
            one.start()
        try:
            eventually(lambda: kids, "the clients are at work")
            second = self.make_key("keys/2.pem")
            self.auth.signal(signal.SIGHUP)
            eventually(lambda: kids.count(second.kid) > 5, "the second key signs")
        finally:
            stop.set()
            for one in clients:
                one.join()
        self.assertEqual(set(kids), {self.first.kid, second.kid})
        self.assertEqual(set(statuses), {200})
        self.assertEqual(server.health()["keys"]["failures"], 0)

    def test_an_issuer_that_goes_away_and_comes_back(self):
        server = self.resource_server(self.auth.url, *IMPATIENT)
        token = self.token()
        self.assertEqual(server.get(token).status, 200)
        self.auth.stop()

        def stale_while_known_keys_go_on():
            self.assertEqual(server.get(token).status, 200)
            health = server.health()
            return health["status"] == "stale" and health["keys"]["failures"] > 0

        eventually(stale_while_known_keys_go_on, "the health is stale")
        health = server.health()
        self.assertEqual((health["keys"]["state"], health["keys"]["count"]), ("stale", 1))
        self.assertIsNotNone(health["keys"]["last_error"])
        self.assertEqual(server.request("GET", "/health").status, 200)
        # It may be a key that the issuer has made in the meantime.
        second = self.make_key("keys/2.pem")
        unknown = second.sign(claims(self.auth.url, AUDIENCE))
        self.assert_try_later(server.get(unknown))

        self.auth = self.auth_server(self.auth.port)
        eventually(lambda: server.get(token).status == 200 and server.health()["status"] == "ok", "all is well again")
        eventually(lambda: server.get(unknown).status == 200, "the new key is known")
        # Nobody has this one, and the issuer has been asked.
        stranger = self.make_key("stranger.pem").sign(claims(self.auth.url, AUDIENCE))
        answer = server.get(stranger)
        self.assertEqual(answer.status, 401)
        self.assertIn('error="invalid_token"', answer["WWW-Authenticate"])

    def test_started_before_the_issuer(self):
        self.auth.stop()
        server = self.resource_server(self.auth.url, *IMPATIENT)
        answer = server.request("GET", "/health")
        self.assertEqual((answer.status, answer.json()["status"]), (503, "unavailable"))
        self.assertEqual(answer.json()["keys"]["state"], "empty")
        self.assert_try_later(server.get(self.first.sign(claims(self.auth.url, AUDIENCE))))
        self.auth = self.auth_server(self.auth.port)
        token = self.token()
        eventually(lambda: server.get(token).status == 200, "the keys are found")
        self.assertEqual(server.request("GET", "/health").status, 200)

    def test_a_restart_during_an_outage_with_a_cache_file(self):
        options = (*IMPATIENT, "--cache-file", self.path("cache"))
        first = self.resource_server(self.auth.url, *options)
        token = self.token()
        self.assertEqual(first.get(token).status, 200)
        first.stop()
        self.auth.stop()
        second = self.resource_server(self.auth.url, *options)
        self.assertEqual(second.get(token).status, 200)
        self.assertEqual(second.health()["status"], "stale")

    def test_after_max_stale_nothing_is_believed_any_more(self):
        server = self.resource_server(self.auth.url, *IMPATIENT, "--max-stale", "2")
        token = self.token()
        self.auth.stop()
        eventually(lambda: server.get(token).status == 503, "the keys have expired")
        self.assertEqual(server.health()["keys"]["state"], "expired")

    def test_keys_at_a_url_without_discovery(self):
        server = self.resource_server("https://not.asked.example", "--jwks", self.auth.url + "/.well-known/jwks.json")
        token = self.first.sign(claims("https://not.asked.example", AUDIENCE))
        self.assertEqual(server.get(token).status, 200)
        self.assertEqual(server.get(self.token()).status, 401)


class WithAFakeIssuer(TestCase):
    def setUp(self):
        super().setUp()
        self.key = self.make_key("key.pem")
        self.issuer = FakeIssuer(self.key)
        self.addCleanup(self.issuer.stop)

    def claims(self, **more):
        return claims(self.issuer.url, AUDIENCE, **more)

    def test_tokens_that_must_not_pass(self):
        server = self.resource_server(self.issuer.url, "--typ", "at+jwt")
        good = self.key.sign(self.claims())
        self.assertEqual(server.get(good).status, 200)
        header, payload, signature = good.split(".")
        none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
        without_sub = self.claims()
        del without_sub["sub"]
        stranger = self.make_key("stranger.pem")
        bad = {"audience": self.key.sign(claims(self.issuer.url, "elsewhere")),
               "issuer": self.key.sign(claims("https://elsewhere.example", AUDIENCE)),
               "expired": self.key.sign(self.claims(exp=1_700_000_000)), "type": self.key.sign(self.claims(), typ="JWT"),
               "no sub": self.key.sign(without_sub), "alg none": f"{none}.{payload}.",
               "confusion": mint(self.key.public_pem(), {"kid": self.key.kid}, iss=self.issuer.url, aud=AUDIENCE),
               "another's signature": stranger.sign(self.claims(), kid=self.key.kid),
               "payload": ".".join([header, stranger.sign(self.claims(sub="x")).split(".")[1], signature])}
        for what, token in bad.items():
            answer = server.get(token)
            self.assertEqual(answer.status, 401, what)
            self.assertIn('error="invalid_token"', answer["WWW-Authenticate"], what)
        missing = server.request("GET", "/orders")
        self.assertEqual((missing.status, missing["WWW-Authenticate"]), (401, 'Bearer realm="orders"'))
        self.assertEqual(server.request("GET", "/orders", [("Authorization", "Bearer a b")]).status, 400)
        self.assertEqual(server.request("GET", "/orders", [bearer(good)] * 2).status, 400)

    def test_strangers_neither_drive_fetches_nor_hold_up_known_keys(self):
        server = self.resource_server(self.issuer.url, "--cooldown", "60", "--threads", "1")
        good = self.key.sign(self.claims())
        self.assertEqual(server.get(good).status, 200)
        before = len(self.issuer.requests)
        statuses = {server.get(self.key.sign(self.claims(), kid=f"made up {i}")).status for i in range(200)}
        self.assertEqual(statuses, {401})
        self.assertEqual(len(self.issuer.requests), before, "all within one cooldown")

    def test_known_keys_do_not_wait_for_an_issuer_that_hangs(self):
        server = self.resource_server(self.issuer.url, *IMPATIENT, "--threads", "1")
        good = self.key.sign(self.claims())
        self.assertEqual(server.get(good).status, 200)
        self.issuer.hang()
        strangers = [server.connect() for _ in range(8)]
        before = len(self.issuer.requests)

        def ask(kid):
            return message("GET", "/orders", [bearer(self.key.sign(self.claims(), kid=kid))])

        def issuer_hangs():
            # Only once the cooldown is over will there be a fetch that can hang.
            server.get(good)
            return len(self.issuer.requests) > before

        eventually(issuer_hangs, "a fetch hangs")
        for i, connection in enumerate(strangers):
            connection.send(ask(f"made up {i}"))
        for _ in range(100):
            self.assertEqual(server.get(good).status, 200)
        for connection in strangers:
            connection.socket.setblocking(False)
            self.assertRaises(BlockingIOError, connection.socket.recv, 1)
            connection.socket.setblocking(True)
        self.issuer.go_on()
        self.assertEqual({connection.read().status for connection in strangers}, {401})
        for connection in strangers:
            connection.close()

    def test_it_stops_while_tokens_wait_for_an_issuer_that_hangs(self):
        self.issuer.hang()
        server = ResourceServer(self.issuer.url)
        with server.connect() as connection:
            connection.send(message("GET", "/orders", [bearer(self.key.sign(self.claims()))]))
            eventually(lambda: self.issuer.requests, "the issuer is asked")
            server.stop()

    def test_a_full_queue_answers_503(self):
        self.issuer.hang()
        server = ResourceServer(self.issuer.url, "--queue", "1")
        self.addCleanup(server.stop)
        eventually(lambda: self.issuer.requests, "the issuer is asked")
        connections = [server.connect() for _ in range(4)]
        for connection in connections:
            connection.send(message("GET", "/orders", [bearer(self.key.sign(self.claims()))]))
        full = connections[1:]
        for connection in full:
            self.assert_try_later(connection.read())
        self.issuer.go_on()
        self.assertEqual(connections[0].read().status, 200)
        for connection in connections:
            connection.close()

    def test_a_key_withdrawn_is_refused_after_the_refresh(self):
        server = self.resource_server(self.issuer.url, *IMPATIENT)
        token = self.key.sign(self.claims())
        self.assertEqual(server.get(token).status, 200)
        other = self.make_key("other.pem")
        self.issuer.keys = [other]
        eventually(lambda: server.get(token).status == 401, "the key is refused")
        self.assertEqual(server.get(other.sign(self.claims())).status, 200)

    def test_scopes_in_every_form(self):
        server = self.resource_server(self.issuer.url)
        for more in ({"scope": "x orders:read"}, {"scope": ["orders:read"]}, {"scp": "orders:read", "scope": None},
                     {"scp": ["orders:read"], "scope": None}):
            said = {name: value for name, value in self.claims(**more).items() if value is not None}
            self.assertEqual(server.get(self.key.sign(said)).status, 200, more)

    def test_everybody_sees_their_own_orders(self):
        server = self.resource_server(self.issuer.url)
        alice, bob = (self.key.sign(self.claims(sub=name)) for name in ("alice", "bob"))
        server.post(alice)
        self.assertEqual([len(server.get(token).json()) for token in (alice, bob)], [1, 0])

    def test_requests_that_make_no_sense(self):
        server = self.resource_server(self.issuer.url)
        token = self.key.sign(self.claims())
        for body in ("", "{", "[]", "{}", '{"item":1}', '{"item":"' + "x" * 201 + '"}', "[" * 5000):
            self.assertEqual(server.post(token, body).status, 400, body)
        self.assertEqual(server.post(token, "x" * 20000).status, 413)
        self.assertEqual(server.request("GET", "/").status, 404)
        for path, allowed in (("/orders", "GET, HEAD, POST"), ("/health", "GET, HEAD")):
            answer = server.request("DELETE", path)
            self.assertEqual((answer.status, answer["Allow"]), (405, allowed))
        for path in ("/orders", "/health"):
            self.assertEqual(server.request("HEAD", path, [bearer(token)]).status, 200)

    def test_the_log_has_no_tokens(self):
        server = self.resource_server(self.issuer.url)
        token = self.key.sign(self.claims())
        server.get(token)
        server.request("GET", "/orders?access_token=" + token)
        self.assertEqual(server.stderr(), "")
        server.stop()
        self.assertNotIn("eyJ", "".join(server.lines))
        self.assertRegex(server.lines[-2], r" GET /orders 200 \d+ \d+us johndoe\n$")
        self.assertRegex(server.lines[-1], r" GET /orders 401 \d+ \d+us -\n$")


class Options(unittest.TestCase):
    def test_wrong_options(self):
        good = ["--issuer", "https://id.example", "--audience", AUDIENCE]
        for options in ([], good[:2], good[2:], [*good, "--cooldown", "0"], [*good, "--unknown"], [*good, "--queue", "0"]):
            self.assertEqual(run(RESOURCE_SERVER, *options).returncode, 2, options)
        for options, words in (([*good, "--alg", "none"], "none"), ([*good, "--alg", "ES257"], "ES257"),
                               ([*good, "--listen", "8000"], "HOST:PORT"), ([*good, "--jwks", "ftp://a/"], "https"),
                               (["--issuer", "http://id.example", "--audience", AUDIENCE], "https")):
            done = run(RESOURCE_SERVER, *options)
            self.assertEqual(done.returncode, 1, options)
            self.assertIn(words, done.stderr)

    def test_help_and_version(self):
        self.assertIn("--issuer", run(RESOURCE_SERVER, "--help").stdout)
        self.assertRegex(run(RESOURCE_SERVER, "--version").stdout, r"^\d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])

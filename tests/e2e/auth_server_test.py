#!/usr/bin/env python3
# jot-auth-server over real sockets: each sentence of its contract about requests and answers is a test here. What is
# about the program (users, secrets, options, log, stopping) is in auth_server_program_test.py.
#   auth_server_test.py PATH_TO_SERVER [unittest arguments]
import base64
import json
import random
import re
import resource
import socket
import sys
import unittest

from server_under_test import AUDIENCE, BINARY, FORM, ISSUER, Server, bearer, decode, message, mint, urlencode

PROTECTED = {"/users/me": "me", "/users/me/items": "me items", "/status": ""}
GOOD_FORM = "grant_type=password&username=johndoe&password=secret"

server = None


def setUpModule():
    global server
    server = Server(BINARY, "--demo-users", "--token-ttl", "600")
    server.johndoe = server.token()


def tearDownModule():
    server.stop()


class TestCase(unittest.TestCase):
    longMessage = True

    def assert_oauth_error(self, response, code, status=400, what=None):
        """An error response of RFC 6749 §5.2."""
        self.assertEqual(response.status, status, what or response.body)
        self.assertEqual(response["Cache-Control"], "no-store")
        self.assertEqual(response["Pragma"], "no-cache")
        self.assertEqual(response.json()["error"], code, what or response.body)

    def assert_refused(self, response, status, error, scope=None, what=None):
        """An error response of RFC 6750 §3."""
        self.assertEqual(response.status, status, what or response.body)
        challenge = response["WWW-Authenticate"]
        self.assertRegex(challenge, r'^Bearer realm="[^"]+"')
        self.assertEqual(re.findall(r'\berror="([^"]*)"', challenge), [error] if error else [], what)
        self.assertEqual(re.findall(r'\bscope="([^"]*)"', challenge), [scope] if scope else [], what)


class TokenEndpoint(TestCase):
    def post(self, body, headers=(FORM,), path="/token"):
        return server.request("POST", path, headers=headers, body=body)

    def test_success_has_everything_that_rfc_6749_asks_for(self):
        response = server.log_in(scope="me items")
        self.assertEqual(response.status, 200)
        self.assertEqual(response["Cache-Control"], "no-store")
        self.assertEqual(response["Pragma"], "no-cache")
        body = response.json()
        self.assertEqual(set(body), {"access_token", "token_type", "expires_in", "scope"})
        self.assertEqual(body["token_type"].lower(), "bearer")
        self.assertEqual(body["expires_in"], 600)
        self.assertEqual(body["scope"], "me items")

    def test_the_token_says_what_it_must(self):
        header, payload = decode(server.johndoe)
        self.assertEqual(header, {"alg": "HS256", "typ": "at+jwt"})
        self.assertEqual(set(payload), {"iss", "sub", "aud", "exp", "iat", "jti", "scope"})
        self.assertEqual([payload[name] for name in ("iss", "sub", "aud", "scope")],
                         [ISSUER, "johndoe", AUDIENCE, "me items"])
        self.assertEqual(payload["exp"] - payload["iat"], 600)

    def test_each_token_has_an_id_of_its_own(self):
        ids = {decode(token)[1]["jti"] for token in (server.johndoe, server.token(), server.token())}
        self.assertEqual(len(ids), 3)
        self.assertGreaterEqual(min(map(len, ids)), 16)

    def test_the_scope_asked_for_is_the_scope_granted(self):
        self.assertEqual(server.log_in(scope="items").json()["scope"], "items")

    def test_without_scope_or_with_an_empty_one_all_own_scopes_are_granted(self):
        self.assertEqual(server.log_in().json()["scope"], "me items")
        self.assertEqual(server.log_in(scope="").json()["scope"], "me items")

    def test_unknown_scope(self):
        for scope in ("admin", "me admin", "me  items", "\"me\"", "mé", "me\titems"):
            self.assert_oauth_error(server.log_in(scope=scope), "invalid_scope", what=scope)

    def test_wrong_password_unknown_and_disabled_user_are_the_same(self):
        bodies = set()
        for name, password in (("johndoe", "wrong"), ("nobody", "secret"), ("alice", "secret2"), ("alice", "wrong")):
            response = server.log_in(name, password)
            self.assert_oauth_error(response, "invalid_grant", what=name)
            bodies.add(response.body)
        self.assertEqual(len(bodies), 1)

    def test_an_unknown_user_costs_the_same_time_as_a_wrong_password(self):
        # Processor time instead of the clock's: it does not depend on who else uses the machine.
        def cost(name):
            before = server.cpu_ticks()
            for _ in range(4):
                server.log_in(name, "wrong")
            return server.cpu_ticks() - before

        known, unknown, disabled = cost("johndoe"), cost("nobody"), cost("alice")
        self.assertGreater(unknown, known * 0.6)
        self.assertLess(unknown, known / 0.6)
        self.assertGreater(disabled, known * 0.6)

    def test_missing_parameters(self):
        for body in ("", "&", "grant_type=password", "grant_type=password&username=johndoe",
                     "grant_type=password&password=secret", "username=johndoe&password=secret",
                     "grant_type&username&password"):
            self.assert_oauth_error(self.post(body), "invalid_request", what=body)
        self.assert_oauth_error(server.request("POST", "/token", headers=[FORM]), "invalid_request")

    def test_empty_parameters(self):
        for name in ("grant_type", "username", "password"):
            body = re.sub(f"{name}=\\w+", f"{name}=", GOOD_FORM)
            self.assert_oauth_error(self.post(body), "invalid_request", what=body)

    def test_repeated_parameters(self):
        for more in ("grant_type=password", "username=johndoe", "username=alice", "password=secret", "password=",
                     "user%6eame=johndoe", "scope=me&scope=items", "client_id=a&client_id=b"):
            self.assert_oauth_error(self.post(f"{GOOD_FORM}&{more}"), "invalid_request", what=more)

    def test_other_grant_types(self):
        for grant_type in ("client_credentials", "authorization_code", "refresh_token", "Password", "password "):
            body = urlencode({"grant_type": grant_type, "username": "johndoe", "password": "secret"})
            self.assert_oauth_error(self.post(body), "unsupported_grant_type", what=grant_type)

    def test_other_content_types(self):
        as_json = json.dumps({"grant_type": "password", "username": "johndoe", "password": "secret"})
        self.assert_oauth_error(self.post(as_json, [("Content-Type", "application/json")]), "invalid_request")
        self.assert_oauth_error(self.post(as_json), "invalid_request")
        for headers in ([], [("Content-Type", "text/plain")], [("Content-Type", "multipart/form-data; boundary=x")],
                        [("Content-Type", "application/x-www-form-urlencoded; charset=utf-16")], [FORM, FORM],
                        [FORM, ("Content-Encoding", "gzip")], [("Content-Type", "")]):
            self.assert_oauth_error(self.post(GOOD_FORM, headers), "invalid_request", what=headers)

    def test_the_content_type_may_name_utf_8(self):
        for content_type in ("application/x-www-form-urlencoded; charset=UTF-8",
                             "Application/X-WWW-Form-URLencoded;charset=\"utf-8\""):
            self.assertEqual(self.post(GOOD_FORM, [("Content-Type", content_type)]).status, 200, content_type)

    def test_credentials_in_the_query(self):
        self.assert_oauth_error(self.post("", path="/token?" + GOOD_FORM), "invalid_request")
        self.assert_oauth_error(self.post(GOOD_FORM, path="/token?password=secret"), "invalid_request")
        self.assert_oauth_error(self.post(GOOD_FORM, path="/token?pass%77ord"), "invalid_request")
        self.assertEqual(self.post(GOOD_FORM, path="/token?tenant=1").status, 200)

    def test_broken_forms(self):
        broken = {b"password=%": "%", b"password=%4": "%", b"password=%zz": "%", b"password=a%2": "%", b"%%=1": "%",
                  b"password=%00": "NUL", b"password=a%00b": "NUL", b"a%00=1": "NUL", b"password=\0": "control",
                  b"password=secret\n": "control", b"pass\tword=secret": "control", b"password=%ff": "UTF-8",
                  b"password=%c0%80": "UTF-8", b"password=%ed%a0%80": "UTF-8", b"password=%f4%90%80%80": "UTF-8",
                  b"password=%e2%82": "UTF-8", b"password=\xff": "UTF-8"}
        for fault, why in broken.items():
            response = self.post(b"grant_type=password&username=johndoe&" + fault)
            self.assert_oauth_error(response, "invalid_request", what=fault)
            self.assertIn(why, response.json()["error_description"], fault)

    def test_odd_but_correct_forms(self):
        for body in (GOOD_FORM + "&", "&&" + GOOD_FORM, GOOD_FORM + "&unknown=1&unknown=2", GOOD_FORM + "&client_id=",
                     GOOD_FORM + "&client_id=app&client_secret=string", GOOD_FORM.replace("password=", "pass%77ord="),
                     GOOD_FORM.replace("secret", "%73ecre%74"), GOOD_FORM + "&scope=me+items",
                     GOOD_FORM + "&x=%E2%82%AC", GOOD_FORM + "&x=" + "€"):
            self.assertEqual(self.post(body).status, 200, body)

    def test_too_many_parameters(self):
        self.assert_oauth_error(self.post(GOOD_FORM + "&x" * 100), "invalid_request")

    def test_control_characters_in_a_name_or_password(self):
        for name, password in (("john\ndoe", "x"), ("johndoe", "x\r"), ("\x1b[2J", "x"), ("johndoe", "\x7f")):
            self.assert_oauth_error(server.log_in(name, password), "invalid_request")

    def test_a_password_of_10_kb(self):
        self.assert_oauth_error(server.log_in(password="x" * 10_000), "invalid_request")
        self.assert_oauth_error(server.log_in(password="€" * 1_500), "invalid_request")
        self.assert_oauth_error(server.log_in(name="x" * 10_000), "invalid_request")

    def test_a_body_beyond_16_kib(self):
        for length in (16 * 1024 + 1, 100_000_000):
            with server.connect() as connection:
                connection.send(message("POST", "/token", [FORM, ("Content-Length", str(length))]))
                self.assertEqual(connection.read().status, 413, length)

    def test_a_scope_of_more_tokens_than_are_read(self):
        answer = server.log_in(scope=" ".join(f"t{i}" for i in range(257)))
        self.assert_oauth_error(answer, "invalid_scope")
        self.assertIn("more than 256", answer.json()["error_description"])

    def test_passwords_are_compared_to_the_last_byte(self):
        for password in ("secre", "secret ", " secret", "Secret", "secret" + "x" * 4000):
            self.assert_oauth_error(server.log_in(password=password), "invalid_grant", what=password)

    def test_public_clients_in_basic_credentials(self):
        for credentials in ("Basic Og==", "basic Og==", "Basic " + base64.b64encode(b"app:").decode()):
            response = self.post(GOOD_FORM, [FORM, ("Authorization", credentials)])
            self.assertEqual(response.status, 200, credentials)

    def test_a_client_with_a_secret_is_unknown(self):
        for credentials in ("Basic " + base64.b64encode(b"app:secret").decode(), "Basic", "Basic !", "Basic bm9jb2xvbg==",
                            "Basic " + "Og==" * 3, bearer(server.johndoe)[1], "Digest x", ""):
            response = self.post(GOOD_FORM, [FORM, ("Authorization", credentials)])
            self.assert_oauth_error(response, "invalid_client", status=401, what=credentials)
            self.assertRegex(response["WWW-Authenticate"], r'^Basic realm="')

    def test_two_authorization_headers(self):
        twice = [FORM, ("Authorization", "Basic Og=="), ("Authorization", "Basic Og==")]
        self.assert_oauth_error(self.post(GOOD_FORM, twice), "invalid_request")

    def test_other_methods(self):
        for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
            response = server.request(method, "/token")
            self.assertEqual(response.status, 405, method)
            self.assertEqual(response["Allow"], "POST, OPTIONS")

    def test_a_body_in_chunks(self):
        with server.connect() as connection:
            head = message("POST", "/token", [FORM, ("Transfer-Encoding", "chunked")])
            body = GOOD_FORM.encode()
            connection.send(head + b"9;x=1\r\n" + body[:9] + b"\r\n")
            connection.send(b"%x\r\n" % len(body[9:]) + body[9:] + b"\r\n0\r\n\r\n")
            self.assertEqual(connection.read().status, 200)

    def test_expect_100_continue(self):
        with server.connect() as connection:
            connection.send(message("POST", "/token", [FORM, ("Expect", "100-continue"),
                                                       ("Content-Length", str(len(GOOD_FORM)))]))
            self.assertEqual(connection.read().status, 100)
            connection.send(GOOD_FORM.encode())
            self.assertEqual(connection.read().status, 200)


class ProtectedRoutes(TestCase):
    def get(self, path, *headers):
        return server.request("GET", path, headers)

    def test_the_answers(self):
        johndoe = bearer(server.johndoe)
        self.assertEqual(self.get("/users/me", johndoe).json(), {"username": "johndoe", "scopes": ["me", "items"]})
        items = self.get("/users/me/items", johndoe).json()
        self.assertGreater(len(items), 0)
        self.assertTrue(all(item["owner"] == "johndoe" for item in items))
        self.assertEqual(self.get("/status", johndoe).json(), {"status": "ok"})
        self.assertEqual(self.get("/public").status, 200)

    def test_answers_to_a_bearer_are_not_cached(self):
        for path in PROTECTED:
            self.assertEqual(self.get(path, bearer(server.johndoe))["Cache-Control"], "no-store")

    def test_no_credentials(self):
        for path in PROTECTED:
            self.assert_refused(self.get(path), 401, None)
            self.assert_refused(self.get(path, ("Authorization", "Basic Og==")), 401, None)

    def test_malformed_credentials(self):
        token = server.johndoe
        for values in ([f"Bearer {token}", f"Bearer {token}"], [f"Bearer {token}", "Basic Og=="],
                       [f"Bearer {token} {token}"], [f"Bearer {token},Bearer {token}"], [f"Bearer\t{token}"],
                       [f"Bearer: {token}"], [f"Bearer {token}\t{token}"], ["Bearer"], [f"Bearer{token}"], [token],
                       [f'Bearer "{token}"'], [f"Bearer {token};"], [f"Bearer  {token} x"], ["Bearer é"]):
            response = self.get("/users/me", *[("Authorization", value) for value in values])
            self.assertIn(response.status, (400, 401), values)
            if response.status == 400:
                self.assert_refused(response, 400, "invalid_request", what=values)

    def test_the_scheme_is_case_insensitive(self):
        for scheme in ("bearer", "BEARER", "beaRER"):
            self.assertEqual(self.get("/status", ("authorization", f"{scheme} {server.johndoe}")).status, 200)

    def test_bad_tokens(self):
        header, payload, signature = server.johndoe.split(".")
        other_payload = mint(sub="alice").split(".")[1]
        bad = {
            "no token": "q" * 20, "no signature": f"{header}.{payload}.", "two parts": f"{header}.{payload}",
            "forged payload": f"{header}.{other_payload}.{signature}", "other secret": mint(b"x" * 32),
            "cut": server.johndoe[:-1], "padded": server.johndoe + "=", "alg none": mint(header={"alg": "none"}),
            "other alg": mint(header={"alg": "HS512"}), "crit": mint(header={"crit": ["x"], "x": 1}),
            "other typ": mint(header={"typ": "JWT"}), "no typ": mint(header={"typ": None}),
            "other issuer": mint(iss="https://other.example"), "no issuer": mint(without=["iss"]),
            "other audience": mint(aud="other"), "no audience": mint(without=["aud"]),
            "expired": mint(exp=1_000_000_000), "no exp": mint(without=["exp"]), "exp is text": mint(exp="9999999999"),
            "not yet": mint(nbf=9_999_999_999), "no jti": mint(without=["jti"]), "no iat": mint(without=["iat"]),
            "no subject": mint(without=["sub"]), "unknown subject": mint(sub="nobody"), "disabled": mint(sub="alice"),
            "empty subject": mint(sub=""), "odd subject": mint(sub="johndoe\0"), "scope is a number": mint(scope=5),
            "scope is broken": mint(scope="me  items"),
        }
        for what, token in bad.items():
            response = self.get("/users/me", bearer(token))
            self.assert_refused(response, 401, "invalid_token", what=what)
            self.assertEqual(response.json()["error"], "invalid_token")
            self.assertNotIn(token[-20:].encode(), response.body + str(response.headers).encode())

    def test_good_tokens_of_another_maker(self):
        for token in (mint(), mint(aud=["other", AUDIENCE]), mint(header={"typ": "application/at+jwt"}),
                      mint(scope=["me", "items"])):
            self.assertEqual(self.get("/users/me/items", bearer(token)).status, 200)

    def test_too_little_scope(self):
        for path, wanted in PROTECTED.items():
            for scope in ("", "m", "mee", "ME", "item", "me" if "items" in wanted else "items"):
                response = self.get(path, bearer(mint(scope=scope)))
                if wanted:
                    self.assert_refused(response, 403, "insufficient_scope", scope=wanted, what=(path, scope))
                else:
                    self.assertEqual(response.status, 200)
        self.assert_refused(self.get("/users/me", bearer(mint(without=["scope"]))), 403, "insufficient_scope", "me")

    def test_the_token_is_taken_from_the_header_only(self):
        token = server.johndoe
        self.assert_refused(self.get(f"/users/me?access_token={token}"), 401, None)
        body = f"access_token={token}"
        self.assert_refused(server.request("GET", "/users/me", [FORM], body=body), 401, None)
        self.assert_refused(self.get("/users/me", ("Cookie", f"access_token={token}")), 401, None)
        response = self.get(f"/users/me?access_token={mint(sub='alice')}", bearer(token))
        self.assertEqual(response.json()["username"], "johndoe")

    def test_a_token_in_a_trailer_is_no_token(self):
        with server.connect() as connection:
            connection.send(message("GET", "/users/me", [("Transfer-Encoding", "chunked")]) +
                            f"0\r\nAuthorization: Bearer {server.johndoe}\r\n\r\n".encode())
            self.assert_refused(connection.read(), 401, None)

    def test_head_is_get_without_a_body(self):
        for path in (*PROTECTED, "/public", "/docs", "/openapi.json"):
            with server.connect() as connection:
                full = connection.request("GET", path, [bearer(server.johndoe)])
                head = connection.request("HEAD", path, [bearer(server.johndoe)])
                after = connection.request("GET", "/public")
            self.assertEqual((head.status, head["Content-Length"]), (200, str(len(full.body))), path)
            self.assertEqual(after.status, 200, "what follows HEAD on the connection is the next answer")
        self.assert_refused(server.request("HEAD", "/users/me"), 401, None)

    def test_options_needs_no_token(self):
        for path in (*PROTECTED, "/public"):
            response = server.request("OPTIONS", path)
            self.assertEqual((response.status, response["Allow"], response.body), (204, "GET, HEAD, OPTIONS", b""))
        self.assertEqual(server.request("OPTIONS", "*").status, 204)

    def test_other_methods(self):
        for path in (*PROTECTED, "/public", "/docs", "/openapi.json"):
            for method in ("POST", "DELETE", "BREW"):
                response = server.request(method, path, [bearer(server.johndoe)], body="")
                self.assertEqual((response.status, response["Allow"]), (405, "GET, HEAD, OPTIONS"), path)

    def test_unknown_paths(self):
        for path in ("/nope", "/users", "/users/me/", "/USERS/ME", "//users/me", "/users/../users/me", "/%75sers/me"):
            self.assertEqual(self.get(path, bearer(server.johndoe)).status, 404, path)

    def test_no_cors_unless_configured(self):
        for method, headers in (("GET", []), ("OPTIONS", [("Access-Control-Request-Method", "GET")])):
            response = server.request(method, "/users/me", [("Origin", "https://app.example"), *headers])
            self.assertEqual([name for name, _ in response.headers if name.lower().startswith("access-control")], [])

    def test_configured_cors(self):
        other = Server(BINARY, "--cors-origin", "https://app.example")
        self.addCleanup(other.stop)
        origin = ("Origin", "https://app.example")
        preflight = other.request("OPTIONS", "/users/me", [origin, ("Access-Control-Request-Method", "GET")])
        self.assertEqual(preflight["Access-Control-Allow-Origin"], "https://app.example")
        self.assertIn("GET", preflight["Access-Control-Allow-Methods"])
        self.assertIn("Authorization", preflight["Access-Control-Allow-Headers"])
        for response in (other.request("GET", "/users/me", [origin]), other.request("POST", "/token", [origin], body="")):
            self.assertEqual(response["Access-Control-Allow-Origin"], "https://app.example")
            self.assertEqual(response["Vary"], "Origin")
        for stranger in ("https://evil.example", "https://app.example.evil", "null", "https://app.example:8443"):
            response = other.request("GET", "/public", [("Origin", stranger)])
            self.assertIsNone(response["Access-Control-Allow-Origin"], stranger)


class Documentation(TestCase):
    def test_openapi_describes_what_is_enforced(self):
        description = server.request("GET", "/openapi.json").json()
        self.assertEqual(description["openapi"], "3.1.0")
        self.assertEqual(set(description["paths"]), {"/token", "/public", *PROTECTED})
        (scheme, password), = description["components"]["securitySchemes"].items()
        self.assertEqual(password["type"], "oauth2")
        self.assertEqual(password["flows"]["password"]["tokenUrl"], "/token")
        known = set(password["flows"]["password"]["scopes"])
        self.assertEqual(known, {"me", "items"})

        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                if not operation["security"]:
                    continue
                wanted = operation["security"][0][scheme]
                self.assertLessEqual({"400", "401"}, set(operation["responses"]))
                self.assertEqual("403" in operation["responses"], bool(wanted), path)
                call = lambda *headers: server.request(method.upper(), path, headers).status
                self.assertEqual(call(), 401, path)
                self.assertEqual(call(bearer(mint(scope=" ".join(wanted)))), 200, path)
                for scope in wanted:
                    others = " ".join(known - {scope})
                    self.assertEqual(call(bearer(mint(scope=others))), 403, (path, scope))

    def test_every_reference_in_openapi_leads_somewhere(self):
        text = server.request("GET", "/openapi.json").body.decode()
        for reference in re.findall(r'"\$ref":"#/([^"]*)"', text):
            node = json.loads(text)
            for step in reference.split("/"):
                node = node[step]

    def test_the_page_is_self_contained(self):
        response = server.request("GET", "/docs")
        self.assertEqual((response.status, response["Content-Type"]), (200, "text/html; charset=utf-8"))
        page = response.body.decode()
        self.assertEqual(re.findall(r'(?:src|href)="(?!data:|/openapi\.json")[^"]*"', page), [])
        self.assertNotRegex(page, r"@import|url\(|@SCRIPT@|@STYLE@")
        policy = response["Content-Security-Policy"]
        self.assertTrue(policy.startswith("default-src 'none'; "), policy)
        self.assertNotIn("unsafe", policy)

    def test_the_root_leads_to_the_page(self):
        response = server.request("GET", "/")
        self.assertEqual((response.status, response["Location"]), (302, "/docs"))


class Connections(TestCase):
    def test_no_connection_carries_an_identity_on(self):
        johndoe = [bearer(server.johndoe)]
        with server.connect() as connection:
            for _ in range(3):
                self.assertEqual(connection.request("GET", "/users/me", johndoe).status, 200)
                self.assert_refused(connection.request("GET", "/users/me"), 401, None)
                self.assert_refused(connection.request("GET", "/users/me", [bearer(mint(sub="alice"))]), 401,
                                    "invalid_token")

    def test_pipelined_requests_are_answered_in_order_each_as_its_own(self):
        johndoe = [bearer(server.johndoe)]
        with server.connect() as connection:
            connection.send(message("GET", "/users/me", johndoe) + message("GET", "/users/me") +
                            message("POST", "/token", [FORM], GOOD_FORM) + message("GET", "/users/me") +
                            message("HEAD", "/users/me", johndoe) + message("GET", "/status", johndoe) +
                            message("GET", "/nope") + message("GET", "/users/me", [bearer(mint(scope="items"))]))
            statuses = [connection.read(head=number == 4).status for number in range(8)]
        self.assertEqual(statuses, [200, 401, 200, 401, 200, 200, 404, 403])

    def test_many_pipelined_requests(self):
        with server.connect() as connection:
            connection.send(message("GET", "/public") * 500)
            self.assertEqual({connection.read().status for _ in range(500)}, {200})

    def test_one_byte_at_a_time(self):
        with server.connect() as connection:
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in message("GET", "/status", [bearer(server.johndoe)]):
                connection.send(bytes([byte]))
            self.assertEqual(connection.read().status, 200)

    def test_http_1_0(self):
        with server.connect() as connection:
            connection.send(b"GET /public HTTP/1.0\r\n\r\n")
            response = connection.read()
            self.assertEqual((response.status, response["Connection"]), (200, "close"))
            self.assertTrue(connection.at_end())

    def test_connection_close(self):
        with server.connect() as connection:
            response = connection.request("GET", "/public", [("Connection", "close")])
            self.assertEqual((response.status, response["Connection"]), (200, "close"))
            self.assertTrue(connection.at_end())

    def test_the_target_may_be_absolute(self):
        response = server.request("GET", "http://user:pass@127.0.0.1/users/me?x", [bearer(server.johndoe)])
        self.assertEqual(response.status, 200)

    def test_headers_of_1_mb(self):
        for headers in ([bearer("x" * 1_000_000)], [("X-Filler", "y" * 1000)] * 1000, [("X" * 1_000_000, "y")]):
            with server.connect() as connection:
                connection.send(message("GET", "/users/me", headers))
                self.assertEqual(connection.read().status, 431)
                self.assertTrue(connection.at_end())
        self.assertEqual(server.request("GET", "/public").status, 200)

    def test_a_header_that_trickles_in_is_limited_too(self):
        with server.connect() as connection:
            connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.send(b"GET /public HTTP/1.1\r\nHost: x\r\n")
            try:
                for _ in range(1000):
                    connection.send(b"X-Filler: " + b"y" * 90 + b"\r\n")
            except ConnectionError:
                pass
            self.assertEqual(connection.read().status, 431)

    def test_a_url_of_60_kb(self):
        for path in ("/users/me?" + "x" * 60_000, "/" + "x" * 60_000, "/public?" + "x" * 10_000):
            with server.connect() as connection:
                connection.send(message("GET", path))
                self.assertEqual(connection.read().status, 414)
        self.assertEqual(server.request("GET", "/public?" + "x" * 7000).status, 200)

    def test_requests_whose_end_is_in_doubt(self):
        for headers in ("Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: 5\r\nContent-Length: 6",
                        "Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: xchunked",
                        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "Content-Length: -1",
                        "Content-Length: 0x5", "Content-Length: 5,5", "Content-Length: 99999999999999999999",
                        "Content-Length : 5"):
            with server.connect() as connection:
                connection.send(f"POST /token HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n0\r\n\r\n".encode())
                self.assertIn(connection.read().status, (400, 413), headers)
                self.assertTrue(connection.at_end(), headers)

    def test_what_is_no_http_request(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET /public\r\n\r\n",
                     b"GET /public HTTP/2.0\r\nHost: x\r\n\r\n", b"GET /public HTTP/1.1\r\n\r\n",
                     b"GET /public HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"GET /pub lic HTTP/1.1\r\nHost: x\r\n\r\n",
                     b"GET /public HTTP/1.1\nHost: x\n\n", b"GET /public HTTP/1.1\r\nHost: x\r\nA\0B: 1\r\n\r\n",
                     b"GET /public HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n", b" GET /public HTTP/1.1\r\nHost: x\r\n\r\n",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            with server.connect() as connection:
                connection.send(data)
                connection.socket.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(lambda: connection.socket.recv(65536), b""))
                self.assertRegex(answer, rb"\A(HTTP/1\.1 400 [^\0]*\r\nConnection: close\r\n[^\0]*)?\Z", data)
        for data in (b"GET\r\n\r\n", b"GET /public HTTP/1.1\r\n\r\n", b"GET /public HTTP/2.0\r\nHost: x\r\n\r\n"):
            with server.connect() as connection:
                connection.send(data)
                self.assertEqual(connection.read().status, 400, data)

    def test_no_input_gives_a_5xx(self):
        chance = random.Random(7519)
        seed = message("POST", "/token", [FORM, bearer(server.johndoe)], GOOD_FORM.replace("secret", "%"))
        for _ in range(300):
            data = bytearray(seed)
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data))
                data[at:at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
            with server.connect() as connection:
                connection.send(bytes(data))
                connection.socket.shutdown(socket.SHUT_WR)
                try:
                    self.assertLess(connection.read().status, 500, bytes(data))
                except (AssertionError, ConnectionError) as problem:
                    self.assertIn("in the middle of a response: b''", str(problem))
        self.assertIsNone(server.process.poll())
        self.assertEqual(server.request("GET", "/public").status, 200)

    def test_a_thousand_idle_connections_do_not_stop_the_next_one(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
        idle = [server.connect() for _ in range(1000)]
        try:
            for connection in idle:
                connection.send(message("GET", "/public"))
            self.assertEqual({connection.read().status for connection in idle}, {200})
            self.assertEqual(server.request("GET", "/users/me", [bearer(server.johndoe)]).status, 200)
            self.assertEqual({connection.request("GET", "/public").status for connection in idle}, {200})
        finally:
            for connection in idle:
                connection.close()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])

#!/usr/bin/env python3
# jot-auth-server as a program: its users, secrets, options, its log, and how it stops.
#   auth_server_program_test.py PATH_TO_SERVER [unittest arguments]
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from server_under_test import (BINARY, FORM, PATIENCE, SECRET, Connection, Server, bearer, clean_environment, decode,
                               message, mint, run)

GOOD_FORM = "grant_type=password&username=johndoe&password=secret"


class Users(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="jot-e2e-")
        self.addCleanup(folder.cleanup)
        self.db = os.path.join(folder.name, "users.db")

    def user(self, *arguments, stdin=""):
        return run(BINARY, "--db", self.db, "user", *arguments, stdin=stdin)

    def add(self, name, password, *scopes):
        done = self.user("add", name, *[word for scope in scopes for word in ("--scope", scope)], stdin=password + "\n")
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)

    def serve(self, *options):
        server = Server(BINARY, "--db", self.db, *options)
        self.addCleanup(server.stop)
        return server

    def test_add_list_disable(self):
        self.add("bob", "correct horse", "me")
        self.add("carol", "battery staple", "me items")
        self.add("dave", "x", "items", "me")
        self.add("eve", "x")
        self.assertEqual(self.user("disable", "carol").returncode, 0)
        listed = run(BINARY, "user", "list", "--db", self.db)
        self.assertEqual((listed.returncode, listed.stdout),
                         (0, "bob\tenabled\tme\ncarol\tdisabled\tme items\ndave\tenabled\titems me\neve\tenabled\t\n"))

    def test_an_added_user_gets_the_scopes_that_are_theirs_and_no_more(self):
        self.add("bob", "pässwort", "me")
        self.add("eve", "x")
        server = self.serve()
        for asked, granted in ((None, "me"), ("me", "me"), ("me items", "me")):
            self.assertEqual(server.log_in("bob", "pässwort", scope=asked).json()["scope"], granted)
        refused = server.log_in("bob", "pässwort", scope="items")
        self.assertEqual((refused.status, refused.json()["error"]), (400, "invalid_scope"))
        scopeless = server.log_in("eve", "x").json()
        self.assertEqual(scopeless["scope"], "")
        self.assertEqual(server.request("GET", "/status", [bearer(scopeless["access_token"])]).status, 200)
        self.assertEqual(server.request("GET", "/users/me", [bearer(scopeless["access_token"])]).status, 403)

    def test_a_disabled_users_token_stops_working_while_the_server_runs(self):
        server = self.serve()
        self.add("bob", "secret", "me")
        with server.connect() as connection:
            token = bearer(server.token(name="bob"))
            self.assertEqual(connection.request("GET", "/users/me", [token]).status, 200)
            self.assertEqual(self.user("disable", "bob").returncode, 0)
            refused = connection.request("GET", "/users/me", [token])
            self.assertEqual(refused.status, 401)
            self.assertIn('error="invalid_token"', refused["WWW-Authenticate"])
            self.assertEqual(server.log_in("bob", "secret").json()["error"], "invalid_grant")
            self.assertEqual(self.user("enable", "bob").returncode, 0)
            self.assertEqual(connection.request("GET", "/users/me", [token]).status, 200)

    def test_users_outlive_the_server(self):
        first = self.serve("--demo-users")
        token = first.token()
        first.stop()
        second = self.serve("--demo-users")
        self.assertEqual(second.request("GET", "/users/me", [bearer(token)]).status, 200)

    def test_no_connection_carries_one_users_identity_to_another(self):
        self.add("bob", "secret", "me")
        server = self.serve("--demo-users")
        tokens = [server.token(name=name) for name in ("johndoe", "bob")]
        with server.connect() as connection:
            connection.send(b"".join(message("GET", "/users/me", [bearer(token)]) for token in tokens * 50))
            seen = [connection.read().json()["username"] for _ in range(100)]
        self.assertEqual(seen, ["johndoe", "bob"] * 50)

    def test_passwords_are_argon2id_phc_strings(self):
        self.add("bob", "secret", "me")
        self.add("carol", "secret", "me")
        with sqlite3.connect(self.db) as database:
            hashes = [row[0] for row in database.execute("SELECT password_hash FROM users")]
        database.close()
        self.assertEqual(len(set(hashes)), 2)
        for one in hashes:
            self.assertRegex(one, r"^\$argon2id\$v=19\$m=65536,t=2,p=1\$")
        self.assertEqual(os.stat(self.db).st_mode & 0o077, 0, "nobody else may read the hashes")

    def test_a_password_is_never_an_argument(self):
        self.assertEqual(self.user("add", "bob", "secret").returncode, 2)
        self.assertEqual(self.user("add", "bob", "--password", "secret").returncode, 2)

    def test_mistakes(self):
        self.add("bob", "x")
        for arguments, stdin, status in ((["add", "bob"], "x\n", 1), (["add", "carol"], "", 1), (["add", "carol"], "\n", 1),
                                         (["add", "a\nb"], "x\n", 1), (["add", "carol", "--scope", '"'], "x\n", 1),
                                         (["disable", "nobody"], "", 1), (["add"], "x\n", 2), (["fly"], "", 2), ([], "", 2)):
            done = self.user(*arguments, stdin=stdin)
            self.assertEqual(done.returncode, status, arguments)
            self.assertNotEqual(done.stderr, "", arguments)
        without_db = run(BINARY, "user", "list")
        self.assertEqual(without_db.returncode, 2)
        self.assertIn("--db", without_db.stderr)


class Secrets(unittest.TestCase):
    def test_a_short_secret_is_refused_with_the_fix(self):
        with tempfile.NamedTemporaryFile() as file:
            for size in (0, 31):
                file.truncate(0)
                file.seek(0)
                file.write(b"x" * size)
                file.flush()
                done = run(BINARY, "--listen", "127.0.0.1:0", "--secret-file", file.name)
                self.assertEqual(done.returncode, 1)
                self.assertIn("secret", done.stderr)
                self.assertNotIn("x" * 31, done.stderr)
            self.assertIn("/dev/urandom", done.stderr)
        done = subprocess.run([BINARY, "--listen", "127.0.0.1:0"], env=clean_environment({"JOT_SECRET": "short"}),
                              capture_output=True, text=True, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("JOT_SECRET", done.stderr)
        self.assertEqual(run(BINARY, "--secret-file", "/nonexistent").returncode, 1)

    def test_the_secret_comes_from_the_environment(self):
        server = Server(BINARY, "--demo-users", environment={"JOT_SECRET": SECRET.decode()}, secret=None)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/status", [bearer(mint())]).status, 200)
        self.assertNotIn("random", server.stderr())

    def test_the_file_goes_before_the_environment(self):
        server = Server(BINARY, "--demo-users", environment={"JOT_SECRET": "y" * 40}, secret=b"z" * 32)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/status", [bearer(mint(b"z" * 32))]).status, 200)
        self.assertEqual(server.request("GET", "/status", [bearer(mint(b"y" * 40))]).status, 401)

    def test_the_bytes_of_the_file_are_taken_as_they_are(self):
        secret = bytes(range(256)) + b"\n"
        server = Server(BINARY, "--demo-users", secret=secret)
        self.addCleanup(server.stop)
        self.assertEqual(server.request("GET", "/status", [bearer(mint(secret))]).status, 200)

    def test_without_a_secret_a_random_one_is_made_and_the_log_says_so(self):
        servers = [Server(BINARY, "--demo-users", secret=None) for _ in range(2)]
        for server in servers:
            self.addCleanup(server.stop)
            self.assertIn("random secret", server.stderr())
        token = bearer(servers[0].token())
        self.assertEqual([server.request("GET", "/status", [token]).status for server in servers], [200, 401])


class Options(unittest.TestCase):
    def test_issuer_audience_and_lifetime(self):
        server = Server(BINARY, "--demo-users", "--token-ttl", "7")
        self.addCleanup(server.stop)
        body = server.log_in().json()
        payload = decode(body["access_token"])[1]
        self.assertEqual((body["expires_in"], payload["exp"] - payload["iat"]), (7, 7))

    def test_the_issuer_is_the_servers_own_url_unless_said_otherwise(self):
        with subprocess.Popen([BINARY, "--listen", "127.0.0.1:0", "--demo-users"], stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.DEVNULL, env=clean_environment()) as process:
            url = process.stdout.readline().split()[-1]
            with Connection(int(url.rpartition(":")[2])) as connection:
                answer = connection.request("POST", "/token", [FORM], GOOD_FORM).json()
            process.send_signal(signal.SIGTERM)
            process.stdout.read()
        self.assertEqual(decode(answer["access_token"])[1]["iss"], url)

    def test_wrong_options(self):
        for options in (["--token-ttl", "0"], ["--token-ttl", "x"], ["--unknown"], ["--login-queue", "0"]):
            done = run(BINARY, *options)
            self.assertEqual(done.returncode, 2, options)
            self.assertNotEqual(done.stderr, "")
        for listen in ("8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:8000x", ":8000"):
            done = run(BINARY, "--listen", listen)
            self.assertEqual(done.returncode, 1, listen)
            self.assertIn("HOST:PORT", done.stderr)
        with socket.create_server(("127.0.0.1", 0)) as other:
            done = run(BINARY, "--listen", f"127.0.0.1:{other.getsockname()[1]}")
            self.assertEqual(done.returncode, 1)
            self.assertIn("cannot listen", done.stderr)

    def test_help_and_version(self):
        self.assertIn("--demo-users", run(BINARY, "--help").stdout)
        self.assertRegex(run(BINARY, "--version").stdout, r"^\d+\.\d+\.\d+\n$")


class Logins(unittest.TestCase):
    def test_a_full_queue_answers_503_with_retry_after(self):
        server = Server(BINARY, "--demo-users", "--login-queue", "1")
        self.addCleanup(server.stop)
        connections = [server.connect() for _ in range(16)]
        for connection in connections:
            connection.send(message("POST", "/token", [FORM], GOOD_FORM))
        responses = [connection.read() for connection in connections]
        for connection in connections:
            connection.close()
        statuses = sorted(response.status for response in responses)
        self.assertEqual(set(statuses), {200, 503})
        for response in responses:
            self.assertEqual(response["Cache-Control"], "no-store")
            if response.status == 503:
                self.assertRegex(response["Retry-After"], r"^\d+$")
        self.assertEqual(server.log_in().status, 200)

    def test_requests_are_answered_while_passwords_are_being_verified(self):
        server = Server(BINARY, "--demo-users")
        self.addCleanup(server.stop)
        token = bearer(mint())
        with server.connect() as login, server.connect() as other:
            login.send(message("POST", "/token", [FORM], GOOD_FORM) * 8)
            answered = 0
            login.socket.setblocking(False)
            while answered < 1000:
                self.assertEqual(other.request("GET", "/users/me", [token]).status, 200)
                answered += 1
                try:
                    login.buffer += login.socket.recv(65536)
                except BlockingIOError:
                    continue
                break
            login.socket.setblocking(True)
            self.assertGreater(answered, 10, "answers before the first of the logins")
            self.assertEqual({login.read().status for _ in range(8)}, {200})

    @unittest.skipUnless(os.path.exists("/proc/self/task"), "threads' priorities are read from /proc")
    def test_passwords_are_verified_at_the_lowest_priority(self):
        server = Server(BINARY, "--demo-users")
        self.addCleanup(server.stop)
        server.log_in()
        nices = []
        for task in os.listdir(f"/proc/{server.process.pid}/task"):
            with open(f"/proc/{server.process.pid}/task/{task}/stat", encoding="ascii") as file:
                nices.append(int(file.read().rpartition(")")[2].split()[16]))
        own = os.getpriority(os.PRIO_PROCESS, 0)
        self.assertEqual((set(nices), nices.count(19)), ({own, 19}, 1))


class Log(unittest.TestCase):
    def test_one_line_for_each_request_and_no_secrets(self):
        server = Server(BINARY, "--demo-users")
        token = server.token()
        server.request("GET", "/users/me?access_token=" + token, [bearer(token)])
        server.request("HEAD", "/public")
        server.request("POST", "/token", [FORM], "grant_type=password&username=hunter2&password=hunter3")
        server.request("POST", "/token?password=hunter4", [FORM], GOOD_FORM)
        server.request("GET", "/users/" + token)
        server.request("GET", "http://name:hunter5@host/public")
        server.request("GET", "/a%0ab\x80c\"d\\", [bearer("bad.token.hunter6")])
        server.request("BREW", "/public")
        with server.connect() as connection:
            connection.send(b"hunter7\x1b[31m\r\n\r\n")
            connection.read()
        self.assertNotRegex(server.stderr(), "secret|hunter|eyJ")
        server.stop()

        log = "".join(server.lines)
        self.assertNotIn("hunter", log)
        self.assertNotIn("eyJ", log)
        self.assertNotIn("secret", log)
        self.assertRegex(log, r"\A[\x21-\x7e \n]*\Z")
        shape = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (\S+) (\S+) (\d{3}) (\d+) \d+us (\S+)\n")
        seen = [shape.fullmatch(line).groups() for line in server.lines]
        self.assertEqual([(method, path, status, user) for method, path, status, _, user in seen], [
            ("POST", "/token", "200", "johndoe"),
            ("GET", "/users/me", "200", "johndoe"),
            ("HEAD", "/public", "200", "-"),
            ("POST", "/token", "400", "-"),
            ("POST", "/token", "400", "-"),
            ("GET", "/users/...", "404", "-"),
            ("GET", "/public", "200", "-"),
            ("GET", "/a%0ab\\x80c\\x22d\\x5c", "404", "-"),
            ("BREW", "/public", "405", "-"),
            ("-", "-", "400", "-"),
        ])
        self.assertEqual(seen[1][3], str(len('{"username":"johndoe","scopes":["me","items"]}')))
        self.assertEqual(seen[2][3], "0")


class Stopping(unittest.TestCase):
    def refuses_connections(self, port):
        for _ in range(1_000_000):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            except ConnectionError:
                return True
        return False

    def test_requests_in_flight_are_finished(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            server = Server(BINARY, "--demo-users")
            idle, in_flight = server.connect(), server.connect()
            self.assertEqual(idle.request("GET", "/public").status, 200)
            head = message("POST", "/token", [FORM, ("Expect", "100-continue"), ("Content-Length", str(len(GOOD_FORM)))])
            in_flight.send(head)
            self.assertEqual(in_flight.read().status, 100)

            server.process.send_signal(how)
            self.assertTrue(idle.at_end(), "idle connections are closed at once")
            self.assertTrue(self.refuses_connections(server.port))
            in_flight.send(GOOD_FORM.encode())
            response = in_flight.read()
            self.assertEqual((response.status, response["Connection"]), (200, "close"))
            self.assertTrue(in_flight.at_end())
            in_flight.close()
            idle.close()
            server.stop()
            self.assertIn(" POST /token 200 ", server.lines[-1])

    def test_an_idle_server_stops(self):
        Server(BINARY).stop()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])

# What the tests of the example servers share: the running program, a client that sends exactly the bytes it is told, and
# tokens made by the standard library alone.
import base64
import hashlib
import hmac
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

BINARY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
ISSUER = "https://id.example"
AUDIENCE = "api"
SECRET = b"0123456789abcdef0123456789abcdef0123456789"
PATIENCE = 120  # seconds; only a broken server makes anybody wait for so long


class Program:
    """A server, on a free port of 127.0.0.1 unless told otherwise, until stop()."""

    def __init__(self, binary, *options, port=0, environment=None):
        self.folder = tempfile.TemporaryDirectory(prefix="jot-e2e-")
        arguments = [binary, "--listen", f"127.0.0.1:{port}", *options]
        self.stderr_path = os.path.join(self.folder.name, "stderr")
        with open(self.stderr_path, "wb") as stderr:
            self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=stderr, text=True,
                                            env=clean_environment(environment))
        self.lines = []
        first = self.process.stdout.readline()
        found = re.fullmatch(r"listening on (http://127\.0\.0\.1:(\d+))\n", first)
        if not found:
            self.process.kill()
            raise AssertionError(f"no 'listening on' line but {first!r}; {self.stderr()}")
        self.url, self.port = found[1], int(found[2])
        self.reader = threading.Thread(target=lambda: self.lines.extend(self.process.stdout))
        self.reader.start()

    def stderr(self):
        with open(self.stderr_path, encoding="utf-8") as file:
            return file.read()

    def connect(self):
        return Connection(self.port)

    def request(self, *arguments, **options):
        with self.connect() as connection:
            return connection.request(*arguments, **options)

    def signal(self, number):
        self.process.send_signal(number)

    def log_in(self, name="johndoe", password="secret", scope=None, **options):
        parameters = {"grant_type": "password", "username": name, "password": password}
        if scope is not None:
            parameters["scope"] = scope
        return self.request("POST", "/token", body=urlencode(parameters), headers=[FORM], **options)

    def token(self, **options):
        return self.log_in(**options).json()["access_token"]

    def cpu_ticks(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def stop(self):
        """Ends it, which must go well; afterwards `lines` is the whole log."""
        if self.process.stdout.closed:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.reader.join(PATIENCE)
        self.process.stdout.close()
        complaints = self.stderr()
        self.folder.cleanup()
        assert status == 0, f"the server ended with {status}: {complaints}"


class Server(Program):
    """jot-auth-server for ISSUER and AUDIENCE, signing with a secret that the test knows."""

    def __init__(self, binary, *options, environment=None, secret=SECRET):
        with tempfile.NamedTemporaryFile(prefix="jot-e2e-") as file:
            file.write(secret or b"")
            file.flush()
            more = [] if secret is None else ["--secret-file", file.name]
            super().__init__(binary, "--issuer", ISSUER, "--audience", AUDIENCE, *options, *more,
                             environment=environment)


def eventually(condition, what):
    """Asks again and again until the condition gives something true, which is returned."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"never happened: {what}")


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def __getitem__(self, name):
        """The value of the one header of this name; None without one."""
        values = self.all(name)
        assert len(values) <= 1, f"{name} comes {len(values)} times"
        return values[0] if values else None

    def json(self):
        assert self["Content-Type"] == "application/json", self["Content-Type"]
        return json.loads(self.body)


class Connection:
    """A TCP connection on which any bytes can be sent."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def request(self, method, path, headers=(), body=None, host=True):
        self.send(message(method, path, headers, body, host))
        return self.read(head=method == "HEAD")

    def _more(self):
        data = self.socket.recv(65536)
        self.buffer += data
        return bool(data)

    def read(self, head=False):
        """The next response."""
        while b"\r\n\r\n" not in self.buffer:
            assert self._more(), f"the connection ended in the middle of a response: {self.buffer!r}"
        top, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = top.decode("latin-1").split("\r\n")
        status = int(re.match(r"HTTP/1\.1 (\d{3}) ", lines[0])[1])
        headers = [tuple(line.split(": ", 1)) for line in lines[1:]]
        length = int(dict((key.lower(), value) for key, value in headers).get("content-length", 0))
        if head or status in (100, 204, 304):
            length = 0
        while len(self.buffer) < length:
            assert self._more(), "the connection ended in the middle of a body"
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Response(status, headers, body)

    def at_end(self):
        """True when the server has closed, and sent nothing more before."""
        try:
            return self.buffer == b"" and self.socket.recv(1) == b""
        except ConnectionError:
            return True


FORM = ("Content-Type", "application/x-www-form-urlencoded")


def message(method, path, headers=(), body=None, host=True):
    lines = [f"{method} {path} HTTP/1.1"]
    if host:
        lines.append("Host: 127.0.0.1")
    lines += [f"{name}: {value}" for name, value in headers]
    if body is not None:
        body = body.encode() if isinstance(body, str) else body
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b"")


def urlencode(parameters):
    keep = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
    encode = lambda text: "".join(chr(b) if chr(b) in keep else f"%{b:02X}" for b in text.encode())
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in parameters.items())


def bearer(token):
    return ("Authorization", f"Bearer {token}")


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(token):
    """Header and payload, unverified."""
    return tuple(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in token.split(".")[:2])


def mint(secret=SECRET, header=None, without=(), **claims):
    """A token with everything that the server asks for, but for what is said here."""
    now = int(time.time())
    payload = {"iss": ISSUER, "sub": "johndoe", "aud": AUDIENCE, "exp": now + 600, "iat": now, "jti": "1",
               "scope": "me items", **claims}
    for name in without:
        del payload[name]
    parts = [{"alg": "HS256", "typ": "at+jwt", **(header or {})}, payload]
    signed = ".".join(base64url(json.dumps(part).encode()) for part in parts)
    return signed + "." + base64url(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def clean_environment(more=None):
    environment = {name: value for name, value in os.environ.items() if name != "JOT_SECRET"}
    return {**environment, **(more or {})}


def run(binary, *arguments, stdin=""):
    """The program run to its end."""
    return subprocess.run([binary, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          env=clean_environment(), check=False)

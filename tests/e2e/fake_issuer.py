# An issuer for the tests of jot-resource-server: it publishes what it is told, counts who asks, and hangs when told to.
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class FakeIssuer:
    """On a free port of 127.0.0.1 until stop()."""

    def __init__(self, *keys):
        self.keys, self.requests, self.closed = list(keys), [], False
        self.may_answer = threading.Event()
        self.may_answer.set()
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.requests.append(self.path)
                issuer.may_answer.wait()
                body = json.dumps(issuer.documents().get(self.path)).encode()
                self.send_response(404 if body == b"null" else 200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass  # whoever got tired of waiting

        self.server = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def documents(self):
        return {"/.well-known/openid-configuration": {"issuer": self.url, "jwks_uri": self.url + "/keys"},
                "/keys": {"keys": [key.public() for key in self.keys]}}

    def hang(self):
        self.may_answer.clear()

    def go_on(self):
        self.may_answer.set()

    def stop(self):
        self.go_on()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

"""A web server on loopback, in a thread of the test: each path has the answer that the test gives it."""

import contextlib
import http.server
import os
import threading

# A proxy of the machine's environment has no business with the machine itself.
os.environ["no_proxy"] = "*"


class WebServer:
    def __init__(self):
        self.answers = {}
        self.requests = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.requests.append(self.path)
                status, headers, body = outer.answers.get(self.path, (404, {}, b"nothing here"))
                with contextlib.suppress(ConnectionError):  # who has read enough hangs up
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def put(self, path, body, status=200, headers=None):
        """Sets the answer of a path, and gives its URL."""
        self.answers[path] = (status, headers or {}, body if isinstance(body, bytes) else body.encode())
        return self.url + path

    def stop(self):
        """From here on nobody listens at the URL."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

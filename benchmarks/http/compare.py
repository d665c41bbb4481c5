#!/usr/bin/env python3
# jot-auth-server beside fastify + @fastify/jwt and uvicorn + FastAPI + PyJWT: GET /users/me under wrk, calm and while one
# client logs in without pause, and with 1,000 idle keep-alive connections. Prints JSON, for benchmarks/report.py.
#   compare.py PATH_TO_SERVER [--node-modules FOLDER] [--seconds N] [--rounds N]
# The servers take turns in short rounds; the figures are medians over the rounds. Ours writes its access log to a file;
# the others write none. A peer that is not installed is reported with the reason.
import argparse
import http.client
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from login_load import log_in, login_loop, milliseconds, wait_for_url

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 32
IDLE = 1000


def system_python():
    """The modules that a system's packages bring are seen by the system's own Python only."""
    return "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else "python3"


def commands(options):
    """How each server is started; a text instead of a command says why it is not."""
    node = shutil.which("node") or shutil.which("nodejs")
    packages = os.path.join(options.node_modules or "", "node_modules", "fastify")
    python = system_python()
    fastapi = subprocess.run([python, "-c", "import fastapi, uvicorn, jwt"], stderr=subprocess.DEVNULL, check=False)
    return {
        "jot-auth-server": [options.server, "--listen", "127.0.0.1:0", "--demo-users", "--token-ttl", "3600"],
        "fastify": [node, str(HERE / "fastify_server.mjs"), options.node_modules]
                   if node and os.path.isdir(packages) else "fastify is not installed (scripts/setup bench)",
        "fastapi": [python, str(HERE / "fastapi_server.py")]
                   if fastapi.returncode == 0 else "FastAPI, uvicorn or PyJWT is not installed (scripts/setup bench)",
    }


class Server:
    def __init__(self, name, command, folder):
        self.log = open(os.path.join(folder, name), "w", encoding="utf-8")
        # A log on a pipe would measure its reader.
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.DEVNULL)
        url = wait_for_url(self.log.name, self.process)
        self.address = urllib.parse.urlsplit(url)
        self.token = log_in(http.client.HTTPConnection(self.address.hostname, self.address.port))
        self.load = ["wrk", "-t1", f"-c{CONNECTIONS}", "--latency", "-H", f"Authorization: Bearer {self.token}",
                     f"{url}/users/me"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.log.close()

    def cpu_seconds(self):
        """All threads'."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self, seconds, with_logins):
        stop, count = threading.Event(), [0]
        logins = threading.Thread(target=login_loop, args=(self.address, stop, count))
        if with_logins:
            logins.start()
        before = self.cpu_seconds()
        output = subprocess.run([*self.load, f"-d{seconds}"], stdout=subprocess.PIPE, text=True, check=True).stdout
        spent = self.cpu_seconds() - before
        stop.set()
        if with_logins:
            logins.join()
        if "Non-2xx" in output or "Socket errors" in output:
            sys.exit(f"{self.load[-1]}: some requests failed:\n{output}")
        result = {"rate": float(re.search(r"Requests/sec: +([\d.]+)", output)[1])}
        for percentile in (50, 99):
            result[f"p{percentile}_ms"] = milliseconds(re.search(rf"\s{percentile}% +(\S+)", output)[1])
        if with_logins:
            result["logins_per_s"] = count[0] / seconds
        else:
            result["cpu_us"] = spent / int(re.search(r"(\d+) requests in", output)[1]) * 1e6
        return result

    def request(self, connection):
        connection.sendall((f"GET /users/me HTTP/1.1\r\nHost: {self.address.netloc}\r\n"
                            f"Authorization: Bearer {self.token}\r\n\r\n").encode())
        return connection.recv(4096).startswith(b"HTTP/1.1 200")

    def behind_idle_connections(self):
        """Milliseconds of a request on a new connection, while 1,000 others are kept alive, each used once."""
        idle = []
        try:
            for _ in range(IDLE):
                idle.append(socket.create_connection((self.address.hostname, self.address.port), timeout=5))
                if not self.request(idle[-1]):
                    return {"error": f"connection {len(idle)} was refused"}
            start = time.perf_counter()
            with socket.create_connection((self.address.hostname, self.address.port), timeout=5) as another:
                ok = self.request(another)
            elapsed = (time.perf_counter() - start) * 1000
            still_open = sum(not closed(connection) for connection in idle)
            return {"ok": ok, "ms": elapsed, "idle": still_open}
        except OSError as error:
            return {"error": f"after {len(idle)} connections: {error}"}
        finally:
            for connection in idle:
                connection.close()


def closed(connection):
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def medians(rounds):
    return {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--node-modules", help="the folder that holds node_modules")
    parser.add_argument("--seconds", type=int, default=4, help="length of a turn")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        json.dump({"skipped": "there is no wrk (scripts/setup bench installs it)"}, sys.stdout)
        return 0
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    report = {}
    with tempfile.TemporaryDirectory() as folder:
        servers = {}
        try:
            for name, command in commands(options).items():
                if isinstance(command, str):
                    report[name] = {"skipped": command}
                else:
                    servers[name] = Server(name, command, folder)
            for server in servers.values():  # caches are filled, compilers have seen the code
                server.measure(2, False)
            for with_logins in (False, True):
                rounds = {name: [] for name in servers}
                for _ in range(options.rounds):
                    for name, server in servers.items():
                        rounds[name].append(server.measure(options.seconds, with_logins))
                for name, results in rounds.items():
                    report.setdefault(name, {})["with_logins" if with_logins else "calm"] = medians(results)
            for name, server in servers.items():
                report[name]["behind_idle"] = server.behind_idle_connections()
        finally:
            for server in servers.values():
                server.stop()
    json.dump(report, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# What a login loop costs all other clients: GET /users/me measured with wrk, calm and while one client logs in without
# pause; and the processor time of a request, access log on.
#   login_load.py PATH_TO_SERVER [--seconds N] [--connections N] [--db]
# The figures depend on the machine and on who else uses it; the table is for reading, not for a test.
import argparse
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.parse


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("--seconds", type=int, default=8, help="length of each of the two runs")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--db", action="store_true", help="users in a file instead of in memory")
    options = parser.parse_args()
    if not shutil.which("wrk"):
        print("skipped: there is no wrk (scripts/setup bench installs it)")
        return 0

    with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "log"), "w", encoding="utf-8") as log:
        arguments = [options.server, "--listen", "127.0.0.1:0", "--demo-users", "--token-ttl", "3600"]
        if options.db:
            arguments += ["--db", os.path.join(folder, "users.db")]
        # A log on a pipe would measure its reader.
        with subprocess.Popen(arguments, stdout=log, stderr=subprocess.DEVNULL) as server:
            try:
                url = wait_for_url(log.name, server)
                measure(url, server.pid, options)
            finally:
                server.send_signal(signal.SIGTERM)
    return 0


def wait_for_url(path, server):
    while server.poll() is None:
        with open(path, encoding="utf-8") as log:
            found = re.match(r"listening on (http://\S+)\n", log.read())
        if found:
            return found[1]
    sys.exit("the server did not start")


def measure(url, pid, options):
    address = urllib.parse.urlsplit(url)
    token = log_in(http.client.HTTPConnection(address.hostname, address.port))
    load = ["wrk", "-t1", f"-c{options.connections}", "--latency", "-H", f"Authorization: Bearer {token}",
            f"{url}/users/me"]
    subprocess.run([*load, "-d1"], stdout=subprocess.DEVNULL, check=True)

    print(f"GET /users/me, wrk -t1 -c{options.connections}, {options.seconds} s each")
    print(f"{'':16}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'CPU us/req':>12}{'logins/s':>10}")
    rates = []
    for name, with_logins in (("calm", False), ("login loop", True)):
        stop = threading.Event()
        count = [0]
        logins = threading.Thread(target=login_loop, args=(address, stop, count))
        if with_logins:
            logins.start()
        before = main_thread_seconds(pid)
        output = subprocess.run([*load, f"-d{options.seconds}"], stdout=subprocess.PIPE, text=True, check=True).stdout
        spent = main_thread_seconds(pid) - before
        stop.set()
        if with_logins:
            logins.join()
        if "Non-2xx" in output:
            sys.exit("some requests were refused:\n" + output)
        requests = int(re.search(r"(\d+) requests in", output)[1])
        rate = float(re.search(r"Requests/sec: +([\d.]+)", output)[1])
        rates.append(rate)
        p50, p99 = (milliseconds(re.search(rf"\s{p}% +(\S+)", output)[1]) for p in (50, 99))
        worst = milliseconds(re.search(r"Latency +\S+ +\S+ +(\S+)", output)[1])
        print(f"{name:16}{rate:9.0f}{p50:9.2f}{p99:9.2f}{worst:9.2f}{spent / requests * 1e6:12.1f}"
              f"{count[0] / options.seconds:10.1f}")
    print(f"with logins / calm: {rates[1] / rates[0]:.2f} of the rate")


def log_in(connection):
    body = "grant_type=password&username=johndoe&password=secret"
    connection.request("POST", "/token", body, {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse().read().decode()
    return re.search(r'"access_token":"([^"]*)"', answer)[1]


def login_loop(address, stop, count):
    connection = http.client.HTTPConnection(address.hostname, address.port)
    while not stop.is_set():
        log_in(connection)
        count[0] += 1


def main_thread_seconds(pid):
    """The processor time of the thread that serves requests; passwords are hashed on others."""
    with open(f"/proc/{pid}/task/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


if __name__ == "__main__":
    sys.exit(main())

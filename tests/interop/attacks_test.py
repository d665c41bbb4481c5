"""Every token of attacks.json through `jot-cli verify`: accepted or rejected as the file says, and never a crash.

The file is read where JOT_VECTORS_DIR points; it is not part of this project.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import sys
import tempfile

import jot_cli

FLAGS = {
    "now": "--now", "leeway": "--leeway", "iss": "--iss", "aud": "--aud", "typ": "--typ", "sub": "--sub",
    "max_age": "--max-age", "required_claims": "--require", "crit_understood": "--understand-crit",
}


def verify(folder, test):
    key = folder / (test["id"] + ".json")
    key.write_text(json.dumps(test["key"]))
    args = ["verify", "--key", key, "--alg", ",".join(test["alg_allowed"])]
    for option, value in test["verify_options"].items():
        for one in value if isinstance(value, list) else [value]:
            args += [FLAGS[option], one]
    # The newline is the one that standard input may end in: some of the tokens end in one of their own.
    return jot_cli.run(*args, "-", stdin=test["token"] + "\n")


def problem(test, result):
    verdict = {0: "accept", 1: "reject", 2: "reject"}.get(result.code, "crash")
    if verdict != test["expect"]:
        return f"{verdict} instead of {test['expect']} ({result.code}): {result.err.strip() or result.text}"
    if result.code == 0 and (result.err or not isinstance(result.json, dict)):
        return "accepted, but not with claims on stdout alone: " + result.err
    if result.code != 0 and (result.out or result.err.count("\n") != 1 or ": " not in result.err):
        return "rejected, but not with one line on stderr alone: " + result.err
    return None


def main():
    path = pathlib.Path(os.environ.get("JOT_VECTORS_DIR", ""), "attacks.json")
    if not path.is_file():
        jot_cli.skip("there is no attacks.json in JOT_VECTORS_DIR")
    tests = json.loads(path.read_text())["tests"]

    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda test: verify(pathlib.Path(name), test), tests))

    codes = collections.Counter(f"exit {r.code}" for r in results)
    problems = [(t, p) for t, r in zip(tests, results) if (p := problem(t, r))]
    print(f"{len(tests)} tokens, {len(tests) - len(problems)} as expected; "
          + ", ".join(f"{n} × {code}" for code, n in sorted(codes.items())))
    for test, text in problems:
        print(f"{test['id']} ({test['class']}): {text}\n    {test['reason']}")
    return 1 if problems or not tests else 0


if __name__ == "__main__":
    sys.exit(main())

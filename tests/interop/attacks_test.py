"""Every token of attacks.json through `jot-cli verify`: accepted or rejected as the file says, and never a crash.
Those that are about keys go through `--jwks` as well, a single key as a set of one.

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

CLASSES_OF_SETS = {"jwks", "invalid-key", "embedded-key", "key-confusion"}


def verify(folder, test, option="--key"):
    key = test["key"]
    if option == "--jwks" and "keys" not in key:
        key = {"keys": [key]}
    path = folder / f"{test['id']}{option}.json"
    path.write_text(json.dumps(key))
    args = ["verify", option, path, "--alg", ",".join(test["alg_allowed"])]
    for name, value in test["verify_options"].items():
        for one in value if isinstance(value, list) else [value]:
            args += [FLAGS[name], one]
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

    runs = [(test, "--key") for test in tests]
    runs += [(test, "--jwks") for test in tests if test["class"] in CLASSES_OF_SETS]
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda run: verify(pathlib.Path(name), *run), runs))

    codes = collections.Counter(f"{option}: exit {r.code}" for (_, option), r in zip(runs, results))
    problems = [(test, option, p) for (test, option), r in zip(runs, results) if (p := problem(test, r))]
    print(f"{len(tests)} tokens in {len(runs)} runs, {len(runs) - len(problems)} as expected; "
          + ", ".join(f"{n} × {code}" for code, n in sorted(codes.items())))
    for test, option, text in problems:
        print(f"{test['id']} ({test['class']}, {option}): {text}\n    {test['reason']}")
    return 1 if problems or not tests else 0


if __name__ == "__main__":
    sys.exit(main())

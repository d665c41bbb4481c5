"""The same tokens, keys and rules to four verifiers: this library, npm's jose, PyJWT and jwcrypto.

The tokens are attacks.json, Wycheproof's json_web_signature, and 2,000 variants of valid tokens (mutations.py). Every
token that this library accepts and another rejects, and every one that it alone rejects, must have its explanation in
explained.json; an explanation that nothing needs any more fails the test too.

`differential_test.py PATTERN` shows the verdicts on the cases whose id matches, and judges nothing.
"""

import collections
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import jot_cli

try:
    import jwcrypto
    import jwt
except ImportError as missing:
    jot_cli.skip(f"{missing} (scripts/setup test installs it)")

import mutations

PYTHON = [sys.executable, HERE / "python_verifier.py"]
VERIFIERS = {
    "jot": [os.environ["JOT_VERIFIER"]],
    "jose": [os.environ.get("JOT_NODE", "node"), HERE / "jose_verifier.mjs"],
    "pyjwt": [*PYTHON, "pyjwt"],
    "jwcrypto": [*PYTHON, "jwcrypto"],
}
OTHERS = list(VERIFIERS)[1:]

CANNOT_SAY = "cannot say: "
WE_ACCEPT, WE_REJECT = "we accept", "we reject"
DETAILS = {WE_ACCEPT: "who", WE_REJECT: "codes"}
FAMILIES_OF_KTY = {"oct": ["HS"], "RSA": ["RS", "PS"], "EC": ["ES"], "OKP": ["Ed"]}


def vectors(name):
    path = pathlib.Path(os.environ.get("JOT_VECTORS_DIR", ""), name)
    if not path.is_file():
        jot_cli.skip(f"there is no {name} in JOT_VECTORS_DIR")
    return json.loads(path.read_text())


def attack_cases():
    for test in vectors("attacks.json")["tests"]:
        yield {
            "id": f"attacks/{test['class']}/{test['id']}", "token": test["token"], "key": json.dumps(test["key"]),
            "is_set": "keys" in test["key"], "is_jwt": True, "algorithms": test["alg_allowed"],
            "options": test["verify_options"],
        }


def wycheproof_cases():
    """Bare JWS: the payloads there are no claims. Allowed is what the family of the key can do."""
    for group in vectors("wycheproof/json_web_signature_test.json")["testGroups"]:
        key = group.get("public") or group["private"]
        if "keys" in key:
            families = sum((FAMILIES_OF_KTY[one["kty"]] for one in key["keys"]), [])
        else:
            families = FAMILIES_OF_KTY[key["kty"]]
        for test in group["tests"]:
            yield {
                "id": f"wycheproof/{test['tcId']}",
                "token": test["jws"] if isinstance(test["jws"], str) else json.dumps(test["jws"]),
                "key": json.dumps(key), "is_set": "keys" in key, "is_jwt": False,
                "algorithms": [alg for alg in jot_cli.ALGORITHMS if alg[:2] in families], "options": {"now": 0},
            }


def verdicts(name, lines):
    """One line for each case; a verifier that ends early has crashed on one of them."""
    done = subprocess.run(VERIFIERS[name], input=lines, capture_output=True, text=True, encoding="utf-8")
    answers = done.stdout.splitlines()
    if done.returncode or len(answers) != lines.count("\n"):
        sys.exit(f"{name} ended with {done.returncode} after {len(answers)} verdicts:\n{done.stderr[-2000:]}")
    return answers


def differences(cases, answers):
    """(side, id, detail, what was said): the pairs of verdicts to explain, detail being who rejects, or our code."""
    for i, case in enumerate(cases):
        ours = answers["jot"][i]
        others = {name: answers[name][i] for name in OTHERS if not answers[name][i].startswith(CANNOT_SAY)}
        if ours == "accepted":
            for who, answer in others.items():
                if answer != "accepted":
                    yield WE_ACCEPT, case["id"], who, f"{who} rejects: {answer}"
        elif others and all(answer == "accepted" for answer in others.values()):
            yield WE_REJECT, case["id"], ours, f"{ours}, and {', '.join(others)} accept"


class Explanations:
    """explained.json: on each side, entries with patterns of ids, `who` rejects or which of our `codes`, and why.

    An entry with `versions` is about some versions of another library alone, and may go unused with others."""

    def __init__(self):
        self.entries = json.loads((HERE / "explained.json").read_text())
        self.unused = set()
        for side, detail in DETAILS.items():
            for entry in self.entries[side]:
                if set(entry) - {"versions"} != {"cases", detail, "section", "reason"} or not entry["section"]:
                    sys.exit(f"explained.json: {entry} needs cases, {detail}, section and reason, and no more but versions")
                if "versions" not in entry:
                    self.unused |= self.parts(side, entry, entry["cases"], entry[detail])

    @staticmethod
    def parts(side, entry, patterns, details):
        return {(side, entry["reason"], text) for text in [*patterns, *details]}

    def explain(self, side, name, detail):
        found = False
        for entry in self.entries[side]:
            patterns = [one for one in entry["cases"] if fnmatch.fnmatchcase(name, one)]
            if patterns and detail in entry[DETAILS[side]]:
                self.unused -= self.parts(side, entry, patterns, [detail])
                found = True
        return found


def show(cases, answers):
    for i, case in enumerate(cases):
        print(case["id"], *(f"    {name}: {answers[name][i]}" for name in VERIFIERS), sep="\n")


COLUMNS = ["cases", "all accept", "all reject", "we accept, not all", "we reject, not all", "we alone reject"]


def column(ours, others):
    if ours:
        return "all accept" if all(others) else "we accept, not all"
    if others and all(others):
        return "we alone reject"
    return "we reject, not all" if any(others) else "all reject"


def print_table(cases, answers):
    """Counts by the first part of the id. A verifier that has no option for a case has no vote on it."""
    rows = collections.defaultdict(collections.Counter)
    for i, case in enumerate(cases):
        others = [answers[name][i] == "accepted" for name in OTHERS if not answers[name][i].startswith(CANNOT_SAY)]
        kind = column(answers["jot"][i] == "accepted", others)
        for row in (case["id"].split("/")[0], "total"):
            rows[row].update(["cases", kind])
    rows["total"] = rows.pop("total")
    print(" " * 12 + "".join(f"{name:>20}" for name in COLUMNS))
    for name, row in rows.items():
        print(f"{name:12}" + "".join(f"{row[one]:>20}" for one in COLUMNS))


def main():
    if not pathlib.Path(os.environ.get("JOT_NODE_MODULES", ""), "jose", "package.json").is_file():
        jot_cli.skip("npm's jose is not in JOT_NODE_MODULES")
    cases = [*attack_cases(), *wycheproof_cases(), *mutations.generated_cases()]
    if len(sys.argv) > 1:
        cases = [case for case in cases if fnmatch.fnmatchcase(case["id"], sys.argv[1])]
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        answers = dict(zip(VERIFIERS, pool.map(lambda name: verdicts(name, lines), VERIFIERS)))
    if len(sys.argv) > 1:
        return show(cases, answers)

    print_table(cases, answers)
    for name in VERIFIERS:
        kinds = collections.Counter(CANNOT_SAY.strip(": ") if one.startswith(CANNOT_SAY) else
                                    "accepted" if one == "accepted" else "rejected" for one in answers[name])
        print(f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    explanations = Explanations()
    found = list(differences(cases, answers))
    kinds = collections.Counter(
        f"we accept, {detail} rejects" if side == WE_ACCEPT else "we alone reject" for side, _, detail, _ in found)
    print("; ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items())))
    unexplained = [(name, said) for side, name, detail, said in found if not explanations.explain(side, name, detail)]
    for name, said in unexplained:
        print(f"unexplained: {name}: {said}")
    for side, reason, text in sorted(explanations.unused):
        print(f"stale: nothing needs {text!r} any more, under \"{side}\": {reason}")
    print(f"{len(cases)} cases, {len(found)} differences to explain, {len(unexplained)} of them unexplained; "
          f"{len(explanations.unused)} stale explanations")
    return 1 if unexplained or explanations.unused else 0


if __name__ == "__main__":
    sys.exit(main())

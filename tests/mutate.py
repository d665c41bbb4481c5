# Switches off each security check in turn, and runs the tests: what scripts/mutate does. The list is in mutants.txt.
#
# Only the library is compiled again, at -O0 and in a scratch copy of its headers; its object is put in front of the
# tests' own objects in the link, where its functions win. So it works on the build of the preset dev as it stands.
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
build = root / "build" / "dev"
scratch = build / "mutate"
killers_file = scratch / "killers.json"

# The quick ones first: which test turns red does not matter, that one does.
programs = ["unit", "rfc", "properties", "attacks", "wycheproof"]
timeout = 300


class Mutant:
    def __init__(self, name):
        self.name = name
        self.hunks = []  # (file, text, replacement), the texts as lists of lines


def read_list(path):
    mutants = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, rest = line[:2].strip(), line[2:]
        if mark in ("", "#", "##"):
            continue
        if mark == "=":
            mutants.append(Mutant(rest))
        elif mark == "@":
            mutants[-1].hunks.append((rest, [], []))
        elif mark == "-":
            mutants[-1].hunks[-1][1].append(rest)
        elif mark == "+":
            mutants[-1].hunks[-1][2].append(rest)
        else:
            sys.exit(f"{path}:{number}: a line begins with = @ - + or #")
    names = [m.name for m in mutants]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        sys.exit(f"{path}: two mutants of one name: {', '.join(sorted(twice))}")
    return mutants


def apply(mutant, include):
    """Changes the headers; the reason why it cannot, or nothing."""
    for file, text, replacement in mutant.hunks:
        path = include / "jot" / file
        if not path.is_file():
            return f"there is no {file}"
        source = path.read_text(encoding="utf-8")
        pattern = r"\s*\n\s*".join(re.escape(line.strip()) for line in text)
        found = list(re.finditer(pattern, source))
        if len(found) != 1:
            return f"its text stands {len(found)} times in {file}"
        at = found[0]
        path.write_text(source[: at.start()] + "\n".join(replacement) + source[at.end() :], encoding="utf-8")
    return None


def command_of(target):
    """The last command by which ninja makes the target."""
    lines = subprocess.run(["ninja", "-C", build, "-t", "commands", target], capture_output=True, text=True, check=True)
    return lines.stdout.splitlines()[-1]


def compile_command():
    words = shlex.split(command_of("CMakeFiles/jot.dir/jot.cpp.o"))
    out = []
    skip = False
    for word in words:
        if skip or word in ("-Werror", "-MD") or word.startswith(("-O", "-g")):
            skip = False
            continue
        if word in ("-MT", "-MF", "-o"):
            skip = True
            continue
        out.append(word)
    return out + ["-O0", "-w"]


def link_command(program):
    words = shlex.split(command_of(f"tests/jot_{program}").split(" && ")[1])
    words.remove("libjot.a")  # nothing of the library as it is may stand in for the mutant
    return words


class Worker:
    """One scratch copy, used by one mutant after the other."""

    def __init__(self, number, compiling, linking):
        self.folder = scratch / str(number)
        self.compiling = compiling
        self.linking = linking

    def prepare(self):
        include = self.folder / "include"
        shutil.rmtree(include, ignore_errors=True)
        shutil.copytree(root / "include", include)
        return include

    def compile(self, include):
        """What the compiler says, when it fails."""
        place = [f"-I{include}" if word == f"-I{root / 'include'}" else word for word in self.compiling]
        done = subprocess.run([*place, "-o", self.folder / "mutant.o"], cwd=build, capture_output=True, text=True)
        return done.stderr if done.returncode != 0 else None

    def link(self, program):
        words = list(self.linking[program])
        words[words.index("-o") + 1] = str(self.folder / program)
        subprocess.run([words[0], str(self.folder / "mutant.o"), *words[1:]], cwd=build, check=True)

    def run(self, program, test=None):
        """The test that turned red, or nothing."""
        environment = dict(os.environ, JOT_SOURCE_DIR=str(self.folder))
        arguments = [self.folder / program, "-a", "-r", "xml"]
        if test is not None:
            arguments.append(test.replace("\\", "\\\\").replace(",", "\\,").replace("[", "\\["))
        try:
            done = subprocess.run(arguments, cwd=self.folder, capture_output=True, timeout=timeout, env=environment)
            output, code = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            output, code = late.stdout or b"", -1
        if code == 0:
            return None
        names = re.findall(r'<TestCase name="([^"]*)"', output.decode("utf-8", "replace"))
        if not names:
            return None if test is not None else "(no test)"
        for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
            names[-1] = names[-1].replace(entity, character)
        return names[-1]

    def judge(self, mutant, last_time):
        """(outcome, by whom or why)"""
        include = self.prepare()
        if mutant is not None:
            stale = apply(mutant, include)
            if stale:
                return "STALE", stale
        said = self.compile(include)
        if said:
            return "STALE", "it does not compile: " + next((l for l in said.splitlines() if "error" in l), "")
        linked = set()
        if last_time:
            program, test = last_time
            if program in self.linking:
                self.link(program)
                linked.add(program)
                if self.run(program, test):
                    return "killed", (program, test)
        for program in self.linking:
            if program not in linked:
                self.link(program)
            test = self.run(program)
            if test:
                return "killed", (program, test)
        return "SURVIVED", "no test turned red"


def main():
    parser = argparse.ArgumentParser(prog="scripts/mutate")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    part, parts = (int(number) for number in arguments.part.split("/"))

    mutants = read_list(root / "tests" / "mutants.txt")
    chosen = [m for i, m in enumerate(mutants) if i % parts == part % parts and arguments.only in m.name]
    if not chosen:
        sys.exit("no mutant is chosen")

    existing = [p for p in programs if (build / "tests" / f"jot_{p}").is_file()]
    compiling = compile_command()
    linking = {program: link_command(program) for program in existing}
    scratch.mkdir(parents=True, exist_ok=True)
    killers = json.loads(killers_file.read_text(encoding="utf-8")) if killers_file.is_file() else {}

    workers = [Worker(i, compiling, linking) for i in range(max(1, min(2, arguments.jobs)))]
    print(f"{len(chosen)} of {len(mutants)} mutants against {', '.join(existing)}", flush=True)
    outcome, why = workers[0].judge(None, None)
    if outcome != "SURVIVED":
        sys.exit(f"the tests are red without any mutant ({outcome}: {why}); nothing can be told")

    started = time.monotonic()
    free = list(workers)
    counts = {"killed": 0, "SURVIVED": 0, "STALE": 0}
    failures = []

    def one(mutant):
        worker = free.pop()
        try:
            return mutant, worker.judge(mutant, killers.get(mutant.name))
        finally:
            free.append(worker)

    with concurrent.futures.ThreadPoolExecutor(len(workers)) as pool:
        for future in concurrent.futures.as_completed([pool.submit(one, m) for m in chosen]):
            mutant, (outcome, why) = future.result()
            counts[outcome] += 1
            if outcome == "killed":
                killers[mutant.name] = why
                killers_file.write_text(json.dumps(killers, indent=1), encoding="utf-8")
                why = f"{why[0]}: {why[1]}"
            else:
                failures.append(f"{outcome}: {mutant.name}: {why}")
            print(f"{outcome:8}  {mutant.name}  [{why}]", flush=True)

    seconds = int(time.monotonic() - started)
    print(f"\n{counts['killed']} killed, {counts['SURVIVED']} survived, {counts['STALE']} stale, in {seconds} s")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

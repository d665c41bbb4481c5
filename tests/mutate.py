# Switches off each security check in turn, and runs the tests: what scripts/mutate does. The list is in mutants.txt.
#
# Only the library is compiled again, at -O0, in a scratch copy of its headers and after a precompiled header of what it
# includes from elsewhere, by clang where that is there, which takes half of g++'s time; its object is linked in place of
# the library. So it works on the build of the preset dev as it is. The test that an entry names as its
# killer is tried first, and only its program is linked then; --record writes these lines. A template that only tests
# instantiate needs their file compiled again as well, which its entry names.
import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
build = root / "build" / "dev"
scratch = build / "mutate"
list_file = root / "tests" / "mutants.txt"

# The quick ones first: which test turns red does not matter, that one does.
programs = ["unit", "rfc", "properties", "attacks", "wycheproof"]
timeout = 300


class Mutant:
    def __init__(self, name):
        self.name = name
        self.hunks = []  # (file, text, replacement), the texts as lists of lines
        self.killer = None  # (program, test)
        self.test_file = None  # below tests/, where the mutant is in a template


def read_list(text, path="mutants.txt"):
    mutants = []
    for number, line in enumerate(text.splitlines(), 1):
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
        elif mark == "!":
            mutants[-1].killer = tuple(rest.split(": ", 1))
        elif mark == "*":
            mutants[-1].test_file = rest
        else:
            sys.exit(f"{path}:{number}: a line begins with = @ - + * ! or #")
    names = [m.name for m in mutants]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        sys.exit(f"{path}: two mutants of one name: {', '.join(sorted(twice))}")
    return mutants


def record(killers):
    """Writes the killers (name → (program, test)) into the list, each as the last line of its entry."""
    out, name = [], None

    def end_entry():
        if name in killers:
            out.append("! " + ": ".join(killers[name]))

    for line in list_file.read_text(encoding="utf-8").splitlines():
        mark = line[:2].strip()
        if mark in ("", "#", "##", "="):
            end_entry()
            name = line[2:] if mark == "=" else None
        if not (mark == "!" and name in killers):
            out.append(line)
    end_entry()
    list_file.write_text("\n".join(out) + "\n", encoding="utf-8")


def git(*arguments):
    done = subprocess.run(["git", "-C", root, *arguments], capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None


def base_commit():
    """Where this branch began; on the main branch itself, the last commit but one; in a clone of one commit, nothing."""
    head = git("rev-parse", "HEAD")
    for branch in ("origin/main", "main"):
        base = git("merge-base", branch, "HEAD")
        if base and base != head:
            return base
    return git("rev-parse", "--verify", "--quiet", "HEAD~1")


def changed(mutants, commit):
    """The mutants of which the text, the file or the killer's file differs from what it was; first those of the list."""
    files = (git("diff", "--name-only", commit) or "").splitlines()
    before = {m.name: m.hunks for m in read_list(git("show", f"{commit}:tests/mutants.txt") or "")}
    tests = [root / file for file in files if file.startswith("tests/") and file.endswith(".cpp")]
    texts = [path.read_text(encoding="utf-8") for path in tests if path.is_file()]

    def touched(mutant):
        if any(f"include/jot/{file}" in files for file, _, _ in mutant.hunks):
            return True
        return mutant.killer is not None and any(f'"{mutant.killer[1]}"' in text for text in texts)

    new = [m for m in mutants if before.get(m.name) != m.hunks]
    others = [m for m in mutants if m not in new and touched(m)]
    random.Random(git("rev-parse", "HEAD")).shuffle(others)  # so that a cap leaves out others each time
    return new + others


def occurrences(text, source):
    return list(re.finditer(r"\s*\n\s*".join(re.escape(line.strip()) for line in text), source))


def apply(mutant, include):
    """Changes the headers; the reason why it cannot, or nothing."""
    for file, text, replacement in mutant.hunks:
        path = include / "jot" / file
        if not path.is_file():
            return f"there is no {file}"
        source = path.read_text(encoding="utf-8")
        found = occurrences(text, source)
        if len(found) != 1:
            return f"its text stands {len(found)} times in {file}"
        at = found[0]
        path.write_text(source[: at.start()] + "\n".join(replacement) + source[at.end() :], encoding="utf-8")
    return None


def command_of(target):
    """The last command by which ninja makes the target."""
    lines = subprocess.run(["ninja", "-C", build, "-t", "commands", target], capture_output=True, text=True, check=True)
    return lines.stdout.splitlines()[-1]


def other_peoples_headers():
    """What the library includes that is not its own."""
    found = set()
    for path in (root / "include" / "jot").rglob("*.hpp"):
        if "http" not in path.parts:
            found |= set(re.findall(r"^#include <((?!jot/)[^>]+)>", path.read_text(encoding="utf-8"), re.MULTILINE))
    return sorted(found)


def compile_command():
    """Without -o and what follows; precompiles other people's headers on the way."""
    compiler = re.search(r"^CMAKE_CXX_COMPILER:[A-Z]*=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)[1]
    words = shlex.split(command_of("CMakeFiles/jot.dir/jot.cpp.o"))
    words = words[words.index(compiler) + 1:]  # without the compiler's cache, which does not help with mutants
    kept = []
    skip = False
    for word in words:
        if skip or word == "-MD" or word.startswith(("-O", "-g", "-W")):
            skip = False
        elif word in ("-MT", "-MF", "-o", "-c"):
            skip = word != "-c"
        else:
            kept.append(word)
    source = kept.pop()
    clang = shutil.which("clang++-19")
    flags = [clang or compiler, *kept, "-O0", "-w"]
    header = scratch / "others.hpp"
    # Not every standard library has every header that the library includes where it is there.
    lines = (f"#if __has_include(<{name}>)\n#include <{name}>\n#endif\n" for name in other_peoples_headers())
    header.write_text("".join(lines), encoding="utf-8")
    precompiled = scratch / ("others.pch" if clang else "others.hpp.gch")
    subprocess.run([*flags, "-x", "c++-header", header, "-o", precompiled], cwd=build, check=True)
    return [*flags, *(["-include-pch", precompiled] if clang else ["-include", header]), "-c", source]


def test_object(test_file):
    return f"tests/CMakeFiles/jot_{test_file.split('/')[0]}.dir/{test_file}.o"


def flags_of_tests(test_file):
    """Where the test file's headers are, and what is defined in it; -I of the library's is the compile command's own."""
    words = shlex.split(command_of(test_object(test_file)))
    library = f"-I{root / 'include'}"
    return [word for word in words if word.startswith(("-I", "-D", "-isystem")) and word != library]


def link_command(program):
    words = shlex.split(command_of(f"tests/jot_{program}").split(" && ")[1])
    words.remove("libjot.a")  # so that nothing of the library replaces the mutant
    if shutil.which("ld.lld"):
        words.append("-fuse-ld=lld")
    return words


def check(mutants):
    """Whether the text of each is in the sources, without compiling anything."""
    missing = []
    for mutant in mutants:
        for file, text, _ in mutant.hunks:
            path = root / "include" / "jot" / file
            found = len(occurrences(text, path.read_text(encoding="utf-8"))) if path.is_file() else 0
            if found != 1:
                missing.append(f"{mutant.name}: its text stands {found} times in {file}")
    print("\n".join(missing) or f"{len(mutants)} mutants, each with its text in the sources")
    return 1 if missing else 0


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

    def compile(self, include, test_file=None):
        """What the compiler says, when it fails. A test file is compiled too, where it has the mutant in a template."""
        place = [f"-I{include}" if word == f"-I{root / 'include'}" else word for word in self.compiling]
        done = subprocess.run([*place, "-o", self.folder / "mutant.o"], cwd=build, capture_output=True, text=True)
        if done.returncode == 0 and test_file is not None:
            flags = flags_of_tests(test_file)
            source = root / "tests" / test_file
            command = [*place[:-1], *flags, source, "-o", self.folder / "test.o"]
            done = subprocess.run(command, cwd=build, capture_output=True, text=True)
        return done.stderr if done.returncode != 0 else None

    def link(self, program, test_file=None):
        words = list(self.linking[program])
        if test_file is not None:
            words[words.index(test_object(test_file))] = str(self.folder / "test.o")
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

    def judge(self, mutant):
        """(outcome, by whom or why)"""
        include = self.prepare()
        stale = apply(mutant, include)
        if stale:
            return "STALE", stale
        said = self.compile(include, mutant.test_file)
        if said:
            return "STALE", "it does not compile: " + next((l for l in said.splitlines() if "error" in l), "")
        linked = None
        if mutant.killer and mutant.killer[0] in self.linking:
            linked, test = mutant.killer
            self.link(linked, mutant.test_file)
            if self.run(linked, test):
                return "killed", mutant.killer
        for program in self.linking:
            if mutant.test_file is not None and program != mutant.test_file.split("/")[0]:
                continue
            if program != linked:
                self.link(program, mutant.test_file)
            test = self.run(program)
            if test:
                return "killed", (program, test)
        return "SURVIVED", "no test turned red"

    def red_without(self, mutants):
        """The test that is red without any mutant, or nothing. Only the killers, where each of the mutants has one."""
        said = self.compile(self.prepare())
        if said:
            return said
        killers = {m.killer for m in mutants}
        for program in self.linking:
            tests = sorted(k[1] for k in killers if k and k[0] == program)
            if None in killers or tests:
                self.link(program)
            if None in killers:
                red = self.run(program)
            else:
                red = next((test for test in tests if self.run(program, test)), None)
            if red:
                return red
        return None


def main():
    parser = argparse.ArgumentParser(prog="scripts/mutate")
    parser.add_argument("--part", default="1/1")
    parser.add_argument("--only", default="")
    parser.add_argument("--changed", nargs="?", const="", default=None)
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--check", action="store_true", help="only look for the texts in the sources")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    part, parts = (int(number) for number in arguments.part.split("/"))

    started = time.monotonic()
    mutants = read_list(list_file.read_text(encoding="utf-8"))
    if arguments.check:
        return check(mutants)
    chosen = mutants
    if arguments.changed is not None:
        commit = arguments.changed or base_commit()
        chosen = changed(mutants, commit) if commit else mutants
        print(f"{len(chosen)} mutants differ from {commit or 'nothing: there is one commit alone'}", flush=True)
    chosen = [m for i, m in enumerate(chosen) if i % parts == part % parts and arguments.only in m.name]
    if not chosen:
        if arguments.changed is None:
            sys.exit("no mutant is chosen")
        print("\n0 killed, 0 survived, 0 stale, 0 left")
        return 0

    scratch.mkdir(parents=True, exist_ok=True)
    existing = [p for p in programs if (build / "tests" / f"jot_{p}").is_file()]
    compiling = compile_command()
    linking = {program: link_command(program) for program in existing}

    workers = [Worker(i, compiling, linking) for i in range(max(1, min(2, arguments.jobs)))]
    print(f"{len(chosen)} of {len(mutants)} mutants against {', '.join(existing)}", flush=True)
    if red := workers[0].red_without(chosen):
        sys.exit(f"the tests are red without any mutant ({red}); nothing can be told")

    free = list(workers)
    counts = {"killed": 0, "SURVIVED": 0, "STALE": 0, "left": 0}
    failures, left, killers = [], [], {}

    def one(mutant):
        if arguments.seconds and time.monotonic() - started > arguments.seconds:
            return mutant, ("left", "")
        worker = free.pop()
        try:
            return mutant, worker.judge(mutant)
        finally:
            free.append(worker)

    with concurrent.futures.ThreadPoolExecutor(len(workers)) as pool:
        for future in concurrent.futures.as_completed([pool.submit(one, m) for m in chosen]):
            mutant, (outcome, why) = future.result()
            counts[outcome] += 1
            if outcome == "left":
                left.append(mutant.name)
                continue
            if outcome == "killed":
                if why[1] != "(no test)":
                    killers[mutant.name] = why
                stale = f"; not by {': '.join(mutant.killer)}" if mutant.killer and mutant.killer != why else ""
                why = f"{why[0]}: {why[1]}{stale}"
            else:
                failures.append(f"{outcome}: {mutant.name}: {why}")
            print(f"{outcome:8}  {mutant.name}  [{why}]", flush=True)

    if arguments.record:
        record(killers)
    seconds = int(time.monotonic() - started)
    print(f"\n{counts['killed']} killed, {counts['SURVIVED']} survived, {counts['STALE']} stale, {counts['left']} left, in {seconds} s")
    for failure in failures:
        print(failure)
    if left:
        print("left for scripts/nightly: " + "; ".join(sorted(left)))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

# Counts the instructions of one verification in our own code, and fails when they are more than 3 % away from the
# figure that is stored: they do not depend on the clock, or on what else the machine is doing.
#   instructions.py PROGRAM COMPILER [--write]
# What OpenSSL and the C library do is left out, so that another version of them changes nothing. The figures are those
# of one compiler (GNU 12, -O2); with another there is nothing to compare with, and the test is skipped.
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

FIGURES = pathlib.Path(__file__).with_name("instructions.txt")
WORK = ["verify", "forged", "cached", "sign"]
TOLERANCE = 0.03


def own_instructions(profile, program):
    """The sum over all functions of the program, without what they call elsewhere."""
    names, total, own, called = {}, 0, False, False
    for line in profile.read_text().splitlines():
        if found := re.match(r"c?ob=\((\d+)\)(?: (.*))?$", line):
            if found[2]:
                names[found[1]] = found[2]
            if line.startswith("ob="):
                own = names[found[1]] == program
        elif line.startswith("calls="):
            called = True  # the next line is the cost of the callee
        elif found := re.match(r"[+\-*\d]\S* (\d+)$", line):
            if own and not called:
                total += int(found[1])
            called = False
    return total


def count(program, work, times, folder):
    profile = pathlib.Path(folder) / f"{work}.{times}"
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}", program, work, str(times)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return own_instructions(profile, program)


def main():
    program, compiler = sys.argv[1:3]
    if not shutil.which("valgrind"):
        print("skipped: valgrind is not installed")
        return
    stored = {}
    for line in FIGURES.read_text().splitlines():
        if line and not line.startswith("#"):
            of_compiler, work, figure = line.split()
            stored[of_compiler, work] = int(figure)
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for work in WORK:
            few, many = count(program, work, 100, folder), count(program, work, 300, folder)
            found[work] = (many - few) // 200
    if "--write" in sys.argv:
        stored.update({(compiler, work): figure for work, figure in found.items()})
        head = [line for line in FIGURES.read_text().splitlines() if line.startswith("#")]
        FIGURES.write_text("\n".join(head + [f"{' '.join(key)} {figure}" for key, figure in sorted(stored.items())]) + "\n")
    if (compiler, WORK[0]) not in stored:
        print(f"skipped: there are no figures of {compiler}; found {found}")
        return
    failed = False
    for work, figure in found.items():
        wanted = stored[compiler, work]
        off = figure / wanted - 1
        wrong = abs(off) > TOLERANCE
        failed = failed or wrong
        print(f"{work}: {figure} instructions, {wanted} stored, {off:+.1%}{'  FAILED' if wrong else ''}")
    if failed:
        print("if the change is wanted: cmake --build --preset release --target jot_cost_figures")
    sys.exit(failed)


main()

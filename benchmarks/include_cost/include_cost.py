#!/usr/bin/env python3
# What it costs to compile with jot: each header alone, and a small server.
#   include_cost.py check   --compiler C++     fails when a header has grown beyond its budget (a ctest)
#   include_cost.py update  --compiler C++     writes budget.txt anew
#   include_cost.py measure --compiler C++     CPU milliseconds of one translation unit, as JSON, for scripts/bench: of one
#                                              #include, and of ../server_unit, the same server with jot and with jwt-cpp
# Options: --include FOLDER (repeatable: where OpenSSL and nlohmann/json are, when not where the compiler looks),
# --jwt-cpp FOLDER (measure it too), --best-of N, --only-targets (jot.hpp and jwt.hpp alone, and the server).
# Milliseconds depend on who else uses the machine; budgets therefore count what the compiler has to read, see budget.txt.
import argparse
import dataclasses
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
INCLUDE = HERE.parent.parent / "include"
SERVER = HERE.parent / "server_unit"
BUDGET = HERE / "budget.txt"
TOLERANCE = 1.15
SLACK = 1.0  # per cent of json.hpp: for the headers that are next to nothing
YARDSTICK = "nlohmann/json.hpp"
TARGETS = ("jot/jot.hpp", "jot/jwt.hpp")  # have a target in milliseconds
# These include a framework that may be absent; the frameworks' cost is not ours.
ADAPTERS = {"jot/http/curl.hpp", "jot/http/httplib.hpp"}
# All the bodies at once, for the one translation unit of the precompiled library.
NOT_TO_BE_INCLUDED = {"jot/src.hpp"}


def public_headers():
    found = (path.relative_to(INCLUDE).as_posix() for path in INCLUDE.rglob("*.hpp"))
    return sorted(name for name in found
                  if not re.match(r"jot/(impl|detail)/", name) and name not in ADAPTERS | NOT_TO_BE_INCLUDED)


@dataclasses.dataclass
class Unit:
    """What is compiled to be timed."""

    source: str
    precompiled: bool = False
    more: tuple = ()  # arguments of the compiler
    has_target: bool = True


def includes(header):
    return f"#include <{header}>\n"


class Compiler:
    def __init__(self, options):
        self.command = [options.compiler, "-std=c++20", "-I", str(INCLUDE)]
        for folder in options.include:
            if folder not in ("", "/usr/include"):  # named a second time, the system's own would come too early
                self.command += ["-isystem", folder]

    def arguments(self, precompiled, more):
        return [*self.command, *more, *(["-DJOT_PRECOMPILED=1"] if precompiled else []), "-x", "c++", "-"]

    def name(self):
        """"g++ 12" or "clang 19"."""
        run = subprocess.run(self.arguments(False, ["-dM", "-E"]), stdout=subprocess.PIPE, check=True, input=b"")
        macros = dict(re.findall(r"#define (__GNUC__|__clang_major__) (\d+)", run.stdout.decode()))
        return f"clang {macros['__clang_major__']}" if "__clang_major__" in macros else f"g++ {macros.get('__GNUC__')}"

    def preprocessed_bytes(self, header, precompiled=False):
        """Without line markers, whose length depends on where things are installed, and without blank lines."""
        run = subprocess.run(self.arguments(precompiled, ["-E", "-P"]), stdout=subprocess.PIPE, check=True,
                             input=includes(header).encode())
        return len(run.stdout)

    def finds(self, header):
        run = subprocess.run(self.arguments(False, ["-E"]), stdout=subprocess.PIPE, check=True,
                             input=f"#if __has_include(<{header}>)\nit is here\n#endif\n".encode())
        return b"it is here" in run.stdout

    def cpu_milliseconds(self, unit):
        """The compiler's own time: other programs' turns do not count."""
        with tempfile.NamedTemporaryFile(suffix=".o") as out:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([*self.arguments(unit.precompiled, ["-O0", *unit.more]), "-c", "-o", out.name],
                           input=unit.source.encode(), check=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def sizes(compiler):
    """For each header, header-only and precompiled: per cent of what nlohmann/json.hpp has."""
    yardstick = compiler.preprocessed_bytes(YARDSTICK)
    return {name: tuple(100 * compiler.preprocessed_bytes(name, way) / yardstick for way in (False, True))
            for name in public_headers()}


MEASURED_WITH = "# Measured with "


def measured_with():
    heads = [line for line in BUDGET.read_text(encoding="utf-8").splitlines() if line.startswith(MEASURED_WITH)]
    return heads[0].removeprefix(MEASURED_WITH).rstrip(".") if heads else None


def read_budget():
    budget = {}
    for line in BUDGET.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, header_only, precompiled = line.split()
            budget[name] = (float(header_only), float(precompiled))
    return budget


def over_budget(found, budget):
    failures = [f"{name} has no budget: run include_cost.py update" for name in found.keys() - budget.keys()]
    failures += [f"budget.txt names {name}, which is not a public header" for name in budget.keys() - found.keys()]
    for name in sorted(found.keys() & budget.keys()):
        for way, figure, limit in zip(("header-only", "precompiled"), found[name], budget[name]):
            if figure > max(limit * TOLERANCE, limit + SLACK):
                failures.append(f"{name}, {way}: {figure:.1f} where {limit:.1f} is budgeted: which #include is new?")
    return failures


def check(options):
    compiler = Compiler(options)
    if compiler.name() != measured_with():
        print(f"skipped: the budgets were measured with {measured_with()} and its library, and this is {compiler.name()}")
        return 0
    budget, found = read_budget(), sizes(compiler)
    print(f"{'header':28}{'header-only':>20}{'precompiled':>20}   per cent of {YARDSTICK}, budgets in brackets")
    for name, figures in found.items():
        limits = budget.get(name, (0, 0))
        print(f"{name:28}" + "".join(f"{figure:11.1f} ({limit:5.1f}) " for figure, limit in zip(figures, limits)))
        if any(figure < min(limit / TOLERANCE, limit - SLACK) for figure, limit in zip(figures, limits)):
            print("  note: far below its budget; include_cost.py update lowers that")
    failures = over_budget(found, budget)
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    return 1 if failures else 0


def update(options):
    compiler = Compiler(options)
    head = [line for line in BUDGET.read_text(encoding="utf-8").splitlines()
            if line.startswith("#") and not line.startswith(MEASURED_WITH)]
    head.append(f"{MEASURED_WITH}{compiler.name()}.")
    rows = [f"{name:28}{header_only:10.1f}{precompiled:10.1f}"
            for name, (header_only, precompiled) in sizes(compiler).items()]
    BUDGET.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return 0


def header_units(options, jwt_cpp):
    units = {YARDSTICK: Unit(includes(YARDSTICK))}
    if jwt_cpp:
        # Without a macro it includes picojson, which is what is to be compared.
        units["jwt-cpp (picojson)"] = Unit(includes("jwt-cpp/jwt.h"), more=jwt_cpp)
    for name in public_headers() if not options.only_targets else TARGETS:
        units[name] = Unit(includes(name), has_target=name in TARGETS)
        units[name + ", precompiled"] = Unit(includes(name), True, has_target=name in TARGETS)
    return units


def server_units(jwt_cpp):
    ours, theirs = ((SERVER / name).read_text(encoding="utf-8") for name in ("jot.cpp", "jwt_cpp.cpp"))
    units = {}
    for level in ("-O0", "-O2"):
        units[f"server with jot, {level}"] = Unit(ours, more=(level,))
        units[f"server with jot, precompiled, {level}"] = Unit(ours, True, more=(level,))
        if jwt_cpp:
            units[f"server with jwt-cpp, {level}"] = Unit(theirs, more=(*jwt_cpp, level))
    return units


def measure(options):
    compiler = Compiler(options)
    jwt_cpp = ("-isystem", options.jwt_cpp) if options.jwt_cpp else ()
    units = header_units(options, jwt_cpp)
    if compiler.finds("httplib.h"):
        units.update(server_units(jwt_cpp))
    best = {name: float("inf") for name in units}
    for i in range(options.best_of):  # all of them in turn, so that a slow moment hits them alike
        for name, unit in units.items():
            if i < 2 or unit.has_target:  # for the others twice is enough
                best[name] = min(best[name], compiler.cpu_milliseconds(unit))
    found, budget = sizes(compiler), read_budget()
    json.dump({"ms": {name: round(value, 1) for name, value in best.items()}, "headers": len(found),
               "over_budget": over_budget(found, budget)}, sys.stdout, indent=1)
    print()
    return 0


def main():
    actions = {"check": check, "update": update, "measure": measure}
    parser = argparse.ArgumentParser()
    parser.add_argument("action", choices=actions)
    parser.add_argument("--compiler", default=os.environ.get("CXX", "c++"))
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--jwt-cpp")
    parser.add_argument("--best-of", type=int, default=5)
    parser.add_argument("--only-targets", action="store_true", help="only what has a target in ms")
    options = parser.parse_args()
    return actions[options.action](options)


if __name__ == "__main__":
    sys.exit(main())

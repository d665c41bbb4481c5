"""Configures jot on machines on which one need is missing, or just too old, and reads what CMake says.

The needs are those of cmake/needs.txt: a new one is tested without a new line here.
"""

import json
import os
import re
import shlex
import shutil
import tempfile
import unittest

import machine

# What messages call a part, the option that asks for it, and one of its targets.
PARTS = {
    "cli": ("jot-cli", "JOT_BUILD_APPS", "jot-cli"),
    "auth_server": ("jot-auth-server", "JOT_BUILD_APPS", "jot-auth-server"),
    "resource_server": ("jot-resource-server", "JOT_BUILD_APPS", "jot-resource-server"),
    "any_issuer": ("examples/recipes/any_issuer.cpp", "JOT_BUILD_EXAMPLES", "recipe_any_issuer"),
    "fastapi_in_cpp": ("examples/fastapi_in_cpp.cpp", "JOT_BUILD_EXAMPLES", "fastapi_in_cpp"),
    "tests": ("tests", "JOT_BUILD_TESTS", "jot_unit"),
    "fetcher_tests": ("tests/unit/http", "JOT_BUILD_TESTS", "jot_http"),
    "python_tests": ("tests/**/*.py", "JOT_BUILD_TESTS", None),
    "node_tests": ("tests/**/*.mjs", "JOT_BUILD_TESTS", None),
    "benchmarks": ("benchmarks", "JOT_BUILD_BENCHMARKS", "bench_verify"),
    "bench_servers": ("benchmarks/server_unit", "JOT_BUILD_BENCHMARKS", "bench_server_jot"),
    "fuzzers": ("tests/fuzz", "JOT_BUILD_FUZZERS", "fuzz_token"),
    "curl": ("jot::curl", None, None),
    "httplib": ("jot::httplib", None, None),
}
OPTIONS = sorted({option for _, option, _ in PARTS.values() if option})
# Parts that CMake does not know, and the library, which cannot be left out.
ELSEWHERE = {"scripts", "checks", "peers", "bench_report", "library"}
# The tests' programs say themselves what they miss, and are skipped one by one.
LOOKED_FOR = {"python", "node", "pkg_config"}

needs = machine.read_list()


def is_checked(need):
    return need.kind not in ("by-user", "program") or need.id in LOOKED_FOR


class ConfigureTest(unittest.TestCase):
    def machine(self, versions=(), **kwargs):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return machine.Machine(folder.name, versions, **kwargs)

    def options(self, value, asked=OPTIONS):
        return [f"-D{option}={value if option in asked else 'OFF'}" for option in OPTIONS]

    def refused(self, computer, *options):
        status, said = computer.configure(*options)
        self.assertNotEqual(status, 0, said)
        return said

    def accepted(self, computer, *options):
        status, said = computer.configure(*options)
        self.assertEqual(status, 0, said)
        return said

    def ways(self, need):
        """Machines that lack it, with what is to be said of it."""
        compiler = need.kind == "compiler"
        if not compiler:
            yield {need.id: None}, f"{need.with_version} (not found)"
        if need.least and not compiler:
            yield {need.id: need.older}, f"{need.with_version} ({need.older} was found)"


class Library(ConfigureTest):
    def test_a_machine_that_has_everything_builds_everything(self):
        asked = [o for o in OPTIONS if o != "JOT_BUILD_FUZZERS"]
        said = self.accepted(self.machine(), *self.options("ON", asked))
        self.assertNotRegex(said, "left out|apt-get")

    def test_without_a_library_it_needs_there_is_no_jot(self):
        for need in (n for n in needs if "library" in n.parts and n.kind == "package"):
            for versions, phrase in self.ways(need):
                with self.subTest(phrase):
                    said = self.refused(self.machine(versions), *self.options("OFF"))
                    self.assertIn(f"jot needs {phrase}. Install it with one of:", said)
                    self.assertIn(f"apt-get install {need.package} ", said)

    def test_an_old_compiler_is_named(self):
        for need in (n for n in needs if n.kind == "compiler"):
            with self.subTest(need.id):
                said = self.refused(self.machine(compiler=(need.found[1], need.older)), *self.options("OFF"))
                self.assertIn(f"jot needs {need.with_version} ({need.older} was found).", said)


class Asked(ConfigureTest):
    """Where a part is asked for, what it lacks is an error."""

    def test_every_part_is_known_here(self):
        for need in needs:
            for part in need.parts:
                self.assertIn(part.lstrip("?"), PARTS.keys() | ELSEWHERE, f"{need.id}: what is the part {part}?")

    def judge(self, need, versions, phrase, **kwargs):
        parts = [p for p in need.parts if PARTS.get(p, (0, None))[1]]
        asked = {PARTS[p][1] for p in parts}
        with self.subTest(phrase):
            said = self.refused(self.machine(versions, **kwargs), *self.options("ON", asked))
            for part in parts:
                called, option, _ = PARTS[part]
                self.assertRegex(said, re.escape(f"{called} needs ") + r"[^;]*" + re.escape(phrase) +
                                 f"[^;]*; {option}=ON asks for it")
            self.assertRegex(said, f"apt-get install [^:]*{re.escape(need.package)}")
            for option in asked:
                self.assertRegex(said, f"To go without: .*-D{option}=AUTO")
            return said

    def test_a_part_that_lacks_a_need_is_an_error(self):
        for need in needs:
            if is_checked(need) and any(PARTS.get(p, (0, None))[1] for p in need.parts) and need.kind != "only-compiler":
                for versions, phrase in self.ways(need):
                    self.judge(need, versions, phrase)

    def test_the_fuzz_targets_need_a_compiler_that_has_a_fuzzer(self):
        for need in (n for n in needs if n.kind == "only-compiler"):
            self.judge(need, {}, f"{need.name} (the compiler is GNU)")
            self.accepted(self.machine(compiler=(need.found[1], "99.1")), *self.options("ON", ["JOT_BUILD_FUZZERS"]))

    def test_httplib_is_found_by_pkg_config_too(self):
        need = next(n for n in needs if n.id == "httplib")
        for version, phrase in ((need.older, f"({need.older} was found)"), (machine.three(need.least), None)):
            computer = self.machine({"httplib": None})
            computer.write(computer.root / "usr/lib/pkgconfig/cpp-httplib.pc",
                           f"Name: cpp-httplib\nDescription: none\nVersion: {version}\nLibs:\nCflags:\n")
            if phrase:
                self.assertIn(f"examples/fastapi_in_cpp.cpp needs {need.with_version} {phrase}",
                              self.refused(computer, *self.options("ON", ["JOT_BUILD_EXAMPLES"])))
            else:
                self.accepted(computer, *self.options("ON", ["JOT_BUILD_EXAMPLES"]))

    def test_all_that_is_missing_is_said_at_once(self):
        said = self.refused(self.machine({"sqlite": None, "sodium": None, "catch2": None}),
                            *self.options("ON", ["JOT_BUILD_APPS", "JOT_BUILD_TESTS"]))
        self.assertRegex(said, r"jot-auth-server needs SQLite [0-9.]+ or newer \(not found\) and libsodium [0-9.]+ or newer")
        self.assertRegex(said, "apt-get install .*sqlite.*sodium.*catch2")
        self.assertIn("-DJOT_BUILD_APPS=AUTO -DJOT_BUILD_TESTS=AUTO builds what can be built", said)


class LeftOut(ConfigureTest):
    """Where a part is not asked for, the summary has a line, and the part's target says the same and fails."""

    def judge(self, computer, phrase_of):
        summary = self.accepted(computer, *self.options("AUTO")).split(" -- ")
        targets = []
        # Without Catch2 what single tests need is not looked for.
        hidden = {"fetcher_tests", "python_tests", "node_tests"}
        for need in (n for n in needs if is_checked(n)):
            for part in (p for p in need.parts if p in PARTS and p not in hidden and phrase_of(need)):
                called, _, target = PARTS[part]
                lines = [line for line in summary if line.startswith(f"{called} is left out: it needs ")]
                self.assertEqual(len(lines), 1, summary)
                self.assertIn(phrase_of(need), lines[0])
                self.assertRegex(lines[0], f"To build it: apt-get install .*{re.escape(need.package)}")
                if target:
                    targets.append((target, called, phrase_of(need), need))
        names = {target for target, *_ in targets}
        status, built = computer.run("cmake", "--build", computer.folder / "build", "--target", *sorted(names), "--", "-k0")
        self.assertNotEqual(status, 0)
        for target, called, phrase, need in targets:
            self.assertRegex(built, re.escape(f"{target} was left out of this build: {called} needs ") + r"[^:]*" +
                             re.escape(phrase) + r"[^:]*\. Debian, Ubuntu: apt-get install [^:]*" + re.escape(need.package))
        return names

    def test_what_is_missing_is_left_out(self):
        absent = [n for n in needs if is_checked(n) and "library" not in n.parts]
        names = self.judge(self.machine({n.id: None for n in absent}),
                           lambda n: f"{n.with_version} (not found)" if n in absent and n.kind != "only-compiler" else "")
        self.assertLessEqual({"jot-cli", "jot-auth-server", "jot-resource-server", "recipe_any_issuer", "fastapi_in_cpp",
                              "jot_unit", "bench_verify"}, names)

    def test_what_is_too_old_is_left_out(self):
        old = [n for n in needs if is_checked(n) and "library" not in n.parts and n.least]
        self.judge(self.machine({n.id: n.older for n in old}),
                   lambda n: f"{n.with_version} ({n.older} was found)" if n in old else "")

    def test_one_target_fails_alone(self):
        computer = self.machine({"boost": None})
        self.accepted(computer, *self.options("AUTO", ["JOT_BUILD_APPS"]))
        status, said = computer.run("cmake", "--build", computer.folder / "build", "--target", "jot-auth-server")
        self.assertNotEqual(status, 0)
        self.assertRegex(said, r"needs Boost [0-9.]+ or newer \(not found\).*Then configure again: cmake ")

    def test_a_target_that_was_left_out_is_not_tested_or_installed(self):
        computer = self.machine({"cli11": None, "boost": None})
        self.accepted(computer, *self.options("AUTO", ["JOT_BUILD_APPS", "JOT_BUILD_TESTS"]))
        status, said = computer.run("ctest", "--test-dir", computer.folder / "build", "-N")
        self.assertEqual(status, 0, said)
        self.assertNotRegex(said, r"interop\.|e2e\.")
        status, said = computer.run("cmake", "--install", computer.folder / "build", "--prefix", computer.folder / "prefix")
        self.assertEqual(status, 0, said)

    def test_tests_of_other_languages_are_left_out_alone(self):
        said = self.accepted(self.machine({"node": None, "httplib": None}), *self.options("AUTO", ["JOT_BUILD_TESTS"]))
        self.assertRegex(said, r"tests/\*\*/\*\.mjs is left out: it needs Node\.js")
        self.assertRegex(said, "tests/unit/http is left out: it needs cpp-httplib")
        self.assertNotIn("tests is left out", said)

    def test_what_a_part_can_do_without_is_said(self):
        computer = self.machine({"curl": None})
        said = self.accepted(computer, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", *self.options("AUTO", ["JOT_BUILD_APPS"]))
        self.assertRegex(said, r"jot-cli fetches no key sets: it needs libcurl [0-9.]+ or newer \(not found\)")
        self.assertNotIn("jot-cli is left out", said)
        # The program says so too, in words that it is compiled with.
        commands = json.loads((computer.folder / "build/compile_commands.json").read_text())
        words = {word for c in commands if c["file"].endswith("apps/cli/main.cpp") for word in shlex.split(c["command"])}
        package = next(n for n in needs if n.id == "curl").package
        self.assertIn(f'-DJOT_CLI_CURL_PACKAGES="{package} (Fedora: libcurl-devel, Arch and macOS: curl)"', words)


class Installed(ConfigureTest):
    """The package that jot installs says it as well."""

    def find(self, computer, call):
        source = computer.folder / "user"
        computer.write(source / "CMakeLists.txt",
                       f"cmake_minimum_required(VERSION 3.21)\nproject(user LANGUAGES CXX)\nfind_package({call})\n")
        return computer.configure(f"-Djot_DIR={computer.folder}/prefix/share/cmake/jot", source=source, build="user/build")

    def installed_on(self, versions):
        computer = self.machine(versions)
        maker = self.machine()
        self.accepted(maker, *self.options("OFF"))
        status, said = maker.run("cmake", "--install", maker.folder / "build", "--prefix", computer.folder / "prefix")
        self.assertEqual(status, 0, said)
        return computer

    def test_a_component_says_what_it_lacks(self):
        for name in ("curl", "httplib"):
            need = next(n for n in needs if n.id == name)
            for versions, phrase in (({name: None}, "not found"), ({name: need.older}, f"{need.older} was found")):
                with self.subTest(name + phrase):
                    status, said = self.find(self.installed_on(versions), f"jot REQUIRED COMPONENTS {name}")
                    self.assertNotEqual(status, 0)
                    self.assertIn(f"jot::{name}: {phrase}; it needs {need.with_version}; Debian's package is {need.package}",
                                  said)

    def test_what_the_library_needs_is_asked_for_in_the_same_version(self):
        for name in ("openssl", "nlohmann_json"):
            need = next(n for n in needs if n.id == name)
            status, said = self.find(self.installed_on({name: need.older}), "jot REQUIRED")
            self.assertNotEqual(status, 0)
            self.assertIn(need.least, said)
        status, said = self.find(self.installed_on({}), "jot REQUIRED COMPONENTS curl httplib")
        self.assertEqual(status, 0, said)


class Scripts(ConfigureTest):
    """A script asks for what it builds."""

    def run_script(self, versions, *command):
        computer = self.machine(versions)
        project = computer.folder / "project"
        project.mkdir()
        for path in machine.ROOT.iterdir():
            if path.name not in ("build", "scripts", ".git"):
                os.symlink(path, project / path.name)
        shutil.copytree(machine.ROOT / "scripts", project / "scripts")
        (project / "scripts/setup").write_text("#!/bin/sh\n")
        status, said = computer.run(project / command[0], *command[1:],
                                    CMAKE_TOOLCHAIN_FILE=str(computer.folder / "toolchain.cmake"))
        self.assertNotEqual(status, 0, said)
        return said

    def test_demo(self):
        self.assertRegex(self.run_script({"sqlite": None}, "scripts/demo", "--check"),
                         r"jot-auth-server needs SQLite [0-9.]+ or newer \(not found\).*apt-get install .*error: the build failed")

    def test_bench(self):
        self.assertRegex(self.run_script({"benchmark": None}, "scripts/bench", "--quick"),
                         r"benchmarks needs Google Benchmark .*\(not found\); JOT_BUILD_BENCHMARKS=ON asks for it")
        self.assertRegex(self.run_script({"boost": None}, "scripts/bench", "--quick"),
                         r"jot-auth-server needs Boost .*\(not found\)")

    def test_test(self):
        self.assertRegex(self.run_script({"catch2": None, "sodium": None}, "scripts/test"),
                         r"tests needs Catch2 .*\(not found\); JOT_BUILD_TESTS=ON asks for it.*FAILED")


if __name__ == "__main__":
    unittest.main()

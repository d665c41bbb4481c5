"""scripts/setup on machines that have other packages: what it installs, what it leaves alone, and what it says.

dpkg-query, apt-cache and apt-get are stand-ins that read a table of packages; the commands that setup looks for are
scripts that print a version.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import machine

needs = machine.read_list()

# Lines of installed and candidates are "PACKAGE VERSION", of conflicts "PACKAGE PACKAGE", of brings "PACKAGE PROGRAM".
DPKG_QUERY = r"""#!/bin/bash
while read -r name version; do
  case "$name" in ${@: -1}) echo "installed $version" && found=1 ;; esac
done <"$MACHINE/installed"
[[ -n ${found:-} ]]
"""
APT_CACHE = r"""#!/bin/bash
while read -r name version; do
  [[ $name != "$2" ]] || printf '%s:\n  Installed: x\n  Candidate: %s\n' "$name" "$version"
done <"$MACHINE/candidates"
"""
# Like the real one, with --no-remove: all or nothing.
APT_GET = r"""#!/bin/bash
echo "apt-get $*" >>"$MACHINE/log"
[[ $1 == install ]] || exit 0
no_remove='' packages=()
for word in "${@:2}"; do
  case "$word" in --no-remove) no_remove=1 ;; -*) ;; *) packages+=("$word") ;; esac
done
for package in "${packages[@]}"; do
  grep -q "^$package " "$MACHINE/candidates" || { echo "E: Unable to locate package $package" >&2; exit 100; }
  while read -r one other; do
    [[ $one == "$package" ]] || continue
    if grep -q "^$other " "$MACHINE/installed" || [[ " ${packages[*]} " == *" $other "* ]]; then
      [[ -n $no_remove ]] || echo "removed $other" >>"$MACHINE/log"
      echo "E: Packages need to be removed but remove is disabled." >&2
      exit 100
    fi
  done <"$MACHINE/conflicts"
done
for package in "${packages[@]}"; do
  grep "^$package " "$MACHINE/candidates" >>"$MACHINE/installed"
  while read -r of program; do
    [[ $of != "$package" ]] || { printf '#!/bin/sh\necho version 99\n' >"$MACHINE/bin/$program" && chmod +x "$MACHINE/bin/$program"; }
  done <"$MACHINE/brings"
done
exit 0
"""
SUDO = '#!/bin/bash\nexec "$@"\n'
TOOLS = ["bash", "sh", "env", "sed", "grep", "tr", "sort", "head", "awk", "dirname", "cat", "getconf", "chmod", "mkdir", "cp", "cmp"]


def program_of(need):
    return need.found[-1] if need.kind == "program" or (need.kind == "compiler" and len(need.found) > 2) else None


class SetupTest(unittest.TestCase):
    def machine(self, installed=(), candidates=(), programs=(), conflicts=(), brings=(), apt=True):
        """Has all needs, as new as they have to be, but for what the arguments say: versions by name of a package or a
        program, None for what is absent; conflicts are pairs of packages; brings: (package, program)."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        has, offers, runs = {}, {}, {}
        for need in needs:
            for package in need.debian:
                if not package.startswith("("):
                    offers[package] = machine.three(need.least or "1") + "-1"
            if program_of(need):
                runs[program_of(need)] = need.least or "1"
            elif need.debian:
                has[need.debian[0]] = machine.three(need.least or "1") + "-1"
        for table, changes in ((has, installed), (offers, candidates), (runs, programs)):
            table.update(changes)
        self.write("installed", (f"{name} {version}" for name, version in has.items() if version))
        self.write("candidates", (f"{name} {version}" for name, version in offers.items() if version))
        self.write("conflicts", (f"{a} {b}" for pair in conflicts for a, b in (pair, pair[::-1])))
        self.write("brings", (" ".join(pair) for pair in brings))
        self.write("log", ())
        (self.home / "bin").mkdir()
        for tool in TOOLS:
            os.symlink(shutil.which(tool), self.home / "bin" / tool)
        scripts = {program: f"#!/bin/sh\necho version {version}\n" for program, version in runs.items() if version}
        if apt:
            scripts |= {"dpkg-query": DPKG_QUERY, "apt-cache": APT_CACHE, "apt-get": APT_GET, "sudo": SUDO}
        for name, text in scripts.items():
            (self.home / "bin" / name).write_text(text)
            (self.home / "bin" / name).chmod(0o755)
        project = self.home / "project"
        shutil.copytree(machine.ROOT / "scripts", project / "scripts")
        (project / "cmake").mkdir()
        shutil.copy(machine.ROOT / "cmake/needs.txt", project / "cmake")

    def write(self, name, lines):
        (self.home / name).write_text("".join(f"{line}\n" for line in lines))

    def setup(self, *args, **variables):
        done = subprocess.run([self.home / "project/scripts/setup", *args], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={"PATH": str(self.home / "bin"), "MACHINE": str(self.home), **variables})
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        self.log = (self.home / "log").read_text()

    def installed(self, *args):
        """What setup installs: a list of packages for each call of apt-get."""
        self.setup(*args)
        self.assertEqual(self.status, 0, self.err)
        self.assertNotIn("removed", self.log)
        return self.calls()

    def calls(self):
        return [[word for word in line.split()[2:] if not word.startswith("-")]
                for line in self.log.splitlines() if line.startswith("apt-get install")]

    def refused(self, *args, **variables):
        self.setup(*args, **variables)
        self.assertNotEqual(self.status, 0, self.log)
        self.assertNotIn("removed", self.log)
        return self.err


BOOST = {"libboost1.81-dev": None}
CURL = {"libcurl4-openssl-dev": None}


class Conflicts(SetupTest):
    """Of packages that cannot be installed together the one that is there is used."""

    def test_nothing_is_installed_where_all_is_there(self):
        self.machine()
        for name in ("build", "test", "all", "bench"):
            self.assertEqual(self.installed(name), [])
        self.assertEqual(self.log, "")

    def test_a_bare_machine_gets_the_newer_boost_and_the_usual_curl(self):
        self.machine({**BOOST, **CURL})
        self.assertEqual(self.installed(), [["libcurl4-openssl-dev", "libboost1.81-dev"]])

    def test_a_release_without_the_newer_boost_gets_its_own(self):
        self.machine(BOOST, candidates=BOOST)
        self.assertEqual(self.installed(), [["libboost-dev"]])

    def test_the_default_boost_is_kept(self):
        for package in ("libboost-dev", "libboost1.74-dev", "libboost1.88-dev"):
            self.machine({**BOOST, package: "1.74.0.3"}, conflicts=[("libboost1.81-dev", package)])
            self.assertEqual(self.installed(), [], package)

    def test_any_curl_is_kept(self):
        for package in ("libcurl4-gnutls-dev", "libcurl4-nss-dev"):
            self.machine({**CURL, package: "7.88.1-10"}, conflicts=[("libcurl4-openssl-dev", package)])
            self.assertEqual(self.installed(), [], package)

    def test_an_old_boost_is_upgraded_and_not_replaced(self):
        self.machine({**BOOST, "libboost-dev": "1.71.0.0"}, candidates={"libboost-dev": "1.74.0.3"})
        self.assertEqual(self.installed(), [["libboost-dev"]])

    def test_an_old_boost_that_conflicts_stays_and_is_named(self):
        self.machine({**BOOST, "libboost-dev": "1.71.0.0"}, candidates={"libboost-dev": "1.71.0.0"},
                     conflicts=[("libboost1.81-dev", "libboost-dev")])
        self.assertIn("jot needs Boost 1.74 or newer (1.71.0.0 is here), and apt-get cannot install libboost1.81-dev, or would "
                      "remove a package that is here", self.refused())

    def test_an_old_curl_of_a_release_that_has_no_newer_is_named(self):
        self.machine({"libcurl4-openssl-dev": "7.81.0-1"}, candidates={"libcurl4-openssl-dev": "7.81.0-1"})
        self.assertRegex(self.refused(), r"jot needs libcurl [0-9.]+ or newer \(7\.81\.0-1 is here\), and apt-get has none")
        self.assertEqual(self.calls(), [])

    def test_another_nodejs_that_has_npm_in_it_conflicts_with_npm(self):
        self.machine(programs={"node": None, "npm": None, "jq": None}, conflicts=[("nodejs", "npm")],
                     brings=[("nodejs", "npm")])
        self.assertEqual(self.installed("test"), [["jq", "nodejs", "npm"], ["jq"], ["nodejs"]])

    def test_what_tests_can_do_without_is_skipped_where_it_conflicts(self):
        self.machine({"libc++-19-dev": None, "libc++-14-dev": "1:14.0.6-12"}, programs={"lld": None},
                     conflicts=[("libc++-19-dev", "libc++-14-dev")])
        self.assertEqual(self.installed("all"), [["libc++-19-dev"], ["lld"]])
        self.assertIn("libc++-19-dev cannot be installed here; what needs it will be skipped", self.err)

    def test_one_that_cannot_be_installed_keeps_no_other_out(self):
        self.machine({"libsqlite3-dev": None, "libsodium-dev": None}, candidates={"libsqlite3-dev": None})
        self.assertIn("jot needs SQLite", self.refused())
        self.assertEqual(self.calls(), [["libsqlite3-dev", "libsodium-dev"], ["libsqlite3-dev"], ["libsodium-dev"]])


class Versions(SetupTest):
    def test_an_old_program_is_upgraded_or_named(self):
        self.machine(programs={"cmake": "3.22.1"})
        self.assertEqual(self.installed(), [["cmake"]])
        self.machine(programs={"cmake": "3.22.1"}, candidates={"cmake": "3.22.1-1"})
        self.assertIn("jot needs CMake 3.25 or newer (3.22.1 is here), and apt-get has none that is new enough", self.refused())

    def test_an_old_compiler_is_left_to_who_chooses_another(self):
        self.machine(programs={"g++": "11.4.0"}, candidates={"g++": "4:11.2.0-1"})
        self.assertIn("jot needs g++ 12 or newer (11.4.0 is here)", self.refused())
        self.setup(CXX="g++-12")
        self.assertEqual(self.status, 0, self.err)

    def test_each_need_of_a_build_is_missed(self):
        parts = {"library", "scripts", "curl", "httplib", "cli", "auth_server", "resource_server", "any_issuer", "fastapi_in_cpp"}
        for need in (n for n in needs if n.debian and parts & set(n.parts)):
            with self.subTest(need.id):
                if program_of(need):
                    self.machine(programs={program_of(need): None})
                else:
                    self.machine({need.debian[0]: None})
                self.assertEqual(self.installed("--dry-run"), [])
                self.assertIn(f"would install {need.debian[0]}: {need.with_version}", self.out)
                self.assertEqual(self.installed(), [[need.debian[0]]])


class DryRun(SetupTest):
    def test_it_says_what_it_would_do_and_does_nothing(self):
        self.machine(BOOST, programs={"chromium": None, "cmake": None})
        self.assertEqual(self.installed("--dry-run", "test"), [])
        self.assertEqual(self.log, "")
        self.assertEqual(self.out.splitlines(), [
            "would install cmake: CMake 3.21 or newer", "would install cmake: CMake 3.25 or newer",
            "would install libboost1.81-dev: Boost 1.74 or newer", "would try chromium: Chromium",
            "apt-get install -y --no-install-recommends --no-remove cmake libboost1.81-dev chromium"])

    def test_it_says_that_there_is_nothing_to_do(self):
        self.machine()
        self.setup("--dry-run", "all")
        self.assertEqual((self.status, self.out, self.err), (0, "", "==> nothing to install\n"))


class OtherSystems(SetupTest):
    def test_missing_programs_are_named_with_the_packages_of_other_systems(self):
        self.machine(programs={"ninja": None, "cmake": "3.20.0"}, apt=False)
        said = self.refused("test")
        self.assertEqual(self.status, 2)
        self.assertIn("  CMake 3.25 or newer (3.20.0 is here)\n  Ninja\n", said)
        self.assertRegex(said, "Fedora:  sudo dnf install gcc-c\\+\\+ cmake ninja-build .*catch2-devel.* jq ")
        self.assertRegex(said, "macOS:   brew install cmake ninja .*openssl@3")
        self.assertIn("python3 -m pip install pyjwt jwcrypto", said)

    def test_libraries_are_taken_to_be_there(self):
        self.machine(apt=False)
        self.setup("build")
        self.assertEqual(self.status, 0)
        self.assertIn("not a Debian or Ubuntu system", self.err)


if __name__ == "__main__":
    unittest.main()

"""A machine that has exactly what a test says, in the versions that it says: a folder that CMake takes for the root."""

import os
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Need:
    def __init__(self, name):
        self.id = name
        self.name = self.least = ""
        self.parts = self.found = self.debian = ()

    @property
    def kind(self):
        return self.found[0]

    @property
    def package(self):
        """The package that messages name."""
        return [p for p in self.debian if not p.startswith("(")][-1]

    @property
    def older(self):
        """A version that is just too old."""
        numbers = [int(n) for n in self.least.split(".")]
        if numbers[-1] > 0:
            numbers[-1] -= 1
        else:
            numbers[-2:] = [numbers[-2] - 1, 9]
        return three(".".join(map(str, numbers)))

    @property
    def with_version(self):
        return f"{self.name} {self.least} or newer" if self.least else self.name


def three(version):
    """The same version in three numbers, which some of CMake's modules insist on."""
    return version + ".0" * (2 - version.count("."))


def read_list():
    needs = []
    for line in (ROOT / "cmake/needs.txt").read_text().splitlines():
        key, _, value = line.partition(" ")
        value = value.strip()
        if key == "need":
            needs.append(Need(value))
        elif key in ("name", "least"):
            setattr(needs[-1], key, value)
        elif key in ("parts", "found", "debian"):
            setattr(needs[-1], key, tuple(value.split()))
    return needs


CONFIG = """if(NOT TARGET {target})
  add_library({target} INTERFACE IMPORTED)
endif()
"""
VERSION = """set(PACKAGE_VERSION {version})
if(NOT PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
"""
MODULES = {"OpenSSL": ("openssl/opensslv.h", '# define OPENSSL_VERSION_STR "{}"\n', ("crypto", "ssl")),
           "SQLite3": ("sqlite3.h", '#define SQLITE_VERSION "{}"\n', ("sqlite3",)),
           "CURL": ("curl/curlver.h", '#define LIBCURL_VERSION "{}"\n', ("curl",))}
TOOLCHAIN = """set(CMAKE_CXX_COMPILER "{compiler}")
# Known and not looked for, which would take longer than all the rest.
set(CMAKE_CXX_COMPILER_ID_RUN TRUE)
set(CMAKE_CXX_COMPILER_ID {id})
set(CMAKE_CXX_COMPILER_VERSION {version})
set(CMAKE_CXX_COMPILER_FRONTEND_VARIANT GNU)
set(CMAKE_CXX_STANDARD_COMPUTED_DEFAULT 17)
set(CMAKE_CXX_EXTENSIONS_COMPUTED_DEFAULT ON)
set(CMAKE_CXX_COMPILER_WORKS TRUE)
set(CMAKE_CXX_ABI_COMPILED TRUE)
set(CMAKE_SIZEOF_VOID_P 8)
set(CMAKE_EXECUTABLE_FORMAT ELF)
set(CMAKE_HAVE_LIBC_PTHREAD TRUE)
set(CMAKE_FIND_ROOT_PATH "{root}")
foreach(kind IN ITEMS PROGRAM LIBRARY INCLUDE PACKAGE)
  set(CMAKE_FIND_ROOT_PATH_MODE_${{kind}} ONLY)
endforeach()
"""


class Machine:
    """versions: of needs by id; None for what is absent. What is not named is there, new enough."""

    def __init__(self, folder, versions=(), compiler=("GNU", "99.1")):
        self.folder = pathlib.Path(folder)
        self.root = self.folder / "root"
        versions = dict(versions)
        for need in read_list():
            version = versions.get(need.id, three(need.least or "1"))
            if version is not None:
                self.install(need, version)
        for name in ("ar", "ranlib", "ld"):
            self.borrow(name, shutil.which(name))
        self.write(self.folder / "toolchain.cmake", TOOLCHAIN.format(
            compiler=shutil.which("c++") or shutil.which("g++") or shutil.which("clang++"),
            id=compiler[0], version=compiler[1], root=self.root))

    def write(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def install(self, need, version):
        usr = self.root / "usr"
        if need.kind == "package" or need.id == "httplib":
            package, target = need.found[1:3] if need.kind == "package" else ("httplib", "httplib::httplib")
            if package in MODULES:
                self.install_library(package, version)
            else:
                self.write(usr / f"lib/cmake/{package}/{package}Config.cmake", CONFIG.format(target=target))
                self.write(usr / f"lib/cmake/{package}/{package}ConfigVersion.cmake", VERSION.format(version=version))
            if package == "Catch2":
                self.write(usr / "lib/cmake/Catch2/Catch.cmake", "function(catch_discover_tests)\nendfunction()\n")
        elif need.id == "curl":
            self.install_library("CURL", version)
        elif need.kind == "module":
            module = need.found[1]
            self.write(usr / f"lib/pkgconfig/{module}.pc",
                       f"Name: {module}\nDescription: none\nVersion: {version}\nLibs:\nCflags:\n")
        elif need.id == "pkg_config":
            self.borrow("pkg-config", shutil.which("pkg-config") or shutil.which("pkgconf"))
        elif need.id == "ninja":
            self.borrow("ninja", shutil.which("ninja"))
        elif need.kind == "program":
            program = usr / "bin" / need.found[1]
            self.write(program, f"#!/bin/sh\necho version {version}\n")
            program.chmod(0o755)

    def borrow(self, name, program):
        (self.root / "usr/bin").mkdir(parents=True, exist_ok=True)
        if program:
            os.symlink(program, self.root / "usr/bin" / name)

    def install_library(self, package, version):
        header, text, libraries = MODULES[package]
        self.write(self.root / "usr/include" / header, text.format(version))
        if package == "OpenSSL":
            self.write(self.root / "usr/include/openssl/ssl.h", "")
        if package == "CURL":
            self.write(self.root / "usr/include/curl/curl.h", "")
        for library in libraries:
            self.write(self.root / f"usr/lib/lib{library}.so", "")

    def configure(self, *options, source=ROOT, build="build"):
        """The exit status, and what CMake says in one line: it wraps lines where it likes."""
        return self.run("cmake", "-G", "Ninja", "-S", source, "-B", self.folder / build,
                        f"-DCMAKE_TOOLCHAIN_FILE={self.folder / 'toolchain.cmake'}", *options)

    def run(self, *command, **variables):
        environment = {name: value for name, value in os.environ.items()
                       if not re.match("CMAKE_|CTEST_|CXX|CC$|LDFLAGS|PKG_CONFIG|.*_(ROOT|DIR)$", name)}
        environment.update(variables, PKG_CONFIG_LIBDIR=str(self.root / "usr/lib/pkgconfig"))
        done = subprocess.run([str(word) for word in command], env=environment, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, re.sub(r"\s+", " ", done.stdout)

#!/usr/bin/env python3
# The table of scripts/bench: each figure beside its target, met or not.
#   report.py FOLDER_OF_RESULTS [--write]
# --write puts it, with the machine's description, between the markers of docs/performance.md, and the chart into
# docs/images/performance.svg. A target is a ratio within one run; what could not be measured says why.
import argparse
import dataclasses
import os
import pathlib
import re
import sys
import typing

import chart
from results import Missing, Results

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
IMAGE = ROOT / "docs" / "images" / "performance.svg"
BEGIN, END = "<!-- scripts/bench: begin -->", "<!-- scripts/bench: end -->"
LIBRARIES = ["jwt-cpp", "cpp-jwt", "libjwt", "fast-jwt", "fast-jwt, its cache on", "jose", "PyJWT"]
ALGORITHMS = ["HS256", "RS256", "PS256", "ES256", "ES384", "EdDSA"]
LEVELS = ["-O0", "-O2"]  # of the compiler's optimisation


@dataclasses.dataclass
class Row:
    """One line of the table: a figure, and what it should be."""

    text: str
    value: typing.Callable  # of Results, the figure or (figure, note)
    target: str = ""  # "<= 0.4", ">= 2", or empty where there is no target
    digits: int = 2
    unit: str = ""


def over_floor(operation, algorithm):
    return lambda r: r.over_floor(f"{operation}/{algorithm}")


def allocations(row):
    return lambda r: (r.counter(row, "new"), f"and {r.counter(row, 'openssl_malloc'):g} inside OpenSSL")


def struct_allocations(r):
    """A copy of the struct allocates what its own strings and vectors need."""
    ours, without, own = (r.counter(f"{HS256}/{who}", "new") for who in ("struct", "no struct", "copy of the struct"))
    return ours - without - own, f"{ours:g} in all: {without:g} as verify<>, {own:g} as a copy of the struct"


def threads(r):
    """Measurable only where two processors are free."""
    ours, possible = r.speed_up("jot shared"), r.speed_up("nothing shared")
    return ours, f"{possible:.2f} where nothing is shared", possible >= 1.90


def budgets(r):
    if r.include is None:
        raise Missing("left out (--no-include), or it failed")
    return len(r.include["over_budget"]), f"of {r.include['headers']} headers"


def server(kind, level):
    """CPU seconds that the compiler takes for the small server of benchmarks/server_unit."""
    def ratio(r):
        ours, theirs = (r.include_ms(f"server with {who}, {level}") / 1000 for who in (kind, "jwt-cpp"))
        return ours / theirs, f"{ours:.1f} s and {theirs:.1f} s"
    return ratio


def served_ratio(peer, figure):
    """With what it would be if the processor were the only limit: wrk and other programs have a say in the rate."""
    def ratio(r):
        ours, theirs = r.served("jot-auth-server", "calm"), r.served(peer, "calm")
        note = f"by CPU of a request {theirs['cpu_us'] / ours['cpu_us']:.1f}" if figure == "rate" else ""
        return ours[figure] / theirs[figure], note
    return ratio


def under_logins(r):
    ours = r.served("jot-auth-server", "with_logins")
    return ours["rate"] / r.served("jot-auth-server", "calm")["rate"], f"{ours['logins_per_s']:.1f} logins a second"


def behind_idle(r):
    found = r.served("jot-auth-server", "behind_idle")
    if "error" in found:
        return 0, found["error"]
    return found["idle"], f"the next was answered after {found['ms']:.1f} ms" if found["ok"] else "the next was refused"


def cached(algorithm):
    return lambda r: r.ns(f"verify/{algorithm}/jot cached") / r.ns("verify/HS256/jwt-cpp")


HS256 = "verify/HS256"
VERIFY = [
    Row("HS256 verify / jwt-cpp (picojson)", lambda r: r.ratio(f"{HS256}/jot over jwt-cpp"), "<= 0.40"),
    Row("HS256 verify / OpenSSL's HMAC", over_floor("verify", "HS256"), "<= 2.25"),
    *[Row(f"{name} verify / OpenSSL", over_floor("verify", name), "<= 1.10", 3) for name in ("RS256", "PS256")],
    *[Row(f"{name} verify / OpenSSL", over_floor("verify", name), "<= 1.04", 3)
      for name in ("ES256", "ES384", "EdDSA")],
    Row("cache hit, HS256 / jwt-cpp's HS256 verify", cached("HS256"), "<= 0.08", 3),
    Row("cache hit, ES256 / jwt-cpp's HS256 verify", cached("ES256"), "<= 0.08", 3),
    Row("forged HS256 / good HS256", lambda r: r.ratio(f"{HS256}/jot forged over jot"), "<= 0.60"),
    Row("allocations, forged HS256", allocations(f"{HS256}/jot forged"), "<= 0", 0),
    Row("allocations, HS256 verify", allocations(f"{HS256}/jot"), "<= 3", 0),
    Row("two threads on one verifier / one", threads, ">= 1.90"),
    Row("verify<T> into a struct / verify<>", lambda r: r.ratio(f"{HS256}/struct over no struct"), "<= 1.40"),
    Row("allocations, verify<T> beyond verify<> and T", struct_allocations, "<= 0", 0),
]
SIGN = [
    Row("HS256 sign / jwt-cpp", lambda r: r.ratio("sign/HS256/jot over jwt-cpp"), "<= 0.45"),
    *[Row(f"{name} sign / OpenSSL", over_floor("sign", name), "<= 1.03", 3) for name in ("RS256", "ES256", "EdDSA")],
    Row("sign(…, T) / sign(…), as many bytes", lambda r: r.ratio("sign/HS256/struct over no struct"), "<= 1.25"),
]
JSON = [
    Row("strict reader, 4 KiB not ASCII / simdjson", lambda r: r.ratio("claims/not ASCII/jot over simdjson"), "<= 2.0"),
]
INCLUDE = [
    Row("jwt.hpp header-only / jwt-cpp (picojson)",
        lambda r: r.include_ms("jot/jwt.hpp") / r.include_ms("jwt-cpp (picojson)"), "<= 1.7"),
    Row("jwt.hpp precompiled / jwt-cpp (picojson)",
        lambda r: r.include_ms("jot/jwt.hpp, precompiled") / r.include_ms("jwt-cpp (picojson)"), "<= 0.60"),
    *[Row(f"a server, header-only, {level} / jwt-cpp (nlohmann)", server("jot", level), "<= 0.90") for level in LEVELS],
    *[Row(f"a server, precompiled, {level} / jwt-cpp (nlohmann)", server("jot, precompiled", level), "<= 0.45")
      for level in LEVELS],
    Row("headers over their budget", budgets, "<= 0", 0),
]
HTTP = [
    Row("GET /users/me, rate / fastify", served_ratio("fastify", "rate"), ">= 2"),
    Row("GET /users/me, rate / FastAPI", served_ratio("fastapi", "rate"), ">= 4"),
    Row("GET /users/me, p99 / fastify", served_ratio("fastify", "p99_ms"), "<= 1"),
    Row("GET /users/me, p99 / FastAPI", served_ratio("fastapi", "p99_ms"), "<= 1"),
    Row("CPU of a request", lambda r: r.served("jot-auth-server", "calm")["cpu_us"], "<= 40", 1, " µs"),
    Row("rate under a login loop / calm", under_logins, ">= 0.40"),
    Row("p99 under a login loop", lambda r: r.served("jot-auth-server", "with_logins")["p99_ms"], "<= 25", 1, " ms"),
    Row("idle connections before the next", behind_idle, ">= 1000", 0),
]
ROWS = [*VERIFY, *SIGN, *JSON, *INCLUDE, *HTTP]


def with_signs(target):
    return target.replace("<=", "≤").replace(">=", "≥")


def shown(row, results):
    """Figure, target and verdict, and a note."""
    target = row.target
    try:
        found = row.value(results)
    except Missing as reason:
        return "–", with_signs(target), "not measured", str(reason)
    value, note, can_be_told = (*found, True)[:3] if isinstance(found, tuple) else (found, "", True)
    verdict = "reported"
    if target:
        comparison, bound = target.split()
        met = value <= float(bound) if comparison == "<=" else value >= float(bound)
        verdict = "met" if met else "NOT MET" if can_be_told else "unclear"
    return f"{value:.{row.digits}f}{row.unit}", with_signs(target), verdict, note


def table(results):
    return ["row", "measured", "target", "", "note"], [[row.text, *shown(row, results)] for row in ROWS]


def as_text(head, lines):
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in [head, *lines])


def as_markdown(head, lines):
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *lines])


def nanoseconds(results, row):
    try:
        return f"{results.ns(row):,.0f}"
    except Missing:
        return ""


def per_library(results, operation):
    lines = []
    for who in ["jot", "jot cached", *LIBRARIES]:
        line = [who, *[nanoseconds(results, f"{operation}/{algorithm}/{who}") for algorithm in ALGORITHMS]]
        if any(line[1:]):
            lines.append(line)
    lines.append(["OpenSSL alone", *[f"{results.floor(f'{operation}/{algorithm}'):,.0f}" for algorithm in ALGORITHMS]])
    return as_markdown([f"{operation}, ns", *ALGORITHMS], lines)


def floors(results):
    ways = sorted((results.ns(row), row.split("floor: ")[1]) for row in results.times if row.startswith(HS256 + "/floor: "))
    return "HMAC-SHA256 of the same bytes, in four ways: " + ", ".join(f"{way} {ns:.0f} ns" for ns, way in ways) + "."


def http_figures(results):
    if not results.http or "skipped" in results.http:
        return ""
    head = ["HTTP", "req/s", "p50 ms", "p99 ms", "CPU µs a request", "req/s under a login loop", "p99 ms", "logins/s"]
    lines = []
    for name, found in results.http.items():
        if "skipped" not in found:
            calm, loaded = found["calm"], found["with_logins"]
            lines.append([name, f"{calm['rate']:,.0f}", f"{calm['p50_ms']:.2f}", f"{calm['p99_ms']:.2f}",
                          f"{calm['cpu_us']:.1f}", f"{loaded['rate']:,.0f}", f"{loaded['p99_ms']:.2f}",
                          f"{loaded['logins_per_s']:.1f}"])
    return as_markdown(head, lines)


def include_figures(results):
    if not results.include:
        return ""
    ms = results.include["ms"]
    lines = []
    for name in ms:
        if not name.startswith("server with ") and not name.endswith(", precompiled"):
            precompiled = ms.get(name + ", precompiled")
            lines.append([name, f"{ms[name]:,.0f}", "" if precompiled is None else f"{precompiled:,.0f}"])
    return as_markdown(["`#include`, ms", "header-only", "precompiled"], lines)


def server_figures(results):
    """Without jwt-cpp there is still ours."""
    if not results.include:
        return ""
    ms = {name: value for name, value in results.include["ms"].items() if name.startswith("server with ")}
    whos = list(dict.fromkeys(name.rsplit(", ", 1)[0] for name in ms))
    lines = [[who, *[f"{ms[f'{who}, {level}']:,.0f}" for level in LEVELS]] for who in whos]
    return as_markdown(["a small server (`benchmarks/server_unit`), ms", *LEVELS], lines) if lines else ""


def codec_figures(results):
    rows = [row for row in results.times if re.match(r"(en|de)code/|memcpy/", row)]
    lines = [[*row.split("/"), f"{results.ns(row):,.1f}"] for row in rows]
    return as_markdown(["base64url", "characters", "by", "ns"], sorted(lines)) if lines else ""


def json_figures(results):
    texts = {row.split("/")[1]: None for row in results.times if row.startswith("claims/")}
    lines = [[text, *[nanoseconds(results, f"claims/{text}/{who}") for who in ("jot", "simdjson")]] for text in texts]
    return as_markdown(["JSON of claims (`benchmarks/json.cpp`), ns", "jot's reader", "simdjson"], lines) if lines else ""


def key_set_figures(results):
    lines = [[f"`{row}`", f"{results.ns(row):,.0f}"] for row in results.times if re.match(r"find_in_|[eh]s256_verify_", row)]
    return as_markdown(["keys from a set (`benchmarks/jwks.cpp`)", "ns"], sorted(lines)) if lines else ""


def machine(results):
    model = "unknown processor"
    try:
        model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="ascii"))[1]
    except (OSError, TypeError):
        pass
    context = results.context
    return (f"{model}, {os.cpu_count()} processors, {os.uname().machine}; {context['compiler']} -O3; "
            f"OpenSSL {context['openssl']}; load average while measuring {min(results.loads):.1f} to "
            f"{max(results.loads):.1f}.")


def chart_of(results):
    panels = []
    for algorithm in ("HS256", "RS256", "ES256"):
        prefix = f"verify/{algorithm}"
        bars = [("OpenSSL alone", results.floor(prefix) / 1000, "floor")]
        for who in ["jot", "jot cached", *LIBRARIES]:
            if f"{prefix}/{who}" in results.times:
                kind = "ours" if who.startswith("jot") else "peer"
                bars.append((who, results.ns(f"{prefix}/{who}") / 1000, kind))
        panels.append((f"{algorithm} verify, µs: less is better", "µs", bars))
    if results.http and "skipped" not in results.http:
        for part, title in (("calm", "GET /users/me, requests a second: more is better"),
                            ("with_logins", "the same, while one client logs in without pause: so many logins a second")):
            bars = []
            for name, found in results.http.items():
                if part in found:
                    # Who lets more logins through has more to do besides; the bar alone would hide that.
                    label = name if part == "calm" else f"{name}, {found[part]['logins_per_s']:.1f} logins"
                    bars.append((label, found[part]["rate"], "ours" if name.startswith("jot") else "peer"))
            panels.append((title, "/s", bars))
    return chart.svg(panels)


def write(results, head, lines):
    parts = [as_markdown(head, lines), f"Measured on: {machine(results)}", "![The figures as bars](images/performance.svg)",
             per_library(results, "verify"), floors(results), per_library(results, "sign"), http_figures(results),
             include_figures(results), server_figures(results), codec_figures(results), json_figures(results), key_set_figures(results)]
    section = "\n\n".join(part for part in parts if part)
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{section}\n{END}{after}", encoding="utf-8")
    IMAGE.write_text(chart_of(results), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = Results(options.folder, "bench")
    if not results.built():
        sys.exit("error: there are no results; scripts/bench makes them")
    head, lines = table(results)
    print(as_text(head, lines))
    print(f"\n{machine(results)}")
    if options.write:
        write(results, head, lines)
        print(f"written: {PAGE.relative_to(ROOT)}, {IMAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

# Reads the benchmark programs' results: medians over all rounds and repetitions, in CPU nanoseconds.
import json
import pathlib
import statistics


JWT_CPP_MISSING = "jwt-cpp was not given (-DJWT_CPP_INCLUDE_DIR=…)"


class Missing(Exception):
    """A figure that is not there; the text says why."""


class Results:
    """The figures of one build tree, and those that every tree shares (peers, HTTP, include cost)."""

    def __init__(self, folder, tree):
        self.folder = pathlib.Path(folder)
        self.times = {}  # row -> CPU ns of each repetition
        self.rates = {}  # row -> operations a second of each repetition
        self.counters = {}
        self.context = {}
        self.loads = []
        for path in sorted(self.folder.glob(f"*.{tree}.*.json")):
            self._read(json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(self.folder.glob("peers.*")):
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                self.times.setdefault(row["name"], []).append(row["ns"])
        self.http = self._optional("http.json")
        self.include = self._optional("include.json")

    def _read(self, document):
        self.context = {**document["context"], **self.context}
        self.loads += document["context"]["load_avg"][:1]
        for row in document["benchmarks"]:
            if row["run_type"] != "iteration":
                continue
            name = row["run_name"]
            if row.get("error_occurred"):
                raise SystemExit(f"error: {name}: {row['error_message']}")
            self.times.setdefault(name, []).append(row["cpu_time"])
            self.counters.setdefault(name, []).append(row)
            if "items_per_second" in row:
                self.rates.setdefault(name, []).append(row["items_per_second"])

    def _optional(self, name):
        path = self.folder / name
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def built(self):
        return bool(self.counters)

    def ns(self, row):
        if row not in self.times:
            raise Missing(why_missing(row))
        return statistics.median(self.times[row])

    def floor(self, prefix):
        """The quickest way that OpenSSL alone has."""
        ways = [row for row in self.times if row.startswith(prefix + "/floor: ")]
        if not ways:
            raise Missing("no floor was measured")
        return min(self.ns(row) for row in ways)

    def ratio(self, row):
        """Of two that took turns within a repetition; the median over all repetitions."""
        if row not in self.counters:
            raise Missing(why_missing(row))
        return statistics.median(one["ratio"] for one in self.counters[row])

    def over_floor(self, prefix):
        """The quickest way is the one that ours compares worst with."""
        ways = [row for row in self.counters if row.startswith(prefix + "/jot over floor: ")]
        if not ways:
            raise Missing("no floor was measured")
        return max(self.ratio(row) for row in ways)

    def counter(self, row, name):
        """Counted exactly: every repetition must say the same."""
        if row not in self.counters:
            raise Missing(why_missing(row))
        found = {one[name] for one in self.counters[row]}
        if len(found) != 1:
            raise Missing(f"it varies between {min(found):g} and {max(found):g}")
        return found.pop()

    def speed_up(self, who):
        """Operations a second of two threads, over those of one: the best slice of each, because others may be using the
        second processor in most of them."""
        slices = [rates for threads in (1, 2) for name, rates in self.rates.items()
                  if name.startswith(f"verify/HS256/{who}/") and name.endswith(f"/threads:{threads}")]
        if len(slices) != 2:
            raise Missing("the rows with threads were not run")
        return max(slices[1]) / max(slices[0])

    def served(self, server, part):
        if self.http is None:
            raise Missing("left out (--no-http), or it failed")
        if "skipped" in self.http:
            raise Missing(self.http["skipped"])
        if "skipped" in self.http[server]:
            raise Missing(self.http[server]["skipped"])
        return self.http[server][part]

    def include_ms(self, row):
        if self.include is None:
            raise Missing("left out (--no-include), or it failed")
        found = self.include["ms"]
        if row in found:
            return found[row]
        if row.startswith("server with") and not any(name.startswith("server with") for name in found):
            raise Missing("cpp-httplib is not installed")
        raise Missing(JWT_CPP_MISSING if "jwt-cpp" in row else f"{row} was left out")


def why_missing(row):
    who = row.split("/")[2].removeprefix("jot over ") if row.count("/") >= 2 else row
    if who == "jwt-cpp":
        return JWT_CPP_MISSING
    if who == "simdjson":
        return "simdjson is not installed"
    if who.startswith("jot cached"):
        return "the library has no such cache yet"
    return f"{who} is not installed, or does not know this algorithm"

